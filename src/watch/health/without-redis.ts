import type { Locale } from '../../base/i18n.ts'
import { type ClockReading, staleCauseWords } from '../../domain/watching/health.ts'
import type { ChannelRef } from '../../domain/watching/watch.ts'
import { MessengerError } from '../../ports/messenger.ts'
import { channelRefId } from '../../store/keys.ts'
import { staleAfter } from '../options.ts'
import {
  type HealthMonitorDeps,
  healthCheckInterval,
  type ReplicaMemory,
  type StaleNotice,
  staleMessage,
} from './deps.ts'

/** Redis is away: after the time in which an outage is told, every replica posts what the others can find. */
export async function notifyWithoutRedis(
  deps: HealthMonitorDeps,
  connection: string,
  memory: ReplicaMemory,
  tick: ClockReading,
): Promise<void> {
  const blindMs = staleAfter(deps.options)
  memory.away ??= { since: tick, told: new Set() }
  const { told } = memory.away
  const since = memory.heartbeat ?? memory.away.since.wall
  const untold = memory.channels.filter(({ channelRef }) => !told.has(channelRefId(channelRef)))
  if (tick.wall - since <= blindMs || untold.length === 0) return
  // Replicas wait for different times, so that the first one's message is there when the next ones look for it.
  await deps.wait((deps.random() * healthCheckInterval(deps.options)) / 2)
  const blindness = { since, cause: staleCauseWords.redis, count: memory.count, toldBefore: 0 }
  for (const { channelRef, locale } of untold) {
    if (await postDirectly(deps, connection, channelRef, blindness, locale))
      told.add(channelRefId(channelRef))
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
    const found = await messenger.find({ ...channelRef, key, since: blindness.since - options.skewMs })
    if (found !== undefined) return true
    const card = render.noticeCard(notice, { connection, taskId: '' }, locale)
    const { ts } = await messenger.post({ ...channelRef, key, card })
    await takeBackIfTwice(deps, { ...channelRef, key, since: blindness.since - options.skewMs, ts })
    return true
  } catch (error) {
    log.warn({ connection, ...channelRef, err: error }, 'Could not tell that Redis is away')
    return error instanceof MessengerError && (error.reason === 'channel-gone' || error.reason === 'refused')
  }
}

/** Two replicas may have looked before either had posted: the earlier message, which is surely there by now, stays. */
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
