import { describe, expect, it, onTestFinished } from 'vitest'
import { setupOf } from '../../src/app/databases.ts'
import { createTaskServiceFor } from '../../src/client/index.ts'
import type { NewTask, TaskService } from '../../src/domain/tasks/task-service.ts'
import { DrsError } from '../../src/drs/drs-error.ts'
import { engineWords } from '../../src/drs/engines.ts'
import { errorOf } from '../../src/drs/errors.ts'
import type { Generation } from '../../src/drs/operation.ts'
import { defaultSeed, type Seed, startLocalDrs } from '../../src/local-drs/server.ts'
import { problemCard } from '../../src/views/problem-card.ts'
import { oddDrs } from '../helpers/odd-drs.ts'
import { testClient } from './scripted-server.ts'

/** Forms of answers that were seen on the real cloud, put into the answers of a local DRS one at a time. */

const now = () => Date.UTC(2025, 10, 19, 8, 30, 0)
const names = ['orders', 'users', 'stock', 'prices', 'media'] as const

const running = {
  scenario: 'sync',
  engine: 'mysql',
  status: 'INCRE_TRANSFER_STARTED',
  source: '192.168.0.28:3306',
  destination: defaultSeed.tasks?.[1]?.destination ?? '',
} as const

async function world(generations: readonly Generation[] = ['v3'], clock = now) {
  const seed: Seed = { tasks: names.map((name) => ({ ...running, name: `task-${name}` })) }
  const drs = await startLocalDrs({ speed: 0, now, seed })
  onTestFinished(drs.stop)
  const odd = await oddDrs(drs)
  onTestFinished(odd.stop)
  const connection = { projectId: drs.projectId, credentials: { ak: drs.ak, sk: drs.sk } }
  const { client, logged } = testClient(odd.endpoint, { connection, options: { now: clock } })
  const waiting = { sleep: async () => {}, questions: 2 }
  const service: TaskService = createTaskServiceFor(client, { generations, waiting })('en')
  const ids = drs.control.tasks().map(({ id }) => id)
  return { drs, odd, service, ids, logged }
}

const refusal = (rows: readonly object[]) => ({ status: 400, body: { results: rows, count: rows.length } })
const namedIn = ({ body }: { body: { jobs: readonly string[] } }) => body.jobs

describe('F1: a batch that is refused for one deleted task', () => {
  const deleted = { error_code: 'DRS.M05004', error_msg: 'The task has been deleted.' }

  it.each([
    ['without its id, as HTTP 400', 400, () => [deleted]],
    ['without its id, as HTTP 404', 404, () => [deleted]],
    ['by its id', 400, (id: string) => [{ id, ...deleted }]],
    ['by its id as job_id', 400, (id: string) => [{ job_id: id, ...deleted }]],
  ])('is narrowed to that task: %s', async (_, status, rows) => {
    const { odd, service, ids } = await world()
    const [, , gone = ''] = ids
    for (const operation of ['batch-job-details', 'batch-job-status']) {
      odd.on(operation, (_answer, question) =>
        namedIn(question).includes(gone) ? { ...refusal(rows(gone)), status } : undefined,
      )
    }
    for (const found of [await service.details(ids), await service.statuses(ids)]) {
      expect([...found.gone]).toEqual([gone])
      expect([...found.found.keys()].sort()).toEqual(ids.filter((id) => id !== gone).sort())
      expect(found.failed.size).toBe(0)
    }
    expect(odd.asked.length).toBeLessThanOrEqual(14)
  })

  it.each([
    ['an error without a code', { message: 'no such job' }],
    ['a code that nobody documents', { error_code: 'DRS.M99999', error_msg: 'cannot find it' }],
    ['rows under another name', { jobs: [deleted], count: 1 }],
  ])('is narrowed whatever form the refusal has: %s', async (_, body) => {
    const { odd, service, ids } = await world()
    const [culprit = ''] = ids
    odd.on('batch-job-status', (_answer, question) =>
      namedIn(question).includes(culprit) ? { status: 400, body } : undefined,
    )
    const { found } = await service.statuses(ids)
    expect([...found.keys()].sort()).toEqual(ids.slice(1).sort())
  })

  it('takes a lone refusal as that of the task', async () => {
    const { odd, service, ids } = await world()
    odd.on('batch-job-details', () => refusal([deleted]))
    expect([...(await service.details(ids.slice(0, 1))).gone]).toEqual(ids.slice(0, 1))
  })

  it('costs a bounded number of calls when every task is refused', async () => {
    const { odd, service } = await world()
    odd.on('batch-job-status', () => ({ status: 400, body: { error_code: 'DRS.M99999' } }))
    const many = Array.from({ length: 100 }, (_, n) => `unknown-${n}`)
    await expect(service.statuses(many)).rejects.toMatchObject({ code: 'DRS.M99999' })
    expect(odd.asked.length).toBe(17)
  })

  it('is not narrowed when the refusal concerns whoever asks', async () => {
    const { odd, service, ids } = await world()
    odd.on('batch-job-status', () => ({ status: 403, body: { error_code: 'DRS.M00261' } }))
    await expect(service.statuses(ids)).rejects.toMatchObject({ code: 'DRS.M00261' })
    expect(odd.asked).toHaveLength(1)
  })

  it('tells a change from each task what its row says', async () => {
    const { odd, service, ids } = await world()
    const [first = '', second = '', third = ''] = ids
    odd.on('batch-pause-jobs', () =>
      refusal([
        { id: first, status: 'success', error_code: '0' },
        { id: second, status: 'failed', ...deleted },
      ]),
    )
    const results = await service.act('pause', [first, second, third], { what: 'all' })
    expect(results.map((one) => (one.ok ? 'ok' : one.error.code))).toEqual(['ok', 'DRS.M05004', 'malformed'])
  })
})

