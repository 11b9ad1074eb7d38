import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { defaultSeed } from '../../src/local-drs/server.ts'
import type { SeenMessage } from '../../src/local-slack/control/seen.ts'
import { askSwitchover, buttonOf, channel, startTarget, type Target, waitForAudit } from './target.ts'

/** Attempts to get a switchover carried out without the approval that it needs, over two replicas of the bot. */
let target: Target
const pair = 'dr-orders'
const alice = 'U01ALICE'
const bob = 'U02BOB'
const carol = 'U03CAROL'

beforeAll(async () => {
  target = await startTarget(defaultSeed, { replicas: 2 })
})

afterAll(() => target?.stop())

const switchovers = () => target.deeds('batch-switchover')
const click = (user: string, { action, value }: { action: string; value: string }) =>
  target.click({ user, action, value })
const voteOf = (request: SeenMessage) => buttonOf(request, 'cmd:approve:ask')

async function latest(request: SeenMessage): Promise<SeenMessage> {
  const found = (await target.people.as(alice).transcript(channel)).find(({ ts }) => ts === request.ts)
  if (!found) throw new Error('the request is gone')
  return found
}

async function refusedSince<T>(act: () => Promise<T>, part: RegExp): Promise<void> {
  const before = (await target.audited()).length
  await act()
  await vi.waitFor(
    async () => {
      const said = (await target.audited()).slice(before)
      expect(said.filter((one) => part.test(one)).length, said.join('\n')).toBeGreaterThan(0)
    },
    { timeout: 10_000 },
  )
}

async function cancel(request: SeenMessage): Promise<void> {
  await click(alice, buttonOf(await latest(request), 'cmd:cancel:ask'))
  await target.people.as(alice).waitFor(channel, { ts: request.ts, text: 'cancelled' })
}

describe('the requester, who is an approver as well, votes for the own request', () => {
  const own = /^refused U01ALICE: vote/
  let request: SeenMessage

  beforeAll(async () => {
    request = await askSwitchover(target, pair)
  })

  afterAll(() => cancel(request))

  it('with the button', () => refusedSince(() => click(alice, voteOf(request)), own))

  it('with a payload that is played again under a new signature', async () => {
    const { action, value } = voteOf(request)
    const again = { user: alice, action, value, trigger: 'once.more' }
    await refusedSince(() => target.click(again), own)
    await target.click(again)
  })

  it('with the button, from another channel and from the Home tab’s conversation', async () => {
    const vote = voteOf(request)
    for (const place of ['C02DBA', 'D01ALICE']) {
      await refusedSince(() => target.click({ user: alice, ...vote, channel: place }), own)
    }
  })

  it('by typing, which shows the request first', async () => {
    const id = voteOf(request).value.split(' ')[0] ?? ''
    const person = target.people.as(alice)
    await person.command(channel, `/drs approve ${id}`)
    await person.command(channel, `/drs approve "${voteOf(request).value}"`)
    await waitForAudit(target, own)
  })

  it('through a user group that was changed to hold the requester', async () => {
    await target.slack.control.setGroup('S01DBA', [alice, bob, carol])
    await refusedSince(() => click(alice, voteOf(request)), own)
    await target.slack.control.setGroup('S01DBA', [bob, carol])
  })

  it('and no vote has counted', async () => {
    expect((await latest(request)).text).toContain('Approval needed')
    expect((await target.audited()).filter((one) => one.startsWith('vote '))).toEqual([])
    expect(switchovers()).toBe(0)
  })
})

describe('the same through /drs api', () => {
  it('asks for approval as the verb does, and the requester cannot give it', async () => {
    const person = target.people.as(alice)
    const id = target.drs.control.tasks().find(({ name }) => name === pair)?.id
    const before = (await person.transcript(channel)).at(-1)?.ts ?? '0'
    await person.command(channel, '/drs api batch-switchover')
    const form = await person.waitForView({ actionId: 'field' })
    const sent = await person.submit(form.id, { jobs: JSON.stringify([id]), Reason: 'now' })
    expect(sent).toMatchObject({ ok: true })
    const request = await person.waitFor(channel, { text: 'Approval needed', after: before })
    expect(switchovers()).toBe(0)
    await refusedSince(() => click(alice, voteOf(request)), /^refused U01ALICE: vote/)
    await click(alice, { action: 'cmd:execute:ask', value: voteOf(request).value })
    await waitForAudit(target, /^refused U01ALICE: start/)
    expect(switchovers()).toBe(0)
    await cancel(request)
  })
})

