import type { Locale } from '../../base/i18n.ts'
import { type StaleCause, staleCauseWords } from '../../domain/watching/health.ts'
import type { ChannelRef } from '../../domain/watching/watch.ts'
import { MessengerError } from '../../ports/messenger.ts'
import { channelRefId } from '../../store/keys.ts'
import { type RedisTrouble, redisTroubleOf } from '../../store/redis.ts'
import { staleAfter } from '../options.ts'
import {
  type HealthMonitorDeps,
  healthCheckInterval,
  type ReplicaMemory,
  type StaleNotice,
  staleMessage,
} from './deps.ts'

const causes: Readonly<Record<RedisTrouble, StaleCause>> = {
  away: 'redis',
  'read-only': 'redis-read-only',
  full: 'redis-full',
  unsaved: 'redis-unsaved',
  alone: 'redis-alone',
}

/**
 * Redis does not do what is asked: after the time in which an outage is told, every replica posts what the others can find.
 * What is told, or was tried to be, is kept in the replica's memory until Redis knows of it.
 */
export async function notifyWithoutRedis(
  deps: HealthMonitorDeps,
  connection: string,
  memory: ReplicaMemory,
  { now, error }: { readonly now: number; readonly error: unknown },
): Promise<void> {
  const cause = causes[redisTroubleOf(error) ?? 'away']
  memory.away = { since: memory.away?.since ?? now, cause }
  const { known, channels, heartbeat, away } = memory
  const since = memory.told?.since ?? heartbeat ?? away.since
  const untold = channels.filter(({ channelRef }) => !memory.told?.places.has(channelRefId(channelRef)))
  if (known === undefined || now - since <= staleAfter(deps.options) || untold.length === 0) return
  const told = memory.told ?? { since, cause, places: new Set() }
  memory.told = told
  // Replicas wait for different times, so that the first one's message is there when the next ones look for it.
  await deps.wait((deps.random() * healthCheckInterval(deps.options)) / 2)
  const blindness = { since, cause: staleCauseWords(told.cause), count: known.count, toldBefore: 0 }
  for (const { channelRef, locale } of untold) {
    if (await postDirectly(deps, connection, channelRef, blindness, locale)) {
      told.places.add(channelRefId(channelRef))
    }
  }
}

async function postDirectly(
  deps: HealthMonitorDeps,
  connection: string,
  channelRef: ChannelRef,
  blindness: StaleNotice,
  locale: Locale,
): Promise<boolean> {
  const { messenger, render, log, options } = deps
  const { id: key, notice } = staleMessage(connection, blindness, locale)
  try {
    const where = { ...channelRef, key, since: blindness.since - options.skewMs }
    const found = await messenger.find(where)
    const card = render.noticeCard(notice, { connection, taskId: '' }, locale)
    const ts = found ?? (await messenger.post({ ...channelRef, key, card })).ts
    await takeBackIfTwice(deps, { ...where, ts })
    return true
  } catch (error) {
    log.warn({ connection, ...channelRef, err: error }, 'Could not tell that Redis is away')
    return error instanceof MessengerError && (error.reason === 'channel-gone' || error.reason === 'refused')
  }
}

/**
 * Two replicas may have looked before either had posted: the earlier message, which is surely there by now, stays. What
 * was posted without an answer is taken back by whoever finds it.
 */
async function takeBackIfTwice(
  { messenger, log }: HealthMonitorDeps,
  { ts, ...where }: ChannelRef & { readonly key: string; readonly since: number; readonly ts: string },
): Promise<void> {
  try {
    const first = await messenger.find({ ...where, earliest: true })
    if (first !== undefined && first !== ts) await messenger.remove({ ...where, ts })
  } catch (err) {
    log.warn({ ...where, err }, 'It may be told twice that Redis is away')
  }
}
