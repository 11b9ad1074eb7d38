import { type Locale, say, type Text, type TextTemplate } from '../base/i18n.ts'
import { commandTarget } from '../domain/command-targets.ts'
import type { ProcessingRule, RuleVerdict, TaskRules } from '../domain/tasks/data-rules.ts'
import type { Task } from '../domain/tasks/task.ts'
import type { Button, Card, Line } from './card.ts'
import { plural } from './format.ts'
import { ruleLines, verdictLine } from './rule-words.ts'

const words = {
  now: say('Now', '当前'),
  after: say('After saving', '保存后'),
  check: say('Check by DRS', 'DRS 校验结果'),
  save: say('Save', '保存'),
  edit: say('Edit', '修改'),
  unchecked: say(
    'API v3 can’t check conditions before they are saved. The pre-check does.',
    'v3 接口不支持保存前校验，将在预检查时校验。',
  ),
  final: say('API v3 can’t take a rule back once it is saved.', 'v3 接口不支持删除已保存的规则。'),
  meanwhile: say(
    'The rules have changed since the preview. Look again before you save.',
    '预览后规则已发生变化，请确认后再保存。',
  ),
  unread: say('Couldn’t read what is there now. Look again later.', '未能读取当前设置，请稍后再查看。'),
  before: say('Before', '修改前'),
  recheck: say('Run the pre-check again.', '请重新预检查。'),
  failed: say('Correct these before you can save.', '请修改以下规则后再保存。'),
} satisfies Record<string, Text>

const titles = {
  now: { en: (name) => `Data rules: ${name}`, 'zh-CN': (name) => `数据加工规则：${name}` },
  preview: {
    en: (name) => `Data rules of ${name}: nothing is saved yet`,
    'zh-CN': (name) => `${name} 的数据加工规则：尚未保存`,
  },
  saved: {
    en: (name) => `Data rules saved: ${name}`,
    'zh-CN': (name) => `已保存数据加工规则：${name}`,
  },
} satisfies Record<string, TextTemplate<[name: string]>>

const unread: TextTemplate<[count: number]> = {
  en: (count) =>
    `DRS shows ${plural(count, 'further rule', 'further rules')} in an unknown form. Change rules in the console.`,
  'zh-CN': (count) => `DRS 还返回了 ${count} 条无法识别的规则，请在控制台修改规则。`,
}

const counted: TextTemplate<[passed: number, failed: number]> = {
  en: (passed, failed) => `${passed} passed, ${failed} failed`,
  'zh-CN': (passed, failed) => `通过 ${passed} 条，未通过 ${failed} 条`,
}

const more: TextTemplate<[count: number]> = {
  en: (count) => `… and ${count} more`,
  'zh-CN': (count) => `……另有 ${count} 条`,
}

/** A message is read at a glance. */
const shownRules = 12
const shownFailures = 8

/** The rules of a task as DRS shows them. */
export function rulesCard(
  { name }: Pick<Task, 'name'>,
  { rules, unreadable, change }: Pick<TaskRules, 'rules' | 'unreadable'> & { readonly change?: Button },
  locale: Locale,
): Card {
  return {
    title: titles.now[locale](name),
    tone: 'neutral',
    lines: ruleLines(rules, locale, shownRules),
    ...(unreadable > 0 && { sections: [{ lines: [unread[locale](unreadable)] }] }),
    ...(change && { buttons: [change] }),
  }
}

interface RulesPreview {
  readonly api: TaskRules['api']
  /** Only those about what is changed. */
  readonly before: readonly ProcessingRule[]
  readonly after: readonly ProcessingRule[]
  /** Of conditions, where DRS can be asked. */
  readonly verdicts: readonly RuleVerdict[] | undefined
  /** Where the form is kept. */
  readonly id: string
  /** It was shown before, and is not what it was. */
  readonly meanwhile?: boolean
}

/** What saving would change, and what DRS says of it. */
export function rulesPreviewCard(
  { name }: Pick<Task, 'name'>,
  { api, before, after, verdicts, id, meanwhile }: RulesPreview,
  locale: Locale,
): Card {
  const failed = (verdicts ?? []).filter(({ passed }) => !passed)
  const edit = { label: words.edit[locale], action: commandTarget('transform', 'again'), value: id }
  const save = {
    ...{ label: words.save[locale], action: commandTarget('transform', 'save'), value: id },
    style: 'primary' as const,
  }
  const v3 = api === 'v3' ? [words.unchecked[locale], words.final[locale]] : []
  return {
    title: titles.preview[locale](name),
    tone: failed.length > 0 || meanwhile ? 'warning' : 'neutral',
    lines: [...(meanwhile ? [words.meanwhile[locale]] : []), ...v3],
    sections: [
      { heading: words.now[locale], lines: ruleLines(before, locale) },
      { heading: words.after[locale], lines: ruleLines(after, locale) },
      ...(verdicts ? [{ heading: words.check[locale], lines: checkLines(verdicts, failed, locale) }] : []),
    ],
    buttons: failed.length > 0 ? [{ ...edit, style: 'primary' }] : [save, edit],
  }
}

function checkLines(
  verdicts: readonly RuleVerdict[],
  failed: readonly RuleVerdict[],
  locale: Locale,
): readonly Line[] {
  const left = failed.length - shownFailures
  return [
    counted[locale](verdicts.length - failed.length, failed.length),
    ...(failed.length > 0 ? [words.failed[locale]] : []),
    ...failed.slice(0, shownFailures).map(({ path, message }) => verdictLine(path, message, locale)),
    ...(left > 0 ? [more[locale](left)] : []),
  ]
}

/** What was saved; `now`: what DRS shows of these tables, `undefined` where it could not be read. */
export function rulesSavedCard(
  { name }: Pick<Task, 'name'>,
  {
    before,
    now,
  }: {
    readonly before: readonly ProcessingRule[]
    readonly now: readonly ProcessingRule[] | undefined
  },
  locale: Locale,
): Card {
  return {
    title: titles.saved[locale](name),
    tone: 'good',
    lines: [words.recheck[locale]],
    sections: [
      { heading: words.before[locale], lines: ruleLines(before, locale) },
      { heading: words.now[locale], lines: now ? ruleLines(now, locale) : [words.unread[locale]] },
    ],
  }
}
