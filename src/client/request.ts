import type * as z from 'zod'
import type { Operation } from '../drs/operation.ts'
import type { CallInput } from './call.ts'
import { type Connection, originOf } from './connection.ts'
import { invalidRequest } from './errors.ts'
import { multipartForm } from './form.ts'
import { largestRequestBody } from './send.ts'

/** A request that is checked and complete but for the headers that say who sends it. */
export interface UnsignedRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Empty without a body; bytes for a form with a file. */
  readonly body: string | Buffer
}

/** The request of a call. Throws `DrsError` (`invalid-request`) for one that the operation's schemas refuse. */
export function unsignedRequestOf(connection: Connection, op: Operation, input: CallInput): UnsignedRequest {
  const url = new URL(pathOf(connection, op, input.params ?? {}), originOf(connection.endpoint))
  const { body, contentType } = bodyOf(op, input)
  for (const [name, value] of queryOf(op, input.query)) url.searchParams.append(name, value)
  return {
    method: op.method,
    // URLSearchParams writes a space as `+`, which the gateway would hash as a plus sign.
    url: url.href.replaceAll('+', '%20'),
    headers: {
      'Content-Type': contentType,
      'X-Language': input.language ?? 'en-us',
      'X-Project-Id': connection.projectId,
      ...(op.regionHeader ? { Region: connection.region } : {}),
      Host: url.host,
    },
    body,
  }
}

function pathOf(connection: Connection, op: Operation, params: Readonly<Record<string, string>>): string {
  const values: Readonly<Record<string, string | undefined>> = { ...params, project_id: connection.projectId }
  return op.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name]
    if (!value) throw invalidRequest(op.id, `The path parameter ${name} is missing.`, name)
    if (climbs(value)) throw invalidRequest(op.id, `${name}: “.” and “..” lead to another address`, name)
    return encodeURIComponent(value)
  })
}

/** Whether it holds a step `.` or `..`, however often that is encoded: what decodes it would call another operation. */
function climbs(value: string): boolean {
  const plain = value
    .replace(/%(?:25)+/g, '%')
    .replace(/%2e/gi, '.')
    .replace(/%2f|%5c/gi, '/')
  return plain.split(/[/\\]/).some((step) => step === '.' || step === '..')
}

function queryOf(op: Operation, query: CallInput['query']): readonly (readonly [string, string])[] {
  if (op.query === undefined && query === undefined) return []
  if (op.query === undefined) throw invalidRequest(op.id, 'This operation has no query parameters.')
  return Object.entries(checked(op, op.query, query ?? {})).flatMap(([name, value]) =>
    [value]
      .flat()
      .flatMap((item) => (item === undefined || item === null ? [] : [[name, `${item}`] as const])),
  )
}

/** The body with its type, checked by the operation's schema and by the gateway's limit before anything is signed. */
function bodyOf(
  op: Operation,
  { body, file }: CallInput,
): Pick<UnsignedRequest, 'body'> & { contentType: string } {
  const data = checked(op, op.request, body ?? {})
  const fields = typeof data === 'object' && data !== null ? data : {}
  return multipartForm(op, file, fields) ?? { body: textOf(op, body, data), contentType: 'application/json' }
}

function textOf(op: Operation, body: unknown, data: unknown): string {
  if (op.method === 'GET' || body === undefined) return ''
  const text = JSON.stringify(data)
  if (Buffer.byteLength(text) <= largestRequestBody) return text
  throw invalidRequest(op.id, `The request body is larger than ${largestRequestBody} bytes.`)
}

/** The data if the schema takes it. Issues name fields and rules; they never repeat values, which may be secret. */
function checked<Schema extends z.ZodType>(op: Operation, schema: Schema, data: unknown): z.output<Schema> {
  const result = schema.safeParse(data, { reportInput: false })
  if (result.success) return result.data
  const [issue] = result.error.issues
  const field = issue?.path.join('.') || 'body'
  throw invalidRequest(op.id, `${field}: ${issue?.message ?? 'not allowed'}`, field)
}
