import type { Text } from '../../base/i18n.ts'

/** What may need the consent of others. `api` stands for raw destructive calls that no verb stands for. */
export const guardedVerbs = [
  'switchover',
  'cutover',
  'stop',
  'delete',
  'reset',
  'password',
  'api',
  'access',
  'policy',
] as const
export type GuardedVerb = (typeof guardedVerbs)[number]

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
