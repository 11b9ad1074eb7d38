import type { Text } from '../base/i18n.ts'
import {
  type AuditQuery,
  type AuditRecord,
  auditRecordSchema,
  fitsQuery,
  linkSchema,
} from '../domain/audit/audit.ts'
import {
  type AuditPage,
  type ChainedRecord,
  type ChainHead,
  type ChainLink,
  chainBeginning,
  headAt,
  plainMac,
} from '../domain/audit/audit-chain.ts'
import { type ChainVerdict, chainBreaks, verifyChain, verifyLinks } from '../domain/audit/verify-chain.ts'
import { type AuditChain, auditKind, effectScript } from './chain.ts'
import { BrokenChain, headKind } from './chain-head.ts'
import { approvalKeys, auditWitnessKey } from './keys.ts'
import type { Redis } from './redis.ts'
import type { Sealing } from './sealed.ts'
import { objectIn, storedKind } from './stored.ts'

/** Records that are read at once. */
const step = 500

type Stored = readonly [id: string, fields: readonly string[]]

/** What was stored under a record; whatever cannot be read does not fit its hash either. */
const unreadable: AuditRecord = { kind: 'act', at: 0, who: '', team: '', channel: '', what: 'cannot be read' }

function entryOf(redis: Redis, [streamId, fields]: Stored): ChainedRecord {
  const held = new Map<string, string>()
  for (let i = 0; i + 1 < fields.length; i += 2) held.set(fields[i] ?? '', fields[i + 1] ?? '')
  const at = { key: approvalKeys.audit, field: streamId }
  return {
    seq: Number.parseInt(streamId, 10),
    id: held.get('id') ?? '',
    mac: held.get('mac') ?? '',
    hash: held.get('hash') ?? '',
    seal: held.get('seal') ?? '',
    record: auditKind.read(redis, held.get('record'), at) ?? unreadable,
  }
}

export function asAuditRecord(value: unknown): AuditRecord {
  return auditRecordSchema.safeParse(value).data ?? unreadable
}

/** Records from the oldest to the newest, those after `seq`, at most `count`. */
async function recordsAfter(redis: Redis, seq: number, count: number): Promise<readonly ChainedRecord[]> {
  // Past everything of that number: what somebody has put in under `<seq>-1` is not overlooked by the next step.
  const found = await redis.xrange(approvalKeys.audit, `(${seq}-18446744073709551615`, '+', 'COUNT', count)
  return found.map((stored) => entryOf(redis, stored))
}

/** All records, oldest first, a bounded part at a time. */
export async function* auditRecords(redis: Redis): AsyncGenerator<readonly ChainedRecord[]> {
  const first = await redis.xrange(approvalKeys.audit, '-', '+', 'COUNT', step)
  let part = first.map((stored) => entryOf(redis, stored))
  while (part.length > 0) {
    yield part
    const last = part.at(-1)
    part = last && part.length === step ? [...(await recordsAfter(redis, last.seq, step))] : []
  }
}

/** Clocks of replicas differ; records are in the order in which they were written. */
const slack = 5 * 60_000
/** Looks at so many records at most for one page. */
const patience = 10_000

/** Records that fit, from the newest backwards; at most `limit`, and only those before the number `before`. */
export async function searchAudit(
  redis: Redis,
  query: AuditQuery,
  { limit, before }: { readonly limit: number; readonly before?: number },
): Promise<AuditPage> {
  const entries: ChainedRecord[] = []
  let at = before
  for (let looked = 0; looked < patience; looked += step) {
    const part = await recordsBefore(redis, at)
    for (const entry of part) {
      if (query.since !== undefined && entry.record.at < query.since - slack) return { entries }
      if (fitsQuery(entry.record, query)) entries.push(entry)
      at = entry.seq
      if (entries.length === limit) return { entries, next: at }
    }
    if (part.length < step) return { entries }
  }
  return { entries, ...(at !== undefined && { next: at }) }
}

/** The newest first, those before `seq`, a bounded part at a time. */
export async function recordsBefore(
  redis: Redis,
  seq: number | undefined,
): Promise<readonly ChainedRecord[]> {
  const end = seq === undefined ? '+' : `(${seq}-0`
  const found = await redis.xrevrange(approvalKeys.audit, end, '-', 'COUNT', step)
  return found.map((stored) => entryOf(redis, stored))
}

/** The last record that was taken out by rule. */
export const baseKind = storedKind({ name: 'beginning of the audit', version: 1, schema: linkSchema })

export async function readChainBase(
  redis: Redis,
): Promise<{ readonly base: ChainLink; readonly text: string }> {
  const text = (await redis.get(approvalKeys.base)) ?? ''
  if (text === '') return { base: chainBeginning, text }
  const base = baseKind.read(redis, text, { key: approvalKeys.base })
  // Not written here, so no chain begins there.
  return { base: base ?? { seq: -1, hash: '' }, text }
}

/** Reads the whole chain and looks for the first place where it is not what was written. */
export async function verifyAudit({ redis, macs }: Sealing, outside?: ChainLink): Promise<ChainVerdict> {
  for (;;) {
    // Before the records: it never is ahead of them.
    const witness = headOf(redis, await redis.get(auditWitnessKey), auditWitnessKey)
    const { base, text } = await readChainBase(redis)
    const { records, head } = await wholeChain(redis)
    // Records that were taken out by rule while this was read are not missing.
    if ((await readChainBase(redis)).text !== text) continue
    const witnesses = [witness, ...(outside ? [outside] : [])].filter(({ seq }) => seq !== 0)
    return verifyChain(records, { base, head, macs, witnesses })
  }
}

