import { type Locale, say } from '../base/i18n.ts'
import type { ComparedPlace } from '../domain/tasks/comparison.ts'
import { verdictWords } from '../drs/comparison-verdicts.ts'
import { csvCell } from './precheck-file.ts'

const header = [
  say('Database', '库'),
  say('Table or object', '表或对象'),
  say('At the destination', '目标库名称'),
  say('Result', '结果'),
  say('Source', '源库'),
  say('Destination', '目标库'),
  say('Differing', '差异数'),
]

/** What a comparison has found, place by place, as CSV; without remarks, which may quote data. */
export function comparisonTable(places: readonly ComparedPlace[], locale: Locale): string {
  const number = (one: number | undefined) => (one === undefined ? '' : String(one))
  const rows = places.map(({ database, table, destination, verdict, source, target, differing }) => [
    ...[database, table ?? '', destination ?? '', verdictWords(verdict)[locale]],
    ...[number(source), number(target), number(differing)],
  ])
  const lines = [header.map((text) => text[locale]), ...rows]
  // With its mark, Excel reads it as UTF-8.
  return `\uFEFF${lines.map((row) => row.map((one) => csvCell(one)).join(',')).join('\r\n')}\r\n`
}
