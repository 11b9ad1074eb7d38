import type { Text } from '../base/i18n.ts'
import type { CheckResult } from '../domain/check-result.ts'
import { passedCheck, verbatim } from './check.ts'

const page = { check: 'secret-page', title: { en: 'Page for passwords', 'zh-CN': '密码填写页面' } }

const none: Text = {
  en: 'not set up: people can give passwords by reference only (env:NAME, file:/path). To have it, set web.url in the file or DRS_CHATOPS_WEB_URL, and DRS_CHATOPS_KEY',
  'zh-CN':
    '未配置，因此只能以引用方式（env:变量名、file:/路径）提供密码。如需启用，请在配置文件中设置 web.url 或设置 DRS_CHATOPS_WEB_URL，并设置 DRS_CHATOPS_KEY',
}

/** Whether people can hand over passwords on a page of the bot's own; the bot works without it. */
export function checkWeb(web: { readonly url: string } | undefined): CheckResult {
  return passedCheck(page, web ? verbatim(web.url) : none)
}
