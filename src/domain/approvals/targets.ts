import { operationById } from '../../drs/index.ts'
import type { TaskAims } from '../actions/action.ts'
import { doneToTask, trackedInCall } from '../actions/of-call.ts'
import { aimsOf, isTracked, type TrackedAction } from '../actions/rows.ts'
import { taskIdsOf } from './open.ts'
import type { Effect } from './policy.ts'
import type { PayloadTask, RequestPayload } from './request.ts'

/** A task with what is wanted of it; a call may want several things of one. */
export interface PayloadTarget {
  readonly task: PayloadTask
  readonly verbs: readonly Effect[]
}

/** What is done to which task. Tasks that a call names without having shown how they stood are not among them. */
export function payloadTargets(payload: RequestPayload): readonly PayloadTarget[] {
  if (payload.kind === 'change') return []
  if (payload.kind === 'action') return payload.tasks.map((task) => ({ task, verbs: [payload.verb] }))
  const { tasks = [], input, operation } = payload
  const op = operationById(operation)
  if (!op) return []
  return tasks.map((task) => {
    const { id, observed } = task
    return { task, verbs: doneToTask(op, input, { id, status: observed.status }) }
  })
}

/** Tasks that a request names without saying how they stood when somebody asked. */
export function unobservedTaskIds(payload: RequestPayload): readonly string[] {
  const seen = new Set(payloadTargets(payload).map(({ task }) => task.id))
  return taskIdsOf({ payload }).filter((id) => !seen.has(id))
}

export interface TrackableTask {
  readonly task: PayloadTask
  readonly verb: TrackedAction
  readonly aims: TaskAims
}

/**
 * The tasks whose end shows what became of the request. None if the end of some of them cannot be seen by looking: then
 * DRS's answer is the result of the whole.
 */
export function trackableTasks(payload: RequestPayload): readonly TrackableTask[] {
  const targets = payloadTargets(payload)
  const found = targets.flatMap(({ task, verbs: [verb, ...more] }) =>
    isTracked(verb) && more.length === 0 ? [{ task, verb, aims: aimsFor(payload, verb, task) }] : [],
  )
  return found.length === targets.length && unobservedTaskIds(payload).length === 0 ? found : []
}

function aimsFor(payload: RequestPayload, verb: TrackedAction, { id, observed }: PayloadTask): TaskAims {
  if (payload.kind === 'action') return aimsOf(verb, payload.options ?? {})
  const op = payload.kind === 'call' ? operationById(payload.operation) : undefined
  if (payload.kind !== 'call' || !op) return {}
  return trackedInCall(op, payload.input, { id, status: observed.status })?.aims ?? {}
}
