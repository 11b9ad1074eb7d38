import * as z from 'zod'
import {
  type Batch,
  type BatchHead,
  type BatchTask,
  batchHeadSchema,
  batchTaskSchema,
} from '../domain/delivery/batch.ts'
import { batchMessage } from '../domain/delivery/outbox-message.ts'
import type { PendingAction } from '../domain/watching/watch.ts'
import { channelRefId, keysOf } from './keys.ts'
import { outboxMessageKind } from './outbox-messages.ts'
import type { Redis } from './redis.ts'
import { script } from './script.ts'
import { storedKind } from './stored.ts'
import { timerMember } from './timers.ts'

export const batchHeadKind = storedKind({
  name: 'batch',
  version: 1,
  schema: batchHeadSchema.extend({ ids: z.array(z.string()) }),
})
export const batchTaskKind = storedKind({ name: 'task of a batch', version: 1, schema: batchTaskSchema })

/** How long a batch can be shown in full, in ms. */
const keptMs = 7 * 24 * 60 * 60_000

/** What a result changes in the batch that its task belongs to; undefined for an action that is told on its own. */
export function batchChange(action: PendingAction, task: Pick<BatchTask, 'state' | 'why'>) {
  const { connection, taskId, name = taskId, order: batch, inBatch } = action
  if (!inBatch || batch === undefined) return undefined
  const cause = `${taskId}:${task.state}`
  return {
    key: keysOf(connection).batchTasks(batch),
    field: taskId,
    value: batchTaskKind.write({ name, ...task }),
    entry: outboxMessageKind.write(batchMessage(connection, batch, cause)),
  }
}

/**
 * Notes how tasks of a batch stand, has its message drawn, and again at the deadline. Those noted before stay; that one was
 * asked for is no news where its result is known.
 */
export async function noteBatch(
  redis: Redis,
  head: BatchHead,
  tasks: Batch['tasks'],
  cause: string,
): Promise<void> {
  const { connection, id, deadline } = head
  const keys = keysOf(connection)
  const known = (await loadBatch(redis, connection, id))?.tasks ?? []
  const ids = [...new Set([...known, ...tasks].map((task) => task.id))]
  await noteScript(
    redis,
    [keys.batch(id), keys.batchTasks(id), keys.outbox(head), keys.pending, keys.alarms],
    [
      keptMs,
      channelRefId(head),
      outboxMessageKind.write(batchMessage(connection, id, cause)),
      timerMember(`batch:${id}`, head),
      deadline + 1,
      batchHeadKind.write({ ...head, ids }),
      ...tasks.flatMap(({ id: taskId, ...task }) => [
        task.state === 'asked' ? 'HSETNX' : 'HSET',
        taskId,
        batchTaskKind.write(task),
      ]),
    ],
  )
}

const noteScript = script(`
local batch, tasks, outbox, pending, alarms = unpack(KEYS)
redis.call('SET', batch, ARGV[6], 'PX', ARGV[1])
for i = 7, #ARGV, 3 do redis.call(ARGV[i], tasks, ARGV[i + 1], ARGV[i + 2]) end
redis.call('PEXPIRE', tasks, ARGV[1])
redis.call('RPUSH', outbox, ARGV[3])
redis.call('SADD', pending, ARGV[2])
redis.call('ZADD', alarms, ARGV[5], ARGV[4])`)

export async function loadBatch(redis: Redis, connection: string, id: string): Promise<Batch | undefined> {
  const { batch, batchTasks } = keysOf(connection)
  const [text, fields] = await Promise.all([redis.get(batch(id)), redis.hgetall(batchTasks(id))])
  const found = batchHeadKind.read(redis, text, { key: batch(id) })
  if (found === undefined) return undefined
  const { ids, ...head } = found
  const tasks = ids.flatMap((taskId) => {
    const task = batchTaskKind.read(redis, fields[taskId], { key: batchTasks(id), field: taskId })
    return task ? [{ id: taskId, ...task }] : []
  })
  return { ...head, tasks }
}
