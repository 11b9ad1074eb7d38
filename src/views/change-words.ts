import type { Locale, Text } from '../base/i18n.ts'
import { parseAccessChange } from '../domain/access/access-change.ts'
import { parsePolicyChange, ruleOfChange } from '../domain/approvals/policy-change.ts'
import type { ChangePayload } from '../domain/approvals/request.ts'
import { grantWords } from './access-card.ts'
import type { Line, Section } from './card.ts'
import { ruleLine } from './policy-words.ts'

/** What a change of roles or of rules about approval brings, before and after. */

const words = {
  before: { en: 'Before', 'zh-CN': '变更前' },
  after: { en: 'After', 'zh-CN': '变更后' },
  noRule: { en: 'No approval needed: no rule covers this.', 'zh-CN': '无需审批：没有适用的规则。' },
  given: { en: 'New role', 'zh-CN': '新增角色' },
  takenBack: { en: 'Role removed', 'zh-CN': '收回角色' },
} satisfies Record<string, Text>

/** As people read it; the stored text itself where this release cannot read it. */
export function changeSections(payload: ChangePayload, locale: Locale): readonly Section[] {
  const sections =
    payload.verb === 'policy' ? policySections(payload, locale) : accessSections(payload, locale)
  return sections ?? [{ code: readableChange(payload.change) }]
}

function policySections(
  { change: text, otherwise }: ChangePayload,
  locale: Locale,
): readonly Section[] | undefined {
  const change = parsePolicyChange(text)
  if (!change) return undefined
  const rule: readonly Line[] = [ruleLine(ruleOfChange(change), locale)]
  const others = otherwise?.map((one): Line => ruleLine(one, locale))
  const without = others?.length === 0 ? [words.noRule[locale]] : others
  const [before, after] = 'add' in change ? [without, rule] : [rule, without]
  return [
    ...(before ? [{ heading: words.before[locale], list: before }] : []),
    ...(after ? [{ heading: words.after[locale], list: after }] : []),
  ]
}

function accessSections({ change: text }: ChangePayload, locale: Locale): readonly Section[] | undefined {
  const change = parseAccessChange(text)
  if (!change) return undefined
  const heading = change.kind === 'grant' ? words.given : words.takenBack
  return [{ heading: heading[locale], list: [grantWords(change, locale)] }]
}

/** The canonical form has no spaces; people read the other. */
function readableChange(json: string): string {
  return JSON.stringify(JSON.parse(json), null, 2)
}
