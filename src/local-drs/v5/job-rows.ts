import type * as z from 'zod'
import type { Locale } from '../../base/i18n.ts'
import { newAsyncJob } from '../../drs/v5/new-job.ts'
import { isRefusal } from '../handler.ts'
import { wording } from '../refusal.ts'
import type { Wish } from './batch-rows.ts'
import { columns, type SheetField, sheetFields } from './job-sheet.ts'
import { described } from './new-task.ts'

/** What a filled import sheet asks for: tasks, or what is wrong with which row. */

/** An error of table 7-234. */
export interface RowError {
  readonly sheet_name: string
  /** Counted as spreadsheets do, from 1. */
  readonly row_num: string
  readonly value: string
  readonly error_message: string
}

interface Row {
  readonly number: number
  readonly job: string
  readonly key: string
  readonly value: string
}

interface Place {
  readonly sheet: string
  readonly locale: Locale
}

export interface ReadSheet {
  readonly wishes: readonly Wish[]
  readonly errors: readonly RowError[]
}

export function readSheet(cells: readonly (readonly string[])[], place: Place): ReadSheet {
  const rows = cells
    .map(
      ([job = '', key = '', value = ''], at): Row => ({
        number: at + 1,
        job: job.trim(),
        key: key.trim(),
        value: value.trim(),
      }),
    )
    .filter(({ number, key, value }) => number > 1 && (key !== '' || value !== ''))
  const jobs = [...new Set(rows.map(({ job }) => job))]
  const read = jobs.map((job) =>
    readJob(
      rows.filter((row) => row.job === job),
      place,
    ),
  )
  return { wishes: read.flatMap(({ wishes }) => wishes), errors: read.flatMap(({ errors }) => errors) }
}

/** Whether the first row names the columns; without it the file is another one. */
export function hasHeader([first = []]: readonly (readonly string[])[]): boolean {
  return columns.slice(0, 3).every((name, at) => first[at]?.trim().toLowerCase() === name)
}

function readJob(rows: readonly Row[], place: Place): ReadSheet {
  const filled = rows.filter(({ value }) => value !== '')
  const values = filled.map((row) => ({ row, ...cellValue(row, place.locale) }))
  const broken = values.flatMap(({ row, problem }) => (problem ? [errorAt(row, problem, place)] : []))
  if (broken.length > 0) return { wishes: [], errors: broken }
  const parsed = newAsyncJob.safeParse(bodyOf(values.map(({ row, value }) => [row.key, value])))
  if (!parsed.success) return { wishes: [], errors: issueErrors(parsed.error, rows, place) }
  const { base_info } = parsed.data
  if (base_info.engine_type !== 'mysql' || base_info.job_type === 'cloudDataGuard') {
    const key = base_info.engine_type === 'mysql' ? 'base_info.job_type' : 'base_info.engine_type'
    return { wishes: [], errors: [refusedKey(key, 'DRS.10010025', rows, place)] }
  }
  const wish = described(parsed.data)
  return isRefusal(wish)
    ? { wishes: [], errors: [refusedKey(wish.detail ?? '', wish.code, rows, place)] }
    : { wishes: [{ described: wish, job: parsed.data }], errors: [] }
}

function fieldOf(key: string): SheetField | undefined {
  return sheetFields.find((field) => field.key === key)
}

function cellValue(
  { key, value }: Row,
  locale: Locale,
): { readonly value?: unknown; readonly problem?: string } {
  const field = fieldOf(key)
  if (!field) return { problem: wording({ code: 'DRS.10020000', detail: key }, locale) }
  if (field.kind === 'text') return { value }
  if (field.kind === 'flag') return { value: value.toLowerCase() === 'true' }
  try {
    const parsed: unknown = JSON.parse(value)
    return { value: parsed }
  } catch {
    // As the example of 7.3.7 says it.
    return { problem: `${key} parse object failed.` }
  }
}

type Tree = { [name: string]: unknown }

/** The body of 7.3.1 for parameters by their places; only known names come here. */
function bodyOf(values: readonly (readonly [string, unknown])[]): Tree {
  const body: Tree = {}
  for (const [key, value] of values) put(body, key.split('.'), value)
  const { source_endpoint, target_endpoint } = body
  return {
    policy_config: {},
    ...body,
    source_endpoint: [withRole(source_endpoint, 'so')],
    target_endpoint: [withRole(target_endpoint, 'ta')],
  }
}

function put(tree: Tree, [name = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    tree[name] = value
    return
  }
  const inner = tree[name]
  const branch: Tree = isTree(inner) ? inner : {}
  tree[name] = branch
  put(branch, rest, value)
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function withRole(end: unknown, role: 'so' | 'ta'): Tree {
  return { ...(isTree(end) ? end : {}), endpoint_role: role }
}

/** One error per parameter, on its row or on the first one of the task. */
function issueErrors(error: z.ZodError, rows: readonly Row[], place: Place): readonly RowError[] {
  const keys = error.issues.map(({ path }) => path.filter((step) => typeof step === 'string').join('.'))
  return [...new Set(keys)].map((key) => {
    const given = rows.some((row) => row.key === key && row.value !== '')
    return refusedKey(key, given ? 'DRS.10020002' : 'DRS.10020001', rows, place)
  })
}

function refusedKey(key: string, code: string, rows: readonly Row[], place: Place): RowError {
  const row = rows.find((known) => known.key === key) ?? rows.find((known) => key.startsWith(`${known.key}.`))
  const message = wording({ code, detail: key }, place.locale)
  const at = row ?? { number: rows[0]?.number ?? 1, job: '', key, value: '' }
  return errorAt(at, message, place)
}

/** Passwords are not repeated. */
function errorAt({ number, key, value }: Row, message: string, { sheet }: Place): RowError {
  return {
    sheet_name: sheet,
    row_num: String(number),
    value: fieldOf(key)?.secret ? '' : value,
    error_message: message,
  }
}
