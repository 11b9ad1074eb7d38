import type { Comparison, ComparisonKind } from '../domain/tasks/comparison.ts'
import { momentOf, numberOf, textOf, withoutUndefined } from './values.ts'

/** What both generations say about comparisons, in the words of the task model. */

/** What was found at one thing that was compared. */
export interface ComparisonFinding {
  readonly equal: boolean
  readonly differences: number
  readonly uncomparable: number
  /** Objects or tables behind it, where DRS counts them. */
  readonly compared?: number
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

/** A row of a list of comparisons; a row without id is none. */
export function listedComparison(row: {
  readonly id?: unknown
  readonly type?: unknown
  readonly status?: unknown
  readonly start_time?: unknown
  readonly end_time?: unknown
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
    }),
  ]
}

export function isSuccessful({ status }: Comparison): boolean {
  return status === 'SUCCESSFUL'
}

/** Nothing for nothing: an empty result proves nothing, and equal ends without anything in them prove as little. */
export function summary(
  findings: readonly ComparisonFinding[],
): Pick<Comparison, 'clean' | 'differences' | 'uncomparable' | 'nothingCompared'> {
  if (findings.length === 0) return {}
  const sum = (of: (finding: ComparisonFinding) => number) =>
    findings.reduce((total, finding) => total + of(finding), 0)
  const differences = sum((finding) => finding.differences)
  const uncomparable = sum((finding) => finding.uncomparable)
  const nothingCompared = findings.every(({ compared }) => compared === 0)
  const equal = findings.every((finding) => finding.equal) && differences === 0 && uncomparable === 0
  return {
    clean: equal && !nothingCompared,
    differences,
    uncomparable,
    ...(nothingCompared && { nothingCompared }),
  }
}

export interface ObjectCounts {
  readonly source_count?: unknown
  readonly target_count?: unknown
}

/** Of a kind of objects: as many as there are at the end that has more. */
export function comparedObjects(row: ObjectCounts): Pick<ComparisonFinding, 'compared'> {
  const counts = [numberOf(row.source_count), numberOf(row.target_count)].filter((one) => one !== undefined)
  return counts.length === 0 ? {} : { compared: Math.max(...counts) }
}

export function latestFirst(comparisons: readonly Comparison[]): readonly Comparison[] {
  return [...comparisons].sort((a, b) => (b.startedAt ?? Infinity) - (a.startedAt ?? Infinity))
}

/** The comparisons, latest first, each kind's latest successful one with what it has found: one question per kind. */
export async function withFindings(
  comparisons: readonly Comparison[],
  ask: (comparison: Comparison, kind: 'row' | 'value') => Promise<readonly ComparisonFinding[]>,
): Promise<readonly Comparison[]> {
  const sorted = latestFirst(comparisons)
  const known = new Map<string, Comparison>()
  for (const kind of ['row', 'value'] as const) {
    const latest = sorted.find((one) => one.kind === kind && isSuccessful(one))
    if (latest) known.set(latest.id, { ...latest, ...summary(await ask(latest, kind)) })
  }
  return sorted.map((one) => known.get(one.id) ?? one)
}
