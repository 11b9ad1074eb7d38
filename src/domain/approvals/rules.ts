import { globFits, globsOverlap } from '../../base/glob.ts'
import { actionOf, guardedActions, isGuarded } from '../actions/rows.ts'
import type { ApproverGroup, GuardedVerb, Policy, PolicyRule, Preconditions, Seats } from './policy.ts'

/** Which policy holds for what. */

/** Everybody with the role approver there; for access and policy only the admins among them count, see counting-votes.ts. */
export const approvers: ApproverGroup = { name: 'approvers', users: ['*'], userGroups: [] }
export const admins: ApproverGroup = { name: 'admins', users: ['*'], userGroups: [] }

const minute = 60_000

/** Answer within an hour, use within a quarter of an hour after the last vote. */
export const policyDefaults = {
  answerWithinMs: 60 * minute,
  useWithinMs: 15 * minute,
  preconditions: {},
} as const

function everywhere(verbs: readonly GuardedVerb[], ...need: readonly Seats[]): PolicyRule {
  return { verbs, connections: ['*'], policy: { ...policyDefaults, need } }
}

/** How many approvers have to agree to what the configuration says nothing of. */
function approvalsFor(verb: GuardedVerb): number {
  return (isGuarded(verb) ? actionOf(verb).guard?.approvals : undefined) ?? 1
}

const byApprovers: readonly GuardedVerb[] = [...guardedActions, 'cutover', 'api']
const numbers = [...new Set(byApprovers.map(approvalsFor))].sort((a, b) => b - a)

/** What holds where the configuration says nothing. They follow the rules of the file. */
export const defaultRules: readonly PolicyRule[] = [
  ...numbers.map((seats) =>
    everywhere(
      byApprovers.filter((verb) => approvalsFor(verb) === seats),
      ...(seats > 0 ? [{ group: approvers, seats }] : []),
    ),
  ),
  everywhere(['access', 'policy'], { group: admins, seats: 1 }),
]

/** A task's tags (`key` or `key=value`); `undefined` if they could not be read, which counts as the strictest. */
export type TagsOf = (taskId: string) => readonly string[] | undefined

export interface PolicyScope {
  readonly verb: GuardedVerb
  /** A name, or a pattern for whatever connections there may be. */
  readonly connection: string
  /** `key` or `key=value`; absent if they could not be read. */
  readonly tags?: readonly string[]
}

/**
 * The policy of the first rule that fits; `undefined` if none does. Of a pattern, and without knowledge of the task's tags,
 * all rules that might be the first count together. A policy whose `need` is empty asks for nobody, but its preconditions
 * hold.
 */
export function policyForScope(rules: readonly PolicyRule[], scope: PolicyScope): Policy | undefined {
  const possible = rules.filter((rule) => mayFit(rule, scope))
  const last = possible.findIndex((rule) => surelyFits(rule, scope))
  const first = last < 0 ? possible : possible.slice(0, last + 1)
  return strictest(first.map((rule) => rule.policy))
}

/** The policies of which one will decide, once the tags of the task are known. */
export function possiblePolicies(
  rules: readonly PolicyRule[],
  scope: Omit<PolicyScope, 'tags'>,
): readonly Policy[] {
  const possible = rules.filter((rule) => mayFit(rule, scope))
  const last = possible.findIndex((rule) => !rule.tags && surelyFits(rule, scope))
  return (last < 0 ? possible : possible.slice(0, last + 1)).map(({ policy }) => policy)
}

/** The rules that decide where this one would, in their order, up to the first that decides all of it. */
export function rulesBeside(
  rules: readonly PolicyRule[],
  { verbs, connections }: PolicyRule,
): readonly PolicyRule[] {
  const isSharedVerb = (verb: PolicyRule['verbs'][number], of: PolicyRule) =>
    verb === '*' || of.verbs.includes('*') || of.verbs.includes(verb)
  const touching = rules.filter(
    (rule) =>
      verbs.some((verb) => isSharedVerb(verb, rule)) &&
      connections.some((name) => rule.connections.some((glob) => globsOverlap(glob, name))),
  )
  const last = touching.findIndex(
    (rule) =>
      !rule.tags &&
      (rule.verbs.includes('*') || verbs.every((verb) => rule.verbs.includes(verb))) &&
      connections.every((name) => rule.connections.some((glob) => globFits(glob, name))),
  )
  return last < 0 ? touching : touching.slice(0, last + 1)
}

