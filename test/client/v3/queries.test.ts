import { describe, expect, it } from 'vitest'
import type { DrsError } from '../../../src/drs/drs-error.ts'
import { example, jobsOf, Refused, serviceOver, taskIds } from './helpers.ts'

const noted = (map: ReadonlyMap<string, DrsError>) => [...map].map(([id, { code }]) => [id, code])

describe('statuses', () => {
  it('asks in hundreds, naming the page, and sorts known, gone and failed', async () => {
    const ids = taskIds(250)
    const [gone = '', released = '', broken = '', missing = ''] = ids.slice(40)
    const { service, asked } = await serviceOver((call) => ({
      count: 0,
      results: jobsOf(call).flatMap((id) => {
        if (id === gone) return { id, error_code: 'DRS.M00298', error_message: 'Job does not exist' }
        if (id === released) return { id, error_code: 'DRS.M05004', error_message: 'deleted', status: null }
        if (id === broken) return { id, error_code: 'DRS.M01501', error_message: 'Service error.' }
        return id === missing ? [] : { id, status: 'INCRE_TRANSFER_STARTED', news: { unknown: 1 } }
      }),
    }))
    const result = await service.statuses([...ids, ids[0] ?? ''])
    expect(asked.map((call) => jobsOf(call).length)).toEqual([100, 100, 50])
    expect(asked[0]).toMatchObject({
      call: 'POST jobs/batch-status',
      body: { page_req: { cur_page: 1, per_page: 100 } },
    })
    expect(result.found.size).toBe(246)
    expect([...result.gone]).toEqual([gone, released])
    expect(noted(result.failed)).toEqual([
      [broken, 'DRS.M01501'],
      [missing, 'malformed'],
    ])
    expect(result.failed.get(broken)).toMatchObject({ message: 'Service error.', retryable: true })
  })

  it('finds the one unknown id that spoils a whole call', async () => {
    const ids = taskIds(7)
    const unknown = ids[4] ?? ''
    const { service } = await serviceOver((call) =>
      jobsOf(call).includes(unknown)
        ? new Refused(400, 'DRS.M00298')
        : { results: jobsOf(call).map((id) => ({ id, status: 'PAUSING' })) },
    )
    const { found, gone, failed } = await service.statuses(ids)
    expect([...gone]).toEqual([unknown])
    expect(found.size).toBe(6)
    expect(failed.size).toBe(0)
  })

  it('knows that a lone unknown task is gone', async () => {
    const { service } = await serviceOver(() => new Refused(400, 'DRS.M00298'))
    expect([...(await service.statuses(['x'])).gone]).toEqual(['x'])
  })

  it('counts a failed call against its own tasks only', async () => {
    const ids = taskIds(150)
    const { service } = await serviceOver((call) =>
      jobsOf(call).length === 100
        ? new Refused(400, 'DRS.M00202')
        : { results: jobsOf(call).map((id) => ({ id, status: 'PAUSING' })) },
    )
    const { found, failed } = await service.statuses(ids)
    expect([...found.keys()]).toEqual(ids.slice(100))
    expect([...failed.keys()]).toEqual(ids.slice(0, 100))
    expect(new Set([...failed.values()].map(({ code }) => code))).toEqual(new Set(['DRS.M00202']))
  })

  it('throws when nothing was answered at all', async () => {
    const { service } = await serviceOver(() => new Refused(403, 'DRS.M00261'))
    await expect(service.statuses(taskIds(150))).rejects.toMatchObject({ code: 'DRS.M00261' })
  })

  it('asks nothing for nobody', async () => {
    const { service, asked } = await serviceOver(() => ({}))
    expect((await service.statuses([])).found.size).toBe(0)
    expect(asked).toHaveLength(0)
  })

  it('survives an answer that is not a list', async () => {
    const { service, logged } = await serviceOver(() => ({ results: { odd: true } }))
    expect(noted((await service.statuses(['x'])).failed)).toEqual([['x', 'malformed']])
    expect(logged).toHaveLength(1)
  })
})

