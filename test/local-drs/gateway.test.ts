import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultSeed } from '../../src/local-drs/server.ts'
import { handlers } from '../../src/local-drs/v3/index.ts'
import { aDrs, call, newJob, sourceTest } from './a-drs.ts'
import { raw, send } from './signed-request.ts'

const statusCall = { path: '/jobs/batch-status', body: { jobs: ['24834eb6-be30-464e-a299-f7aa730jb101'] } }

describe('who may call', () => {
  it('nobody without a signature, with another key or an old date', async () => {
    const drs = await aDrs()
    const refused = [
      await send(drs, { ...statusCall, signed: false }),
      await send({ ...drs, ak: 'OTHERKEY' }, statusCall),
      await send({ ...drs, sk: 'other' }, statusCall),
      await send(drs, { ...statusCall, now: Date.now() - 16 * 60_000 }),
    ]
    for (const { status, json, headers } of refused) {
      expect(status).toBe(401)
      expect(json).toEqual({ error_code: 'APIGW.0301', error_msg: expect.stringContaining('Incorrect IAM') })
      expect(headers['x-request-id']).toMatch(/^[0-9a-f]{32}$/)
    }
    expect(JSON.stringify(refused)).not.toContain(drs.sk)
  })

  it('nobody with an unknown token, and only for the project of the keys', async () => {
    const drs = await aDrs()
    const token = await send(drs, { ...statusCall, signed: false, headers: { 'x-auth-token': 'MIIabc' } })
    expect([token.status, token.json.error_code]).toEqual([403, 'DRS.M00100'])
    const project = await send({ ...drs, projectId: '0'.repeat(32) }, statusCall)
    expect([project.status, project.json.error_code]).toEqual([403, 'DRS.M00261'])
  })

  it('the clock of the server decides, and advancing tasks does not touch it', async () => {
    const drs = await aDrs({ now: () => Date.UTC(2030, 0, 1) })
    const late = await send(drs, { ...statusCall, now: Date.UTC(2029, 11, 31) })
    expect(late.status).toBe(401)
    expect(late.headers.date).toBe('Tue, 01 Jan 2030 00:00:00 GMT')
    expect(late.json.error_msg).toMatch(/20291231T000000Z .* 20300101T000000Z/)
    drs.control.advance({ ms: 3_600_000 })
    expect((await send(drs, { ...statusCall, now: Date.UTC(2030, 0, 1) })).status).toBe(200)
  })
})

describe('what is refused before it reaches an operation', () => {
  it.each([
    ['an unknown path', { path: '/jobs/batch-nothing', body: {} }, 404, 'APIGW.0101'],
    ['a wrong method', { path: '/jobs/batch-status', method: 'PUT', body: {} }, 405, 'APIGW.0101'],
    ['another content type', { ...statusCall, headers: { 'content-type': 'text/xml' } }, 415, 'DRS.M00202'],
    ['no JSON', { path: '/jobs/batch-status', text: '{"jobs":' }, 400, 'DRS.M00200'],
    ['too much', { path: '/jobs/batch-status', text: ' '.repeat(12 * 1024 * 1024 + 1) }, 413, 'APIGW.0201'],
  ])('%s', async (_what, sent, status, code) => {
    const drs = await aDrs()
    const answer = await send(drs, sent)
    expect(answer.status).toBe(status)
    expect(answer.json.error_code).toBe(code)
    expect(answer.headers['content-type']).toMatch(/^application\/json/)
  })

  it('a path outside the API', async () => {
    const drs = await aDrs()
    expect((await raw(new URL(`${drs.endpoint}/`), 'GET', {}, '')).status).toBe(404)
  })
})

