import * as z from 'zod'
import type { Text } from '../base/i18n.ts'
import { UserError } from '../base/user-error.ts'
import { type Grant, grantSchema } from '../domain/access/roles.ts'
import { type PolicyRule, policyRuleSchema } from '../domain/approvals/policy.ts'
import type { AuditRecord } from '../domain/audit/audit.ts'
import { type IssuedIds, wantsKey } from '../domain/audit/audit-chain.ts'
import { type AuditChain, effectScript } from './chain.ts'
import { issuedIn } from './chain-head.ts'
import { approvalKeys } from './keys.ts'
import type { Redis } from './redis.ts'
import { script, strings } from './script.ts'
import { type SealedKind, type Sealing, sealedKind } from './sealed.ts'

/** Something that was given from Slack, on top of what the configuration file says. */
export interface IssuedRecord<T> {
  /** Of the request that allowed it, so that the same approval never counts twice. */
  readonly id: string
  /** Slack user. */
  readonly by: string
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly value: T
}

const given = { id: z.string(), by: z.string(), at: z.number() }

export const grantKind = sealedKind({
  name: 'grant',
  version: 1,
  schema: z.strictObject({ ...given, value: grantSchema }),
})

export const ruleKind = sealedKind({
  name: 'approval rule',
  version: 1,
  schema: z.strictObject({ ...given, value: policyRuleSchema }),
})

/** Roles and rules about approval are kept alike. `name`: where the head of the audit has the ids of what is given. */
export interface GivenList<T> {
  readonly name: keyof IssuedIds
  readonly key: string
  readonly kind: SealedKind<IssuedRecord<T>>
}

export const grantList: GivenList<Grant> = { name: 'grants', key: approvalKeys.grants, kind: grantKind }
export const ruleList: GivenList<PolicyRule> = { name: 'rules', key: approvalKeys.rules, kind: ruleKind }

const add = effectScript(
  `if redis.call('HEXISTS', KEYS[3], ARGV[4]) == 1 then return 'no' end`,
  `redis.call('HSET', KEYS[3], ARGV[4], ARGV[5])`,
)

/** What the head says is given can be taken back even if somebody has taken it from the list. */
const remove = effectScript(
  `if ARGV[5] ~= 'given' and redis.call('HEXISTS', KEYS[3], ARGV[4]) == 0 then return 'no' end`,
  `redis.call('HDEL', KEYS[3], ARGV[4])`,
)

/** Returns false if there is one with that id already. */
export async function addIssued<T>(
  chain: AuditChain,
  { name, key, kind }: GivenList<T>,
  added: IssuedRecord<T>,
  record: AuditRecord,
): Promise<boolean> {
  const { id } = added
  // It would count for nothing, or hold everything up.
  const parsed = kind.parse(kind.write(added))
  if (!parsed.ok) throw new Error(`This ${kind.name} could not be read again: ${parsed.why}`)
  const args = [id, kind.seal(chain.macs, added, { key, field: id })]
  return chain.write(({ issued }) => ({
    script: add,
    keys: [key],
    args,
    issued: { ...issued, [name]: [...issued[name], id] },
    records: [record],
  }))
}

/** Returns false if there is none with that id. */
export function removeIssued(
  chain: AuditChain,
  { name, key }: Pick<GivenList<unknown>, 'name' | 'key'>,
  id: string,
  record: AuditRecord,
): Promise<boolean> {
  return chain.write(({ issued }) => ({
    script: remove,
    keys: [key],
    args: [id, issued[name].includes(id) ? 'given' : ''],
    issued: { ...issued, [name]: issued[name].filter((one) => one !== id) },
    records: [record],
  }))
}

/** The oldest first. A grant that cannot be read, or that was not given here, gives nobody anything. */
export async function readGrants(ledger: Sealing): Promise<readonly IssuedRecord<Grant>[]> {
  return (await readIssued(ledger, grantList)).sound.toSorted(byAge)
}

/**
 * The oldest first. A rule that cannot be read may ask for more than all the others, and one that somebody has put in or
 * taken out changes what the others ask for: then nobody knows what needs approval. Throws `UserError` then, until the list
 * is as it was written.
 */
