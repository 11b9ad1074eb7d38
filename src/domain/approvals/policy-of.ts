import { operationById } from '../../drs/index.ts'
import { verbsOfCall } from '../actions/of-call.ts'
import { actionOf } from '../actions/rows.ts'
import { scopesDecided } from './decided.ts'
import { taskIdsOf } from './open.ts'
import type { GuardedVerb, Policy, PolicyRule } from './policy.ts'
import { type RequestDraft, type RequestPayload, statusesIn } from './request.ts'
import { type PolicyScope, policyForScope, strictest, type TagsOf } from './rules.ts'

/**
 * The one policy for all that a draft asks for: for each task the rule that fits it, all of them together. For a call
 * that names no task, the strictest that may hold; for one that changes what rules go by, those of before and after as
 * well. `undefined` if no rule fits.
 */
export function policyForDraft(
  rules: readonly PolicyRule[],
  { connection, payload }: Pick<RequestDraft, 'connection' | 'payload'>,
  tagsOf: TagsOf,
): Policy | undefined {
  const asked = verbsOf(payload).flatMap((verb) =>
    scopesOf(payload, tagsOf).map((tags): PolicyScope => ({ verb, connection, ...(tags && { tags }) })),
  )
  const scopes = [...asked, ...scopesDecided(rules, connection, payload, tagsOf)]
  const found = scopes.map((scope) => policyForScope(rules, scope))
  return strictest(found.filter((policy) => policy !== undefined))
}

function verbsOf(payload: RequestPayload): readonly GuardedVerb[] {
  switch (payload.kind) {
    case 'change':
      return [payload.verb]
    case 'action':
      return actionOf(payload.verb).guard?.when?.(payload.options ?? {}) === false ? [] : [payload.verb]
    case 'call': {
      const operation = operationById(payload.operation)
      const verbs = operation ? verbsOfCall(operation, payload.input, statusesIn(payload)) : []
      return [...new Set([payload.verb, ...verbs])]
    }
  }
}

function scopesOf(payload: RequestPayload, tagsOf: TagsOf): readonly (readonly string[] | undefined)[] {
  const ids = taskIdsOf({ payload })
  return ids.length > 0 ? ids.map(tagsOf) : [undefined]
}