describe('a row of a task list that cannot be read', () => {
  const spoilt = (jobs: readonly object[]) =>
    jobs.map((job, i) => [{ ...job, id: null }, { ...job, status: [] }, 'no row'][i] ?? job)

  it.each([[['v3']], [['v5']], [['v3', 'v5']]] as const)(
    'is counted and logged, in %j',
    async (generations) => {
      const { odd, service, logged } = await world(generations)
      for (const operation of ['list-jobs', 'v5-list-jobs'])
        odd.on(operation, ({ body }) => ({ body: { ...body, jobs: spoilt(body.jobs) } }))
      const { tasks, unreadable } = await service.list()
      expect([tasks.length, unreadable]).toEqual([names.length - 3, 3])
      const operations = generations.map((one) => (one === 'v3' ? 'list-jobs' : 'v5-list-jobs'))
      expect(logged.filter(({ message }) => message.includes('could not be read'))).toEqual(
        operations.map((operation) => ({
          facts: { connection: 'test', operation, rows: 3 },
          message: 'rows of a task list could not be read',
        })),
      )
    },
  )

  it('is counted once though the service gives the same page again and again', async () => {
    const { odd, service } = await world()
    const page = { total_record: 1000, jobs: spoilt(sameJobs) }
    odd.on('list-jobs', () => ({ body: page }))
    expect(await service.list({ scenario: 'sync' })).toMatchObject({ tasks: [{ id: 'd' }], unreadable: 3 })
  })

  const sameJobs = ['a', 'b', 'c', 'd'].map((id) => ({ id, status: 'PAUSING' }))
})

describe('a task that is gone', () => {
  it.each(['DRS.M05003', 'DRS.M05004', 'DRS.M00289', 'DRS.M00298', 'drs.m00298', 'DRS.10020102'])(
    'is known by %s inside a success',
    async (error_code) => {
      const { odd, service, ids } = await world()
      const [gone = ''] = ids
      odd.on('batch-job-details', ({ body }) => ({
        body: {
          results: body.results.map((row: { id: string }) =>
            row.id === gone ? { id: gone, error_code } : row,
          ),
        },
      }))
      const found = await service.details(ids)
      expect([...found.gone]).toEqual([gone])
      expect(found.found.size).toBe(ids.length - 1)
    },
  )

  it.each(['v3', 'v5'] as const)('is one of status DELETED, in %s', async (generation) => {
    const { odd, service, ids } = await world([generation])
    const [gone = ''] = ids
    const deleted = (row: { id: string; status: string }) =>
      row.id === gone ? { ...row, status: 'DELETED' } : row
    for (const operation of ['batch-job-details', 'batch-job-status']) {
      odd.on(operation, ({ body }) => ({ body: { ...body, results: body.results.map(deleted) } }))
    }
    for (const operation of ['list-jobs', 'v5-list-jobs']) {
      odd.on(operation, ({ body }) => ({ body: { ...body, jobs: body.jobs.map(deleted) } }))
    }
    odd.on('get-job', ({ body }) => ({ body: { job: deleted(body.job) } }))
    expect([...(await service.details(ids)).gone]).toEqual([gone])
    expect([...(await service.statuses(ids)).gone]).toEqual([gone])
    const listed = (await service.list()).tasks.map(({ id }) => id)
    expect(listed).not.toContain(gone)
    expect(listed).toHaveLength(ids.length - 1)
  })

  it('is one of which v5 says that there is no query result', async () => {
    const { odd, service, ids } = await world(['v5'])
    const [gone = ''] = ids
    odd.on('get-job', (_, { params }) =>
      params.job_id === gone ? { status: 404, body: { error_code: 'DRS.M00289' } } : undefined,
    )
    expect([...(await service.details(ids)).gone]).toEqual([gone])
  })
})

