import type { Log } from '../base/log.ts'
import type { Grant } from '../domain/access/roles.ts'
import type { PolicyRule } from '../domain/approvals/policy.ts'
import type { Ticket } from '../domain/approvals/request.ts'
import type { AuditQuery, AuditRecord } from '../domain/audit/audit.ts'
import {
  type AuditPage,
  type ChainedRecord,
  type Link,
  macsOf,
  type Verdict,
} from '../domain/audit/audit-chain.ts'
import {
  dueTickets,
  loadTicket,
  openTickets,
  recentTickets,
  saveTicket,
  ticketsOfTask,
} from './approval-requests.ts'
import { auditRecords, noteConfiguration, readBase, searchAudit, trimAudit, verifyAudit } from './audit.ts'
import { append, openChain } from './chain.ts'
import { addGiven, type Given, grantList, readGrants, readRules, removeGiven, ruleList } from './grants.ts'
import type { Redis } from './redis.ts'

/**
 * The facts of our own that people have to be able to rely on: tickets, what was given from Slack, and the audit of both.
 * A change and its audit record are one step; a change whose record cannot be written does not happen.
 */
export interface Ledger {
  /** Throws if it could not be written; then what it is about must not be done. Resolves once it is written. */
  append(...records: readonly AuditRecord[]): Promise<void>
  /** The ticket follows on the stored one or is new with version 0; false if somebody else was first. */
  saveTicket(ticket: Ticket, ...records: readonly AuditRecord[]): Promise<boolean>
  loadTicket(id: string): Promise<Ticket | undefined>
  /** Open ones, and those whose review is open; the oldest first. */
  openTickets(team?: string): Promise<readonly Ticket[]>
  /** Open ones about that task. */
  ticketsOfTask(connection: string, taskId: string): Promise<readonly Ticket[]>
  /** Open and closed, the newest first. */
  recentTickets(team: string, limit: number): Promise<readonly Ticket[]>
  /** Those that a `tick` would move by now; given to one caller at a time. */
  dueTickets(now: number, limit: number): Promise<readonly Ticket[]>
  /** Without those that cannot be read. */
  grants(): Promise<readonly Given<Grant>[]>
  /** False, and no record, if one with that id is there already. */
  addGrant(given: Given<Grant>, record: AuditRecord): Promise<boolean>
  /** False, and no record, if there is none with that id. */
  removeGrant(id: string, record: AuditRecord): Promise<boolean>
  /**
   * Rules about consent; they come before those of the file, the newest first. Throws `Refusal` if one cannot be read:
   * without it less might need approval.
   */
  rules(): Promise<readonly Given<PolicyRule>[]>
  addRule(given: Given<PolicyRule>, record: AuditRecord): Promise<boolean>
  removeRule(id: string, record: AuditRecord): Promise<boolean>
  /** Newest first, a page at a time. */
  search(query: AuditQuery, page: { readonly limit: number; readonly before?: number }): Promise<AuditPage>
  /** All of the audit, oldest first, in parts. */
  records(): AsyncIterable<readonly ChainedRecord[]>
  /** What was before the oldest record that is still there. */
  base(): Promise<Link>
  verify(witness?: Link): Promise<Verdict>
  /** Takes out what is older than `before`; returns how many, to be called again until there are none. */
  trim(before: number, now: number): Promise<number>
  /** Writes the record if the digest differs from the last one; returns whether it did. */
  noteConfiguration(digest: string, record: AuditRecord): Promise<boolean>
}

export interface LedgerOptions {
  /** Keys of DRS_CHATOPS_KEY: the first binds new records, all check old ones. Without: plain SHA-256. */
  readonly keys?: readonly Uint8Array[]
  /** Gets number and hash of every record, as a witness outside of Redis. */
  readonly log: Log
  /** A last net: takes secrets out of a sentence. */
  readonly clean?: (text: string) => string
}

export function openLedger(redis: Redis, { keys = [], log, clean = same }: LedgerOptions): Ledger {
  const chain = openChain({ redis, macs: macsOf(keys), log, clean })
  return {
    append: (...records) => append(chain, ...records),
    saveTicket: (ticket, ...records) => saveTicket(chain, ticket, ...records),
    loadTicket: (id) => loadTicket(redis, id),
    openTickets: (team) => openTickets(redis, team),
    ticketsOfTask: (connection, taskId) => ticketsOfTask(redis, connection, taskId),
    recentTickets: (team, limit) => recentTickets(redis, team, limit),
    dueTickets: (now, limit) => dueTickets(redis, now, limit),
    grants: () => readGrants(redis),
    addGrant: (given, record) => addGiven(chain, grantList, given, record),
    removeGrant: (id, record) => removeGiven(chain, grantList, id, record),
    rules: async () => (await readRules(redis)).toReversed(),
    addRule: (given, record) => addGiven(chain, ruleList, given, record),
    removeRule: (id, record) => removeGiven(chain, ruleList, id, record),
    search: (query, page) => searchAudit(redis, query, page),
    records: () => auditRecords(redis),
    base: async () => (await readBase(redis)).base,
    verify: (witness) => verifyAudit(chain, witness),
    trim: (before, now) => trimAudit(chain, before, now),
    noteConfiguration: (digest, record) => noteConfiguration(chain, digest, record),
  }
}

function same(text: string): string {
  return text
}
