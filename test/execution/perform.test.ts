import { describe, expect, it } from 'vitest'
import { performCall, performSetting } from '../../src/app/execution.ts'
import { UserError } from '../../src/base/user-error.ts'
import type { ActionOptions } from '../../src/domain/actions/action.ts'
import { excludedBy } from '../../src/domain/actions/exclusion.ts'
import { type ActionName, type CallableAction, isTracked } from '../../src/domain/actions/rows.ts'
import { payloadTask } from '../../src/domain/approvals/payload.ts'
import type { AuditNote } from '../../src/domain/audit/audit.ts'
import type { NewTask, TaskService } from '../../src/domain/tasks/task-service.ts'
import type { PendingAction } from '../../src/domain/watching/watch.ts'
import { DrsError } from '../../src/drs/drs-error.ts'
import { operationById } from '../../src/drs/index.ts'
import type { WriteAuditNote } from '../../src/execution/audit-notes.ts'
import { auditedSecret } from '../../src/execution/audit-notes.ts'
import type { ExecutionDeps, ExecutionOrder } from '../../src/execution/order.ts'
import { perform, requireDone } from '../../src/execution/perform.ts'
import { auditedSetUp } from '../../src/execution/set-up.ts'
import { samplePending } from '../domain/fixtures.ts'
import { testServices } from '../helpers/command-services.ts'
import { testLog } from '../helpers/log.ts'
import { sampleTask } from '../helpers/samples.ts'

/** What happened, in its order. */
function diary() {
  const lines: string[] = []
  const note = async ({ kind, verb, tasks, what }: AuditNote) =>
    void lines.push([kind, verb, tasks?.join('+'), what].filter(Boolean).join(' | '))
  return { lines, note }
}

const refused = new DrsError({
  code: 'DRS.M00202',
  message: 'secret things',
  operation: 'x',
  httpStatus: 400,
})

/** DRS, the store of who works on what, and the audit by hand; `lines` has what happened, in its order. */
function stage(act: TaskService['act'] = accept, note?: WriteAuditNote) {
  const diaryOf = diary()
  const { lines } = diaryOf
  const pendingActions: PendingAction[] = []
  const memory = testServices({ tasks: [running] })
  const { store } = memory.execution
  const deps: ExecutionDeps = {
    ...memory.execution,
    log: testLog(),
    service: (...which) => ({
      ...memory.service(...which),
      act: (...asked) => {
        lines.push('DRS is asked')
        return act(...asked)
      },
    }),
    call: async () => {
      lines.push('DRS is asked')
      return { kind: 'answer', answer: {} }
    },
    store: {
      ...store,
      lock: async (_, id, { verb }) => {
        lines.push(`locks ${id} for ${verb}`)
        return { ok: true }
      },
      unlock: async (_, id) => void lines.push(`gives ${id} back`),
      pending: async () => pendingActions,
      note: async (pending) => {
        lines.push(`waits for ${pending.verb}`)
      },
      accept: async () => void lines.push('is accepted'),
      refuse: async (_, why) => void lines.push(`is refused: ${why.en}`),
    },
  }
  const order = (
    action: CallableAction,
    options: ActionOptions = {},
    more: Partial<ExecutionOrder> = {},
  ): ExecutionOrder => ({
    connection: 'prod',
    locale: 'en',
    by: 'U1',
    verb: action,
    token: 'T',
    instruction: { kind: 'action', action, ids: [running.id], options },
    tasks: [running],
    targets: [{ task: payloadTask(running), verbs: [action] }],
    preconditions: {},
    pending: (tasks) =>
      tasks.map(({ id }) => samplePending({ verb: isTracked(action) ? action : 'pause', taskId: id })),
    note: note ?? diaryOf.note,
    ...more,
  })
  return { deps, lines, pendingActions, order }
}

const running = sampleTask({ status: 'INCRE_TRANSFER_STARTED' })
const accept: TaskService['act'] = async (_, ids) => ids.map((id) => ({ id, ok: true }))
const id = running.id

