import { readFileSync } from 'node:fs'
import type { Operation } from '../../../src/drs/operation.ts'
import { operationsV5 } from '../../../src/drs/v5/index.ts'
import type { FieldFacts } from '../fixtures.ts'

/** What the DRS API reference (v5, Chinese edition 2024-03) says, as data; see the files for their shape. */

const folder = new URL('../../fixtures/drs/v5/', import.meta.url)

function read<T>(file: string): T {
  return JSON.parse(readFileSync(new URL(file, folder), 'utf8'))
}

export interface IndexRow {
  readonly id: string
  readonly method: string
  readonly path: string
  readonly risk: string
  /** Every documented HTTP status of success. */
  readonly success: readonly number[]
  readonly section: string
  readonly batchLimit?: number
  readonly upload?: true
  readonly download?: true
  /** The actions that the call carries, with their risks. */
  readonly actions?: Readonly<Record<string, string>>
}

/** One row per operation of the reference. */
export const indexRows = read<readonly IndexRow[]>('operations.json')

interface Request {
  readonly kind: 'request'
  readonly operation: string
  readonly url: string
  readonly file?: string
}

interface Answer {
  readonly kind: 'response'
  readonly operation: string
  readonly status: number
  readonly file?: string
}

/** The examples of the reference; without `file` those without a body in JSON. */
export const examples = read<readonly (Request | Answer)[]>('examples.json')
export const requests = examples.filter((example): example is Request => example.kind === 'request')
export const answers = examples.filter((example): example is Answer => example.kind === 'response')

export function body(file: string): unknown {
  return read(`examples/${file}`)
}

/** The tables, by operation; see the fixtures of v3. */
export const fieldFacts = read<Readonly<Record<string, FieldFacts>>>('fields.json')

/** Operations of the reference, and the single actions that they are cut into. */
export const documented = operationsV5.filter((op) => op.actionOf === undefined)
export const actions = operationsV5.filter((op) => op.actionOf !== undefined)

/** The id in the reference: one is taken by v3 already. */
export function documentedId(op: Operation): string {
  return op.id.replace(/^v5-/, '')
}

export function declared(id: string): Operation {
  const op = documented.find((candidate) => documentedId(candidate) === id)
  if (!op) throw new Error(`${id} is not declared`)
  return op
}
