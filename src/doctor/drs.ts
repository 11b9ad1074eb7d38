import type { Text } from '../base/i18n.ts'
import { UserError } from '../base/user-error.ts'
import { type Connection, createClient } from '../client/index.ts'
import type { CheckResult } from '../domain/check-result.ts'
import { DrsError } from '../drs/drs-error.ts'
import { explanationOf } from '../drs/errors.ts'
import { listQuotas } from '../drs/index.ts'
import { failedCheck, failureReason, passedCheck, verbatim } from './check.ts'

/** DRS refuses a signature whose time is further off (authentication by AK/SK). */
const skewLimitMs = 15 * 60_000

const timeoutMs = 10_000

const endpoint = { check: 'drs-endpoint', title: { en: 'DRS endpoint', 'zh-CN': 'DRS 终端节点' } }
const clock = { check: 'clock', title: { en: 'Clock', 'zh-CN': '系统时钟' } }
const permission = { check: 'drs-access', title: { en: 'DRS access', 'zh-CN': 'DRS 访问权限' } }

export interface DrsCheckOptions {
  /** Milliseconds since the epoch. */
  now(): number
}

/** Checks a connection: is anybody there, do the clocks agree, may these credentials read. */
export async function checkDrs(
  connection: Connection,
  options: DrsCheckOptions,
): Promise<readonly CheckResult[]> {
  const about = connection.name
  const origin = originOf(connection.endpoint)
  const date = await serverDate(origin).catch((error: unknown) => failureReason(error))
  if (typeof date === 'string') return [endpointFailure(about, origin, date)]
  return [
    passedCheck({ ...endpoint, about }, verbatim(origin)),
    clockSkewCheck(about, date, options.now()),
    await accessFinding(connection, options),
  ]
}

function originOf(given: string): string {
  return /^https?:\/\//i.test(given) ? given : `https://${given}`
}

/** Whatever the endpoint answers to a request without signature, it is there and tells the time. */
async function serverDate(origin: string): Promise<number> {
  const response = await fetch(origin, { redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) })
  await response.body?.cancel()
  return Date.parse(response.headers.get('date') ?? '')
}

function endpointFailure(about: string, origin: string, reason: string): CheckResult {
  return failedCheck(
    { ...endpoint, about },
    { en: `${origin}: no answer (${reason})`, 'zh-CN': `${origin}：没有响应（${reason}）` },
    {
      en: 'Check the endpoint for the region, and that this machine reaches it (DNS, proxy, firewall).',
      'zh-CN': '请检查该区域的终端节点是否正确，以及本机能否访问它（DNS、代理、防火墙）。',
    },
  )
}

/** How far this machine's clock is off, seen from the endpoint's. */
export function clockSkewCheck(about: string, serverMs: number, nowMs: number): CheckResult {
  if (Number.isNaN(serverMs)) {
    return passedCheck(
      { ...clock, about },
      { en: 'the endpoint does not return its time', 'zh-CN': '终端节点未返回时间' },
    )
  }
  const seconds = Math.round((nowMs - serverMs) / 1000)
  const found: Text = { en: `${seconds} s apart`, 'zh-CN': `相差 ${seconds} 秒` }
  if (Math.abs(nowMs - serverMs) < skewLimitMs) return passedCheck({ ...clock, about }, found)
  return failedCheck({ ...clock, about }, found, {
    en: 'Set the clock of this machine (NTP): DRS refuses signatures more than 15 minutes off.',
    'zh-CN': '请校准本机时钟（NTP）：签名时间相差超过 15 分钟时，DRS 会拒绝请求。',
  })
}

/** The cheapest read there is; what it may do beyond reading shows only when it is done. */
async function accessFinding(connection: Connection, options: DrsCheckOptions): Promise<CheckResult> {
  const subject = { ...permission, about: connection.name }
  const client = createClient(connection, { ...options, random: () => 0, sleep: () => Promise.resolve() })
  try {
    await client.call(listQuotas)
    const found = {
      en: `project ${connection.projectId} can be read`,
      'zh-CN': `可读取项目 ${connection.projectId}`,
    }
    return passedCheck(subject, found)
  } catch (error) {
    if (error instanceof UserError) return failedCheck(subject, error.text, keysAdvice)
    if (!(error instanceof DrsError)) throw error
    return failedCheck(subject, foundOf(error), adviceOf(error))
  } finally {
    client.close()
  }
}

const keysAdvice: Text = {
  en: 'Set the variable or put the file in place that the configuration names for this connection.',
  'zh-CN': '请设置配置中为该连接指定的环境变量，或放置相应的文件。',
}

function foundOf(error: DrsError): Text {
  const meaning = explanationOf(error)?.meaning ?? verbatim(error.message)
  return { en: `${error.code}: ${meaning.en}`, 'zh-CN': `${error.code}：${meaning['zh-CN']}` }
}

function adviceOf(error: DrsError): Text {
  const known = explanationOf(error)?.advice
  if (known) return known
  return {
    en: 'Check AK, SK, project id and region, and that the IAM user may read DRS (DRS ReadOnlyAccess at least).',
    'zh-CN': '请检查 AK、SK、项目 ID 和区域，并确认该 IAM 用户有 DRS 读取权限（至少 DRS ReadOnlyAccess）。',
  }
}
