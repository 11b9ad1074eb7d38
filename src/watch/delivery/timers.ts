import type { Locale } from '../../base/i18n.ts'
import type { Log } from '../../base/log.ts'
import {
  batchMessage,
  type EventSummary,
  type Notice,
  noticeMessage,
} from '../../domain/delivery/outbox-message.ts'
import type { DigestQueue } from '../../domain/delivery/route-facts.ts'
import { type Snooze, type SnoozeTarget, snoozeInForce } from '../../domain/watching/snooze.ts'
import type { ChannelRef } from '../../domain/watching/watch.ts'
import { statusOf } from '../../drs/statuses.ts'
import { readDigestQueue } from '../../store/digest-queue.ts'
import { tasksWithCard } from '../../store/posted-cards.ts'
import type { Redis } from '../../store/redis.ts'
import { putSnooze, snoozesOf } from '../../store/snoozes.ts'
import { loadSnapshot } from '../../store/task-states.ts'
import { claimTimers, settleTimer, type Timer, type TimerOutcome } from '../../store/timers.ts'
import { isChannelSuspended } from '../../store/unreachable-channels.ts'
import { findWatch, watchesOfChannel } from '../../store/watches.ts'
import type { EngineOptions } from '../options.ts'

export interface TimerDeps {
  readonly redis: Redis
  readonly clock: () => number
  readonly log: Log
  readonly options: EngineOptions
}

/** Timers taken in one step. */
const batch = 100
/** How long the timers of a suspended channel wait. */
const restMs = 60 * 60_000

/**
 * Says what is due at this moment: digests, ends of quiet hours and snoozes, failures that persist. Any number of
 * replicas may do so at the same time. Returns the channels that have something to be said.
 */
export async function fireTimers(deps: TimerDeps, connection: string): Promise<readonly ChannelRef[]> {
  const now = deps.clock()
  const channelRefs: ChannelRef[] = []
  for (;;) {
    const claim = { due: now, until: now + deps.options.claimMs, limit: batch }
    const timers = await claimTimers(deps.redis, connection, claim)
    for (const timer of timers) {
      if (await answer(deps, connection, timer, now)) channelRefs.push(timer.channelRef)
    }
    if (timers.length < batch) return channelRefs
  }
}

/** A timer that fails is left to the next poll, and keeps no other from firing. */
async function answer(deps: TimerDeps, connection: string, timer: Timer, now: number): Promise<boolean> {
  try {
    const ringing = await ringingOf(deps, connection, timer, now)
    return (await settleTimer(deps.redis, connection, timer, ringing)) && ringing.message !== undefined
  } catch (err) {
    deps.log.warn({ connection, ...timer.channelRef, topic: timer.topic, err }, 'An alarm could not be rung')
    return false
  }
}

async function ringingOf(
  deps: TimerDeps,
  connection: string,
  { topic, channelRef }: Timer,
  now: number,
): Promise<TimerOutcome> {
  if (await isChannelSuspended(deps.redis, connection, channelRef)) return { nextAt: now + restMs }
  const here: Here = { ...deps, connection, channelRef, now }
  const [kind, rest = ''] = partsOf(topic)
  if (kind === 'repeat') return repeat(here, rest)
  if (kind === 'snooze') return snoozeOver(here, rest)
  if (kind === 'batch') return { message: batchMessage(connection, rest, `${now}`) }
  return digest(here, kind, kind === 'quiet' ? `quiet:${Number(rest)}` : 'digest')
}

interface Here extends TimerDeps {
  readonly connection: string
  readonly channelRef: ChannelRef
  readonly now: number
}

function partsOf(topic: string): readonly [kind: string, rest?: string] {
  const colon = topic.indexOf(':')
  return colon === -1 ? [topic] : [topic.slice(0, colon), topic.slice(colon + 1)]
}

/** A failure that persists, unless nobody watches any more; during a snooze it is put off to its end. */
async function repeat(here: Here, taskId: string): Promise<TimerOutcome> {
  const { redis, connection, channelRef, now, options } = here
  const snapshot = await loadSnapshot(redis, connection, taskId)
  const watch = await findWatch(redis, connection, taskId, channelRef)
  const status = snapshot?.status ?? undefined
  if (!snapshot || !watch || status === undefined || statusOf(status).kind !== 'failed') return {}
  const snooze = snoozeInForce(await snoozesOf(redis, connection, channelRef), taskId, now)
  if (snooze !== undefined) return { nextAt: snooze.until }
  const since = snapshot.statusSince ?? snapshot.changedAt
  const entry = noticeMessage(
    { connection, taskId },
    { kind: 'repeat', since, snapshot },
    watch.locale,
    `${now}`,
  )
  return { message: entry, ...(options.repeatMs > 0 && { nextAt: now + options.repeatMs }) }
}

