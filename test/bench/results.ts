import { readFileSync } from 'node:fs'
import { type Machine, machineLine } from '../helpers/machine.ts'
import { type Measure, ratio, rounded } from './measure.ts'

/** What `npm run bench -- --save` keeps of each scenario, and docs/operations.md shows. */
export type Results = Readonly<
  Record<string, { readonly machine: Machine; readonly measures: readonly Measure[] }>
>

export const resultsFile = new URL('./results.json', import.meta.url)

export function readResults(): Results {
  return JSON.parse(readFileSync(resultsFile, 'utf8'))
}

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

/** The part of docs/operations.md that shows what has a limit or a goal, and on what it was measured. */
export function benchTable(results: Results): string {
  const all = Object.values(results)
  const measures = all.flatMap((one) => one.measures).filter((measure) => ratio(measure) !== undefined)
  const rows = benchRows(measures).map(
    ([name, value, wanted, , met]) => `| ${name} | ${value} | ${wanted} | ${met} |`,
  )
  const machines = [...new Set(all.map(({ machine }) => machineLine({ ...machine, loadBefore: 0 })))]
  const loads = all.map(({ machine }) => machine.loadBefore)
  const load = `load ${Math.min(...loads)} to ${Math.max(...loads)} before`
  return [
    ...['| measure | value | limit or goal | met |', '|---|---|---|---|', ...rows],
    ...['', `On ${machines.join('; ').replaceAll(', load 0', '')}, ${load}.`],
  ].join('\n')
}
