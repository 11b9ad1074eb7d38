import type { Locale } from '../base/i18n.ts'
import { answeredEngine } from './engine-names.ts'
import { RefusedCall, wording } from './refusal.ts'

/** The forms that an answer may have beside the documented one. Which occur where is in dialects.ts. */

export interface Said {
  readonly status: number
  readonly body: unknown
}

/** What the answer is to. */
export interface Asked {
  readonly body: unknown
  readonly locale: Locale
}

/** Another form of a documented answer; what it does not fit comes back as it is. */
export type Form = (said: Said, asked: Asked) => Said

type Row = Readonly<Record<string, unknown>>

/** Files are no records: what makes them answers is their class. */
export function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

function mapped(row: Row, change: (value: unknown, name: string) => unknown): Row {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, change(value, name)]))
}

function inRows(value: unknown, change: (row: Row) => Row): unknown {
  return Array.isArray(value) ? value.map((item: unknown) => (isRow(item) ? change(item) : item)) : value
}

/** Changes each row of the lists of an answer. */
function eachRow(change: (row: Row) => Row): Form {
  return (said) =>
    isRow(said.body) ? { ...said, body: mapped(said.body, (value) => inRows(value, change)) } : said
}

/** Changes the answer itself, and each of its rows. */
function everywhere(change: (row: Row) => Row): Form {
  return (said, asked) => {
    const rows = eachRow(change)(said, asked)
    return isRow(rows.body) ? { ...rows, body: change(rows.body) } : rows
  }
}

/** Changes the part with this name in each row and in the answer, at any depth of the names. */
function inPart(path: readonly string[], change: (part: Row) => Row): (row: Row) => Row {
  const [first, ...rest] = path
  if (first === undefined) return change
  return (row) => {
    const part = row[first]
    return isRow(part) ? { ...row, [first]: inPart(rest, change)(part) } : row
  }
}

/** Leaves a field out of each row. */
export function without(field: string): Form {
  return eachRow((row) => Object.fromEntries(Object.entries(row).filter(([name]) => name !== field)))
}

/** Gives a field of the answer another name. */
export function renamed(from: string, to: string): Form {
  return (said) => {
    if (!isRow(said.body) || !(from in said.body)) return said
    const { [from]: value, ...rest } = said.body
    return { ...said, body: { ...rest, [to]: value } }
  }
}

/** What is documented inside a part stands at the top. */
export function unwrapped(field: string): Form {
  return (said) => {
    const part = isRow(said.body) ? said.body[field] : undefined
    return isRow(part) ? { ...said, body: part } : said
  }
}

// --- tasks that are not there -------------------------------------------------------------------------------------

const noTask: ReadonlySet<unknown> = new Set(['DRS.M05003', 'DRS.M05004'])
const isMissing = (row: unknown): row is Row => isRow(row) && noTask.has(row.error_code)

/** One task that is not there turns the whole call down; only the refusals come back, under a code of their own. */
export function refusedAsWhole(code: string): Form {
  return (said, { locale }) => {
    const results = isRow(said.body) && Array.isArray(said.body.results) ? said.body.results : []
    const missing = results.filter(isMissing)
    if (missing.length === 0) return said
    const rows = missing.map(({ id }) => ({ error_code: code, error_msg: worded(code, id, locale) }))
    return { status: 400, body: { results: rows, count: rows.length } }
  }
}

/** One answer says of a task that it does not exist, and all others that it does: `missed` holds those of whom it was said. */
export function missingOnce(missed: Set<string>, drawn: number): Form {
  return (said, { locale }) => {
    const results = isRow(said.body) && Array.isArray(said.body.results) ? said.body.results : []
    const there = results.filter(
      (row) =>
        isRow(row) && row.error_code === undefined && typeof row.id === 'string' && !missed.has(row.id),
    )
    const id: unknown = there[Math.floor(drawn * there.length)]?.id
    if (typeof id !== 'string') return said
    missed.add(id)
    const gone = { id, error_code: 'DRS.M05003', error_message: worded('DRS.M05003', id, locale) }
    return eachRow((row) => (row.id === id ? gone : row))(said, { body: undefined, locale })
  }
}

/** Another code for the same. */
export function missingAs(code: string): Form {
  return (said, asked) =>
    eachRow((row) =>
      isMissing(row)
        ? { id: row.id, error_code: code, error_message: worded(code, row.id, asked.locale) }
        : row,
    )(said, asked)
}

function worded(code: string, id: unknown, locale: Locale): string {
  return wording({ code, detail: typeof id === 'string' ? id : undefined }, locale)
}

/** A deleted task has a status like any other. */
export const deletedAsStatus: Form = eachRow((row) =>
  row.error_code === 'DRS.M05004' ? { id: row.id, status: 'DELETED' } : row,
)

/** A page that is not there is refused instead of empty. */
export const pageBeyondRefused: Form = (said, { body, locale }) => {
  const results = isRow(said.body) ? said.body.results : undefined
  const asked = isRow(body) && Array.isArray(body.jobs) && body.jobs.length > 0
  if (!asked || !Array.isArray(results) || results.length > 0) return said
  const { refusal, status } = new RefusedCall('DRS.M00211')
  return { status, body: { error_code: refusal.code, error_msg: wording(refusal, locale) } }
}

// --- codes --------------------------------------------------------------------------------------------------------

const successes: ReadonlySet<unknown> = new Set(['success', 'Success'])

/** What succeeded has an error code all the same, which says that there is none. */
export function noErrorAs(code: '0' | '' | null): Form {
  return everywhere((row) =>
    successes.has(row.status) && row.error_code === undefined
      ? { ...row, error_code: code, error_msg: code === null ? null : '' }
      : row,
  )
}

