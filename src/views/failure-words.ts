import type { Locale, Text } from '../base/i18n.ts'
import { type ActionVerb, permission } from '../domain/actions/permission.ts'
import { actionOf } from '../domain/actions/rows.ts'
import type { Snapshot } from '../domain/watching/snapshot.ts'
import { type FailureRemedyVerb, failureCauseOf, failureEssence } from '../drs/failure-causes.ts'
import type { Inline, Line } from './card.ts'
import { colon } from './format.ts'

const words = {
  cause: { en: 'Likely cause', 'zh-CN': '可能原因' },
  remedy: { en: 'What to do', 'zh-CN': '处理建议' },
  next: { en: 'Then', 'zh-CN': '然后' },
} satisfies Record<string, Text>

/** The failure text of a task, with what is known of the task. */
export type FailedTask = Pick<Snapshot, 'error' | 'engine'>

const causeOf = ({ error = '', engine }: FailedTask) => failureCauseOf(error, engine)

/** In one line: what it means, as far as that is known, and the essence of DRS's own text. */
export function failureLine(task: FailedTask, locale: Locale): Line {
  const essence = failureEssence(task.error ?? '')
  const row = causeOf(task)
  return row ? [row.meaning[locale], ' ', { code: essence }] : { code: essence }
}

/** What it means, why, and what to do; only DRS's own text where nothing is known. */
export function failureLines(task: FailedTask, locale: Locale): Line[] {
  if (!task.error) return []
  return [failureLine(task, locale), ...failureAdvice(task, locale)]
}

/** Why, and what to do, if that is known. */
export function failureAdvice(task: FailedTask, locale: Locale): Line[] {
  const row = causeOf(task)
  if (!row) return []
  return [
    [{ bold: words.cause[locale] }, colon[locale], row.cause[locale]],
    [{ bold: words.remedy[locale] }, colon[locale], row.remedy[locale]],
    ...(row.verb ? [[{ bold: words.next[locale] }, colon[locale], ...verbInlines(row.verb, locale)]] : []),
  ]
}

function verbInlines(verb: FailureRemedyVerb, locale: Locale): Inline[] {
  return [actionOf(verb).words.button[locale], ' ', { code: `/drs ${verb}` }]
}

/** What the first button asks for: the action after the remedy if the task's state allows it. What destroys is said in words only. */
export function failureVerb(snapshot: Snapshot): ActionVerb {
  const verb = causeOf(snapshot)?.verb ?? 'resume'
  const { status, scenario = '' } = snapshot
  const possible = status !== null && permission(verb, { status, scenario }).ok
  return possible && actionOf(verb).style !== 'danger' ? verb : 'resume'
}