/** The head is read after the records: what is behind it then was never written; what came between is added. */
async function wholeChain(redis: Redis): Promise<{ records: readonly ChainedRecord[]; head: ChainHead }> {
  const records: ChainedRecord[] = []
  for await (const part of auditRecords(redis)) records.push(...part)
  const head = headOf(redis, await redis.get(approvalKeys.head), approvalKeys.head)
  for (let more = true; more; ) {
    const part = await recordsAfter(redis, records.at(-1)?.seq ?? 0, step)
    const between = part.filter(({ seq }) => seq <= head.seq)
    records.push(...between)
    more = between.length === step
  }
  return { records, head }
}

function headOf(redis: Redis, text: string | null, key: string): ChainHead {
  const none = headAt(plainMac, chainBeginning)
  return text === null ? none : (headKind.read(redis, text, { key }) ?? { ...none, seq: -1 })
}

const trim = effectScript(
  `if (redis.call('GET', KEYS[3]) or '') ~= ARGV[4] then return 'no' end`,
  `redis.call('SET', KEYS[3], ARGV[5])
   redis.call('XTRIM', KEYS[2], 'MINID', '=', ARGV[6])`,
)

/** So many records are taken out at once. */
const trimmed = 5_000

/**
 * Takes out records that are older than `before` (milliseconds since the epoch), and writes down how many and up to where.
 * Returns how many; call it again until there are none. A part that was tampered with stays: it is evidence.
 */
export async function trimAudit(chain: AuditChain, before: number, now: number): Promise<number> {
  const { base, text } = await readChainBase(chain.redis)
  const oldest = await recordsAfter(chain.redis, Math.max(base.seq, 0), trimmed)
  const young = oldest.findIndex(({ record }) => record.at >= before)
  const old = young < 0 ? oldest : oldest.slice(0, young)
  const last = old.at(-1)
  if (!last) return 0
  const verdict = await verdictOnPart(chain, old, base)
  if (!verdict.ok) throw new BrokenChain(brokenText(verdict))
  const upTo = { seq: last.seq, hash: last.hash }
  const record = retention(old.length, upTo, now)
  const done = await chain.write(() => ({
    script: trim,
    keys: [approvalKeys.base],
    args: [text, baseKind.write(upTo), `${last.seq + 1}-0`],
    records: [record],
  }))
  // Another replica was first: it is its work now.
  return done ? old.length : 0
}

/** What lies under a key that was taken away is vouched for by a record behind it. */
async function verdictOnPart(
  sealing: Sealing,
  records: readonly ChainedRecord[],
  base: ChainLink,
): Promise<ChainVerdict> {
  const part = verifyLinks(records, { base, macs: sealing.macs })
  return part.ok || (part.broken !== 'unknown-key' && part.broken !== 'unkeyed') ? part : verifyAudit(sealing)
}

function brokenText({ seq, broken }: Extract<ChainVerdict, { ok: false }>): Text {
  const what = chainBreaks[broken]
  return { en: `at record ${seq}, ${what.en}`, 'zh-CN': `第 ${seq} 条记录处，${what['zh-CN']}` }
}

function retention(count: number, upTo: ChainLink, at: number): AuditRecord {
  return {
    kind: 'retention',
    at,
    who: 'bot',
    team: '',
    channel: '',
    what: `Took out ${count} records that were kept long enough, up to ${upTo.seq}:${upTo.hash}`,
    removed: { count, ...upTo },
  }
}

const noteConfigurationScript = effectScript(
  `if redis.call('GET', KEYS[3]) == ARGV[4] then return 'no' end`,
  `redis.call('SET', KEYS[3], ARGV[4])`,
)

/** Writes the record if the digest is not the one that was noted last. Returns whether it was another one. */
export function noteConfiguration(chain: AuditChain, digest: string, record: AuditRecord): Promise<boolean> {
  const effect = { script: noteConfigurationScript, keys: [approvalKeys.configuration], args: [digest] }
  return chain.write(() => ({ ...effect, records: [record] }))
}

/** What is read from a file of `npm run audit:export`. */
interface AuditExport {
  /** What was before the first record. */
  readonly base: ChainLink
  readonly records: readonly ChainedRecord[]
}

/** Throws an error that names the line if one is no record with the hash before it. */
export function parseAuditExport(text: string): AuditExport {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const parsed = lines.map((line, i) => parseLine(line, i + 1))
  const [first] = parsed
  const base = first ? baseOf(first.entry, first.prev) : chainBeginning
  return { base, records: parsed.map(({ entry }) => entry) }
}

function baseOf({ seq, record }: ChainedRecord, prev: string): ChainLink {
  return record.lost?.after ?? { seq: seq - 1, hash: prev }
}

function parseLine(line: string, number: number) {
  const { seq, id, mac, hash, seal, prev, ...record } = objectIn(line) ?? {} // said below, with the number of the line
  if (typeof seq !== 'number' || typeof prev !== 'string')
    throw new Error(`Line ${number} is not of npm run audit:export: it has no “seq” and “prev”.`)
  const link = { seq, id: String(id), mac: String(mac), hash: String(hash), seal: String(seal) }
  return { entry: { ...link, record: asAuditRecord(record) }, prev }
}
