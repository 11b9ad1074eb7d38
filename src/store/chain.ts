import { randomUUID } from 'node:crypto'
import type { Log } from '../base/log.ts'
import { type AuditRecord, auditRecordSchema } from '../domain/audit/audit.ts'
import {
  type ChainedRecord,
  type ChainHead,
  type ChainLink,
  headAt,
  type IssuedIds,
  linkAfter,
  type Mac,
} from '../domain/audit/audit-chain.ts'
import { headKind, readChainHead, rememberHead } from './chain-head.ts'
import { approvalKeys } from './keys.ts'
import type { Redis } from './redis.ts'
import { type Script, script } from './script.ts'
import type { Sealing } from './sealed.ts'
import { storedKind } from './stored.ts'

/**
 * What is audited is written by one script together with what it is about, so that neither is there without the other.
 * The records are chained here and compared with the head by the script: a replica whose head has moved chains anew.
 */
export interface ChainDeps extends Sealing {
  readonly log: Log
  /** Takes secrets out of what people wrote; a last net. */
  redact(text: string): string
}

export interface AuditChain extends ChainDeps {
  /**
   * All or nothing: false if the plan or its script says no. Throws if it could not be written, then nothing happened;
   * `BrokenChain` if nothing may be written on top of what is there.
   */
  write(plan: WritePlan): Promise<boolean>
  /** Throws `BrokenChain` if what is there is less than what this process has seen, or nothing may be written on top of it. */
  check(): Promise<ChainHead>
}

/** What is written on top of that head; undefined if it must not be. May be asked several times. */
export type WritePlan = (head: ChainHead) => ChainWrite | undefined

export interface ChainWrite extends ChainEffect {
  readonly records: readonly AuditRecord[]
}

/** A script of `effectScript`; its keys begin with KEYS[3], its arguments with ARGV[4]. */
export interface ChainEffect {
  readonly script: Script
  readonly keys: readonly string[]
  readonly args: readonly (string | number)[]
  /** What is given from Slack from then on, if that changes. */
  readonly issued?: IssuedIds
}

/**
 * `check` may `return 'no'`; it reads only. The write that a lost connection made the client send again is recognised by
 * its head, which no other write can have.
 */
export function effectScript(check: string, effect: string): Script {
  return script(`
    local head = redis.call('GET', KEYS[1]) or ''
    local entries = cjson.decode(ARGV[3])
    if #entries > 0 and head == ARGV[2] then return 'ok' end
    ${check}
    if #entries > 0 then
      if head ~= ARGV[1] then return 'head' end
      for _, entry in ipairs(entries) do
        redis.call('XADD', KEYS[2], entry[1], 'id', entry[2], 'mac', entry[3], 'hash', entry[4], 'seal', entry[5],
          'record', entry[6])
      end
      redis.call('SET', KEYS[1], ARGV[2])
    end
    ${effect}
    return 'ok'
  `)
}

/** As it stands in the stream, beside its hash. */
export const auditKind = storedKind({ name: 'audit record', version: 1, schema: auditRecordSchema })

const nothing: ChainEffect = { script: effectScript('', ''), keys: [], args: [] }

/** Every failure means that somebody else has written; this many in a row mean that something else is wrong. */
const attempts = 200

export function openChain(deps: ChainDeps): AuditChain {
  let known: ChainHead | undefined
  let last: Promise<unknown> = Promise.resolve()
  const check = async (): Promise<ChainHead> => {
    known = await readChainHead(deps, known)
    return known
  }
  const write = async (plan: WritePlan): Promise<boolean> => {
    for (let tried = 0; tried < attempts; tried++) {
      const head = known ?? (await check())
      const planned = plan(head)
      if (planned === undefined) return false
      const written = writeOf(deps, head, planned)
      const answer = await sendWrite(deps.redis, headText(head), written, planned)
      if (answer === 'no') return false
      if (answer === 'ok') {
        if (written.entries.length > 0) known = written.head
        await attest(deps, written)
        return true
      }
      await check()
    }
    throw new Error('the audit could not be written: its head does not stand still')
  }
  // One after the other: writes of one process must not run into each other's heads.
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work)
    last = done.catch(() => undefined) // its caller is told; the next one begins anew
    return done
  }
  return { ...deps, write: (plan) => inTurn(() => write(plan)), check: () => inTurn(check) }
}

