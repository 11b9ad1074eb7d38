import type { Text } from '../base/i18n.ts'
import { UserError } from '../base/user-error.ts'
import {
  type ChainHead,
  type ChainLink,
  chainBeginning,
  headAt,
  headSchema,
  isKeyed,
  isSealed,
  type Mac,
  type Macs,
  wantsKey,
} from '../domain/audit/audit-chain.ts'
import { approvalKeys, auditWitnessKey } from './keys.ts'
import type { Redis } from './redis.ts'
import { script, strings } from './script.ts'
import type { Sealing } from './sealed.ts'
import { luaFieldOf, storedKind } from './stored.ts'

/** Where the stored chain ends, and whether that can be the truth. */
export const headKind = storedKind({ name: 'end of the audit', version: 1, schema: headSchema })

/** Somebody has had a hand in the audit, or Redis has lost a part of it: nothing may be written on top. */
export class BrokenChain extends UserError {
  constructor(what: Text) {
    super({
      en: `The audit cannot be continued: ${what.en}. Nothing was done. Those who run the bot have to check it with npm run audit:verify.`,
      'zh-CN': `审计记录无法继续写入：${what['zh-CN']}。未执行任何操作。请由机器人的运维人员用 npm run audit:verify 检查。`,
    })
  }
}

const reasons = {
  headGone: { en: 'the mark of its end is missing', 'zh-CN': '记录链的结尾标记已丢失' },
  headForged: {
    en: 'the note of where it ends was not written by the bot',
    'zh-CN': '记录链的结尾标记不是由机器人写入的',
  },
  otherRecord: {
    en: 'its last record is not the one that was written last',
    'zh-CN': '最后一条记录与最后写入的不一致',
  },
  otherStory: {
    en: 'a record that was certainly written is not on it; npm run audit:continue continues after it and records that',
    'zh-CN': '缺少一条确实写入过的记录；可用 npm run audit:continue 继续，并在审计中注明',
  },
  unkeyed: {
    en: 'DRS_CHATOPS_KEY is set, but what was written before is not sealed with a key; npm run audit:seal does that, once',
    'zh-CN': '已设置 DRS_CHATOPS_KEY，但此前的记录未用密钥封存；请运行一次 npm run audit:seal',
  },
  witnessForged: {
    en: 'the copy of where it ends was not written by the bot',
    'zh-CN': '记录链结尾标记的副本不是由机器人写入的',
  },
} as const satisfies Record<string, Text>

function unknownKey(name: string): Text {
  return {
    en: `it is sealed with the key ${name}, which is not among those of DRS_CHATOPS_KEY here`,
    'zh-CN': `其封存所用的密钥 ${name} 不在此处的 DRS_CHATOPS_KEY 中`,
  }
}

/** Records that were certainly written are not there. */
function lostText(known: ChainLink, found: ChainLink): Text {
  return {
    en: `records up to ${known.seq}:${known.hash} were written, but it ends at record ${found.seq}; npm run audit:continue continues after it and records that`,
    'zh-CN': `已写入的记录到 ${known.seq}:${known.hash} 为止，但现在止于第 ${found.seq} 条；可用 npm run audit:continue 继续，并在审计中注明`,
  }
}

/** The end of what is stored, as far as it is readable at all. */
export interface StoredEnd {
  /** As it lies in Redis; empty if there is none. */
  readonly text: string
  readonly head: ChainHead | undefined
  /** The last record of the stream, with its seal unchecked. */
  readonly last: (ChainLink & { readonly mac: string }) | undefined
  readonly witness: ChainHead | undefined
  readonly witnessText: string
}

const readEnd = script(`
  local last = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)[1]
  local row = { redis.call('GET', KEYS[1]) or '' }
  if last then
    row[2] = last[1]
    row[3] = ''
    row[4] = ''
    for i = 1, #last[2], 2 do
      if last[2][i] == 'mac' then row[3] = last[2][i + 1] end
      if last[2][i] == 'hash' then row[4] = last[2][i + 1] end
    end
  end
  return row
`)

/** The witness is read first: it never is ahead of what it is a witness of. */
export async function readStoredEnd(redis: Redis): Promise<StoredEnd> {
  const witnessText = (await redis.get(auditWitnessKey)) ?? ''
  const answer = await readEnd(redis, [approvalKeys.head, approvalKeys.audit], [])
  const [text = '', id, mac = '', hash = ''] = strings(answer)
  return {
    text,
    head: parsedHead(redis, text, approvalKeys.head),
    last: id === undefined ? undefined : { seq: seqOf(id), hash, mac },
    witness: parsedHead(redis, witnessText, auditWitnessKey),
    witnessText,
  }
}

