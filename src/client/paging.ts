import type { Operation, Paging, ResponseOf } from '../drs/operation.ts'
import type { CallInput } from './call.ts'
import type { Client } from './client.ts'

/** More pages than this are a fault of the answer rather than a fact. */
const mostPages = 200

/**
 * Walks the answers of a list operation page by page, whatever its style of paging, in pages as large as DRS allows. An
 * operation without paging has one page. What the input says of pages is replaced. Stops with a warning at `limit` pages.
 */
export async function* pagesOf<Op extends Operation>(
  client: Client,
  op: Op,
  input: CallInput<Op> = {},
  limit = mostPages,
): AsyncGenerator<ResponseOf<Op>, void, undefined> {
  const { paging } = op
  if (paging === undefined) return yield await client.call(op, input)
  const seen: Seen = new Map()
  let previous = ''
  for (let page = 1; page <= limit; page += 1) {
    const answer = await client.call(op, asked(paging, input, page, seen.get(top) ?? 0))
    const text = JSON.stringify(answer)
    // A service that takes no notice of the page says the same again and again.
    if (text === previous) return
    previous = text
    yield answer
    if (isLast(paging, listingsIn(answer), seen)) return
  }
  client.log.warn(
    { connection: client.connection.name, operation: op.id, pages: limit },
    'list cut off: too many pages',
  )
}

/**
 * The answer of a list operation with the rows of all its pages, at most `limit` of them; what else stands in it is that of
 * the first. A list within the rows (6.4.4) is put together by the ids of the rows.
 */
export async function wholeAnswer<Op extends Operation>(
  client: Client,
  op: Op,
  input: CallInput<Op>,
  limit: number,
): Promise<unknown> {
  let whole: unknown
  for await (const page of pagesOf(client, op, input, limit))
    whole = whole === undefined ? page : joined(whole, page)
  return whole
}

function joined(whole: unknown, page: unknown): unknown {
  if (Array.isArray(page)) return joinedRows(Array.isArray(whole) ? whole : [], page)
  if (!isFields(whole) || !isFields(page)) return whole
  const inner = Object.entries(page).map(([name, value]) => [
    name,
    name in whole ? joined(whole[name], value) : value,
  ])
  return { ...whole, ...Object.fromEntries(inner) }
}

/** A row that comes twice is one row: it moved to the next page meanwhile, or is itself cut into pages. */
function joinedRows(had: readonly unknown[], rows: readonly unknown[]): readonly unknown[] {
  const places = new Map(had.flatMap((row, at) => (hasId(row) ? [[row.id, at] as const] : [])))
  const all = [...had]
  for (const row of rows) {
    const at = hasId(row) ? places.get(row.id) : undefined
    if (at === undefined) all.push(row)
    else all[at] = joined(all[at], row)
  }
  return all
}

function hasId(row: unknown): row is Readonly<Record<string, unknown>> {
  return isFields(row) && row.id !== undefined && row.id !== null
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function asked<Op extends Operation>(
  { style, max }: Paging,
  input: CallInput<Op>,
  page: number,
  offset: number,
): CallInput<Op> {
  const inBody = {
    page_req: { page_req: { cur_page: page, per_page: max } },
    cur_page: { cur_page: page, per_page: max },
    body_offset: { offset, limit: max },
    offset: undefined,
  }[style]
  const body = typeof input.body === 'object' ? input.body : {}
  const paged = inBody
    ? { ...input, body: { ...body, ...inBody } }
    : { ...input, query: { ...input.query, offset, limit: max } }
  // The fields of its paging style are part of every paged operation's schema, which the client checks; a generic
  // operation's type does not show them.
  return paged as CallInput<Op>
}

/** A list in an answer, with the number of its items on all pages where the answer tells it. */
interface Listing {
  readonly path: string
  readonly rows: number
  readonly total: number | undefined
}

/** Rows had so far, by the path of their list. */
type Seen = Map<string, number>

const top = ''

/** The list at the top, and those further in that have a total beside them (6.4.4 pages the objects of each task). */
function listingsIn(value: unknown, path = top): readonly Listing[] {
  if (typeof value !== 'object' || value === null) return []
  const inner = Object.entries(value).flatMap(([name, field]) => listingsIn(field, `${path}.${name}`))
  if (Array.isArray(value)) return inner
  const total = totalIn(value)
  if (path !== top && total === undefined) return inner
  const rows = Object.values(value).map((field) => (Array.isArray(field) ? field.length : 0))
  return [{ path, rows: Math.max(0, ...rows), total }, ...inner]
}

function totalIn(value: object): number | undefined {
  const fields = new Map(Object.entries(value))
  return ['total_record', 'total_count', 'count']
    .map((name) => fields.get(name))
    .filter((field) => typeof field === 'number' || (typeof field === 'string' && /^\d+$/.test(field)))
    .map(Number)[0]
}

function isLast(paging: Paging, listings: readonly Listing[], seen: Seen): boolean {
  for (const { path, rows } of listings) seen.set(path, (seen.get(path) ?? 0) + rows)
  return listings.every((listing) => isComplete(paging, listing, seen.get(listing.path) ?? 0))
}

function isComplete({ style, max }: Paging, { rows, total }: Listing, had: number): boolean {
  if (rows === 0) return true
  // `count` of 6.1.21 is the number of tasks returned: on a full page it does not say that there are no more.
  const onlyThisPage = style === 'page_req' && rows === max && total === rows
  if (total === undefined || onlyThisPage) return rows < max
  return had >= total
}
