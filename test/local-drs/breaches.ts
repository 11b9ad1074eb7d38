import type { FieldFact, FieldFacts } from '../drs/fixtures.ts'
import type { Address } from './a-drs.ts'

/** Calls that break what the tables of the reference say about their fields, made from calls that are right. */

type Facts = Readonly<Record<string, FieldFacts>>
type Call = Pick<Broken, 'id' | 'body' | 'address'>

type Json = Record<string, unknown>

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A copy of a value with the field at a path of the tables (`jobs[].name`) changed; undefined if it is not there. */
function changed(value: unknown, path: string, change: (field: unknown) => unknown): unknown {
  const [, head = '', rest = ''] = /^([^.[]+)(?:\[\])?\.?(.*)$/.exec(path) ?? []
  if (!isObject(value) || !(head in value)) return undefined
  if (rest === '') return { ...value, [head]: change(value[head]) }
  const field = value[head]
  const inner = Array.isArray(field) ? changed(field[0], rest, change) : changed(field, rest, change)
  if (inner === undefined) return undefined
  return { ...value, [head]: Array.isArray(field) ? [inner, ...field.slice(1)] : inner }
}

/** Values that break the limits of a field, as the tables give them. */
function breaches(fact: FieldFact): readonly ((field: unknown) => unknown)[] {
  const written = (number: number) => (fact.type === 'text' ? String(number) : number)
  return [
    ...(fact.required ? [() => undefined] : []),
    ...(fact.enum ? [() => 'no-such-value'] : []),
    ...(fact.maxLength === undefined ? [] : [() => 'x'.repeat((fact.maxLength ?? 0) + 1)]),
    ...(fact.max === undefined ? [] : [() => written((fact.max ?? 0) + 1)]),
    ...(fact.min === undefined ? [] : [() => written((fact.min ?? 0) - 1)]),
    ...(fact.maxItems === undefined
      ? []
      : [(field: unknown) => Array.from({ length: (fact.maxItems ?? 0) + 1 }, () => first(field))]),
  ]
}

function first(field: unknown): unknown {
  return Array.isArray(field) ? field[0] : field
}

export interface Broken {
  readonly id: string
  readonly path: string
  readonly body: unknown
  readonly address: Address
}

function brokenBodies({ id, body, address }: Call, facts: Facts): readonly Broken[] {
  return Object.entries(facts[id]?.request ?? {}).flatMap(([path, fact]) =>
    breaches(fact).flatMap((breach) => {
      const spoiled = changed(body, path, breach)
      return isObject(spoiled) ? [{ id, path, body: spoiled, address }] : []
    }),
  )
}

function brokenQueries({ id, body, address }: Call, facts: Facts): readonly Broken[] {
  return Object.entries(facts[id]?.query ?? {}).flatMap(([path, fact]) =>
    breaches(fact).flatMap((breach) => {
      const { [path]: _before, ...others } = address.query ?? {}
      const value = breach(path)
      const query = value === undefined ? others : { ...others, [path]: String(value) }
      return [{ id, path, body, address: { ...address, query } }]
    }),
  )
}

/** Every breach of every limit in the body and the query of a call, one at a time. */
export function breachesOf(call: Call, facts: Facts): readonly Broken[] {
  return [...brokenBodies(call, facts), ...brokenQueries(call, facts)]
}
