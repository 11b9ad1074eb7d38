import { randomUUID } from 'node:crypto'
import type { Operation } from '../drs/operation.ts'
import { invalidRequest } from './errors.ts'
import { largestRequestBody } from './send.ts'

/** A file to be uploaded. */
export interface FileToSend {
  readonly name: string
  readonly bytes: Uint8Array
}

/** A body with its content type. */
export interface FormBody {
  readonly contentType: string
  readonly body: Buffer
}

/**
 * The multipart body (RFC 7578) of an upload. Throws `DrsError` (`invalid-request`) for a file that the operation does
 * not take; the file's content stays unchecked.
 */
export function multipartForm(
  op: Operation,
  file: FileToSend | undefined,
  fields: object,
): FormBody | undefined {
  if (op.upload === undefined && file === undefined) return undefined
  if (op.upload === undefined) throw invalidRequest(op.id, 'This operation takes no file.')
  if (file === undefined)
    throw invalidRequest(op.id, `${op.upload.file}: the file is missing`, op.upload.file)
  const objection = objectionTo(file, op.upload)
  if (objection) throw invalidRequest(op.id, `${op.upload.file}: ${objection}`, op.upload.file)
  const boundary = `drs-${randomUUID()}`
  const texts = Object.entries(fields).map(([name, value]) => textPart(name, value))
  const parts = [...texts, filePart(op.upload.file, file)].flatMap((part) => [
    Buffer.from(`--${boundary}\r\n`),
    ...part,
    Buffer.from('\r\n'),
  ])
  const body = Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)])
  return { contentType: `multipart/form-data; boundary=${boundary}`, body }
}

function objectionTo(
  { name, bytes }: FileToSend,
  upload: NonNullable<Operation['upload']>,
): string | undefined {
  const { endings, maxBytes = largestRequestBody } = upload
  if (bytes.length === 0) return 'the file is empty'
  if (bytes.length > maxBytes) return `larger than ${maxBytes} bytes`
  const fits = endings === undefined || endings.some((ending) => name.toLowerCase().endsWith(ending))
  return fits ? undefined : `must end with ${endings.join(', ')}`
}

function textPart(name: string, value: unknown): readonly Buffer[] {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return [Buffer.from(`Content-Disposition: form-data; name="${quoted(name)}"\r\n\r\n${text}`)]
}

function filePart(field: string, { name, bytes }: FileToSend): readonly Buffer[] {
  const disposition = `form-data; name="${quoted(field)}"; filename="${quoted(name)}"`
  const head = `Content-Disposition: ${disposition}\r\nContent-Type: application/octet-stream\r\n\r\n`
  return [Buffer.from(head), Buffer.from(bytes)]
}

/** As browsers escape names: what would end the quoted text or the header. */
function quoted(name: string): string {
  return name.replace(/["\r\n]/g, (character) => encodeURIComponent(character))
}
