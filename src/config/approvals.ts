import * as z from 'zod'
import { globFits } from '../base/glob.ts'
import { adminsAmong } from '../domain/access/access-change.ts'
import type { Grant } from '../domain/access/roles.ts'
import {
  type ApproverGroup,
  guardedVerbs,
  type PolicyRule,
  type Preconditions,
  type Seats,
} from '../domain/approvals/policy.ts'
import { lockOut, peopleInRule } from '../domain/approvals/policy-change.ts'
import { admins, approvers, defaultRules, policyDefaults } from '../domain/approvals/rules.ts'
import { policyProblems } from '../domain/approvals/satisfiable.ts'

/** The parts of the configuration file about approvals: groups of people, and what needs whose approval. */

const second = 1000
const minute = 60 * second
const hour = 60 * minute

const builtIn = [approvers, admins]

const groupName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,39}$/i, 'may have letters, digits, dots, hyphens and underscores')
  .refine(
    (name) => !builtIn.some((group) => group.name === name),
    'is a group of the bot: choose another name',
  )

const user = z
  .string()
  .regex(/^(?:\*|[UW][A-Z0-9]+)$/, 'must be the ID of a Slack user (U…), or * for everybody')
const userGroup = z.string().regex(/^S[A-Z0-9]+$/, 'must be the ID of a Slack user group (S…)')

const group = z
  .strictObject({ users: z.array(user).default([]), userGroups: z.array(userGroup).default([]) })
  .refine(
    ({ users, userGroups }) => users.length + userGroups.length > 0,
    'has nobody in it: add users or userGroups',
  )

const channelId = z.string().regex(/^[CG][A-Z0-9]+$/, 'must be the ID of a channel (C…)')

const number = z.number().min(0, 'may not be less than 0')
const seats = z.int('must be a whole number').max(20, 'may be 20 at most')

const gates = z.strictObject({
  comparisonWithin: number.optional(),
  maxLag: number.optional(),
  maxRpo: number.optional(),
  maxRto: number.optional(),
})

const rule = z.strictObject({
  verbs: z.array(z.enum([...guardedVerbs, '*'])).min(1),
  connections: z.array(z.string().min(1)).min(1).default(['*']),
  tags: z.array(z.string().min(1)).min(1).optional(),
  need: z
    .union(
      [seats.min(0, 'may not be less than 0'), z.record(z.string(), seats.min(1, 'must be 1 or more'))],
      {
        error: 'must be a number of people, or groups with numbers, for example { dba: 1, owners: 1 }',
      },
    )
    .refine((need) => typeof need === 'number' || Object.keys(need).length > 0, {
      error: 'is {}, which needs nobody; name groups with numbers, or write 0 if nobody is to be asked',
    }),
  answerWithin: number.default(policyDefaults.answerWithinMs / minute),
  useWithin: number.default(policyDefaults.useWithinMs / minute),
  escalateTo: z.string().optional(),
  channel: channelId.optional(),
  run: z.enum(['on-click', 'on-approval']).default('on-click'),
  gates: gates.prefault({}),
})

export const approvalFields = {
  groups: z.record(groupName, group).default({}),
  approvals: z.array(rule).default([]),
  auditChannel: channelId.optional(),
  audit: z.strictObject({ keepDays: z.int().min(1).max(36_500).default(400) }).prefault({}),
}

type Rule = z.output<typeof rule>
export interface ApprovalSettings {
  readonly groups: Readonly<Record<string, z.output<typeof group>>>
  readonly approvals: readonly Rule[]
}

export function groupsIn(settings: Pick<ApprovalSettings, 'groups'>): readonly ApproverGroup[] {
  return Object.entries(settings.groups).map(([name, { users, userGroups }]) => ({ name, users, userGroups }))
}

/** The rules of the file. What it does not speak of keeps its default: a rule can say `need: 0`. */
export function rulesIn(settings: ApprovalSettings): readonly PolicyRule[] {
  return [...ownRules(settings), ...defaultRules]
}

function ownRules(settings: ApprovalSettings): readonly PolicyRule[] {
  const groups = groupsIn(settings)
  return settings.approvals.map((given) => toRule(given, groups))
}

function toRule(given: Rule, groups: readonly ApproverGroup[]): PolicyRule {
  const { verbs, connections, tags, escalateTo, channel, run } = given
  return {
    verbs,
    connections,
    ...(tags && { tags }),
    policy: {
      need: toSeats(given.need, groups),
      answerWithinMs: given.answerWithin * minute,
      useWithinMs: given.useWithin * minute,
      preconditions: toPreconditions(given.gates),
      ...(escalateTo !== undefined && { escalateTo: groupNamed(escalateTo, groups) }),
      ...(channel !== undefined && { channel }),
      ...(run === 'on-approval' && { run }),
    },
  }
}

function toSeats(need: Rule['need'], groups: readonly ApproverGroup[]): readonly Seats[] {
  if (typeof need === 'number') return need === 0 ? [] : [{ group: approvers, seats: need }]
  return Object.entries(need).map(([name, count]) => ({ group: groupNamed(name, groups), seats: count }))
}

/** A name that nobody has explained is found by the check of the rules. */
function groupNamed(name: string, groups: readonly ApproverGroup[]): ApproverGroup {
  const found = [...groups, ...builtIn].find((candidate) => candidate.name === name)
  return found ?? { name, users: [], userGroups: [] }
}

function toPreconditions({ comparisonWithin, maxLag, maxRpo, maxRto }: Rule['gates']): Preconditions {
  return {
    ...(comparisonWithin !== undefined && { comparisonWithinMs: comparisonWithin * hour }),
    ...(maxLag !== undefined && { maxLagMs: maxLag * second }),
    ...(maxRpo !== undefined && { maxRpoMs: maxRpo * second }),
    ...(maxRto !== undefined && { maxRtoMs: maxRto * second }),
  }
}

export interface ConfigComplaint {
  readonly path: readonly (string | number)[]
  readonly why: string
}

/** Rules that nobody could meet, and rules that would never hold because no connection has such a name. */
export function policyComplaints(
  settings: ApprovalSettings,
  connections: readonly string[],
  grants: readonly Grant[],
): readonly ConfigComplaint[] {
  const unmet = policyProblems(ownRules(settings), groupsIn(settings)).map((problem) => ({
    path: ['approvals', problem.rule],
    why: problem.why.en,
  }))
  const nowhere = settings.approvals.flatMap((given, index) =>
    given.connections.flatMap((glob, place) =>
      connections.some((name) => globFits(glob, name))
        ? []
        : [
            {
              path: ['approvals', index, 'connections', place],
              why: `fits no connection: ${connections.join(', ')}`,
            },
          ],
    ),
  )
  const locking = ownRules(settings).flatMap((own, index) => {
    const candidates = peopleInRule(own).map((user) => ({ user }))
    const whys = own.connections.flatMap(
      (connection) => lockOut(own, adminsAmong(grants, connection, candidates)) ?? [],
    )
    return whys.slice(0, 1).map(({ en }) => ({ path: ['approvals', index], why: en }))
  })
  return [...unmet, ...nowhere, ...locking]
}
