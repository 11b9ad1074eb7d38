import {
  type ComparedPlace,
  type Comparison,
  type ComparisonKind,
  hasResult,
  isComparisonFinished,
  isComparisonKind,
  isUnequal,
  latestOfEach,
  mostShown,
  worstFirst,
} from '../domain/tasks/comparison.ts'
import { type Verdict, verdictKind } from '../drs/comparison-verdicts.ts'
import { momentOf, numberOf, textOf, withoutUndefined } from './values.ts'

/** What both generations say about comparisons, in the words of the task model. */

/** What was found at one thing that was compared. */
export interface ComparisonFinding {
  readonly place: ComparedPlace
  readonly differences: number
  readonly uncomparable: number
  /** Objects or tables behind it that were compared, and that are to be, where DRS counts them. */
  readonly compared?: number
  readonly wanted?: number
}

/** How the wire calls a kind of comparison at the level of data (6.1.26, 7.6.1). */
export const wireKinds = {
  object: 'object',
  row: 'lines',
  value: 'contents',
} as const satisfies Record<ComparisonKind, string>

const kindsOfWire: ReadonlyMap<string, ComparisonKind> = new Map([
  ['lines', 'row'],
  ['contents', 'value'],
])

export function kindOf(type: string): string {
  return kindsOfWire.get(type) ?? type
}

const files: Readonly<Record<string, Comparison['file']>> = {
  INIT: 'none',
  EXPORTING: 'going',
  EXPORT_COMPLETE: 'ready',
  EXPORT_COMMON_FAILED: 'failed',
}

/** State of the file of a result (6.1.26, 6.1.36). */
export function fileOf({ export_status }: { readonly export_status?: unknown }): Pick<Comparison, 'file'> {
  const file = files[textOf(export_status) ?? '']
  return file === undefined ? {} : { file }
}

/** A row of a list of comparisons; a row without id is none. */
export function listedComparison(row: {
  readonly id?: unknown
  readonly type?: unknown
  readonly status?: unknown
  readonly start_time?: unknown
  readonly end_time?: unknown
  readonly error_msg?: unknown
}): readonly Comparison[] {
  const id = textOf(row.id)
  if (id === undefined) return []
  return [
    withoutUndefined({
      id,
      kind: kindOf(textOf(row.type) ?? ''),
      status: textOf(row.status) ?? '',
      startedAt: momentOf(row.start_time),
      endedAt: momentOf(row.end_time),
      error: textOf(row.error_msg),
    }),
  ]
}

/** Nothing for nothing: an empty result proves nothing, and equal ends without anything in them prove as little. */
export function summary(
  findings: readonly ComparisonFinding[],
  unit: Comparison['unit'],
): Pick<Comparison, 'clean' | 'differences' | 'uncomparable' | 'nothingCompared' | 'compared' | 'unit'> {
  if (findings.length === 0) return {}
  const sum = (of: (finding: ComparisonFinding) => number) =>
    findings.reduce((total, finding) => total + of(finding), 0)
  const differences = sum((finding) => finding.differences)
  const uncomparable = sum((finding) => finding.uncomparable)
  const nothingCompared = findings.every(({ compared }) => compared === 0)
  const equal =
    findings.every(({ place }) => verdictKind(place.verdict) === 'equal') &&
    differences === 0 &&
    uncomparable === 0
  const isCounted = findings.every(({ compared }) => compared !== undefined)
  return {
    clean: equal && !nothingCompared,
    differences,
    uncomparable,
    ...(nothingCompared && { nothingCompared }),
    ...(isCounted && unit && { compared: sum(({ compared = 0 }) => compared), unit }),
  }
}

/** Of one that runs; nothing where DRS does not say how much there is to be compared. */
function progress(findings: readonly ComparisonFinding[]): Pick<Comparison, 'percent'> {
  const all = findings.reduce((sum, { wanted = 0 }) => sum + wanted, 0)
  const done = findings.reduce((sum, { compared = 0 }) => sum + compared, 0)
  return all === 0 ? {} : { percent: Math.min(100, Math.floor((done / all) * 100)) }
}

/** A finding that stands for what DRS does not count more closely. `counted`: it is one of what is counted. */
export function plainFinding(place: ComparedPlace, counted: boolean): ComparisonFinding {
  const kind = verdictKind(place.verdict)
  const judged = kind === 'equal' || kind === 'different'
  return {
    place,
    differences: kind === 'different' ? 1 : 0,
    uncomparable: kind === 'uncomparable' || kind === 'going' ? 1 : 0,
    ...(counted && { compared: judged ? 1 : 0, wanted: 1 }),
  }
}

export interface ObjectCounts {
  readonly type?: unknown
  readonly source_count?: unknown
  readonly target_count?: unknown
}

