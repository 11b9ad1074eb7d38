import type { Locale, TextTemplate } from '../base/i18n.ts'
import type { Log } from '../base/log.ts'
import { readKeys } from '../config/config.ts'
import { type ChainLink, exportLine, macsOf } from '../domain/audit/audit-chain.ts'
import { type ChainVerdict, chainBreaks, verifyChain } from '../domain/audit/verify-chain.ts'
import { type ApprovalStore, openApprovalStore } from '../store/approval-store.ts'
import { parseAuditExport } from '../store/audit.ts'
import { closeRedis, connectRedis } from '../store/redis.ts'

/** What the programs about the audit do. They need REDIS_URL, and DRS_CHATOPS_KEY where the bot has it; nothing of Slack. */
type Environment = Readonly<Record<string, string | undefined>>

const silent: Log = { debug() {}, info() {}, warn() {}, error() {} }

function keysIn(env: Environment): readonly Uint8Array[] {
  const problems: string[] = []
  const keys = readKeys(env, problems)
  if (problems.length > 0) throw new Error(problems.join('\n'))
  return keys ?? []
}

async function withLedger<T>(env: Environment, work: (store: ApprovalStore) => Promise<T>): Promise<T> {
  const keys = keysIn(env)
  if (!env.REDIS_URL) throw new Error('REDIS_URL is missing. Set it to the Redis of the bot.')
  const redis = await connectRedis(env.REDIS_URL)
  try {
    return await work(openApprovalStore(redis, { keys, log: silent }))
  } finally {
    await closeRedis(redis)
  }
}

/** `<seq>:<hash>`, as the programs and the log say it. Throws if it is none. */
export function parseChainLink(text: string): ChainLink {
  const [, seq, hash] = /^(\d+):([0-9a-f]{64})$/.exec(text.trim()) ?? []
  if (seq === undefined || hash === undefined)
    throw new Error('--expect needs <number>:<64 hex digits>, as npm run audit:verify and the log print it.')
  return { seq: Number(seq), hash }
}

/** Checks the audit in Redis; `expect`: a link that was written down elsewhere. */
export function verifyStored(env: Environment, expect: ChainLink | undefined): Promise<ChainVerdict> {
  return withLedger(env, (store) => store.verify(expect))
}

/** Checks a file of `npm run audit:export`. That its end is missing can only be seen with `expect`. */
export function verifyExport(env: Environment, text: string, expect: ChainLink | undefined): ChainVerdict {
  const { records, base } = parseAuditExport(text)
  return verifyChain(records, { base, macs: macsOf(keysIn(env)), ...(expect && { witnesses: [expect] }) })
}

/** Every record as a line of JSON, the oldest first, each with the hash before it. Returns how many. */
export function exportAudit(env: Environment, write: (line: string) => void): Promise<number> {
  return withLedger(env, async (store) => {
    let count = 0
    let { hash: prev } = await store.base()
    for await (const part of store.records()) {
      for (const entry of part) {
        write(exportLine(entry, prev))
        prev = entry.hash
        count++
      }
    }
    return count
  })
}

/** Seals an audit that was written without a key, up to that end. Returns the new one. */
export function sealStored(env: Environment, expect: ChainLink, now: number): Promise<ChainLink> {
  return withLedger(env, (store) => store.sealForTheFirstTime(expect, now))
}

/** Goes on after a break, and says so in the audit. Returns the new end. */
export function continueStored(
  env: Environment,
  expect: ChainLink,
  reason: string,
  now: number,
): Promise<ChainLink> {
  return withLedger(env, (store) => store.continueAfterBreak({ expect, reason, at: now }))
}

const whole: TextTemplate<[records: number, keyedFrom: number | undefined]> = {
  en: (records, keyedFrom) =>
    `${records} records, none changed, missing or out of place. ${
      keyedFrom === undefined
        ? 'None is sealed with a key.'
        : `Sealed with a key from record ${keyedFrom} on.`
    }`,
  'zh-CN': (records, keyedFrom) =>
    `共 ${records} 条记录，无更改、缺失或错位。${
      keyedFrom === undefined ? '均未使用密钥。' : `自第 ${keyedFrom} 条起使用密钥。`
    }`,
}

const broken: TextTemplate<[seq: number, what: string]> = {
  en: (seq, what) => `BROKEN at record ${seq}: ${what}.`,
  'zh-CN': (seq, what) => `第 ${seq} 条记录处断开：${what}。`,
}

const lossWords: TextTemplate<[after: number, upTo: number, seq: number]> = {
  en: (after, upTo, seq) =>
    `LOST: what was written after record ${after} up to ${upTo}; record ${seq} says why the audit continues.`,
  'zh-CN': (after, upTo, seq) =>
    `缺失：第 ${after} 条之后到第 ${upTo} 条的记录；第 ${seq} 条说明了继续的原因。`,
}

const unattested = {
  en: 'Whether records are missing at the end cannot be seen from a file: give --expect.',
  'zh-CN': '仅凭文件无法判断末尾是否缺少记录，请使用 --expect。',
}

const headWord = {
  en: 'Write down elsewhere, and check later with --expect:',
  'zh-CN': '请在别处记下，以后用 --expect 校验：',
}

export function newEndText({ seq, hash }: ChainLink, locale: Locale): string {
  return `${headWord[locale]} ${seq}:${hash}`
}

/** For a person, line by line. `open`: the end of the chain was not at hand. */
export function chainVerdictText(verdict: ChainVerdict, locale: Locale, open: boolean): readonly string[] {
  if (!verdict.ok) return [broken[locale](verdict.seq, chainBreaks[verdict.broken][locale])]
  return [
    whole[locale](verdict.records, verdict.keyedFrom),
    ...verdict.losses.map(({ after, upTo, seq: at }) => lossWords[locale](after.seq, upTo.seq, at)),
    ...(open ? [unattested[locale]] : []),
    newEndText(verdict.head, locale),
  ]
}