describe('a button clicked by someone', () => {
  it('removed from the group a second ago does not count', async () => {
    const request = await askSwitchover(target, pair)
    await target.slack.control.setGroup('S01DBA', [carol])
    await refusedSince(() => click(bob, voteOf(request)), /^refused U02BOB:/)
    await target.slack.control.setGroup('S01DBA', [bob, carol])
    await cancel(request)
  })

  it('removed from the group after the vote: the vote does not count when it is carried out', async () => {
    const request = await askSwitchover(target, pair)
    await click(bob, voteOf(request))
    await click(carol, voteOf(request))
    const approved = await target.people
      .as(alice)
      .waitFor(channel, { ts: request.ts, actionId: 'cmd:execute:ask' })
    await target.slack.control.setGroup('S01DBA', [carol])
    await refusedSince(() => click(alice, buttonOf(approved, 'cmd:execute:ask')), /^refused U01ALICE: start/)
    expect(switchovers()).toBe(0)
    await target.slack.control.setGroup('S01DBA', [bob, carol])
    await cancel(request)
  })

  it('deactivated a second ago does not count', async () => {
    const request = await askSwitchover(target, pair)
    await target.slack.control.deactivate(bob)
    await refusedSince(() => click(bob, voteOf(request)), /^refused U02BOB: This account is deactivated/)
    await target.slack.control.deactivate(bob, false)
    await cancel(request)
  })

  it('of whom Slack does not say who it is does not count', async () => {
    const request = await askSwitchover(target, pair)
    target.slack.control.fault({ method: 'users.info', kind: 'status', status: 503, times: 10 })
    await refusedSince(() => click(bob, voteOf(request)), /^refused U02BOB: Slack can’t confirm/)
    target.slack.control.clearFaults()
    await cancel(request)
  })
})

describe('a vote', () => {
  it('for what the request was before is refused', async () => {
    const request = await askSwitchover(target, pair)
    const [id = ''] = voteOf(request).value.split(' ')
    await refusedSince(
      () => target.click({ user: bob, action: 'cmd:approve:ask', value: `${id} 0123456789abcdef` }),
      /^refused U02BOB: vote: .*changed/,
    )
    await cancel(request)
  })

  it('with the hash of another request is refused', async () => {
    const one = await askSwitchover(target, pair, alice, 'first')
    await cancel(one)
    const other = await askSwitchover(target, pair, alice, 'second')
    const [id = ''] = voteOf(other).value.split(' ')
    const [, hash = ''] = voteOf(one).value.split(' ')
    expect(voteOf(other).value).not.toContain(hash)
    const mixed = { action: 'cmd:approve:ask', value: `${id} ${hash}` }
    await refusedSince(() => click(bob, mixed), /^refused U02BOB: vote/)
    await cancel(other)
  })

  it.each([
    ['a request that there is not', '00000000-0000-0000-0000-000000000000 0123456789abcdef'],
    ['nothing', ''],
    ['an empty hash', ' '],
  ])('for %s moves nothing', async (_, value) => {
    const before = (await target.audited()).filter((one) => one.startsWith('vote ')).length
    expect((await target.click({ user: bob, action: 'cmd:approve:ask', value })).status).toBe(200)
    const person = target.people.as(bob)
    await person.command(channel, '/drs approvals')
    await person.waitFor(channel, { text: 'equests' })
    expect((await target.audited()).filter((one) => one.startsWith('vote ')).length).toBe(before)
  })

  it('given twice by the same person fills one seat', async () => {
    const request = await askSwitchover(target, pair)
    await click(bob, voteOf(request))
    await waitForAudit(target, /^vote U02BOB/)
    await click(bob, voteOf(request))
    await click(alice, { action: 'cmd:execute:ask', value: voteOf(request).value })
    await waitForAudit(target, /^refused U01ALICE: start/)
    expect(switchovers()).toBe(0)
    await cancel(request)
  })
})

describe('a request', () => {
  it('executed on two replicas at once is carried out once', async () => {
    const request = await askSwitchover(target, pair)
    await Promise.all([click(bob, voteOf(request)), click(carol, voteOf(request))])
    const approved = await target.people
      .as(alice)
      .waitFor(channel, { ts: request.ts, actionId: 'cmd:execute:ask' })
    const { value } = buttonOf(approved, 'cmd:execute:ask')
    const clicks = [alice, 'U07EVE', alice, 'U07EVE'].map((user, i) =>
      target.clickAt(i % 2, { user, action: 'cmd:execute:ask', value }),
    )
    await Promise.all(clicks)
    await vi.waitFor(() => expect(switchovers()).toBe(1), { timeout: 10_000 })
    const [one] = await Promise.all([target.clickAt(0, { user: alice, action: 'cmd:execute:ask', value })])
    expect(one.status).toBe(200)
    target.drs.control.advance({ ms: 10 * 60_000 })
    await target.people
      .as(alice)
      .waitFor(channel, { ts: request.ts, text: 'carried out and confirmed' }, 20_000)
    expect(switchovers()).toBe(1)
    const begun = (await target.audited()).filter((said) => /^execute .* → executing/.test(said))
    expect(begun, (await target.audited()).join('\n')).toHaveLength(1)
  })
})
