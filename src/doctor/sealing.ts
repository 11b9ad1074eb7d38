import type { Text } from '../base/i18n.ts'
import type { CheckResult } from '../domain/check-result.ts'
import { passedCheck } from './check.ts'

const sealing = { check: 'sealing', title: { en: 'Seals in Redis', 'zh-CN': 'Redis 数据封存' } }

const keyed: Text = {
  en: 'the audit, roles, rules and requests are sealed with DRS_CHATOPS_KEY',
  'zh-CN': '审计记录、角色、审批规则和审批请求已用 DRS_CHATOPS_KEY 封存',
}

const none: Text = {
  en: 'none: anyone who can write to Redis can give themselves roles, approve requests and rewrite the audit. To seal it all, set DRS_CHATOPS_KEY, and run npm run audit:seal once if the bot has run before',
  'zh-CN':
    '未封存：任何能写入 Redis 的人都可以为自己授权、批准请求并改写审计记录。如需封存，请设置 DRS_CHATOPS_KEY；若机器人此前已运行过，还需运行一次 npm run audit:seal',
}

/** Whether what decides who may do what is protected from those who can write to Redis; the bot works without it. */
export function checkSealing(hasKey: boolean): CheckResult {
  return passedCheck(sealing, hasKey ? keyed : none)
}
