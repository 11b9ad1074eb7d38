import type * as z from 'zod'
import type { Locale } from '../base/i18n.ts'
import type { Generation, Operation } from '../drs/operation.ts'
import { type Refusal, RefusedCall, wording } from './refusal.ts'
import type { LocalTask } from './task.ts'
import type { UploadedFile } from './upload.ts'
import type { World } from './world.ts'

/** What an operation works on. */
export interface Call {
  readonly world: World
  readonly locale: Locale
  /** A parameter that comes several times is joined by commas. */
  readonly query: Readonly<Record<string, string>>
  /** Placeholders of the path other than the project. */
  readonly params: Readonly<Record<string, string>>
  /** The header `Region`. */
  readonly region?: string | undefined
  /** The file of an upload. */
  readonly file?: UploadedFile | undefined
}

/** An answer with another HTTP status than the declared one of success. */
export class OtherAnswer {
  readonly status: number
  readonly body: unknown

  constructor(status: number, body: unknown) {
    this.status = status
    this.body = body
  }
}

/** An answer that is a file instead of JSON. */
export class FileAnswer {
  readonly name: string
  readonly type: string
  readonly bytes: Uint8Array

  constructor(name: string, type: string, bytes: Uint8Array) {
    this.name = name
    this.type = type
    this.bytes = bytes
  }
}

/** An operation with its behaviour; `answer` gets the raw body and throws `RefusedCall`. */
export interface Handler {
  readonly operation: Operation
  answer(body: unknown, call: Call): unknown
}

/** Binds behaviour to an operation: what it gets is validated, what it gives is typed by the contract. */
export function handler<Req extends z.ZodType, Res extends z.ZodType>(
  operation: Operation<Req, Res>,
  answer: (request: z.output<Req>, call: Call) => z.input<Res> | OtherAnswer,
): Handler {
  return {
    operation,
    answer(body, call) {
      const { api } = operation
      if (operation.params) accept(api, operation.params, call.params)
      if (operation.query) accept(api, operation.query, call.query)
      return answer(accept(api, operation.request, body), call)
    },
  }
}

function accept<S extends z.ZodType>(api: Generation, schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw refusalOf(parsed.error.issues[0], value, fieldCodes[api])
}

/** How each generation calls a wrong request, an unknown field, a missing one and a wrong value (tables ). */
export const fieldCodes: Readonly<Record<Generation, FieldCodes>> = {
  v3: { request: 'DRS.M00200', unknown: 'DRS.M00305', missing: 'DRS.M00201', value: 'DRS.M00202' },
  v5: { request: 'DRS.10020000', unknown: 'DRS.10020000', missing: 'DRS.10020001', value: 'DRS.10020002' },
}

type FieldCodes = Readonly<Record<'request' | 'unknown' | 'missing' | 'value', string>>

/** The documented code for a field that is wrong: unknown, missing, a page out of range, or of a wrong value. */
function refusalOf(issue: z.core.$ZodIssue | undefined, value: unknown, codes: FieldCodes): RefusedCall {
  if (!issue) return new RefusedCall(codes.request)
  const field = issue.path.map(String).join('.')
  const name = issue.path.at(-1)
  if (issue.code === 'unrecognized_keys') {
    return new RefusedCall(codes.unknown, [field, issue.keys.join(', ')].filter(Boolean).join('.'))
  }
  if (name === 'cur_page' || name === 'per_page') return pageRefusal(issue.code, field)
  if (valueAt(value, issue.path) === undefined) return new RefusedCall(codes.missing, field || 'body')
  return new RefusedCall(codes.value, field || 'body')
}

function pageRefusal(code: string, field: string): RefusedCall {
  return code === 'too_big' ? new RefusedCall('DRS.M00211') : new RefusedCall('DRS.M00210', field)
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, key) => {
    if (typeof inner !== 'object' || inner === null) return undefined
    return Object.getOwnPropertyDescriptor(inner, key)?.value
  }, value)
}

/** The error fields of an item; 6.1.20 and 6.1.21 say `error_message`, most others `error_msg`. */
export function itemError(call: Call, refusal: Refusal) {
  return { error_code: refusal.code, error_msg: wording(refusal, call.locale) }
}

export function itemErrorMessage(call: Call, refusal: Refusal) {
  return { error_code: refusal.code, error_message: wording(refusal, call.locale) }
}

/** The task of an item, or the code that says that it is not there (any more). */
export function lookUp(call: Call, id: string): LocalTask | Refusal {
  const task = call.world.task(id)
  if (!task) return { code: 'DRS.M05003' }
  return task.life.status === 'DELETED' ? { code: 'DRS.M05004' } : task
}

/** The task that the path names; `unknown` is the documented refusal of the operation when there is none. */
export function taskInPath(call: Call, unknown: Refusal = { code: 'DRS.M05003' }): LocalTask {
  const found = lookUp(call, call.params.job_id ?? '')
  if (isRefusal(found)) throw new RefusedCall(unknown.code, unknown.detail)
  return found
}

/** The items between `offset` and `offset + limit` of the query, whose defaults are 0 and 1000. */
export function slice<T>(items: readonly T[], { query }: Call): T[] {
  const offset = Number(query.offset ?? 0)
  return items.slice(offset, offset + Number(query.limit ?? 1_000))
}

export function isRefusal(found: object): found is Refusal {
  return 'code' in found
}

/** One item of the common batch answer; `act` gives the refusal or its code, or nothing. */
export function jobResult(call: Call, id: string, act: (task: LocalTask) => string | Refusal | undefined) {
  const found = lookUp(call, id)
  const refusal = isRefusal(found) ? found : act(found)
  if (refusal === undefined) return { id, status: 'success' }
  return {
    id,
    status: 'failed',
    ...itemError(call, typeof refusal === 'string' ? { code: refusal } : refusal),
  }
}

/** Refuses a call that names a task twice (A.3, DRS.M00301). */
export function unique(ids: readonly string[], field: string): void {
  if (new Set(ids).size !== ids.length) throw new RefusedCall('DRS.M00301', field)
}

/** The same for the usual items. */
export function distinct(jobs: readonly { readonly job_id: string }[]): void {
  unique(
    jobs.map(({ job_id }) => job_id),
    'job_id',
  )
}
