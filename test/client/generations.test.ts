import { describe, expect, it, onTestFinished } from 'vitest'
import { createTaskServiceFor } from '../../src/client/index.ts'
import type { Task } from '../../src/domain/tasks/task.ts'
import type { DatabaseAccess, NewTask, TaskService } from '../../src/domain/tasks/task-service.ts'
import type { Generation } from '../../src/drs/operation.ts'
import { type Dialect, dialects } from '../../src/local-drs/dialects.ts'
import { startLocalDrs } from '../../src/local-drs/server.ts'
import { testClient } from './scripted-server.ts'

/** One suite, three implementations: the same story over v3, over v5, and over a connection that has both. */

const now = Date.UTC(2025, 10, 19, 8, 30, 0)
const minute = 60_000
const instanceId = 'e05a3679efe241d8b5dee80b17c1a863in01'

const source: DatabaseAccess = {
  dbType: 'mysql',
  ip: '192.168.0.27',
  port: 3306,
  user: 'drs_user',
  password: 'source-secret',
}
const destination: DatabaseAccess = {
  dbType: 'mysql',
  ip: '192.168.0.131',
  port: 3306,
  user: 'drs_user',
  password: 'destination-secret',
  instanceId,
}
const newTask: NewTask = {
  name: 'orders-sync',
  scenario: 'sync',
  engine: 'mysql',
  direction: 'up',
  mode: 'FULL_INCR_TRANS',
  network: 'eip',
  nodeType: 'high',
  subnetId: '352ad828-3467-4f03-987a-c55a5a9dd417',
  source,
  destination,
}

async function local(generations: readonly Generation[], dialect: Dialect) {
  const drs = await startLocalDrs({ speed: 0, now: () => now, dialect })
  onTestFinished(drs.stop)
  const { client } = testClient(drs.endpoint, {
    connection: { projectId: drs.projectId, credentials: { ak: drs.ak, sk: drs.sk } },
    options: { now: () => now },
  })
  // Waiting for an asynchronous result lets the time of the local DRS pass.
  const waiting = { sleep: async (ms: number) => void drs.control.advance({ ms }) }
  const service = createTaskServiceFor(client, { generations, waiting })('en')
  return { control: drs.control, service }
}

type Local = Awaited<ReturnType<typeof local>>

const only = <T>(map: ReadonlyMap<string, T>): T | undefined => [...map.values()][0]

async function taskOf(service: TaskService, id: string): Promise<Task> {
  const task = only((await service.details([id])).found)
  if (!task) throw new Error(`no task ${id}`)
  return task
}

function replicating({ control }: Local, name: string): string {
  const status = 'INCRE_TRANSFER_STARTED'
  const ends = { source: '192.168.0.28:3306', destination: instanceId }
  return control.create({ name, scenario: 'sync', engine: 'mysql', status, ...ends }).id
}

const connections: readonly (readonly [string, readonly Generation[]])[] = [
  ['v3', ['v3']],
  ['v5', ['v5']],
  ['both generations', ['v3', 'v5']],
]
const spoken = connections.flatMap(([name, generations]) =>
  dialects.map((dialect) => [name, dialect, generations] as const),
)
/** For some seconds after a change DRS may still show the status before. */
const moment = { ms: 6_000 }

