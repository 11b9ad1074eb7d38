import { say, type Text } from '../base/i18n.ts'
import { UserError } from '../base/user-error.ts'
import type { AuditRecord } from '../domain/audit/audit.ts'
import {
  type ChainLink,
  chainBeginning,
  headAt,
  type IssuedIds,
  isKeyed,
  plainMac,
  wantsKey,
} from '../domain/audit/audit-chain.ts'
import { isSameLink } from '../domain/audit/verify-chain.ts'
import { verifyAudit } from './audit.ts'
import { attest, type ChainDeps, chained, effectScript, keyRecord, sendWrite } from './chain.ts'
import {
  BrokenChain,
  isSoundHead,
  readChainHead,
  readStoredEnd,
  resetWitness,
  type StoredEnd,
} from './chain-head.ts'
import { grantList, readSealedIds, ruleList } from './grants.ts'
import { approvalKeys } from './keys.ts'
import { resealLedger } from './resealing.ts'
import { sealedAtFirst } from './sealed.ts'

/**
 * What a person does to the audit on purpose, with the end that they know from outside: nothing here is done by the bot
 * itself.
 */
const words = {
  noKey: say('Set DRS_CHATOPS_KEY first.', '请先设置 DRS_CHATOPS_KEY。'),
  keyed: say('The audit is sealed with a key already.', '审计记录已使用密钥封存。'),
  damaged: say(
    'The audit differs from what was written. Check it with npm run audit:verify.',
    '审计记录与写入时不一致，请用 npm run audit:verify 检查。',
  ),
  sound: say(
    'The audit is complete: there is no break to continue after.',
    '审计记录完好，没有需要继续的断点。',
  ),
  moved: say('Another record was written meanwhile. Try again.', '期间有其他写入，请重试。'),
} satisfies Record<string, Text>

function otherEnd({ seq, hash }: ChainLink): Text {
  return {
    en: `The audit ends at ${seq}:${hash}, not where --expect says. Compare with the last line “audited” of the log.`,
    'zh-CN': `审计记录止于 ${seq}:${hash}，与 --expect 不同。请与日志中最后一条“audited”核对。`,
  }
}

function older({ seq, hash }: ChainLink): Text {
  return {
    en: `Records up to ${seq}:${hash} are known to have been written: --expect must not lie before.`,
    'zh-CN': `已知写入的记录到 ${seq}:${hash} 为止：--expect 不能早于它。`,
  }
}

/**
 * Lets an audit that was written without a key go on under the first one: a record says up to where there was none, and
 * grants, rules and requests are sealed as they are. `expect`: its end as somebody knows it from the log. Possible once.
 */
export async function sealAudit(deps: ChainDeps, expect: ChainLink, at: number): Promise<ChainLink> {
  const [mac] = deps.macs
  if (!wantsKey(deps.macs)) throw new UserError(words.noKey)
  const end = await readStoredEnd(deps.redis)
  if (end.head && isKeyed({ name: end.head.mac })) throw new UserError(words.keyed)
  const unkeyed = { ...deps, macs: [plainMac] as const }
  const head = await readChainHead(unkeyed)
  if (!isSameLink(head, expect)) throw new UserError(otherEnd(head))
  if (!(await verifyAudit(unkeyed)).ok) throw new UserError(words.damaged)
  // The head comes last: until then all can be done again.
  await resealLedger(deps, sealedAtFirst)
  const issued = await allSealed(deps)
  const entries = chained(deps, head, [keyRecord(head, mac, at)])
  return write(deps, end, { entries, head: headAt(mac, entries.at(-1) ?? head, { ...head, issued }) })
}

export interface Resumption {
  /** The last record that is known to have been written, from the log. */
  readonly expect: ChainLink
  readonly reason: string
  /** Milliseconds since the epoch. */
  readonly at: number
}

/**
 * Lets a broken audit go on: a record says what was found, and up to where records are known to have been written. The next
 * number follows on those, so that no number is ever given twice. What is missing stays missing, and is told by every
 * check from then on.
 */
export async function continueAudit(deps: ChainDeps, { expect, reason, at }: Resumption): Promise<ChainLink> {
  const [mac] = deps.macs
  if (await isSound(deps, expect)) throw new UserError(words.sound)
  const end = await readStoredEnd(deps.redis)
  const found = end.last ?? chainBeginning
  const witness = end.witness && isSoundHead(deps.macs, end.witness) ? end.witness : chainBeginning
  const known = witness.seq > found.seq ? witness : found
  if (known.seq > expect.seq) throw new UserError(older(known))
  const sound = end.head && isSoundHead(deps.macs, end.head) ? end.head : undefined
  const issued = sound?.issued ?? (await allSealed(deps))
  const after = { seq: found.seq, hash: found.hash }
  const entries = chained(deps, expect, [breakRecord(after, expect, issued, reason, at)])
  const last = entries.at(-1) ?? expect
  const written = { entries, head: headAt(mac, last, { issued, lastBreak: last.seq }) }
  const link = await write(deps, end, written)
  await resetWitness(deps.redis, written.head)
  return link
}

async function isSound(deps: ChainDeps, expect: ChainLink): Promise<boolean> {
  try {
    await readChainHead(deps, expect)
    return true
  } catch (error) {
    if (error instanceof BrokenChain) return false
    throw error
  }
}

function breakRecord(
  after: ChainLink,
  upTo: ChainLink,
  { grants, rules }: IssuedIds,
  reason: string,
  at: number,
): AuditRecord {
  const found = `Found up to ${after.seq}:${after.hash}; known to have been written up to ${upTo.seq}:${upTo.hash}`
  const given = `grants ${grants.join(', ') || 'none'}; rules ${rules.join(', ') || 'none'}`
  return {
    kind: 'break',
    at,
    who: 'bot',
    team: '',
    channel: '',
    what: `${found}; in force: ${given}; goes on: ${reason}`,
    lost: { after, upTo },
  }
}

async function allSealed(deps: ChainDeps): Promise<IssuedIds> {
  return { grants: await readSealedIds(deps, grantList), rules: await readSealedIds(deps, ruleList) }
}

/** An emptied audit begins anew, whatever was taken out of it before. */
const begin = effectScript('', `if ARGV[4] == 'empty' then redis.call('DEL', KEYS[3]) end`)

async function write(
  deps: ChainDeps,
  { text, last }: StoredEnd,
  written: Parameters<typeof sendWrite>[2],
): Promise<ChainLink> {
  const effect = { script: begin, keys: [approvalKeys.base], args: [last ? '' : 'empty'] }
  if ((await sendWrite(deps.redis, text, written, effect)) !== 'ok') throw new UserError(words.moved)
  await attest(deps, written)
  const { seq, hash } = written.head
  return { seq, hash }
}
