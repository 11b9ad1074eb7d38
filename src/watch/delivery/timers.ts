import type { Locale } from '../../base/i18n.ts'
import { type Notice, noticeEntry, type Told } from '../../domain/delivery/outbox-message.ts'
import type { Basket } from '../../domain/delivery/route-facts.ts'
import { snoozeOf } from '../../domain/watching/snooze.ts'
import type { Place } from '../../domain/watching/watch.ts'
import { statusOf } from '../../drs/statuses.ts'
import { keptIn } from '../../store/digest-queue.ts'
import { postedTasks } from '../../store/posted-cards.ts'
import type { Redis } from '../../store/redis.ts'
import { snoozesOf } from '../../store/snoozes.ts'
import { loadSnapshot } from '../../store/task-states.ts'
import { type Alarm, claimAlarms, type Ringing, ring } from '../../store/timers.ts'
import { isPaused } from '../../store/unreachable-channels.ts'
import { findWatch, watchesOfPlace } from '../../store/watches.ts'
import type { Log } from '../events.ts'
import type { EngineOptions } from '../options.ts'

export interface AlarmParts {
  readonly redis: Redis
  readonly clock: () => number
  readonly log: Log
  readonly options: EngineOptions
}

/** Alarms taken in one step. */
const batch = 100
/** How long the alarms of a place wait that rests. */
const restMs = 60 * 60_000

/**
 * Says what is due at this moment: digests, ends of quiet hours and snoozes, failures that persist. Any number of
 * replicas may do so at the same time. Returns the places that have something to be said.
 */
export async function ringAlarms(parts: AlarmParts, connection: string): Promise<readonly Place[]> {
  const now = parts.clock()
  const places: Place[] = []
  for (;;) {
    const claim = { due: now, until: now + parts.options.claimMs, limit: batch }
    const alarms = await claimAlarms(parts.redis, connection, claim)
    for (const alarm of alarms) {
      if (await answer(parts, connection, alarm, now)) places.push(alarm.place)
    }
    if (alarms.length < batch) return places
  }
}

/** An alarm that fails is left to the next round, and keeps no other from ringing. */
async function answer(parts: AlarmParts, connection: string, alarm: Alarm, now: number): Promise<boolean> {
  try {
    const ringing = await ringingOf(parts, connection, alarm, now)
    return (await ring(parts.redis, connection, alarm, ringing)) && ringing.entry !== undefined
  } catch (err) {
    parts.log.warn({ connection, ...alarm.place, topic: alarm.topic, err }, 'An alarm could not be rung')
    return false
  }
}

async function ringingOf(
  parts: AlarmParts,
  connection: string,
  { topic, place }: Alarm,
  now: number,
): Promise<Ringing> {
  if (await isPaused(parts.redis, connection, place)) return { again: now + restMs }
  const here: Here = { ...parts, connection, place, now }
  const [kind, rest = ''] = partsOf(topic)
  if (kind === 'repeat') return repeat(here, rest)
  if (kind === 'snooze') return snoozeOver(here, rest)
  return digest(here, kind, kind === 'quiet' ? `quiet:${Number(rest)}` : 'digest')
}

interface Here extends AlarmParts {
  readonly connection: string
  readonly place: Place
  readonly now: number
}

function partsOf(topic: string): readonly [kind: string, rest?: string] {
  const colon = topic.indexOf(':')
  return colon === -1 ? [topic] : [topic.slice(0, colon), topic.slice(colon + 1)]
}

/** A failure that persists, unless nobody watches any more; during a snooze it is put off to its end. */
async function repeat(here: Here, taskId: string): Promise<Ringing> {
  const { redis, connection, place, now, options } = here
  const snapshot = await loadSnapshot(redis, connection, taskId)
  const watch = await findWatch(redis, connection, taskId, place)
  const status = snapshot?.status ?? undefined
  if (!snapshot || !watch || status === undefined || statusOf(status).kind !== 'failed') return {}
  const snooze = snoozeOf(await snoozesOf(redis, connection, place), taskId, now)
  if (snooze !== undefined) return { again: snooze.until }
  const since = snapshot.statusSince ?? snapshot.changedAt
  const entry = noticeEntry(
    { connection, taskId },
    { kind: 'repeat', since, snapshot },
    watch.locale,
    `${now}`,
  )
  return { entry, ...(options.repeatMs > 0 && { again: now + options.repeatMs }) }
}

async function snoozeOver(here: Here, scope: string): Promise<Ringing> {
  const { redis, connection, place, now } = here
  const snoozes = await snoozesOf(redis, connection, place)
  const snooze = snoozes.find(({ taskId }) => (taskId ?? '*') === scope)
  // Somebody has put its end off.
  if (snooze !== undefined && snooze.until > now) return { again: snooze.until }
  const basket: Basket = `snooze:${scope}`
  const { held, taken } = await heldIn(here, basket)
  const taskId = scope === '*' ? '' : scope
  const wanted = held.length > 0 || (await isWatching(here, taskId))
  if (snooze === undefined || !wanted) return { taken, over: scope }
  const name = taskId === '' ? undefined : (await loadSnapshot(redis, connection, taskId))?.name
  const { by, since } = snooze
  const notice: Notice = { kind: 'snooze-over', by, since, held, ...(name !== undefined && { name }) }
  const locale = await localeAt(here, held)
  const entry = noticeEntry({ connection, taskId }, notice, locale, `${snooze.until}`)
  return { entry, taken, over: scope }
}

async function isWatching({ redis, connection, place }: Here, taskId: string): Promise<boolean> {
  if (taskId !== '') return (await findWatch(redis, connection, taskId, place)) !== undefined
  return (await watchesOfPlace(redis, [connection], place)).length > 0
}

async function digest(here: Here, reason: string, basket: Basket): Promise<Ringing> {
  const { held, taken } = await heldIn(here, basket)
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
  return { entry: noticeEntry(about, notice, locale, `${basket}:${here.now}`), taken }
}

/** What lies in the basket of tasks that somebody here still wants to know of. */
async function heldIn({ redis, connection, place }: Here, basket: Basket) {
  const all = await keptIn(redis, connection, place, basket)
  const ids = [...new Set(all.map(({ taskId }) => taskId))]
  const posted = await postedTasks(redis, connection, place, ids)
  const watches = await Promise.all(ids.map((id) => findWatch(redis, connection, id, place)))
  const wanted = new Set([...posted, ...watches.flatMap((watch) => watch?.taskId ?? [])])
  const held: readonly Told[] = all.filter(({ taskId }) => wanted.has(taskId))
  return { held, taken: all.length }
}

/** The language of a watch among those that are spoken of, or of any watch at the place. */
async function localeAt({ redis, connection, place }: Here, held: readonly Told[]): Promise<Locale> {
  const watches = await watchesOfPlace(redis, [connection], place)
  const tasks = new Set(held.map(({ taskId }) => taskId))
  return (watches.find(({ taskId }) => tasks.has(taskId)) ?? watches[0])?.locale ?? 'en'
}