describe('whatever is done on DRS', () => {
  it('is locked, read afresh, written down and waited for before it is asked for, and then settled', async () => {
    const { deps, lines, order } = stage()
    await perform(deps, order('pause', { what: 'all' }))
    expect(lines).toEqual([
      `locks ${id} for pause`,
      `act | pause | ${id} | asks DRS to pause`,
      'waits for pause',
      'DRS is asked',
      'is accepted',
      `gives ${id} back`,
    ])
  })

  it('is not asked for if it cannot be written down', async () => {
    const { deps, lines, order } = stage(accept, () => Promise.reject(new Error('the audit is away')))
    await expect(perform(deps, order('stop'))).rejects.toThrow('the audit is away')
    expect(lines).toEqual([`locks ${id} for stop`, `gives ${id} back`])
  })

  it.each([
    ['task by task', async () => [{ id, ok: false, error: refused } as const]],
    ['as a whole', () => Promise.reject(refused)],
  ])('and refused %s is written down without repeating what DRS said, and not waited for', async (_, act) => {
    const { deps, lines, order } = stage(act)
    const performed = await perform(deps, order('pause', { what: 'all' }))
    expect(() => requireDone(performed)).toThrow(refused)
    expect(lines.slice(3)).toEqual([
      'DRS is asked',
      expect.stringMatching(/^is refused: ./),
      `result | pause | ${id} | DRS did not pause: DRS.M00202`,
      `gives ${id} back`,
    ])
  })

  it('is held where the status does not allow it any more, before anything is written down', async () => {
    const { deps, lines, order } = stage()
    const performed = await perform(deps, order('delete'))
    expect(performed).toMatchObject({ kind: 'held', why: { en: expect.stringContaining('is not possible') } })
    expect(lines).toEqual([`locks ${id} for delete`, `gives ${id} back`])
  })

  it('keeps its lock where another click of the same request has begun meanwhile', async () => {
    const { deps, lines, order } = stage()
    const begin = () => Promise.reject(new Error('somebody else was quicker'))
    const more = { begin, releases: async () => false }
    await expect(perform(deps, order('stop', {}, more))).rejects.toThrow('quicker')
    expect(lines).toEqual([`locks ${id} for stop`])
  })

  it('takes only options that the action has', async () => {
    const { deps, lines, order } = stage()
    await expect(perform(deps, order('pause', { what: 'everything' }))).rejects.toThrow()
    expect(lines).not.toContain('DRS is asked')
  })
})

describe('a setting that needs nobody while the task is in configuration', () => {
  const actor = { team: 'T1', channel: 'C1', user: 'U1', locale: 'en' } as const
  const setEnd = (status: string) => {
    const { deps, lines } = stage()
    const limits = { options: { days: '3' } }
    return performSetting(
      deps,
      actor,
      async () => undefined,
      'expire',
      [sampleTask({ status })],
      limits,
    ).then(([applied]) => ({ applied, lines }))
  }

  it('is not made if the task has been started since it was looked at', async () => {
    const { applied, lines } = await setEnd('CONFIGURATION')
    expect(applied).toMatchObject({ why: { en: expect.stringContaining('Incremental') } })
    expect(lines).toEqual([`locks ${id} for expire`, `gives ${id} back`])
  })

  it('is made where it was known that the task runs', async () => {
    const { applied, lines } = await setEnd('INCRE_TRANSFER_STARTED')
    expect(applied).toEqual({ task: expect.objectContaining({ id }) })
    expect(lines).toContain('DRS is asked')
  })
})

describe('what excludes what', () => {
  it.each<[ActionName, ActionName, 'goes on' | 'waits' | 'is refused']>([
    ['stop', 'compare', 'goes on'],
    ['switchover', 'compare', 'goes on'],
    ['compare', 'compare', 'goes on'],
    ['stop', 'start', 'goes on'],
    ['stop', 'switchover', 'waits'],
    ['resume', 'pause', 'waits'],
    ['pause', 'pause', 'goes on'],
    ['stop', 'stop', 'waits'],
    ['switchover', 'precheck', 'waits'],
    ['switchover', 'switchover', 'is refused'],
    ['pause', 'stop', 'is refused'],
    ['start', 'delete', 'is refused'],
  ])('%s beside %s %s', (action, other, answer) => {
    const why = excludedBy(action, 'orders', [other])
    const said = why?.en.includes('Wait') ? 'waits' : why ? 'is refused' : 'goes on'
    expect(said).toBe(answer)
  })

  it('counts a raw call that no action stands for like one that moves the task', () => {
    expect(excludedBy('api', 'orders', ['start'])?.['zh-CN']).toContain('请等待其结束')
    expect(excludedBy('api', 'orders', ['compare'])).toBeUndefined()
  })
})