describe('F2: a row that went well', () => {
  it.each(['0', '', null, 0])('is none of an error for carrying the code %j', async (error_code) => {
    const { odd, service, ids } = await world()
    odd.on('batch-pause-jobs', ({ body }) => ({
      body: { ...body, results: body.results.map((row: object) => ({ ...row, error_code, error_msg: '' })) },
    }))
    odd.on('batch-job-progress', ({ body }) => ({
      body: { ...body, results: body.results.map((row: object) => ({ ...row, error_code })) },
    }))
    expect((await service.progress(ids)).found.size).toBe(ids.length)
    const results = await service.act('pause', ids, { what: 'all' })
    expect(results.every(({ ok }) => ok)).toBe(true)
  })
})

describe('an error inside a success', () => {
  it.each([
    ['at the top', { error_code: 'DRS.M00202', error_msg: 'wrong' }],
    ['under error', { error: { code: 'DRS.M00202', message: 'wrong' } }],
    ['under error, with the names of DRS', { error: { error_code: 'DRS.M00202', error_msg: 'wrong' } }],
  ])('is an error: %s', async (_, body) => {
    const { odd, service } = await world()
    odd.on('list-jobs', () => ({ body }))
    odd.on('list-quotas', () => ({ body }))
    await expect(service.list()).rejects.toMatchObject({ code: 'DRS.M00202', message: 'wrong' })
    await expect(service.quota()).rejects.toMatchObject({ code: 'DRS.M00202' })
  })

  it('is that of the task where v5 answers with an error in place of it', async () => {
    const { odd, service, ids } = await world(['v5'])
    odd.on('get-job', (_, { params }) => ({ body: { job: { id: params.job_id, error_code: 'DRS.M05004' } } }))
    expect([...(await service.details(ids.slice(0, 1))).gone]).toEqual(ids.slice(0, 1))
  })
})

describe('F3: a row with an odd part', () => {
  it('shows all that can be read, and the other rows', async () => {
    const { odd, service, ids } = await world()
    const [first = '', second = ''] = ids
    odd.on('batch-job-progress', ({ body }) => ({
      body: {
        ...body,
        results: body.results.map((row: { job_id: string }) =>
          row.job_id === first
            ? {
                ...row,
                progress: '100%',
                progress_map: { struct: null, data: { completed: '94%' }, index: 7 },
              }
            : row,
        ),
      },
    }))
    const { found, failed } = await service.progress([first, second])
    expect(failed.size).toBe(0)
    expect(found.get(first)).toMatchObject({ percent: 100, parts: { data: 94 } })
    expect(found.get(second)?.percent).toBe(100)
  })
})