function parsedHead(redis: Redis, text: string, key: string): ChainHead | undefined {
  return text === '' ? undefined : headKind.read(redis, text, { key })
}

/** Only `<seq>-0` is an id that the bot gives. */
function seqOf(id: string): number {
  const [, seq] = /^(\d+)-0$/.exec(id) ?? []
  return seq === undefined ? -1 : Number(seq)
}

/**
 * Where the stored chain ends. Throws `BrokenChain` if that cannot be the truth: it is not sealed as it has to be, its last
 * record is another one, or `known`, a link that this process has seen, or the witness is not on it.
 */
export async function readChainHead({ redis, macs }: Sealing, known?: ChainLink): Promise<ChainHead> {
  const end = await readStoredEnd(redis)
  const head = soundHead(macs, end)
  for (const one of [known, soundWitness(macs, end)]) {
    if (one && one.seq > head.seq) throw new BrokenChain(lostText(one, head))
    if (one && !(await isOnChain(redis, head, one))) throw new BrokenChain(reasons.otherStory)
  }
  return head
}

/** Up to where an admin has let the chain go on, and where records were taken out by rule, nothing is to be found. */
async function isOnChain(redis: Redis, head: ChainHead, { seq, hash }: ChainLink): Promise<boolean> {
  if (seq <= head.lastBreak || seq === 0) return true
  if (seq === head.seq) return hash === head.hash
  const [found] = await redis.xrange(approvalKeys.audit, `${seq}-0`, '+', 'COUNT', 1)
  if (found?.[0] === `${seq}-0`) return found[1].includes(hash)
  const [oldest] = await redis.xrange(approvalKeys.audit, '-', '+', 'COUNT', 1)
  return found !== undefined && found[0] === oldest?.[0]
}

function soundHead(macs: Macs, { text, head, last }: StoredEnd): ChainHead {
  if (text === '') {
    if (last) throw new BrokenChain(reasons.headGone)
    return headAt(macs[0], chainBeginning)
  }
  const why = objectionToHead(macs, head)
  if (why) throw new BrokenChain(why)
  if (!head || last?.seq !== head.seq || last.hash !== head.hash) throw new BrokenChain(reasons.otherRecord)
  return head
}

/** Why the note of the end says nothing here, if so. */
function objectionToHead(macs: readonly Mac[], head: ChainHead | undefined): Text | undefined {
  if (!head) return reasons.headForged
  if (!macs.some(({ name }) => name === head.mac)) return unknownKey(head.mac)
  if (!isSealed(head, macs)) return reasons.headForged
  return wantsKey(macs) && !isKeyed({ name: head.mac }) ? reasons.unkeyed : undefined
}

export function isSoundHead(macs: readonly Mac[], head: ChainHead): boolean {
  return objectionToHead(macs, head) === undefined
}

function soundWitness(macs: Macs, { witness, witnessText }: StoredEnd): ChainHead | undefined {
  if (witnessText === '') return undefined
  if (!witness || objectionToHead(macs, witness)) throw new BrokenChain(reasons.witnessForged)
  return witness
}

/** The ids of what is given from Slack; undefined where the note of the end cannot be believed. */
export function issuedIn({ redis, macs }: Sealing, text: string | null): ChainHead['issued'] | undefined {
  if (text === null) return headAt(macs[0], chainBeginning).issued
  const head = parsedHead(redis, text, approvalKeys.head)
  return head && !objectionToHead(macs, head) ? head.issued : undefined
}

const remember = script(`
  ${luaFieldOf}
  local held = redis.call('GET', KEYS[1])
  local seq = held and tonumber(fieldOf(held, 'seq')) or 0
  if seq <= tonumber(ARGV[2]) then redis.call('SET', KEYS[1], ARGV[1]) end
`)

/** Keeps a copy of where the chain ends apart from it. */
export async function rememberHead(redis: Redis, head: ChainHead): Promise<void> {
  await remember(redis, [auditWitnessKey], [headKind.write(head), head.seq])
}

/** Whatever was there. */
export async function resetWitness(redis: Redis, head: ChainHead): Promise<void> {
  await redis.set(auditWitnessKey, headKind.write(head))
}
