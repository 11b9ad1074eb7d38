import { createHash, createHmac, hkdfSync } from 'node:crypto'
import * as z from 'zod'
import type { DeepReadonly } from '../../base/deep-readonly.ts'
import { say, type Text } from '../../base/i18n.ts'
import { canonicalJson } from '../approvals/payload.ts'
import type { AuditRecord } from './audit.ts'

/**
 * How the records of the audit hang together: each hash covers the one before, so that nothing can be changed, taken out,
 * moved or put in without every later hash being wrong. Two ways of hashing:
 *
 * - `hmac-sha256:<key id>` with a key derived from DRS_CHATOPS_KEY: who can write to Redis but does not have the key cannot
 *   make a chain that fits.
 * - `sha256` where there is no key: finds accidents and clumsy hands, but whoever rewrites everything from some place on
 *   up to the head is found only by somebody who wrote down a head elsewhere (the log has all of them).
 *
 * With either, taking records off the end together with an old head is found by a head written down elsewhere.
 */
export interface Mac {
  /** `sha256`, or `hmac-sha256:` and the first 8 hex digits of the SHA-256 of the key. */
  readonly name: string
  /** 64 hex digits. */
  digest(text: string): string
}

/** A place in the chain. */
export const linkSchema = z.object({
  /** From 1 on, without gaps; 0 is the beginning, before any record. */
  seq: z.number(),
  hash: z.string(),
})
export type ChainLink = DeepReadonly<z.output<typeof linkSchema>>

/** A record as it is stored and exported. */
export interface ChainedRecord extends ChainLink {
  /** Random, so that no two records ever have the same hash. */
  readonly id: string
  /** Name of what the hash was made with. */
  readonly mac: string
  readonly record: AuditRecord
}

/** Newest first; `next`: more may be found before that number. */
export interface AuditPage {
  readonly entries: readonly ChainedRecord[]
  readonly next?: number
}

/** The end of the chain; `seal` is over it, made with `mac`. */
export const headSchema = linkSchema.extend({ mac: z.string(), seal: z.string() })
export type ChainHead = DeepReadonly<z.output<typeof headSchema>>

export const chainBeginning: ChainLink = { seq: 0, hash: '0'.repeat(64) }

export const plainMac: Mac = {
  name: 'sha256',
  digest: (text) => createHash('sha256').update(text).digest('hex'),
}

/** A key of its own is derived (HKDF, RFC 5869), so that the audit has no key in common with what is encrypted. */
export function macOf(key: Uint8Array): Mac {
  const id = createHash('sha256').update(key).digest('hex').slice(0, 8)
  const own = Buffer.from(hkdfSync('sha256', key, '', 'drs-chatops audit', 32))
  return {
    name: `hmac-sha256:${id}`,
    digest: (text) => createHmac('sha256', own).update(text).digest('hex'),
  }
}

/** The first makes new records, all of them check old ones. */
export function macsOf(keys: readonly Uint8Array[]): readonly [Mac, ...Mac[]] {
  const [first, ...others] = keys.map(macOf)
  return first ? [first, ...others, plainMac] : [plainMac]
}

type Unbound = Pick<ChainedRecord, 'id' | 'record'>

function hashAfter(mac: Mac, before: ChainLink, { id, record }: Unbound): string {
  return mac.digest([mac.name, before.hash, before.seq + 1, id, canonicalJson(record)].join('\n'))
}

export function linkAfter(mac: Mac, before: ChainLink, unbound: Unbound): ChainedRecord {
  return { seq: before.seq + 1, hash: hashAfter(mac, before, unbound), mac: mac.name, ...unbound }
}

export function headAt(mac: Mac, { seq, hash }: ChainLink): ChainHead {
  return { seq, hash, mac: mac.name, seal: mac.digest(`head\n${seq}\n${hash}`) }
}

/** Whether somebody with the key has said that the chain ends there. */
export function isSealed(head: ChainHead, macs: readonly Mac[]): boolean {
  const mac = macs.find(({ name }) => name === head.mac)
  return mac !== undefined && headAt(mac, head).seal === head.seal
}

export const chainBreaks = {
  changed: say(
    'this record, or the one before it, is not what was written',
    '该记录或其前一条记录与写入时不一致',
  ),
  removed: say('a record is missing here', '此处缺少一条记录'),
  reordered: say('this record stands at another place than it was written to', '该记录不在原来的位置'),
  inserted: say('this record was never written there', '该记录并非在此处写入'),
  truncated: say('the end of the chain is missing', '记录链的末尾缺失'),
  base: say(
    'older records were taken out, and no retention record accounts for it',
    '更早的记录已被移除，但没有相应的清理记录',
  ),
  head: say(
    'the note of where the chain ends is not the one that was written',
    '记录链的结尾标记与写入时不一致',
  ),
  weakened: say(
    'records that were bound with a key are followed by one that is not',
    '使用密钥的记录之后出现了未使用密钥的记录',
  ),
  'unknown-key': say(
    'this record is bound with a key that is not among those of DRS_CHATOPS_KEY',
    '该记录所用的密钥不在 DRS_CHATOPS_KEY 中',
  ),
  witness: say('the record that was written down elsewhere is another one', '与在别处记下的记录不一致'),
} as const satisfies Record<string, Text>
export type ChainBreak = keyof typeof chainBreaks

