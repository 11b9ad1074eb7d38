import { operationById } from '../../drs/index.ts'
import { verbsOfCall } from '../actions/of-call.ts'
import { taskIdsOf } from './open.ts'
import type { GuardedVerb, Policy, PolicyRule } from './policy.ts'
import type { Draft, Wanted } from './request.ts'
import { policyFor, strictest } from './rules.ts'

/** A task's tags (`key` or `key=value`); `undefined` if they could not be read, which counts as the strictest. */
export type TagsOf = (taskId: string) => readonly string[] | undefined

/**
 * The one policy for all that a draft asks for: for each task the rule that fits it, all of them together. For a call
 * that names no task, the strictest that may hold. `undefined` if no rule fits.
 */
export function policyOf(
  rules: readonly PolicyRule[],
  { connection, wanted }: Pick<Draft, 'connection' | 'wanted'>,
  tagsOf: TagsOf,
): Policy | undefined {
  const found = verbsOf(wanted).flatMap((verb) =>
    scopesOf(wanted, tagsOf).map((tags) => policyFor(rules, { verb, connection, ...(tags && { tags }) })),
  )
  return strictest(found.filter((policy) => policy !== undefined))
}

function verbsOf(wanted: Wanted): readonly GuardedVerb[] {
  if (wanted.kind !== 'call') return [wanted.verb]
  const operation = operationById(wanted.operation)
  const verbs = operation ? verbsOfCall(operation, wanted.input) : []
  return [...new Set([wanted.verb, ...verbs])]
}

function scopesOf(wanted: Wanted, tagsOf: TagsOf): readonly (readonly string[] | undefined)[] {
  const ids = taskIdsOf({ wanted })
  return ids.length > 0 ? ids.map(tagsOf) : [undefined]
}
