import { describe, expect, it } from 'vitest'
import { formatAccessChange } from '../../src/domain/access/access-change.ts'
import type { PolicyRule } from '../../src/domain/approvals/policy.ts'
import {
  parsePolicyChange,
  parsePolicyRule,
  policyChangeTitle,
  policyRuleRemoval,
  rulesWithout,
} from '../../src/domain/approvals/policy-change.ts'
import { defaultRules, policyDefaults } from '../../src/domain/approvals/rules.ts'
import { checkBlocks } from '../../src/local-slack/blocks/validate.ts'
import { renderCard } from '../../src/slack/blocks.ts'
import { requestCard } from '../../src/views/request-card.ts'
import { sampleApprovalRequest } from '../helpers/approval-requests.ts'

const hostile = '<!channel>'
const dba = { name: 'dba', users: ['UBOB', 'UCAROL'], userGroups: [] }

function asked(change: string, rules: Parameters<typeof rulesWithout>[1], locale: 'en' | 'zh-CN' = 'en') {
  const read = parsePolicyChange(change)
  if (!read) throw new Error(`no change: ${change}`)
  const otherwise = rulesWithout(read, rules)
  const payload = {
    kind: 'change',
    verb: 'policy',
    title: policyChangeTitle(read),
    change,
    otherwise,
  } as const
  return renderCard(requestCard(sampleApprovalRequest({ payload, locale })))
}

function typed(text: string): string {
  const read = parsePolicyRule(text, [dba])
  if (!('change' in read)) throw new Error(read.wrong.en)
  return read.change
}

describe('a request to change the rules about approval', () => {
  const file = defaultRules
  const wide: PolicyRule = { verbs: ['*'], connections: ['lab'], policy: { ...policyDefaults, need: [] } }
  const given = [{ id: 'rule-one', value: wide }]

  it('says what is needed before and after: verbs, connections, tags, people', () => {
    const { text } = asked(typed('stop,delete prod-* dba:1,approvers:1 tag:env=prod answer:30'), {
      given,
      file,
    })
    expect(text).toMatch(
      /Approval needed: set the approval rule for Stop.*, Delete.* \(prod-∗?\*?, env=prod\)/,
    )
    const [, before = '', after = ''] = text.split(/Before|After/)
    expect(before).toMatch(/\(everywhere\): 1 approver/)
    expect(before).not.toContain('lab')
    expect(before).not.toContain('Switch over')
    expect(after).toContain('env=prod): 1 of dba + 1 approver; answer within 30 min')
  })

  it('says what holds once a rule is taken back, and that nothing does', () => {
    const removal = policyRuleRemoval('rule-one', wide)
    const back = asked(removal, { given, file: [] }, 'zh-CN').text
    expect(back).toContain('撤销审批规则：所有操作')
    expect(back).toMatch(/变更前.*（lab）：无需审批.*变更后.*无需审批：没有适用的规则。/s)
    const [, , after = ''] = asked(removal, { given, file }).text.split(/Before|After/)
    expect(after).toContain('(everywhere): 2 approvers')
  })

  it.each(['en', 'zh-CN'] as const)('lets no name call people or leave its place, in %s', (locale) => {
    const { text, blocks } = asked(typed(`stop ${hostile},*x* 1 tag:${hostile}=_y_`), { given, file }, locale)
    expect(text).toContain('&lt;!channel&gt;')
    expect(JSON.stringify(blocks).replaceAll(/"type":"plain_text","text":"[^"]*"/g, '')).not.toContain(
      hostile,
    )
    expect(checkBlocks(blocks, 'message')).toEqual([])
  })
})

describe('a request to change roles', () => {
  it.each([
    ['New role', { kind: 'grant' }],
    ['Role removed', { kind: 'revoke', id: 'grant-1' }],
  ] as const)('says who, what and where: %s', (heading, kind) => {
    const grant = {
      role: 'admin',
      users: ['UBOB', 'S01DBA'],
      connections: [hostile],
      channels: ['C1', '*'],
    } as const
    const payload = {
      kind: 'change',
      verb: 'access',
      title: { en: 'Roles', 'zh-CN': '角色' },
      change: formatAccessChange({ ...grant, ...kind }),
    } as const
    const { text } = renderCard(requestCard(sampleApprovalRequest({ payload })))
    expect(text).toContain(heading)
    expect(text).toMatch(/admin\*? <!subteam\^S01DBA>, <@UBOB> · .*&lt;!channel&gt;.* · all channels, <#C1>/)
  })

  it('is shown as it is stored where it cannot be read', () => {
    const payload = {
      kind: 'change',
      verb: 'access',
      title: { en: '', 'zh-CN': '' },
      change: '{"new":1}',
    } as const
    expect(renderCard(requestCard(sampleApprovalRequest({ payload }))).text).toContain('"new": 1')
  })
})
