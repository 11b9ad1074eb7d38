import { describe, expect, it } from 'vitest'
import { operations } from '../../src/drs/index.ts'
import { errorOf, fetchOne } from '../client/sample-operations.ts'
import { scriptedServer, testClient } from '../client/scripted-server.ts'

/** An id that is a step in a path, so that the call which somebody may make becomes one that they may not. */
const withParams = operations.filter(({ params }) => params !== undefined)

describe('a value for the path of a call', () => {
  it.each([
    '..',
    '.',
    '../batch-jobs',
    'a1b2-jb101/../../batch-jobs',
    '..\\batch-jobs',
    '%2e%2e',
    '.%2E',
    '%252e%252e',
    '%25252e.',
    '..%2fbatch-jobs',
    'a1b2%5c..%5cbatch-jobs',
    'a1b2%252F%252e%252e%252Fbatch-jobs',
  ])('%s leads to no other address: nothing is sent, and the field is named', async (value) => {
    const { endpoint, seen } = await scriptedServer({ body: {} })
    const { client } = testClient(endpoint)
    const error = await errorOf(client.call(fetchOne, { params: { job_id: value } }))
    expect(error.code).toBe('invalid-request')
    expect(error.message).toContain('job_id')
    expect(seen).toEqual([])
  })

  it('is refused in every place of every path', async () => {
    const { endpoint, seen } = await scriptedServer({ body: {} })
    const { client } = testClient(endpoint)
    for (const op of withParams) {
      const call = op.download ? 'callForFile' : 'call'
      const names = [...op.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
      for (const name of names.filter((one) => one !== 'project_id')) {
        const params = Object.fromEntries(names.map((one) => [one, one === name ? '..' : 'x']))
        expect((await errorOf(client[call](op, { params }))).message).toContain(name)
      }
    }
    expect(seen).toEqual([])
  })

  it('that holds signs of addresses is one step, and nothing else of the address', async () => {
    const { endpoint, seen } = await scriptedServer({ body: {} })
    const { client } = testClient(endpoint)
    const ids = ['a/b', 'a?offset=1', 'a#b', 'a;b', 'a b', 'a%2Fb']
    for (const job_id of ids) await client.call(fetchOne, { params: { job_id } })
    const steps = seen.map(({ path }) => new URL(path, endpoint).pathname.split('/'))
    const usual = fetchOne.path.split('/').length
    expect(steps.map((path) => path.length)).toEqual(seen.map(() => usual))
    expect(steps.map((path) => decodeURIComponent(path.at(-2) ?? ''))).toEqual(ids)
  })

  it('may hold dots like other signs', async () => {
    const { endpoint, seen } = await scriptedServer({ body: {} })
    const { client } = testClient(endpoint)
    for (const job_id of ['a..b', '...', 'v1.2', '.hidden', '100%25'])
      await client.call(fetchOne, { params: { job_id } })
    expect(seen).toHaveLength(5)
  })
})
