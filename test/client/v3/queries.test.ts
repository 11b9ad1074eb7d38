import { describe, expect, it } from 'vitest'
import { DrsError } from '../../../src/drs/drs-error.ts'
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

describe('precheck reports', () => {
  it('reads the documented examples', async () => {
    const { service } = await serviceOver(() => example('batch-precheck-result.response.2'))
    const id = 'a281f62f-4631-45d6-a2d3-679a9f4jb105'
    const report = (await service.precheckReports([id])).found.get(id)
    expect(report).toMatchObject({ percent: 100, finished: true, passed: true })
    expect(report?.items.find(({ verdict }) => verdict === 'ALARM')).toEqual({
      item: 'srcCollHasTtlIndex',
      verdict: 'ALARM',
      reason: 'SRC_HAS_TTL_INDEXES',
      group: 'db_params',
    })
  })

  it('is not passed while it runs or when it failed', async () => {
    const ids = taskIds(3)
    const rows = [
      { result: true, process: '40%' },
      { result: false, process: '100%' },
      { result: 'true', process: 100 },
    ]
    const { service } = await serviceOver(() => ({
      results: rows.map((row, n) => ({ precheck_id: ids[n], ...row })),
    }))
    const { found } = await service.precheckReports(ids)
    expect([...found.values()]).toMatchObject([
      { percent: 40, finished: false, passed: false },
      { percent: 100, finished: true, passed: false },
      { percent: 100, finished: true, passed: true },
    ])
  })

  it('names failed subtasks and raw texts', async () => {
    const [id = ''] = taskIds(1)
    const failed = { item: 'i', result: 'FAILED', failed_reason: 'r', raw_error_msg: 'raw', group: 'g' }
    const { service } = await serviceOver(() => ({
      results: [
        {
          precheck_id: id,
          process: '100%',
          precheck_result: [
            { ...failed, failed_sub_jobs: [{ id: '1', name: 'sub' }, { id: '2' }] },
            { odd: 1 },
          ],
        },
      ],
    }))
    expect((await service.precheckReports([id])).found.get(id)?.items).toEqual([
      { item: 'i', verdict: 'FAILED', reason: 'r', raw: 'raw', group: 'g', failedSubtasks: ['sub', '2'] },
    ])
  })

  it.each(['DRS.M00002', 'DRS.M00289', 'DRS.M05003'])(
    'leaves out tasks that were never prechecked: %s',
    async (code) => {
      const [checked = '', never = '', silent = ''] = taskIds(3)
      const { service } = await serviceOver(() => ({
        results: [
          { precheck_id: checked, process: '100%', result: true },
          { precheck_id: never, error_code: code, error_msg: 'none' },
        ],
      }))
      const { found, gone, failed } = await service.precheckReports([checked, never, silent])
      expect([[...found.keys()], gone.size, failed.size]).toEqual([[checked], 0, 0])
    },
  )

  it('asks one by one when the answers carry ids of their own', async () => {
    const ids = taskIds(3)
    const { service, asked } = await serviceOver((call) => ({
      results: jobsOf(call).map((id) => ({ precheck_id: `p-${id}`, process: `${ids.indexOf(id)}%` })),
    }))
    const { found } = await service.precheckReports(ids)
    expect(ids.map((id) => found.get(id)?.percent)).toEqual([0, 1, 2])
    expect(asked).toHaveLength(4)
  })
})

describe('list', () => {
  it('asks every scenario for any engine, walks the pages and merges', async () => {
    const { service, asked } = await serviceOver(({ body }) => {
      const total = body.db_use_type === 'sync' ? 130 : 1
      const first = (Number(body.cur_page) - 1) * 100
      const count = Math.min(100, total - first)
      return {
        total_record: String(total),
        jobs: Array.from({ length: count }, (_, n) => ({
          id: `${body.db_use_type}-${first + n}`,
          name: 'n',
          status: 'PAUSING',
          create_time: '2020-12-21 10:57:49',
        })),
      }
    })
    const tasks = await service.list()
    expect(tasks).toHaveLength(132)
    expect(asked.map(({ body }) => [body.db_use_type, body.cur_page])).toEqual([
      ['migration', 1],
      ['sync', 1],
      ['sync', 2],
      ['cloudDataGuard', 1],
    ])
    expect(asked[0]?.body).toMatchObject({ per_page: 100, engine_type: '', name: '', status: '' })
    expect(tasks[0]).not.toHaveProperty('createdAt')
  })

  it('passes the filter on', async () => {
    const { service, asked } = await serviceOver(() => example('list-jobs.response.1'))
    const filter = { scenario: 'migration', engine: 'mysql', status: 'CONFIGURATION', name: 'DRS' }
    const [task] = await service.list(filter)
    expect(asked).toHaveLength(1)
    expect(asked[0]?.body).toMatchObject({
      db_use_type: 'migration',
      engine_type: 'mysql',
      status: 'CONFIGURATION',
      name: 'DRS',
    })
    expect(task).toMatchObject({
      id: '24834eb6-be30-464e-a299-f7aa730jb101',
      error: expect.stringContaining('LOGMANAGER'),
    })
  })

  it('stops when a page brings nothing new', async () => {
    const { service, asked } = await serviceOver(() => ({
      total_record: 1000,
      jobs: [{ id: 'same', status: 'PAUSING' }],
    }))
    expect(await service.list({ scenario: 'sync' })).toHaveLength(1)
    expect(asked).toHaveLength(2)
  })
})

describe('resources', () => {
  it('quota', async () => {
    const { service } = await serviceOver(() => example('list-quotas.response.1'))
    expect(await service.quota()).toEqual({ limit: 9999, used: 41 })
  })

  it('a quota that is not there is no quota', async () => {
    const { service } = await serviceOver(() => ({ quotas: null }))
    await expect(service.quota()).rejects.toThrow(DrsError)
  })

  it('node types that are on sale', async () => {
    const { service, seen } = await serviceOver(() => ({
      node_types: [
        { node_type: 'small', is_sellout: true },
        { node_type: 'high', is_sellout: false },
        { node_type: 'xlarge' },
      ],
    }))
    const query = { scenario: 'sync', engine: 'mysql', direction: 'up' }
    expect(await service.nodeTypes(query)).toEqual(['high', 'xlarge'])
    const asked = new URL(seen[0]?.path ?? '', 'http://x').searchParams
    expect(Object.fromEntries(asked)).toEqual({
      engine_type: 'mysql',
      db_use_type: 'sync',
      job_direction: 'up',
      is_use_sellout_info: 'true',
    })
  })

  it('zones', async () => {
    const { service } = await serviceOver(() => example('list-available-zones.response.1'))
    const query = { scenario: 'sync', engine: 'mysql', direction: 'up', nodeType: 'high' }
    const zones = await service.zones(query)
    expect(zones.slice(0, 2)).toEqual([
      { code: 'az1xahz', name: 'az1xahz', available: false },
      { code: 'az2xahz', name: 'az2', available: true },
    ])
  })
})

it('the language of the service goes with every call', async () => {
  const { service, seen } = await serviceOver(() => example('list-quotas.response.1'), 'zh-CN')
  await service.quota()
  expect(seen[0]?.headers['x-language']).toBe('zh-cn')
})
