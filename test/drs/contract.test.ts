import { describe, expect, it } from 'vitest'
import { locales } from '../../src/base/i18n.ts'
import * as contract from '../../src/drs/index.ts'
import { type Operation, operationById, operations } from '../../src/drs/index.ts'
import { indexRows } from './fixtures.ts'
import { bare, fieldsOf } from './walk.ts'

const v3 = operations.filter((op) => op.api === 'v3')

function asRow(op: Operation) {
  const { id, method, path, success, section, batch } = op
  return { id, method, path, success, section, ...(batch && { batchLimit: batch.limit }) }
}

function parts(op: Operation) {
  return [op.params, op.query, op.request, op.response].filter((schema) => schema !== undefined)
}

describe('the contract as a whole', () => {
  it('has exactly the v3 operations of the reference, as the reference describes them', () => {
    expect(v3.map(asRow)).toEqual(indexRows.map(({ risk: _, ...row }) => row))
  })

  it('gives every operation one id, a title in each language and a name to import it by', () => {
    expect(new Set(operations.map((op) => op.id)).size).toBe(operations.length)
    for (const op of operations) {
      for (const locale of locales) expect(op.title[locale], op.id).not.toBe('')
      const name = op.id.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
      expect(Reflect.get(contract, name), name).toBe(op)
    }
  })

  it('finds an operation by its id', () => {
    expect(operationById('batch-switchover')).toBe(contract.batchSwitchover)
    expect(operationById('batch-switch')).toBeUndefined()
  })
})

describe.each(v3.map((op) => [op.id, op] as const))('%s', (_, op) => {
  it('declares the placeholders of its path', () => {
    const inPath = [...op.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    expect(['project_id', ...Object.keys(op.params?.shape ?? {})].sort()).toEqual(inPath.sort())
  })

  it('says what each field means', () => {
    const silent = parts(op).flatMap((schema) =>
      [...fieldsOf(schema)].filter(([, field]) => !field.description).map(([path]) => path),
    )
    expect(silent).toEqual([])
  })

  it('marks passwords and keys as secret, and nothing else', () => {
    const secretName = /(password|pwd|(cert|store)_key|key_tab_file|property)$/
    // These are switches, not passwords.
    const notSecret = /^(is_set_password|set_private_key_password|is_global_password)$/
    for (const schema of parts(op)) {
      for (const [path, field] of fieldsOf(schema)) {
        const name = path.split('.').at(-1) ?? path
        expect(field.meta()?.secret === true, path).toBe(secretName.test(name) && !notSecret.test(name))
      }
    }
  })

  it('names a list of its body in batches, limited to the batch', () => {
    if (!op.batch) return
    const list = fieldsOf(op.request).get(op.batch.list)
    expect(list && bare(list)).toMatchObject({ type: 'array' })
    const tooMany = op.request.safeParse({ [op.batch.list]: Array(op.batch.limit + 1).fill('x') })
    expect(tooMany.error?.issues).toContainEqual(
      expect.objectContaining({ code: 'too_big', maximum: op.batch.limit, path: [op.batch.list] }),
    )
  })
})
