import { describe, expect, it } from 'vitest'
import { createTaskServiceFor } from '../../src/client/index.ts'
import type { NewTask } from '../../src/domain/tasks/task-service.ts'
import { scriptedServer, testClient } from './scripted-server.ts'
import { type Asked, answering, Refused, taskIds } from './v5/helpers.ts'

const [old = '', young = '', nobody = ''] = taskIds(3)
const status = 'CONFIGURATION'
const unknown = new Refused(400, 'DRS.10000010')

/** A DRS that knows one task over v3 and another over v5. */
function drs({ call, body, query }: Asked): unknown {
  if (call === 'POST v3/jobs')
    return { total_record: 1, jobs: query && body.db_use_type === 'sync' ? [{ id: old, status }] : [] }
  if (call === 'GET v5/jobs') {
    const jobs =
      query.job_type === 'sync'
        ? [
            { id: young, status },
            { id: old, name: 'of v5', status },
          ]
        : []
    return { total_count: jobs.length, jobs }
  }
  if (call.startsWith('GET v5/jobs/'))
    return call.includes(young) ? { job: { status, base_info: {} } } : unknown
  if (call.startsWith('POST v5/jobs/')) return call.includes(young) ? { status: 'success' } : unknown
  if (call === 'POST v5/jobs') return { job: { id: 'new-v5', status: 'CREATING' } }
  if (call === 'POST v3/jobs/batch-creation')
    return { count: 1, results: [{ id: 'new-v3', status: 'CREATING' }] }
  const results = idsIn(body).map((id) =>
    id === old
      ? { id, status: call.includes('batch-status') ? status : 'success' }
      : { id, error_code: 'DRS.M05003' },
  )
  return { count: results.length, results }
}

function idsIn({ jobs }: Asked['body']): readonly string[] {
  if (!Array.isArray(jobs)) return []
  return jobs.map((job: string | { job_id: string }) => (typeof job === 'string' ? job : job.job_id))
}

async function both(answer: (asked: Asked) => unknown = drs) {
  const asked: Asked[] = []
  const { endpoint } = await scriptedServer(answering(answer, asked))
  const { client } = testClient(endpoint)
  const services = createTaskServiceFor(client, { generations: ['v3', 'v5'] })
  const calls = () => asked.splice(0).map(({ call }) => call)
  return { service: services('en'), services, calls }
}

const newTask: NewTask = {
  name: 'DRS-1234',
  scenario: 'sync',
  engine: 'mysql',
  direction: 'up',
  mode: 'FULL_INCR_TRANS',
  network: 'eip',
  nodeType: 'medium',
  subnetId: 's',
  source: { dbType: 'mysql' },
  destination: { dbType: 'mysql', instanceId: 'i' },
}

describe('a connection with both generations', () => {
  it('lists the tasks of both; one that both know is that of v3', async () => {
    const { service } = await both()
    const { tasks } = await service.list({ scenario: 'sync' })
    expect(tasks.map(({ id, name }) => [id, name])).toEqual([
      [old, old],
      [young, young],
    ])
  })

  it('lists engines that only v5 has without asking v3, which would refuse', async () => {
    const { service, calls } = await both()
    await service.list({ scenario: 'sync', engine: 'redis-to-gaussredis' })
    expect(calls()).toEqual(['GET v5/jobs'])
  })

  it('fails rather than showing half a list', async () => {
    const { service } = await both((asked) =>
      asked.call === 'GET v5/jobs' ? new Refused(403, 'DRS.M00261') : drs(asked),
    )
    await expect(service.list()).rejects.toMatchObject({ code: 'DRS.M00261' })
  })

  it('finds out once where a task lives, in all languages', async () => {
    const { service, services, calls } = await both()
    const first = await service.statuses([old, young, nobody])
    expect([new Set(first.found.keys()), [...first.gone]]).toEqual([new Set([old, young]), [nobody]])
    calls()
    const second = await services('zh-CN').statuses([old, young])
    expect(new Set(second.found.keys())).toEqual(new Set([old, young]))
    expect(calls().sort()).toEqual([`GET v5/jobs/${young}`, 'POST v3/jobs/batch-status'])
  })

  it('takes the pulse of the tasks of v3 only: over v5 it would be a call for each', async () => {
    const { service, calls } = await both((asked) =>
      asked.call === 'POST v3/jobs/batch-progress'
        ? { results: idsIn(asked.body).map((job_id) => ({ job_id, progress: '7', transfer_status: status })) }
        : drs(asked),
    )
    await service.list()
    calls()
    const { found, failed } = (await service.progressProbes?.([old, young])) ?? {}
    expect([...(found ?? [])]).toEqual([[old, { status, progress: { percent: 7 } }]])
    expect(failed?.size).toBe(0)
    expect(calls()).toEqual(['POST v3/jobs/batch-progress'])
  })

  it('changes each task where it lives, in the order asked', async () => {
    const { service, calls } = await both()
    await service.list()
    calls()
    expect(await service.act('pause', [young, old], { what: 'all' })).toEqual([
      { id: young, ok: true },
      { id: old, ok: true },
    ])
    expect(calls().sort()).toEqual(['POST v3/jobs/batch-pause-task', `POST v5/jobs/${young}/action`])
    expect(await service.act('pause', [nobody], { what: 'all' })).toMatchObject([
      { id: nobody, ok: false, error: { code: 'DRS.M05003' } },
    ])
  })

  it('sends nothing for a task whose home cannot be found out', async () => {
    const { service, calls } = await both((asked) =>
      asked.call.startsWith('POST v3') ? new Refused(403, 'DRS.M00261') : drs(asked),
    )
    expect(await service.act('stop', [old], {})).toMatchObject([{ ok: false, error: { code: 'DRS.M00261' } }])
    expect(calls()).toEqual(['POST v3/jobs/batch-status'])
    await expect(service.details([old])).rejects.toMatchObject({ code: 'DRS.M00261' })
  })

  it('answers for the tasks of one generation while the other fails', async () => {
    let broken = false
    const { service } = await both((asked) =>
      broken && asked.call.startsWith('POST v3') ? new Refused(403, 'DRS.M00261') : drs(asked),
    )
    await service.list()
    broken = true
    const { found, failed } = await service.statuses([old, young])
    expect([[...found.keys()], failed.get(old)?.code]).toEqual([[young], 'DRS.M00261'])
  })

  it('resets over v5 what v5 knows; the rest is not offered', async () => {
    const { service } = await both()
    expect(await service.act('reset', [young], {})).toEqual([{ id: young, ok: true }])
    expect(await service.act('reset', [old], {})).toMatchObject([
      { id: old, ok: false, error: { code: 'not-offered' } },
    ])
  })

  it('creates over v3 what v3 can, and the rest over v5', async () => {
    const { service, calls } = await both()
    expect((await service.create(newTask)).id).toBe('new-v3')
    expect((await service.create({ ...newTask, engine: 'redis-to-gaussredis' })).id).toBe('new-v5')
    calls()
    await service.act('resume', ['new-v5'], {})
    expect(calls()).toEqual(['POST v5/jobs/new-v5/action'])
  })
})