describe('F4: a delay', () => {
  const seen = async (delay: object) => {
    const { odd, service, ids } = await world()
    const [id = ''] = ids
    odd.on('batch-job-progress', ({ body }) => {
      const { incre_trans_delay: _, incre_trans_delay_millis: __, ...row } = body.results[0]
      return { body: { ...body, results: [{ ...row, ...delay }] } }
    })
    return (await service.progress([id])).found.get(id)?.lagMs
  }

  it.each([
    ['of clocks that differ is none', { incre_trans_delay: -2.87 }, 0],
    ['of clocks that differ is none, in ms', { incre_trans_delay: -3, incre_trans_delay_millis: '-2870' }, 0],
    ['with a minus sign of its own', { incre_trans_delay: '−2.87' }, 0],
    ['as text', { incre_trans_delay: '4' }, 4000],
    ['of -1 s is unknown', { incre_trans_delay: '-1' }, undefined],
    ['of -1 ms is unknown', { incre_trans_delay: 3, incre_trans_delay_millis: -1 }, undefined],
    ['of a dash is unknown', { incre_trans_delay: '−' }, undefined],
    ['of nothing is unknown', { incre_trans_delay: '', incre_trans_delay_millis: null }, undefined],
    ['that cannot be read in ms is read in s', { incre_trans_delay: 2, incre_trans_delay_millis: '-' }, 2000],
  ])('%s', async (_, delay, expected) => {
    expect(await seen(delay)).toBe(expected)
  })
})

const newTask: NewTask = {
  name: 'orders-move',
  scenario: 'sync',
  engine: 'mysql',
  direction: 'up',
  mode: 'FULL_INCR_TRANS',
  network: 'eip',
  nodeType: 'high',
  subnetId: '352ad828-3467-4f03-987a-c55a5a9dd417',
  source: { dbType: 'mysql', user: 'u', password: 'p' },
  destination: {
    dbType: 'mysql',
    instanceId: 'e05a3679efe241d8b5dee80b17c1a863in01',
    user: 'u',
    password: 'p',
  },
}

describe('G5: a new task', () => {
  const forms: readonly (readonly [string, (id: string) => unknown])[] = [
    ['at the top', (id) => ({ id, name: newTask.name, status: 'CREATING' })],
    ['under job', (id) => ({ job: { id, status: 'CREATING' } })],
    ['in jobs', (id) => ({ jobs: [{ id, status: 'CREATING', error_code: '0' }] })],
    ['in results', (id) => ({ count: 1, results: [{ id, status: 'CREATING', error_code: null }] })],
    ['by job_id', (id) => ({ results: [{ job_id: id }] })],
    ['nowhere', () => ({})],
    ['nowhere, in an answer of another form', () => ({ results: 'accepted', job: 'accepted' })],
    ['nowhere, in no answer at all', () => ''],
    ['nowhere, in a page', () => '<html>'],
  ]

  it.each(
    (['v3', 'v5'] as const).flatMap((generation) => forms.map((form) => [generation, ...form] as const)),
  )('is known in %s, named %s', async (generation, _, form) => {
    const { drs, odd, service } = await world([generation])
    const idOf = () => drs.control.tasks().find(({ name }) => name === newTask.name)?.id ?? ''
    const operation = generation === 'v3' ? 'batch-create-jobs' : 'create-job'
    odd.on(operation, () => ({ body: form(idOf()) }))
    expect(await service.create(newTask)).toEqual({ id: idOf(), status: 'CREATING' })
  })

  it('is not made up where there is none', async () => {
    const { odd, service } = await world()
    odd.on('batch-create-jobs', () => ({ body: {} }))
    odd.on('list-jobs', () => ({ body: { jobs: [], total_record: 0 } }))
    await expect(service.create(newTask)).rejects.toMatchObject({ code: 'malformed' })
  })
})

describe('F13: a refusal of the gateway', () => {
  const minutes = (count: number) => new Date(now() + count * 60_000).toUTCString()
  const refusedAt = async (date: string, error_code = 'APIGW.0301') => {
    const { odd, service } = await world()
    const error_msg =
      'Incorrect IAM authentication information: AK access failed, timestamp 20251119T083000Z expired, server time 20251119T084700Z'
    odd.on('list-quotas', () => ({ status: 401, headers: { date }, body: { error_code, error_msg } }))
    const error: unknown = await service.quota().catch((refused: unknown) => refused)
    if (!(error instanceof DrsError)) throw new Error('it was not refused')
    return [problemCard(error, 'en', 'r'), problemCard(error, 'zh-CN', 'r')].map((card) => card.lines?.[0])
  }

  it.each([
    [minutes(17), 'The bot’s clock is 17 min behind that of DRS', '慢17分钟'],
    [minutes(-16), 'The bot’s clock is 16 min ahead of that of DRS', '快16分钟'],
    [minutes(480), 'The bot’s clock is 8 h behind that of DRS', '慢8小时'],
  ])('for the signature tells how far the clock is off: %s', async (date, en, zh) => {
    for (const code of ['APIGW.0301', 'APIG.0301'])
      expect(await refusedAt(date, code)).toEqual([expect.stringContaining(en), expect.stringContaining(zh)])
  })

  it('for the signature does not blame a clock that is right, or whose difference is not known', async () => {
    const meaning = errorOf('APIGW.0301')?.meaning
    for (const date of [minutes(0.9), '', 'noon'])
      expect(await refusedAt(date)).toEqual([meaning?.en, meaning?.['zh-CN']])
  })

  it('for too many calls says so', async () => {
    const { odd, service } = await world()
    odd.on('list-quotas', () => ({ status: 429, body: { error_code: 'APIG.0308', error_msg: 'throttled' } }))
    const error: unknown = await service.quota().catch((refused: unknown) => refused)
    expect(error).toMatchObject({ code: 'APIG.0308', retryable: true })
    expect(problemCard(error, 'en', 'r').lines?.[0]).toMatch(/^Too many calls/)
  })
})

