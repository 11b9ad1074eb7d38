import { describe, expect, it } from 'vitest'
import { type Asked, example, jobOf, Refused, serviceOver, task, taskIds } from './helpers.ts'

const { id } = task
const created = Date.UTC(2022, 10, 7, 16, 15, 18)
const gone = new Refused(400, 'DRS.10000010')

describe('list', () => {
  it('reads the documented example for each scenario, though it does not name its own', async () => {
    const { service, asked } = await serviceOver(({ query }) =>
      query.job_type === 'sync' ? example('list-jobs.response.1') : { jobs: [], total_count: 0 },
    )
    expect((await service.list()).tasks).toEqual([
      {
        connection: 'test',
        id,
        name: 'DRS-1234',
        scenario: 'sync',
        engine: 'oracle-to-gaussdbv5',
        status: 'CONFIGURATION',
        direction: 'up',
        mode: 'FULL_INCR_TRANS',
        createdAt: created,
      },
    ])
    expect(asked.map(({ query }) => query.job_type)).toEqual(['migration', 'sync', 'cloudDataGuard'])
  })

  it('sends its filters and walks all pages', async () => {
    const all = taskIds(250).map((one) => ({ id: one, name: one, status: 'CONFIGURATION' }))
    const { service, asked } = await serviceOver(({ query: { offset, limit } }) => ({
      jobs: all.slice(Number(offset), Number(offset) + Number(limit)),
      total_count: all.length,
    }))
    const filter = { scenario: 'sync', status: 'CONFIGURATION', engine: 'mysql', name: 'DRS' }
    expect((await service.list(filter)).tasks).toHaveLength(250)
    expect(asked.map(({ query }) => query.offset)).toEqual(['0', '100', '200'])
    expect(asked[2]?.query).toMatchObject({
      job_type: 'sync',
      status: 'CONFIGURATION',
      engine_type: 'mysql',
      name: 'DRS',
    })
  })
})

describe('failed subtasks', () => {
  it('are looked for task by task, since the list takes one id', async () => {
    const [first = '', second = ''] = taskIds(2)
    const { service, asked } = await serviceOver(({ query }) => ({
      total_count: 1,
      jobs: [
        {
          id: query.name,
          status: 'CHILD_TRANSFER_FAILED',
          children: query.name === first ? [{ id: 'c1', status: 'CHILD_TRANSFER_FAILED' }] : [],
        },
      ],
    }))
    expect([...(await service.failedSubtasks([first, second], 'sync')).found]).toEqual([[first, ['c1']]])
    expect(asked.map(({ query }) => [query.job_type, query.name])).toEqual([
      ['sync', first],
      ['sync', second],
    ])
  })
})

describe('details', () => {
  it('reads the documented example', async () => {
    const { service, asked } = await serviceOver(() => example('get-job.response.1'))
    const { found } = await service.details([id])
    expect(found.get(id)).toEqual({
      ...task,
      tags: ['test=test'],
      expiredDays: 14,
      description: undefined,
      createdAt: created,
      source: {
        dbType: 'oracle',
        id: 'f59e6118-da89-4fdb-9b98-65f56709928a',
        ip: '10.154.217.239',
        port: 1521,
        user: 'ORACLE_USER',
        dbName: 'serviceName.oracle',
      },
      destination: {
        dbType: 'gaussdbv5',
        id: '10deb576-8885-473b-a213-4d76e668dc0d',
        instanceId: 'c2c7579bc09c490b9d8009db715aeb0ain14',
        user: 'root',
        region: 'cn-north-4',
        vpcId: '2cb5d364-ae63-4fbb-85b7-7d59f4a88f8f',
        subnetId: '2cb54324-ae63-4fbb-85b7-7d59f4a88f8f',
      },
    })
    expect(asked).toEqual([{ call: `GET v5/jobs/${id}`, query: { type: 'detail' }, body: {} }])
  })

  it('tells found, gone and failed tasks apart', async () => {
    const [a = '', b = '', c = ''] = taskIds(3)
    const { service } = await serviceOver((asked) => {
      if (jobOf(asked) === a) return example('get-job.response.1')
      return jobOf(asked) === b ? gone : new Refused(403, 'DRS.M00261')
    })
    const { found, gone: none, failed } = await service.details([a, b, c, a])
    expect([[...found.keys()], [...none], failed.get(c)?.code]).toEqual([[a], [b], 'DRS.M00261'])
  })

  it('throws if nothing at all was answered', async () => {
    const { service } = await serviceOver(() => new Refused(403, 'DRS.M00261'))
    await expect(service.details(taskIds(2))).rejects.toMatchObject({ code: 'DRS.M00261' })
  })
})

