/**
 * Careful readers. The answer of a query may be one that its schema refused (see `Client.call`), so every value is
 * looked at once more where it is used. `undefined` stands for whatever is absent, empty or of no use.
 */

/** A text; numbers and truth values are written out. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value : undefined
}

/** A number, also from a text such as `"8635"`, `"94%"` or `"−3"`; `"-"` and the like are none. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value !== 'string') return undefined
  const text = value
    .trim()
    .replace(/%$/, '')
    .replace(/^\u2212/, '-')
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? finite(Number(text)) : undefined
}

function finite(number: number): number | undefined {
  return Number.isFinite(number) ? number : undefined
}

/** A duration or moment: DRS writes `-1` where there is none (5.2.2). */
export function nonNegative(value: unknown): number | undefined {
  const number = numberOf(value)
  return number !== undefined && number >= 0 ? number : undefined
}

/**
 * A delay: `-1` is DRS's word for one that it does not know. Any other negative one means that the clocks of the two
 * databases differ by more than the delay, so that it is as good as none.
 */
export function delayOf(value: unknown): number | undefined {
  const number = numberOf(value)
  return number === undefined || number === -1 ? undefined : Math.max(0, number)
}

/** Milliseconds since the epoch, from such a number or from `yyyy-MM-ddTHH:mm:ssZ`; without a zone it is UTC. */
export function momentOf(value: unknown): number | undefined {
  const number = nonNegative(value)
  if (number !== undefined) return number
  const text = textOf(value)
  if (text === undefined) return undefined
  const moment = Date.parse(/(Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text.replace(' ', 'T')}Z`)
  return Number.isNaN(moment) ? undefined : moment
}

/** 0 to 100; a negative one is none. */
export function percentOf(value: unknown): number | undefined {
  const number = nonNegative(value)
  return number === undefined ? undefined : Math.min(100, number)
}

/** A truth value, also from a text. */
export function flagOf(value: unknown): boolean | undefined {
  const word = String(value).toLowerCase()
  return word === 'true' ? true : word === 'false' ? false : undefined
}

/** The texts of a list; anything else is left out. */
export function textsOf(list: unknown): readonly string[] {
  return Array.isArray(list) ? list.flatMap((item) => textOf(item) ?? []) : []
}

/** What a list of an answer holds. */
export type Rows<List> = NonNullable<List> extends readonly (infer Row)[] ? Row : never

/** The objects of a list; anything else is left out. */
export function rowsOf<Row extends object>(list: readonly Row[] | null | undefined): readonly Row[] {
  return Array.isArray(list) ? list.filter((row) => typeof row === 'object' && row !== null) : []
}

/** An object whose fields are still to be looked at; anything else has none. */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {}
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

type Present<T> = { [Field in keyof T as undefined extends T[Field] ? never : Field]: T[Field] } & {
  [Field in keyof T as undefined extends T[Field] ? Field : never]?: Exclude<T[Field], undefined>
}

/** Without the fields that are undefined, which exact optional types and strict schemas do not take. */
export function withoutUndefined<T extends object>(fields: T): Present<T> {
  const present: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) present[name] = value
  // The loop does to the value what `Present` does to its type; TypeScript cannot see that through the entries.
  return present as Present<T>
}
