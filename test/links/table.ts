import type { Variant } from './kinds.ts'
import type { Journey } from './life.ts'

/** Pair by pair, how many lives of it came to their end; then those that did not, with their step and what was said. */
export function linksTable(lived: readonly Journey[]): string {
  const kinds = [...new Set(lived.map(kindOf))].toSorted()
  const rows = kinds.map((kind) => {
    const own = lived.filter((one) => kindOf(one) === kind)
    return [kind, `${own.filter(({ failed }) => !failed).length} of ${own.length}`] as const
  })
  const width = Math.max(0, ...rows.map(([kind]) => kind.length))
  const failures = lived.flatMap(({ failed, ...variant }) =>
    failed ? [`${Object.values(variant).join(' ')}: ${failed.step}: ${failed.told}`] : [],
  )
  return [...rows.map(([kind, count]) => `${kind.padEnd(width)}  ${count}`), ...failures].join('\n')
}

function kindOf({ generation, engine, scenario, extra }: Variant): string {
  return [generation, scenario, engine, ...(extra ? [extra] : [])].join('  ')
}
