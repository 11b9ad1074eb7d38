import { operationById } from '../../src/drs/index.ts'
import type { Operation } from '../../src/drs/operation.ts'

export type Json = Readonly<Record<string, unknown>>

/** What a person would type for that value: texts as they are, everything else as JSON. */
export function typed(part: string, value: Json): Record<string, string> {
  const entries = Object.entries(value).filter(([, item]) => item !== '' && item !== undefined)
  return Object.fromEntries(
    entries.map(([name, item]) => [
      `${part}.${name}`,
      typeof item === 'string' ? item : JSON.stringify(item),
    ]),
  )
}

/** A text that was left empty is a field that was left empty. */
export function withoutEmpty(value: Json): Json {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== ''))
}

/** Names that the reference uses for passwords, keys and certificates. */
const secretName = /password$|_pwd$|^(ssl_cert_key|trust_store_key|key_store_key|key_tab_file|property)$/

/** The examples write secrets out; a person gives references. */
export function withReferences(value: unknown, name = ''): unknown {
  if (typeof value === 'string') return secretName.test(name) && value !== '' ? 'env:DB_X' : value
  if (Array.isArray(value)) return value.map((item) => withReferences(item, name))
  if (!isJson(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withReferences(item, key)]))
}

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function bodyOf(value: unknown): Json {
  if (!isJson(value)) throw new Error('the body of an example is not an object')
  return value
}

export function declared(id: string): Operation {
  const op = operationById(id)
  if (!op) throw new Error(`${id} is not declared`)
  return op
}
