import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ownActs } from '../../src/domain/command-targets.ts'
import { defaultSeed, type LocalDrs, startLocalDrs } from '../../src/local-drs/server.ts'
import { type LocalSlack, startLocalSlack } from '../../src/local-slack/server.ts'
import { sandboxTour } from '../../src/sandbox/tour.ts'

/** The tour goes by what has really happened in DRS and in Slack, whoever did it and in which language. */
describe('the tour of the sandbox', () => {
  let drs: LocalDrs
  let slack: LocalSlack

  beforeAll(async () => {
    drs = await startLocalDrs({ seed: defaultSeed, speed: 0 })
    slack = await startLocalSlack({ tour: sandboxTour(drs), rateLimits: false })
  })
  afterAll(async () => {
    await slack.stop()
    await drs.stop()
  })

  async function tour(): Promise<{ steps: { title: object; done: boolean; by?: string; type?: string }[] }> {
    const response = await fetch(new URL('/tour', slack.pageUrl))
    return (await response.json()) as never
  }
  const done = async () => (await tour()).steps.map((step) => step.done)
  /** So many of the nine steps have happened. */
  const first = (count: number) => Array.from({ length: 9 }, (_, i) => i < count)
  const hour = 3_600_000
  const orders = { database: '192.168.0.27:3306', item: 'srcDbBinlogIsOff' }
  const precheck = () => {
    drs.control.act({ task: 'orders-to-rds', action: 'precheck' })
    drs.control.advance({ ms: hour })
  }
  async function post(text: string, blocks?: object[]): Promise<void> {
    const headers = { authorization: `Bearer ${slack.botToken}`, 'content-type': 'application/json' }
    const body = JSON.stringify({ channel: 'C01MIGRATION', text, blocks })
    const response = await fetch(new URL('chat.postMessage', slack.apiUrl), { method: 'POST', headers, body })
    expect(await response.json()).toMatchObject({ ok: true })
  }

  it('has everything before it, in both languages', async () => {
    const { steps } = await tour()
    expect(steps.map((step) => step.done)).toEqual(first(0))
    for (const { title } of steps) expect(Object.keys(title)).toEqual(['en', 'zh-CN'])
    expect(steps.slice(-3).map(({ by }) => by)).toEqual(['U02BOB', 'U03CAROL', 'U01ALICE'])
  })

  it('points at buttons that the bot can have', () => {
    const targets = Object.entries(ownActs).flatMap(([name, own]) =>
      ['ask', ...own].map((act) => `action:cmd:${name}:${act}`),
    )
    const pointed = sandboxTour(drs).steps.flatMap(({ at }) => at.filter((one) => one.startsWith('action:')))
    expect(pointed).not.toEqual([])
    for (const one of pointed) expect(targets.some((target) => target.startsWith(one))).toBe(true)
  })

  it('goes on with a card, a failed pre-check, a repair, a good pre-check and a start', async () => {
    await post('orders-to-rds')
    expect(await done()).toEqual(first(1))
    precheck()
    expect(await done()).toEqual(first(2))
    drs.control.item({ ...orders, broken: false })
    expect(await done()).toEqual(first(3))
    precheck()
    expect(await done()).toEqual(first(4))
    drs.control.act({ task: 'orders-to-rds', action: 'start' })
    drs.control.advance({ ms: 1_000 })
    expect(await done()).toEqual(first(5))
  })

  it('does not go back when something is undone', async () => {
    drs.control.item({ ...orders, broken: true })
    expect(await done()).toEqual(first(5))
  })

  it('ends with a request, the approval of two, and a switchover', async () => {
    const button = (action: string) => ({
      type: 'button',
      action_id: `cmd:${action}:ask`,
      text: { type: 'plain_text', text: action },
    })
    for (const [i, action] of ['approve', 'withdraw', 'execute'].entries()) {
      await post('dr-orders', [{ type: 'actions', elements: [button(action)] }])
      expect(await done()).toEqual(first(6 + i))
    }
    drs.control.act({ task: 'dr-orders', action: 'switchover' })
    drs.control.advance({ ms: hour })
    expect(await done()).toEqual(first(9))
  })
})