/** Another code wherever this one would stand. */
export function codeAs(from: string, to: string): Form {
  return everywhere((row) => (row.error_code === from ? { ...row, error_code: to } : row))
}

/** The gateway's other name. */
export const shortGatewayName: Form = everywhere((row) =>
  typeof row.error_code === 'string'
    ? { ...row, error_code: row.error_code.replace(/^APIGW\./, 'APIG.') }
    : row,
)

// --- values -------------------------------------------------------------------------------------------------------

/** Engine pairs under the names that only answers have. */
export const answerEngines: Form = everywhere((row) => {
  const named = engineIn(row, row.db_use_type ?? row.job_type)
  const instance = inPart(['inst_info'], (part) => engineIn(part, row.db_use_type))(named)
  return inPart(['job', 'base_info'], (part) => engineIn(part, part.job_type))(instance)
})

function engineIn(row: Row, scenario: unknown): Row {
  return 'engine_type' in row
    ? { ...row, engine_type: answeredEngine(row.engine_type, scenario ?? row.db_use_type) }
    : row
}

/** Numbers and truth values written as texts. */
export const asTexts: Form = (said) => (isRow(said.body) ? { ...said, body: textsIn(said.body) } : said)

function textsIn(value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return value.map(textsIn)
  return isRow(value) ? mapped(value, textsIn) : value
}

/** Progress of a precheck without the percent sign. */
export const barePercent: Form = eachRow((row) =>
  typeof row.process === 'string' ? { ...row, process: row.process.replace('%', '') } : row,
)

/** Alarms do not count as passed, though they do not stop a start: the result is true at less than 100 %. */
export const alarmsNotPassed: Form = eachRow((row) => {
  const items = Array.isArray(row.precheck_result) ? row.precheck_result.filter(isRow) : []
  if (items.length === 0) return row
  const passed = items.filter(({ result }) => result === 'PASSED').length
  return { ...row, total_passed_rate: `${Math.floor((passed / items.length) * 100)}%` }
})

// --- progress -----------------------------------------------------------------------------------------------------

const delayNames = [
  'incre_trans_delay',
  'incre_trans_delay_millis',
  'incr_trans_delay',
  'incr_trans_delay_millis',
]

/** In rows of 5.2.2, and in the part that 7.5.1 has for it. */
function progress(change: (row: Row) => Row): Form {
  return (said, asked) => {
    const rows = eachRow(change)(said, asked)
    return isRow(rows.body) ? { ...rows, body: inPart(['job', 'progress_info'], change)(rows.body) } : rows
  }
}

function delays(change: (written: string, name: string) => unknown): Form {
  return progress((row) =>
    mapped(row, (value, name) =>
      delayNames.includes(name) && typeof value === 'string' ? change(value, name) : value,
    ),
  )
}

/** A delay that is not known yet is no number at all. */
export function unknownDelayAs(written: '-' | '' | null): Form {
  return delays((value) => (value === '-1' ? written : value))
}

export const delaysAsNumbers: Form = delays(Number)

/** By how much the clocks of both ends differ in `clocksDiffer`, in milliseconds. */
const clockDifference = 10_000

/** The clock of the destination is ahead: a delay of less than 5 s comes out negative. */
export const clocksDiffer: Form = delays((written, name) => {
  const inMillis = name.endsWith('_millis')
  const millis = Number(written) * (inMillis ? 1 : 1_000)
  if (millis < 0 || millis >= 5_000) return written
  const shown = millis - clockDifference
  return String(inMillis ? shown : Math.floor(shown / 1_000))
})

/** The time that is left is not told. */
export const noRemainingTime: Form = progress((row) =>
  'remaining_time' in row ? { ...row, remaining_time: '-' } : row,
)

/** The time that is left with its unit, for the seconds that this service counts. */
export const remainingAsClock: Form = progress((row) =>
  Number(row.remaining_time) > 0 ? { ...row, remaining_time: clockOf(Number(row.remaining_time)) } : row,
)

function clockOf(seconds: number): string {
  return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
    .map((part) => String(part).padStart(2, '0'))
    .join(':')
}

/** Times of rows of 7.5.3 as ISO texts, milliseconds since the epoch, or with a blank. */
export function dirtyTimesAs(written: 'iso' | 'millis' | 'blank'): Form {
  return eachRow((row) => {
    const at = typeof row.error_time === 'string' ? Date.parse(row.error_time) : Number.NaN
    if (Number.isNaN(at)) return row
    const iso = new Date(at).toISOString().slice(0, 19)
    const forms = { iso: `${iso}Z`, millis: at, blank: iso.replace('T', ' ') }
    return { ...row, error_time: forms[written] }
  })
}

/** Only the two fields of a row that the printed table has (7.5.3). */
export const dirtyAsPrinted: Form = eachRow(({ db_name, schema_name }) => ({ db_name, schema_name }))

/** Percent of an object with its sign, as other answers have it (7.7.3). */
export const objectPercentSigns: Form = eachRow((row) => ({ ...row, progress: `${String(row.progress)}%` }))

/** An object that is not begun has no figure. */
export const unbegunWithoutPercent: Form = eachRow((row) =>
  row.progress === 0 ? { ...row, progress: null } : row,
)

export const nullMap: Form = progress((row) => ('progress_map' in row ? { ...row, progress_map: null } : row))

/** One part of the map is empty. */
export const nullPart: Form = progress((row) => {
  const map = row.progress_map
  const [first] = isRow(map) ? Object.keys(map) : []
  return isRow(map) && first !== undefined ? { ...row, progress_map: { ...map, [first]: null } } : row
})