describe('statuses', () => {
  const listed = (ids: readonly string[]) => ({
    jobs: ids.map((one) => ({
      id: one,
      status: 'INCRE_TRANSFER_STARTED',
      children: [{ id: `${one}-c`, status: 'CHILD_TRANSFER_STARTED' }],
    })),
    total_count: ids.length,
  })
  const kinds = (asked: readonly Asked[]) =>
    asked.map(({ call }) => (call === 'GET v5/jobs' ? 'list' : 'single'))

  it('of a few tasks are asked for one by one', async () => {
    const { service, asked } = await serviceOver(() => example('get-job.response.1'))
    expect([...(await service.statuses(taskIds(3))).found.values()]).toEqual(Array(3).fill('CONFIGURATION'))
    expect(kinds(asked)).toEqual(['single', 'single', 'single'])
  })

  it('of many come from the list, and from single questions only where the list does not show them', async () => {
    const ids = taskIds(40)
    const [first = '', ...rest] = ids
    const { service, asked } = await serviceOver((one) => {
      if (one.call === 'GET v5/jobs') return listed(one.query.job_type === 'migration' ? rest : [])
      return gone
    })
    const { found, gone: none } = await service.statuses([...ids, `${rest[0]}-c`])
    expect(new Set(found.keys())).toEqual(new Set([...rest, `${rest[0]}-c`]))
    expect([...none]).toEqual([first])
    expect(kinds(asked)).toEqual(['list', 'list', 'list', 'single'])
  })

  it('do not walk a long list of other tasks to its end', async () => {
    const others = taskIds(5_000)
    const ids = others.slice(-12).map((one) => `${one}-mine`)
    const { service, asked } = await serviceOver((one) => {
      if (one.call !== 'GET v5/jobs') return example('get-job.response.1')
      const from = Number(one.query.offset)
      return { ...listed(others.slice(from, from + 100)), total_count: others.length }
    })
    expect((await service.statuses(ids)).found.size).toBe(12)
    expect(kinds(asked).filter((kind) => kind === 'list')).toHaveLength(3)
  })
})

describe('progress', () => {
  const withInfo = async (progress_info: object | null) => {
    const { service, asked } = await serviceOver(() => ({ job: { id, progress_info } }))
    return { found: (await service.progress([id])).found.get(id), asked }
  }

  it('is a percentage with parts before the incremental phase', async () => {
    const { found, asked } = await withInfo({
      progress: '12',
      incr_trans_delay: '-1',
      incr_trans_delay_millis: '-1',
      progress_map: { data: { completed: '40%', remaining_time: null }, index: { completed: null } },
    })
    expect(found).toEqual({ percent: 12, parts: { data: 40 } })
    expect(asked[0]?.query).toEqual({ type: 'progress' })
  })

  it.each([
    [{ incr_trans_delay: '3', incr_trans_delay_millis: '2500' }, 2500],
    [{ incr_trans_delay: '3' }, 3000],
  ])('has the delay in milliseconds: %j', async (info, lagMs) => {
    expect((await withInfo({ progress: '100', ...info })).found).toEqual({ percent: 100, lagMs })
  })

  it('may be missing', async () => {
    expect((await withInfo(null)).found).toBeUndefined()
  })
})

describe('allowed actions', () => {
  it('are the verbs for the commands of the documented example', async () => {
    const { service, asked } = await serviceOver(() => example('job-actions-allowed.response.1'))
    expect(await service.allowedActions(id)).toEqual(new Set(['objects', 'precheck']))
    expect(asked[0]?.call).toBe(`GET v5/jobs/${id}/actions`)
  })

  it.each([[gone], [{ job_action: null }]])(
    'are unknown of a task that DRS does not know: %j',
    async (answer) => {
      const { service } = await serviceOver(() => answer)
      expect(await service.allowedActions(id)).toBeUndefined()
    },
  )

  it('are not guessed when DRS refuses', async () => {
    const { service } = await serviceOver(() => new Refused(403, 'DRS.M00261'))
    await expect(service.allowedActions(id)).rejects.toMatchObject({ code: 'DRS.M00261' })
  })
})

describe('what v5 has no call for', () => {
  it('is asked of v3', async () => {
    const { service, asked } = await serviceOver(() => ({ count: 0, results: [] }))
    await service.recovery([id])
    await service.act('switchover', [id], {})
    expect(asked.map(({ call }) => call)).toEqual([
      'POST v3/jobs/batch-rpo-and-rto',
      'POST v3/jobs/batch-switchover',
    ])
  })

  it('is unknown or refused where the connection has no v3, without a call', async () => {
    const { service, asked } = await serviceOver(() => ({}), { v3: false })
    const refused = { code: 'not-offered' }
    expect((await service.recovery([id])).failed.size).toBe(0)
    expect((await service.precheckReports([id])).found.size).toBe(0)
    expect(await service.act('switchover', [id], {})).toMatchObject([{ id, ok: false, error: refused }])
    await expect(service.quota()).rejects.toMatchObject(refused)
    const query = { scenario: 'sync', engine: 'mysql', direction: 'up' }
    await expect(service.zones({ ...query, nodeType: 'high' })).rejects.toMatchObject(refused)
    expect(await service.nodeTypes(query)).toContain('medium')
    expect(asked).toEqual([])
  })
})
