import { createHash, createHmac, hkdfSync } from 'node:crypto'
import * as z from 'zod'
import type { DeepReadonly } from '../../base/deep-readonly.ts'
import { canonicalJson } from '../approvals/payload.ts'
import { type AuditRecord, linkSchema } from './audit.ts'

/**
 * What the audit and the values that decide who may do what are sealed with.
 *
 * - `hmac-sha256:<key id>` with a key derived from DRS_CHATOPS_KEY: who can write to Redis but does not have the key cannot
 *   make a seal.
 * - `sha256` where there is no key: anybody can make it, so that it finds accidents and clumsy hands only.
 */
export interface Mac {
  /** `sha256`, or `hmac-sha256:` and the first 8 hex digits of the SHA-256 of the key. */
  readonly name: string
  /** 64 hex digits. */
  digest(text: string): string
}

/** The first seals what is new, all of them check what is there. */
export type Macs = readonly [Mac, ...Mac[]]

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

export const plainMac: Mac = { name: 'sha256', digest: sha256 }

/** A key of its own is derived (HKDF, RFC 5869), so that a seal has no key in common with what is encrypted. */
export function macOf(key: Uint8Array): Mac {
  const id = createHash('sha256').update(key).digest('hex').slice(0, 8)
  const own = Buffer.from(hkdfSync('sha256', key, '', 'drs-chatops audit', 32))
  return {
    name: `hmac-sha256:${id}`,
    digest: (text) => createHmac('sha256', own).update(text).digest('hex'),
  }
}

/** Without keys there are plain hashes; with them a plain hash seals nothing any more. */
export function macsOf(keys: readonly Uint8Array[]): Macs {
  const [first, ...others] = keys.map(macOf)
  return first ? [first, ...others, plainMac] : [plainMac]
}

export function isKeyed(mac: Pick<Mac, 'name'>): boolean {
  return mac.name !== plainMac.name
}

/** Whether seals are made with a key, so that one without is none. */
export function wantsKey([first]: readonly Mac[]): boolean {
  return first !== undefined && isKeyed(first)
}

/**
 * How the records of the audit hang together. The hash of each covers the one before, so that nothing can be changed, taken
 * out, moved or put in without every later hash being wrong; anybody can compute it. The seal over each hash can only be
 * made by who has the key, and so one good seal vouches for all that is before it. That is how an audit outlives its keys:
 * what lies under a key that was taken away is vouched for by the first record under the next one.
 *
 * Taking records off the end together with an old head is found by a link that was written down elsewhere (the log has all
 * of them).
 */

/** A place in the chain. */
export type ChainLink = DeepReadonly<z.output<typeof linkSchema>>

/** A record as it is stored and exported. */
export interface ChainedRecord extends ChainLink {
  /** Random, so that no two records ever have the same hash. */
  readonly id: string
  /** Name of what the seal was made with. */
  readonly mac: string
  readonly seal: string
  readonly record: AuditRecord
}

/** Newest first; `next`: more may be found before that number. */
export interface AuditPage {
  readonly entries: readonly ChainedRecord[]
  readonly next?: number
}

/** Which grants and rules were given from Slack and not taken back, by their ids. */
const issuedSchema = z.strictObject({ grants: z.array(z.string()), rules: z.array(z.string()) })
export type IssuedIds = DeepReadonly<z.output<typeof issuedSchema>>

/** The end of the chain, and what has to stay true with it; `seal` is over all of it, made with `mac`. */
export const headSchema = linkSchema.extend({
  /** A grant or rule that is not among these was taken back, or never given. */
  issued: issuedSchema,
  /** Number of the last record of kind `break`; 0 for none. */
  lastBreak: z.number(),
  mac: z.string(),
  seal: z.string(),
})
export type ChainHead = DeepReadonly<z.output<typeof headSchema>>

export const chainBeginning: ChainLink = { seq: 0, hash: '0'.repeat(64) }

export const nothingIssued: IssuedIds = { grants: [], rules: [] }

type Unbound = Pick<ChainedRecord, 'id' | 'record'>

/** What everybody can compute. */
export function hashAfter(before: ChainLink, { id, record }: Unbound): string {
  return sha256([before.hash, before.seq + 1, id, canonicalJson(record)].join('\n'))
}

export function recordSeal(mac: Mac, { seq, hash }: ChainLink): string {
  return mac.digest(`record\n${seq}\n${hash}`)
}

export function linkAfter(mac: Mac, before: ChainLink, unbound: Unbound): ChainedRecord {
  const link = { seq: before.seq + 1, hash: hashAfter(before, unbound) }
  return { ...link, mac: mac.name, seal: recordSeal(mac, link), ...unbound }
}

export function headAt(
  mac: Mac,
  { seq, hash }: ChainLink,
  { issued, lastBreak }: Pick<ChainHead, 'issued' | 'lastBreak'> = { issued: nothingIssued, lastBreak: 0 },
): ChainHead {
  const told = { seq, hash, issued, lastBreak }
  return { ...told, mac: mac.name, seal: mac.digest(`head\n${canonicalJson(told)}`) }
}

/** Whether somebody with one of the keys has said that the chain ends there. */
export function isSealed(head: ChainHead, macs: readonly Mac[]): boolean {
  const mac = macs.find(({ name }) => name === head.mac)
  return mac !== undefined && headAt(mac, head, head).seal === head.seal
}

/** One line of JSON Lines. `prev`: the hash before, with which a whole chain can be checked from the file alone. */
export function exportLine({ seq, id, mac, hash, seal, record }: ChainedRecord, prev?: string): string {
  return JSON.stringify({ seq, ...record, id, mac, hash, seal, ...(prev !== undefined && { prev }) })
}
