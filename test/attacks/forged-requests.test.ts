import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defaultSeed } from '../../src/local-drs/server.ts'
import { channel, clickBody, commandBody, startTarget, type Target } from './target.ts'

/** Somebody who is not Slack sends what looks like Slack's requests to the bot's open address. */
let target: Target

beforeAll(async () => {
  target = await startTarget(defaultSeed)
})

afterAll(() => target?.stop())

const watched = async () => {
  const answer = await target.people.as('U01ALICE').transcript(channel)
  return answer.filter((message) => message.text.includes('now watches')).length
}

describe('a request to the bot’s address', () => {
  const body = () => commandBody('watch billing-sync')

  it('that is forged without the signing secret changes nothing', async () => {
    const one = body()
    expect((await target.post(one, target.signed(one, { key: 'guessed' }))).status).toBe(401)
    expect((await target.post(one, {})).status).toBe(401)
  })

  it('that was tampered with on its way changes nothing', async () => {
    const one = body()
    const other = one.replace('user_id=U01ALICE', 'user_id=U04DANA')
    expect((await target.post(other, target.signed(one))).status).toBe(401)
  })

  it.each([-6, 6])('whose time is off by %i minutes changes nothing', async (minutes) => {
    const one = body()
    expect((await target.post(one, target.signed(one, { at: Date.now() + minutes * 60_000 }))).status).toBe(
      401,
    )
  })

  it('that is huge is not read', async () => {
    const one = body().padEnd(1024 * 1024 + 1, 'x')
    expect((await target.post(one)).status).toBe(413)
  })

  it('none of which has reached a command', async () => {
    expect(await watched()).toBe(0)
  })

  it('that was recorded and is played again is refused, and done once', async () => {
    const one = body()
    const headers = target.signed(one)
    expect((await target.post(one, headers)).status).toBe(200)
    await target.people.as('U01ALICE').waitFor(channel, { text: 'now watches' })
    expect((await target.post(one, headers)).status).toBe(401)
    expect((await target.post(one, { ...headers, 'x-slack-retry-num': '1' })).status).toBe(200)
    expect(await watched()).toBe(1)
  })

  it('that repeats a click under a new signature does it once', async () => {
    const alice = target.people.as('U01ALICE')
    const body = clickBody({ user: 'U01ALICE', action: 'cmd:show:ask', value: 'dr-orders', trigger: '77.88' })
    expect((await target.post(body)).status).toBe(200)
    const { ts } = await alice.waitFor(channel, { text: 'dr-orders' })
    const later = target.signed(body, { at: Date.now() - 2000 })
    expect((await target.post(body, later)).status).toBe(200)
    await alice.command(channel, '/drs help')
    await alice.waitFor(channel, { text: 'What you can do here' })
    const shown = (await alice.transcript(channel)).filter((message) => message.text.includes('dr-orders'))
    expect(shown.map((message) => message.ts)).toEqual([ts])
  })
})
