import { describe, expect, it, onTestFinished } from 'vitest'
import type { Locale } from '../../../src/base/i18n.ts'
import { type Connection, createTaskServiceV3 } from '../../../src/client/index.ts'
import type { DatabaseAccess, NewTask } from '../../../src/domain/tasks/task-service.ts'
import { type Dialect, dialects } from '../../../src/local-drs/dialects.ts'
import { startLocalDrs } from '../../../src/local-drs/server.ts'
import { testClient } from '../scripted-server.ts'

/** The adapter against the local DRS, which knows nothing of the client: signatures, schemas and answers must meet. */

const now = Date.UTC(2025, 10, 19, 8, 30, 0)
const minute = 60_000
const subnetId = '352ad828-3467-4f03-987a-c55a5a9dd417'
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
  name: 'orders-move',
  scenario: 'migration',
  engine: 'mysql',
  direction: 'up',
  mode: 'FULL_INCR_TRANS',
  network: 'eip',
  nodeType: 'high',
  subnetId,
  source: { dbType: 'mysql' },
  destination: { dbType: 'mysql', instanceId },
}

interface Options {
  readonly locale?: Locale
  readonly connection?: Partial<Connection>
}

async function localIn(dialect: Dialect, options: Options = {}) {
  const drs = await startLocalDrs({ speed: 0, now: () => now, dialect })
  onTestFinished(drs.stop)
  const credentials = { ak: drs.ak, sk: drs.sk }
  const connection = { projectId: drs.projectId, credentials, ...options.connection }
  const { client } = testClient(drs.endpoint, { connection, options: { now: () => now } })
  return { drs, control: drs.control, service: createTaskServiceV3(client, options.locale ?? 'en') }
}

type Local = Awaited<ReturnType<typeof localIn>>

const only = <T>(map: ReadonlyMap<string, T>): T | undefined => [...map.values()][0]

async function taskOf({ service }: Local, id: string) {
  const task = only((await service.details([id])).found)
  if (!task) throw new Error(`no task ${id}`)
  return task
}

function running(on: Local, scenario: 'sync' | 'cloudDataGuard', name: string) {
  return on.control.create({
    name,
    scenario,
    engine: scenario === 'sync' ? 'mysql' : 'cloudDataGuard-mysql',
    status: 'INCRE_TRANSFER_STARTED',
    source: '192.168.0.28:3306',
    destination: instanceId,
  })
}

