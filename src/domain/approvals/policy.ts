import * as z from 'zod'
import type { DeepReadonly } from '../../base/deep-readonly.ts'
import { type Locale, say, type Text } from '../../base/i18n.ts'
import { type ActionName, actionOf, type GuardedAction, guardedActions, isGuarded } from '../actions/rows.ts'

/**
 * What may need the approval of others besides actions on tasks: the guided cut-over, raw destructive calls that no action
 * stands for, and changes of who may do what or of what needs approval.
 */
export const otherGuarded = {
  cutover: say('Cut over', '割接'),
  api: say('Destructive call', '高危接口调用'),
  access: say('Change access', '修改权限'),
  policy: say('Change the approval policy', '修改审批策略'),
} as const satisfies Readonly<Record<string, Text>>

export type GuardedVerb = GuardedAction | keyof typeof otherGuarded

/** What is done to a task: an action, or something else that may need approval. */
export type Effect = ActionName | GuardedVerb

/** A name of either kind, as rules and requests have it. */
export const guardedVerbs: readonly GuardedVerb[] = [
  ...guardedActions,
  ...(Object.keys(otherGuarded) as (keyof typeof otherGuarded)[]),
]

/** What people read of it. */
export function guardedVerbWords(verb: GuardedVerb): Text {
  if (!isGuarded(verb)) return otherGuarded[verb]
  const { subject, button } = actionOf(verb).words
  return subject ?? button
}

/** People who may fill seats; `*` among the users stands for everybody who has the role approver there. */
const approverGroupSchema = z.object({
  name: z.string(),
  /** Slack users, `U…` or `W…`. */
  users: z.array(z.string()),
  /** Slack user groups, `S…`. */
  userGroups: z.array(z.string()),
})
export type ApproverGroup = DeepReadonly<z.output<typeof approverGroupSchema>>

/** So many different people of that group have to agree. */
const seatsSchema = z.object({ group: approverGroupSchema, seats: z.number() })
export type Seats = DeepReadonly<z.output<typeof seatsSchema>>

/** What fresh reads must show at execution. Times in milliseconds; anything unknown counts as not fulfilled. */
const preconditionsSchema = z.strictObject({
  maxLagMs: z.number().exactOptional(),
  maxRpoMs: z.number().exactOptional(),
  maxRtoMs: z.number().exactOptional(),
  /** The latest object and row comparison is clean and not older than this. */
  comparisonWithinMs: z.number().exactOptional(),
})
export type Preconditions = DeepReadonly<z.output<typeof preconditionsSchema>>

/**
 * The approval that one action needs. All `need` must be met, one seat a person; an empty `need` asks for nobody. Whatever
 * else stands in a stored one may be a condition that this release does not know: it must not be passed over.
 */
export const policySchema = z.strictObject({
  need: z.array(seatsSchema),
  /** The approval must be complete within this time, ms. */
  answerWithinMs: z.number(),
  /** After the last vote, execution must begin within this time, ms. */
  useWithinMs: z.number(),
  preconditions: preconditionsSchema,
  /** Asked as well once three quarters of the answer time have passed; may fill any seat. */
  escalateTo: approverGroupSchema.exactOptional(),
  /** Slack channel in which requests are shown to those who decide. */
  channel: z.string().exactOptional(),
  /** The last approval carries it out; without it, that takes a click of its own. */
  run: z.literal('on-approval').exactOptional(),
})
export type Policy = DeepReadonly<z.output<typeof policySchema>>

/** Where a policy holds. The first rule that fits decides. */
export const policyRuleSchema = z.strictObject({
  verbs: z.array(z.enum([...guardedVerbs, '*'])),
  /** Names of connections, `*` stands for any letters. */
  connections: z.array(z.string()),
  /** Tags (`key` or `key=value`) of which the task must have one; absent: any task. */
  tags: z.array(z.string()).exactOptional(),
  policy: policySchema,
})
export type PolicyRule = DeepReadonly<z.output<typeof policyRuleSchema>>

const everyAction = say('every action', '所有操作')
const everywhere = say('everywhere', '所有连接')

/** The verbs of a rule in words: `Stop, Delete`. */
export function ruleVerbWords({ verbs }: Pick<PolicyRule, 'verbs'>): Text {
  const texts = verbs.map((verb) => (verb === '*' ? everyAction : guardedVerbWords(verb)))
  return say(texts.map(({ en }) => en).join(', '), texts.map((text) => text['zh-CN']).join('、'))
}

/** Where a rule holds, connections and tags: `prod-*, env=prod`. */
export function rulePlaceWords({ connections, tags = [] }: Pick<PolicyRule, 'connections' | 'tags'>): Text {
  const where = connections.includes('*') ? everywhere : undefined
  const inWords = (locale: Locale, comma: string) =>
    [...(where ? [where[locale]] : connections), ...tags].join(comma)
  return say(inWords('en', ', '), inWords('zh-CN', '、'))
}

/** Why a policy cannot be met, for whoever wrote it. */
export interface PolicyProblem {
  readonly rule: number
  readonly why: Text
}