function mayFit(rule: PolicyRule, { verb, connection, tags }: PolicyScope): boolean {
  return (
    (rule.verbs.includes(verb) || rule.verbs.includes('*')) &&
    rule.connections.some((glob) => globsOverlap(glob, connection)) &&
    (!rule.tags || !tags || rule.tags.some((tag) => hasTag(tags, tag)))
  )
}

function surelyFits({ connections, tags: wanted }: PolicyRule, { connection, tags }: PolicyScope): boolean {
  return connections.some((glob) => globFits(glob, connection)) && (!wanted || tags !== undefined)
}

/** `env` is met by any value of `env`, `env=prod` by that one. */
export function hasTag(tags: readonly string[], wanted: string): boolean {
  const rule = normalTag(wanted)
  return tags.map(normalTag).some((tag) => tag === rule || tag.startsWith(`${rule}=`))
}

/** People and consoles write `Env = prod`, too: neither case nor blanks tell tags apart. */
export function normalTag(tag: string): string {
  const [key = '', ...value] = tag.normalize('NFKC').toLowerCase().split('=')
  return [key.trim(), ...(value.length > 0 ? [value.join('=').trim()] : [])].join('=')
}

export function tagKey(tag: string): string {
  return normalTag(tag).split('=')[0] ?? ''
}

/** One policy that is at least as strict as each; `undefined` for none. */
export function strictest(policies: readonly Policy[]): Policy | undefined {
  const [first, ...more] = policies
  return first && more.reduce(stricter, first)
}

/**
 * Of two policies the seats of both (the larger number where the group is the same), the shorter times, the narrower
 * preconditions, and the click that carries it out unless neither asks for it. Shown in the channel of the first that names one.
 */
export function stricter(one: Policy, other: Policy): Policy {
  const { escalateTo, channel = other.channel, run } = one
  const alike = escalateTo !== undefined && escalateTo.name === other.escalateTo?.name
  return {
    need: seatsOfBoth(one.need, other.need),
    answerWithinMs: Math.min(one.answerWithinMs, other.answerWithinMs),
    useWithinMs: Math.min(one.useWithinMs, other.useWithinMs),
    preconditions: narrower(one.preconditions, other.preconditions),
    ...(alike && { escalateTo }),
    ...(channel !== undefined && { channel }),
    ...(run !== undefined && other.run === run && { run }),
  }
}

function seatsOfBoth(one: readonly Seats[], other: readonly Seats[]): readonly Seats[] {
  const groups = new Map([...one, ...other].map(({ group }) => [group.name, group]))
  return [...groups.values()].map((group) => ({
    group,
    seats: Math.max(seatsOf(one, group), seatsOf(other, group)),
  }))
}

function seatsOf(need: readonly Seats[], { name }: ApproverGroup): number {
  return need.filter(({ group }) => group.name === name).reduce((sum, { seats }) => sum + seats, 0)
}

const figureLimits = ['maxLagMs', 'maxRpoMs', 'maxRtoMs', 'comparisonWithinMs'] as const

function narrower(one: Preconditions, other: Preconditions): Preconditions {
  const limits = figureLimits.flatMap((name) => {
    const given = [one[name], other[name]].filter((limit) => limit !== undefined)
    return given.length > 0 ? [[name, Math.min(...given)] as const] : []
  })
  return Object.fromEntries(limits)
}

/** Whether the person is in the group, given the Slack user groups they are in now and whether they are an approver. */
export function isInGroup(
  user: string,
  group: ApproverGroup,
  now: { readonly userGroups: readonly string[]; readonly mayApprove: boolean },
): boolean {
  if (group.users.includes(user) || (group.users.includes('*') && now.mayApprove)) return true
  return group.userGroups.some((id) => now.userGroups.includes(id))
}
