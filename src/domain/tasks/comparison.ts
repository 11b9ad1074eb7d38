import * as z from 'zod'
import type { DeepReadonly } from '../../base/deep-readonly.ts'
import { type VerdictKind, verdictKind, verdicts } from '../../drs/comparison-verdicts.ts'
import { textSchema } from '../text/schemas.ts'

export const comparisonKinds = ['object', 'row', 'value'] as const
export type ComparisonKind = (typeof comparisonKinds)[number]

export function isComparisonKind(kind: string): kind is ComparisonKind {
  return comparisonKinds.some((one) => one === kind)
}

/** A database with what is in it, or a kind of objects; with `table` one table or object of it. */
const comparedPlaceSchema = z.object({
  database: z.string(),
  table: z.string().exactOptional(),
  /** Its name at the destination, where that is another. */
  destination: z.string().exactOptional(),
  verdict: z.enum(verdicts),
  /** Rows, or objects, at each end. */
  source: z.number().exactOptional(),
  target: z.number().exactOptional(),
  /** Rows of a table, or tables of a database, that differ. */
  differing: z.number().exactOptional(),
  /** What DRS remarks. */
  note: z.string().exactOptional(),
})
export type ComparedPlace = DeepReadonly<z.output<typeof comparedPlaceSchema>>

/** A comparison of source and destination that was carried out once. */
export const comparisonSchema = z.object({
  id: z.string(),
  /** A `ComparisonKind`, or what DRS calls a kind that is none of these, for example `random`. */
  kind: z.string(),
  /** For example `RUNNING`, `SUCCESSFUL` or `CANCELLED` (6.1.26, 7.5.1). */
  status: z.string(),
  /** Milliseconds since the epoch. */
  startedAt: z.number().exactOptional(),
  endedAt: z.number().exactOptional(),
  /**
   * Known of the latest successful comparison of each kind: true if something was compared, everything could be, and all of
   * it is equal. Absent where there is no result.
   */
  clean: z.boolean().exactOptional(),
  /** How many items differ: kinds of objects, tables (v3) or databases (v5). */
  differences: z.number().exactOptional(),
  /** How many items could not be compared. */
  uncomparable: z.number().exactOptional(),
  /** DRS counted what it compared, and it was nothing. */
  nothingCompared: z.literal(true).exactOptional(),
  /** How much was compared, and in what DRS counts that; absent where it does not count. */
  compared: z.number().exactOptional(),
  unit: z.enum(['objects', 'tables', 'databases']).exactOptional(),
  /** While it runs: how much of it is compared, 0 to 100. */
  percent: z.number().exactOptional(),
  /** Of one that is looked at closely: what differs or could not be compared, the worst first, at most `mostShown`. */
  worst: z.array(comparedPlaceSchema).exactOptional(),
  /** The file of its result, where there is a call that makes one (6.1.38). */
  file: z.enum(['none', 'going', 'ready', 'failed']).exactOptional(),
  /** Why it failed, in DRS's words. */
  error: z.string().exactOptional(),
})
export type Comparison = DeepReadonly<z.output<typeof comparisonSchema>>

/** Of what differs as much as a message shows. */
export const mostShown = 10

/** Statuses of a comparison that still has to run, or runs (6.1.26, 7.5.1). */
const unfinished: ReadonlySet<string> = new Set([
  'WAITING_FOR_RUNNING',
  'RUNNING',
  'FULL_DOING',
  'INCRE_DOING',
])

/** Whether nothing more will come of a comparison. One without a status was listed before it began. */
export function isComparisonFinished({ status }: Comparison): boolean {
  return status !== '' && !unfinished.has(status)
}

/** A dynamic comparison that has compared everything, and compares what changes until somebody ends it (6.1.26). */
export function isFollowingChanges({ status }: Comparison): boolean {
  return status === 'INCRE_DOING'
}

/** Whether a result can be read of it. */
export function hasResult({ status }: Comparison): boolean {
  return status === 'SUCCESSFUL' || status === 'INCRE_DOING'
}

