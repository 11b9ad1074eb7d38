import { secretMark } from '../base/secret-mark.ts'

/**
 * Finds known secrets in a text in every spelling in which systems hand them on: escaped for JSON, a URL or HTML, in hex or
 * Base64, broken by lines or by signs without width. Nothing here looks for a pattern that can match in many ways, so that
 * the time grows with the text and with the number of values, and with nothing else.
 */
export interface KnownValue {
  readonly value: string
  /** As it is, and composed and decomposed (Unicode NFC, NFD). */
  readonly plain: readonly string[]
  /** Its bytes in hex, in small letters. */
  readonly hex: string
  /** The parts of its Base64 that do not hang on its neighbours, for each of the three places where it can begin. */
  readonly base64: readonly string[]
}

export function knownValue(value: string): KnownValue {
  const bytes = Buffer.from(value)
  return {
    value,
    plain: [...new Set([value, value.normalize('NFC'), value.normalize('NFD')])],
    hex: bytes.toString('hex'),
    base64: [0, 1, 2].flatMap((before) => base64From(bytes, before)),
  }
}

const shortest = 8
/** A text of letters only is a word; so long ones are none that stands anywhere by chance. */
const longWord = 20
const fewestSigns = 5

/**
 * Whether a value can be told from other words: what cannot be would blind every text in which it stands by chance, and
 * somebody could choose it for just that.
 */
export function isRecognisable(value: string): boolean {
  if (value.length < shortest || new Set(value).size < fewestSigns) return false
  const kinds = [/\p{L}/u, /\p{N}/u, /[^\p{L}\p{N}]/u].filter((kind) => kind.test(value))
  return kinds.length > 1 || value.length >= longWord
}

/** The text with every known value in it replaced by the mark. */
export function withoutValues(text: string, values: readonly KnownValue[]): string {
  if (values.length === 0 || text === '') return text
  const spans = viewsOf(text).flatMap((view) => spansIn(view, values))
  return spans.length === 0 ? text : withMarks(text, spans)
}

/** A part of a text. */
export type Span = readonly [from: number, to: number]

/** The text as another system would read it. */
interface View {
  readonly text: string
  /** The part of the original from which that part of the view was made. */
  original(span: Span): Span
}

function spansIn(view: View, values: readonly KnownValue[]): readonly Span[] {
  const { text } = view
  const small = text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
  const found = values.flatMap(({ plain, hex, base64 }) => [
    ...[...plain, ...base64].flatMap((form) => placesOf(text, form)),
    ...placesOf(small, hex),
  ])
  return found.map((span) => view.original(span))
}

function placesOf(text: string, form: string): readonly Span[] {
  const spans: Span[] = []
  for (let at = text.indexOf(form); at !== -1; at = text.indexOf(form, at + form.length))
    spans.push([at, at + form.length])
  return spans
}

/** The text with a mark in place of each part; those that overlap make one. */
export function withMarks(text: string, spans: readonly Span[]): string {
  let result = ''
  let done = 0
  for (const [from, to] of [...spans].sort(([a], [b]) => a - b)) {
    if (from >= done) result += text.slice(done, from) + secretMark
    done = Math.max(done, to)
  }
  return result + text.slice(done)
}

/**
 * The characters that Base64 makes of the bytes alone: those that they share with what stands `before` or after are left
 * out.
 */
function base64From(bytes: Buffer, before: number): readonly string[] {
  const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64')
  const own = text.slice(before === 0 ? 0 : before + 1, Math.floor(((before + bytes.length) * 8) / 6))
  return [...new Set([own, own.replaceAll('+', '-').replaceAll('/', '_')])]
}

interface Decoder {
  readonly token: RegExp
  decode(token: string): string
}

const json: Decoder = {
  token: /\\(?:u[0-9a-f]{4}|x[0-9a-f]{2}|["'\\/bfnrt])/gi,
  decode: (token) => {
    const digits = /^\\[ux]([0-9a-f]+)$/i.exec(token)?.[1]
    if (digits !== undefined) return String.fromCharCode(Number.parseInt(digits, 16))
    return controls[token[1] ?? ''] ?? token.slice(1)
  },
}
const controls: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

const url: Decoder = {
  token: /(?:%[0-9a-f]{2})+|\+/gi,
  decode: (token) => (token === '+' ? ' ' : Buffer.from(token.replaceAll('%', ''), 'hex').toString('utf8')),
}
/** In a path a plus is one. */
const path: Decoder = { token: /(?:%[0-9a-f]{2})+/gi, decode: url.decode }

const html: Decoder = {
  token: /&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|amp|lt|gt|quot|apos);/gi,
  decode: (token) => {
    const name = token.slice(1, -1).toLowerCase()
    if (!name.startsWith('#')) return signs[name] ?? token
    const code = name.startsWith('#x') ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
    return code <= 0x10ffff ? String.fromCodePoint(code) : token
  },
}
const signs: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** Line breaks and signs that nobody sees. */
const joined: Decoder = { token: /[\r\n\u00ad\u200b-\u200f\u2060-\u2064\ufeff]+/g, decode: () => '' }

/** What happens to texts on their way, one after the other; each is tried only where it changes something. */
const ways: readonly (readonly Decoder[])[] = [
  [json],
  [json, json],
  [json, json, json],
  [url],
  [url, url],
  [path],
  [path, path],
  [html],
  [html, json],
  [html, url],
  [json, html],
  [json, url],
  [json, path],
  [url, json],
  [joined],
  [joined, url],
  [joined, html],
  [json, joined],
]

function viewsOf(text: string): readonly View[] {
  const views: View[] = [{ text, original: (span) => span }]
  for (const decoders of ways) {
    const view = decoders.reduce<View | undefined>(
      (seen, decoder) => seen && decoded(seen, decoder),
      views[0],
    )
    if (view && !views.some((seen) => seen.text === view.text)) views.push(view)
  }
  return views
}

/** A token of the view before, and what became of it. */
interface Cut {
  readonly from: number
  readonly width: number
  readonly to: number
  readonly size: number
}

/** Undefined if there is nothing to decode. */
function decoded(view: View, { token, decode }: Decoder): View | undefined {
  const cuts: Cut[] = []
  let shift = 0
  const text = view.text.replace(token, (found: string, from: number) => {
    const plain = decode(found)
    cuts.push({ from, width: found.length, to: from + shift, size: plain.length })
    shift += plain.length - found.length
    return plain
  })
  if (text === view.text) return undefined
  return { text, original: ([from, to]) => view.original([before(cuts, from), after(cuts, to)]) }
}

/** The last cut that begins before that place of the decoded text. */
function cutAt(cuts: readonly Cut[], place: number): Cut | undefined {
  let low = 0
  let high = cuts.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((cuts[middle]?.to ?? 0) <= place) low = middle + 1
    else high = middle
  }
  return cuts[low - 1]
}

/** Where what stands at that place begins in the text before. */
function before(cuts: readonly Cut[], place: number): number {
  const cut = cutAt(cuts, place)
  if (!cut) return place
  const beyond = place - cut.to - cut.size
  return beyond < 0 ? cut.from : cut.from + cut.width + beyond
}

/** Where what ends at that place ends in the text before. */
function after(cuts: readonly Cut[], place: number): number {
  const cut = cutAt(cuts, place - 1)
  if (!cut) return place
  return cut.from + cut.width + Math.max(0, place - cut.to - cut.size)
}
