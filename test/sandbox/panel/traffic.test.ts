import { describe, expect, it, vi } from 'vitest'
import { createMask } from '../../../src/sandbox/panel/mask.ts'
import type { Line } from '../../../src/sandbox/panel/traffic.ts'
import { call, idOf, sourceTest } from '../../local-drs/a-drs.ts'
import { aPanel } from './a-panel.ts'

describe('the traffic inspector', () => {
  it('shows commands, the calls that they lead to, and DRS calls, with details', async () => {
    const { bot, drs, get } = await aPanel((app) => {
      app.command('/drs', async ({ ack, client, command }) => {
        await ack({ text: 'on it' })
        await client.chat.postMessage({ channel: command.channel_id, text: 'hello password=opensesame' })
      })
    })
    await bot.driver.as('U01ALICE').say('C01MIGRATION', '/drs list')
    await bot.driver.waitForCall('chat.postMessage')
    await call(drs, 'batch-test-connections', { jobs: [sourceTest(idOf(drs, 'orders-to-rds'))] })
    const lines = await vi.waitUntil(async () => {
      const shown: readonly Line[] = (await get('state')).body.lines
      return shown.some(({ name }) => name === '/drs') ? shown : undefined
    })
    const named = (name: string) => lines.find((line) => line.name === name)
    expect(named('/drs')).toMatchObject({ kind: 'envelope', hint: 'list', ok: true, outcome: 'acked' })
    expect(named('chat.postMessage')).toMatchObject({ kind: 'call', ok: true, read: false })
    expect(named('batch-test-connections')).toMatchObject({
      kind: 'drs',
      outcome: '200',
      title: { 'zh-CN': expect.stringContaining('测试连接') },
    })
    const detailsOf = async (name: string) => (await get(`traffic/${named(name)?.id}`)).body
    expect(await detailsOf('/drs')).toMatchObject({ request: { text: 'list' }, answer: { text: 'on it' } })
    expect((await detailsOf('batch-test-connections')).answer.results[0].status).toBe('success')
    const everything = JSON.stringify([
      lines,
      await detailsOf('/drs'),
      await detailsOf('chat.postMessage'),
      await detailsOf('batch-test-connections'),
    ])
    for (const secret of ['opensesame', 'source-secret', drs.sk, bot.slack.botToken, bot.slack.signingSecret])
      expect(everything).not.toContain(secret)
    expect(everything).not.toMatch(/\/response\/(?!\*\*\*)/)
    expect((await get('traffic/99999')).status).toBe(404)
  })

  it('tells of a call once, and of a cut connection as such', async () => {
    const { drs, get } = await aPanel()
    drs.control.fault({ operation: 'list-quotas', cut: true })
    await expect(call(drs, 'list-quotas')).rejects.toThrow(/socket hang up|ECONNRESET/)
    for (const _look of [1, 2]) {
      const { lines } = (await get('state')).body
      const asked = lines.filter(({ name }: Line) => name === 'list-quotas')
      expect(asked).toMatchObject([{ outcome: 'cut', ok: false, read: true }])
    }
  })
})

describe('the mask', () => {
  const mask = createMask(['literal-1'])

  it.each([
    ['a literal secret anywhere', 'x literal-1 y', 'x *** y'],
    ['a token of Slack', 'with xoxb-local-12ab and xapp-1-A', 'with *** and ***'],
    ['a response_url', 'http://127.0.0.1:1/response/abc12', 'http://127.0.0.1:1/response/***'],
    ['JSON in a text', '{"db_password": "p w", "port": 1}', '{"db_password": ***, "port": 1}'],
    ['a form in a text', 'sk=abc&x=1', 'sk=***&x=1'],
    ['nothing else', 'the password is wrong; task sk-12', 'the password is wrong; task sk-12'],
  ])('hides %s', (_what, plain, shown) => {
    expect(mask.text(plain)).toBe(shown)
  })

  it('hides values by their names, at any depth, and what is added later', () => {
    mask.hide('later-2')
    const value = { list: [{ token: 't', trigger_id: '1', keep: 'later-2!' }], Authorization: 'SDK x' }
    expect(mask.value(value)).toEqual({
      list: [{ token: '***', trigger_id: '***', keep: '***!' }],
      Authorization: '***',
    })
  })
})
