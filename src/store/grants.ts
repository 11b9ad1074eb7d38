import * as z from 'zod'
import type { Text } from '../base/i18n.ts'
import { UserError } from '../base/user-error.ts'
import { type Grant, grantSchema } from '../domain/access/roles.ts'
import { type PolicyRule, policyRuleSchema } from '../domain/approvals/policy.ts'
import type { AuditRecord } from '../domain/audit/audit.ts'
import { type AuditChain, effectScript } from './chain.ts'
import { approvalKeys } from './keys.ts'
import type { Redis } from './redis.ts'
import { type StoredKind, storedKind } from './stored.ts'

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

export const grantKind = storedKind({
  name: 'grant',
  version: 1,
  schema: z.strictObject({ ...given, value: grantSchema }),
})

export const ruleKind = storedKind({
  name: 'approval rule',
  version: 1,
  schema: z.strictObject({ ...given, value: policyRuleSchema }),
})

/** Roles and rules about approval are kept alike. */
export interface GivenList<T> {
  readonly key: string
  readonly kind: StoredKind<IssuedRecord<T>>
}

export const grantList: GivenList<Grant> = { key: approvalKeys.grants, kind: grantKind }
export const ruleList: GivenList<PolicyRule> = { key: approvalKeys.rules, kind: ruleKind }

const add = effectScript(
  `if redis.call('HEXISTS', KEYS[3], ARGV[4]) == 1 then return 'no' end`,
  `redis.call('HSET', KEYS[3], ARGV[4], ARGV[5])`,
)

const remove = effectScript(
  `if redis.call('HEXISTS', KEYS[3], ARGV[4]) == 0 then return 'no' end`,
  `redis.call('HDEL', KEYS[3], ARGV[4])`,
)

/** Returns false if there is one with that id already. */
export async function addIssued<T>(
  chain: AuditChain,
  { key, kind }: GivenList<T>,
  added: IssuedRecord<T>,
  record: AuditRecord,
): Promise<boolean> {
  const text = kind.write(added)
  // It would count for nothing, or hold everything up.
  const parsed = kind.parse(text)
  if (!parsed.ok) throw new Error(`This ${kind.name} could not be read again: ${parsed.why}`)
  const effect = { script: add, keys: [key], args: [added.id, text] }
  return chain.write(effect, [record])
}

/** Returns false if there is none with that id. */
export function removeIssued(
  chain: AuditChain,
  { key }: Pick<GivenList<unknown>, 'key'>,
  id: string,
  record: AuditRecord,
): Promise<boolean> {
  return chain.write({ script: remove, keys: [key], args: [id] }, [record])
}

/** The oldest first. A grant that cannot be read gives nobody anything. */
export async function readGrants(redis: Redis): Promise<readonly IssuedRecord<Grant>[]> {
  return (await readAll(redis, grantList)).filter((one) => typeof one !== 'string').sort(byAge)
}

/**
 * The oldest first. A rule that cannot be read may ask for more than all the others: without it nobody knows what needs
 * approval. Throws `UserError` then, until it is gone or can be read again.
 */
export async function readRules(redis: Redis): Promise<readonly IssuedRecord<PolicyRule>[]> {
  const all = await readAll(redis, ruleList)
  const unreadable = all.filter((one) => typeof one === 'string')
  if (unreadable.length > 0) throw new UserError(rulesUnknown(unreadable))
  return all.filter((one) => typeof one !== 'string').sort(byAge)
}

/** An id stands for one that cannot be read. */
async function readAll<T>(redis: Redis, { key, kind }: GivenList<T>): Promise<(IssuedRecord<T> | string)[]> {
  const all = await redis.hgetall(key)
  return Object.entries(all).map(([id, text]) => kind.read(redis, text, { key, field: id }) ?? id)
}

function byAge(a: IssuedRecord<unknown>, b: IssuedRecord<unknown>): number {
  return a.at - b.at || (a.id < b.id ? -1 : 1)
}

function rulesUnknown(ids: readonly string[]): Text {
  const [named, { key }] = [ids.join(', '), ruleList]
  return {
    en: `Nothing that may need approval can be asked for or done: a rule about approvals cannot be read (${named}), so nobody knows what it asks for. Whoever runs the bot has to start the release that wrote it, or to remove it from ${key} in Redis and give it anew.`,
    'zh-CN': `无法发起或执行可能需要审批的操作：有审批规则无法读取（${named}），不能确定其要求。请由机器人的运维人员启动写入该规则的版本，或从 Redis 的 ${key} 中删除该规则后重新添加。`,
  }
}
