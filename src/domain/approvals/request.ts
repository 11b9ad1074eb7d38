import * as z from 'zod'
import type { DeepReadonly } from '../../base/deep-readonly.ts'
import type { Text } from '../../base/i18n.ts'
import type { SeenStatus } from '../actions/of-call.ts'
import { type CallableAction, type GuardedAction, guardedActions, isCallable } from '../actions/rows.ts'
import { endpointSchema } from '../tasks/task.ts'
import { localeSchema, textSchema } from '../text/schemas.ts'
import { type ActionOutcome, actionOutcomeSchema } from '../watching/watch.ts'
import { type ApproverGroup, guardedVerbs, type Policy, policyRuleSchema, policySchema } from './policy.ts'

/**
 * A request for approval of a dangerous action, which lets it be carried out once.
 *
 *   pending ── votes complete ──▶ approved ── start ──▶ executing ── results ──▶ verified | failed
 *      │ reject ▶ rejected            │ withdraw ▶ pending        │ stale ▶ stale (nothing was asked of DRS)
 *      │ cancel ▶ cancelled           │ reject, cancel, stale ▶ …
 *      └ too late ▶ expired           └ too late ▶ expired
 *
 * Every move is one compare-and-set on `version`, together with its audit record. Nothing here is secret.
 */
const requestStateSchema = z.enum([
  'pending',
  'approved',
  'executing',
  'verified',
  'failed',
  'rejected',
  'cancelled',
  'expired',
  'stale',
])
export type RequestState = z.output<typeof requestStateSchema>

/** What the requester saw; compared with fresh reads before the action is carried out. Times in milliseconds. */
const seenSchema = z.object({
  status: z.string(),
  direction: z.string(),
  lagMs: z.number().exactOptional(),
  rpoMs: z.number().exactOptional(),
  rtoMs: z.number().exactOptional(),
  /** The latest comparison: when it ended (milliseconds since the epoch), and whether everything was equal. */
  comparison: z
    .object({ endedAt: z.number().exactOptional(), clean: z.boolean().exactOptional() })
    .exactOptional(),
})
export type ObservedState = DeepReadonly<z.output<typeof seenSchema>>

/** A database as approvers know it. */
const databaseEndSchema = endpointSchema.pick({ ip: true, port: true, instanceName: true, instanceId: true })

const wantedTaskSchema = z.object({
  id: z.string(),
  name: z.string(),
  scenario: z.string(),
  /** `key` or `key=value`; policies may hold for some tags only. Absent where they could not be read. */
  tags: z.array(z.string()).exactOptional(),
  /** Data flows from the source to the destination; absent where DRS did not say. */
  source: databaseEndSchema.exactOptional(),
  destination: databaseEndSchema.exactOptional(),
  observed: seenSchema,
})
export type PayloadTask = DeepReadonly<z.output<typeof wantedTaskSchema>>

const guardedVerbSchema = z.enum(guardedVerbs)

/** Actions that one call carries out; a change of passwords is a call with a secret instead. */
const requestableActions = guardedActions.filter((name): name is GuardedAction & CallableAction =>
  isCallable(name),
)

/** A verb on one or several tasks, as they were when somebody asked. */
const wantedActionSchema = z.strictObject({
  kind: z.literal('action'),
  verb: z.enum(requestableActions),
  tasks: z.array(wantedTaskSchema),
  /** What the verb was told besides, for example `{ force: 'true' }`; a reference where it is about a secret. */
  options: z.record(z.string(), z.string()).exactOptional(),
})
export type ActionPayload = DeepReadonly<z.output<typeof wantedActionSchema>>

/** A call of one operation; secrets in it are references. `verb`: the one that stands for it, or `api`. */
const wantedCallSchema = z.strictObject({
  kind: z.literal('call'),
  verb: guardedVerbSchema,
  operation: z.string(),
  title: textSchema,
  /** An `OperationInput` of src/drs. */
  input: z.strictObject({
    params: z.record(z.string(), z.string()).exactOptional(),
    query: z.record(z.string(), z.unknown()).exactOptional(),
    body: z.unknown().exactOptional(),
  }),
  /** The file that goes with it: where Slack has it, and the hash of what was approved. The bot keeps no file. */
  file: z.strictObject({ id: z.string(), name: z.string(), sha256: z.string() }).exactOptional(),
  /** The tasks that the request names, as they were when somebody asked; without them it is not carried out. */
  tasks: z.array(wantedTaskSchema).exactOptional(),
})
export type CallPayload = DeepReadonly<z.output<typeof wantedCallSchema>>

