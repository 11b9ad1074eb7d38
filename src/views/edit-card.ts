import { type Locale, say, type Text } from '../base/i18n.ts'
import type { DrsError } from '../drs/drs-error.ts'
import type { Button, Card, Line } from './card.ts'
import { colon } from './format.ts'
import { drsErrorLines } from './problem-card.ts'

/** What came of changing one thing of a task. */
export type EditResult = { readonly name: Text } & (
  | { readonly before: string; readonly after: string }
  | { readonly requested: true }
  | { readonly why: Text }
  | { readonly error: DrsError }
)

const words = {
  done: say('Task changed', '任务已修改'),
  partly: say('Task partly changed', '任务部分修改完成'),
  none: say('Nothing was changed', '未做任何修改'),
  requested: say('approval requested', '已发起审批请求'),
  requestedTitle: say('Approval requested', '已发起审批请求'),
} satisfies Record<string, Text>

/** What was changed of a task, thing by thing, as DRS showed it before and shows it now. */
export function editCard(
  task: string,
  results: readonly EditResult[],
  locale: Locale,
  buttons: readonly Button[] = [],
): Card {
  const done = results.filter((one) => 'after' in one).length
  const title = done === results.length ? words.done : done > 0 ? words.partly : words.none
  const waits = results.some((one) => 'requested' in one)
  return {
    title: `${(waits && done === 0 ? words.requestedTitle : title)[locale]}${colon[locale]}${task}`,
    tone: done === results.length ? 'good' : waits ? 'working' : 'warning',
    sections: [{ list: results.map((one) => resultLine(one, locale)) }],
    buttons,
  }
}

function resultLine(one: EditResult, locale: Locale): Line {
  const head = [{ bold: one.name[locale] }, ' · ']
  if ('requested' in one) return [...head, words.requested[locale]]
  if ('why' in one) return [...head, one.why[locale]]
  if ('error' in one) return [...head, ...[drsErrorLines(one.error, locale)[0] ?? ''].flat()]
  return [...head, `${one.before} → ${one.after}`]
}
