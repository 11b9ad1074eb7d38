import { describe, expect, it, onTestFinished } from 'vitest'
import { createTaskServiceFor } from '../../src/client/index.ts'
import type { Task } from '../../src/domain/tasks/task.ts'
import type { NewTask, TaskService } from '../../src/domain/tasks/task-service.ts'
import type { Generation } from '../../src/drs/operation.ts'
import {
  databaseUser,
  destinationPassword,
  instances,
  sourcePassword,
  subnetId,
} from '../../src/local-drs/databases.ts'
import { type Dialect, dialects } from '../../src/local-drs/dialects.ts'
import { startLocalDrs } from '../../src/local-drs/server.ts'
import { testClient } from './scripted-server.ts'

/** The client against every form that DRS is known to answer in. */

const now = Date.UTC(2025, 10, 19, 8, 30, 0)
const minute = 60_000
const source = {
  dbType: 'mysql',
  ip: '192.168.0.28',
  port: 3306,
  user: databaseUser,
  password: sourcePassword,
}
const destination = {
  dbType: 'mysql',
  ip: '192.168.0.131',
  port: 3306,
  user: databaseUser,
  password: destinationPassword,
  instanceId: instances.mysql,
}
const newTask: NewTask = {
  name: 'orders-sync',
  scenario: 'sync',
  engine: 'mysql',
  direction: 'up',
  mode: 'FULL_INCR_TRANS',
  network: 'eip',
  nodeType: 'high',
  subnetId,
  source,
  destination,
}

async function local(generations: readonly Generation[], dialect: Dialect, dialectSeed: string) {
  const drs = await startLocalDrs({ speed: 0, now: () => now, dialect, dialectSeed })
  onTestFinished(drs.stop)
  const { client } = testClient(drs.endpoint, {
    connection: { projectId: drs.projectId, credentials: { ak: drs.ak, sk: drs.sk } },
    options: { now: () => now },
  })
  const later = (ms = 10 * minute) => void drs.control.advance({ ms })
  const service = createTaskServiceFor(client, { generations, waiting: { sleep: async (ms) => later(ms) } })(
    'en',
  )
  // The forms are drawn anew for each call, but the documents have one each.
  const looks = dialect === 'documents' ? 1 : 5
  return { control: drs.control, service, later, looks }
}

type Local = Awaited<ReturnType<typeof local>>

const only = <T>(map: ReadonlyMap<string, T>): T | undefined => [...map.values()][0]

async function taskOf(service: TaskService, id: string): Promise<Task> {
  const task = only((await service.details([id])).found)
  if (!task) throw new Error(`no task ${id}`)
  return task
}

async function statusOf({ service }: Local, id: string) {
  return only((await service.statuses([id])).found)
}

function replicating({ control }: Local, name: string): string {
  const ends = { source: '192.168.0.28:3306', destination: instances.mysql }
  return control.create({
    name,
    scenario: 'sync',
    engine: 'mysql',
    status: 'INCRE_TRANSFER_STARTED',
    ...ends,
  }).id
}

/** What a user of the client does, each for itself. */
const uses: Readonly<Record<string, (on: Local) => Promise<void>>> = {
  async 'a task from its creation to its end'(on) {
    const { service, later } = on
    const { id } = await service.create(newTask)
    later()
    expect(await statusOf(on, id)).toBe('CONFIGURATION')
    const task = await taskOf(service, id)
    expect(await service.testConnection(task, 'source', source)).toEqual({ id, ok: true })
    expect(await service.testConnection(task, 'destination', destination)).toEqual({ id, ok: true })
    expect(await service.configure(task, source, destination)).toEqual({ id, ok: true })
    expect(await service.selectObjects(task, {})).toEqual({ id, ok: true })
    const steps = [
      ['precheck', {}, 'CONFIGURATION'],
      ['start', {}, 'FULL_TRANSFER_STARTED'],
      ['pause', { what: 'target' }, 'PAUSING'],
      ['resume', {}, 'INCRE_TRANSFER_STARTED'],
      ['stop', {}, 'RELEASE_RESOURCE_COMPLETE'],
    ] as const
    for (const [action, options, status] of steps) {
      expect([action, await service.act(action, [id], options)]).toEqual([action, [{ id, ok: true }]])
      later(action === 'start' ? 2 * minute : 10 * minute)
      expect([action, await statusOf(on, id)]).toEqual([action, status])
      if (action === 'precheck') {
        const report = only((await service.precheckReports([id])).found)
        expect(report).toMatchObject({ percent: 100, finished: true, passed: true })
      }
      if (action === 'resume') later(30 * minute)
    }
    expect(await service.act('delete', [id], {})).toEqual([{ id, ok: true }])
    expect([...(await service.statuses([id])).gone]).toEqual([id])
    expect([...(await service.details([id])).gone]).toEqual([id])
  },

  async 'what a task is'(on) {
    const id = replicating(on, 'known')
    const facts = { engine: 'mysql', scenario: 'sync', network: 'eip', status: 'INCRE_TRANSFER_STARTED' }
    for (let look = 0; look < on.looks; look += 1) {
      expect(await taskOf(on.service, id)).toMatchObject(facts)
      expect((await on.service.list()).tasks).toMatchObject([facts])
    }
  },

  async 'how far a task is behind'(on) {
    const id = replicating(on, 'behind')
    on.control.lag({ task: id, ms: 90_000 })
    for (let look = 0; look < 2 * on.looks; look += 1) {
      const seconds = Math.round((only((await on.service.progress([id])).found)?.lagMs ?? -1) / 1_000)
      expect(seconds).toBe(90)
    }
    on.control.lag({ task: id, ms: 1_000 })
    for (let look = 0; look < 2 * on.looks; look += 1) {
      expect(only((await on.service.progress([id])).found)?.lagMs).toBeLessThanOrEqual(1_000)
    }
  },

  async 'one task that is not there among others'(on) {
    const ids = Array.from({ length: 12 }, (_, n) => replicating(on, `sync-${n}`))
    const unknown = '140b5236-88ad-43c8-811c-1268453jb199'
    for (let look = 0; look < on.looks; look += 1) {
      const asked = [...ids, unknown]
      for (const seen of [await on.service.statuses(asked), await on.service.details(asked)]) {
        expect([new Set(seen.found.keys()), [...seen.gone], seen.failed.size]).toEqual([
          new Set(ids),
          [unknown],
          0,
        ])
      }
    }
  },

  async comparisons(on) {
    const id = replicating(on, 'compared')
    expect(await on.service.act('compare', [id], { kinds: 'object,row' })).toMatchObject([{ id, ok: true }])
    on.later()
    const found = await on.service.comparisons(id)
    expect(found).toMatchObject([{ status: 'SUCCESSFUL' }, { status: 'SUCCESSFUL' }])
  },
}

const spoken: readonly (readonly [Dialect, string])[] = [
  ...dialects.map((dialect) => [dialect, 'one'] as const),
  ['mixed', 'two'],
  ['mixed', 'three'],
]

describe.each(['v3', 'v5'] as const)('over %s', (generation) => {
  describe.each(spoken)('in the dialect %s (%s)', (dialect, seed) => {
    for (const [use, play] of Object.entries(uses)) {
      it(use, async () => play(await local([generation], dialect, seed)))
    }
  })
})
