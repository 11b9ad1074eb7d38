import * as z from 'zod'
import type { Text } from '../base/i18n.ts'
import type { CheckResult } from '../domain/check-result.ts'
import { failedCheck, failureReason, passedCheck, verbatim } from './check.ts'

/** How the bot is connected to Slack; a missing token is a finding, not an error. */
export interface SlackAccess {
  /** `https://slack.com/api/`, or a stand-in. */
  readonly apiUrl: string
  readonly botToken: string | undefined
  /** With it, Socket Mode; without it, requests come over HTTP and are checked with the signing secret. */
  readonly appToken: string | undefined
  readonly signingSecret: string | undefined
  /** IDs of the user groups that the configuration names. */
  readonly userGroups?: readonly string[]
}

const timeoutMs = 10_000

const answerSchema = z.looseObject({
  ok: z.boolean(),
  error: z.string().optional(),
  team: z.string().optional(),
  user: z.string().optional(),
  usergroups: z.array(z.looseObject({ id: z.string() })).optional(),
})

interface SlackAnswer extends z.output<typeof answerSchema> {
  /** From the header x-oauth-scopes. */
  readonly scopes: readonly string[]
}

const botToken = { check: 'slack-bot-token', title: { en: 'Slack bot token', 'zh-CN': 'Slack 机器人令牌' } }
const scopes = { check: 'slack-scopes', title: { en: 'Slack scopes', 'zh-CN': 'Slack 权限范围' } }
const groups = { check: 'slack-user-groups', title: { en: 'Slack user groups', 'zh-CN': 'Slack 用户组' } }
const delivery = { check: 'slack-delivery', title: { en: 'Slack delivery', 'zh-CN': 'Slack 消息接收' } }

const install: Text = {
  en: 'Install the app into the workspace (OAuth & Permissions) and set SLACK_BOT_TOKEN to its token (xoxb-…).',
  'zh-CN': '在 OAuth & Permissions 页面将应用安装到工作区，并将 SLACK_BOT_TOKEN 设为其令牌（xoxb-…）。',
}
const appTokenAdvice: Text = {
  en: 'Make an app-level token with the scope connections:write (Basic Information), switch Socket Mode on, and set SLACK_APP_TOKEN (xapp-…).',
  'zh-CN':
    '在 Basic Information 页面创建带 connections:write 权限的应用级令牌，启用 Socket Mode，并设置 SLACK_APP_TOKEN（xapp-…）。',
}
const oneWayIn: Text = {
  en: 'Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET to receive requests over HTTP.',
  'zh-CN': '使用 Socket Mode 时设置 SLACK_APP_TOKEN；通过 HTTP 接收请求时设置 SLACK_SIGNING_SECRET。',
}
const unset: Text = { en: 'not set', 'zh-CN': '未设置' }

/** Checks the tokens by using them, and the granted scopes against those of manifest.yml. */
export async function checkSlack(
  access: SlackAccess,
  wanted: readonly string[],
): Promise<readonly CheckResult[]> {
  return (await Promise.all([examineBot(access, wanted), examineDelivery(access)])).flat()
}

async function examineBot(access: SlackAccess, wanted: readonly string[]): Promise<readonly CheckResult[]> {
  if (!access.botToken) return [failedCheck(botToken, unset, install)]
  try {
    const answer = await ask(access.apiUrl, 'auth.test', access.botToken)
    if (!answer.ok) return [failedCheck(botToken, verbatim(answer.error ?? 'unknown'), install)]
    const who = verbatim(`${answer.user ?? '?'} @ ${answer.team ?? '?'}`)
    const groups = await userGroupFinding(access, access.botToken)
    return [passedCheck(botToken, who), scopeFinding(answer.scopes, wanted), ...groups]
  } catch (error) {
    return [unreachable(botToken, access.apiUrl, error)]
  }
}

/** Scopes beyond the manifest are no fault: other features of the same app may need them. */
function scopeFinding(granted: readonly string[], wanted: readonly string[]): CheckResult {
  const missing = wanted.filter((scope) => !granted.includes(scope))
  if (missing.length === 0) return passedCheck(scopes, verbatim(wanted.join(', ')))
  const list = missing.join(', ')
  return failedCheck(
    scopes,
    { en: `missing: ${list}`, 'zh-CN': `缺少：${list}` },
    {
      en: 'Paste manifest.yml into the app again (App Manifest) and reinstall it into the workspace.',
      'zh-CN': '在 App Manifest 页面重新粘贴 manifest.yml，然后将应用重新安装到工作区。',
    },
  )
}

/** Whoever is named by a group that there is not can do nothing. What Slack does not tell is not judged. */
async function userGroupFinding(
  { apiUrl, userGroups: named = [] }: SlackAccess,
  token: string,
): Promise<readonly CheckResult[]> {
  if (named.length === 0) return []
  const { ok, usergroups = [] } = await ask(apiUrl, 'usergroups.list', token)
  if (!ok) return []
  const unknown = named.filter((id) => !usergroups.some((group) => group.id === id)).join(', ')
  if (unknown === '') return [passedCheck(groups, verbatim(named.join(', ')))]
  return [
    failedCheck(
      groups,
      { en: `not in this workspace: ${unknown}`, 'zh-CN': `此工作区中不存在：${unknown}` },
      {
        en: 'Nobody has a role or can approve by such a group. Copy its ID from Slack (People → User groups → ⋯) into the configuration, or switch the group on again.',
        'zh-CN':
          '任何人都无法通过该用户组获得角色或进行批准。请从 Slack（人员 → 用户组 → ⋯）复制其 ID 到配置中，或重新启用该用户组。',
      },
    ),
  ]
}

async function examineDelivery(access: SlackAccess): Promise<CheckResult> {
  if (!access.appToken) {
    if (!access.signingSecret) return failedCheck(delivery, unset, oneWayIn)
    return passedCheck(delivery, { en: 'HTTP with signing secret', 'zh-CN': 'HTTP（使用签名密钥）' })
  }
  try {
    const answer = await ask(access.apiUrl, 'apps.connections.open', access.appToken)
    if (answer.ok) return passedCheck(delivery, verbatim('Socket Mode'))
    return failedCheck(delivery, verbatim(answer.error ?? 'unknown'), appTokenAdvice)
  } catch (error) {
    return unreachable(delivery, access.apiUrl, error)
  }
}

function unreachable(
  subject: Pick<CheckResult, 'check' | 'title'>,
  apiUrl: string,
  error: unknown,
): CheckResult {
  const reason = failureReason(error)
  return failedCheck(
    subject,
    { en: `no answer from Slack (${reason})`, 'zh-CN': `Slack 没有响应（${reason}）` },
    {
      en: `Check that this machine reaches ${apiUrl} (proxy, firewall).`,
      'zh-CN': `请检查本机能否访问 ${apiUrl}（代理、防火墙）。`,
    },
  )
}

/** Plain HTTP: two calls do not need Slack's libraries, which only src/slack knows. */
async function ask(apiUrl: string, method: string, token: string): Promise<SlackAnswer> {
  const response = await fetch(new URL(method, apiUrl.replace(/\/*$/, '/')), {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/x-www-form-urlencoded' },
    signal: AbortSignal.timeout(timeoutMs),
  })
  if (!response.ok) throw new Error(`HTTP ${response.status}`)
  const header = response.headers.get('x-oauth-scopes') ?? ''
  const granted = header
    .split(',')
    .map((scope) => scope.trim())
    .filter(Boolean)
  return { ...answerSchema.parse(await response.json()), scopes: granted }
}
