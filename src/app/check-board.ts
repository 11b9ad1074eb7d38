import { randomUUID } from 'node:crypto'
import type { Locale } from '../base/i18n.ts'
import type { Actor } from '../domain/access/person.ts'
import { noticeMessage, type OutboxMessage } from '../domain/delivery/outbox-message.ts'
import { type CheckNote, type CheckNoteOf, peopleInNotes, saidOf } from '../domain/tasks/check-notes.ts'
import type { PrecheckItem, Task } from '../domain/tasks/task.ts'
import type { TaskRef } from '../domain/tasks/task-ref.ts'
import type { ChannelRef } from '../domain/watching/watch.ts'
import type { WriteAuditNote } from '../execution/audit-notes.ts'
import type { CheckBoard } from '../kit/capabilities.ts'
import type { Authority } from '../ports/authority.ts'
import { reportPlace } from './execution.ts'

/** What is remembered of what people have said of check items. */
export interface CheckMemory {
  notes(task: TaskRef): Promise<readonly CheckNote[]>
  put(task: TaskRef, note: CheckNote): Promise<void>
  /** What the person looks after. */
  assignedTo(
    connection: string,
    user: string,
  ): Promise<readonly { readonly taskId: string; readonly note: CheckNoteOf<'assigned'> }[]>
  /** Has the report of the task's pre-check drawn again wherever it stands. */
  redraw(task: TaskRef, cause: string): Promise<void>
  /** Says it in a channel, where the task is told of: where its report stands there, only to who has something to do. */
  tell(channelRef: ChannelRef, message: OutboxMessage): Promise<void>
}

interface BoardParts {
  readonly memory: CheckMemory
  readonly authority: Pick<Authority, 'principal'>
  readonly actor: Actor
  /** Of the channel. */
  readonly locale: Locale
  readonly note: WriteAuditNote
  /** Throws where the person may not, or nothing could be told. */
  allowed(connection: string): Promise<void>
  now(): number
}

/** Each of them has a record of its own. */
function auditWords(note: CheckNote): string {
  if (note.kind === 'assigned') return `assigns the pre-check item ${note.item} to ${note.to}`
  const { item, reason } = note
  return `accepts the pre-check alarm ${item}${reason === undefined ? '' : `: ${reason}`}`
}

/** What the person says of check items: written down before it counts, and told where they say it. */
export function checkBoardFor(parts: BoardParts): CheckBoard {
  const { memory, authority, actor, locale, note, allowed, now } = parts
  const by = actor.user
  const say = async (
    { connection, id, name }: Pick<Task, 'connection' | 'id' | 'name'>,
    items: readonly PrecheckItem[],
    deed: CheckNote['kind'],
    noteOf: (item: PrecheckItem, at: number) => CheckNote,
    to?: string,
  ) => {
    await allowed(connection)
    const names = items.map(({ item }) => item)
    const at = now()
    for (const one of items.map((item) => noteOf(item, at))) {
      await note({ kind: 'act', connection, verb: 'precheck', tasks: [id], what: auditWords(one) })
      await memory.put({ connection, id }, one)
    }
    const notice = { kind: 'checks', deed, name, items: names, by, ...(to !== undefined && { to }) } as const
    const cause = randomUUID()
    await memory.redraw({ connection, id }, cause)
    const message = noticeMessage({ connection, taskId: id }, notice, locale, cause)
    await memory.tell(reportPlace(actor), message)
  }
  return {
    of: async (task) => {
      const notes = await memory.notes(task)
      const people = peopleInNotes(notes).map(async (user) => {
        const { name } = await authority.principal(user)
        return name === undefined ? [] : [[user, name] as const]
      })
      return { notes, names: new Map((await Promise.all(people)).flat()) }
    },
    accept: (task, alarms, reason) =>
      say(task, alarms, 'accepted', (alarm, at) => ({
        ...({ kind: 'accepted', item: alarm.item, about: saidOf(alarm), by, at } as const),
        ...(reason !== undefined && { reason }),
      })),
    assign: (task, items, to) =>
      say(task, items, 'assigned', ({ item }, at) => ({ kind: 'assigned', item, to, by, at }), to),
    mine: async (connection) => {
      const assigned = await memory.assignedTo(connection, by)
      return assigned.map(({ taskId, note }) => ({ taskId, item: note.item }))
    },
  }
}
