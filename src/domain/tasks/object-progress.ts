import type { Progress } from './task.ts'

/** How far the objects of a task are, by kind and one by one. */

/** Kinds of objects, in the order in which they are copied (DRS API reference 6.4.4, 7.7.3). */
export const copiedKinds = [
  'database',
  'schema',
  'table_structure',
  'table',
  'table_indexs',
  'index',
  'view',
  'function',
  'procedure',
  'trigger',
  'event',
] as const
export type CopiedKind = (typeof copiedKinds)[number]

export function isCopiedKind(kind: string): kind is CopiedKind {
  return copiedKinds.some((one) => one === kind)
}

/** Counts of one kind (6.4.3, table 7-344). */
export interface KindProgress {
  /** One of `copiedKinds`, or one that the documents do not name. */
  readonly kind: string
  readonly all?: number
  readonly done?: number
  /** Milliseconds since the epoch; DRS has dealt with all of them by then. */
  readonly endedAt?: number
  /** DRS itself calls it failed. */
  readonly failed?: true
}

/** Time that is left, as far as DRS tells it: its documents name no unit for a bare number (5.2.2). */
export type RemainingTime = { readonly ms: number } | { readonly bare: string }

/** Progress of a task in whichever phase, with what only somebody who asks for it wants to know. */
export interface FullProgress {
  readonly progress: Progress
  readonly remaining?: RemainingTime
  /** By the part of `progress.parts`. */
  readonly partsRemaining: Readonly<Record<string, RemainingTime>>
  /** Absent where this answer does not tell kinds. */
  readonly kinds?: readonly KindProgress[]
}

/** One object. A name is `database`, `database.object` or `database.schema.object`. */
export interface ObjectRow {
  readonly source: string
  /** Where it has another name at the destination. */
  readonly destination?: string
  /** 0 to 100; absent where it could not be read. */
  readonly percent?: number
}

/** Objects of one kind, as many as were read. */
export interface ObjectProgress {
  readonly rows: readonly ObjectRow[]
  /** How many there are, as DRS counts them. */
  readonly total: number
  /** Rows that name no object. */
  readonly unreadable: number
}

/** A part of a synchronization that reads or writes changes (7.5.6). */
export interface Component {
  /** `capture` or `apply`, or another word of DRS. */
  readonly type: string
  readonly status?: string
  readonly point?: string
  readonly delayMs?: number
}

/** Whether somebody has to look at a kind: DRS has called it failed, or has finished it with objects missing. */
export function hasFailed({ all, done, endedAt, failed }: KindProgress): boolean {
  return failed === true || (endedAt !== undefined && all !== undefined && done !== undefined && done < all)
}

export function isDone({ all, done }: KindProgress): boolean {
  return all !== undefined && done !== undefined && done >= all
}

/** Of the kinds that the task has any of: failed ones first, then those under way, then what is done; each in the order of copying. */
export function orderedKinds(kinds: readonly KindProgress[]): readonly KindProgress[] {
  const rank = (one: KindProgress) => (hasFailed(one) ? 0 : isDone(one) ? 2 : 1)
  const place = ({ kind }: KindProgress) => {
    return isCopiedKind(kind) ? copiedKinds.indexOf(kind) : copiedKinds.length
  }
  return kinds
    .filter((one) => one.all !== 0 || hasFailed(one))
    .toSorted((a, b) => rank(a) - rank(b) || place(a) - place(b))
}

/** Percent of a kind, where its counts tell. */
export function kindPercent({ all, done }: KindProgress): number | undefined {
  return all === undefined || done === undefined || all === 0 ? undefined : (done / all) * 100
}

/** Whether the failure of the task names the object: no answer says of a single one that it has failed. */
export function isNamedIn(error: string, { source }: ObjectRow): boolean {
  // An empty text would be found everywhere, without an end.
  if (source === '') return false
  const bare = error.replace(/[`"'[\]]/g, '')
  for (let at = bare.indexOf(source); at !== -1; at = bare.indexOf(source, at + 1)) {
    const around = `${bare[at - 1] ?? ' '}${bare[at + source.length] ?? ' '}`
    if (!/[\p{L}\p{N}_$]/u.test(around)) return true
  }
  return false
}

/** Objects that the failure names first, then those of which nothing is known, then by how far they are. */
export function orderedObjects(rows: readonly ObjectRow[], error = ''): readonly ObjectRow[] {
  const rank = (row: ObjectRow) => (isNamedIn(error, row) ? -2 : (row.percent ?? -1))
  const ranked = rows.map((row) => [rank(row), row] as const)
  return ranked.toSorted(([a], [b]) => a - b).map(([, row]) => row)
}

const units: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 }

/**
 * What DRS writes of the time that is left: `0`, `-` and nothing are none. Forms that carry their unit (`01:10:05`, `2h 5min`) are
 * read; a bare number stays what it is.
 */
export function readRemaining(written: string | undefined): RemainingTime | undefined {
  const text = written?.trim() ?? ''
  if (/^(?:[-\u2212].*|0+(?:\.0+)?|)$/.test(text)) return undefined
  if (/^\d+(?:\.\d+)?$/.test(text)) return { bare: text }
  const clock = /^(\d+):([0-5]\d):([0-5]\d)$/.exec(text)
  if (clock) {
    const [, hours = 0, minutes = 0, seconds = 0] = clock.map(Number)
    return positive((hours * 3600 + minutes * 60 + seconds) * 1000)
  }
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)\s*([dhms])[a-z]*\.?/gi)]
  if (
    parts.length === 0 ||
    parts
      .map(([part]) => part)
      .join('')
      .replace(/\s/g, '') !== text.replace(/\s/g, '')
  )
    return undefined
  return positive(
    parts.reduce((sum, [, n, unit = '']) => sum + Number(n) * (units[unit.toLowerCase()] ?? 0), 0),
  )
}

function positive(ms: number): RemainingTime | undefined {
  return ms > 0 ? { ms } : undefined
}

/** The phase that a task is in: what its progress is about. Nothing moves in one that was not started, or has ended. */
export type Phase = 'before' | 'full' | 'incremental' | 'ended'

const phases: Readonly<Record<string, Phase>> = {
  CREATING: 'before',
  CREATE_FAILED: 'before',
  CONFIGURATION: 'before',
  STARTJOBING: 'before',
  WAITING_FOR_START: 'before',
  START_JOB_FAILED: 'before',
  INCRE_TRANSFER_STARTED: 'incremental',
  INCRE_TRANSFER_FAILED: 'incremental',
  RELEASE_RESOURCE_COMPLETE: 'ended',
}

/** A paused task, and one of any other status, is in the phase that its figures speak of. */
export function phaseOf(status: string, mode: string, { percent, lagMs }: Progress): Phase {
  const known = phases[status]
  if (known !== undefined) return known
  if (status.startsWith('FULL_TRANSFER')) return 'full'
  if (mode === 'INCR_TRANS') return 'incremental'
  return lagMs !== undefined && (percent === undefined || percent >= 100) ? 'incremental' : 'full'
}
