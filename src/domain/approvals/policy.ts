import { say, type Text } from '../../base/i18n.ts'
import { type ActionName, actionOf, type GuardedAction, guardedActions, isGuarded } from '../actions/rows.ts'

/**
 * What may need the consent of others besides actions on tasks: the guided cut-over, raw destructive calls that no action
 * stands for, and changes of who may do what or of what needs consent.
 */
export const otherGuarded = {
  cutover: say('Cut over', '割接'),
  api: say('Destructive call', '高危接口调用'),
  access: say('Change access', '修改权限'),
  policy: say('Change the approval policy', '修改审批策略'),
} as const satisfies Readonly<Record<string, Text>>

export type GuardedVerb = GuardedAction | keyof typeof otherGuarded

/** What is done to a task: an action, or something else that may need consent. */
export type Effect = ActionName | GuardedVerb

/** A name of either kind, as rules and requests have it. */
export const guardedVerbs: readonly GuardedVerb[] = [
  ...guardedActions,
  ...(Object.keys(otherGuarded) as (keyof typeof otherGuarded)[]),
]

/** What people read of it. */
export function guardedWords(verb: GuardedVerb): Text {
  if (!isGuarded(verb)) return otherGuarded[verb]
  const { subject, button } = actionOf(verb).words
  return subject ?? button
}

/** People who may fill seats; `*` among the users stands for everybody who has the role approver there. */
export interface ApproverGroup {
  readonly name: string
  /** Slack users, `U…` or `W…`. */
  readonly users: readonly string[]
  /** Slack user groups, `S…`. */
  readonly userGroups: readonly string[]
}

/** So many different people of that group have to agree. */
export interface Seats {
  readonly group: ApproverGroup
  readonly seats: number
}

/** What fresh reads must show at execution. Times in milliseconds; anything unknown counts as not fulfilled. */
export interface Gates {
  readonly maxLagMs?: number
  readonly maxRpoMs?: number
  readonly maxRtoMs?: number
  /** The latest object and row comparison is clean and not older than this. */
  readonly comparisonWithinMs?: number
}

/** The consent that one action needs. All `need` must be met, one seat a person; an empty `need` asks for nobody. */
export interface Policy {
  readonly need: readonly Seats[]
  /** Consent must be complete within this time, ms. */
  readonly answerWithinMs: number
  /** After the last vote, execution must begin within this time, ms. */
  readonly useWithinMs: number
  readonly gates: Gates
  /** Asked as well once three quarters of the answer time have passed; may fill any seat. */
  readonly escalateTo?: ApproverGroup
}

/** Where a policy holds. The first rule that fits decides. */
export interface PolicyRule {
  readonly verbs: readonly (GuardedVerb | '*')[]
  /** Names of connections, `*` stands for any letters. */
  readonly connections: readonly string[]
  /** Tags (`key` or `key=value`) of which the task must have one; absent: any task. */
  readonly tags?: readonly string[]
  readonly policy: Policy
}

/** Why a policy cannot be met, for whoever wrote it. */
export interface PolicyProblem {
  readonly rule: number
  readonly why: Text
}
