import { type AlarmSettings, noAlarm } from '../domain/tasks/alarm.ts'
import { rangeOnWire, type SpeedRange } from '../domain/tasks/speed-limit.ts'
import { policyFromWire, type SyncPolicy } from '../domain/tasks/sync-policy.ts'
import { asRecord, flagOf, nonNegative, numberOf, rowsOf, textOf, textsOf } from './values.ts'

/**
 * Flow control (6.1.20, 7.5.1). Unknown rather than half of it: where a row cannot be read, or says that its hours are not those of
 * UTC without saying which.
 */
export function readSpeed(value: unknown): readonly SpeedRange[] | undefined {
  if (value === null) return []
  if (!Array.isArray(value)) return undefined
  const ranges = value.map(asRecord).flatMap((row) => {
    const { begin, end, speed, is_utc } = row
    const range = rangeOnWire({ begin: textOf(begin), end: textOf(end), speed: numberOf(speed) })
    return range && flagOf(is_utc) !== false ? [range] : []
  })
  return ranges.length === value.length ? ranges : undefined
}

/** Exception notification; v3 tells the topic by its name (6.1.20), v5 by its URN (7.5.1). */
export function readAlarm(value: unknown): AlarmSettings {
  const row = asRecord(value)
  const topic = textOf(row.topic_urn) ?? textOf(row.topic_name)
  const subscriptions = Array.isArray(row.subscriptions) ? rowsOf(row.subscriptions).map(asRecord) : []
  return {
    ...noAlarm,
    ...(topic !== undefined && { topic }),
    recipients: subscriptions.flatMap(({ endpoints }) => textsOf(endpoints)).length,
    delay: nonNegative(row.delay_time) ?? 0,
    rpo: nonNegative(row.rpo_delay) ?? 0,
    rto: nonNegative(row.rto_delay) ?? 0,
    toUsers: flagOf(row.alarm_to_user) ?? false,
  }
}

/** Synchronization policy: v3 shows conflicts, DDL that is filtered out, and indexes (6.1.20), v5 its own settings (7.5.1). */
export function readPolicy(value: unknown): SyncPolicy {
  const row = asRecord(value)
  return policyFromWire((wire) => textOf(row[wire]))
}
