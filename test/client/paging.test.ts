import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { pagesOf, wholeAnswer } from '../../src/client/index.ts'
import { type Operation, operation, type Paging } from '../../src/drs/operation.ts'
import { change, fetchOne } from './sample-operations.ts'
import { type Seen, scriptedServer, testClient } from './scripted-server.ts'

const number = z.coerce.number()
const page = z.strictObject({ cur_page: z.number(), per_page: z.number() })

/** An operation of each style, with pages of three. */
function listing(style: Paging['style']): Operation {
  const inQuery = style === 'offset'
  return operation({
    ...fetchOne,
    path: '/v3/{project_id}/list',
    method: inQuery ? 'GET' : 'POST',
    query: z.strictObject({
      name: z.string().optional(),
      offset: number.optional(),
      limit: number.optional(),
    }),
    request: z.strictObject({
      name: z.string().optional(),
      page_req: page.optional(),
      cur_page: z.number().optional(),
      per_page: z.number().optional(),
      offset: z.number().optional(),
      limit: z.number().optional(),
    }),
    paging: { style, max: 3 },
  })
}

/** Where the asked page begins and how long it is, however it was asked for. */
function window({ path, body }: Seen): { from: number; size: number } {
  const query = new URL(path, 'http://x').searchParams
  const said = { ...Object.fromEntries(query), ...(body ? JSON.parse(body) : {}) }
  const { cur_page, per_page } = said.page_req ?? said
  if (cur_page !== undefined) return { from: (cur_page - 1) * per_page, size: per_page }
  return { from: Number(said.offset), size: Number(said.limit) }
}

interface Service {
  readonly items: number
  readonly total?: (all: number, rows: number) => object
  /** Gives no more than so many, whatever was asked. */
  readonly cap?: number
}

/** A real server with so many items, and all pages that the client got of it. */
async function walk(op: Operation, { items, total = () => ({}), cap = 99 }: Service, limit?: number) {
  const all = Array.from({ length: items }, (_, id) => ({ id }))
  const { endpoint, seen } = await scriptedServer((request, response) => {
    const { from, size } = window(request)
    const rows = all.slice(from, from + Math.min(size, cap))
    response.writeHead(200).end(JSON.stringify({ ...total(items, rows.length), jobs: rows }))
  })
  const { client, logged } = testClient(endpoint)
  const ids: unknown[] = []
  const input = op.paging?.style === 'offset' ? { query: { name: 'n' } } : { body: { name: 'n' } }
  for await (const answer of pagesOf(client, op, input, limit)) ids.push(...idsIn(answer))
  return { ids, seen, logged, complete: all.map(({ id }) => id) }
}

function idsIn(answer: unknown): readonly unknown[] {
  return z
    .object({ jobs: z.array(z.object({ id: z.number() })) })
    .parse(answer)
    .jobs.map(({ id }) => id)
}

const styles = ['page_req', 'cur_page', 'offset', 'body_offset'] as const
const totals: readonly (readonly [string, NonNullable<Service['total']>])[] = [
  ['no total', () => ({})],
  ['total_count', (all) => ({ total_count: all })],
  ['total_record as a text', (all) => ({ total_record: `${all}` })],
]

describe.each(styles)('pages of the style %s', (style) => {
  describe.each(totals)('with %s', (_, total) => {
    it.each([0, 1, 3, 4, 6, 8])('hold all of %i items', async (items) => {
      const { ids, complete, logged } = await walk(listing(style), { items, total })
      expect(ids).toEqual(complete)
      expect(logged).toEqual([])
    })
  })

  it('are asked for with what the input says besides', async () => {
    const { seen } = await walk(listing(style), { items: 4 })
    expect(seen).toHaveLength(2)
    for (const { path, body } of seen) expect(path + body).toMatch(/name(=|":")n/)
  })

  it('end where the total says so, without another call', async () => {
    const { seen } = await walk(listing(style), { items: 6, total: (all) => ({ total_count: all }) })
    expect(seen).toHaveLength(2)
  })

  it('are cut off at the limit, with a warning', async () => {
    const { ids, logged } = await walk(listing(style), { items: 30 }, 2)
    expect(ids).toHaveLength(6)
    expect(logged).toMatchObject([{ facts: { operation: 'fetch-one', pages: 2 } }])
  })
})