/** In which status the tasks of the call were seen when somebody asked; nothing of the others. */
export function statusesIn({ tasks = [] }: Pick<CallPayload, 'tasks'>): SeenStatus {
  const seen = new Map<string | undefined, string>(tasks.map(({ id, observed }) => [id, observed.status]))
  return (taskId) => seen.get(taskId)
}

/** A change of who may do what, or of what needs approval; `change` is its canonical JSON. */
const wantedChangeSchema = z.strictObject({
  kind: z.literal('change'),
  verb: z.enum(['access', 'policy']),
  title: textSchema,
  change: z.string(),
  /** Of a rule about approval: the rules that decide there without it, as they were when somebody asked. */
  otherwise: z.array(policyRuleSchema).exactOptional(),
})
export type ChangePayload = DeepReadonly<z.output<typeof wantedChangeSchema>>

const wantedSchema = z.discriminatedUnion('kind', [wantedActionSchema, wantedCallSchema, wantedChangeSchema])
export type RequestPayload = DeepReadonly<z.output<typeof wantedSchema>>

/** What a request is made of. */
const draftSchema = z.object({
  connection: z.string(),
  reason: z.string(),
  payload: wantedSchema,
})
export type RequestDraft = DeepReadonly<z.output<typeof draftSchema>>

/** The approval of one person, for exactly the payload with that hash. */
const voteSchema = z.object({ by: z.string(), hash: z.string(), at: z.number() })
export type Vote = DeepReadonly<z.output<typeof voteSchema>>

/** Carried out on the word of one admin; others look at it afterwards. */
const breakGlassSchema = z.object({
  by: z.string(),
  why: z.string(),
  at: z.number(),
  reviewBy: z.number(),
  review: z.object({ by: z.string(), note: z.string(), at: z.number() }).exactOptional(),
})

/** A place in which the request is shown, and its message there once it is posted. */
const requestMessageSchema = z.object({
  channel: z.string(),
  ts: z.string().exactOptional(),
  /** The address of the message. */
  link: z.string().exactOptional(),
  /** Read by those who decide; elsewhere it only shows how it stands. */
  asks: z.boolean(),
  /** In the direct messages of this person. */
  person: z.string().exactOptional(),
  /** In place of its message in that channel, in which the bot can no longer post. */
  instead: z.string().exactOptional(),
  /** In a channel: what those read who decide there, as far as it was found out. */
  readIn: z.array(localeSchema).exactOptional(),
})
export type RequestMessage = DeepReadonly<z.output<typeof requestMessageSchema>>

const whySchema = z.union([z.string(), textSchema])
export type RequestWhy = z.output<typeof whySchema>

