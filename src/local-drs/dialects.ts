import {
  type Asked,
  alarmsNotPassed,
  answerEngines,
  asTexts,
  barePercent,
  clocksDiffer,
  codeAs,
  delaysAsNumbers,
  deletedAsStatus,
  dirtyAsPrinted,
  dirtyTimesAs,
  type Form,
  isRow,
  missingAs,
  missingOnce,
  noErrorAs,
  noRemainingTime,
  nullMap,
  nullPart,
  objectPercentSigns,
  pageBeyondRefused,
  refusedAsWhole,
  remainingAsClock,
  renamed,
  type Said,
  shortGatewayName,
  unbegunWithoutPercent,
  unknownDelayAs,
  unwrapped,
  without,
} from './forms.ts'
import { noise } from './random.ts'

/**
 * The reference is ambiguous in places, and clients that run against the real cloud rely on other forms than it shows.
 * - `documents`: as the reference says.
 * - `sdk`, `terraform`: wherever the models of the vendor's SDK or its Terraform provider rely on another form, that one.
 * - `mixed`: every witnessed form and the documented one by turns.
 */
export const dialects = ['documents', 'sdk', 'terraform', 'mixed'] as const
export type Dialect = (typeof dialects)[number]

/** Who relies on a form; `console` is a console of somebody else's. */
type Witness = 'sdk' | 'terraform' | 'console'

interface WitnessedForm {
  /** Nobody, where the documents are silent and the form is only likely. */
  readonly by: readonly Witness[]
  /** What they rely on. */
  readonly says: string
  /** What the request is taken for. */
  readonly hears?: (body: unknown) => unknown
  /** What the answer becomes. */
  readonly form?: Form
}

interface Place {
  /** Operations; absent: all, and refusals of the gateway. */
  readonly at?: readonly string[]
  readonly forms: readonly WitnessedForm[]
}

const taskQueries = ['batch-job-details', 'batch-job-status']
const lists = ['list-jobs', 'v5-list-jobs']

/** Each place where more than one form is known. An answer has one form of each place. */
const places: Readonly<Record<string, Place>> = {
  'id of a new task': {
    at: ['create-job'],
    forms: [
      { by: ['sdk', 'terraform'], says: 'id, name and status at the top (7.2.1)', form: unwrapped('job') },
    ],
  },
  'network of a task': {
    at: ['batch-job-details'],
    forms: [
      {
        by: ['sdk', 'terraform'],
        says: 'only the list has net_type (6.1.19, 6.1.20)',
        form: without('net_type'),
      },
    ],
  },
  'a task that is not there': {
    at: taskQueries,
    forms: [
      {
        by: ['terraform'],
        says: '400 with results and M05004',
        form: refusedAsWhole('DRS.M05004'),
      },
      { by: ['terraform', 'console'], says: 'M00289 is "does not exist" too', form: missingAs('DRS.M00289') },
      { by: ['console'], says: 'a deleted task has the status DELETED', form: deletedAsStatus },
    ],
  },
  'a page beyond the last': {
    at: taskQueries,
    forms: [{ by: ['sdk', 'console'], says: 'refused with M00211 (6.1.21)', form: pageBeyondRefused }],
  },
  'code of a success': {
    forms: [
      { by: ['console'], says: 'error_code "0"', form: noErrorAs('0') },
      { by: ['terraform'], says: 'error_code ""', form: noErrorAs('') },
      { by: ['sdk'], says: 'error_code null', form: noErrorAs(null) },
    ],
  },
  'code of a busy task': {
    forms: [
      {
        by: ['terraform', 'console'],
        says: 'tries again after either code',
        form: codeAs('DRS.M01504', 'DRS.10000024'),
      },
    ],
  },
  'name of the gateway': {
    forms: [{ by: ['sdk', 'terraform'], says: 'APIG.0301 and the like', form: shortGatewayName }],
  },
  'names of engines': {
    at: [...lists, 'batch-job-details', 'get-job', 'list-links'],
    forms: [
      {
        by: ['sdk', 'terraform'],
        says: 'mongodb-to-dds and mysql-to-mysql come back',
        form: answerEngines,
      },
    ],
  },
  'engine of a list without one': {
    at: ['list-jobs'],
    forms: [
      {
        by: ['terraform', 'console'],
        says: 'the printed default mysql is not applied: DR tasks are found by their id',
        hears: (body) => (isRow(body) ? { engine_type: '', ...body } : body),
      },
    ],
  },
  'list of table comparisons': {
    at: ['list-table-compare-jobs'],
    forms: [{ by: ['sdk', 'terraform'], says: 'compare_jobs', form: renamed('compareJobs', 'compare_jobs') }],
  },
  'progress of a precheck': {
    at: ['batch-precheck-result'],
    forms: [{ by: ['console'], says: 'process without %', form: barePercent }],
  },
  'rate of a precheck': {
    at: ['batch-precheck-result'],
    forms: [{ by: ['terraform'], says: 'result true at 92 % and an alarm', form: alarmsNotPassed }],
  },
  'delay of replication': {
    at: ['batch-job-progress', 'get-job'],
    forms: [
      { by: ['console'], says: 'unknown is -', form: unknownDelayAs('-') },
      { by: ['console'], says: 'unknown is empty', form: unknownDelayAs('') },
      { by: ['sdk'], says: 'unknown is null', form: unknownDelayAs(null) },
      { by: ['console'], says: 'numbers', form: delaysAsNumbers },
      { by: ['console'], says: 'negative while the clocks differ', form: clocksDiffer },
    ],
  },
  'parts of the progress': {
    at: ['batch-job-progress', 'get-job'],
    forms: [
      { by: ['console'], says: 'remaining_time is -', form: noRemainingTime },
      { by: [], says: 'remaining_time carries its unit', form: remainingAsClock },
      { by: ['sdk'], says: 'no map', form: nullMap },
      { by: ['console'], says: 'a part of the map is null', form: nullPart },
    ],
  },
  'abnormal rows': {
    at: ['list-dirty-data'],
    forms: [
      { by: [], says: 'time with T and Z', form: dirtyTimesAs('iso') },
      { by: [], says: 'time in milliseconds', form: dirtyTimesAs('millis') },
      { by: [], says: 'time with a blank', form: dirtyTimesAs('blank') },
      { by: [], says: 'the two fields that are printed', form: dirtyAsPrinted },
    ],
  },
  'objects one by one': {
    at: ['list-progress-data'],
    forms: [
      { by: [], says: 'percent with a sign', form: objectPercentSigns },
      { by: [], says: 'no percent before the beginning', form: unbegunWithoutPercent },
    ],
  },
  'numbers and flags': {
    at: [
      'batch-struct-process',
      'batch-struct-detail',
      ...lists,
      ...taskQueries,
      'batch-job-progress',
      'batch-precheck-result',
      'get-job',
    ],
    forms: [{ by: ['sdk', 'terraform'], says: 'texts: "14", "true"', form: asTexts }],
  },
}

