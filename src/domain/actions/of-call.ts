import type { Operation, OperationInput } from '../../drs/operation.ts'
import { type GuardedVerb, guardedVerbs } from '../approvals/policy.ts'
import { operationsOfAction } from './operations.ts'
import { actionOf, guardedActions } from './rows.ts'

/** Raw calls need the approval that the verb needs which stands for them, or they would be a way around it. */

/**
 * The guarded verbs that the call comes down to; one call may stop some tasks and delete others. Empty: not destructive, so
 * nobody has to agree. Destructive calls that no verb stands for are `api`.
 */
export function verbsOfCall(operation: Operation, { body }: OperationInput): readonly GuardedVerb[] {
  return verbsOfItems(operation, itemsOf(body))
}

/** What the call does to that task: only what stands in its own items, or in those that name no task. */
export function verbsOfTask(
  operation: Operation,
  { body }: OperationInput,
  taskId: string,
): readonly GuardedVerb[] {
  const own = itemsOf(body).filter(({ job_id }) => job_id === undefined || job_id === taskId)
  return verbsOfItems(operation, own)
}

function verbsOfItems(operation: Operation, items: readonly Item[]): readonly GuardedVerb[] {
  if (operation.risk !== 'destructive') return []
  const found = new Set(itemVerbs(items) ?? standing(operation))
  return found.size > 0 ? guardedVerbs.filter((verb) => found.has(verb)) : ['api']
}

/** The actions that this operation carries out. */
function standing(operation: Operation): readonly GuardedVerb[] {
  return guardedActions.filter((name) =>
    operationsOfAction(name).some(({ id, api }) => id === operation.id && api === operation.api),
  )
}

/** What each entry of the body asks for, of operations that several actions share (6.1.14, 7.6.1, 7.6.4). */
function itemVerbs(items: readonly Item[]): readonly GuardedVerb[] | undefined {
  const found = items.flatMap((item) => {
    if (typeof item.delete_type !== 'string' && typeof item.action_name !== 'string') return []
    return [guardedActions.find((name) => actionOf(name).drs?.means?.(item)) ?? ('api' as const)]
  })
  return found.length > 0 ? found : undefined
}

type Item = Readonly<Record<string, unknown>>

function itemsOf(body: unknown): readonly Item[] {
  if (!isRecord(body)) return []
  const { job, jobs } = body
  return [body, job, ...(Array.isArray(jobs) ? jobs : [])].filter(isRecord)
}

function isRecord(value: unknown): value is Item {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
