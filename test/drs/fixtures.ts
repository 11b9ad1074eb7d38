import { readFileSync } from 'node:fs'

/** What the DRS API reference (v3, English edition 2025-11) says, as data; see the files for their shape. */

const folder = new URL('../fixtures/drs/v3/', import.meta.url)

function read<T>(file: string): T {
  return JSON.parse(readFileSync(new URL(file, folder), 'utf8'))
}

export interface IndexRow {
  readonly id: string
  readonly method: string
  readonly path: string
  readonly risk: string
  readonly success: number
  readonly section: string
  readonly batchLimit?: number
}

/** One row per operation of the reference. */
export const indexRows = read<readonly IndexRow[]>('operations.json')

interface UrlExample {
  readonly kind: 'url'
  readonly operation: string
  readonly url: string
}

interface RequestExample {
  readonly kind: 'request'
  readonly operation: string
  readonly file: string
}

interface AnswerExample {
  readonly kind: 'response'
  readonly operation: string
  readonly file: string
  readonly status: number
}

/** The examples of the reference: bodies, and the URLs of calls without a body. */
export const examples = read<readonly (UrlExample | RequestExample | AnswerExample)[]>('examples.json')
export const urlExamples = examples.filter((example): example is UrlExample => example.kind === 'url')
export const requestExamples = examples.filter(
  (example): example is RequestExample => example.kind === 'request',
)
export const answerExamples = examples.filter(
  (example): example is AnswerExample => example.kind === 'response',
)

export function body(example: { readonly file: string }): unknown {
  return read(`examples/${example.file}`)
}

/** A documented field of a request. `type` tells how a number with limits is written. */
export interface FieldFact {
  readonly required?: true
  readonly minLength?: number
  readonly maxLength?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly min?: number
  readonly max?: number
  readonly type?: 'text' | 'number'
  readonly enum?: readonly (string | number)[]
}

export interface FieldFacts {
  readonly params?: Readonly<Record<string, FieldFact>>
  readonly query?: Readonly<Record<string, FieldFact>>
  readonly request?: Readonly<Record<string, FieldFact>>
  readonly response?: readonly string[]
}

/** The tables, by operation. Paths: `jobs[].name` in a list, `progress_map{}.completed` in a map. */
export const fieldFacts = read<Readonly<Record<string, FieldFacts>>>('fields.json')