describe('what is refused by the contract', () => {
  const page = (page_req: object) => ({ path: '/jobs/batch-status', body: { ...statusCall.body, page_req } })

  it.each([
    ['a missing field', { path: '/jobs/batch-status', body: {} }, 'DRS.M00201', 'jobs'],
    [
      'a wrong value',
      { path: '/jobs/batch-creation', body: { jobs: [newJob({ node_type: 'huge' })] } },
      'DRS.M00202',
      'jobs.0.node_type',
    ],
    [
      'an unknown field',
      { path: '/jobs/batch-status', body: { ...statusCall.body, extra: 1 } },
      'DRS.M00305',
      'extra',
    ],
    [
      'a batch that is too long',
      { path: '/jobs/batch-detail', body: { jobs: Array.from({ length: 11 }, (_, at) => `id${at}`) } },
      'DRS.M00202',
      'jobs',
    ],
    ['a page below one', page({ cur_page: 0 }), 'DRS.M00210', 'page_req.cur_page'],
    ['a page that is too large', page({ per_page: 101 }), 'DRS.M00211', ''],
    ['a task named twice', { path: '/jobs/batch-status', body: { jobs: ['a', 'a'] } }, 'DRS.M00301', 'jobs'],
    [
      'a task tested twice',
      { path: '/jobs/batch-connection', body: { jobs: [sourceTest('a'), sourceTest('a')] } },
      'DRS.M00301',
      'id',
    ],
    [
      'a wrong query',
      { path: '/node-type?db_use_type=sync&engine_type=mysql&job_direction=sideways' },
      'DRS.M00202',
      'job_direction',
    ],
  ])('%s', async (_what, sent, code, field) => {
    const drs = await aDrs()
    const { status, json } = await send(drs, sent)
    expect([status, json.error_code]).toEqual([400, code])
    expect(json.error_msg).toContain(field)
  })

  it('in Chinese, when that is asked for', async () => {
    const drs = await aDrs()
    const headers = { 'x-language': 'zh-cn' }
    const { json } = await send(drs, { path: '/jobs/batch-status', body: {}, headers })
    expect(json.error_msg).toBe('jobs 参数为空。')
    const { results } = await call(drs, 'batch-job-status', statusCall.body, { headers })
    expect(results[0].error_message).toBe('查询不到任务信息。')
  })
})

describe('bad input', () => {
  it('never breaks the service', async () => {
    const drs = await aDrs({ seed: defaultSeed })
    const ids = drs.control.tasks().map(({ id }) => id)
    const item = fc.oneof(
      fc.constantFrom(...ids),
      fc.record({ job_id: fc.constantFrom(...ids), id: fc.string() }, { requiredKeys: [] }),
      fc.jsonValue(),
    )
    const body = fc.oneof(fc.jsonValue(), fc.record({ jobs: fc.array(item, { maxLength: 4 }) }))
    const path = fc.constantFrom(...handlers.map(({ operation }) => operation))
    await fc.assert(
      fc.asyncProperty(path, body, async (operation, sent) => {
        const { status, text } = await send(drs, {
          path: operation.path.replace('/v3/{project_id}', ''),
          method: operation.method,
          text: operation.method === 'GET' ? '' : JSON.stringify(sent),
        })
        expect(status).toBeLessThan(500)
        expect(text).not.toMatch(/\bat .*\.ts:/)
      }),
      { numRuns: 300 },
    )
    expect(drs.control.requests(1_000).filter(({ defect }) => defect)).toEqual([])
  })

  it('survives odd signatures, paths and methods', async () => {
    const drs = await aDrs()
    const odd = [
      ['GET', '/v3/%E0%A4%A/quotas?%=%'],
      ['POST', '//v3//jobs'],
      ['PATCH', `/v3/${drs.projectId}/jobs`],
      ['GET', `/v3/${drs.projectId}/jobs/__proto__/params`],
    ] as const
    for (const [method, path] of odd) {
      const headers = { authorization: 'SDK-HMAC-SHA256 Access=a, SignedHeaders=;;, Signature=zz' }
      const { status } = await raw(new URL(`${drs.endpoint}${path}`), method, headers, '')
      expect(status).toBeGreaterThanOrEqual(400)
      expect(status).toBeLessThan(500)
    }
  })
})

describe('answers', () => {
  it('now and then hold fields and nulls that no table names, the same ones every time', async () => {
    const shapes = async () => {
      const drs = await aDrs({ seed: defaultSeed })
      const answers: string[] = []
      for (let count = 0; count < 20; count++)
        answers.push(Object.keys(await call(drs, 'list-quotas')).join())
      return answers
    }
    const first = await shapes()
    expect(first).toContain('quotas')
    expect(first).toContain('quotas,enterprise_project_name')
    expect(await shapes()).toEqual(first)
  })
})
