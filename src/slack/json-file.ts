import { setImmediate } from 'node:timers/promises'
import { createSlices, type Slices } from '../base/slices.ts'
import type { JsonFile } from '../views/answer-card.ts'

/**
 * JSON as a file, indented like `JSON.stringify` with two blanks, written in slices: at once, megabytes would hold up
 * everything else. It is gone through twice, first for its length, so that no more than the file itself is held.
 *
 * @param clean takes secrets out of a part of the text, which never ends inside a value
 */
export async function writeJson(
  json: unknown,
  clean: (text: string) => string,
  slices: Slices,
): Promise<Uint8Array> {
  let length = 0
  for (const part of partsOf(json)) {
    length += Buffer.byteLength(clean(part))
    if (slices.isFull(workOf(part))) await slices.turn()
  }
  const bytes = Buffer.alloc(length)
  let at = 0
  for (const part of partsOf(json)) {
    at += bytes.write(clean(part), at)
    if (slices.isFull(workOf(part))) await slices.turn()
  }
  return bytes
}

/** Its bytes; everything else has its turn meanwhile. */
export function jsonBytes({ json }: JsonFile, clean = (text: string) => text): Promise<Uint8Array> {
  return writeJson(
    json,
    clean,
    createSlices(() => setImmediate()),
  )
}

/** Characters of a part: so many are cleaned at once. */
const partLength = 16_384

/** In the units of slices. */
function workOf(part: string): number {
  return part.length / 20
}

function* partsOf(json: unknown): Generator<string> {
  let part = ''
  for (const piece of piecesOf(json, '\n')) {
    part += piece
    if (part.length < partLength) continue
    yield part
    part = ''
  }
  if (part !== '') yield part
}

/** `line`: what begins a line at this depth. */
function* piecesOf(json: unknown, line: string): Generator<string> {
  if (typeof json !== 'object' || json === null) return yield JSON.stringify(json) ?? 'null'
  const isList = Array.isArray(json)
  const [open, close] = isList ? '[]' : '{}'
  let before = `${open}${line}  `
  for (const [name, value] of isList ? json.entries() : fieldsOf(json)) {
    yield isList ? before : `${before}${JSON.stringify(name)}: `
    yield* piecesOf(value, `${line}  `)
    before = `,${line}  `
  }
  yield before.startsWith(',') ? `${line}${close}` : `${open}${close}`
}

function fieldsOf(json: object): readonly (readonly [string, unknown])[] {
  return Object.entries(json).filter(([, value]) => value !== undefined)
}

/** The same bytes, not a copy. */
export function bufferOver({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}
