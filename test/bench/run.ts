import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { withSection } from '../../src/kit/docs.ts'
import { table } from '../../src/scripts/print.ts'
import { machine, machineLine } from '../helpers/machine.ts'
import { type Measure, NotReached, ratio } from './measure.ts'
import { benchRows, benchTable, type Results, readResults, resultsFile } from './results.ts'
import { type Scenario, scenarios } from './scenarios.ts'

/**
 * `npm run bench [-- --json] [--save] [--small] [name …]`: what was measured, the limit or goal where one is stated, and how
 * much of it is used up. Fails only when a limit is missed, or the load of a scenario did not come about. With names, only
 * those scenarios; `--save` keeps what was measured, and writes the table of docs/operations.md from all that is kept;
 * `--small` takes a tenth of the load where it is large, to see whether all of it works.
 */
const options = process.argv.slice(2)
const names = options.filter((option) => !option.startsWith('--'))
const unknown = names.filter((name) => !(name in scenarios))
if (unknown.length > 0) throw new Error(`there is no scenario ${unknown.join(', ')}`)
const isSmall = options.includes('--small')
if (isSmall && options.includes('--save')) throw new Error('what a small load shows is not kept')
const before = machine()

/** What else the machine does can only make a time longer: a missed limit counts if it is missed twice. */
async function measuredAgain(scenario: Scenario): Promise<readonly Measure[]> {
  const play = () => scenario(isSmall ? 0.1 : 1)
  const first = await play()
  // Limits and goals are those of the whole load.
  if (isSmall) return first.map(({ limit: _, goal: __, ...one }) => one)
  if (!first.some(isMissed)) return first
  const second = new Map((await play()).map((measure) => [measure.name, measure]))
  return first.map((measure) => (isMissed(measure) ? (second.get(measure.name) ?? measure) : measure))
}

function isMissed(measure: Measure): boolean {
  return measure.limit !== undefined && (ratio(measure) ?? 0) > 1
}

/** Says why there is nothing where the load did not come about. */
async function measured(name: string, scenario: Scenario): Promise<readonly Measure[] | undefined> {
  try {
    return await measuredAgain(scenario)
  } catch (error) {
    if (!(error instanceof NotReached)) throw error
    process.stderr.write(`bench: ${name} is not measured: ${error.message}\n`)
    return undefined
  }
}

const measures: Measure[] = []
const unmeasured: string[] = []
const results: Record<string, Results[string]> = {}
for (const [name, scenario] of Object.entries(scenarios)) {
  if (names.length > 0 && !names.includes(name)) continue
  process.stderr.write(`bench: ${name}\n`)
  const own = await measured(name, scenario)
  if (own === undefined) {
    unmeasured.push(name)
    continue
  }
  results[name] = { machine: before, measures: own }
  measures.push(...own)
}
const missed = measures.filter(isMissed).map(({ name }) => name)

if (options.includes('--save')) {
  const kept = { ...(existsSync(resultsFile) ? readResults() : {}), ...results }
  writeFileSync(resultsFile, `${JSON.stringify(kept, undefined, 2)}\n`)
  const page = 'docs/operations.md'
  writeFileSync(page, withSection(readFileSync(page, 'utf8'), 'bench', benchTable(kept)))
}
process.stdout.write(
  options.includes('--json')
    ? `${JSON.stringify({ machine: before, measures, missed, unmeasured }, undefined, 2)}\n`
    : `${table([['MEASURE', 'VALUE', 'LIMIT OR GOAL', 'USED', 'MET'], ...benchRows(measures)])}\n\n${machineLine(before)}\n`,
)
if (missed.length + unmeasured.length > 0) process.exitCode = 1