/** Throws if the record could not be written. */
export async function appendToChain(chain: AuditChain, ...records: readonly AuditRecord[]): Promise<void> {
  await chain.write(() => ({ ...nothing, records }))
}

/**
 * Lets the audit go on under the first key, if it is not so yet. From then on the key before it is not needed any more: what
 * lies under it is vouched for. Returns whether there was anything to do.
 */
export function handOverKey(chain: AuditChain, at: number): Promise<boolean> {
  return chain.write((head) =>
    changesKey(head, chain.macs[0])
      ? { ...nothing, records: [keyRecord(head, chain.macs[0], at)] }
      : undefined,
  )
}

function changesKey(head: ChainHead, mac: Mac): boolean {
  return head.seq > 0 && head.mac !== mac.name
}

export function keyRecord({ seq, hash, mac: before }: ChainHead, mac: Mac, at: number): AuditRecord {
  const what = `From here on sealed with ${mac.name}; before with ${before}, up to ${seq}:${hash}`
  return { kind: 'key', at, who: 'bot', team: '', channel: '', what }
}

/** Records as they are stored, and the head after them. */
export interface WrittenRecords {
  readonly entries: readonly ChainedRecord[]
  readonly head: ChainHead
}

/** Whoever goes on with another key says so first. */
function writeOf(
  deps: ChainDeps,
  head: ChainHead,
  { records, issued = head.issued }: ChainWrite,
): WrittenRecords {
  const [mac] = deps.macs
  const [first] = records
  const all =
    first && changesKey(head, mac) && first.kind !== 'key'
      ? [keyRecord(head, mac, first.at), ...records]
      : records
  const entries = chained(deps, head, all)
  return { entries, head: headAt(mac, entries.at(-1) ?? head, { issued, lastBreak: head.lastBreak }) }
}

export function chained(
  { macs, redact }: Pick<ChainDeps, 'macs' | 'redact'>,
  head: ChainLink,
  records: readonly AuditRecord[],
): readonly ChainedRecord[] {
  const entries: ChainedRecord[] = []
  for (const record of records) {
    const unbound = { id: randomUUID(), record: { ...record, what: redact(record.what) } }
    entries.push(linkAfter(macs[0], entries.at(-1) ?? head, unbound))
  }
  return entries
}

function headText(head: ChainHead): string {
  return head.seq === 0 ? '' : headKind.write(head)
}

/** `expected`: the text of the head on top of which it may be written. */
export function sendWrite(
  redis: Redis,
  expected: string,
  { entries, head }: WrittenRecords,
  effect: ChainEffect = nothing,
): Promise<unknown> {
  const rows = entries.map(({ seq, id, mac, hash, seal, record }) => [
    `${seq}-0`,
    id,
    mac,
    hash,
    seal,
    auditKind.write(record),
  ])
  return effect.script(
    redis,
    [approvalKeys.head, approvalKeys.audit, ...effect.keys],
    [expected, headKind.write(head), JSON.stringify(rows), ...effect.args],
  )
}

/** What is in the log cannot be rewritten together with the chain; a copy of the head shows an emptied chain at the next start. */
export async function attest(
  { redis, log }: Pick<ChainDeps, 'redis' | 'log'>,
  written: WrittenRecords,
): Promise<void> {
  for (const { seq, hash, record } of written.entries) {
    const { kind, ticket } = record
    log.info({ audit: { seq, hash, kind, ...(ticket !== undefined && { request: ticket }) } }, 'audited')
  }
  if (written.entries.length === 0) return
  await rememberHead(redis, written.head).catch((err: unknown) => {
    log.warn({ err }, 'the copy of where the audit ends could not be written')
  })
}
