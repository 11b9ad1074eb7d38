import * as z from 'zod'
import type { DeepReadonly } from '../base/deep-readonly.ts'
import type { Redis } from './redis.ts'
import { type Address, setAside } from './unreadable.ts'

/**
 * One kind of value that lies in Redis as JSON: `{"v":<version>,…}` with the fields of its schema beside the version, so
 * that scripts can read them. The schema says what is written and what is believed when it is read; the version is raised
 * when the same text would mean something else. This file is the only place in this room that reads JSON.
 *
 * What cannot be read – no JSON, another version, another shape – counts as absent, and a line in the log and a copy say
 * so (unreadable.ts). It stays where it is until something new takes its place, so that the release that can read it
 * finds it there again; only what others wait behind is taken away (`readOrRemove`).
 */
export interface StoredKind<T> {
  readonly name: string
  readonly version: number
  readonly schema: z.ZodType
  write(value: T): string
  /** Undefined for what is absent, and for what cannot be read: that is set aside. */
  read(redis: Redis, text: string | null | undefined, at: Address): T | undefined
  /** The same for what must not stay, because it stands in a queue or holds something up. */
  readOrRemove(redis: Redis, text: string | null | undefined, at: Address): Promise<T | undefined>
  /** Without setting anything aside. */
  parse(text: string): Parsed<T>
}

type Fields = Readonly<Record<string, unknown>>

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  /** `why` names fields, and never says what is in them. */
  | { readonly ok: false; readonly why: string }

export interface KindOptions<Schema> {
  readonly name: string
  readonly version: number
  readonly schema: Schema
  /** Its text is protected or soon to be gone, so that no copy is kept of what cannot be read. */
  readonly confidential?: true
}

/** Declares a stored kind. Its schema must be one of objects, and none of its fields be called `v`. */
export function storedKind<Schema extends z.ZodType<Fields>>(
  options: KindOptions<Schema>,
): StoredKind<DeepReadonly<z.output<Schema>>>
export function storedKind<T>(options: KindOptions<z.ZodType<T>>): StoredKind<T> {
  const { name, version, schema, confidential = false } = options
  const parse = parserOf(version, schema)
  const found = (text: string, why: string, at: Address) => ({
    kind: name,
    text,
    why,
    confidential,
    ...at,
  })
  return {
    name,
    version,
    schema,
    parse,
    write: (value) => withVersion(version, JSON.stringify(value)),
    read(redis, text, at) {
      if (text === null || text === undefined) return undefined
      const parsed = parse(text)
      if (parsed.ok) return parsed.value
      void setAside(redis, found(text, parsed.why, at))
      return undefined
    },
    async readOrRemove(redis, text, at) {
      if (text === null || text === undefined) return undefined
      const parsed = parse(text)
      if (parsed.ok) return parsed.value
      await setAside(redis, found(text, parsed.why, at), { remove: true })
      return undefined
    },
  }
}

/** `json` is that of an object. */
function withVersion(version: number, json: string): string {
  return json === '{}' ? `{"v":${version}}` : `{"v":${version},${json.slice(1)}`
}

/** The schema is compiled when it is first needed: a full check then costs less than reading the JSON does. */
function parserOf<T>(version: number, schema: z.ZodType<T>): (text: string) => Parsed<T> {
  let compiled: z.ZodType<T> | undefined
  return (text) => {
    const raw = objectIn(text)
    if (raw === undefined) return { ok: false, why: 'it is not a JSON object' }
    const { v, ...fields } = raw
    if (v !== version) return { ok: false, why: `it has ${versionWords(v)}, not version ${version}` }
    compiled ??= z.compile(schema)
    const parsed = compiled.safeParse(fields)
    return parsed.success ? { ok: true, value: parsed.data } : { ok: false, why: whyNot(parsed.error) }
  }
}

/** The object that a text is the JSON of; undefined for anything else. */
export function objectIn(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined // what JSON.parse says of it would quote it
  }
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function versionWords(v: unknown): string {
  return typeof v === 'number' ? `version ${v}` : 'no version'
}

function whyNot({ issues: [issue] }: z.ZodError): string {
  return issue === undefined ? 'its shape is another' : `${issue.code} at “${issue.path.join('.')}”`
}

/**
 * Part of scripts: `fieldOf(text, name)` is a field of stored JSON, and nil for what cannot be read. A script must not
 * fail because of it: a poll would.
 */
export const luaFieldOf = `
local function fieldOf(text, name)
  local fine, value = pcall(cjson.decode, text)
  if fine and type(value) == 'table' then return value[name] end
  return nil
end
`
