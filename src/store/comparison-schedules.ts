import { type ComparisonSchedule, comparisonScheduleSchema } from '../domain/tasks/comparison-schedule.ts'
import { keysOf } from './keys.ts'
import type { Redis } from './redis.ts'
import { script, strings } from './script.ts'
import { storedKind } from './stored.ts'

/** Comparisons that the bot begins at their time; any replica may, and one does. */

export const comparisonScheduleKind = storedKind({
  name: 'comparison schedule',
  version: 1,
  schema: comparisonScheduleSchema,
})

export async function putComparisonSchedule(redis: Redis, schedule: ComparisonSchedule): Promise<void> {
  const keys = keysOf(schedule.connection)
  await redis
    .multi()
    .hset(keys.comparisons, schedule.id, comparisonScheduleKind.write(schedule))
    .zadd(keys.comparing, schedule.nextAt, schedule.id)
    .exec()
}

/** Of all tasks of the connection, the next to run first. */
export async function comparisonSchedulesOf(
  redis: Redis,
  connection: string,
): Promise<readonly ComparisonSchedule[]> {
  const key = keysOf(connection).comparisons
  const all = Object.entries(await redis.hgetall(key)).flatMap(
    ([field, text]) => comparisonScheduleKind.read(redis, text, { key, field }) ?? [],
  )
  return all.sort((a, b) => a.nextAt - b.nextAt)
}

/** Whether there was one. */
export async function removeComparisonSchedule(
  redis: Redis,
  connection: string,
  id: string,
): Promise<boolean> {
  const keys = keysOf(connection)
  const removed = await redis.multi().hdel(keys.comparisons, id).zrem(keys.comparing, id).exec()
  return removed?.[0]?.[1] === 1
}

/** One that is due, and the moment until which it is this replica's. */
export interface ClaimedSchedule {
  readonly schedule: ComparisonSchedule
  readonly claimed: number
}

/** Takes those that are due and puts them off until `until`; a replica that dies leaves them due again then. */
export async function claimComparisonSchedules(
  redis: Redis,
  connection: string,
  claim: { readonly due: number; readonly until: number; readonly limit: number },
): Promise<readonly ClaimedSchedule[]> {
  const keys = keysOf(connection)
  const ids = strings(await claimScript(redis, [keys.comparing], [claim.due, claim.until, claim.limit]))
  const found: ClaimedSchedule[] = []
  for (const id of ids) {
    const text = await redis.hget(keys.comparisons, id)
    const at = { key: keys.comparisons, field: id }
    const schedule = await comparisonScheduleKind.readOrRemove(redis, text, at)
    if (schedule) found.push({ schedule, claimed: claim.until })
    else await redis.zrem(keys.comparing, id)
  }
  return found
}

const claimScript = script(`
local ids = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[3])
for _, id in ipairs(ids) do redis.call('ZADD', KEYS[1], ARGV[2], id) end
return ids`)

/** When it runs next, or that it is over; nothing where somebody has ended it, or another replica has taken it since. */
export async function settleComparisonSchedule(
  redis: Redis,
  { schedule, claimed }: ClaimedSchedule,
  nextAt: number | undefined,
): Promise<void> {
  const keys = keysOf(schedule.connection)
  const text = nextAt === undefined ? '' : comparisonScheduleKind.write({ ...schedule, nextAt })
  await settleScript(redis, [keys.comparing, keys.comparisons], [schedule.id, claimed, nextAt ?? '', text])
}

const settleScript = script(`
local id, claimed, nextAt, text = unpack(ARGV)
if tonumber(redis.call('ZSCORE', KEYS[1], id)) ~= tonumber(claimed) then return end
if nextAt == '' then
  redis.call('ZREM', KEYS[1], id)
  redis.call('HDEL', KEYS[2], id)
else
  redis.call('ZADD', KEYS[1], nextAt, id)
  redis.call('HSET', KEYS[2], id, text)
end`)
