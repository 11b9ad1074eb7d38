import { globFits } from '../../base/glob.ts'
import { isEntry } from '../../drs/effects.ts'
import { operationById } from '../../drs/index.ts'
import type { BodyEntry } from '../../drs/operation.ts'
import { entriesOf } from '../actions/call-entries.ts'
import { graveEffects, verbsOfCall } from '../actions/of-call.ts'
import { isHarmlessIn } from '../actions/permission.ts'
import { actionOf } from '../actions/rows.ts'
import { taskIdsOf } from './open.ts'
import { type GuardedVerb, guardedVerbs, type Policy, type PolicyRule } from './policy.ts'
import { connectionsReached } from './reach.ts'
import { type ActionPayload, type RequestDraft, type RequestPayload, statusesIn } from './request.ts'
import { normalTag, type PolicyScope, policyForScope, strictest, type TagsOf, tagKey } from './rules.ts'

/** The policy for what somebody asks for. */

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
  const connections = payload.kind === 'change' ? connectionsReached(payload) : [connection]
  const asked = verbsOf(payload).flatMap((verb) =>
    connections.flatMap((name) =>
      scopesOf(payload, tagsOf).map(
        (tags): PolicyScope => ({ verb, connection: name, ...(tags && { tags }) }),
      ),
    ),
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
      return isGuardedNow(payload) ? [payload.verb] : []
    case 'call': {
      const operation = operationById(payload.operation)
      const verbs = operation ? verbsOfCall(operation, payload.input, statusesIn(payload)) : []
      return [...new Set([payload.verb, ...verbs])]
    }
  }
}

/** Settings of tasks that do not run yet spoil nothing, as with raw calls. */
function isGuardedNow({ verb, options = {}, tasks }: ActionPayload): boolean {
  const { guard } = actionOf(verb)
  if (guard?.when?.(options) === false) return false
  return !tasks.every(({ observed }) => isHarmlessIn(verb, observed.status))
}

function scopesOf(payload: RequestPayload, tagsOf: TagsOf): readonly (readonly string[] | undefined)[] {
  const ids = taskIdsOf({ payload })
  return ids.length > 0 ? ids.map(tagsOf) : [undefined]
}

/**
 * Rules go by a task's tags, and people approve it by its name. Whoever changes those changes who has to approve, and so
 * needs what the task needs at its strictest, before the change and after it.
 */

/** Whatever is done to tasks; the other two are about the bot itself. */
const taskVerbs = guardedVerbs.filter((verb) => verb !== 'access' && verb !== 'policy')

/** All that the strictest rule for the tasks may be for, where a call changes what rules go by. */
function scopesDecided(
  rules: readonly PolicyRule[],
  connection: string,
  payload: RequestPayload,
  tagsOf: TagsOf,
): readonly PolicyScope[] {
  if (payload.kind === 'action') return scopesRenamed(connection, payload, tagsOf)
  const operation = payload.kind === 'call' ? operationById(payload.operation) : undefined
  if (payload.kind !== 'call' || !operation) return []
  const states = entriesOf(payload.input).flatMap((entry) => {
    const before = entry.taskId === undefined ? undefined : tagsOf(entry.taskId)
    return graveEffects(operation, entry).flatMap(({ decides }) => {
      if (decides === undefined) return []
      if (decides === 'name') return [before]
      return statesOfTags(keysLookedAt(rules, connection), tagsGiven(entry.body), before, decides)
    })
  })
  return states.flatMap((tags) => scopesOfAll(connection, tags))
}

/** The same of an action that gives its tasks another name. */
function scopesRenamed(
  connection: string,
  { verb, tasks }: ActionPayload,
  tagsOf: TagsOf,
): readonly PolicyScope[] {
  const renames = actionOf(verb).guard?.effects.some(({ decides }) => decides === 'name')
  return renames ? tasks.flatMap(({ id }) => scopesOfAll(connection, tagsOf(id))) : []
}

function scopesOfAll(connection: string, tags: readonly string[] | undefined): readonly PolicyScope[] {
  return taskVerbs.map((verb): PolicyScope => ({ verb, connection, ...(tags && { tags }) }))
}

function keysLookedAt(rules: readonly PolicyRule[], connection: string): ReadonlySet<string> {
  const here = rules.filter(({ connections }) => connections.some((glob) => globFits(glob, connection)))
  return new Set(here.flatMap(({ tags = [] }) => tags.map(tagKey)))
}

/**
 * The tags before, and as they may be afterwards: without those that are named, with them, and, since nothing is documented
 * of whether a list adds to the tags or replaces them (6.1.4), those alone. None if no rule looks at what changes.
 */
function statesOfTags(
  lookedAt: ReadonlySet<string>,
  given: readonly string[],
  before: readonly string[] | undefined,
  which: 'tags' | 'all tags',
): readonly (readonly string[] | undefined)[] {
  const named = new Set(given.map(tagKey))
  const isLookedAt = (tag: string) => lookedAt.has(tagKey(tag))
  if (before === undefined) {
    const concerned = which === 'all tags' ? lookedAt.size > 0 : given.some(isLookedAt)
    return concerned ? [undefined] : []
  }
  const changed = which === 'all tags' ? [...given, ...before] : given
  if (!changed.some(isLookedAt)) return []
  const others = before.filter((tag) => !named.has(tagKey(tag)))
  const after = [others, [...others, ...given]]
  return [before, ...after, ...(which === 'all tags' ? [given] : [])]
}

/** Where the tags stand: at the top, or among the new values of 7.2.3. */
function tagsGiven(body: BodyEntry): readonly string[] {
  const { params, tags } = body
  const info = isEntry(params) ? params.base_info : undefined
  const listed = [tags, isEntry(info) ? info.tags : undefined].find(Array.isArray) ?? []
  return listed.flatMap((tag: unknown) => {
    if (!isEntry(tag) || typeof tag.key !== 'string') return []
    return [
      normalTag(typeof tag.value === 'string' && tag.value !== '' ? `${tag.key}=${tag.value}` : tag.key),
    ]
  })
}
