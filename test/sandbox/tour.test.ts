import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ownActs } from '../../src/domain/command-targets.ts'
import { instances } from '../../src/local-drs/databases.ts'
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
  const act = (action: 'precheck' | 'start' | 'stop') => {
    drs.control.act({ task: 'shop-to-cloud', action })
    drs.control.advance({ ms: hour })
  }
  async function post(text: string, blocks?: object[]): Promise<void> {
    const headers = { authorization: `Bearer ${slack.botToken}`, 'content-type': 'application/json' }
    const body = JSON.stringify({ channel: 'C01MIGRATION', text, blocks })
    const response = await fetch(new URL('chat.postMessage', slack.apiUrl), { method: 'POST', headers, body })
    expect(await response.json()).toMatchObject({ ok: true })
  }
  const card = (action: string) => {
    const text = { type: 'plain_text', text: action }
    const button = { type: 'button', action_id: `cmd:${action}:ask`, text }
    return post('shop-to-cloud', [{ type: 'actions', elements: [button] }])
  }

  it('has everything before it, in both languages', async () => {
    const { steps } = await tour()
    expect(steps.map((step) => step.done)).toEqual(first(0))
    for (const { title } of steps) expect(Object.keys(title)).toEqual(['en', 'zh-CN'])
    expect(steps.slice(-2).map(({ by }) => by)).toEqual(['U02BOB', 'U01ALICE'])
  })

  it('points at buttons that the bot can have', () => {
    const targets = Object.entries(ownActs).flatMap(([name, own]) =>
      ['ask', ...own].map((act) => `action:cmd:${name}:${act}`),
    )
    const pointed = sandboxTour(drs).steps.flatMap(({ at }) => at.filter((one) => one.startsWith('action:')))
    expect(pointed).not.toEqual([])
    for (const one of pointed) expect(targets.some((target) => target.startsWith(one))).toBe(true)
  })

  it('goes on with a task, a failed pre-check, a repair, a good pre-check and a start', async () => {
    drs.control.create({
      name: 'shop-to-cloud',
      scenario: 'migration',
      engine: 'mysql',
      status: 'CONFIGURATION',
      source: '192.168.0.27:3306',
      destination: instances.mysql,
    })
    // As planted, its connections are tested.
    expect(await done()).toEqual(first(2))
    act('precheck')
    expect(await done()).toEqual(first(3))
    drs.control.item({ ...orders, broken: false })
    expect(await done()).toEqual(first(4))
    act('precheck')
    expect(await done()).toEqual(first(5))
    act('start')
    expect(await done()).toEqual(first(6))
  })

  it('does not go back when something is undone', async () => {
    drs.control.item({ ...orders, broken: true })
    expect(await done()).toEqual(first(6))
  })

  it('ends with a request, the approval of somebody else, and the stop', async () => {
    await card('approve')
    expect(await done()).toEqual(first(7))
    await card('execute')
    expect(await done()).toEqual(first(8))
    act('stop')
    expect(await done()).toEqual(first(9))
  })
})
