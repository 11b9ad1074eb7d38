import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { operations } from '../../src/drs/index.ts'
import type { Operation } from '../../src/drs/operation.ts'
import { requestExample } from '../../src/drs/request-examples.ts'
import { alternativeFields, operationFields } from '../../src/kit/operation-form.ts'
import { parseOperationInput } from '../../src/kit/operation-input.ts'

/** The form of an operation filled in by somebody who only has its examples and choices. */
function filledFromForm(op: Operation): Readonly<Record<string, string>> {
  const fields = operationFields(op).filter(
    ({ control, required, structure }) => required || structure?.example || control === 'tasks',
  )
  return Object.fromEntries(
    fields
      .filter(({ control }) => control !== 'file')
      .map(({ name, initial, values, structure }) => [
        name,
        structure?.example ?? initial ?? values?.[0] ?? documentedText(op, name),
      ]),
  )
}

function documentedText(op: Operation, field: string): string {
  const [part = '', name = ''] = field.split('.')
  const example = part === 'body' ? requestExample(op)?.[name] : undefined
  return example === undefined ? 'a1b2c3d4-7f8e-4d21-9d1c-0a1b2c3djb01' : String(example)
}

/** It is needed, typed or as a file. */
function aloneOrFile(op: Operation, field: string): boolean {
  return alternativeFields(op).some((names) => names[0] === field)
}

const structured = operations.filter((op) =>
  operationFields(op).some(
    ({ name, required, structure }) =>
      structure && name.startsWith('body.') && (required || alternativeFields(op).flat().includes(name)),
  ),
)

describe('the form of a raw call', () => {
  it('has an example for every structure that has to be given', () => {
    const lacking = structured.filter((op) =>
      operationFields(op).some(
        ({ name, required, structure }) =>
          (required || aloneOrFile(op, name)) &&
          structure &&
          name.startsWith('body.') &&
          structure.example === undefined,
      ),
    )
    expect(structured.length).toBeGreaterThan(60)
    expect(lacking.map(({ id }) => id)).toEqual([])
  })

  it.each(structured.map((op) => [op.id, op] as const))('of %s takes what its example shows', (_, op) => {
    const read = parseOperationInput(op, filledFromForm(op))
    expect(read).toMatchObject({ ok: true })
  })

  it('shows no password in an example, but where one comes from', () => {
    const texts = structured.map((op) => JSON.stringify(requestExample(op)))
    expect(texts.filter((text) => text?.includes('***'))).toEqual([])
    expect(texts.filter((text) => text?.includes('env:DB_SOURCE_PASSWORD')).length).toBeGreaterThan(3)
  })
})

describe('the examples', () => {
  const files = (api: string): readonly { operation: string; kind: string; file?: string }[] =>
    JSON.parse(readFileSync(new URL(`../fixtures/drs/${api}/examples.json`, import.meta.url), 'utf8'))
  const documented = (api: string) =>
    files(api).flatMap(({ kind, file }) =>
      kind === 'request' && file
        ? [readFileSync(new URL(`../fixtures/drs/${api}/examples/${file}`, import.meta.url), 'utf8')]
        : [],
    )
  /** Nothing is documented of these three actions but their names. */
  const ours = ['cancel-compare', 'column-limit', 'reload-parameters'].map((name) => `job-action-${name}`)

  it('are those of the documents, but for passwords', () => {
    const hidden = (text: string) =>
      text
        .replace('****.jar', 'ojdbc8.jar')
        .replace(/("public_ip" ?: ?)"\*{3,}/g, '$1"203.0.113.10')
        .replace(/\*{3,}/g, 'env:DB_SOURCE_PASSWORD')
    const known = ['v3', 'v5'].flatMap(documented).map((text) => JSON.stringify(JSON.parse(hidden(text))))
    const invented = structured
      .filter(({ id, actionOf }) => actionOf !== 'batch-job-action' && !ours.includes(id))
      .filter((op) => !known.includes(JSON.stringify(requestExample(op))))
    expect(invented.map(({ id }) => id)).toEqual([])
  })
})
