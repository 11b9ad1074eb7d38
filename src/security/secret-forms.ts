import { type Span, withMarks } from './known-values.ts'

/**
 * Finds secrets that nobody has told of, by the form in which they stand: an assignment to a telling name, the user part of
 * an address, SQL that sets a password, options of command lines, headers, keys in PEM, tokens with a known beginning.
 *
 * Each form begins with a word that is looked for; from there a bounded part is read. What a form may read on end is taken
 * out as a whole, so that nothing is read again and again: the time grows with the text, and with nothing else.
 */

/** The text with the mark in place of what looks like a secret. `names`: further names whose values are secret. */
export function withoutSecretForms(text: string, names: ReadonlySet<string> = noNames): string {
  if (oneWord.test(text) && !marked.start.test(text)) return text
  const spans = [assignment(names), ...forms].flatMap((form) => spansOf(form, text))
  return spans.length === 0 ? text : withMarks(text, spans)
}

export function holdsSecretForm(text: string): boolean {
  return withoutSecretForms(text) !== text
}

interface Form {
  /** With the flag `g`; matches a bounded part. */
  readonly start: RegExp
  /** What is secret of that which follows, from `end` on. `at`: where the match begins. */
  secrets(text: string, end: number, at: number): readonly Span[]
}

function spansOf({ start, secrets }: Form, text: string): readonly Span[] {
  const spans: Span[] = []
  start.lastIndex = 0
  for (let match = start.exec(text); match !== null; match = start.exec(text)) {
    const found = secrets(text, start.lastIndex, match.index)
    spans.push(...found)
    start.lastIndex = Math.max(start.lastIndex, ...found.map(([, to]) => to))
  }
  return spans
}

/** Most texts of an answer are ids, names and statuses: no form fits into those. */
const oneWord = /^[\w.+-]{0,256}$/

const noNames: ReadonlySet<string> = new Set()
/** What follows is no password any more. */
const longest = 4_096

const telling = [
  'passw(?:or)?d',
  'pass_?phrase',
  'pwd',
  'secret',
  'token',
  'credentials?',
  'private_?key',
  'access_?key',
  'api_?key',
  String.raw`\b[as]k(?=["'\\]{0,4}\s{0,4}[=:])`,
  '密码',
  '口令',
]

const assignments = new WeakMap<ReadonlySet<string>, Form>()

