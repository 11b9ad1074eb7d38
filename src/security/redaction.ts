import { secretMark } from '../base/secret-mark.ts'

/**
 * The last net for secrets: the values that must not be shown, and what takes them out of everything that leaves the
 * process. It comes after the rules by name and schema, and knows nothing but the values themselves.
 */
export interface Redactor {
  /** From now on this value does not pass. Shorter ones than four characters would blind every text. */
  registerSecret(value: string | undefined): void
  /** The text without any known value, also where it was escaped for JSON, a URL or HTML, or put into Base64. */
  redact(text: string): string
  /** A copy of JSON-like data in which every string and every name of a field is cleaned. */
  redactDeep<Value>(value: Value, keep?: RedactionExceptions): Value
  /** Everything that it has learned, for a redactor that knows more. */
  values(): readonly string[]
  /** Grows with every value that is new. */
  version(): number
}

/** Fields, by name, that are not cleaned, and those in which only long secrets are looked for, as in all names then. */
export interface RedactionExceptions {
  readonly whole?: ReadonlySet<string>
  readonly long?: ReadonlySet<string>
}

const shortest = 4
/** A shorter one may be a common word, which is a coincidence where it is a part of an id. */
const longEnough = 8
/** More would make every line of the log slow; the oldest go first. */
const most = 500

/** `base` knows values as well: those that no output may show, while some of ours may be shown in places. */
export function createRedactor(base?: Redactor): Redactor {
  const known = new Set<string>()
  let learned = 0
  let patterns: Patterns = noPatterns
  const values = () => [...(base?.values() ?? []), ...known]
  const version = () => learned + (base?.version() ?? 0)
  // Patterns are dear, and keys are learned again with every call: they are made anew only for what is new.
  const current = () => {
    if (patterns.version !== version()) patterns = patternsOf(values(), version())
    return patterns
  }
  return {
    registerSecret(value) {
      if (value === undefined || value.length < shortest) return
      if (!known.delete(value)) learned += 1
      known.add(value)
      const [oldest] = known
      if (known.size > most && oldest !== undefined) known.delete(oldest)
    },
    redact: (text) => text.replace(current().all, secretMark),
    redactDeep: (value, keep = {}) => cleanedDeep(value, current(), keep),
    values,
    version,
  }
}

/** What is known of secrets, by where they may not be shown. */
export interface Redactors {
  readonly anywhere: Redactor
  /** Knows also what one person is shown in Slack and nobody else: links and their codes. */
  readonly outsideSlack: Redactor
}

export function createRedactors(): Redactors {
  const anywhere = createRedactor()
  return { anywhere, outsideSlack: createRedactor(anywhere) }
}

/**
 * A line of a log, which is one JSON object: only its strings are cleaned, so that it stays one even where a secret looks
 * like a number.
 */
export function redactLogLine(redactor: Pick<Redactor, 'redact' | 'redactDeep'>, line: string): string {
  const cleaned = redactor.redact(line)
  if (cleaned === line) return line
  try {
    return `${JSON.stringify(redactor.redactDeep(JSON.parse(line)))}\n`
  } catch {
    return cleaned // not JSON
  }
}

interface Patterns {
  /** Of what they are made of. */
  readonly version: number
  readonly all: RegExp
  readonly long: RegExp
}

const nothing = /(?!)/g
const noPatterns: Patterns = { version: 0, all: nothing, long: nothing }

function patternsOf(values: readonly string[], version: number): Patterns {
  return {
    version,
    all: patternOf(values),
    long: patternOf(values.filter((value) => value.length >= longEnough)),
  }
}

/** The longest first: a secret may begin with another one. */
function patternOf(values: readonly string[]): RegExp {
  const forms = [...new Set(values.flatMap(formsOf))].sort((a, b) => b.length - a.length)
  if (forms.length === 0) return nothing
  return new RegExp(forms.map((form) => form.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'), 'g')
}

function formsOf(value: string): readonly string[] {
  const json = JSON.stringify(value).slice(1, -1)
  const url = encodeURIComponent(value)
  const strict = url.replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
  const written = [
    value,
    json,
    JSON.stringify(json).slice(1, -1),
    url,
    url.replaceAll('%20', '+'),
    strict,
    strict.replaceAll('%20', '+'),
    url.toLowerCase(),
    ...htmlForms(value),
  ]
  return value.length < longEnough ? written : [...written, ...base64Forms(value)]
}

/** As Slack wants text (three signs), and as a page does. */
function htmlForms(value: string): readonly string[] {
  const slack = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return [slack, slack.replaceAll('"', '&quot;').replaceAll("'", '&#39;')]
}

/**
 * Inside a longer text its Base64 depends on how many bytes stand before it; the characters that it shares with its
 * neighbours are left out.
 */
function base64Forms(value: string): readonly string[] {
  const bytes = Buffer.from(value)
  return [0, 1, 2].flatMap((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64')
    const whole = text.slice(before === 0 ? 0 : before + 1, Math.floor(((before + bytes.length) * 8) / 6))
    return [whole, whole.replaceAll('+', '-').replaceAll('/', '_')]
  })
}

function cleanedDeep<Value>(value: Value, patterns: Patterns, keep: RedactionExceptions): Value
function cleanedDeep(value: unknown, patterns: Patterns, keep: RedactionExceptions): unknown {
  if (typeof value === 'string') return value.replace(patterns.all, secretMark)
  if (Array.isArray(value)) return value.map((item) => cleanedDeep(item, patterns, keep))
  if (!isPlain(value)) return value
  const inNames = keep.long ? patterns.long : patterns.all
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      name.replace(inNames, secretMark),
      cleanedField(name, field, patterns, keep),
    ]),
  )
}

function cleanedField(name: string, field: unknown, patterns: Patterns, keep: RedactionExceptions): unknown {
  if (keep.whole?.has(name)) return field
  if (typeof field === 'string' && keep.long?.has(name)) return field.replace(patterns.long, secretMark)
  return cleanedDeep(field, patterns, keep)
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    [Object.prototype, null].includes(Object.getPrototypeOf(value))
  )
}
