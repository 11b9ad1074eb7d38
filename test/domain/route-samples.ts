import {
  cardMessage,
  eventMessage,
  type Notice,
  noticeMessage,
  type OutboxMessage,
  outcomeMessage,
  reportMessage,
} from '../../src/domain/delivery/outbox-message.ts'
import type { DeliveryFacts, EventMessage } from '../../src/domain/delivery/route-facts.ts'
import type { TaskEvent } from '../../src/domain/watching/event.ts'
import type { Snapshot } from '../../src/domain/watching/snapshot.ts'
import type { Watch, WatchOptions } from '../../src/domain/watching/watch.ts'
import { pendingOf, watchOf } from '../watch/doubles.ts'

export const noon = Date.UTC(2026, 2, 4, 12)

let made = 0

type Bare = TaskEvent extends infer Event
  ? Event extends TaskEvent
    ? Omit<Event, 'id' | 'at'>
    : never
  : never

/** An event of a task, with an id of its own. */
export function happened(
  taskId: string,
  event: Bare,
  fields: { readonly at?: number; readonly parentId?: string } = {},
): EventMessage {
  const { at = noon, ...others } = fields
  const snapshot: Snapshot = {
    connection: 'prod',
    id: taskId,
    name: `name of ${taskId}`,
    version: 1,
    changedAt: at,
    status: 'to' in event && event.kind === 'status' ? event.to : 'INCRE_TRANSFER_STARTED',
    ...others,
  }
  const whole: TaskEvent = { ...event, id: `e${++made}`, at }
  return eventMessage(whole, snapshot)
}

export function moved(taskId: string, from: string, to: string, fields?: { at?: number; parentId?: string }) {
  return happened(taskId, { kind: 'status', from, to }, fields)
}

export const started = (taskId: string, at?: number) =>
  moved(taskId, 'STARTJOBING', 'INCRE_TRANSFER_STARTED', { ...(at !== undefined && { at }) })

export const failed = (taskId: string, fields?: { at?: number; parentId?: string }) =>
  moved(taskId, 'INCRE_TRANSFER_STARTED', 'INCRE_TRANSFER_FAILED', fields)

export function drawn(taskId: string): OutboxMessage {
  return cardMessage('prod', taskId, String(++made))
}

/** The report of a task's pre-check, to be drawn again. */
export function redrawn(taskId: string): OutboxMessage {
  return reportMessage('prod', taskId, String(++made))
}

export function ended(taskId: string): OutboxMessage {
  const { snapshot } = started(taskId)
  return outcomeMessage(pendingOf({ id: `f${++made}`, taskId }), 'reached', snapshot)
}

export function noticed(notice: Notice, taskId = ''): OutboxMessage {
  return noticeMessage({ connection: 'prod', taskId }, notice, 'en', String(++made))
}

/** A place that watches the tasks, whose cards stand there. */
export function watching(
  tasks: Readonly<Record<string, WatchOptions>>,
  facts: Partial<DeliveryFacts> = {},
  watch: Partial<Watch> = {},
): DeliveryFacts {
  const watches = Object.entries(tasks).map(
    ([taskId, options]) => [taskId, watchOf({ taskId, options, ...watch })] as const,
  )
  return {
    watches: new Map(watches),
    tracked: new Set(),
    cards: new Set(Object.keys(tasks)),
    snoozes: [],
    failing: new Map(),
    attempts: [],
    held: {},
    throttled: false,
    groupMs: 0,
    ongoing: new Map(),
    boards: new Map(),
    onBoard: new Map(),
    reports: new Map(),
    batchMs: 0,
    ...facts,
  }
}
