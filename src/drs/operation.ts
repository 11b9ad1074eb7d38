import type * as z from 'zod'
import type { Text } from '../base/i18n.ts'

/** What a call can do: look, change something that can be changed back, or spoil, end or replace something. */
export const risks = ['read', 'change', 'destructive'] as const
export type Risk = (typeof risks)[number]

export type Generation = 'v3' | 'v5'

/** What a call does to data, cost, alarms, logs or credentials; declared once in effects.ts for both generations. */
export interface CallEffect {
  readonly risk: Exclude<Risk, 'read'>
  /** Why it has that risk: one English line of docs/api.md. */
  readonly why: string
  /** No more than a change for as long as the task is being configured, since nothing runs yet that it could spoil. */
  readonly untilStart?: true
  /** It changes what approvals go by: the tags that are named, perhaps all of them, or the name that people approve. */
  readonly decides?: 'tags' | 'all tags' | 'name'
}

/** A body, or what stands in it under `job`, or one entry of its lists. */
export type BodyEntry = Readonly<Record<string, unknown>>

/** An effect that only some calls have. Unknown counts as asked for. */
export interface PossibleEffect {
  readonly effect: CallEffect
  readonly asks: (entry: BodyEntry) => boolean
}

export type DeclaredEffect = CallEffect | PossibleEffect

/**
 * How a list answer is cut into pages.
 * - `page_req`: body field `page_req: { cur_page, per_page }`; the default page is 5 items, so it is always sent.
 * - `cur_page`: body fields `cur_page` and `per_page`, the total in `total_record`.
 * - `offset`: query parameters `offset` and `limit`, the total in `count` or `total_count`.
 * - `body_offset`: the same in the body.
 */
export type Paging = {
  readonly style: 'page_req' | 'cur_page' | 'offset' | 'body_offset'
  readonly max: number
}

/** The file of an upload; what is documented of it. */
export interface Upload {
  /** Name of the form field. */
  readonly file: string
  /** Possible endings of the file's name, for example `.jar`. */
  readonly endings?: readonly string[]
  /** Largest size in bytes, whatever the ending. */
  readonly maxBytes?: number
  /** It is a workbook with passwords in it. */
  readonly holdsPasswords?: true
  /** The call that gives the file to fill in. */
  readonly template?: string
}

/**
 * A call that asks for what another one brings about. Placeholders of the path of the same name are the same; every other field
 * of its form is named with where its value stands.
 */
export interface ResultCall {
  readonly operation: string
  /** In what was asked for or answered, for example `answer.id`; `*` stands for each entry of a list. */
  readonly from?: Readonly<Record<string, ResultSource>>
  /** What is the same for each call. */
  readonly fixed?: Readonly<Record<string, string>>
  /** Only where these fields of the request have these values. */
  readonly only?: Readonly<Partial<Record<ResultSource, string>>>
}

type ResultSource = `${'params' | 'query' | 'body' | 'answer'}.${string}`

/** One DRS call, declared once; client, local DRS, forms, roles and documentation are derived from it. */
export interface Operation<Req extends z.ZodType = z.ZodType, Res extends z.ZodType = z.ZodType> {
  /** The id of the reference, for example `batch-create-jobs`. */
  readonly id: string
  readonly api: Generation
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** With placeholders: `/v3/{project_id}/jobs/{job_id}/params`. `{project_id}` comes from the connection. */
  readonly path: string
  readonly title: Text
  /** The gravest that a call of it can have. */
  readonly risk: Risk
  /** What its calls do, some of them perhaps only with certain bodies. Absent: they read. */
  readonly effects?: readonly DeclaredEffect[]
  /** Section of the API reference, for example `6.1.1`; those of v5 are of its Chinese edition. */
  readonly section: string
  /** Documented HTTP status of success. */
  readonly success: number
  /** The body's list that may hold at most `limit` items per call; the client splits longer lists. */
  readonly batch?: { readonly list: string; readonly limit: number }
  readonly paging?: Paging
  /** Placeholders of the path other than `{project_id}`. */
  readonly params?: z.ZodObject
  /** The call wants the header `Region` with the connection's region (6.1.38, 6.1.39). */
  readonly regionHeader?: true
  /** The answer is a file, not JSON. */
  readonly download?: true
  /** The body is a form (multipart/form-data) with one file instead of JSON. */
  readonly upload?: Upload
  /** The calls that ask for what it brings about, where it answers before that is done. */
  readonly results?: readonly ResultCall[]
  /** One action of the documented operation with this id: the same method and path, narrowed to the action. */
  readonly actionOf?: string
  /** Query parameters, strict. */
  readonly query?: z.ZodObject
  /** Body: strict, with the documented limits. Without a body: an empty strict object. */
  readonly request: Req
  /** Answer: loose; unknown fields, nulls and numbers written as strings pass. */
  readonly response: Res
}

/** What a call of an operation is given, besides the connection. */
export interface OperationInput {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly body?: unknown
}

export type RequestOf<Op extends Operation> = z.input<Op['request']>
export type ResponseOf<Op extends Operation> = z.output<Op['response']>

/** The risk follows from the effects, where there are any. */
type Declared<Req extends z.ZodType, Res extends z.ZodType> = Omit<Operation<Req, Res>, 'risk'> &
  (Pick<Operation, 'risk'> | Required<Pick<Operation, 'effects'>>)

/** Declares an operation and keeps the types of its schemas. */
export function operation<Req extends z.ZodType, Res extends z.ZodType>(
  declared: Declared<Req, Res>,
): Operation<Req, Res> {
  const { effects } = declared
  if ('risk' in declared && !effects) return declared
  return { ...declared, risk: gravest((effects ?? []).map((one) => effectIn(one).risk)) }
}

/** The effect of a declared one, whatever it hangs on. */
export function effectIn(declared: DeclaredEffect): CallEffect {
  return 'effect' in declared ? declared.effect : declared
}

/** `read` of none. */
export function gravest(given: readonly Risk[]): Risk {
  return risks.findLast((risk) => given.includes(risk)) ?? 'read'
}

/** A field that holds a password, key or certificate: never logged, never shown, redacted in answers. */
export function secret<S extends z.ZodType>(schema: S): S {
  return schema.meta({ secret: true })
}

/** A text that is JSON with secrets in it, under names that tell them (6.1.3); as a whole it is a secret, too. */
export function jsonWithSecrets<S extends z.ZodType>(schema: S): S {
  return schema.meta({ secret: true, json: true })
}
