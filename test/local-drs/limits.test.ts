import { describe, expect, it } from 'vitest'
import { errorOf } from '../../src/drs/errors.ts'
import { defaultSeed } from '../../src/local-drs/server.ts'
import { fieldFacts } from '../drs/fixtures.ts'
import { aDrs, ask } from './a-drs.ts'
import { breachesOf } from './breaches.ts'
import { askEverything } from './every-operation.ts'

/** Limits that the examples themselves break, so that the contract leaves them open. */
const tolerated: readonly string[] = [
  // Examples show engines that no table lists; one that is not the task's is refused in its item.
  'batch-set-smn jobs[].engine_type',
  // The examples for MongoDB send port 0.
  'batch-modify-jobs jobs[].source_endpoint.db_port',
]

describe('every documented limit of every call', () => {
  it('is kept: a call that breaks it is refused with a documented code that names the field', async () => {
    const drs = await aDrs({ seed: defaultSeed })
    const asked = await askEverything(drs)
    const broken = asked.flatMap((one) => breachesOf(one, fieldFacts))
    expect(broken.length).toBeGreaterThan(150)
    const wrong: unknown[] = []
    for (const { id, path, body, address } of broken) {
      if (tolerated.includes(`${id} ${path}`)) continue
      const { status, json } = await ask(drs, id, body, address)
      const name = path.split('.').at(-1)?.replace('[]', '') ?? ''
      const told = json?.error_code === 'DRS.M00211' || String(json?.error_msg).includes(name)
      if (status !== 400 || !errorOf(json.error_code) || !told) wrong.push({ id, path, status, json })
    }
    expect(wrong).toEqual([])
  })

  it('placeholders of a path that have only some values', async () => {
    const drs = await aDrs({ seed: defaultSeed })
    const [{ id: job_id = '' } = {}] = drs.control.tasks()
    const objects = await ask(drs, 'object-compare-detail', undefined, {
      params: { job_id, compare_type: 'CHAIR' },
    })
    const struct = await ask(drs, 'batch-struct-detail', { jobs: [job_id] }, { params: { type: 'chair' } })
    expect([objects.status, objects.json.error_code]).toEqual([400, 'DRS.M00202'])
    expect([struct.status, struct.json.error_code]).toEqual([400, 'DRS.M00202'])
  })

  it.each([
    ['get-lts-config', undefined],
    ['update-lts-config', {}],
    ['list-tuning-params', undefined],
    ['update-tuning-params', {}],
    ['list-source-users', undefined],
    ['modify-params', { group: 'common', params: [] }],
    ['list-table-compare-jobs', undefined],
    ['create-table-compare-job', { type: 'lines' }],
    ['start-table-compare-job', {}],
    ['cancel-compare-job', undefined],
    ['line-compare-overview', undefined],
    ['line-compare-detail', undefined],
    ['content-compare-overview', undefined],
    ['content-compare-detail', undefined],
    ['content-compare-difference', undefined],
    ['create-object-compare-job', {}],
    ['object-compare-overview', undefined],
    ['create-compare-task', { job_id: 'nobody' }],
    ['query-compare-result', { job_id: 'nobody', current_page: 1, per_page: 1 }],
  ])('%s of an unknown task', async (id, body) => {
    const drs = await aDrs()
    const { status, json } = await ask(drs, id, body, { params: { job_id: 'nobody', compare_job_id: 'x' } })
    expect(status).toBe(400)
    expect(['DRS.M05003', 'DRS.M00202', 'DRS.10000010']).toContain(json.error_code)
  })
})
