import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { commands } from '../../commands/index.ts'
import { operations } from '../../src/drs/index.ts'
import { type Operation, secret } from '../../src/drs/operation.ts'
import { apiReference } from '../../src/kit/api-reference.ts'
import { coverageOf } from '../../src/kit/coverage.ts'
import { operationFields } from '../../src/kit/operation-form.ts'
import { declared } from './typed-requests.ts'

/** The reference page of all operations, made from the contract. */
const page = apiReference(operations, coverageOf(operations, commands))

/** The part of the page about one operation. */
function entryOf(id: string, text = page): string {
  const [, found = ''] = text.split(`\n### ${id}\n`)
  return found.split('\n### ')[0]?.split('\n## ')[0] ?? ''
}

describe('the page', () => {
  it('in docs/api.md is the one of this contract', () => {
    expect(readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8')).toBe(page)
  })

  it('has every operation once', () => {
    const headings = [...page.matchAll(/^### (\S+)$/gm)].map(([, id]) => id)
    expect(headings.toSorted()).toEqual(operations.map((op) => op.id).toSorted())
  })

  it.each(operations.map((op) => [op.id, op] as const))(
    'says of %s how it is called and who may',
    (id, op) => {
      const entry = entryOf(id)
      expect(entry).toContain(`\`${op.method} ${op.path}\``)
      expect(entry).toContain(op.title['zh-CN'])
      expect(entry).toContain(`risk ${op.risk} · role ${op.risk === 'read' ? 'viewer' : 'operator'}`)
    },
  )

  it('says which verbs make a call, or why none does', () => {
    expect(entryOf('job-action-reset')).toContain('Made by [/drs reset](commands.md#reset)')
    expect(entryOf('delete-job')).toContain('Only `/drs api`: Deletes one task')
  })

  it('lists every field that the forms ask for', () => {
    for (const op of operations) {
      const entry = entryOf(op.id)
      // Files are no part of the tables.
      for (const field of operationFields(op).filter(
        ({ name, control }) => name.includes('.') && control !== 'file',
      )) {
        expect(entry, `${op.id} ${field.name}`).toContain(`| \`${field.name.replace(/^\w+\./, '')}\` |`)
      }
    }
  })

  it('has tables whose rows all have the same number of cells', () => {
    const rows = page.split('\n').filter((line) => line.startsWith('|'))
    for (const row of rows) expect(row.replaceAll('\\|', '').split('|'), row).toHaveLength(6)
  })
})

describe('the table of a request', () => {
  const op: Operation = {
    ...declared('batch-stop-or-delete-jobs'),
    id: 'sample',
    batch: { list: 'jobs', limit: 10 },
    request: z.strictObject({
      kind: z.enum(['a|b', 'c']).describe('One\nof two'),
      count: z.int().min(1).max(5).optional().describe('How many'),
      note: z
        .union([z.string().max(9), z.literal('')])
        .optional()
        .describe('A note'),
      jobs: z
        .array(z.strictObject({ db_password: secret(z.string().describe('Password')) }))
        .min(1)
        .max(10)
        .describe('Jobs'),
    }),
  }
  const rows = () =>
    entryOf('sample', apiReference([op]))
      .split('\n')
      .filter((line) => line.startsWith('| `'))

  it('goes into nested structures, with limits, needs and secrecy', () => {
    expect(rows()).toEqual([
      '| `kind` | `a\\|b` `c` | yes | One of two |',
      '| `count` | integer, 1 to 5 |  | How many |',
      '| `note` | text, at most 9 characters |  | A note |',
      '| `jobs` | list of object, 1 to 10 items | yes | Jobs |',
      '| `jobs[].db_password` | text, secret | yes | Password |',
    ])
  })

  it('says what limits the call', () => {
    expect(entryOf('sample', apiReference([op]))).toContain('at most 10 jobs per call')
  })
})