export const approvalRequestSchema = draftSchema.extend({
  id: z.string(),
  team: z.string(),
  /** Where it was asked: roles count there. */
  channel: z.string(),
  /** Where it is shown; the first is for the requester. All are kept in step. */
  messages: z.array(requestMessageSchema),
  /** Users (`U…`, `W…`) and user groups (`S…`) that are asked, as far as roles and groups name them. */
  asked: z.array(z.string()),
  /** The address of the task's card in that channel. */
  card: z.string().exactOptional(),
  /** Of the place in which the requester is told what becomes of it. */
  locale: localeSchema,
  requester: z.string(),
  state: requestStateSchema,
  /** Of the canonical payload; changes when tasks are taken out. */
  hash: z.string(),
  /** The policy as it was when somebody asked. One that becomes stricter meanwhile counts too; a weaker one does not. */
  policy: policySchema,
  votes: z.array(voteSchema),
  /** Who took which tasks out. */
  reductions: z.array(z.object({ by: z.string(), at: z.number(), taskIds: z.array(z.string()) })),
  endedBy: z.string().exactOptional(),
  /** Why it was rejected, found stale, or failed: as somebody or DRS wrote it, or in the bot’s own words. */
  why: whySchema.exactOptional(),
  /** With `stale`: a later state may have been lost, so that nobody knows whether it was carried out. */
  unknown: z.literal(true).exactOptional(),
  createdAt: z.number(),
  /** Of Redis, when it was asked; another one since then means that later states may have been lost. */
  epoch: z.string().exactOptional(),
  /** The approval must be complete before. */
  answerBy: z.number(),
  /** With approval: the last one carries it out. */
  runs: z.literal(true).exactOptional(),
  /** With approval, execution must start before. */
  useBy: z.number().exactOptional(),
  executedBy: z.string().exactOptional(),
  executedAt: z.number().exactOptional(),
  /** Of a call whose tasks do not show how it ends: what DRS said to it; \`lost\`: nobody knows. */
  answer: z.enum(['accepted', 'refused', 'lost']).exactOptional(),
  /** How each task ended; the request ends with the last one. */
  results: z.record(z.string(), z.enum([...actionOutcomeSchema.options, 'refused'])),
  /** Reminders that went out: 0, 1 (half of the time), 2 (three quarters); 3: told that a review is overdue. */
  reminded: z.number(),
  escalatedAt: z.number().exactOptional(),
  breakGlass: breakGlassSchema.exactOptional(),
  version: z.number(),
})
export type ApprovalRequest = DeepReadonly<z.output<typeof approvalRequestSchema>>

export type RequestTransition =
  /** The messages that are there now, each in its channel; those of lost channels are gone. */
  | {
      readonly kind: 'posted'
      readonly messages: readonly RequestMessage[]
      readonly lost?: readonly string[]
    }
  | { readonly kind: 'vote'; readonly by: string; readonly hash: string }
  | { readonly kind: 'withdraw'; readonly by: string }
  /** Takes tasks out of a batch. Votes on what it was before do not count any more. */
  | {
      readonly kind: 'narrow'
      readonly by: string
      readonly hash: string
      readonly without: readonly string[]
    }
  | { readonly kind: 'reject'; readonly by: string; readonly why: string }
  | { readonly kind: 'cancel'; readonly by: string }
  | { readonly kind: 'start'; readonly by: string; readonly hash: string }
  | { readonly kind: 'stale'; readonly why: RequestWhy; readonly unknown?: true }
  | {
      readonly kind: 'result'
      readonly taskId: string
      readonly outcome: ActionOutcome | 'refused'
      readonly why?: RequestWhy
    }
  /** The whole ended at once, without tasks to wait for: a call, a change. */
  | {
      readonly kind: 'finish'
      readonly outcome: 'verified' | 'failed'
      readonly answer?: NonNullable<ApprovalRequest['answer']>
      readonly why?: RequestWhy
    }
  | { readonly kind: 'break-glass'; readonly by: string; readonly typed: string; readonly why: string }
  | { readonly kind: 'review'; readonly by: string; readonly note: string }
  /** Time has passed: expires, reminds, escalates. */
  | { readonly kind: 'tick' }

/** The steps that begin an execution. */
export type BeginTransition = Extract<RequestTransition, { readonly kind: 'start' | 'break-glass' }>

/** What the decision needs to know of the world, read afresh for each step. */
export interface ApprovalFacts {
  /** SHA-256, hex. */
  digest(text: string): string
  /** Whether the person is a member in good standing of the request's workspace, and an approver there and for that connection, now. */
  mayApprove(user: string): boolean
  mayOperate(user: string): boolean
  isAdmin(user: string): boolean
  /** Whether the person is in that group now. */
  isIn(user: string, group: ApproverGroup): boolean
  /** The policy that a new request of this kind would get now; absent if it would need nobody. */
  readonly current?: Policy
}

/** `request` moved, or `refused` with the reason for the person who clicked; a refusal may still move it (too late: expired). */
export type Decision =
  | { readonly kind: 'moved'; readonly request: ApprovalRequest }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'refused'; readonly why: Text; readonly request?: ApprovalRequest }
