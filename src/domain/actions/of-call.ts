import { effectsAsked, isEntry } from '../../drs/effects.ts'
import type { CallEffect, Operation, OperationInput } from '../../drs/operation.ts'
import { type Effect, type GuardedVerb, guardedVerbs } from '../approvals/policy.ts'
import type { TaskAims } from './action.ts'
import { type CallEntry, entriesOf } from './call-entries.ts'
import { isConfigured } from './permission.ts'
import { actionOf, aimsIn, guardedActions, isTracked, type TrackedAction } from './rows.ts'

/** Raw calls need the approval that the verb needs which stands for them, or they would be a way around it. */

/** The status in which somebody saw a task; `undefined` if nobody did. */
export type SeenStatus = (taskId: string | undefined) => string | undefined

/**
 * The guarded verbs that the call comes down to; one call may stop some tasks and delete others. Empty: nobody has to
 * agree. What spoils something and no verb stands for is `api`.
 */
export function verbsOfCall(
  operation: Operation,
  input: OperationInput,
  seen: SeenStatus = () => undefined,
): readonly GuardedVerb[] {
  const found = new Set<Effect>(entriesOf(input).flatMap((entry) => doneBy(operation, entry, seen)))
  return guardedVerbs.filter((verb) => found.has(verb))
}

/** What the call does to that task: only what stands in its own entries, or in those that name no task. */
export function doneToTask(
  operation: Operation,
  input: OperationInput,
  task: { readonly id: string; readonly status?: string },
): readonly Effect[] {
  const own = entriesFor(input, task.id)
  return [...new Set(own.flatMap((entry) => doneBy(operation, entry, () => task.status)))]
}

/** The action whose end shows what became of the call for that task, with what exactly was asked for; none where it is several. */
export function trackedInCall(
  operation: Operation,
  input: OperationInput,
  task: { readonly id: string; readonly status?: string },
): { readonly verb: TrackedAction; readonly aims: TaskAims } | undefined {
  const [verb, ...more] = doneToTask(operation, input, task)
  if (!isTracked(verb) || more.length > 0) return undefined
  const params = entriesFor(input, task.id).map(({ body }) => body.action_params)
  return { verb, aims: aimsIn(verb, params.find(isEntry) ?? {}) }
}

function entriesFor(input: OperationInput, id: string): readonly CallEntry[] {
  return entriesOf(input).filter(({ taskId }) => taskId === undefined || taskId === id)
}

/** The effects of an entry that are more than a change which can be changed back. */
export function graveEffects(operation: Operation, { body }: CallEntry): readonly CallEffect[] {
  return effectsAsked(operation.effects ?? [], body).filter(({ risk }) => risk === 'destructive')
}

function doneBy(operation: Operation, entry: CallEntry, seen: SeenStatus): readonly Effect[] {
  return graveEffects(operation, entry).map((effect) => doingOf(effect, seen(entry.taskId)))
}

/** Settings of a task that does not run yet spoil nothing; it has to be so when they are made, too. */
function doingOf(effect: CallEffect, status: string | undefined): Effect {
  if (effect.untilStart && isConfigured(status)) return 'configure'
  return guardedActions.find((name) => actionOf(name).guard?.effects.includes(effect)) ?? 'api'
}