/** `name=value`, `"name": "value"` (also inside a string of JSON), `--name value`, `<name>value</name>`, `name 'value'`. */
function assignment(names: ReadonlySet<string>): Form {
  const known = assignments.get(names)
  if (known) return known
  const exact = [...names].map((name) => String.raw`\b${name.replace(/\W/g, '\\$&')}\b`)
  const form: Form = {
    start: new RegExp(`(?:${[...exact, ...telling].join('|')})[\\w.-]{0,40}`, 'gi'),
    secrets(text, end, at) {
      const assigned = matchAt(assigns, text, end)
      if (assigned !== undefined) return valueAt(text, end + assigned.length, /[:：]/.test(assigned))
      if (text[end] === '>') return elementAt(text, end + 1)
      const gap =
        matchAt(/\s{1,8}(?=\\{0,8}['"])/y, text, end) ??
        (isOption(text, at) ? matchAt(/\s{1,8}(?!-)/y, text, end) : undefined)
      return gap === undefined ? [] : valueAt(text, end + gap.length, false)
    },
  }
  assignments.set(names, form)
  return form
}

const assigns = /\\{0,8}["'`]?\s{0,8}(?:=>|:=|[:=：＝]|\((?=\\{0,8}["'])|%3[ad]|[为是](?=\s?[!-~]))\s{0,8}/iy

/** `--db-password`: the name of an option begins before the telling word. */
function isOption(text: string, at: number): boolean {
  return /(?:^|\s)--[\w-]{0,40}$/.test(text.slice(Math.max(0, at - 44), at))
}

/** `<password>x</password>`. */
function elementAt(text: string, from: number): readonly Span[] {
  const to = indexWithin(text, '</', from)
  return to === undefined || to === from || text.slice(from, to).includes('<') ? [] : [[from, to]]
}

/** What words follow `password: ` in a sentence. */
const sentenceWord =
  /^(?:access|and|are|at|be|cannot|check|could|denied|does|empty|error|expired|failed|for|has|if|in|incorrect|invalid|is|it|missing|must|no|not|of|or|please|required|see|should|the|this|to|too|was|with|wrong|you|your)$/i
/** Where a secret is, or that there is none. */
const harmless =
  /^(?:(?:env|file|kept):.*|\*{3,}|<.*|\$\{.*|\{\{.*|\[redacted\]?|x{3,}|true|false|null|none|nil|undefined|yes|no|\.{3}|…)$/i

/** The value that begins there: quoted, or as long as it looks like one word. `prose`: it may go on as a sentence. */
function valueAt(text: string, from: number, prose: boolean): readonly Span[] {
  const prefix = matchAt(/(?:N|E|PASSWORD\s?\()(?=\\{0,8}['"])/iy, text, from) ?? ''
  const begin = from + prefix.length
  const quote = matchAt(/\\{0,8}["'`]/y, text, begin)
  const span: Span = quote === undefined ? [from, wordEnd(text, from)] : quotedAt(text, begin, quote)
  const value = text.slice(...span)
  if (value === '' || harmless.test(value)) return []
  return prose && quote === undefined && isSentence(value) ? [] : [span]
}

function isSentence(value: string): boolean {
  return /^\p{Script=Han}/u.test(value) || sentenceWord.test(value.replace(/\W{1,8}$/, ''))
}

/** Up to the same quote, escaped as often; a text that was cut off before it is taken as far as it goes. */
function quotedAt(text: string, from: number, quote: string): Span {
  const begin = from + quote.length
  const sign = quote.slice(-1)
  const rest = text.slice(begin, begin + longest)
  for (let at = rest.indexOf(sign); at !== -1; at = rest.indexOf(sign, at + 1)) {
    const escapes = escapesBefore(rest, at)
    // SQL doubles a quote that is a part of the value.
    if (quote === "'" && rest[at + 1] === "'") at += 1
    else if (escapes <= quote.length - 1) return [begin, begin + at - escapes]
  }
  return [begin, begin + rest.length]
}

function escapesBefore(text: string, at: number): number {
  let count = 0
  while (count < 16 && text[at - count - 1] === '\\') count += 1
  return count
}

/** A comma or the like ends a value only where the text goes on as if it did. */
const endOfWord =
  /[\s"'`<>|，。；、！）】]|[&;,](?=\s|$|\\{0,4}["']?[\w.-]{1,40}\\{0,4}["']?\s?[=:])|[\])}](?=[\s,;.)\]}"']|$)|\\+(?=["'])|\\[nrt]|;$/

function wordEnd(text: string, from: number): number {
  const rest = text.slice(from, from + longest)
  const length = rest.search(endOfWord)
  return from + (length === -1 ? rest.length : length)
}

/** `scheme://user:password@host`; a password may hold further `@`. */
const address: Form = {
  start: /:\/\//g,
  secrets(text, end, at) {
    const rest = text.slice(end, end + 512).split(/[\s"'`<>]/, 1)[0] ?? ''
    // The path of a page may hold an `@`, that of a database hardly; its passwords hold slashes.
    const isPage = /(?:http|ws)s?$/i.test(text.slice(Math.max(0, at - 5), at))
    const path = rest.search(isPage ? /[/?#]/ : /[?]/)
    const colon = rest.indexOf(':')
    const host = rest.lastIndexOf('@', path === -1 ? rest.length : path)
    return colon === -1 || host <= colon + 1 ? [] : spanUnlessHarmless(text, end + colon + 1, end + host)
  },
}

function spanUnlessHarmless(text: string, from: number, to: number): readonly Span[] {
  return from >= to || harmless.test(text.slice(from, to)) ? [] : [[from, to]]
}

/** `scott/tiger@host`, as Oracle’s clients take it. */
const slashed: Form = {
  start: /@(?=\/\/|\w)/g,
  secrets(text, _, at) {
    const slash = backWhile(/[^\s"'`/@]/, text, at, 128)
    if (text[slash - 1] !== '/' || slash === at) return []
    const user = backWhile(/[\w$#.]/, text, slash - 1, 64)
    const fits =
      /[a-z]/i.test(text[user] ?? '') &&
      user < slash - 1 &&
      (user === 0 || /[\s"'`=:(,\\]/.test(text[user - 1] ?? ''))
    return fits ? spanUnlessHarmless(text, slash, at) : []
  },
}

function backWhile(sign: RegExp, text: string, from: number, most: number): number {
  let at = from
  while (at > 0 && from - at < most && sign.test(text[at - 1] ?? '')) at -= 1
  return at
}

/** `IDENTIFIED [WITH plugin] BY x [REPLACE y]`. */
const identified: Form = {
  start:
    /\bidentified\s{1,8}(?:with\s{1,8}['"`]?\w{1,64}['"`]?\s{1,8})?(?:by|as|using)\s{1,8}(?:(?:password|values)\s{1,8})?/gi,
  secrets(text, end) {
    const first = valueAt(text, end, false)
    const past = first[0] ? first[0][1] + 1 : end
    const replaced = matchAt(/\s{0,8}replace\s{1,8}/iy, text, past)
    return replaced === undefined ? first : [...first, ...valueAt(text, past + replaced.length, false)]
  },
}

/** `SET PASSWORD FOR somebody = 'x'`. */
const setPassword: Form = {
  start: /\bset\s{1,8}password\s{1,8}for\s{1,8}\S{1,128}\s{0,8}=\s{0,8}/gi,
  secrets: (text, end) => valueAt(text, end, false),
}

const databaseTools = /\b(?:mysql|maria|mongo|redis-cli|sqlcmd|sshpass|psql|gsql|mysqldump)/i
/** How far an option stands behind the name of its tool. */
const commandLine = 200

function isBehindTool(text: string, at: number): boolean {
  return databaseTools.test(text.slice(Math.max(0, at - commandLine), at))
}

/** `-pPW` and, behind the name of such a tool, `-p PW`, `-a PW`. */
const shortOption: Form = {
  start: /(?<![^\s"'`])-[paPW]\s{0,4}(?=[^\s-])/g,
  secrets(text, end, at) {
    const found = valueAt(text, end, false)
    const value = found[0] ? text.slice(...found[0]) : ''
    const joined = /\S$/.test(text.slice(at, end))
    if (isBehindTool(text, at)) return text[at + 1] === 'P' && /^\d{1,5}$/.test(value) ? [] : found
    return joined &&
      text[at + 1] === 'p' &&
      value.length > 2 &&
      /[^a-z]/.test(value) &&
      !/^\d{1,5}$/.test(value)
      ? found
      : []
  },
}

/** `-u user:password`, as curl takes it. */
const userOption: Form = {
  start: /(?<![^\s"'`])(?:-u|--user)[\s=]{1,4}["']?[\w.@-]{1,64}:(?=[^\s/])/g,
  secrets: (text, end) => valueAt(text, end, false),
}

/** Everything up to the end of the header. */
const header: Form = {
  start: /\b(?:(?:proxy-)?authorization|(?:set-)?cookie)\\{0,8}["']?\s{0,8}[:=]\s{0,8}/gi,
  secrets(text, end) {
    const quote = matchAt(/\\{0,8}["'`]/y, text, end)
    if (quote !== undefined) return valueAt(text, end, false)
    const rest = text.slice(end, end + longest)
    const length = rest.search(/[\r\n"'`]|\\[nr"']/)
    return spanUnlessHarmless(text, end, end + (length === -1 ? rest.length : length))
  },
}

const bearer: Form = {
  start: /\b(?:bearer|basic)\s{1,4}(?=[\w+/=.~-]{12})/gi,
  secrets: (text, end) => valueAt(text, end, false),
}

const longestKey = 16_384

const pem: Form = {
  start: /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----/g,
  secrets: (text, end) => [
    [end, indexWithin(text, '-----END', end, longestKey) ?? Math.min(text.length, end + longestKey)],
  ],
}

/** Slack, GitHub, JSON web tokens. */
const marked: Form = {
  start: /\b(?:xox[a-z]-|xapp-|gh[pousr]_|eyJ)(?=[\w-]{8})/g,
  secrets: (text, end, at) => [[at, end + (matchAt(/[\w.-]{8,4096}/y, text, end)?.length ?? 0)]],
}

const forms: readonly Form[] = [
  address,
  slashed,
  identified,
  setPassword,
  shortOption,
  userOption,
  header,
  bearer,
  pem,
  marked,
]

function indexWithin(text: string, part: string, from: number, most = longest): number | undefined {
  const at = text.slice(from, from + most).indexOf(part)
  return at === -1 ? undefined : from + at
}

/** What a sticky expression matches exactly there. */
function matchAt(sticky: RegExp, text: string, at: number): string | undefined {
  sticky.lastIndex = at
  return sticky.exec(text)?.[0]
}