describe.each(dialects)('in the dialect %s', (dialect) => {
  const local = (options: Options = {}) => localIn(dialect, options)

  describe('the life of a migration', () => {
    it('from creation over a failed precheck to its end', async () => {
      const on = await local()
      const { service, control } = on
      const { id, status } = await service.create(newTask)
      expect(status).toBe('CREATING')
      control.advance({ ms: 10 * minute })
      expect(only((await service.statuses([id])).found)).toBe('CONFIGURATION')

      const task = await taskOf(on, id)
      expect(task).toMatchObject({
        name: 'orders-move',
        scenario: 'migration',
        engine: 'mysql',
        direction: 'up',
      })
      expect((await service.precheckReports([id])).found.size).toBe(0)
      const wrong = await service.testConnection(task, 'source', { ...source, password: 'not-the-password' })
      expect(wrong).toMatchObject({ ok: false, error: { code: 'DRS.KE0002' } })
      expect(await service.testConnection(task, 'source', source)).toEqual({ id, ok: true })
      expect(await service.testConnection(task, 'destination', destination)).toEqual({ id, ok: true })
      expect(await service.configure(task, source, destination)).toEqual({ id, ok: true })
      expect(await service.selectObjects(task, { databases: ['orders'] })).toEqual({ id, ok: true })

      expect(await service.act('precheck', [id], {})).toEqual([{ id, ok: true }])
      expect(only((await service.precheckReports([id])).found)).toMatchObject({ finished: false })
      control.advance({ ms: 10 * minute })
      const report = only((await service.precheckReports([id])).found)
      expect(report).toMatchObject({ percent: 100, finished: true, passed: false })
      const failed = report?.items.filter(({ verdict }) => verdict === 'FAILED')
      expect(failed).toMatchObject([{ item: 'srcDbBinlogIsOff', reason: expect.any(String) }])
      expect((await service.act('start', [id], {}))[0]).toMatchObject({ ok: false })

      control.item({ database: '192.168.0.27:3306', item: 'srcDbBinlogIsOff', broken: false })
      await service.act('precheck', [id], {})
      control.advance({ ms: 10 * minute })
      expect(only((await service.precheckReports([id])).found)).toMatchObject({ passed: true })
      expect(await service.act('start', [id], {})).toEqual([{ id, ok: true }])
      control.advance({ ms: 3 * minute })
      const full = only((await service.progress([id])).found)
      expect(full?.percent).toBeGreaterThan(0)
      expect(full).not.toHaveProperty('lagMs')
      control.advance({ ms: 60 * minute })
      expect(only((await service.progress([id])).found)?.lagMs).toBeGreaterThanOrEqual(0)

      expect(await service.act('pause', [id], { what: 'target' })).toEqual([{ id, ok: true }])
      control.advance({ ms: 10 * minute })
      expect(only((await service.statuses([id])).found)).toBe('PAUSING')
      expect(await service.act('resume', [id], {})).toEqual([{ id, ok: true }])
      control.advance({ ms: 10 * minute })
      expect((await service.act('delete', [id], {}))[0]).toMatchObject({ ok: false })
      expect(await service.act('stop', [id], {})).toEqual([{ id, ok: true }])
      control.advance({ ms: 10 * minute })
      expect(await service.act('delete', [id], {})).toEqual([{ id, ok: true }])
      expect([...(await service.statuses([id])).gone]).toEqual([id])
    })

    it('can start at a given time', async () => {
      const on = await local()
      const { service, control } = on
      const { id } = control.create({
        name: 'planned',
        scenario: 'migration',
        engine: 'mysql',
        status: 'CONFIGURATION',
        source: '192.168.0.28:3306',
        destination: instanceId,
      })
      await service.act('precheck', [id], {})
      control.advance({ ms: 10 * minute })
      const at = control.clock().now + 30 * minute
      expect(await service.act('start', [id], { at: String(at) })).toEqual([{ id, ok: true }])
      // For some seconds after a change DRS may still show the status before.
      control.advance({ ms: 6_000 })
      expect(only((await service.statuses([id])).found)).toBe('WAITING_FOR_START')
    })
  })

  it('a switchover of a DR pair turns its direction', async () => {
    const on = await local()
    const { id } = running(on, 'cloudDataGuard', 'dr-orders')
    const recovery = only((await on.service.recovery([id])).found)
    expect(recovery?.rpoMs).toBeGreaterThanOrEqual(0)
    expect(recovery?.rtoMs).toBeGreaterThanOrEqual(0)
    const { direction } = await taskOf(on, id)
    expect(await on.service.act('switchover', [id], {})).toEqual([{ id, ok: true }])
    on.control.advance({ ms: 30 * minute })
    expect((await taskOf(on, id)).direction).not.toBe(direction)
  })

  it('a DR pair can be created', async () => {
    const { service } = await local()
    const pair = { ...newTask, name: 'dr-new', scenario: 'cloudDataGuard', engine: 'cloudDataGuard-mysql' }
    expect((await service.create(pair)).status).toBe('CREATING')
  })

  it('many tasks are listed, looked at and acted on, and the odd one out is told apart', async () => {
    const on = await local()
    const ids = Array.from({ length: 130 }, (_, n) => running(on, 'sync', `sync-${n}`).id)
    const dr = running(on, 'cloudDataGuard', 'dr-one').id
    const { tasks: listed } = await on.service.list()
    expect(new Set(listed.map(({ id }) => id))).toEqual(new Set([...ids, dr]))
    expect((await on.service.list({ scenario: 'cloudDataGuard', name: 'dr-one' })).tasks).toHaveLength(1)

    const unknown = '140b5236-88ad-43c8-811c-1268453jb199'
    const asked = [...ids, unknown]
    const [statuses, details, progress] = [
      await on.service.statuses(asked),
      await on.service.details(asked),
      await on.service.progress(asked),
    ]
    for (const { found, gone, failed } of [statuses, details, progress]) {
      expect([found.size, [...gone], failed.size]).toEqual([130, [unknown], 0])
    }
    const paused = await on.service.act('pause', asked, { what: 'all' })
    expect(paused.filter(({ ok }) => !ok)).toMatchObject([{ id: unknown }])
    expect(paused).toHaveLength(131)
  })

  it('resources', async () => {
    const { service } = await local()
    const query = { scenario: 'migration', engine: 'mysql', direction: 'up' }
    const nodeTypes = await service.nodeTypes(query)
    expect(nodeTypes).toContain('high')
    expect((await service.zones({ ...query, nodeType: 'high' })).some(({ available }) => available)).toBe(
      true,
    )
    expect((await service.quota()).limit).toBeGreaterThan(0)
  })

  describe('trouble', () => {
    it('messages come in the language of the service', async () => {
      const { service } = await local({ locale: 'zh-CN' })
      const [result] = await service.act('pause', ['140b5236-88ad-43c8-811c-1268453jb199'], { what: 'all' })
      expect(result).toMatchObject({
        ok: false,
        error: { message: expect.stringMatching(/\p{Script=Han}/u) },
      })
    })

    it('a wrong secret key is refused by the gateway', async () => {
      const { service } = await local({
        connection: { credentials: { ak: 'LOCALDRSACCESSKEY000', sk: 'wrong' } },
      })
      await expect(service.quota()).rejects.toMatchObject({ httpStatus: 401, requestId: expect.any(String) })
    })

    it('a foreign project is refused by DRS', async () => {
      const { service } = await local({ connection: { projectId: '0549a6a31000d4e82fd1c00c3d6f2d76' } })
      await expect(service.quota()).rejects.toMatchObject({ code: 'DRS.M00261', httpStatus: 403 })
    })

    it.each([[{ retryAfter: 3 }], [{ status: 503 }], [{ cut: true }]])(
      'a query outlives %j',
      async (fault) => {
        const { service, control } = await local()
        control.fault({ operation: 'list-quotas', times: 2, ...fault })
        expect((await service.quota()).limit).toBeGreaterThan(0)
        expect(control.faults()).toEqual([])
      },
    )

    it('a change whose connection is cut is sent once', async () => {
      const on = await local()
      const { id } = running(on, 'sync', 'sync-cut')
      on.control.fault({ operation: 'batch-pause-jobs', cut: true })
      expect(await on.service.act('pause', [id], { what: 'all' })).toMatchObject([
        { ok: false, error: { code: 'network' } },
      ])
      expect(on.control.requests().filter(({ operation }) => operation === 'batch-pause-jobs')).toHaveLength(
        1,
      )
    })
  })
})