describe('an API generation that the region does not have', () => {
  const v3 = ['list-jobs', 'batch-job-status', 'batch-job-details', 'batch-create-jobs', 'batch-rpo-and-rto']
  const v5 = ['v5-list-jobs', 'get-job', 'create-job']
  const lookAgainMs = 10 * 60_000

  const without = async (operations: readonly string[], code: string) => {
    let passed = 0
    const here = await world(['v3', 'v5'], () => now() + passed)
    const notPublished = () => ({ status: 404, body: { error_code: code, error_msg: 'API not published' } })
    for (const operation of operations) here.odd.instead(operation, notPublished)
    const askedOf = (named: readonly string[]) =>
      here.odd.asked.filter(({ operation }) => named.includes(operation)).length
    const pass = (ms: number) => {
      passed += ms
    }
    return { ...here, askedOf, pass }
  }

  it.each([
    ['v3', v3, 'APIGW.0101'],
    ['v3', v3, 'APIG.0101'],
    ['v5', v5, 'APIG.0101'],
  ])('is found out, said once, and the other goes on: %s, %s', async (api, operations, code) => {
    const { service, ids, logged, askedOf } = await without(operations, code)
    for (let round = 0; round < 3; round += 1) {
      expect((await service.list()).tasks).toHaveLength(ids.length)
      expect((await service.statuses(ids)).found.size).toBe(ids.length)
      expect((await service.details([...ids, 'unknown'])).gone).toEqual(new Set(['unknown']))
    }
    expect(logged.map(({ facts }) => facts)).toEqual([{ connection: 'test', api }])
    expect(askedOf(operations)).toBe(1)
  })

  it('leaves RPO and RTO unknown, which only v3 tells', async () => {
    const { service, ids } = await without(v3, 'APIGW.0101')
    const { found, failed } = await service.recovery(ids)
    expect([found.size, failed.size]).toEqual([0, 0])
  })

  it('does not keep a task from being created', async () => {
    const { drs, service } = await without(v3, 'APIG.0101')
    const { id } = await service.create(newTask)
    expect(drs.control.tasks().find((task) => task.id === id)?.name).toBe(newTask.name)
  })

  it('is looked for again after a while', async () => {
    const { odd, service, askedOf, pass } = await without(v3, 'APIG.0101')
    await service.list()
    for (const operation of v3) odd.off(operation)
    pass(lookAgainMs - 1)
    await service.list()
    expect(askedOf(v3)).toBe(1)
    pass(1)
    await service.list()
    expect(askedOf(v3)).toBeGreaterThan(1)
  })

  it('says so in words of its own if there is no other, and calls no task gone', async () => {
    const { service, ids } = await without([...v3, ...v5], 'APIG.0101')
    for (const asked of [service.list(), service.statuses(ids), service.details(ids)]) {
      const error: unknown = await asked.catch((refused: unknown) => refused)
      expect(problemCard(error, 'en', 'r').lines?.[0]).toMatch(/^This region does not offer this call/)
    }
  })
})

const access = { dbType: 'mysql', ip: '10.0.0.1', port: 3306, user: 'u', password: 'secret-password-1' }

