import { type CheckNote, type CheckNoteOf, checkNoteSchema } from '../domain/tasks/check-notes.ts'
import { keysOf } from './keys.ts'
import type { Redis } from './redis.ts'
import { storedKind } from './stored.ts'

export const checkNoteKind = storedKind({
  name: 'note on a check item',
  version: 1,
  schema: checkNoteSchema,
})

/** What nobody has added to for so long is forgotten: a task that was not started by then was taken back, ms. */
const keptMs = 90 * 24 * 60 * 60_000

/** One of each kind for each item: a later one takes its place. */
export async function putCheckNote(
  redis: Redis,
  connection: string,
  taskId: string,
  note: CheckNote,
): Promise<void> {
  const keys = keysOf(connection)
  const key = keys.checks(taskId)
  const step = redis
    .multi()
    .hset(key, `${note.kind} ${note.item}`, checkNoteKind.write(note))
    .pexpire(key, keptMs)
  if (note.kind === 'assigned') {
    const assigned = keys.assigned(note.to)
    step.sadd(assigned, taskId).pexpire(assigned, keptMs)
  }
  await step.exec()
}

export async function checkNotesOf(
  redis: Redis,
  connection: string,
  taskId: string,
): Promise<readonly CheckNote[]> {
  const key = keysOf(connection).checks(taskId)
  return Object.entries(await redis.hgetall(key)).flatMap(
    ([field, text]) => checkNoteKind.read(redis, text, { key, field }) ?? [],
  )
}

/** What the person looks after. Tasks of which nothing is theirs any more are forgotten. */
export async function checksAssignedTo(
  redis: Redis,
  connection: string,
  user: string,
): Promise<readonly { readonly taskId: string; readonly note: CheckNoteOf<'assigned'> }[]> {
  const key = keysOf(connection).assigned(user)
  const taskIds = await redis.smembers(key)
  const read = await Promise.all(
    taskIds.map(async (taskId) => {
      const notes = await checkNotesOf(redis, connection, taskId)
      const own = notes.filter((note) => note.kind === 'assigned').filter(({ to }) => to === user)
      return { taskId, own }
    }),
  )
  const over = read.filter(({ own }) => own.length === 0).map(({ taskId }) => taskId)
  if (over.length > 0) await redis.srem(key, ...over)
  return read.flatMap(({ taskId, own }) => own.map((note) => ({ taskId, note })))
}
