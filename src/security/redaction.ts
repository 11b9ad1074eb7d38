import { isRecognisable, type KnownValue, knownValue, withoutValues } from './known-values.ts'
import { withoutSecretForms } from './secret-forms.ts'

/**
 * The last net for secrets: the values with which the bot itself works, taken out of the texts that leave the process. It
 * comes after the rules by name and schema.
 *
 * What people hand over is not among them: it is looked for in the answers to the call that it was handed over for, and
 * nowhere else, so that nobody can choose what the bot leaves out. And only texts are changed: a name of a field, an id or
 * the address of a button never is.
 */
export interface Redactor {
  /** From now on this value does not pass. One that cannot be told from other words is left, or it would blind every text. */
  registerSecret(value: string | undefined): void
  /** The same for what changes as the bot works, such as a token that runs out: with too many, the oldest go. */
  registerPassing(value: string | undefined): void
  /** The text without any known value, however it is escaped or encoded. */
  redact(text: string): string
  /** A copy of JSON-like data in which every string is redacted, but for the fields of these names. */
  redactDeep<Value>(value: Value, keep?: ReadonlySet<string>): Value
  /** Everything that it knows, for a redactor that knows more. */
  values(): readonly KnownValue[]
}

const mostPassing = 200

/** `base` knows values as well: those that no output may show, while some of ours may be shown in places. */
export function createRedactor(base?: Pick<Redactor, 'values'>): Redactor {
  const lasting = new Map<string, KnownValue>()
  const passing = new Map<string, KnownValue>()
  const values = () => [...(base?.values() ?? []), ...lasting.values(), ...passing.values()]
  return {
    registerSecret(value) {
      if (value === undefined || lasting.has(value) || !isRecognisable(value)) return
      lasting.set(value, knownValue(value))
    },
    registerPassing(value) {
      if (value === undefined || !isRecognisable(value)) return
      // The same keys come with every call: what is known of them is not made anew.
      const known = passing.get(value) ?? knownValue(value)
      passing.delete(value)
      passing.set(value, known)
      const [oldest] = passing.keys()
      if (passing.size > mostPassing && oldest !== undefined) passing.delete(oldest)
    },
    redact: (text) => withoutValues(text, values()),
    redactDeep(value, keep = nothingKept) {
      const known = values()
      return redactedDeep(value, (text) => withoutValues(text, known), keep)
    },
    values,
  }
}

const nothingKept: ReadonlySet<string> = new Set()

/** What is known of secrets, by where they may not be shown. */
export interface Redactors {
  readonly anywhere: Redactor
  /** Knows also what one person is shown in Slack and nobody else: the links of pages. */
  readonly outsideSlack: Redactor
}

export function createRedactors(): Redactors {
  const anywhere = createRedactor()
  return { anywhere, outsideSlack: createRedactor(anywhere) }
}

/** Of the log these fields are the witness of the audit, or its own: nothing that others write stands in them. */
const ownFields: ReadonlySet<string> = new Set(['level', 'time', 'pid', 'audit'])

/**
 * A line of a log, which is one JSON object: its strings lose known secrets and what has the form of one. A line that is no
 * JSON is cleaned as a text.
 */
export function redactLogLine(redactor: Pick<Redactor, 'redact'>, line: string): string {
  const clean = (text: string) => redactor.redact(withoutSecretForms(text))
  const cleaned = clean(line)
  if (cleaned === line) return line
  try {
    return `${JSON.stringify(redactedDeep(JSON.parse(line), clean, ownFields))}\n`
  } catch {
    return cleaned // not JSON
  }
}

function redactedDeep<Value>(value: Value, redact: (text: string) => string, keep: ReadonlySet<string>): Value
function redactedDeep(value: unknown, redact: (text: string) => string, keep: ReadonlySet<string>): unknown {
  if (typeof value === 'string') return redact(value)
  if (Array.isArray(value)) return value.map((item) => redactedDeep(item, redact, keep))
  if (!isPlain(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      name,
      keep.has(name) ? field : redactedDeep(field, redact, keep),
    ]),
  )
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    [Object.prototype, null].includes(Object.getPrototypeOf(value))
  )
}
