import { describe, expect, it } from 'vitest'
import { locales } from '../../../src/base/i18n.ts'
import { type Operation, operations, risks } from '../../../src/drs/index.ts'
import * as contract from '../../../src/drs/v5/index.ts'
import { operationsV5 } from '../../../src/drs/v5/index.ts'
import { bare, fieldsOf } from '../walk.ts'
import { actions, declared, documented, documentedId, indexRows } from './fixtures.ts'

function parts(op: Operation) {
  return [op.params, op.query, op.request, op.response].filter((schema) => schema !== undefined)
}

describe('the v5 contract as a whole', () => {
  it('has exactly the operations of the reference, in its order', () => {
    const asRow = ({ method, path, section, batch, upload, download, ...op }: Operation) => ({
      id: documentedId({ method, path, section, ...op }),
      ...{ method, path, section },
      ...(batch && { batchLimit: batch.limit }),
      ...(upload && { upload: true }),
      ...(download && { download: true }),
    })
    const printed = indexRows.map(({ risk: _, success: __, actions: ___, ...row }) => row)
    expect(documented.map(asRow)).toEqual(printed)
    expect(new Set(documented.map((op) => `${op.method} ${op.path}`)).size).toBe(68)
  })

  it.each(indexRows.map((row) => [row.id, row] as const))('%s has the status that is printed', (_, row) =>
    expect(row.success).toContain(declared(row.id).success),
  )

  it('has ids of its own, also beside v3, a title in each language and a name to import each by', () => {
    const ids = [...operations.filter((op) => op.api === 'v3'), ...operationsV5].map((op) => op.id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const op of operationsV5) {
      for (const locale of locales) expect(op.title[locale], op.id).not.toBe('')
      const name = op.id.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
      expect(Reflect.get(contract, name), name).toBe(op)
    }
  })
})

describe('the single actions', () => {
  it('are all actions of the reference and no others', () => {
    const printed = indexRows.flatMap((row) =>
      Object.keys(row.actions ?? {}).map((action) => `${row.id}-${action.replaceAll('_', '-')}`),
    )
    expect(actions.map((op) => op.id).toSorted()).toEqual(printed.toSorted())
  })

  it('are judged at least as strictly as the index of the reference has them', () => {
    for (const row of indexRows) {
      for (const [action, risk] of Object.entries(row.actions ?? {})) {
        const op = actions.find(({ id }) => id === `${row.id}-${action.replaceAll('_', '-')}`)
        const gravity = (one: string | undefined) => risks.map(String).indexOf(one ?? '')
        expect(gravity(op?.risk), op?.id).toBeGreaterThanOrEqual(gravity(risk))
      }
    }
  })

  it.each(actions.map((op) => [op.id, op] as const))('%s is a narrower form of its call', (_, op) => {
    const whole = declared(op.actionOf ?? '')
    expect(op).toMatchObject({ method: whole.method, path: whole.path, section: whole.section })
    const known = [...fieldsOf(whole.request).keys()]
    expect([...fieldsOf(op.request).keys()].filter((path) => !known.includes(path))).toEqual([])
    expect(Object.keys(op.params?.shape ?? {})).toEqual(Object.keys(whole.params?.shape ?? {}))
  })
})

describe.each(operationsV5.map((op) => [op.id, op] as const))('%s', (_, op) => {
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
    for (const schema of parts(op)) {
      for (const [path, field] of fieldsOf(schema)) {
        const named = /(^|[._])(password|ssl_cert_key)$/.test(path) && !/is_set_password$/.test(path)
        expect(field.meta()?.secret === true, path).toBe(named)
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

  it('walks pages with fields that it has', () => {
    if (!op.paging) return
    const schema = op.paging.style === 'body_offset' ? op.request : op.query
    const paged = (limit: number) =>
      fieldsOf(schema ?? op.request)
        .get('limit')
        ?.safeParse(limit).success
    expect(paged(op.paging.max)).toBe(true)
    const answer = fieldsOf(op.response)
    expect(answer.has('count') || answer.has('total_count')).toBe(true)
  })
})
