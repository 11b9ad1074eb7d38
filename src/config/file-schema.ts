import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import * as z from 'zod'
import { fileSchema } from './file.ts'
import { secretReference, secretScope } from './secrets.ts'

type Schema = z.core.JSONSchema.BaseSchema

/**
 * JSON Schema of the configuration file, for editors. What each key means is what the comments of the example say of it:
 * those right above it, and the one behind it.
 */
export function configurationSchema(example: string): Schema {
  const schema: Schema = z.toJSONSchema(fileSchema, { io: 'input', override: alone })
  const lineCounter = new LineCounter()
  const { contents } = parseDocument(example, { lineCounter })
  const lines = example.split('\n')
  describe(schema, contents, (offset) => commentsAt(lines, lineCounter.linePos(offset).line - 1))
  return { ...schema, title: 'drs-chatops.yml' }
}

/** What is read before it is checked has no schema of its own: a reference may stand alone for its whole entry. */
function alone({
  zodSchema,
  jsonSchema,
}: {
  readonly zodSchema: unknown
  readonly jsonSchema: Schema
}): void {
  if (zodSchema !== secretScope) return
  const { type, pattern } = z.toJSONSchema(secretReference)
  const entry = { ...jsonSchema }
  for (const key of Object.keys(jsonSchema)) delete jsonSchema[key]
  jsonSchema.anyOf = [{ ...(type && { type }), ...(pattern !== undefined && { pattern }) }, entry]
}

function describe(schema: Schema, node: Node | null, commentsOf: (offset: number) => string): void {
  if (isSeq(node)) for (const item of node.items) describe(itemsOf(schema), asNode(item), commentsOf)
  if (!isMap(node)) return
  for (const { key, value } of node.items) {
    if (!isScalar(key)) continue
    const named = part(schema.properties?.[String(key.value)])
    const comments = commentsOf(key.range?.[0] ?? 0)
    // The first place that says something of a key is the one that explains it.
    if (named && comments && named.description === undefined) named.description = comments
    const inner = named ?? part(schema.additionalProperties)
    if (inner)
      for (const one of [inner, ...(inner.anyOf ?? [])]) describe(part(one) ?? {}, asNode(value), commentsOf)
  }
}

function itemsOf({ items }: Schema): Schema {
  return (Array.isArray(items) ? undefined : part(items)) ?? {}
}

function part(schema: Schema | boolean | undefined): Schema | undefined {
  return typeof schema === 'object' ? schema : undefined
}

function asNode(value: unknown): Node | null {
  return isMap(value) || isSeq(value) ? value : null
}

const comment = /^[\s-]*#\s?/

function commentsAt(lines: readonly string[], at: number): string {
  const own = lines[at] ?? ''
  const first = lines.slice(0, at).findLastIndex((line) => !comment.test(line)) + 1
  const above = lines.slice(first, at).map((line) => line.replace(comment, '').trim())
  const behind = own.includes(' # ') ? own.slice(own.indexOf(' # ') + 3).trim() : ''
  return [...above, behind].filter(Boolean).join(' ')
}
