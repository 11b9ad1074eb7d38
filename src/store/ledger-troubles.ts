import type { Text } from '../base/i18n.ts'
import { unreadableRequests } from './approval-requests.ts'
import type { AuditChain } from './chain.ts'
import { BrokenChain } from './chain-head.ts'
import { grantList, readIssued, ruleList } from './grants.ts'

/**
 * What is wrong with the audit, the grants, the rules and the requests in Redis, for those who look after the bot: each a
 * sentence that stays the same while nothing changes. What is wrong counts for nothing in the meantime.
 */
export async function ledgerTroubles(chain: AuditChain): Promise<readonly Text[]> {
  const [grants, rules, requests] = await Promise.all([
    readIssued(chain, grantList),
    readIssued(chain, ruleList),
    unreadableRequests(chain),
  ])
  return [
    ...(await brokenAudit(chain)),
    ...about([...grants.unreadable, ...grants.altered], grantsText),
    ...about([...rules.unreadable, ...rules.altered], rulesText),
    ...about(requests, requestsText),
  ]
}

async function brokenAudit(chain: AuditChain): Promise<readonly Text[]> {
  try {
    await chain.check()
    return []
  } catch (error) {
    if (error instanceof BrokenChain) return [error.text]
    throw error
  }
}

function about(ids: readonly string[], text: (named: string) => Text): readonly Text[] {
  return ids.length === 0 ? [] : [text([...new Set(ids)].toSorted().join(', '))]
}

function grantsText(named: string): Text {
  return {
    en: `Roles in Redis differ from what the bot wrote, so they don’t count: ${named}`,
    'zh-CN': `Redis 中的角色授权与机器人写入的不一致，因此无效：${named}`,
  }
}

function rulesText(named: string): Text {
  return {
    en: `Approval rules in Redis differ from what the bot wrote, so nothing that may need approval is carried out: ${named}`,
    'zh-CN': `Redis 中的审批规则与机器人写入的不一致，因此暂停所有可能需要审批的操作：${named}`,
  }
}

function requestsText(named: string): Text {
  return {
    en: `Requests in Redis differ from what the bot wrote and can’t be carried out: ${named}`,
    'zh-CN': `Redis 中的审批请求与机器人写入的不一致，因此无法执行：${named}`,
  }
}