describe('details', () => {
  it('asks by ten', async () => {
    const { service, asked } = await serviceOver((call) => ({
      results: jobsOf(call).map((id) => ({ id, status: 'PAUSING' })),
    }))
    const { found } = await service.details(taskIds(25))
    expect(asked.map((call) => jobsOf(call).length)).toEqual([10, 10, 5])
    expect(found.size).toBe(25)
  })

  it('reads the documented example', async () => {
    const { service } = await serviceOver(() => example('batch-job-details.response.1'))
    const id = '24834eb6-be30-464e-a299-f7aa730jb101'
    const { found } = await service.details([id])
    expect(found.get(id)).toEqual({
      connection: 'test',
      id,
      zones: ['az2xahz'],
      name: 'DRS-3999-lws',
      scenario: 'migration',
      engine: 'mysql',
      status: 'STARTJOBING',
      direction: 'up',
      mode: 'FULL_INCR_TRANS',
      nodeType: 'high',
      createdAt: 1608519469412,
      source: {
        dbType: 'mysql',
        ip: '172.22.74.56',
        port: 3306,
        user: 'root',
        region: 'eu-west-101',
      },
      destination: {
        dbType: 'mysql',
        ip: '172.21.176.219',
        port: 3306,
        user: 'root',
        instanceId: '3ef57dbcc8db478a9e346d26ef2575bfin01',
        instanceName: 'rds-lws-target',
        region: 'eu-west-101',
        vpcId: '0ff8df7b-f0e9-4b16-ac16-1db3dacb69e4',
        subnetId: 'f857d371-2f03-4622-85f6-2b7d42d0d82c',
      },
    })
  })

  it('keeps the cause of failure of a task that is there, and no MongoDB port 0', async () => {
    const { service } = await serviceOver(() => ({
      results: [
        {
          id: 'x',
          status: 'INCRE_TRANSFER_FAILED',
          error_code: 'DRS.M05004',
          error_message: 'binlog lost',
          source_endpoint: { db_type: 'mongodb', ip: 'a:1,b:2', db_port: '0' },
          multi_write: 'true',
        },
      ],
    }))
    expect((await service.details(['x'])).found.get('x')).toMatchObject({
      error: 'binlog lost',
      source: { dbType: 'mongodb', ip: 'a:1,b:2' },
      dualActive: true,
    })
  })
})

describe('the pulse', () => {
  it('is the progress, and what the same answer says of the status', async () => {
    const { service, asked } = await serviceOver(() => example('batch-job-progress.response.2'))
    const [healthy, full] = ['edae91cb-5892-49b6-a529-4921fb26jb21', 'f95c5d83-d0c9-42bd-b295-38c31cd1jb15']
    const found = (await service.progressProbes?.([healthy, full]))?.found
    expect(found?.get(healthy)).toEqual({
      status: 'INCRE_TRANSFER_STARTED',
      progress: { percent: 100, lagMs: 0 },
    })
    expect(found?.get(full)).toMatchObject({ status: 'FULL_TRANSFER_COMPLETE', progress: { percent: 0 } })
    expect(asked.map(({ call }) => call)).toEqual(['POST jobs/batch-progress'])
  })

  it('may lack the status, and is no pulse where DRS refuses', async () => {
    const { service } = await serviceOver(() => ({
      results: [
        { job_id: 'a', progress: '1', transfer_status: null },
        { job_id: 'b', error_code: 'DRS.M00298', error_msg: 'Job does not exist' },
        { job_id: 'c', error_code: 'DRS.M01501', error_msg: 'Service error.' },
      ],
    }))
    const pulses = await service.progressProbes?.(['a', 'b', 'c'])
    expect([...(pulses?.found ?? [])]).toEqual([['a', { progress: { percent: 1 } }]])
    expect([...(pulses?.gone ?? [])]).toEqual(['b'])
    expect([...(pulses?.failed.keys() ?? [])]).toEqual(['c'])
  })
})

describe('progress', () => {
  it.each([
    [
      { progress: '100', incre_trans_delay: '0' },
      { percent: 100, lagMs: 0 },
    ],
    [{ progress: '42%', incre_trans_delay: '-1' }, { percent: 42 }],
    [
      { progress: 7, incre_trans_delay: 3 },
      { percent: 7, lagMs: 3000 },
    ],
    [{ incre_trans_delay: '3', incre_trans_delay_millis: '3200' }, { lagMs: 3200 }],
    [{ incre_trans_delay: '3', incre_trans_delay_millis: '-1' }, {}],
    [{ progress: '', remaining_time: '10' }, {}],
    [{ progress: 'soon' }, {}],
    [
      { progress_map: { struct: { completed: '94%', remaining_time: null }, data: { completed: null } } },
      { parts: { struct: 94 } },
    ],
  ])('%j', async (row, expected) => {
    const { service } = await serviceOver(() => ({ results: [{ job_id: 'x', ...row }] }))
    expect((await service.progress(['x'])).found.get('x')).toEqual(expected)
  })

  it('asks in hundreds and tells errors from values', async () => {
    const ids = taskIds(101)
    const { service, asked } = await serviceOver((call) => ({
      results: jobsOf(call).map((job_id, n) =>
        n === 0 ? { job_id, error_code: 'DRS.M05004', error_msg: 'released' } : { job_id, progress: '1' },
      ),
    }))
    const { found, gone, failed } = await service.progress(ids)
    expect(asked.map((call) => jobsOf(call).length)).toEqual([100, 1])
    expect([found.size, gone.size, failed.size]).toEqual([99, 0, 2])
  })
})

it('recovery reads milliseconds and leaves out -1', async () => {
  const { service } = await serviceOver(() => ({
    results: [
      { job_id: 'a', rpo_info: { delay: '1500' }, rto_info: { delay: 20 } },
      { job_id: 'b', rpo_info: { delay: '-1' }, rto_info: null },
    ],
  }))
  const { found } = await service.recovery(['a', 'b'])
  expect([...found]).toEqual([
    ['a', { rpoMs: 1500, rtoMs: 20 }],
    ['b', {}],
  ])
})