describe.each(spoken)('over %s, in the dialect %s', (_name, dialect, generations) => {
  it('a task goes from creation over a failed precheck to its end', async () => {
    const { service, control } = await local(generations, dialect)
    const later = () => control.advance({ ms: 10 * minute })
    const { id, status } = await service.create(newTask)
    expect(status).toBe('CREATING')
    later()
    expect(only((await service.statuses([id])).found)).toBe('CONFIGURATION')
    const task = await taskOf(service, id)
    expect(task).toMatchObject({
      connection: 'test',
      name: 'orders-sync',
      scenario: 'sync',
      engine: 'mysql',
      direction: 'up',
      mode: 'FULL_INCR_TRANS',
      network: 'eip',
      nodeType: 'high',
      createdAt: expect.any(Number),
      source: { dbType: 'mysql' },
      destination: { dbType: 'mysql', instanceId },
    })
    expect((await service.precheckReports([id])).found.size).toBe(0)

    const wrong = await service.testConnection(task, 'source', { ...source, password: 'not-the-password' })
    expect(wrong).toMatchObject({ ok: false, error: { code: 'DRS.KE0002' } })
    expect(await service.testConnection(task, 'source', source)).toEqual({ id, ok: true })
    expect(await service.testConnection(task, 'destination', destination)).toEqual({ id, ok: true })
    expect(await service.configure(task, source, destination)).toEqual({ id, ok: true })
    expect(await service.selectObjects(task, { databases: ['shop'] })).toEqual({ id, ok: true })
    expect(await service.allowedActions(id)).toContain('precheck')

    expect(await service.act('precheck', [id], {})).toEqual([{ id, ok: true }])
    expect(only((await service.precheckReports([id])).found)).toMatchObject({ finished: false })
    later()
    const report = only((await service.precheckReports([id])).found)
    expect(report).toMatchObject({ percent: 100, finished: true, passed: false })
    const failed = report?.items.filter(({ verdict }) => verdict === 'FAILED')
    expect(failed).toMatchObject([{ item: 'srcDbBinlogIsOff', reason: expect.any(String) }])
    expect((await service.act('start', [id], {}))[0]).toMatchObject({ ok: false })

    control.item({ database: '192.168.0.27:3306', item: 'srcDbBinlogIsOff', broken: false })
    await service.act('precheck', [id], {})
    later()
    expect(only((await service.precheckReports([id])).found)).toMatchObject({ passed: true })
    expect(await service.act('start', [id], {})).toEqual([{ id, ok: true }])
    control.advance({ ms: 3 * minute })
    const full = only((await service.progress([id])).found)
    expect(full?.percent).toBeGreaterThan(0)
    expect(full).not.toHaveProperty('lagMs')
    control.advance({ ms: 60 * minute })
    expect(only((await service.progress([id])).found)?.lagMs).toBeGreaterThanOrEqual(0)

    expect(await service.act('pause', [id], { what: 'target' })).toEqual([{ id, ok: true }])
    later()
    expect(only((await service.statuses([id])).found)).toBe('PAUSING')
    expect(await service.allowedActions(id)).toContain('resume')
    expect(await service.act('resume', [id], {})).toEqual([{ id, ok: true }])
    later()
    expect((await service.act('delete', [id], {}))[0]).toMatchObject({ ok: false })
    expect(await service.act('stop', [id], {})).toEqual([{ id, ok: true }])
    later()
    expect(await service.act('delete', [id], {})).toEqual([{ id, ok: true }])
    expect([...(await service.statuses([id])).gone]).toEqual([id])
    expect(await service.allowedActions(id)).toBeUndefined()
  })

  it('a task can be started later', async () => {
    const on = await local(generations, dialect)
    const { service, control } = on
    const ends = { source: '192.168.0.28:3306', destination: instanceId }
    const task = { name: 'planned', scenario: 'sync', engine: 'mysql', status: 'CONFIGURATION' } as const
    const { id } = control.create({ ...task, ...ends })
    await service.act('precheck', [id], {})
    control.advance({ ms: 10 * minute })
    const at = control.clock().now + 30 * minute
    expect(await service.act('start', [id], { at: String(at) })).toEqual([{ id, ok: true }])
    control.advance(moment)
    expect(only((await service.statuses([id])).found)).toBe('WAITING_FOR_START')
  })

  it('many tasks are listed, looked at and acted on, and the odd one out is told apart', async () => {
    const on = await local(generations, dialect)
    const { service } = on
    const ids = Array.from({ length: 25 }, (_, n) => replicating(on, `sync-${n}`))
    expect(new Set((await service.list()).tasks.map(({ id }) => id))).toEqual(new Set(ids))
    expect((await service.list({ name: 'sync-24' })).tasks.map(({ name }) => name)).toEqual(['sync-24'])

    const unknown = '140b5236-88ad-43c8-811c-1268453jb199'
    const asked = [...ids, unknown]
    for (const { found, gone, failed } of [
      await service.statuses(asked),
      await service.details(asked),
      await service.progress(asked),
    ]) {
      expect([new Set(found.keys()), [...gone], failed.size]).toEqual([new Set(ids), [unknown], 0])
    }
    const paused = await service.act('pause', asked, { what: 'all' })
    expect(paused.map(({ id }) => id)).toEqual(asked)
    expect(paused.filter(({ ok }) => !ok)).toMatchObject([{ id: unknown }])
  })

  it('comparisons are begun, waited for and judged', async () => {
    const on = await local(generations, dialect)
    const { service, control } = on
    const id = replicating(on, 'compared')
    expect(await service.comparisons(id)).toEqual([])
    expect(await service.act('compare', [id], { kinds: 'object,row' })).toMatchObject([{ id, ok: true }])
    const begun = await service.comparisons(id)
    expect(begun.map(({ kind }) => kind).sort()).toEqual(['object', 'row'])
    for (const comparison of begun) expect(comparison).not.toHaveProperty('clean')
    control.advance({ ms: 10 * minute })
    const found = await service.comparisons(id)
    expect(found).toHaveLength(2)
    for (const comparison of found) {
      expect(comparison).toMatchObject({
        status: 'SUCCESSFUL',
        startedAt: expect.any(Number),
        clean: true,
        differences: 0,
      })
    }
  })

  it('a failed task is reset where v5 is at hand, after a precheck made for it', async () => {
    const { service, control } = await local(generations, dialect)
    const ends = { source: '192.168.0.28:3306', destination: instanceId }
    const failed = {
      name: 'failed',
      scenario: 'sync',
      engine: 'mysql',
      status: 'FULL_TRANSFER_FAILED',
    } as const
    const { id } = control.create({ ...failed, ...ends })
    const reset = async () => {
      const [checked] = await service.act('resetcheck', [id], {})
      control.advance({ ms: 10 * minute })
      return checked?.ok ? service.act('reset', [id], {}) : [checked]
    }
    if (generations.includes('v5')) {
      expect((await service.act('reset', [id], {}))[0]).toMatchObject({ ok: false })
      expect(await reset()).toEqual([{ id, ok: true }])
      control.advance(moment)
      expect(only((await service.statuses([id])).found)).not.toBe('FULL_TRANSFER_FAILED')
    } else {
      expect(await reset()).toMatchObject([{ id, ok: false, error: { code: 'not-offered' } }])
      expect(control.requests()).toEqual([])
    }
  })

  it('resources are known', async () => {
    const { service } = await local(generations, dialect)
    expect(await service.nodeTypes({ scenario: 'sync', engine: 'mysql', direction: 'up' })).toContain('high')
  })
})
