import { say, type Text } from '../../base/i18n.ts'
import {
  type ChainedRecord,
  type ChainHead,
  type ChainLink,
  chainBeginning,
  hashAfter,
  isKeyed,
  isSealed,
  type Mac,
  recordSeal,
  wantsKey,
} from './audit-chain.ts'

/** Whether the records of the audit are what was written, and where they first are not. */
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
    'records that were sealed with a key are followed by one that is not',
    '使用密钥封存的记录之后出现了未使用密钥的记录',
  ),
  unkeyed: say(
    'from here on nothing is sealed with a key, though DRS_CHATOPS_KEY is set; npm run audit:seal seals what was written before there was a key',
    '已设置 DRS_CHATOPS_KEY，但从此处起的记录未用密钥封存；可用 npm run audit:seal 封存设置密钥之前写入的记录',
  ),
  unbridged: say(
    'from here on records are sealed with a key, and no record says that those before were not',
    '从此处起使用密钥封存，但没有记录说明此前未使用密钥',
  ),
  'unknown-key': say(
    'from here on records are sealed with a key that is not among those of DRS_CHATOPS_KEY',
    '从此处起的记录所用的密钥不在 DRS_CHATOPS_KEY 中',
  ),
  witness: say('the record that was written down elsewhere is another one', '与在别处记下的记录不一致'),
} as const satisfies Record<string, Text>
export type ChainBreak = keyof typeof chainBreaks

/** Records after `after` up to `upTo` are lost; the record of kind `break` says that somebody knows. */
export interface AdmittedLoss {
  readonly seq: number
  readonly after: ChainLink
  readonly upTo: ChainLink
}

export type ChainVerdict =
  | {
      readonly ok: true
      readonly records: number
      readonly head: ChainLink
      /** The first record from which on all are sealed with a key. */
      readonly keyedFrom?: number
      readonly losses: readonly AdmittedLoss[]
    }
  | { readonly ok: false; readonly seq: number; readonly broken: ChainBreak }

export interface ChainExpectation {
  /** What was before the first record. */
  readonly base: ChainLink
  /** Where the chain ends; absent where only the records are at hand: then a missing end cannot be seen. */
  readonly head?: ChainHead
  readonly macs: readonly Mac[]
  /** Links that were written down outside. One that is older than `base` says nothing. */
  readonly witnesses?: readonly ChainLink[]
}

type Broken = Extract<ChainVerdict, { ok: false }>

/** How far the links have been followed. */
interface Walk {
  readonly before: ChainLink
  /** What the record before was sealed with. */
  readonly mac?: string
  readonly keyedFrom?: number
  /** From here on nothing vouches for the records yet. */
  readonly unproven?: Broken
  readonly losses: readonly AdmittedLoss[]
}

/** How far the links hold, from the oldest to the newest, without a look at the two ends. */
export function verifyLinks(
  records: readonly ChainedRecord[],
  { base, macs }: Pick<ChainExpectation, 'base' | 'macs'>,
): ChainVerdict {
  const seqs = new Map<number, number>()
  for (const { seq } of records) seqs.set(seq, (seqs.get(seq) ?? 0) + 1)
  let walk: Walk = { before: base, losses: [] }
  for (const entry of records) {
    const loss = lossBefore(entry, walk.before)
    const before = loss?.upTo ?? walk.before
    const broken = misplaced(entry, before, seqs) ?? breakAt(entry, before, macs, walk.mac)
    if (broken) return { ok: false, seq: entry.seq > before.seq ? before.seq + 1 : entry.seq, broken }
    walk = step(walk, entry, macs, loss)
  }
  const { before, keyedFrom, unproven, losses } = walk
  if (unproven) return unproven
  const head = { seq: before.seq, hash: before.hash }
  return { ok: true, records: records.length, head, losses, ...(keyedFrom !== undefined && { keyedFrom }) }
}

