import type { Text } from '../base/i18n.ts'
import type { Log } from '../base/log.ts'
import type { Grant } from '../domain/access/roles.ts'
import type { PolicyRule } from '../domain/approvals/policy.ts'
import type { ApprovalRequest } from '../domain/approvals/request.ts'
import type { AuditQuery, AuditRecord } from '../domain/audit/audit.ts'
import {
  type AuditPage,
  type ChainedRecord,
  type ChainLink,
  type IssuedIds,
  macsOf,
} from '../domain/audit/audit-chain.ts'
import type { ChainVerdict } from '../domain/audit/verify-chain.ts'
import {
  dueRequests,
  loadRequest,
  noteDrawn,
  noteUndrawn,
  openRequests,
  recentRequests,
  requestsOfTask,
  saveRequest,
  undrawnRequests,
} from './approval-requests.ts'
import {
  auditRecords,
  noteConfiguration,
  readChainBase,
  searchAudit,
  trimAudit,
  verifyAudit,
} from './audit.ts'
import { continueAudit, type Resumption, sealAudit } from './audit-repair.ts'
import { appendToChain, handOverKey, openChain } from './chain.ts'
import {
  addIssued,
  grantList,
  type IssuedRecord,
  readGrants,
  readRules,
  removeIssued,
  ruleList,
} from './grants.ts'
import { ledgerTroubles } from './ledger-troubles.ts'
import type { Redis } from './redis.ts'
import { resealLedger } from './resealing.ts'
import { ledgerEpoch } from './server.ts'

/**
 * The facts of our own that people have to be able to rely on: requests, what was given from Slack, and the audit of both.
 * A change and its audit record are one step; a change whose record cannot be written does not happen.
 */
export interface ApprovalStore {
  /** Throws if it could not be written; then what it is about must not be done. Resolves once it is written. */
  append(...records: readonly AuditRecord[]): Promise<void>
  /** The request follows on the stored one or is new with version 0; false if somebody else was first. */
  saveRequest(request: ApprovalRequest, ...records: readonly AuditRecord[]): Promise<boolean>
  /** The same, decided with these grants and rules from Slack; throws `IssuedChanged` if they do not hold any more. */
  beginRequest(
    request: ApprovalRequest,
    judgedBy: IssuedIds,
    ...records: readonly AuditRecord[]
  ): Promise<boolean>
  loadRequest(id: string): Promise<ApprovalRequest | undefined>
  /** Open ones, and those whose review is open; the oldest first. */
  openRequests(team?: string): Promise<readonly ApprovalRequest[]>
  /** Open ones about that task. */
  requestsOfTask(connection: string, taskId: string): Promise<readonly ApprovalRequest[]>
  /** Open and closed, the newest first. */
  recentRequests(team: string, limit: number): Promise<readonly ApprovalRequest[]>
  /** Those that a `tick` would move by now; given to one caller at a time. */
  dueRequests(now: number, limit: number): Promise<readonly ApprovalRequest[]>
  /** All its messages show it as it is in that version. */
  noteDrawn(request: ApprovalRequest): Promise<void>
  /** They could not be drawn for now. */
  noteUndrawn(id: string): Promise<void>
  /** Those whose messages somebody else has not drawn in time; given to one caller at a time. */
  undrawnRequests(limit: number): Promise<readonly ApprovalRequest[]>
  /** Without those that cannot be read. */
  grants(): Promise<readonly IssuedRecord<Grant>[]>
  /** False, and no record, if one with that id is there already. */
  addGrant(given: IssuedRecord<Grant>, record: AuditRecord): Promise<boolean>
  /** False, and no record, if there is none with that id. */
  removeGrant(id: string, record: AuditRecord): Promise<boolean>
  /**
   * Rules about approval; they come before those of the file, the newest first. Throws `UserError` if one cannot be read:
   * without it less might need approval.
   */
  rules(): Promise<readonly IssuedRecord<PolicyRule>[]>
  addRule(given: IssuedRecord<PolicyRule>, record: AuditRecord): Promise<boolean>
  removeRule(id: string, record: AuditRecord): Promise<boolean>
  /** Newest first, a page at a time. */
  search(query: AuditQuery, page: { readonly limit: number; readonly before?: number }): Promise<AuditPage>
  /** All of the audit, oldest first, in parts. */
  records(): AsyncIterable<readonly ChainedRecord[]>
  /** What was before the oldest record that is still there. */
  base(): Promise<ChainLink>
  verify(witness?: ChainLink): Promise<ChainVerdict>
  /** Takes out what is older than `before`; returns how many, to be called again until there are none. */
  trim(before: number, now: number): Promise<number>
  /** Another text after everything by which writes may have been lost. */
  epoch(): Promise<string>
  /** What is not as the bot has written it; each a sentence for those who look after the bot. */
  troubles(): Promise<readonly Text[]>
  /** Has everything go on under the first key, so that the one before can be taken away. Returns how much was sealed anew. */
  useFirstKey(now: number): Promise<number>
  /** Seals what was written without a key, up to that end. Throws `UserError` if it must not be. Returns the new end. */
  sealForTheFirstTime(expect: ChainLink, now: number): Promise<ChainLink>
  /** Goes on after a break, which is written down. Throws `UserError` if it must not be. Returns the new end. */
  continueAfterBreak(resumption: Resumption): Promise<ChainLink>
  /** Writes the record if the digest differs from the last one; returns whether it did. */
  noteConfiguration(digest: string, record: AuditRecord): Promise<boolean>
}

