import type { Operation } from '../drs/operation.ts'
import { errorFieldsIn } from './answer-forms.ts'
import { errorOfAnswer, malformed, parseJson } from './errors.ts'
import type { RedactionRules } from './redact.ts'
import type { HttpAnswer } from './send.ts'

/** A downloaded file. Its content comes as it is, secrets of any kind included. */
export interface DownloadedFile {
  /** Without folders; made from the operation's id where the answer names none. */
  readonly name: string
  readonly contentType: string
  readonly bytes: Uint8Array
}

/** Downloads beyond this are refused, in bytes: they are held in memory, and people get them over Slack. */
export const largestFile = 50 * 1024 * 1024

/** The file of an accepted call. Throws `DrsError` if there is none: an error in spite of its status, or `malformed`. */
export function downloadedFileOf(op: Operation, answer: HttpAnswer, rules: RedactionRules): DownloadedFile {
  const contentType = answer.headers['content-type'] ?? 'application/octet-stream'
  if (/^application\/json\b/i.test(contentType)) {
    if (errorFieldsIn(parseJson(answer.text))) throw errorOfAnswer(op.id, answer, rules)
  }
  if (answer.bytes.length === 0) throw malformed(op.id, 'The answer holds no file.', answer)
  const name = nameIn(answer.headers['content-disposition']) ?? `${op.id}${endingOf(contentType)}`
  return { name, contentType, bytes: answer.bytes }
}

/** The file name of a `Content-Disposition` header (RFC 6266); the extended form first, which can hold any letter. */
function nameIn(header = ''): string | undefined {
  const extended = /filename\*\s*=\s*[\w-]+'[^']*'([^;\s]+)/i.exec(header)?.[1]
  const plain =
    /filename\s*=\s*"((?:[^"\\]|\\.)*)"/i.exec(header)?.[1] ?? /filename\s*=\s*([^;\s"]+)/i.exec(header)?.[1]
  const given = extended ?? plain?.replace(/\\(.)/g, '$1')
  return given === undefined ? undefined : safeName(decoded(given))
}

/** Some services escape the plain form as well. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name // a percent sign that escapes nothing
  }
}

/** The last part of a path, without what a file system or a message could misread. */
function safeName(name: string): string | undefined {
  const base = name.split(/[/\\]/).at(-1) ?? ''
  const clean = base
    .replace(/[\p{Cc}\p{Cf}<>:"|?*]/gu, '')
    .replace(/^\.+/, '')
    .trim()
    .slice(0, 200)
  return clean === '' ? undefined : clean
}

/** The documented downloads are zip and xlsx files (6.1.39; Chinese edition 7.3.6, 7.4.6, 7.4.9). */
function endingOf(contentType: string): string {
  if (/zip/i.test(contentType)) return '.zip'
  return /spreadsheetml|excel/i.test(contentType) ? '.xlsx' : ''
}
