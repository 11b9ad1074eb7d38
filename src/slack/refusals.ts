import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError } from '@slack/web-api'
import type { Text } from '../base/i18n.ts'
import { UserError } from '../base/user-error.ts'
import type { ChannelBarrier } from '../domain/watching/watch.ts'
import { barrierWords } from '../views/barrier-words.ts'

/**
 * What Slack's error codes mean (Slack docs, the error tables of chat.*, conversations.*, views.* and "Using the Slack Web
 * API"). One table for what is delivered and for what is answered to a person.
 *
 * - `channel`: nothing can be said there until somebody changes that
 * - `message`: the message or its thread is not there or not open any more
 * - `content`: Slack will never take what was sent
 * - `late`: the trigger of a form is used up or older than three seconds
 * - `closed`: the person has closed the form
 * - `moved`: the form has changed meanwhile; it can be drawn again
 * - `signed-out`: nothing works until the app is installed again
 * - `passing`: worth another try
 */
type RefusalKind =
  | 'channel'
  | 'message'
  | 'content'
  | 'late'
  | 'closed'
  | 'moved'
  | 'signed-out'
  | 'limited'
  | 'passing'

interface RefusalRow {
  readonly kind: RefusalKind
  readonly text: Text
  /** With `channel`. */
  readonly barrier?: ChannelBarrier
}

const words = {
  late: {
    en: 'That took too long, so Slack did not open the form. What you typed is kept.',
    'zh-CN': '响应时间过长，Slack 未能打开表单。您输入的内容已保留。',
  },
  closed: { en: 'The form was closed.', 'zh-CN': '表单已关闭。' },
  limited: {
    en: 'Slack is limiting the bot’s requests right now. Wait a moment, then try again.',
    'zh-CN': 'Slack 目前限制了机器人的请求频率，请稍后重试。',
  },
  trouble: {
    en: 'Slack has a problem right now and did not do this. Try again in a moment.',
    'zh-CN': 'Slack 目前出现问题，未完成此操作，请稍后重试。',
  },
  unreached: {
    en: 'The bot can’t reach Slack right now. Try again in a moment.',
    'zh-CN': '目前无法连接 Slack，请稍后重试。',
  },
  person: {
    en: 'Slack can’t deliver messages to this person: the account is deactivated, or the bot can’t see it.',
    'zh-CN': 'Slack 无法向此人发送消息：账号已停用或对机器人不可见。',
  },
  noDirect: {
    en: 'Direct messages from the bot are switched off. A workspace admin can switch on the Messages tab of the app.',
    'zh-CN': '已关闭来自机器人的私信。工作区管理员可在应用设置中启用“消息”选项卡。',
  },
  keys: {
    en: 'Your organization has withdrawn access to the messages of this channel (Enterprise Key Management). Ask your security team, or use another channel.',
    'zh-CN': '贵组织已停止对该频道消息的访问（企业密钥管理）。请联系安全团队，或改用其他频道。',
  },
  notApproved: {
    en: 'The app is not approved for this workspace. A workspace admin can approve it.',
    'zh-CN': '该应用未获准在此工作区使用，可由工作区管理员批准。',
  },
  message: {
    en: 'The message or its thread is no longer there, or no longer open.',
    'zh-CN': '该消息或其消息列已不存在或已关闭。',
  },
  content: {
    en: 'Slack does not accept this content. It has been logged.',
    'zh-CN': 'Slack 不接受该内容，已记录日志。',
  },
  signedOut: {
    en: 'Slack no longer accepts the bot’s token. An administrator has to install the app again and set SLACK_BOT_TOKEN.',
    'zh-CN': 'Slack 不再接受机器人的令牌，需由管理员重新安装应用并设置 SLACK_BOT_TOKEN。',
  },
  scope: {
    en: 'The app lacks a permission in Slack. An administrator has to paste manifest.yml into the app again (App Manifest) and reinstall it.',
    'zh-CN':
      '该应用在 Slack 中缺少权限，需由管理员在 App Manifest 页面重新粘贴 manifest.yml 并重新安装应用。',
  },
} satisfies Record<string, Text>

