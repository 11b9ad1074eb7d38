/** JSON read bit by bit, for texts that `JSON.parse` would hold the process up with. */

/** Long work cut into slices, between which everything else of the process has its turn. */
export interface Slices {
  /** Counts work, in units of about a microsecond; true when the slice is full and somebody else's turn is to be waited for. */
  isFull(work: number): boolean
  turn(): Promise<void>
}

/** A slice, in the units of `isFull`: some five to ten milliseconds. */
const sliceSize = 3_000

export function createSlices(turn: () => Promise<void>): Slices {
  let done = 0
  return {
    isFull(work) {
      done = done >= sliceSize ? work : done + work
      return done >= sliceSize
    },
    turn,
  }
}

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

export async function parseInSlices(text: string, limits: JsonLimits, slices: Slices): Promise<JsonResult> {
  const open: (OpenList | OpenObject)[] = []
  const reader = createReader(text, limits.text)
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

function createReader(text: string, longest: number) {
  let at = 0
  /** How far the text that begins at `at` has been looked through. */
  let seen = 0

  function next(): string | undefined {
    while (' \n\r\t'.includes(text[at] ?? 'x')) at += 1
    return text[at]
  }

  function endsWith(sign: string): boolean {
    const found = next() === sign
    if (found) at += 1
    return found
  }

  function string(): string | undefined | 'unfinished' {
    const from = at
    const found = closingQuote(text, Math.max(seen, from + 1))
    seen = found.at
    if (!found.closes) return found.at < text.length ? 'unfinished' : undefined
    at = found.at + 1
    return contentOf(text, from, at, longest)
  }

  function begin(): Begun | undefined {
    const sign = next()
    const from = at
    if (sign === '[' || sign === '{') at += 1
    if (sign === '[') return { close: ']', value: [] }
    if (sign === '{') return { close: '}', value: {}, key: '' }
    const value = sign === '"' ? string() : literal()
    if (value === undefined || value === 'unfinished') return value
    return { value, length: Math.min(at - from, longest) }
  }

  function literal(): unknown {
    const word = /[^\s,\]}]{1,64}/y
    word.lastIndex = at
    const found = word.exec(text)?.[0] ?? ''
    at += found.length
    return parsed(found)
  }

  return {
    begin,
    endsWith,
    /** Reads the name of the next field. */
    keyInto(object: OpenObject): boolean {
      const key = next() === '"' ? string() : undefined
      object.key = key ?? ''
      return key !== undefined && key !== 'unfinished' && endsWith(':')
    },
    isAtEnd: () => next() === undefined,
  }
}

/** Escaped quotes that are looked through in one turn. */
const quotesAtOnce = 10_000

/** The closing quote of a text, or how far it has been looked for. */
function closingQuote(text: string, from: number): { readonly at: number; readonly closes: boolean } {
  let at = text.indexOf('"', from)
  for (let quotes = 0; at !== -1 && quotes < quotesAtOnce; quotes += 1) {
    let before = at
    while (text[before - 1] === '\\') before -= 1
    if ((at - before) % 2 === 0) return { at, closes: true }
    at = text.indexOf('"', at + 1)
  }
  return { at: at === -1 ? text.length : at, closes: false }
}

/** What stands between the quotes, cut off if it is too long. */
function contentOf(text: string, from: number, end: number, longest: number): string | undefined {
  if (end - from - 2 <= longest) {
    const value = parsed(text.slice(from, end))
    return typeof value === 'string' ? value : undefined
  }
  // The last word may be half a secret, and the last escape half a character.
  const start = text.slice(from, lastGap(text, from + 1, from + longest))
  const value = parsed(`${start.replace(/\\+(?:u[\da-f]{0,3})?$/i, '')}"`)
  return typeof value === 'string' ? `${value}… (${end - from - start.length} more characters)` : undefined
}

/** Longest word that is left out as a whole. */
const longestWord = 4_096

/** The end of the last word before that place. */
function lastGap(text: string, from: number, end: number): number {
  const earliest = Math.max(from, end - longestWord)
  for (let at = end; at > earliest; at -= 1) if (/\s/.test(text[at] ?? '')) return at
  return earliest
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