export async function readRules(ledger: Sealing): Promise<readonly IssuedRecord<PolicyRule>[]> {
  const { sound, unreadable, altered } = await readIssued(ledger, ruleList)
  if (unreadable.length > 0) throw new UserError(rulesUnknown(unreadable))
  if (altered.length > 0) throw new UserError(rulesAltered(altered))
  return sound.toSorted(byAge)
}

export interface IssuedList<T> {
  readonly sound: readonly IssuedRecord<T>[]
  /** Ids of those that this release cannot read, or whose seal is not good. */
  readonly unreadable: readonly string[]
  /** Ids of those that the audit does not know as given or that are missing; the key of its end where nobody can tell. */
  readonly altered: readonly string[]
}

/** The list and what the head says of it, as they are at one moment. Without a key nobody vouches for the list. */
export async function readIssued<T>(
  ledger: Sealing,
  { name, key, kind }: GivenList<T>,
): Promise<IssuedList<T>> {
  const [head, texts] = await headAndList(ledger.redis, key)
  const told = wantsKey(ledger.macs) ? issuedIn(ledger, head) : { [name]: [...texts.keys()] }
  const issued = told?.[name] ?? []
  const missing = issued.filter((id) => !texts.has(id))
  const read = [...texts].map(([id, text]) => [id, kind.read(ledger, text, { key, field: id })] as const)
  const foreign = read.flatMap(([id, one]) => (one && !issued.includes(id) ? [id] : []))
  return {
    sound: read.flatMap(([id, one]) => (one && issued.includes(id) ? [one] : [])),
    unreadable: read.flatMap(([id, one]) => (one ? [] : [id])),
    altered: [...foreign, ...missing, ...(told ? [] : [approvalKeys.head])],
  }
}

/** Ids of those whose seal is good, whether or not the audit knows them as given. */
export async function readSealedIds<T>(
  ledger: Sealing,
  { key, kind }: GivenList<T>,
): Promise<readonly string[]> {
  const [, texts] = await headAndList(ledger.redis, key)
  return [...texts].flatMap(([field, text]) => (kind.read(ledger, text, { key, field }) ? [field] : []))
}

const readList = script(`return { redis.call('GET', KEYS[1]) or '', redis.call('HGETALL', KEYS[2]) }`)

async function headAndList(
  redis: Redis,
  key: string,
): Promise<readonly [head: string | null, texts: ReadonlyMap<string, string>]> {
  const answer = await readList(redis, [approvalKeys.head, key], [])
  const [head, list] = Array.isArray(answer) ? answer : []
  const flat = strings(list)
  const texts = new Map<string, string>()
  for (let i = 0; i + 1 < flat.length; i += 2) texts.set(flat[i] ?? '', flat[i + 1] ?? '')
  return [typeof head === 'string' && head !== '' ? head : null, texts]
}

function byAge(a: IssuedRecord<unknown>, b: IssuedRecord<unknown>): number {
  return a.at - b.at || (a.id < b.id ? -1 : 1)
}

function rulesUnknown(ids: readonly string[]): Text {
  const [named, { key }] = [ids.join(', '), ruleList]
  return {
    en: `Nothing that may need approval can be requested or carried out: an approval rule can’t be read (${named}). Those who run the bot have to start the release that wrote it, or remove it from ${key} in Redis and set it again.`,
    'zh-CN': `无法发起或执行可能需要审批的操作：有审批规则无法读取（${named}），不能确定其要求。请由机器人的运维人员启动写入该规则的版本，或从 Redis 的 ${key} 中删除该规则后重新添加。`,
  }
}

function rulesAltered(ids: readonly string[]): Text {
  const [named, { key }] = [ids.join(', '), ruleList]
  return {
    en: `Nothing that may need approval can be requested or carried out: the approval rules in Redis differ from those that were set (${named}). What does not belong in ${key} has to be removed there; a missing rule has to be removed with /drs approvals --unset and set again.`,
    'zh-CN': `无法发起或执行可能需要审批的操作：Redis 中的审批规则与已添加的不一致（${named}），不能确定哪些操作需要审批。请从 ${key} 中删除不属于它的规则；缺失的规则请用 /drs approvals --unset 移除后重新添加。`,
  }
}
