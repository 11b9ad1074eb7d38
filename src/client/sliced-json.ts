import type { Slices } from '../base/slices.ts'

/**
 * JSON read bit by bit, where `JSON.parse` would hold the process up. It is read from the bytes: as a text they would lie
 * in memory once more, and twice as large with a single Chinese character in them.
 */

/** The value; `undefined` for a text that is not JSON, `beyond` for one with more or deeper values than the limits. */
export type JsonResult = { readonly value: unknown } | 'beyond' | undefined

export interface JsonLimits {
  readonly depth: number
  readonly values: number
  /** Characters of a single text; what is longer is cut off and says so. */
  readonly text: number
}

interface OpenList {
  readonly close: ']'
  readonly value: unknown[]
}

interface OpenObject {
  readonly close: '}'
  readonly value: Record<string, unknown>
  key: string
}

export async function parseInSlices(bytes: Buffer, limits: JsonLimits, slices: Slices): Promise<JsonResult> {
  const open: (OpenList | OpenObject)[] = []
  const reader = createReader(bytes, limits.text)
  for (let values = 1; ; values += 1) {
    if (values > limits.values || open.length > limits.depth) return 'beyond'
    if (slices.isFull(1)) await slices.turn()
    let begun = reader.begin()
    while (begun === 'unfinished') {
      await slices.turn()
      begun = reader.begin()
    }
    if (begun === undefined) return undefined
    if ('close' in begun) {
      if (!reader.endsWith(begun.close)) {
        if (begun.close === '}' && !reader.keyInto(begun)) return undefined
        open.push(begun)
        continue
      }
    } else if (slices.isFull(begun.length / 100)) await slices.turn()
    const ended = closed(begun.value, open, reader)
    if (ended === 'more') continue
    return ended !== 'broken' && reader.isAtEnd() ? ended : undefined
  }
}

/** Puts a value where it belongs, and closes what ends with it. */
function closed(
  given: unknown,
  open: (OpenList | OpenObject)[],
  reader: Reader,
): 'more' | 'broken' | { readonly value: unknown } {
  let value = given
  for (let inner = open.at(-1); inner !== undefined; inner = open.at(-1)) {
    if (inner.close === ']') inner.value.push(value)
    else put(inner.value, inner.key, value)
    if (reader.endsWith(',')) return inner.close === ']' || reader.keyInto(inner) ? 'more' : 'broken'
    if (!reader.endsWith(inner.close)) return 'broken'
    value = inner.value
    open.pop()
  }
  return { value }
}

/** As `JSON.parse` does: a field of this name is one like any other. */
function put(into: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') into[key] = value
  else Object.defineProperty(into, key, { value, enumerable: true, writable: true, configurable: true })
}

/** `unfinished`: a text so long that its end is looked for in several turns. */
type Begun = OpenList | OpenObject | { readonly value: unknown; readonly length: number } | 'unfinished'
type Reader = ReturnType<typeof createReader>

function createReader(bytes: Buffer, longest: number) {
  let at = bytes.subarray(0, byteOrderMark.length).equals(byteOrderMark) ? byteOrderMark.length : 0
  /** How far the text that begins at `at` has been looked through. */
  let seen = 0

  function next(): number | undefined {
    while (isBlank(bytes[at])) at += 1
    return bytes[at]
  }

  function endsWith(sign: string): boolean {
    const found = next() === sign.charCodeAt(0)
    if (found) at += 1
    return found
  }

  function string(): string | undefined | 'unfinished' {
    const from = at
    const found = closingQuote(bytes, Math.max(seen, from + 1))
    seen = found.at
    if (!found.closes) return found.at < bytes.length ? 'unfinished' : undefined
    at = found.at + 1
    return contentOf(bytes, from, at, longest)
  }

  function begin(): Begun | undefined {
    const sign = next()
    const from = at
    if (sign === bracket || sign === brace) at += 1
    if (sign === bracket) return { close: ']', value: [] }
    if (sign === brace) return { close: '}', value: {}, key: '' }
    const value = sign === quote ? string() : literal()
    if (value === undefined || value === 'unfinished') return value
    return { value, length: Math.min(at - from, longest) }
  }

  function literal(): unknown {
    const found = /^[^\s,\]}]+/.exec(bytes.toString('latin1', at, at + longestLiteral))?.[0] ?? ''
    at += found.length
    return parsed(found)
  }

  return {
    begin,
    endsWith,
    /** Reads the name of the next field. */
    keyInto(object: OpenObject): boolean {
      const key = next() === quote ? string() : undefined
      object.key = key ?? ''
      return key !== undefined && key !== 'unfinished' && endsWith(':')
    },
    isAtEnd: () => next() === undefined,
  }
}

const byteOrderMark = Buffer.of(0xef, 0xbb, 0xbf)
const [quote, backslash, bracket, brace] = [0x22, 0x5c, 0x5b, 0x7b]
/** No number is written longer. */
const longestLiteral = 64

/** What may stand between the signs of JSON (RFC 8259). */
function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}

/** Escaped quotes that are looked through in one turn. */
const quotesAtOnce = 10_000

/** The closing quote of a text, or how far it has been looked for. */
function closingQuote(bytes: Buffer, from: number): { readonly at: number; readonly closes: boolean } {
  let at = bytes.indexOf(quote, from)
  for (let quotes = 0; at !== -1 && quotes < quotesAtOnce; quotes += 1) {
    let before = at
    while (bytes[before - 1] === backslash) before -= 1
    if ((at - before) % 2 === 0) return { at, closes: true }
    at = bytes.indexOf(quote, at + 1)
  }
  return { at: at === -1 ? bytes.length : at, closes: false }
}

/** What stands between the quotes, cut off if it is too long. */
function contentOf(bytes: Buffer, from: number, end: number, longest: number): string | undefined {
  if (end - from - 2 <= longest) return asText(parsed(bytes.toString('utf8', from, end)))
  // The last word may be half a secret, and the last escape half a character.
  const gap = lastGap(bytes, from + 1, from + longest)
  const start = bytes.toString('utf8', from, gap)
  const value = asText(parsed(`${start.replace(/\\+(?:u[\da-f]{0,3})?$/i, '')}"`))
  return value === undefined ? undefined : `${value}… (${charactersIn(bytes, gap, end)} more characters)`
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** Longest word that is left out as a whole. */
const longestWord = 4_096

/** The end of the last word before that place; never inside a character. */
function lastGap(bytes: Buffer, from: number, end: number): number {
  const earliest = Math.max(from, end - longestWord)
  for (let at = end; at > earliest; at -= 1) if (isBlank(bytes[at])) return at
  let at = earliest
  while (isContinued(bytes[at])) at -= 1
  return at
}

/** In UTF-8 each character is one byte that is not such a one, and those behind it. */
function isContinued(byte = 0): boolean {
  return (byte & 0xc0) === 0x80
}

function charactersIn(bytes: Buffer, from: number, end: number): number {
  let count = 0
  for (let at = from; at < end; at += 1) if (!isContinued(bytes[at])) count += 1
  return count
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
