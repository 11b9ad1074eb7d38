import { describe, expect, it } from 'vitest'
import { actOn, requireAllowed } from '../../src/app/actions.ts'
import { askBack } from '../../src/app/confirm.ts'
import type { Locale } from '../../src/base/i18n.ts'
import { UserError } from '../../src/base/user-error.ts'
import type { TaskService } from '../../src/domain/tasks/task-service.ts'
import type { PendingAction } from '../../src/domain/watching/watch.ts'
import { DrsError } from '../../src/drs/drs-error.ts'
import { samplePending } from '../domain/fixtures.ts'
import { testContext, testServices, withDrs } from '../helpers/command-services.ts'
import { noon, sampleTask } from '../helpers/samples.ts'

/** The way every action on a task goes. */
const accept: TaskService['act'] = async (_, ids) => ids.map((id) => ({ ok: true, id }))
const what = { what: 'all' } as const
const running = sampleTask({ status: 'INCRE_TRANSFER_STARTED' })
const place = { team: 'T1', channel: 'C1', user: 'U1' }

/** `act`: what DRS answers when it is asked. */
function stage(task = running, act: TaskService['act'] = accept) {
  const memory = testServices({ tasks: [task] })
  const service: typeof memory.service = (...which) => ({ ...memory.service(...which), act })
  const services = withDrs(memory, { service })
  const context = (locale: Locale = 'en') =>
    testContext(services, { ...place, locale }, 'operator', 'actions')
  return { services, context }
}

const refusal = new DrsError({ code: 'DRS.M05004', message: 'no', operation: 'batch-pause-jobs' })

describe('an action on a task', () => {
  it('looks at the task, notes what it waits for, asks, and says that it is not done yet', async () => {
    const called: unknown[] = []
    const { services, context } = stage(running, async (...asked) => {
      called.push([...asked, services.pendingActions.map(({ verb, asked: yet }) => [verb, yet])])
      return accept(...asked)
    })
    const said = await actOn(await context(), 'pause', 'orders-mysql', what)
    expect(called).toEqual([['pause', [running.id], what, [['pause', true]]]])
    expect(said).toMatchObject({
      kind: 'card',
      to: 'me',
      card: { tone: 'working', title: 'Pause: DRS accepted the request for orders-mysql' },
    })
    expect(services.pendingActions).toEqual([
      {
        team: 'T1',
        channel: 'C1',
        id: expect.any(String),
        order: expect.any(String),
        connection: 'prod',
        taskId: running.id,
        verb: 'pause',
        by: 'U1',
        locale: 'en',
        since: noon,
        deadline: noon + 30 * 60_000,
        status: 'INCRE_TRANSFER_STARTED',
        direction: 'up',
        name: 'orders-mysql',
      },
    ])
  })

  it('speaks Chinese to who reads Chinese', async () => {
    const { context } = stage()
    const said = await actOn(await context('zh-CN'), 'pause', 'orders-mysql', what)
    expect(said).toMatchObject({ card: { title: '暂停：DRS 已接受对 orders-mysql 的请求' } })
  })

  it('that the status does not allow is refused before DRS is asked', async () => {
    const never = () => Promise.reject(new Error('was called'))
    const { services, context } = stage(sampleTask({ status: 'PAUSING' }), never)
    const error = await actOn(await context(), 'pause', 'orders-mysql', what).catch(
      (reason: unknown) => reason,
    )
    expect(error).toBeInstanceOf(UserError)
    expect(error).toMatchObject({ field: 'task', text: { en: expect.stringContaining('Paused') } })
    expect(services.pendingActions).toEqual([])
  })

  it('that DRS refuses for the task leaves no pending action', async () => {
    const { services, context } = stage(running, async () => [{ ok: false, id: running.id, error: refusal }])
    await expect(actOn(await context(), 'pause', 'orders-mysql', what)).rejects.toBe(refusal)
    expect(services.pendingActions).toEqual([])
  })
})

describe('an action beside another one', () => {
  const pending = (verb: PendingAction['verb']) =>
    ({ ...samplePending(), verb, connection: 'prod', taskId: running.id }) as const

  it.each([
    ['precheck', 'Wait until it ends, then try again.'],
    ['stop', 'After it, this is no longer needed.'],
  ] as const)('is refused while it is under way: %s', async (verb, why) => {
    const never = () => Promise.reject(new Error('was called'))
    const { services, context } = stage(running, never)
    services.pendingActions.push(pending(verb))
    await expect(actOn(await context(), 'pause', 'orders-mysql', what)).rejects.toThrow(why)
    expect(services.audited).toEqual([])
  })

  it('is not held up by a comparison, which only reads', async () => {
    const { services, context } = stage()
    services.pendingActions.push(pending('compare'))
    await actOn(await context(), 'pause', 'orders-mysql', what)
    expect(services.pendingActions.map(({ verb }) => verb)).toEqual(['compare', 'pause'])
  })

  it('without an answer of DRS is waited for: nobody knows whether it was done', async () => {
    const lost = new DrsError({ code: 'timeout', message: 'no answer', operation: 'batch-pause-jobs' })
    const { services, context } = stage(running, () => Promise.reject(lost))
    await expect(actOn(await context(), 'pause', 'orders-mysql', what)).rejects.toBe(lost)
    expect(services.pendingActions).toMatchObject([{ verb: 'pause' }])
    expect(services.pendingActions[0]).not.toHaveProperty('asked')
  })
})

describe('an action whose forerunner has ended', () => {
  it('begins though the watch engine has not seen it yet: the task itself shows it', async () => {
    const { services, context } = stage(sampleTask({ status: 'PAUSING' }))
    services.pendingActions.push({
      ...samplePending(),
      verb: 'pause',
      connection: 'prod',
      taskId: running.id,
    })
    await actOn(await context(), 'resume', 'orders-mysql', {})
    expect(services.pendingActions.map(({ verb }) => verb)).toEqual(['pause', 'resume'])
  })
})

describe('what is required', () => {
  it('of a status is what the table says', () => {
    expect(() => requireAllowed('pause', running)).not.toThrow()
    expect(() => requireAllowed('delete', running)).toThrow(UserError)
  })
})

describe('a destructive verb', () => {
  it.each([
    ['en', 'Stop: orders-mysql?'],
    ['zh-CN', '确定要结束 orders-mysql 吗？'],
  ] as const)(
    'asks back in %s, with the id, the connection and a button that does it',
    async (locale, title) => {
      const { context } = stage()
      const asked = askBack(await context(locale), 'stop', [running])
      expect(asked).toMatchObject({
        kind: 'card',
        to: 'me',
        card: { title, tone: 'warning', footer: [{ code: running.id }, ' · prod'] },
      })
      const buttons = asked.kind === 'card' ? asked.card.buttons : []
      expect(buttons).toMatchObject([
        { action: 'cmd:stop:do', value: `prod/${running.id}`, confirm: expect.anything() },
      ])
    },
  )
})
