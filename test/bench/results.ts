import type { Machine } from '../helpers/machine.ts'
import { type Measure, ratio, rounded } from './measure.ts'

/** What `npm run bench -- --save` keeps, and the README shows. */
export interface Results {
  readonly machine: Machine
  readonly measures: readonly Measure[]
}

export const resultsFile = new URL('./results.json', import.meta.url)

/** What was measured, what was wanted, how much of that is used up, and whether it is met. */
export function benchRows(measures: readonly Measure[]): readonly (readonly string[])[] {
  return measures.map((measure) => {
    const { name, value, limit, goal, unit } = measure
    const used = ratio(measure)
    const wanted = limit ?? goal
    return [
      name,
      withUnit(value, unit),
      wanted === undefined ? '-' : `≤ ${withUnit(wanted, unit)}`,
      used === undefined ? '-' : Number.isFinite(used) ? String(rounded(used)) : '∞',
      used === undefined ? '-' : used <= 1 ? 'yes' : 'no',
    ]
  })
}

function withUnit(value: number, unit: string): string {
  return `${rounded(value).toLocaleString('en')} ${unit}`
}