describe('G4: a task whose details lack the network', () => {
  it('has it from the list, and can be tested and configured', async () => {
    const { odd, service, ids } = await world()
    const [id = ''] = ids
    odd.on('batch-job-details', ({ body }) => ({
      body: { ...body, results: body.results.map(({ net_type: _, ...row }: { net_type: string }) => row) },
    }))
    const { found } = await service.details([id])
    const task = found.get(id)
    expect(task?.network).toBe('eip')
    if (!task) throw new Error('no task')
    const { network: _, ...bare } = task
    await service.testConnection(bare, 'source', access)
    await service.configure(bare, access, access)
    const sent = odd.asked.filter(({ operation }) => /^batch-(test|modify)/.test(operation))
    expect(sent.map(({ body }) => body.jobs[0].net_type)).toEqual(['eip', 'eip'])
  })

  it('stays without it where the list does not answer', async () => {
    const { odd, service, ids } = await world()
    odd.on('batch-job-details', ({ body }) => ({
      body: { ...body, results: body.results.map(({ net_type: _, ...row }: { net_type: string }) => row) },
    }))
    odd.on('list-jobs', () => ({ status: 400, body: { error_code: 'DRS.M00202' } }))
    const { found } = await service.details(ids)
    expect(found.size).toBe(ids.length)
    expect([...found.values()].every(({ network }) => network === undefined)).toBe(true)
  })
})

it('a part of a task in two availability zones knows its main task', async () => {
  const { odd, service, ids } = await world()
  const [id = '', main = ''] = ids
  odd.on('batch-job-details', ({ body }) => ({
    body: {
      ...body,
      results: body.results.map((row: { id: string }) => ({ ...row, master_job_id: main })),
    },
  }))
  const { found } = await service.details([id, main])
  expect([found.get(id)?.parentId, found.get(main)?.parentId]).toEqual([main, undefined])
})

describe('G6: an engine that answers name in another way', () => {
  it.each([
    ['mongodb-to-dds', 'mongodb', 'mongodb', 'mongodb', 'MongoDB → DDS'],
    ['mysql-to-mysql', 'mysql', 'mysql', 'mysql', 'MySQL → MySQL'],
    ['oracle-to-mysql', 'oracle-to-mysql', 'oracle', 'mysql', 'Oracle → MySQL'],
    ['redis-to-gaussredis', 'redis-to-gaussredis', 'redis', 'gaussredis', 'redis-to-gaussredis'],
  ])('is understood: %s', async (answered, engine, source, destination, words) => {
    const { odd, service, ids } = await world()
    const [id = ''] = ids
    odd.on('batch-job-details', ({ body }) => ({
      body: { results: [{ ...body.results[0], inst_info: { engine_type: answered } }] },
    }))
    odd.on('list-jobs', ({ body }) => ({
      body: { ...body, jobs: body.jobs.map((row: object) => ({ ...row, engine_type: answered })) },
    }))
    const seen = [(await service.details([id])).found.get(id), ...(await service.list()).tasks]
    expect(new Set(seen.map((task) => task?.engine))).toEqual(new Set([engine]))
    expect(engineWords(answered).en).toBe(words)
    expect(setupOf(answered, {})).toMatchObject({
      source: { dbType: source },
      destination: { dbType: destination },
    })
  })

  it('is not sent back, and its name is none of a database', async () => {
    const { odd, service, ids } = await world()
    const [id = ''] = ids
    odd.on('batch-job-details', ({ body }) => ({
      body: { results: [{ ...body.results[0], inst_info: { engine_type: 'mongodb-to-dds' } }] },
    }))
    const task = (await service.details([id])).found.get(id)
    if (!task) throw new Error('no task')
    await service.configure(task, { ...access, dbType: 'mongodb' }, { ...access, dbType: 'mongodb' })
    const sent = odd.asked.find(({ operation }) => operation === 'batch-modify-jobs')
    expect(sent?.body.jobs[0]).toMatchObject({
      engine_type: 'mongodb',
      source_endpoint: { db_type: 'mongodb' },
      target_endpoint: { db_type: 'mongodb' },
    })
    const known = { source: { dbType: 'mysql' }, destination: { dbType: 'taurus' } }
    expect(setupOf('mysql', {}, known)).toEqual(known)
    expect(
      setupOf('mongodb-to-dds', {}, { source: { dbType: 'mongodb-to-dds' }, destination: known.source }),
    ).toEqual({
      source: { dbType: 'mongodb' },
      destination: { dbType: 'mysql' },
    })
  })
})