/** What the record says is lost between the one before it and itself. */
function lossBefore({ seq, record }: ChainedRecord, before: ChainLink): AdmittedLoss | undefined {
  const { lost } = record
  if (record.kind !== 'break' || lost === undefined) return undefined
  return isSameLink(lost.after, before) && lost.upTo.seq >= before.seq ? { seq, ...lost } : undefined
}

export function isSameLink(one: ChainLink, other: ChainLink): boolean {
  return one.seq === other.seq && one.hash === other.hash
}

function step(walk: Walk, entry: ChainedRecord, macs: readonly Mac[], loss: AdmittedLoss | undefined): Walk {
  const keyedFrom = walk.keyedFrom ?? (isKeyed({ name: entry.mac }) ? entry.seq : undefined)
  const doubt = doubtAbout(entry, macs)
  const unproven = doubt && (walk.unproven ?? { ok: false, seq: entry.seq, broken: doubt })
  return {
    before: entry,
    mac: entry.mac,
    losses: loss ? [...walk.losses, loss] : walk.losses,
    ...(keyedFrom !== undefined && { keyedFrom }),
    ...(unproven && { unproven }),
  }
}

/** Why the record's own seal vouches for nothing here. A later one may. */
function doubtAbout({ mac: name }: ChainedRecord, macs: readonly Mac[]): ChainBreak | undefined {
  if (!macs.some((mac) => mac.name === name)) return 'unknown-key'
  return wantsKey(macs) && !isKeyed({ name }) ? 'unkeyed' : undefined
}

/** Looks for the first place where the records are not what was written. */
export function verifyChain(records: readonly ChainedRecord[], expected: ChainExpectation): ChainVerdict {
  const links = verifyLinks(records, expected)
  if (!links.ok) return links
  const { base, head, macs, witnesses = [] } = expected
  const last = links.head
  const end = head && breakAtEnd(last, head, macs)
  if (end) return { ok: false, seq: end === 'truncated' ? last.seq + 1 : last.seq, broken: end }
  if (!isAccountedFor(base, records)) return { ok: false, seq: base.seq + 1, broken: 'base' }
  for (const witness of witnesses) {
    const broken = breakOfWitness(base, records, last, witness)
    if (broken) return { ok: false, seq: witness.seq, broken }
  }
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
  macBefore: string | undefined,
): ChainBreak | undefined {
  if (hashAfter(before, entry) !== entry.hash) return 'changed'
  const mac = macs.find(({ name }) => name === entry.mac)
  if (mac ? recordSeal(mac, entry) !== entry.seal : !entry.mac.startsWith('hmac-sha256:')) return 'changed'
  if (macBefore === undefined || isKeyed({ name: macBefore }) === isKeyed({ name: entry.mac }))
    return undefined
  if (!isKeyed({ name: entry.mac })) return 'weakened'
  return entry.record.kind === 'key' || entry.record.kind === 'break' ? undefined : 'unbridged'
}

function breakAtEnd(last: ChainLink, head: ChainHead, macs: readonly Mac[]): ChainBreak | undefined {
  if (last.seq < head.seq) return 'truncated'
  if (last.seq > head.seq) return 'inserted'
  // The beginning of a chain has no head yet.
  if (last.seq === 0) return undefined
  if (last.hash !== head.hash || !isSealed(head, macs)) return 'head'
  return wantsKey(macs) && !isKeyed({ name: head.mac }) ? 'unkeyed' : undefined
}

/** What was taken out by rule stands in the chain itself. */
function isAccountedFor(base: ChainLink, records: readonly ChainedRecord[]): boolean {
  const removed = records.findLast(({ record }) => record.kind === 'retention')?.record.removed
  return isSameLink(removed ?? chainBeginning, base)
}

function breakOfWitness(
  base: ChainLink,
  records: readonly ChainedRecord[],
  last: ChainLink,
  witness: ChainLink,
): ChainBreak | undefined {
  if (witness.seq < base.seq) return undefined
  if (witness.seq > last.seq) return 'truncated'
  const found = witness.seq === base.seq ? base : records.find(({ seq }) => seq === witness.seq)
  return found?.hash === witness.hash ? undefined : 'witness'
}