describe('the whole answer', () => {
  it('has the rows of all pages and else what the first page says', async () => {
    const all = [
      { jobs: [{ id: 1 }, { id: 2 }, { id: 3 }], total_count: 5, note: 'a' },
      { jobs: [{ id: 3 }, { id: 4 }, { id: 5 }], total_count: 5 },
    ]
    const { endpoint } = await scriptedServer({ body: all[0] }, { body: all[1] })
    const whole = await wholeAnswer(testClient(endpoint).client, listing('offset'), {}, 9)
    expect(whole).toEqual({ jobs: [1, 2, 3, 4, 5].map((id) => ({ id })), total_count: 5, note: 'a' })
  })

  it('puts a row together that is itself cut into pages (6.4.4)', async () => {
    const page = (list: number[]) => ({
      results: [{ id: 'a', struct_detail: { total_record: 4, list } }],
      count: 1,
    })
    const { endpoint } = await scriptedServer({ body: page([1, 2, 3]) }, { body: page([4]) })
    const whole = await wholeAnswer(testClient(endpoint).client, listing('page_req'), {}, 9)
    expect(whole).toEqual(page([1, 2, 3, 4]))
  })

  it('is one call where there is one page', async () => {
    const { endpoint, seen } = await scriptedServer({ body: { jobs: [] } })
    expect(await wholeAnswer(testClient(endpoint).client, listing('cur_page'), {}, 9)).toEqual({ jobs: [] })
    expect(seen).toHaveLength(1)
  })
})

describe('pages', () => {
  it('are read on when the count is that of the page (6.1.21)', async () => {
    const { ids, complete } = await walk(listing('page_req'), {
      items: 8,
      total: (_, rows) => ({ count: rows }),
    })
    expect(ids).toEqual(complete)
  })

  it.each(['offset', 'body_offset'] as const)(
    'of the style %s are read on after a short one if the total says so',
    async (style) => {
      const service: Service = { items: 7, cap: 2, total: (all) => ({ count: all }) }
      const { ids, complete } = await walk(listing(style), service)
      expect(ids).toEqual(complete)
    },
  )

  it('are read on for the longest list further in (6.4.4)', async () => {
    const lists = [
      { results: [{ struct_detail: { total_record: 4, list: [1, 2, 3] } }], count: 1 },
      { results: [{ struct_detail: { total_record: 4, list: [4] } }], count: 1 },
    ]
    const { endpoint, seen } = await scriptedServer({ body: lists[0] }, { body: lists[1] })
    const answers: unknown[] = []
    for await (const answer of pagesOf(testClient(endpoint).client, listing('page_req'))) answers.push(answer)
    expect(answers).toEqual(lists)
    expect(seen).toHaveLength(2)
  })

  it('end when the service repeats itself', async () => {
    const { endpoint, seen } = await scriptedServer({ body: { jobs: [1, 2, 3] } })
    const answers: unknown[] = []
    for await (const answer of pagesOf(testClient(endpoint).client, listing('cur_page'))) answers.push(answer)
    expect([answers.length, seen.length]).toEqual([1, 2])
  })

  it('are one for an operation without paging, and none is asked for before it is wanted', async () => {
    const { endpoint, seen } = await scriptedServer({ body: { count: 1 } })
    const { client } = testClient(endpoint)
    const walked = pagesOf(client, change, { body: { jobs: [] } })
    expect(seen).toHaveLength(0)
    expect((await walked.next()).value).toEqual({ count: 1 })
    expect((await walked.next()).done).toBe(true)
    expect(seen).toHaveLength(1)
  })
})
