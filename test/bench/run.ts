import { printRows } from '../../src/scripts/print.ts'
import { type Measure, ratio } from './measure.ts'
import { polling } from './polling.ts'
import { starts } from './start.ts'

/** `npm run bench [-- --json]`: what was measured, the stated limit, and how much of it is used up. */
const measures: readonly Measure[] = [...(await starts()), ...(await polling())]

const rows = measures.map((measure) => ({ ...measure, ratio: Number(ratio(measure).toFixed(3)) }))

printRows(
  rows,
  (row) => [row.name, `${row.value} ${row.unit}`, `${row.limit} ${row.unit}`, String(row.ratio)],
  ['MEASURE', 'VALUE', 'LIMIT', 'RATIO'],
)
if (rows.some((row) => row.ratio > 1)) process.exitCode = 1
