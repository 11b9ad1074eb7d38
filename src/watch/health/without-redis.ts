import type { Locale } from '../../base/i18n.ts'
import { causeWords, type Tick } from '../../domain/watching/health.ts'
import type { Place } from '../../domain/watching/watch.ts'
import { MessengerError } from '../../ports/messenger.ts'
import { placeId } from '../../store/keys.ts'
import { blindAfter } from '../options.ts'
import { type Blindness, blindEntry, checkInterval, type Memory, type SightParts } from './deps.ts'

/** Redis is away: after the time in which blindness is told, every replica posts what the others can find. */
export async function tellWithoutRedis(
  parts: SightParts,
  connection: string,
  memory: Memory,
  tick: Tick,
): Promise<void> {
  const blindMs = blindAfter(parts.options)
  memory.away ??= { since: tick, told: new Set() }
  const { told } = memory.away
  const since = memory.heartbeat ?? memory.away.since.wall
  const untold = memory.places.filter(({ place }) => !told.has(placeId(place)))
  if (tick.wall - since <= blindMs || untold.length === 0) return
  // Replicas wait for different times, so that the first one's message is there when the next ones look for it.
  await parts.wait((parts.random() * checkInterval(parts.options)) / 2)
  const blindness = { since, cause: causeWords.redis, count: memory.count, toldBefore: 0 }
  for (const { place, locale } of untold) {
    if (await postDirectly(parts, connection, place, blindness, locale)) told.add(placeId(place))
  }
}

async function postDirectly(
  parts: SightParts,
  connection: string,
  place: Place,
  blindness: Blindness,
  locale: Locale,
): Promise<boolean> {
  const { messenger, render, log, options } = parts
  const { id: key, notice } = blindEntry(connection, blindness, locale)
  try {
    const found = await messenger.find({ ...place, key, since: blindness.since - options.skewMs })
    if (found !== undefined) return true
    const card = render.noticeCard(notice, { connection, taskId: '' }, locale)
    const { ts } = await messenger.post({ ...place, key, card })
    await takeBackIfTwice(parts, { ...place, key, since: blindness.since - options.skewMs, ts })
    return true
  } catch (error) {
    log.warn({ connection, ...place, err: error }, 'Could not tell that Redis is away')
    return error instanceof MessengerError && (error.reason === 'place-gone' || error.reason === 'refused')
  }
}

/** Two replicas may have looked before either had posted: the earlier message, which is surely there by now, stays. */
async function takeBackIfTwice(
  { messenger, log }: SightParts,
  { ts, ...where }: Place & { readonly key: string; readonly since: number; readonly ts: string },
): Promise<void> {
  try {
    const first = await messenger.find({ ...where, earliest: true })
    if (first !== undefined && first !== ts) await messenger.remove({ ...where, ts })
  } catch (err) {
    log.warn({ ...where, err }, 'It may be told twice that Redis is away')
  }
}
