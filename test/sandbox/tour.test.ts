import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defaultSeed, type LocalDrs, startLocalDrs } from '../../src/sandbox/drs/server.ts'
import { type LocalSlack, startLocalSlack } from '../../src/sandbox/slack/server.ts'
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
    expect(steps.map((step) => step.done)).toEqual([false, false, false, false, false, false, false])
    for (const { title } of steps) expect(Object.keys(title)).toEqual(['en', 'zh-CN'])
    expect(steps.at(-1)?.by).toBe('U02BOB')
  })

  it('goes on with a card, a failed pre-check, a repair, a good pre-check and a start', async () => {
    await post('orders-to-rds')
    expect(await done()).toEqual([true, false, false, false, false, false, false])
    precheck()
    expect(await done()).toEqual([true, true, false, false, false, false, false])
    drs.control.item({ ...orders, broken: false })
    expect(await done()).toEqual([true, true, true, false, false, false, false])
    precheck()
    expect(await done()).toEqual([true, true, true, true, false, false, false])
    drs.control.act({ task: 'orders-to-rds', action: 'start' })
    drs.control.advance({ ms: 1_000 })
    expect(await done()).toEqual([true, true, true, true, true, false, false])
  })

  it('does not go back when something is undone', async () => {
    drs.control.item({ ...orders, broken: true })
    expect(await done()).toEqual([true, true, true, true, true, false, false])
  })

  it('ends with a request and a switchover', async () => {
    const approve = {
      type: 'button',
      action_id: 'cmd:approve:ask',
      text: { type: 'plain_text', text: 'Approve' },
    }
    await post('dr-orders', [{ type: 'actions', elements: [approve] }])
    expect(await done()).toEqual([true, true, true, true, true, true, false])
    drs.control.act({ task: 'dr-orders', action: 'switchover' })
    drs.control.advance({ ms: hour })
    expect(await done()).toEqual([true, true, true, true, true, true, true])
  })
})
