import { Queue, Worker } from 'bullmq'
import type { Log } from '../base/log.ts'
import { queuePrefix } from '../store/keys.ts'
import { closeRedis, openRedis, type Redis } from '../store/redis.ts'

/*
 * BullMQ carries the polls between the replicas; it holds no facts. Every job only says "look there": what is due stands in
 * the store. Losing all jobs costs at most one tick.
 */

interface PollJob {
  readonly connection: string
}

/** Name of the jobs that look for filters; all others are polls: `tick` by the clock, `soon` when somebody asks. */
const discovering = 'discover'

export interface Queues {
  readonly requestPoll: (connection: string) => Promise<void>
  readonly requestDiscovery: (connection: string) => Promise<void>
  /** Offers parts of a poll to every replica; those that nobody has taken yet are not offered twice. */
  readonly requestPollShares: (connection: string, count: number) => Promise<void>
  /** Waits for the work at hand, then lets go of Redis. */
  readonly close: () => Promise<void>
}

export interface QueueDeps {
  readonly redisUrl: string
  readonly connections: readonly string[]
  /** Milliseconds between the polls of a connection. */
  readonly pollEveryMs: number
  /** Milliseconds between the discoveries of a connection. */
  readonly discoverEveryMs: number
  readonly log: Log
  readonly runPollJob: (connection: string) => Promise<void>
  /** Takes part in a poll that another replica may have begun. */
  readonly runShareJob: (connection: string) => Promise<void>
  readonly discover: (connection: string) => Promise<void>
}

/**
 * How soon a job of a replica that died is taken up by another: seldom, since nothing waits for it. The next tick comes by
 * the schedule, and brings what a dead replica has left; claims and leases run out by themselves. A Redis or a machine
 * that stands still for some seconds takes no job away from a replica that lives.
 */
const patiently = { lockDuration: 15_000, stalledInterval: 5_000 } as const

const finished = { removeOnComplete: true, removeOnFail: true } as const

/** Starts this replica's share of the work. */
export async function startQueues(deps: QueueDeps): Promise<Queues> {
  const warn = (error: Error) => deps.log.warn({ err: error }, 'The queue reports an error')
  const redis = openRedis(deps.redisUrl, { patient: true, onError: warn })
  const base = { connection: redis, prefix: queuePrefix }
  const polls = new Queue<PollJob>('rounds', base)
  const shares = new Queue<PollJob>('shares', base)
  const workers = startWorkers(deps, base)
  for (const queue of [polls, shares]) queue.on('error', warn)
  for (const worker of workers) {
    worker.on('error', warn)
    worker.on('failed', (job, error) => deps.log.error({ job: job?.name, err: error }, 'A job failed'))
  }
  await schedule(polls, schedulesOf(deps))
  const watchdog = setInterval(() => void restoreSchedule(polls, deps), deps.pollEveryMs * 2)

  return {
    requestPoll: async (connection) => {
      await polls.add('soon', { connection }, finished)
    },
    requestDiscovery: async (connection) => {
      await polls.add(discovering, { connection }, finished)
    },
    requestPollShares: async (connection, count) => {
      const jobs = Array.from({ length: count }, (_, i) => ({
        name: 'share',
        data: { connection },
        opts: { ...finished, jobId: `${encodeURIComponent(connection)}-${i}` },
      }))
      if (count > 0) await shares.addBulk(jobs)
    },
    close: async () => {
      clearInterval(watchdog)
      await closeAll(workers, [polls, shares], redis)
    },
  }
}

/** Polls of one connection must not keep those of others waiting, nor discoveries. */
function startWorkers(deps: QueueDeps, base: Base): readonly Worker[] {
  const settings = { ...base, ...patiently }
  return [
    new Worker<PollJob>('rounds', ({ name, data }) => lookJob(deps, name, data.connection), {
      ...settings,
      // Of each connection two polls that last, what is in motion meanwhile, and a discovery.
      concurrency: 4 * deps.connections.length,
    }),
    new Worker<PollJob>('shares', ({ data }) => deps.runShareJob(data.connection), {
      ...settings,
      concurrency: 2,
    }),
  ]
}

interface Base {
  readonly connection: Redis
  readonly prefix: string
}

function lookJob(deps: QueueDeps, name: string, connection: string): Promise<void> {
  return name === discovering ? deps.discover(connection) : deps.runPollJob(connection)
}

/** A tick that is so late will not come any more: whoever had it has died. */
const lateMs = 2_000

type Polls = Queue<PollJob>

interface Schedule {
  readonly id: string
  readonly every: number
  readonly name: string
  readonly connection: string
}

function schedulesOf({
  connections,
  pollEveryMs: tick,
  discoverEveryMs: discovery,
}: QueueDeps): readonly Schedule[] {
  return connections.flatMap((connection) => {
    const name = encodeURIComponent(connection)
    return [
      { id: `round-${name}`, every: tick, name: 'tick', connection },
      { id: `discovery-${name}`, every: discovery, name: discovering, connection },
    ] as const
  })
}

async function schedule(polls: Polls, schedules: readonly Schedule[]): Promise<void> {
  for (const { id, every, name, connection } of schedules) {
    await polls.upsertJobScheduler(id, { every }, { name, data: { connection }, opts: finished })
  }
}

/**
 * The schedule itself lives in the queue: put it back where somebody emptied that, and where its next time is too far off
 * because the clock was set back, or long over because a replica died with the job at hand.
 */
async function restoreSchedule(polls: Polls, deps: QueueDeps): Promise<void> {
  try {
    for (const one of schedulesOf(deps)) {
      const known = await polls.getJobScheduler(one.id)
      const ahead = (known?.next ?? Number.POSITIVE_INFINITY) - Date.now()
      if (ahead <= 2 * one.every && ahead >= -Math.max(2 * one.every, lateMs)) continue
      if (known !== undefined) await polls.removeJobScheduler(one.id)
      await schedule(polls, [one])
    }
  } catch (error) {
    deps.log.warn({ err: error }, 'Could not check the schedule of polls')
  }
}

async function closeAll(workers: readonly Worker[], queues: readonly Queue[], redis: Redis): Promise<void> {
  await Promise.all(workers.map((worker) => worker.close()))
  await Promise.all(queues.map((queue) => queue.close()))
  await closeRedis(redis)
}
