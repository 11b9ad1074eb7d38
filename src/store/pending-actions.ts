import type { Text } from '../base/i18n.ts'
import { actionOf } from '../domain/actions/rows.ts'
import { cardMessage, stepMessage } from '../domain/delivery/outbox-message.ts'
import type { Snapshot } from '../domain/watching/snapshot.ts'
import { type ChannelRef, type PendingAction, pendingActionSchema } from '../domain/watching/watch.ts'
import { batchChange } from './batches.ts'
import { channelRefId, keysOf, luaKeys, pendingActionField } from './keys.ts'
import { outboxMessageKind } from './outbox-messages.ts'
import type { Redis } from './redis.ts'
import { luaLeaveGroups } from './resting-groups.ts'
import { script } from './script.ts'
import { writeSnapshot } from './snapshots.ts'
import { storedKind } from './stored.ts'
import { loadSnapshot, loadTasks } from './task-states.ts'

export const pendingActionKind = storedKind({
  name: 'pending action',
  version: 1,
  schema: pendingActionSchema,
})

/**
 * Notes an action whose end is worth waiting for, says so in that channel with the task's card, and makes the task due. One
 * of a batch is told by the batch.
 *
 * It also moves the task to a new version. A look that began before DRS accepted the action can then not be committed
 * any more, and cannot take the state before the action for its result. For the same reason the report of an earlier
 * precheck is forgotten when a new one is begun.
 */
export async function addPendingAction(redis: Redis, action: PendingAction, now: number): Promise<void> {
  for (;;) {
    const next = await nextState(redis, action)
    const noted = withStatus(action, next.snapshot)
    // Another commit came between: it is now the state before the action, so begin again from there.
    if (await store(redis, noted, next, now, { isNew: true, says: beginning(noted, next.snapshot) })) return
  }
}

function beginning(action: PendingAction, snapshot: Snapshot | undefined): readonly string[] {
  if (action.inBatch) return []
  const { connection, taskId, id, locale } = action
  const begun = stepMessage(action, snapshot)
  const card = cardMessage(connection, taskId, `follow:${id}`, locale)
  return [card, ...(begun ? [begun] : [])].map(outboxMessageKind.write)
}

/**
 * DRS has taken the action, or at least was asked: from now on its end is judged by looking. As above, the task is due and
 * moves to a new version. Its card shows nothing new, and is not drawn again. Does nothing for what has ended meanwhile.
 */
export async function acceptPendingAction(redis: Redis, action: PendingAction, now: number): Promise<void> {
  const key = keysOf(action.connection).follows(action.taskId)
  const field = pendingActionField(action)
  for (;;) {
    const next = await nextState(redis, action)
    const noted = pendingActionKind.read(redis, await redis.hget(key, field), { key, field })
    if (noted === undefined) return
    const { asked: _, ...others } = noted
    const { comparisons } = action
    const accepted = { ...others, ...(comparisons && { comparisons }) }
    if (await store(redis, accepted, next, now, { isNew: false, says: [] })) return
  }
}

function withStatus(action: PendingAction, snapshot: Snapshot | undefined): PendingAction {
  const status = action.status ?? snapshot?.status ?? undefined
  return status === undefined ? action : { ...action, status }
}

interface NextState {
  /** The version that the task has now; the next one is one higher. */
  readonly expected: number
  readonly snapshot: Snapshot | undefined
}

async function nextState(redis: Redis, action: PendingAction): Promise<NextState> {
  const [stored] = await loadTasks(redis, action.connection, [action.taskId])
  const expected = stored?.version ?? 0
  return { expected, snapshot: stored?.snapshot && moved(stored.snapshot, expected + 1, action) }
}

function moved(snapshot: Snapshot, version: number, action: PendingAction): Snapshot {
  if (actionOf(action.verb).outcome?.awaits !== 'precheck') return { ...snapshot, version }
  const { precheck: _, ...others } = snapshot
  return { ...others, version }
}

/**
 * Stores it with the task's next state and what is to be said; false: another commit came between. One that is not new takes
 * the place of what is noted, if that is still there.
 */
async function store(
  redis: Redis,
  action: PendingAction,
  { expected, snapshot }: NextState,
  now: number,
  { isNew, says }: { readonly isNew: boolean; readonly says: readonly string[] },
): Promise<boolean> {
  const { connection, taskId } = action
  const keys = keysOf(connection)
  const answer = await storeScript(
    redis,
    [
      keys.versions,
      keys.snapshot(taskId),
      keys.due,
      keys.follows(taskId),
      keys.following,
      keys.outbox(action),
      keys.pending,
      keys.floor,
    ],
    [
      taskId,
      expected,
      expected + 1,
      snapshot === undefined ? '' : writeSnapshot(snapshot),
      pendingActionField(action),
      pendingActionKind.write(action),
      channelRefId(action),
      now,
      isNew ? 'new' : '',
      luaKeys(connection),
      ...says,
    ],
  )
  return answer === 1
}

