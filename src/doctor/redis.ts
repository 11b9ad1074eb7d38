import type { Text } from '../base/i18n.ts'
import type { CheckResult } from '../domain/check-result.ts'
import { redisAddressForms } from '../store/redis-address.ts'
import { failedCheck, failureReason, passedCheck, verbatim } from './check.ts'

const reachable = { check: 'redis', title: { en: 'Redis', 'zh-CN': 'Redis' } }
const version = { check: 'redis-version', title: { en: 'Redis version', 'zh-CN': 'Redis 版本' } }
const persistence = {
  check: 'redis-persistence',
  title: { en: 'Redis persistence', 'zh-CN': 'Redis 持久化' },
}
const clock = { check: 'redis-clock', title: { en: 'Clock of Redis', 'zh-CN': 'Redis 时钟' } }
const eviction = {
  check: 'redis-eviction',
  title: { en: 'Redis eviction policy', 'zh-CN': 'Redis 淘汰策略' },
}

/**
 * Checks what the bot needs of Redis. `infos` gives the answers to the INFO command, of each server of a cluster; managed
 * services often forbid CONFIG, and INFO says the same. Of each check the worst that was found.
 */
export async function checkRedis(infos: () => Promise<readonly string[]>): Promise<readonly CheckResult[]> {
  try {
    const all = (await infos()).map(redisChecks)
    const [first = []] = all
    return first.map((found) => all.flat().find(({ check, ok }) => check === found.check && !ok) ?? found)
  } catch (error) {
    const reason = failureReason(error)
    const found: Text = { en: `no answer (${reason})`, 'zh-CN': `没有响应（${reason}）` }
    return [
      failedCheck(reachable, found, {
        en: `Start Redis 6.2 or newer and set REDIS_URL to it: ${redisAddressForms.join(', ')}.`,
        'zh-CN': `请启动 Redis 6.2 或更高版本，并设置 REDIS_URL：${redisAddressForms.join('、')}。`,
      }),
    ]
  }
}

/** The findings in an answer of INFO. */
export function redisChecks(info: string): readonly CheckResult[] {
  const field = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1]
  return [
    versionFinding(field('valkey_version'), field('redis_version')),
    persistenceFinding(field('aof_enabled') === '1', field('aof_last_write_status')),
    evictionFinding(field('maxmemory_policy') ?? '?'),
  ]
}

/** Valkey calls itself Redis 7.2 for old clients; every release of it is new enough. */
function versionFinding(valkey: string | undefined, redis = '0.0'): CheckResult {
  if (valkey !== undefined) return passedCheck(version, verbatim(`Valkey ${valkey}`))
  const [major = 0, minor = 0] = redis.split('.').map(Number)
  if (major > 6 || (major === 6 && minor >= 2)) return passedCheck(version, verbatim(`Redis ${redis}`))
  return failedCheck(version, verbatim(`Redis ${redis}`), {
    en: 'Use Redis 6.2 or newer, or Valkey.',
    'zh-CN': '请使用 Redis 6.2 或更高版本，或 Valkey。',
  })
}

function persistenceFinding(aof: boolean, lastWrite = 'ok'): CheckResult {
  if (!aof) {
    return failedCheck(
      persistence,
      { en: 'append-only file off', 'zh-CN': '未启用 AOF' },
      {
        en: 'Set appendonly yes: otherwise watches, approvals and unsent messages are lost when Redis restarts.',
        'zh-CN': '请设置 appendonly yes，否则 Redis 重启后会丢失关注、审批和未发送的消息。',
      },
    )
  }
  if (lastWrite === 'ok')
    return passedCheck(persistence, { en: 'append-only file on', 'zh-CN': '已启用 AOF' })
  return failedCheck(
    persistence,
    { en: `last write to the append-only file: ${lastWrite}`, 'zh-CN': `最近一次 AOF 写入：${lastWrite}` },
    { en: 'Check the disk of the Redis server.', 'zh-CN': '请检查 Redis 服务器的磁盘。' },
  )
}

function evictionFinding(policy: string): CheckResult {
  if (policy === 'noeviction') return passedCheck(eviction, verbatim(policy))
  return failedCheck(eviction, verbatim(policy), {
    en: 'Set maxmemory-policy noeviction: Redis must not throw away jobs or watches when memory is short.',
    'zh-CN': '请设置 maxmemory-policy noeviction：内存不足时，Redis 不得丢弃任务或关注。',
  })
}

/** Whoever looks at deadlines in audit, cards and logs notices more than this, in ms. */
const skewLimitMs = 5_000

/** How far this machine's clock is off, seen from Redis's, by which deadlines go. */
export function redisClockCheck(aheadMs: number): CheckResult {
  const seconds = Math.round(aheadMs / 1000)
  const found: Text = { en: `${seconds} s apart`, 'zh-CN': `相差 ${seconds} 秒` }
  if (Math.abs(aheadMs) <= skewLimitMs) return passedCheck(clock, found)
  return failedCheck(clock, found, {
    en: 'Set the clocks of this machine and of Redis (NTP): deadlines of requests go by the clock of Redis.',
    'zh-CN': '请校准本机与 Redis 的时钟（NTP）：审批请求的截止时间以 Redis 的时钟为准。',
  })
}