describe('a raw call', () => {
  const operation = (name: string) => {
    const found = operationById(name)
    if (!found) throw new Error(`no operation ${name}`)
    return found
  }
  const actor = { team: 'T1', channel: 'C1', user: 'U1', locale: 'en' } as const
  const input = { body: { jobs: [{ job_id: 't1' }, { job_id: 't2' }] } }

  it('is written down with its tasks, which are locked, if it changes something', async () => {
    const { deps, lines } = stage()
    const { note } = {
      note: async ({ kind, verb, tasks, what }: AuditNote) =>
        void lines.push([kind, verb, tasks?.join('+'), what].join(' | ')),
    }
    await performCall(deps, actor, note, 'prod', {
      operation: operation('batch-start-jobs'),
      input,
      tasks: [],
    })
    expect(lines).toEqual([
      'locks t1 for api',
      'locks t2 for api',
      'act | api | t1+t2 | asks DRS for batch-start-jobs',
      'DRS is asked',
      'gives t1 back',
      'gives t2 back',
    ])
  })

  it('that needs nobody because its task is being configured is not made once that runs', async () => {
    const call = {
      operation: operation('batch-set-smn'),
      input: { body: { jobs: [{ job_id: id }] } },
    }
    const made = async (status: string) => {
      const { deps, lines } = stage()
      const tasks = [sampleTask({ status })]
      await performCall(deps, actor, async () => undefined, 'prod', { ...call, tasks }).catch((error) =>
        lines.push(error instanceof UserError ? 'is refused' : String(error)),
      )
      return lines
    }
    expect(await made('CONFIGURATION')).toEqual([`locks ${id} for api`, `gives ${id} back`, 'is refused'])
    expect(await made('INCRE_TRANSFER_STARTED')).toContain('DRS is asked')
  })

  it.each([
    ['info', 'a raw call was refused', refused],
    ['info', 'a raw call was refused', new UserError({ en: 'not set', 'zh-CN': '未设置' })],
    ['error', 'a raw call has failed', new DrsError({ code: 'DRS.X99', message: '', operation: 'x' })],
    ['error', 'a raw call has failed', new DrsError({ code: 'timeout', message: '', operation: 'x' })],
    ['error', 'a raw call has failed', new TypeError('no such field')],
  ])('that fails is logged as %s, “%s”', async (level, sentence, error) => {
    const { deps } = stage()
    const log = testLog()
    const failing = { ...deps, log, call: () => Promise.reject(error) }
    const ask = performCall(failing, actor, diary().note, 'prod', {
      operation: operation('batch-start-jobs'),
      input,
      tasks: [],
    })
    await expect(ask).rejects.toBeInstanceOf(Error)
    expect(log.lines).toMatchObject([{ level, sentence }])
  })

  it('is neither if it only looks', async () => {
    const { deps, lines } = stage()
    const note = () => Promise.reject(new Error('was written down'))
    await performCall(deps, actor, note, 'prod', {
      operation: operation('batch-job-details'),
      input,
      tasks: [],
    })
    expect(lines).toEqual(['DRS is asked'])
  })
})

describe('setting a task up', () => {
  it('is written down step by step, and so is what DRS refuses', async () => {
    const { lines, note } = diary()
    const memory = testServices().service('prod', 'en')
    const service: TaskService = {
      ...memory,
      create: async () => ({ id: 't1', status: 'CREATING' }),
      testConnection: async () => ({ id: 't1', ok: false, error: refused }),
      configure: () => Promise.reject(refused),
      selectObjects: async () => ({ id: 't1', ok: true }),
    }
    const setUp = auditedSetUp(service, 'prod', note, async () => undefined)
    const task = sampleTask({ id: 't1' })
    await setUp.createTask(newTask)
    await setUp.testDatabase(task, 'source', { dbType: 'mysql' })
    await expect(setUp.storeDatabases(task, { dbType: 'mysql' }, { dbType: 'mysql' })).rejects.toBe(refused)
    await setUp.chooseObjects(task, {})
    expect(lines).toEqual([
      'act | create | asks DRS to create',
      'act | testConnection | t1 | asks DRS to testConnection',
      'result | testConnection | t1 | DRS did not testConnection: DRS.M00202',
      'act | configure | t1 | asks DRS to configure',
      'result | configure | t1 | DRS did not configure: DRS.M00202',
      'act | selectObjects | t1 | asks DRS to selectObjects',
    ])
  })
})

const newTask: NewTask = {
  name: 'orders',
  scenario: 'migration',
  engine: 'mysql',
  direction: 'up',
  mode: 'FULL_INCR_TRANS',
  network: 'vpc',
  nodeType: 'high',
  subnetId: 's1',
  source: { dbType: 'mysql' },
  destination: { dbType: 'mysql' },
}

describe('a secret', () => {
  const use = { connection: 'prod', about: '', addresses: [] }

  it('is written down by its reference before it is read', async () => {
    const { lines, note } = diary()
    const read = auditedSecret(async (reference) => {
      lines.push('read')
      return `value of ${reference}`
    }, note)
    expect(await read('env:DB_ORDERS', use)).toBe('value of env:DB_ORDERS')
    expect(lines).toEqual(['secret | reads env:DB_ORDERS', 'read'])
  })

  it('that somebody typed instead of a reference gets nowhere near the audit', async () => {
    const { lines, note } = diary()
    const read = auditedSecret(() => Promise.reject(new Error('not a reference')), note)
    await expect(read('hunter2 env:X', use)).rejects.toThrow('not a reference')
    expect(lines).toEqual([])
  })
})