const storeScript = script(`
local versions, snapshot, due, follows, following, outbox, pending, floor = unpack(KEYS)
local id, expected, version, json, field, follow, place, now, new = unpack(ARGV, 1, 9)
local K = cjson.decode(ARGV[10])
${luaLeaveGroups}
if new == '' and redis.call('HEXISTS', follows, field) == 0 then return 1 end
if (redis.call('HGET', versions, id) or redis.call('GET', floor) or '0') ~= expected then return 0 end
redis.call('HSET', versions, id, version)
if json ~= '' then redis.call('SET', snapshot, json) end
redis.call('HSET', follows, field, follow)
redis.call('SADD', following, id)
redis.call('ZADD', due, now, id)
leaveGroups({ id })
for i = 11, #ARGV do
  redis.call('RPUSH', outbox, ARGV[i])
  redis.call('SADD', pending, place)
end
return 1`)

export async function pendingActionsOfTask(
  redis: Redis,
  connection: string,
  taskId: string,
): Promise<PendingAction[]> {
  const key = keysOf(connection).follows(taskId)
  const actions: PendingAction[] = []
  for (const [field, text] of Object.entries(await redis.hgetall(key))) {
    // The task would be looked at for it for ever.
    const action = await pendingActionKind.readOrRemove(redis, text, { key, field })
    if (action) actions.push(action)
  }
  return actions
}

/** The pending actions of those tasks that have any. Costs one call, plus one for each task with pending actions. */
export async function pendingActionsOfTasks(
  redis: Redis,
  connection: string,
  taskIds: readonly string[],
): Promise<ReadonlyMap<string, readonly PendingAction[]>> {
  const following = new Set(await redis.smembers(keysOf(connection).following))
  const followed = taskIds.filter((id) => following.has(id))
  const pairs = followed.map(async (id) => [id, await pendingActionsOfTask(redis, connection, id)] as const)
  return new Map(await Promise.all(pairs))
}

/** Ends one pending action that DRS has refused, and says why where that it was begun was said. */
export async function refusePendingAction(redis: Redis, action: PendingAction, why: Text): Promise<void> {
  const { connection, taskId } = action
  const keys = keysOf(connection)
  const change = batchChange(action, { state: 'refused', why })
  const snapshot = await loadSnapshot(redis, connection, taskId)
  const step = stepMessage(action, snapshot, why)
  const entry = change?.entry ?? (step ? outboxMessageKind.write(step) : '')
  await refuseScript(
    redis,
    [keys.follows(taskId), keys.outbox(action), keys.pending, change?.key ?? keys.batchTasks('')],
    [pendingActionField(action), channelRefId(action), entry, change?.field ?? '', change?.value ?? ''],
  )
}

const refuseScript = script(`
local follows, outbox, pending, batch = unpack(KEYS)
local field, place, entry, task, value = unpack(ARGV)
if redis.call('HDEL', follows, field) == 0 or entry == '' then return end
if task ~= '' then redis.call('HSET', batch, task, value) end
redis.call('RPUSH', outbox, entry)
redis.call('SADD', pending, place)`)

/** The pending actions that report in a channel. */
export async function pendingActionsOfChannel(
  redis: Redis,
  connection: string,
  channelRef: ChannelRef,
): Promise<readonly PendingAction[]> {
  const here = channelRefId(channelRef)
  const all: PendingAction[] = []
  for (const taskId of await redis.smembers(keysOf(connection).following)) {
    const actions = await pendingActionsOfTask(redis, connection, taskId)
    all.push(...actions.filter((action) => channelRefId(action) === here))
  }
  return all
}

/** Ends the pending actions of a channel without an outcome. */
export async function removePendingActionsOfChannel(
  redis: Redis,
  connection: string,
  channelRef: ChannelRef,
): Promise<void> {
  const keys = keysOf(connection)
  for (const taskId of await redis.smembers(keys.following)) {
    const fields = await redis.hkeys(keys.follows(taskId))
    const own = fields.filter((field) => field.startsWith(`${channelRefId(channelRef)} `))
    if (own.length > 0) await redis.hdel(keys.follows(taskId), ...own)
  }
}