export interface ApprovalStoreOptions {
  /** Keys of DRS_CHATOPS_KEY: the first binds new records, all check old ones. Without: plain SHA-256. */
  readonly keys?: readonly Uint8Array[]
  /** Gets number and hash of every record, as a witness outside of Redis. */
  readonly log: Log
  /** A last net: takes secrets out of a sentence. */
  readonly redact?: (text: string) => string
}

export function openApprovalStore(
  redis: Redis,
  { keys = [], log, redact = same }: ApprovalStoreOptions,
): ApprovalStore {
  const chain = openChain({ redis, macs: macsOf(keys), log, redact })
  return {
    append: (...records) => appendToChain(chain, ...records),
    saveRequest: (request, ...records) => saveRequest(chain, request, records),
    beginRequest: (request, judgedBy, ...records) => saveRequest(chain, request, records, judgedBy),
    loadRequest: (id) => loadRequest(chain, id),
    openRequests: (team) => openRequests(chain, team),
    requestsOfTask: (connection, taskId) => requestsOfTask(chain, connection, taskId),
    recentRequests: (team, limit) => recentRequests(chain, team, limit),
    dueRequests: (now, limit) => dueRequests(chain, now, limit),
    noteDrawn: (request) => noteDrawn(chain, request),
    noteUndrawn: (id) => noteUndrawn(chain, id),
    undrawnRequests: (limit) => undrawnRequests(chain, limit),
    grants: () => readGrants(chain),
    addGrant: (given, record) => addIssued(chain, grantList, given, record),
    removeGrant: (id, record) => removeIssued(chain, grantList, id, record),
    rules: async () => (await readRules(chain)).toReversed(),
    addRule: (given, record) => addIssued(chain, ruleList, given, record),
    removeRule: (id, record) => removeIssued(chain, ruleList, id, record),
    search: (query, page) => searchAudit(redis, query, page),
    records: () => auditRecords(redis),
    base: async () => (await readChainBase(redis)).base,
    verify: (witness) => verifyAudit(chain, witness),
    trim: (before, now) => trimAudit(chain, before, now),
    epoch: () => ledgerEpoch(redis),
    troubles: () => ledgerTroubles(chain),
    useFirstKey: async (now) => {
      await handOverKey(chain, now)
      return resealLedger(chain)
    },
    sealForTheFirstTime: (expect, now) => sealAudit(chain, expect, now),
    continueAfterBreak: (resumption) => continueAudit(chain, resumption),
    noteConfiguration: (digest, record) => noteConfiguration(chain, digest, record),
  }
}

function same(text: string): string {
  return text
}