describe('a request', () => {
  it.each([
    ['2001:db8::10', '[2001:db8::10]:27017'],
    ['[2001:db8::10]', '[2001:db8::10]:27017'],
    ['[2001:db8::10]:27018', '[2001:db8::10]:27018'],
    ['10.0.0.1', '10.0.0.1:27017'],
    ['db.local:1', 'db.local:1'],
    ['2001:db8::10, 10.0.0.2:1', '[2001:db8::10]:27017,10.0.0.2:1'],
  ])('F20: has the port with the address %s', async (ip, expected) => {
    for (const generation of ['v3', 'v5'] as const) {
      const { odd, service, ids } = await world([generation])
      const [id = ''] = ids
      const task = (await service.details([id])).found.get(id)
      if (!task) throw new Error('no task')
      for (const dbType of ['mongodb', 'kafka'])
        await service.testConnection(task, 'source', { ...access, dbType, ip, port: 27017 }).catch(() => {})
      const sent = odd.asked.flatMap(({ operation, body }) => {
        if (operation === 'batch-test-connections') return body.jobs[0].ip
        return operation === 'job-action' ? body.job.action_params.endpoints[0].endpoint.ip : []
      })
      expect(sent).toEqual([expected, expected])
    }
  })

  it('names MySQL in v5 as the links of the region do', async () => {
    for (const offered of ['mysql', 'mysql-to-mysql']) {
      const { odd, service } = await world(['v5'])
      odd.on('list-links', () => ({ body: { total_count: 1, job_links: [{ engine_type: offered }, null] } }))
      odd.instead('create-job', () => ({ body: { job: { id: 'new' } } }))
      await service.create(newTask)
      const sent = odd.asked.find(({ operation }) => operation === 'create-job')
      expect(sent?.body.job.base_info.engine_type).toBe(offered)
    }
  })

  it('puts the instance beside the source on the VPC network into the cloud', async () => {
    const vpcId = 'c7debc9c-8e09-4a5d-8dd6-cc44f7000001'
    const task: NewTask = {
      ...newTask,
      network: 'vpc',
      source: { ...newTask.source, vpcId, subnetId: newTask.subnetId },
      destination: { ...newTask.destination, vpcId: 'other', subnetId: 'other' },
    }
    for (const generation of ['v3', 'v5'] as const) {
      const { odd, service } = await world([generation])
      for (const operation of ['create-job', 'batch-create-jobs'])
        odd.instead(operation, () => ({ body: { id: 'new' } }))
      await service.create(task)
      const { body } = odd.asked.find(({ operation }) => /create-job/.test(operation)) ?? {}
      if (generation === 'v5') expect(body.job.node_info.vpc.vpc_id).toBe(vpcId)
      else expect(body.jobs[0].source_endpoint).toMatchObject({ vpc_id: vpcId, subnet_id: newTask.subnetId })
    }
  })

  it('tests a database on the VPC network where the replication instance is, if nothing else is known', async () => {
    const { odd, service, ids } = await world()
    const [id = ''] = ids
    odd.on('batch-job-details', ({ body }) => ({
      body: { results: [{ ...body.results[0], net_type: 'vpc', vpc_id: 'vpc-1', subnet_id: 'subnet-1' }] },
    }))
    const task = (await service.details([id])).found.get(id)
    if (!task) throw new Error('no task')
    await service.testConnection({ ...task, source: { dbType: 'mysql' } }, 'source', access)
    const sent = odd.asked.find(({ operation }) => operation === 'batch-test-connections')
    expect(sent?.body.jobs[0]).toMatchObject({ net_type: 'vpc', vpc_id: 'vpc-1', subnet_id: 'subnet-1' })
  })

  it('leaves out a read-only destination where it cannot be chosen', async () => {
    const { odd, service } = await world()
    odd.instead('batch-create-jobs', () => ({ body: { id: 'new' } }))
    await service.create({ ...newTask, destinationReadOnly: false })
    await service.create({ ...newTask, scenario: 'migration', destinationReadOnly: false })
    const sent = odd.asked.map(({ body }) => body.jobs[0].is_target_readonly)
    expect(sent).toEqual([undefined, false])
  })
})