export type ChainVerdict =
  | {
      readonly ok: true
      readonly records: number
      readonly head: ChainLink
      /** The first record from which on all are bound with a key. */
      readonly keyedFrom?: number
    }
  | { readonly ok: false; readonly seq: number; readonly broken: ChainBreak }

export interface ChainExpectation {
  /** What was before the first record. */
  readonly base: ChainLink
  /** Where the chain ends; absent where only the records are at hand: then a missing end cannot be seen. */
  readonly head?: ChainHead
  readonly macs: readonly Mac[]
  /** A link that was written down outside. It may be older than `base`: then it says nothing. */
  readonly witness?: ChainLink
}

/** How far the links hold, from the oldest to the newest, without a look at the two ends. */
export function verifyLinks(
  records: readonly ChainedRecord[],
  { base, macs }: Pick<ChainExpectation, 'base' | 'macs'>,
): ChainVerdict {
  const seqs = new Map<number, number>()
  for (const { seq } of records) seqs.set(seq, (seqs.get(seq) ?? 0) + 1)
  let before = base
  let keyedFrom: number | undefined
  for (const entry of records) {
    const broken = misplaced(entry, before, seqs) ?? breakAt(entry, before, macs, keyedFrom !== undefined)
    if (broken) return { ok: false, seq: entry.seq > before.seq ? before.seq + 1 : entry.seq, broken }
    if (entry.mac !== plainMac.name) keyedFrom ??= entry.seq
    before = entry
  }
  const last = { seq: before.seq, hash: before.hash }
  return { ok: true, records: records.length, head: last, ...(keyedFrom !== undefined && { keyedFrom }) }
}

/** Looks for the first place where the records are not what was written. */
export function verifyChain(records: readonly ChainedRecord[], expected: ChainExpectation): ChainVerdict {
  const links = verifyLinks(records, expected)
  if (!links.ok) return links
  const { base, head, macs, witness } = expected
  const { keyedFrom, head: last } = links
  const end = head && breakAtEnd(last, head, macs, keyedFrom !== undefined)
  if (end) return { ok: false, seq: end === 'truncated' ? last.seq + 1 : last.seq, broken: end }
  if (!isAccountedFor(base, records)) return { ok: false, seq: base.seq + 1, broken: 'base' }
  const seen = breakOfWitness(base, records, last, witness)
  if (seen && witness) return { ok: false, seq: witness.seq, broken: seen }
  return links
}

function misplaced(
  entry: ChainedRecord,
  before: ChainLink,
  seqs: ReadonlyMap<number, number>,
): ChainBreak | undefined {
  if ((seqs.get(entry.seq) ?? 0) > 1) return 'inserted'
  if (entry.seq === before.seq + 1) return undefined
  if (entry.seq <= before.seq) return 'reordered'
  return seqs.has(before.seq + 1) ? 'reordered' : 'removed'
}

function breakAt(
  entry: ChainedRecord,
  before: ChainLink,
  macs: readonly Mac[],
  keyed: boolean,
): ChainBreak | undefined {
  const mac = macs.find(({ name }) => name === entry.mac)
  if (!mac) return entry.mac.startsWith('hmac-sha256:') ? 'unknown-key' : 'changed'
  if (hashAfter(mac, before, entry) !== entry.hash) return 'changed'
  return keyed && mac.name === plainMac.name ? 'weakened' : undefined
}

function breakAtEnd(
  last: ChainLink,
  head: ChainHead,
  macs: readonly Mac[],
  keyed: boolean,
): ChainBreak | undefined {
  if (last.seq < head.seq) return 'truncated'
  if (last.seq > head.seq) return 'inserted'
  // The beginning of a chain has no head yet.
  if (last.seq === 0) return undefined
  if (last.hash !== head.hash || !isSealed(head, macs)) return 'head'
  return keyed && head.mac === plainMac.name ? 'head' : undefined
}

/** What was taken out by rule stands in the chain itself. */
function isAccountedFor(base: ChainLink, records: readonly ChainedRecord[]): boolean {
  const removed = records.findLast(({ record }) => record.kind === 'retention')?.record.removed
  const upTo = removed ?? chainBeginning
  return upTo.seq === base.seq && upTo.hash === base.hash
}

function breakOfWitness(
  base: ChainLink,
  records: readonly ChainedRecord[],
  last: ChainLink,
  witness: ChainLink | undefined,
): ChainBreak | undefined {
  if (!witness || witness.seq < base.seq) return undefined
  if (witness.seq > last.seq) return 'truncated'
  const found = witness.seq === base.seq ? base : records.find(({ seq }) => seq === witness.seq)
  return found?.hash === witness.hash ? undefined : 'witness'
}

/** One line of JSON Lines. `prev`: the hash before, with which a whole chain can be checked from the file alone. */
export function exportLine({ seq, id, mac, hash, record }: ChainedRecord, prev?: string): string {
  return JSON.stringify({ seq, ...record, id, mac, hash, ...(prev !== undefined && { prev }) })
}
