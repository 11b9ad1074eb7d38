import type { Operation } from './operation.ts'

/** The fields that choose a page, by the part of the request in which they stand. */
export function pageFields({ paging }: Operation): Readonly<Record<'query' | 'body', readonly string[]>> {
  const none = { query: [], body: [] }
  if (paging === undefined) return none
  if (paging.style === 'offset') return { query: ['offset', 'limit'], body: [] }
  const body = {
    page_req: ['page_req'],
    cur_page: ['cur_page', 'per_page'],
    body_offset: ['offset', 'limit'],
  }
  return { query: [], body: body[paging.style] }
}
