import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { UserError } from '../../src/base/user-error.ts'
import { requireReferences, secretsInRequest, withSecrets } from '../../src/domain/secrets/input-secrets.ts'
import { type Operation, secret } from '../../src/drs/operation.ts'
import { parseOperationInput } from '../../src/kit/operation-input.ts'
import * as v3 from '../drs/fixtures.ts'
import * as v5 from '../drs/v5/fixtures.ts'
import { declared, typed, withReferences } from './typed-requests.ts'

function secretReferences(...given: Parameters<typeof secretsInRequest>): readonly string[] {
  requireReferences(...given)
  return secretsInRequest(...given).map(({ text }) => text)
}

describe('secrets in a request', () => {
  /** Secrets at every depth the contract has: a field, a list's items, an object of a list, and beside one a text that is none. */
  const op: Operation = {
    ...declared('batch-test-connections'),
    request: z.strictObject({
      password: secret(z.string().optional()),
      keys: z.array(secret(z.string())).optional(),
      jobs: z
        .array(
          z.strictObject({
            name: z.string().optional(),
            endpoint: z.strictObject({ db_password: secret(z.string().nullable()) }).optional(),
          }),
        )
        .optional(),
    }),
  }
  const reference = 'env:DB_SOURCE_PASSWORD'
  const deep = (text: string) => ({ jobs: [{ name: reference, endpoint: { db_password: text } }] })

  it.each([
    ['a field', 'body.password', { password: 'hunter2' }],
    ['the items of a list', 'body.keys', { keys: [reference, 'hunter2'] }],
    ['an object of a list', 'body.jobs', deep('hunter2')],
    ['what only begins like a reference', 'body.password', { password: 'env:hunter2 ' }],
    ['a path that is none', 'body.password', { password: 'file:hunter2' }],
  ])('typed into %s are refused at the field and before the call', (_, field, body) => {
    const read = parseOperationInput(op, typed('body', body))
    expect(read).toMatchObject({ ok: false, invalid: [{ field }] })
    expect(JSON.stringify(read)).not.toContain('hunter2')
    const said = refusalOf(() => secretReferences(op, { body }))
    expect(said.text.en).toContain('never the secret itself')
    expect(JSON.stringify(said.text)).not.toContain('hunter2')
  })

  it('are known by their references, wherever they are', () => {
    const body = { password: reference, keys: ['file:/run/secrets/key'], ...deep('env:DB_OTHER') }
    expect(secretReferences(op, { body })).toEqual([reference, 'file:/run/secrets/key', 'env:DB_OTHER'])
  })

  it('take the place of their references, and only in the fields for secrets', () => {
    const body = deep(reference)
    const input = { params: { job_id: reference }, body }
    const filled = withSecrets(op, input, new Map([[reference, 'hunter2']]))
    expect(filled).toEqual({ params: { job_id: reference }, body: deep('hunter2') })
    expect(body).toEqual(deep(reference))
  })

  it('may be left empty', () => {
    expect(secretReferences(op, { body: { jobs: [{ endpoint: { db_password: null } }] } })).toEqual([])
    expect(secretReferences(op, { body: deep('') })).toEqual([])
    expect(secretReferences(op, {})).toEqual([])
  })

  const writtenOut = [
    ...v3.requestExamples.map(
      (example) => [example.file, declared(example.operation), v3.body(example)] as const,
    ),
    ...v5.requests.flatMap(({ operation, file }) =>
      file === undefined ? [] : [[file, v5.declared(operation), v5.body(file)] as const],
    ),
  ].filter(([, , body]) => JSON.stringify(withReferences(body)) !== JSON.stringify(body))

  it('are in the documented examples', () => expect(writtenOut.length).toBeGreaterThan(10))

  it.each(writtenOut)('are refused as %s writes them out, and taken as references', (_, given, body) => {
    expect(() => secretReferences(given, { body })).toThrow(UserError)
    const references = secretReferences(given, { body: withReferences(body) })
    expect(new Set(references)).toEqual(new Set(['env:DB_X']))
  })

  function refusalOf(work: () => unknown): UserError {
    try {
      work()
    } catch (error) {
      if (error instanceof UserError) return error
      throw error
    }
    throw new Error('nothing was refused')
  }
})
