import { describe, expect, it } from 'vitest'
import { DrsError } from '../../../src/drs/drs-error.ts'
import { example, serviceOver, taskIds } from './helpers.ts'

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
    const { tasks } = await service.list()
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
    const [task] = (await service.list(filter)).tasks
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
    expect((await service.list({ scenario: 'sync' })).tasks).toHaveLength(1)
    expect(asked).toHaveLength(2)
  })
})

describe('failed subtasks', () => {
  const failed = { id: 'c1', name: 'orders-1', status: 'CHILD_TRANSFER_FAILED' }
  const copied = { id: 'c2', name: 'orders-2', status: 'CHILD_TRANSFER_STARTED' }

  it('are looked for in the list of the scenario, a hundred tasks a call', async () => {
    const ids = taskIds(130)
    const [first = '', second = '', third = ''] = ids
    const { service, asked } = await serviceOver(({ body }) => {
      const jobs = String(body.name).split(',')
      const row = (id: string) => ({
        id,
        status: 'CHILD_TRANSFER_STARTED',
        ...(id === first && { children: [failed, copied] }),
        ...(id === second && { children: [copied] }),
      })
      return { total_record: jobs.length, jobs: jobs.filter((id) => id !== third).map(row) }
    })
    const result = await service.failedSubtasks(ids, 'sync')
    expect([...result.found]).toEqual([
      [first, ['orders-1']],
      [second, []],
    ])
    expect([result.gone.size, result.failed.size]).toEqual([0, 0])
    expect(asked.map(({ body }) => [body.db_use_type, String(body.name).split(',').length])).toEqual([
      ['sync', 100],
      ['sync', 30],
    ])
  })

  it('are not those of a task whose name happens to fit', async () => {
    const { service } = await serviceOver(() => ({
      total_record: 1,
      jobs: [{ id: 'other', status: 'CHILD_TRANSFER_STARTED', children: [failed] }],
    }))
    expect((await service.failedSubtasks(['jb'], 'sync')).found.size).toBe(0)
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
