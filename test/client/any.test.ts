import { describe, expect, it } from 'vitest'
import { operationById } from '../../src/drs/index.ts'
import type { Operation } from '../../src/drs/operation.ts'
import { change, changeBody, errorOf, look, password } from './sample-operations.ts'
import { projectId, scriptedServer, testClient } from './scripted-server.ts'

describe('callAny', () => {
  it('returns the answer as read and as it came, both without secrets', async () => {
    const body = { count: 1, keyring: 'k', future: [{ new_password: 'p', said: `not ${password}` }] }
    const { endpoint } = await scriptedServer({ body })
    const clean = { count: 1, keyring: 'k', future: [{ new_password: '***', said: 'not ***' }] }
    expect(await testClient(endpoint).client.callAny(change, { body: changeBody })).toEqual({
      parsed: clean,
      raw: clean,
      unexpected: [],
      status: 200,
      requestId: 'req-1',
    })
  })

  it('shows an answer of a surprising form, after a change too', async () => {
    const { endpoint } = await scriptedServer({ body: { count: 'many', access_key: 'a' } })
    const { client } = testClient(endpoint)
    const answer = await client.callAny(change, { body: changeBody })
    expect(answer).toMatchObject({ parsed: undefined, unexpected: ['count'] })
    expect(answer.raw).toEqual({ count: 'many', access_key: '***' })
  })

  it('shows a text that is not JSON', async () => {
    const { endpoint } = await scriptedServer({ text: `<p>${password}</p>` })
    const answer = await testClient(endpoint).client.callAny(change, { body: changeBody })
    expect(answer).toMatchObject({ parsed: undefined, raw: '<p>***</p>', unexpected: ['body'] })
  })

  it('shows an answer without a body', async () => {
    const { endpoint } = await scriptedServer((_, response) => response.writeHead(204).end())
    const answer = await testClient(endpoint).client.callAny(look, { body: { jobs: ['a'] } })
    expect(answer).toMatchObject({ parsed: {}, raw: {}, status: 204, requestId: undefined })
  })

  it('takes an operation and its input from the list, checked by its schemas', async () => {
    const { endpoint, seen } = await scriptedServer({ body: { total_record: 0, jobs: [] } })
    const { client } = testClient(endpoint)
    const op: Operation | undefined = operationById('list-jobs')
    if (!op) throw new Error('no such operation')
    const body: unknown = { cur_page: 1, per_page: 10, db_use_type: 'migration' }
    expect(await client.callAny(op, { body })).toMatchObject({ unexpected: [] })
    expect(seen).toMatchObject([{ path: `/v3/${projectId}/jobs`, body: JSON.stringify(body) }])
    const error = await errorOf(client.callAny(op, { body: { cur_page: 'one' } }))
    expect(error).toMatchObject({ code: 'invalid-request', message: expect.stringContaining('cur_page') })
    expect(seen).toHaveLength(1)
  })

  it('throws what DRS refuses, and is not for files', async () => {
    const { endpoint } = await scriptedServer({ status: 400, body: { error_code: 'DRS.M00202' } })
    const { client } = testClient(endpoint)
    expect(await errorOf(client.callAny(look, { body: { jobs: ['a'] } }))).toMatchObject({
      code: 'DRS.M00202',
    })
    const file = client.callAny({ ...look, download: true }, { body: { jobs: ['a'] } })
    expect(await errorOf(file)).toMatchObject({ code: 'invalid-request' })
  })
})
