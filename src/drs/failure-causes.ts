import { mongodbFailures } from './failure-causes/mongodb.ts'
import { mysqlLogFailures } from './failure-causes/mysql-log.ts'
import { mysqlObjectFailures } from './failure-causes/mysql-objects.ts'
import { mysqlWriteFailures } from './failure-causes/mysql-write.ts'
import { oracleFailures } from './failure-causes/oracle.ts'
import { otherDatabaseFailures } from './failure-causes/other-databases.ts'
import { postgresqlFailures } from './failure-causes/postgresql.ts'
import type { DatabaseFamily, FailureCause } from './failure-causes/row.ts'
import { serviceFailures } from './failure-causes/service.ts'

export type { FailureCause, FailureRemedyVerb } from './failure-causes/row.ts'

/**
 * Failure texts whose cause is written down somewhere. What DRS wraps around the error of a database
 * (“Unable to connect to DBMS”) stands last, so that the error inside decides where there is one.
 */
export const failureCauses: readonly FailureCause[] = [
  ...mysqlLogFailures,
  ...mysqlWriteFailures,
  ...mysqlObjectFailures,
  ...postgresqlFailures,
  ...mongodbFailures,
  ...oracleFailures,
  ...otherDatabaseFailures,
  ...serviceFailures,
]

/** How DRS and its clients write a database in `engine_type` (6.1.1, A.8). */
const enginesOf: Readonly<Record<DatabaseFamily, RegExp>> = {
  mysql: /mysql|taurus|mariadb|ddm|tidb/,
  postgresql: /postgresql|gaussdb(?!-?(?:for-?)?mysql)|dws/,
  mongodb: /mongo|dds/,
  oracle: /oracle/,
  sqlserver: /sqlserver|mssql/,
  redis: /redis/,
  kafka: /kafka/,
}

/** The row that explains a failure text of a task with this engine type; '' where the engine is not known. */
export function failureCauseOf(text: string, engine = ''): FailureCause | undefined {
  const said = ends(text).toLowerCase().replace(/\s+/g, ' ')
  const known = Object.values(enginesOf).some((pattern) => pattern.test(engine.toLowerCase()))
  return failureCauses.find(
    ({ family, matches }) =>
      (!known || !family || enginesOf[family].test(engine.toLowerCase())) &&
      matches.some((match) => holds(said, match)),
  )
}

/** The parts, one after the other. */
function holds(said: string, match: string | readonly string[]): boolean {
  let from = 0
  for (const part of [match].flat()) {
    const at = said.indexOf(part, from)
    if (at < 0) return false
    from = at + part.length
  }
  return true
}

/** Of a stack of any length its two ends, where what failed and why is said. */
const halfLength = 10_000

function ends(text: string): string {
  if (text.length <= 2 * halfLength) return text
  return `${text.slice(0, halfLength)}\n${text.slice(-halfLength)}`
}

const essenceLength = 300
const causeMarks = ['cause by', 'caused by']
/** A line of a Java stack, or what says how many of them were left out. */
const stackLine = /^\s*(?:at [\w$.<>/]+\(|\.\.\. \d+ (?:more|common frames))/
const exceptionName = /^(?:[\w$]+\.)+[\w$]+:\s*/

/** What a failure text comes down to: the innermost cause, at most 300 characters, without the stack. */
export function failureEssence(text: string): string {
  const lines = ends(text).split('\n')
  const said = lines
    .filter((line) => !stackLine.test(line))
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim()
  const inner = afterLastMark(said)
  const plain = inner.slice(0, 2 * essenceLength).replace(exceptionName, '')
  return plain.length <= essenceLength ? plain : `${plain.slice(0, essenceLength - 1).trimEnd()}…`
}

/** The text after the last mark that has anything behind it, else all of it. */
function afterLastMark(said: string): string {
  const lower = said.toLowerCase()
  const found = causeMarks
    .flatMap((mark) => positionsOf(lower, mark))
    .toSorted((a, b) => b - a)
    .map((end) => said.slice(end).replace(/^[\s:]+/, ''))
  return found.find((rest) => rest !== '') ?? said
}

/** Where each occurrence ends. */
function positionsOf(text: string, mark: string): readonly number[] {
  const found: number[] = []
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + mark.length))
    found.push(at + mark.length)
  return found
}