/** Of a kind of objects: as many as there are at the end that has more. */
export function objectFinding(row: ObjectCounts, verdict: Verdict): ComparisonFinding {
  const source = numberOf(row.source_count)
  const target = numberOf(row.target_count)
  const counts = [source, target].filter((one) => one !== undefined)
  const place = withoutUndefined({ database: textOf(row.type) ?? '', verdict, source, target })
  const isDone = verdictKind(verdict) !== 'going'
  const most = Math.max(...counts)
  return {
    ...plainFinding(place, false),
    ...(counts.length > 0 && { compared: isDone ? most : 0, wanted: most }),
  }
}

export function latestFirst(comparisons: readonly Comparison[]): readonly Comparison[] {
  return [...comparisons].sort((a, b) => (b.startedAt ?? Infinity) - (a.startedAt ?? Infinity))
}

/** How closely comparisons are looked at. */
export interface Closeness {
  /** Also how far the running ones are, and what exactly the latest ones have found. */
  readonly closely?: boolean
}

/** How the findings of one comparison are read, each level on its own. */
export interface ResultReader {
  findings(comparison: Comparison): Promise<readonly ComparisonFinding[]>
  unit(comparison: Comparison): Comparison['unit']
  /** The tables of a database, or the objects of a kind. */
  places(comparison: Comparison, database: string): Promise<readonly ComparedPlace[]>
}

/**
 * The comparisons, latest first, each kind's latest that has a result with what it has found: one question per kind. Closely,
 * the running ones with how far they are, and those that are not clean with what is worst in them.
 */
export async function withFindings(
  comparisons: readonly Comparison[],
  reader: ResultReader,
  { closely = false }: Closeness = {},
): Promise<readonly Comparison[]> {
  const sorted = latestFirst(comparisons)
  const running = closely ? sorted.filter((one) => isRunning(one) && isComparisonKind(one.kind)) : []
  const wanted = [...judged(sorted), ...running]
  const known = new Map<string, Comparison>()
  for (const one of new Set(wanted)) known.set(one.id, await withFinding(one, reader, closely))
  return sorted.map((one) => known.get(one.id) ?? one)
}

/** One that waits has found nothing yet, and DRS may say nothing of it. */
function isRunning(one: Comparison): boolean {
  return !isComparisonFinished(one) && one.status !== 'WAITING_FOR_RUNNING' && one.status !== ''
}

function judged(sorted: readonly Comparison[]): readonly Comparison[] {
  return latestOfEach(sorted.filter(hasResult)).filter(({ kind }) => isComparisonKind(kind))
}

async function withFinding(one: Comparison, reader: ResultReader, closely: boolean): Promise<Comparison> {
  const findings = await reader.findings(one)
  if (!hasResult(one)) return { ...one, ...progress(findings) }
  const found: Comparison = { ...one, ...summary(findings, reader.unit(one)) }
  if (!closely || found.clean !== false) return found
  const worst = await worstOf(one, findings, reader)
  return worst.length === 0 ? found : { ...found, worst }
}

/** So many databases are looked into for what a message shows of them. */
const mostLookedInto = 3

/** The worst tables; databases and kinds of objects as such where what is in them is not told. */
async function worstOf(
  comparison: Comparison,
  findings: readonly ComparisonFinding[],
  { places }: ResultReader,
): Promise<readonly ComparedPlace[]> {
  const unequal = worstFirst(findings.map(({ place }) => place).filter(isWorthLooking(findings)))
  if (comparison.kind === 'object') return unequal.slice(0, mostShown)
  const tables: ComparedPlace[] = []
  for (const one of unequal.slice(0, mostLookedInto)) {
    const inside = (await places(comparison, one.database)).filter(isUnequal)
    tables.push(...(inside.length > 0 ? inside : [one]))
  }
  return worstFirst([...tables, ...unequal.slice(mostLookedInto)]).slice(0, mostShown)
}

/** A database may count as equal though DRS could not compare all of it. */
function isWorthLooking(findings: readonly ComparisonFinding[]) {
  const counted = new Set(
    findings
      .filter(({ differences, uncomparable }) => differences > 0 || uncomparable > 0)
      .map(({ place }) => place),
  )
  return (place: ComparedPlace) => isUnequal(place) || counted.has(place)
}

/** What two lists say of tables, those of the first before those of the second. */
export function eachOnce(places: readonly ComparedPlace[]): readonly ComparedPlace[] {
  const first = new Map<string, ComparedPlace>()
  for (const one of places) {
    const key = `${one.database}\u0000${one.table ?? ''}`
    if (!first.has(key)) first.set(key, one)
  }
  return [...first.values()]
}

/** Other than at the source. */
export function renamed(source: string, target: string | undefined): { readonly destination?: string } {
  return target === undefined || target === '' || target === source ? {} : { destination: target }
}