const channel = (barrier: ChannelBarrier, text: Text = barrierWords[barrier]): RefusalRow => ({
  kind: 'channel',
  barrier,
  text,
})
const late: RefusalRow = { kind: 'late', text: words.late }
const closed: RefusalRow = { kind: 'closed', text: words.closed }
const message: RefusalRow = { kind: 'message', text: words.message }
const content: RefusalRow = { kind: 'content', text: words.content }
const signedOut: RefusalRow = { kind: 'signed-out', text: words.signedOut }
const limited: RefusalRow = { kind: 'limited', text: words.limited }
const trouble: RefusalRow = { kind: 'passing', text: words.trouble }

export const refusals: Readonly<Record<string, RefusalRow>> = {
  channel_not_found: channel('absent'),
  not_in_channel: channel('absent'),
  user_not_in_channel: channel('absent'),
  is_archived: channel('archived'),
  is_inactive: channel('archived'),
  restricted_action: channel('forbidden'),
  restricted_action_read_only_channel: channel('read-only'),
  restricted_action_thread_only_channel: channel('read-only'),
  restricted_action_non_threadable_channel: message,
  restricted_action_thread_locked: message,
  no_permission: channel('forbidden'),
  access_denied: channel('forbidden'),
  ekm_access_denied: channel('forbidden', words.keys),
  team_access_not_granted: channel('forbidden', words.notApproved),
  messages_tab_disabled: channel('forbidden', words.noDirect),
  user_not_found: channel('absent', words.person),
  user_disabled: channel('absent', words.person),
  message_not_found: message,
  thread_not_found: message,
  cant_update_message: message,
  edit_window_closed: message,
  invalid_blocks: content,
  invalid_blocks_format: content,
  msg_too_long: content,
  msg_blocks_too_long: content,
  no_text: content,
  invalid_arguments: content,
  metadata_too_large: content,
  view_too_large: content,
  push_limit_reached: content,
  duplicate_external_id: content,
  expired_trigger_id: late,
  exchanged_trigger_id: late,
  invalid_trigger_id: late,
  trigger_expired: late,
  trigger_exchanged: late,
  // Of views.update: a view that is not open any more is not there.
  not_found: closed,
  view_not_found: closed,
  hash_conflict: { kind: 'moved', text: words.trouble },
  token_revoked: signedOut,
  token_expired: signedOut,
  account_inactive: signedOut,
  invalid_auth: signedOut,
  not_authed: signedOut,
  missing_scope: { kind: 'signed-out', text: words.scope },
  ratelimited: limited,
  rate_limited: limited,
  internal_error: trouble,
  fatal_error: trouble,
  service_unavailable: trouble,
  request_timeout: trouble,
}

/** What Slack answered with an error, in plain words. */
export class SlackRefusal extends UserError {
  readonly kind: RefusalKind
  readonly barrier: ChannelBarrier | undefined
  /** Milliseconds, with `limited`, where Slack says it. */
  readonly retryAfter: number | undefined

  constructor({ kind, text, barrier }: RefusalRow, cause: unknown, retryAfter?: number) {
    super(text)
    this.cause = cause
    this.kind = kind
    this.barrier = barrier
    this.retryAfter = retryAfter
  }
}

/** Whatever Slack's client has thrown. What is not known to be final may pass. */
export function refusalOf(error: unknown): SlackRefusal {
  if (error instanceof SlackRefusal) return error
  if (error instanceof WebAPIRateLimitedError)
    return new SlackRefusal(limited, error, error.retryAfter * 1000)
  if (error instanceof WebAPIHTTPError) return new SlackRefusal(trouble, error)
  if (!(error instanceof WebAPIPlatformError))
    return new SlackRefusal({ kind: 'passing', text: words.unreached }, error)
  const { error: code, ...details } = error.data
  const row = refusals[code] ?? (code.startsWith('restricted_action') ? channel('forbidden') : trouble)
  const needed = 'needed' in details && typeof details.needed === 'string' ? details.needed : undefined
  return new SlackRefusal(
    code === 'missing_scope' && needed ? { ...row, text: scopeWords(needed) } : row,
    error,
  )
}

function scopeWords(scope: string): Text {
  return {
    en: `The app lacks the scope ${scope} in Slack. An administrator has to add it under OAuth & Permissions, Bot Token Scopes, and reinstall the app.`,
    'zh-CN': `该应用在 Slack 中缺少权限范围 ${scope}，需由管理员在 OAuth & Permissions 的 Bot Token Scopes 中添加，并重新安装应用。`,
  }
}