/** A comparison that somebody has begun through the bot. */
export const begunComparisonSchema = z.object({
  kind: z.enum(comparisonKinds),
  /** As far as DRS has told it. */
  id: z.string().exactOptional(),
  /** When DRS begins it, milliseconds since the epoch; absent: at once. */
  at: z.number().exactOptional(),
  /** DRS has not begun it, and why. */
  refused: textSchema.exactOptional(),
})
export type BegunComparison = DeepReadonly<z.output<typeof begunComparisonSchema>>

/** So far may the clock of DRS be behind ours, ms. */
const skewMs = 60_000

/** One that does not say when it began counts as begun just now. */
export function beganSince({ startedAt }: Comparison, since: number): boolean {
  return startedAt === undefined || startedAt >= since - skewMs
}

/** What became of it; nothing as long as DRS does not show it. `all`: the latest first. `since`: when it was asked for. */
export function comparisonBegun(
  { kind, id }: BegunComparison,
  all: readonly Comparison[],
  since: number,
): Comparison | undefined {
  return all.find((one) => one.id === id) ?? all.find((one) => one.kind === kind && beganSince(one, since))
}

/** Whether all that was begun has come to its end, or to where only somebody can end it. */
export function areOver(
  begun: readonly BegunComparison[],
  all: readonly Comparison[],
  since: number,
): boolean {
  return begun
    .filter(({ refused }) => refused === undefined)
    .every((one) => {
      const found = comparisonBegun(one, all, since)
      return found !== undefined && (isComparisonFinished(found) || isFollowingChanges(found))
    })
}

/** The same where nobody knows which was begun. */
export function isAnyOver([latest]: readonly Comparison[], since: number): boolean {
  return latest !== undefined && isComparisonFinished(latest) && beganSince(latest, since)
}

/** The latest of each kind, the latest first. */
export function latestOfEach(all: readonly Comparison[]): readonly Comparison[] {
  return all.filter(({ kind }, at) => all.findIndex((one) => one.kind === kind) === at)
}

const ranks: Readonly<Record<VerdictKind, number>> = { different: 0, uncomparable: 1, going: 2, equal: 3 }

/** What differs before what could not be compared before what is the same; of two that differ the one with more to it. */
export function worstFirst(places: readonly ComparedPlace[]): readonly ComparedPlace[] {
  const rank = ({ verdict }: ComparedPlace) => ranks[verdictKind(verdict)]
  const order = ({ verdict }: ComparedPlace) => verdicts.indexOf(verdict)
  const isMissing = ({ verdict }: ComparedPlace) => Number(verdict === 'missing')
  const weight = ({ differing, source = 0, target = 0 }: ComparedPlace) =>
    differing ?? Math.abs(source - target)
  return places.toSorted(
    (a, b) =>
      rank(a) - rank(b) ||
      isMissing(b) - isMissing(a) ||
      weight(b) - weight(a) ||
      order(a) - order(b) ||
      nameOf(a).localeCompare(nameOf(b), 'en'),
  )
}

function nameOf({ database, table = '' }: ComparedPlace): string {
  return `${database}\u0000${table}`
}

export function isUnequal({ verdict }: ComparedPlace): boolean {
  return verdictKind(verdict) === 'different' || verdictKind(verdict) === 'uncomparable'
}

/** A row that differs: its keys at the ends where it is, and the SQL that shows it. All of it is data of users. */
export interface DifferingRow {
  readonly sourceKeys: readonly string[]
  readonly targetKeys: readonly string[]
  readonly sourceSql?: string
  readonly targetSql?: string
}

/** A page of them. */
export interface DifferingRows {
  readonly rows: readonly DifferingRow[]
  /** On all pages; absent where DRS does not count. */
  readonly total?: number
}

/** Comparisons that DRS makes by itself, as set in the console (7.7). */
export interface RegularComparisons {
  /** Milliseconds since the epoch. */
  readonly nextAt?: number
  readonly everyHours?: number
  /** What DRS calls them, for example `lines` or `account`. */
  readonly latest: readonly { readonly types: string; readonly status: string; readonly at?: number }[]
}
