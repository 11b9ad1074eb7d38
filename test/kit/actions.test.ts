import { describe, expect, it } from 'vitest'
import { actOn, requireAccepted, requireAllowed } from '../../src/app/actions.ts'
import { askBack } from '../../src/app/confirm.ts'
import type { Locale } from '../../src/base/i18n.ts'
import { Refusal } from '../../src/base/user-error.ts'
import { DrsError } from '../../src/drs/drs-error.ts'
import { testContext, testFacilities } from '../helpers/facilities.ts'
import { noon, sampleTask } from '../helpers/samples.ts'

/** The way every action on a task goes. */
const running = sampleTask({ status: 'INCRE_TRANSFER_STARTED' })
const place = { team: 'T1', channel: 'C1', user: 'U1' }

function stage(task = running) {
  const facilities = testFacilities({ tasks: [task] })
  const context = (locale: Locale = 'en') => testContext(facilities, { ...place, locale }, 'operator')
  return { facilities, context }
}

const accept = async () => [{ ok: true, id: running.id }] as const
const refusal = new DrsError({ code: 'DRS.M05004', message: 'no', operation: 'batch-pause-jobs' })

describe('an action on a task', () => {
  it('looks at the task, calls, follows it, and says that it is not done yet', async () => {
    const { facilities, context } = stage()
    const called: string[] = []
    const said = await actOn(await context(), 'pause', 'orders-mysql', async (task) => {
      called.push(task.id)
      return accept()
    })
    expect(called).toEqual([running.id])
    expect(said).toMatchObject({
      kind: 'card',
      to: 'me',
      card: { tone: 'working', title: 'Pause: DRS accepted the request for orders-mysql' },
    })
    expect(facilities.followed).toEqual([
      {
        team: 'T1',
        channel: 'C1',
        id: expect.any(String),
        connection: 'prod',
        taskId: running.id,
        verb: 'pause',
        by: 'U1',
        locale: 'en',
        since: noon,
        deadline: noon + 30 * 60_000,
        status: 'INCRE_TRANSFER_STARTED',
        direction: 'up',
      },
    ])
  })

  it('speaks Chinese to who reads Chinese', async () => {
    const { context } = stage()
    const said = await actOn(await context('zh-CN'), 'pause', 'orders-mysql', accept)
    expect(said).toMatchObject({ card: { title: '暂停：DRS 已接受对 orders-mysql 的请求' } })
  })

  it('that the status does not allow is refused before DRS is asked', async () => {
    const { facilities, context } = stage(sampleTask({ status: 'PAUSING' }))
    const call = async () => Promise.reject(new Error('was called'))
    const error = await actOn(await context(), 'pause', 'orders-mysql', call).catch(
      (reason: unknown) => reason,
    )
    expect(error).toBeInstanceOf(Refusal)
    expect(error).toMatchObject({ field: 'task', text: { en: expect.stringContaining('Paused') } })
    expect(facilities.followed).toEqual([])
  })

  it('that DRS refuses for the task is not followed', async () => {
    const { facilities, context } = stage()
    const call = async () => [{ ok: false, id: running.id, error: refusal }] as const
    await expect(actOn(await context(), 'pause', 'orders-mysql', call)).rejects.toBe(refusal)
    expect(facilities.followed).toEqual([])
  })
})

describe('what is required', () => {
  it('of results is that every one is accepted', () => {
    const good = { ok: true, id: 'a' } as const
    expect(() => requireAccepted([good, good])).not.toThrow()
    expect(() => requireAccepted([good, { ok: false, id: 'b', error: refusal }])).toThrow(refusal)
  })

  it('of a status is what the table says', () => {
    expect(() => requireAllowed('pause', running)).not.toThrow()
    expect(() => requireAllowed('delete', running)).toThrow(Refusal)
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