/** Which operation the answer is to, and what decides about its forms: the seed and the number of the call. */
interface Speech {
  readonly dialect: Dialect
  readonly operation: string | undefined
  readonly seed: string
  readonly call: number
}

/** The forms of one answer, at most one of each place. */
export function formsFor({ dialect, operation, seed, call }: Speech): readonly WitnessedForm[] {
  return Object.entries(places).flatMap(([name, { at, forms }]) => {
    if (at && (operation === undefined || !at.includes(operation))) return []
    const drawn = noise('dialect', seed, name, call)
    return formOf(dialect, forms, drawn) ?? []
  })
}

function formOf(dialect: Dialect, forms: readonly WitnessedForm[], drawn: number): WitnessedForm | undefined {
  if (dialect === 'documents') return undefined
  if (dialect === 'mixed') return forms[Math.floor(drawn * (forms.length + 1))]
  const own = forms.filter(({ by }) => by.includes(dialect))
  return own[Math.floor(drawn * own.length)]
}

export function heard(forms: readonly WitnessedForm[], body: unknown): unknown {
  return forms.reduce((meant, { hears }) => hears?.(meant) ?? meant, body)
}

export function spoken(forms: readonly WitnessedForm[], said: Said, asked: Asked): Said {
  return forms.reduce((answer, { form }) => form?.(answer, asked) ?? answer, said)
}

/** In one of so many answers about tasks one of them is said not to exist. */
const seldom = 40

/** A console has seen "job does not exist" for some seconds, of a task that was there all the time. Once for each task. */
export function momentaryForms(
  { dialect, operation, seed, call }: Speech,
  missed: Set<string>,
): readonly WitnessedForm[] {
  if (dialect !== 'mixed' || operation === undefined || !taskQueries.includes(operation)) return []
  const [due, which] = [noise('dialect', seed, 'missing', call), noise('dialect', seed, 'which', call)]
  if (due >= 1 / seldom) return []
  return [{ by: ['console'], says: 'a task does not exist for a moment', form: missingOnce(missed, which) }]
}

/** For how long readers are shown a task as it was before an accepted action, in milliseconds of the tasks' time. */
const lateness = 5_000

/** Clients of all kinds wait until a new status shows, and meet the previous pre-check report meanwhile. */
export function latenessOf({ dialect, seed, call }: Omit<Speech, 'operation'>): number {
  if (dialect === 'documents') return 0
  if (dialect !== 'mixed') return lateness
  return noise('dialect', seed, 'late', call) < 0.5 ? lateness : 0
}
