import { operationById } from '../../drs/index.ts'
import { verbsOfCall } from '../actions/of-call.ts'
import { taskIdsOf } from './open.ts'
import type { GuardedVerb, Policy, PolicyRule } from './policy.ts'
import type { RequestDraft, RequestPayload } from './request.ts'
import { policyForScope, strictest } from './rules.ts'

/** A task's tags (`key` or `key=value`); `undefined` if they could not be read, which counts as the strictest. */
export type TagsOf = (taskId: string) => readonly string[] | undefined

/**
 * The one policy for all that a draft asks for: for each task the rule that fits it, all of them together. For a call
 * that names no task, the strictest that may hold. `undefined` if no rule fits.
 */
export function policyForDraft(
  rules: readonly PolicyRule[],
  { connection, payload }: Pick<RequestDraft, 'connection' | 'payload'>,
  tagsOf: TagsOf,
): Policy | undefined {
  const found = verbsOf(payload).flatMap((verb) =>
    scopesOf(payload, tagsOf).map((tags) =>
      policyForScope(rules, { verb, connection, ...(tags && { tags }) }),
    ),
  )
  return strictest(found.filter((policy) => policy !== undefined))
}

function verbsOf(payload: RequestPayload): readonly GuardedVerb[] {
  if (payload.kind !== 'call') return [payload.verb]
  const operation = operationById(payload.operation)
  const verbs = operation ? verbsOfCall(operation, payload.input) : []
  return [...new Set([payload.verb, ...verbs])]
}

function scopesOf(payload: RequestPayload, tagsOf: TagsOf): readonly (readonly string[] | undefined)[] {
  const ids = taskIdsOf({ payload })
  return ids.length > 0 ? ids.map(tagsOf) : [undefined]
}
