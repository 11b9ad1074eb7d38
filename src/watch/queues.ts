import { randomUUID } from 'node:crypto'
import { Queue, Worker } from 'bullmq'
import { chunks } from '../base/chunks.ts'
import type { Log } from '../base/log.ts'
import { queuePrefix } from '../store/keys.ts'
import { closeRedis, openRedis, type Redis } from '../store/redis.ts'
import { countReplicas, forgetReplica, noteReplica } from '../store/replicas.ts'

/*
 * BullMQ carries the polls between the replicas; it holds no facts. Every job only says "look there": what is due stands in
 * the store. Losing all jobs costs at most one tick.
 */

/** A connection to look at; or a tick, of whose connections each replica has a list of its own: it may have been started with others. */
type PollJob = { readonly connection: string } | { readonly part: number }

/**
 * Connections that have one tick together. A job costs Redis some eighty commands, whatever it is about, which is more than
 * a poll of one connection that finds nothing due; and the ticks of many connections are still shared by the replicas.
 */
const perTick = 8

/** Name of the jobs that look for filters; all others are polls: `tick` by the clock, `soon` when somebody asks. */
const discovering = 'discover'

export interface Queues {
  readonly requestPoll: (connection: string) => Promise<void>
  readonly requestDiscovery: (connection: string) => Promise<void>
  /** Offers parts of a poll to the other replicas; those that nobody has taken yet are not offered twice. */
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
  const polls = new Queue<PollJob>('looks', base)
  const shares = new Queue<PollJob>('shares', base)
  const workers = startWorkers(deps, base)
  for (const queue of [polls, shares]) queue.on('error', warn)
  for (const worker of workers) {
    worker.on('error', warn)
    worker.on('failed', (job, error) => deps.log.error({ job: job?.name, err: error }, 'A job failed'))
  }
  const id = randomUUID()
  await noteReplica(redis, id, 3 * watchEveryMs(deps))
  await schedule(polls, schedulesOf(deps))
  const watchdog = setInterval(() => void keepUp({ polls, redis, id }, deps), watchEveryMs(deps))

  return {
    requestPoll: async (connection) => {
      await polls.add('soon', { connection }, finished)
    },
    requestDiscovery: async (connection) => {
      await polls.add(discovering, { connection }, finished)
    },
    requestPollShares: async (connection, count) => {
      // This replica takes its part of them as well.
      const wanted = Math.min(count, 2 * ((await countReplicas(redis)) - 1))
      if (wanted <= 0) return
      const jobs = Array.from({ length: wanted }, (_, i) => ({
        name: 'share',
        data: { connection },
        opts: { ...finished, jobId: `${encodeURIComponent(connection)}-${i}` },
      }))
      await shares.addBulk(jobs)
    },
    close: async () => {
      clearInterval(watchdog)
      await closeAll(workers, [polls, shares])
      await forgetReplica(redis, id)
      await closeRedis(redis)
    },
  }
}

/** Polls of one connection must not keep those of others waiting, nor discoveries. */
function startWorkers(deps: QueueDeps, base: Base): readonly Worker[] {
  const settings = { ...base, ...patiently }
  const forEach = async (job: PollJob, work: (connection: string) => Promise<void>) => {
    await Promise.all(connectionsOf(job, deps.connections).map(work))
  }
  return [
    new Worker<PollJob>(
      'looks',
      ({ name, data }) => forEach(data, name === discovering ? deps.discover : deps.runPollJob),
      // Of each connection two polls that last, what is in motion meanwhile, and a discovery.
      { ...settings, concurrency: 4 * deps.connections.length },
    ),
    new Worker<PollJob>('shares', ({ data }) => forEach(data, deps.runShareJob), {
      ...settings,
      concurrency: 2,
    }),
  ]
}

/** Those of the job that this replica knows. */
function connectionsOf(job: PollJob, known: readonly string[]): readonly string[] {
  if ('part' in job) return tickParts(known)[job.part] ?? []
  return known.filter((connection) => connection === job.connection)
}

function tickParts(connections: readonly string[]): readonly (readonly string[])[] {
  return chunks(connections, perTick)
}

interface Base {
  readonly connection: Redis
  readonly prefix: string
}

/** A tick that is so late will not come any more: whoever had it has died. */
const lateMs = 2_000

type Polls = Queue<PollJob>

interface Schedule {
  readonly id: string
  readonly every: number
  readonly name: string
  readonly data: PollJob
}

function schedulesOf({
  connections,
  pollEveryMs: tick,
  discoverEveryMs: discovery,
}: QueueDeps): readonly Schedule[] {
  return [
    ...tickParts(connections).map((_, part) => {
      return { id: `tick-${part}`, every: tick, name: 'tick', data: { part } }
    }),
    // A walk of the lists lasts, and is work for one replica.
    ...connections.map((connection) => {
      const id = `discovery-${encodeURIComponent(connection)}`
      return { id, every: discovery, name: discovering, data: { connection } }
    }),
  ]
}

async function schedule(polls: Polls, schedules: readonly Schedule[]): Promise<void> {
  for (const { id, every, name, data } of schedules) {
    await polls.upsertJobScheduler(id, { every }, { name, data, opts: finished })
  }
}

/** Between two looks at what keeps the ticks coming. */
function watchEveryMs({ pollEveryMs }: QueueDeps): number {
  return 2 * pollEveryMs
}

interface Kept {
  readonly polls: Polls
  readonly redis: Redis
  /** Of this replica. */
  readonly id: string
}

async function keepUp({ polls, redis, id }: Kept, deps: QueueDeps): Promise<void> {
  try {
    await noteReplica(redis, id, 3 * watchEveryMs(deps))
    await restoreSchedule(polls, await nextTimes(polls, redis), deps)
  } catch (error) {
    deps.log.warn({ err: error }, 'Could not check the schedule of polls')
  }
}

/**
 * The schedule itself lives in the queue: put it back where somebody emptied that, and where its next time is too far off
 * because the clock was set back, or long over because a replica died with the job at hand.
 */
async function restoreSchedule(
  polls: Polls,
  times: ReadonlyMap<string, number>,
  deps: QueueDeps,
): Promise<void> {
  for (const one of schedulesOf(deps)) {
    const next = times.get(one.id)
    const ahead = (next ?? Number.POSITIVE_INFINITY) - Date.now()
    if (ahead <= 2 * one.every && ahead >= -Math.max(2 * one.every, lateMs)) continue
    if (next !== undefined) await polls.removeJobScheduler(one.id)
    await schedule(polls, [one])
  }
}

/** Of all schedules at once: BullMQ itself would read each with all that it says. */
async function nextTimes(polls: Polls, redis: Redis): Promise<ReadonlyMap<string, number>> {
  const pairs = await redis.zrange(polls.toKey('repeat'), '0', '-1', 'WITHSCORES')
  return new Map(chunks(pairs, 2).map(([id = '', next]) => [id, Number(next)]))
}

async function closeAll(workers: readonly Worker[], queues: readonly Queue[]): Promise<void> {
  await Promise.all(workers.map((worker) => worker.close()))
  await Promise.all(queues.map((queue) => queue.close()))
}
