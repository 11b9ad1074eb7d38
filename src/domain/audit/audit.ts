import * as z from 'zod'
import type { DeepReadonly } from '../../base/deep-readonly.ts'

/** What is written down for good. Every record is bound to the one before it, see src/store/audit.ts. */
export const auditKinds = [
  /** Somebody asked for approval. */
  'ask',
  'vote',
  'withdraw',
  'narrow',
  'reject',
  'cancel',
  'execute',
  /** How an execution ended. */
  'result',
  'stale',
  'expire',
  'remind',
  'escalate',
  'break-glass',
  'review',
  /** An interaction that the rules did not allow. */
  'refused',
  /** An action or a call that needed nobody's approval and changes something. */
  'act',
  /** Who may do what, or what needs approval, has changed. */
  'configuration',
  /** A secret was read, kept, or handed over on a page; never its value. */
  'secret',
  /** Older records were taken out. */
  'retention',
  /** From here on another key is used, or the first one. */
  'key',
  /** Records were lost or the end was damaged, and an admin has let the audit go on all the same. */
  'break',
] as const
export type AuditKind = (typeof auditKinds)[number]

/** A place in the chain of records. */
export const linkSchema = z.strictObject({
  /** From 1 on, without gaps; 0 is the beginning, before any record. */
  seq: z.number(),
  hash: z.string(),
})

/** Nothing may stand in a record that its hash, which is made of what was read, does not cover. */
export const auditRecordSchema = z.strictObject({
  kind: z.enum(auditKinds),
  /** Milliseconds since the epoch. */
  at: z.number(),
  /** Slack user; `bot` for what nobody clicked. */
  who: z.string(),
  team: z.string(),
  channel: z.string(),
  connection: z.string().exactOptional(),
  verb: z.string().exactOptional(),
  tasks: z.array(z.string()).exactOptional(),
  ticket: z.string().exactOptional(),
  /** Of a move of a request: the version that it has from then on. */
  version: z.number().exactOptional(),
  /** One sentence in English for the file; never holds a secret. */
  what: z.string(),
  /** Of a `retention` record: how many were taken out, and the last of them with its hash. */
  removed: linkSchema.extend({ count: z.number() }).exactOptional(),
  /** Of a `break` record: what was found last, and up to where records are known to have been written. */
  lost: z.strictObject({ after: linkSchema, upTo: linkSchema }).exactOptional(),
})
export type AuditRecord = DeepReadonly<z.output<typeof auditRecordSchema>>

/** What is looked for; all that is given must fit. */
export interface AuditQuery {
  readonly team: string
  /** Records about other connections are left out; those about none are not. */
  readonly connections: readonly string[]
  /** Any of these people. */
  readonly who?: readonly string[]
  readonly verb?: string
  readonly kind?: AuditKind
  readonly task?: string
  /** Or the beginning of its id. */
  readonly ticket?: string
  /** Milliseconds since the epoch. */
  readonly since?: number
}

export function fitsQuery(record: AuditRecord, query: AuditQuery): boolean {
  return (
    // What the bot does of itself belongs to no workspace.
    (record.team === query.team || record.team === '') &&
    (record.connection === undefined || query.connections.includes(record.connection)) &&
    (query.who === undefined || query.who.includes(record.who)) &&
    (query.verb === undefined || record.verb === query.verb) &&
    (query.kind === undefined || record.kind === query.kind) &&
    (query.task === undefined || (record.tasks?.includes(query.task) ?? false)) &&
    (query.ticket === undefined || (record.ticket?.startsWith(query.ticket) ?? false)) &&
    (query.since === undefined || record.at >= query.since)
  )
}

/** What is said of an act; who, where and when are known. */
export type AuditNote = Omit<AuditRecord, 'at' | 'who' | 'team' | 'channel'>