async function snoozeOver(here: Here, scope: string): Promise<TimerOutcome> {
  const { redis, connection, channelRef, now } = here
  const snoozes = await snoozesOf(redis, connection, channelRef)
  const snooze = snoozes.find(({ taskId }) => (taskId ?? '*') === scope)
  // Somebody has put its end off.
  if (snooze !== undefined && snooze.until > now) return { nextAt: snooze.until }
  const queue: DigestQueue = `snooze:${scope}`
  const { held, taken } = await heldIn(here, queue)
  const taskId = scope === '*' ? '' : scope
  const wanted = held.length > 0 || (await isWatching(here, taskId))
  if (snooze === undefined || !wanted) return { taken, over: scope }
  const name = taskId === '' ? undefined : (await loadSnapshot(redis, connection, taskId))?.name
  const { by, since } = snooze
  const notice: Notice = { kind: 'snooze-over', by, since, held, ...(name !== undefined && { name }) }
  const locale = await localeAt(here, held)
  const entry = noticeMessage({ connection, taskId }, notice, locale, `${snooze.until}`)
  return { message: entry, taken, over: scope }
}

async function isWatching({ redis, connection, channelRef }: Here, taskId: string): Promise<boolean> {
  if (taskId !== '') return (await findWatch(redis, connection, taskId, channelRef)) !== undefined
  return (await watchesOfChannel(redis, [connection], channelRef)).length > 0
}

async function digest(here: Here, reason: string, queue: DigestQueue): Promise<TimerOutcome> {
  const { held, taken } = await heldIn(here, queue)
  const [first] = held
  if (first === undefined) return { taken }
  const notice: Notice = {
    kind: 'digest',
    reason: reason === 'quiet' ? 'quiet' : 'digest',
    since: first.event.at,
    held,
  }
  const locale = await localeAt(here, held)
  const about = { connection: here.connection, taskId: '' }
  return { message: noticeMessage(about, notice, locale, `${queue}:${here.now}`), taken }
}

/** What lies in the digest queue of tasks that somebody here still wants to know of. */
async function heldIn({ redis, connection, channelRef }: Here, queue: DigestQueue) {
  const all = await readDigestQueue(redis, connection, channelRef, queue)
  const ids = [...new Set(all.map(({ taskId }) => taskId))]
  const posted = await tasksWithCard(redis, connection, channelRef, ids)
  const watches = await Promise.all(ids.map((id) => findWatch(redis, connection, id, channelRef)))
  const wanted = new Set([...posted, ...watches.flatMap((watch) => watch?.taskId ?? [])])
  const held: readonly EventSummary[] = all.filter(({ taskId }) => wanted.has(taskId))
  return { held, taken: all.length }
}

/** The language of a watch among those that are spoken of, or of any watch in the channel. */
async function localeAt(
  { redis, connection, channelRef }: Here,
  held: readonly EventSummary[],
): Promise<Locale> {
  const watches = await watchesOfChannel(redis, [connection], channelRef)
  const tasks = new Set(held.map(({ taskId }) => taskId))
  return (watches.find(({ taskId }) => tasks.has(taskId)) ?? watches[0])?.locale ?? 'en'
}

export interface SnoozeService {
  /**
   * Holds back what happens until then (milliseconds since the epoch); the card goes on. Replaces an earlier snooze of
   * the same target. A moment that is not later than now ends it; its end is announced in any case.
   */
  snooze(channelRef: ChannelRef, target: SnoozeTarget, until: number, by: string): Promise<void>
  unsnooze(channelRef: ChannelRef, target: SnoozeTarget): Promise<void>
  /** Those that still last. */
  snoozes(channelRef: ChannelRef): Promise<readonly Snooze[]>
}

interface SnoozeParts {
  readonly redis: Redis
  readonly connections: readonly string[]
  readonly clock: () => number
  /** Asks for a poll soon: it fires the timers. */
  readonly wake: (connection: string) => Promise<void>
}

export function createSnoozeService({ redis, connections, clock, wake }: SnoozeParts): SnoozeService {
  async function end(channelRef: ChannelRef, { connection, taskId }: SnoozeTarget): Promise<void> {
    const now = clock()
    const snoozes = await snoozesOf(redis, connection, channelRef)
    const snooze = snoozes.find((one) => one.taskId === taskId && one.until > now)
    if (snooze === undefined) return
    await putSnooze(redis, channelRef, { ...snooze, until: now })
    await wake(connection)
  }

  return {
    snooze: async (channelRef, { connection, taskId }, until, by) => {
      const now = clock()
      const target = { connection, ...(taskId !== undefined && { taskId }) }
      if (until <= now) return end(channelRef, target)
      await putSnooze(redis, channelRef, { ...target, since: now, until, by })
    },
    unsnooze: end,
    snoozes: async (channelRef) => {
      const all = await Promise.all(connections.map((connection) => snoozesOf(redis, connection, channelRef)))
      return all.flat().filter(({ until }) => until > clock())
    },
  }
}
