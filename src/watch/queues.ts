import { DelayedError, type Job, Queue, Worker } from 'bullmq'
import type { Place } from '../domain/watch.ts'
import { queuePrefix } from '../store/keys.ts'
import { closeRedis, openRedis, type Redis } from '../store/redis.ts'
import type { Delivered } from './deliver.ts'
import type { Log } from './events.ts'

/*
 * BullMQ carries the work between the replicas; it holds no facts. Every job only says "look there": what is due and what
 * is to be said stands in the store. Losing all jobs costs at most one tick.
 */

interface DeliveryJob extends Place {
  readonly connection: string
}

interface RoundJob {
  readonly connection: string
}

export interface Queues {
  readonly askRound: (connection: string) => Promise<void>
  readonly askDelivery: (connection: string, places: readonly Place[]) => Promise<void>
  /** Waits for the work at hand, then lets go of Redis. */
  readonly close: () => Promise<void>
}

export interface QueueParts {
  readonly redisUrl: string
  readonly connections: readonly string[]
  /** Milliseconds between the rounds of a connection. */
  readonly tick: number
  readonly deliveries: number
  readonly log: Log
  readonly round: (connection: string) => Promise<void>
  readonly deliver: (connection: string, place: Place) => Promise<Delivered>
}

/** The hold ends in Redis, the delay here: the job must not come a moment too early. */
const holdMarginMs = 20

/** How soon the jobs of a replica that died are taken up by others; BullMQ renews the locks of living ones by itself. */
const soon = { lockDuration: 5_000, stalledInterval: 2_500 } as const

const finished = { removeOnComplete: true, removeOnFail: true } as const

/** Starts this replica's share of the work. */
export async function startQueues(parts: QueueParts): Promise<Queues> {
  const warn = (error: Error) => parts.log.warn({ err: error }, 'The queue reports an error')
  const redis = openRedis(parts.redisUrl, { patient: true, onError: warn })
  const base = { connection: redis, prefix: queuePrefix }
  const rounds = new Queue<RoundJob>('rounds', base)
  const deliveries = new Queue<DeliveryJob>('deliveries', base)
  const workers = [
    new Worker<RoundJob>('rounds', ({ data }) => parts.round(data.connection), {
      ...base,
      ...soon,
      concurrency: parts.connections.length + 1,
    }),
    new Worker<DeliveryJob>('deliveries', (job, token) => deliverJob(parts, job, token), {
      ...base,
      ...soon,
      concurrency: parts.deliveries,
    }),
  ]
  for (const queue of [rounds, deliveries]) queue.on('error', warn)
  for (const worker of workers) {
    worker.on('error', warn)
    worker.on('failed', (job, error) => parts.log.error({ job: job?.name, err: error }, 'A job failed'))
  }
  await schedule(rounds, parts)
  const watchdog = setInterval(() => void restoreSchedule(rounds, parts), parts.tick * 2)

  return {
    askRound: async (connection) => {
      await rounds.add('soon', { connection }, finished)
    },
    askDelivery: async (connection, places) => {
      if (places.length === 0) return
      const jobs = places.map((place) => ({ name: 'place', data: { connection, ...place }, opts: finished }))
      await deliveries.addBulk(jobs)
    },
    close: async () => {
      clearInterval(watchdog)
      await closeAll(workers, [rounds, deliveries], redis)
    },
  }
}

/** A place that has to wait keeps its job, delayed, and blocks nobody else. */
async function deliverJob(
  parts: QueueParts,
  job: Job<DeliveryJob>,
  token: string | undefined,
): Promise<void> {
  const { connection, team, channel } = job.data
  const end = await parts.deliver(connection, { team, channel })
  if (typeof end === 'string') return
  await job.moveToDelayed(Date.now() + end.heldMs + holdMarginMs, token)
  throw new DelayedError()
}

async function schedule(rounds: Queue<RoundJob>, { connections, tick }: QueueParts): Promise<void> {
  for (const connection of connections) {
    const template = { name: 'tick', data: { connection }, opts: finished }
    await rounds.upsertJobScheduler(schedulerId(connection), { every: tick }, template)
  }
}

/** The schedule itself lives in the queue: put it back where somebody emptied that. */
async function restoreSchedule(rounds: Queue<RoundJob>, parts: QueueParts): Promise<void> {
  try {
    const known = await Promise.all(
      parts.connections.map((name) => rounds.getJobScheduler(schedulerId(name))),
    )
    const connections = parts.connections.filter((_, index) => known[index] === undefined)
    await schedule(rounds, { ...parts, connections })
  } catch (error) {
    parts.log.warn({ err: error }, 'Could not check the schedule of rounds')
  }
}

function schedulerId(connection: string): string {
  return `round-${encodeURIComponent(connection)}`
}

async function closeAll(workers: readonly Worker[], queues: readonly Queue[], redis: Redis): Promise<void> {
  await Promise.all(workers.map((worker) => worker.close()))
  await Promise.all(queues.map((queue) => queue.close()))
  await closeRedis(redis)
}
