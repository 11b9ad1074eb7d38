import type { Operation } from '../drs/operation.ts'
import { pageFields } from '../drs/page-fields.ts'
import { requestExample } from '../drs/request-examples.ts'
import type { EntryList } from './chosen-tasks.ts'
import { mayBeLong } from './json-file-fields.ts'
import { documented, type Part, type Property, parts, propertiesOf } from './request-properties.ts'

/** A property of a request with all that its form, and the reading of the filled form, go by. */
export interface RequestField {
  /** `<part>.<name>`, since path, query and body may use the same name. */
  readonly field: string
  readonly part: Part
  readonly name: string
  /** In the documented one of its spellings. */
  readonly property: Property
  /** All spellings that are taken. */
  readonly given: Property
  readonly required: boolean
  /** Decides how its text is read. */
  readonly kind: 'task' | 'json' | 'flag' | 'number' | 'text'
  /** The documented example comes first. */
  readonly example: unknown
  /** There is nothing to ask: an action operation knows its own action. */
  readonly isFixed: boolean
  /** Whoever leaves it out gets all rows. */
  readonly choosesPage: boolean
  /** Its JSON may come as a file. Bodies only: a longer address would be refused on its way. */
  readonly mayBeFile: boolean
  /** Its entries are each about a task. */
  readonly list?: EntryList
}

export function requestFields(op: Operation): readonly RequestField[] {
  const paging = pagingOf(op)
  const body = requestExample(op)
  const list = taskListOf(op)
  return parts.flatMap((part) => {
    const { properties, required } = propertiesOf(op, part)
    return Object.entries(properties).map(([name, given]) => {
      const property = documented(given)
      const kind = kindOf(property)
      const field = `${part}.${name}`
      return {
        ...{ field, part, name, property, given, kind },
        required: required.has(name),
        example: (part === 'body' ? body?.[name] : undefined) ?? property.example,
        isFixed: isFixed(given),
        choosesPage: paging.has(field),
        mayBeFile: part === 'body' && kind === 'json' && mayBeLong(given),
        ...(list && field === `body.${list.name}` && { list }),
      }
    })
  })
}

function pagingOf(op: Operation): ReadonlySet<string> {
  if (op.risk !== 'read') return new Set()
  const { query, body } = pageFields(op)
  return new Set([...query.map((name) => `query.${name}`), ...body.map((name) => `body.${name}`)])
}

/** The list of the body whose entries are each about a task. */
function taskListOf(op: Operation): EntryList | undefined {
  for (const [name, property] of Object.entries(propertiesOf(op, 'body').properties)) {
    const { items } = documented(property)
    if (!items) continue
    if (items.task) return { name, saysMore: false }
    const [key] = Object.entries(items.properties ?? {}).find(([, member]) => documented(member).task) ?? []
    if (key === undefined) continue
    return { name, key, saysMore: items.required?.some((member) => member !== key) ?? false }
  }
  return undefined
}

function kindOf({ task, type }: Property): RequestField['kind'] {
  if (task) return 'task'
  switch (type) {
    case 'array':
    case 'object':
    case undefined:
      return 'json'
    case 'boolean':
      return 'flag'
    case 'integer':
    case 'number':
      return 'number'
    default:
      return 'text'
  }
}

/** A single value without a default is a question all the same: whether to send it. */
function isFixed(property: Property): boolean {
  const single = property.const !== undefined || property.enum?.length === 1
  return single && property.default !== undefined
}
