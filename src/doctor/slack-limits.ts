import { say, type Text } from '../base/i18n.ts'
import type { CheckResult } from '../domain/check-result.ts'
import type { SlackLimitHit } from '../domain/slack-limit.ts'
import { failedCheck, passedCheck } from './check.ts'

const subject = { check: 'slack-limits', title: say('Slack rate limits', 'Slack 频率限制') }

const none = say('not reached in the last hour, by this replica', '本副本在过去一小时内未达到上限')

/** A burst now and then is what limits are for. */
const mostUsual = 20

const advice = say(
  'Messages come late. Watch many tasks with one filter instead of one by one, or spread them over more channels.',
  '消息会晚到。请用一个筛选条件关注大量任务而非逐个关注，或分散到更多频道。',
)

/** How often Slack has limited the bot lately. */
export function checkSlackLimits(hits: readonly SlackLimitHit[]): CheckResult {
  if (hits.length === 0) return passedCheck(subject, none)
  const methods = [...new Set(hits.map(({ method }) => method))]
  const counts = methods.map((name) => `${name} ${hits.filter(({ method }) => method === name).length}`)
  const found: Text = {
    en: `reached ${hits.length} times in the last hour, by this replica: ${counts.join(', ')}`,
    'zh-CN': `本副本在过去一小时内达到上限 ${hits.length} 次：${counts.join('、')}`,
  }
  return hits.length <= mostUsual ? passedCheck(subject, found) : failedCheck(subject, found, advice)
}
