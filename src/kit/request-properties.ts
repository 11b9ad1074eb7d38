import * as z from 'zod'
import type { Operation } from '../drs/operation.ts'

/** The request of an operation as its form sees it: the parts, and in each the properties, with what the contract says of them. */
export const parts = ['params', 'query', 'body'] as const
export type Part = (typeof parts)[number]

/** The parts of JSON Schema that our contract produces. */
export interface Property {
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Property[]
  readonly default?: unknown
  readonly description?: string
  /** The description in Chinese. */
  readonly chinese?: string
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly secret?: boolean
  /** It is the ID of a task. */
  readonly task?: boolean
  /** What a value looks like, where no documented request has one. */
  readonly example?: unknown
  /** The calls in whose answers the value stands, and as what. */
  readonly foundIn?: FoundIn
  readonly properties?: Readonly<Record<string, Property>>
  readonly required?: readonly string[]
  readonly items?: Property
}

export interface FoundIn {
  readonly operations: readonly string[]
  readonly as: string
}

export function schemaOf(op: Operation, part: Part): z.ZodType | undefined {
  return part === 'body' ? op.request : op[part]
}

interface PartProperties {
  readonly properties: Readonly<Record<string, Property>>
  readonly required: ReadonlySet<string>
}

const nothing: PartProperties = { properties: {}, required: new Set() }

/** By schema: it never changes, and reading it takes longer than everything else that a form does. */
const alreadyRead = new WeakMap<z.ZodType, PartProperties>()

export function propertiesOf(op: Operation, part: Part): PartProperties {
  const schema = schemaOf(op, part)
  // No call sends a body with GET.
  if (!schema || (part === 'body' && op.method === 'GET')) return nothing
  const known = alreadyRead.get(schema)
  if (known) return known
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  const read = {
    properties: (json.properties ?? {}) as Readonly<Record<string, Property>>,
    required: new Set(json.required ?? []),
  }
  alreadyRead.set(schema, read)
  return read
}

/** The first alternative is the documented one; the others are tolerated spellings. */
export function documented(property: Property): Property {
  const [first] = property.anyOf ?? []
  return first ? { ...first, ...pick(property) } : property
}

function pick({ description, chinese, default: value, secret, example, foundIn }: Property): Property {
  return {
    ...(foundIn !== undefined && { foundIn }),
    ...(example !== undefined && { example }),
    ...(description !== undefined && { description }),
    ...(chinese !== undefined && { chinese }),
    ...(value !== undefined && { default: value }),
    ...(secret !== undefined && { secret }),
  }
}

/** What stands at that place of a part; undefined where the contract does not say. */
export function propertyAt(op: Operation, part: Part, path: readonly PropertyKey[]): Property | undefined {
  const whole: Property = { properties: propertiesOf(op, part).properties }
  return path.reduce<Property | undefined>((here, step) => {
    const property = here && documented(here)
    return typeof step === 'number' ? property?.items : property?.properties?.[String(step)]
  }, whole)
}
