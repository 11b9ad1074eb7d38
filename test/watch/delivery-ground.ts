import { Redis } from 'ioredis'
import { afterEach, beforeEach } from 'vitest'
import type { WatchOptions } from '../../src/domain/watching/watch.ts'
import type { Engine, EngineDeps } from '../../src/watch/engine.ts'
import { testRedis } from '../helpers/redis.ts'
import { type Message, watchOf, world } from './doubles.ts'

export const minute = 60_000
export const hour = 60 * minute

export let redis: Redis
export let w: ReturnType<typeof world>
let engines: Engine[]

/** Makes both anew for each test of the file; `replica` makes copies of the bot over them, which end with the test. */
export function layGround(): void {
  beforeEach(async () => {
    const { url } = await testRedis()
    redis = new Redis(url)
    w = world(url)
    engines = []
  })
  afterEach(async () => {
    await Promise.all(engines.map((engine) => engine.stop()))
    redis.disconnect()
  })
}

export function replica(options: EngineDeps['options'] = {}, deps: Partial<EngineDeps> = {}): Engine {
  const engine = w.replica({ ...deps, options: { backoffMs: 0, ...options } })
  engines.push(engine)
  return engine
}

/** Tasks that are watched and running, with their cards in Slack. */
export async function begin(engine: Engine, tasks: Readonly<Record<string, WatchOptions>>): Promise<void> {
  for (const [taskId, options] of Object.entries(tasks)) {
    w.drs.set(taskId, { status: 'INCRE_TRANSFER_STARTED' })
    await engine.watch(watchOf({ taskId, options }))
  }
  await look(engine)
  await engine.deliverPending()
}

/** Lets a minute pass, and looks. */
export async function look(engine: Engine, statuses: Readonly<Record<string, string>> = {}): Promise<void> {
  for (const [taskId, status] of Object.entries(statuses)) w.drs.set(taskId, { status })
  w.clock.pass(minute)
  await engine.poll('prod')
}

/** What was posted beside the cards. */
export function said(): readonly Message[] {
  return w.slack.messages.filter(({ key }) => !key.startsWith('card:'))
}

export function titles(): readonly string[] {
  return said().map(({ card }) => card.title)
}

export const [failing, paused] = ['INCRE_TRANSFER_FAILED', 'PAUSING']
export const three = { t1: {}, t2: {}, t3: {} }
