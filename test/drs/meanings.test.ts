import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { operations } from '../../src/drs/index.ts'
import { rule, ruleInChinese } from '../../src/drs/rule-words.ts'

interface Described {
  readonly description?: string
  readonly chinese?: string
  readonly properties?: Readonly<Record<string, Described>>
  readonly items?: Described
}

/** Every field of a request, with the path to it. */
function fieldsOf(schema: Described, path: string): readonly (readonly [string, Described])[] {
  const own = Object.entries(schema.properties ?? {})
  return [
    ...own.map(([name, field]) => [`${path}.${name}`, field] as const),
    ...own.flatMap(([name, field]) => fieldsOf(field, `${path}.${name}`)),
    ...(schema.items ? fieldsOf(schema.items, `${path}[]`) : []),
  ]
}

const fields = operations.flatMap((op) =>
  (['params', 'query', 'request'] as const).flatMap((part) => {
    const schema = op[part]
    if (!schema) return []
    const json: Described = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Described
    return fieldsOf(json, `${op.id} ${part}`)
  }),
)

describe('the fields of requests', () => {
  it('have a meaning in both languages, where they have one', () => {
    const lacking = fields.filter(([, { description, chinese }]) => description !== undefined && !chinese)
    expect(fields.length).toBeGreaterThan(500)
    expect(lacking.map(([path]) => path)).toEqual([])
  })
})

describe('what a schema says of a value that it refuses', () => {
  it('is said in Chinese with the same values', () => {
    expect(ruleInChinese(rule('from %s to %s', 1, 9999))).toBe('应在 1 至 9999 之间')
    expect(ruleInChinese(rule('of %s, joined by commas', 'i, u, d'))).toBe('应为 i, u, d，多个以逗号分隔')
    expect(ruleInChinese(rule('none of %s', '! < > & " \\'))).toBe('不能包含 ! < > & " \\')
  })

  it('is nothing for the messages of zod', () => {
    expect(ruleInChinese('Invalid input: expected string, received undefined')).toBeUndefined()
  })
})
