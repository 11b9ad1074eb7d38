import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { defaultSeed } from '../../src/local-drs/server.ts'
import { channel, commandBody, startTarget, type Target, waitForAudit } from './target.ts'

/** People who are not who they seem to be, or not what they were, try every way into the bot. */
let target: Target

beforeAll(async () => {
  target = await startTarget(defaultSeed)
})

afterAll(() => target?.stop())

const taskId = (name: string) => {
  const task = target.drs.control.tasks().find((one) => one.name === name)
  if (!task) throw new Error(`no task ${name}`)
  return task.id
}
const ref = (name: string, connection = 'sandbox') => `${connection}/${taskId(name)}`
const privately = async (user: string, text: string) => {
  const said = await target.people.as(user).waitFor(channel, { text })
  expect(said.ephemeral).toBe(true)
}

describe('another workspace’s user with the same id', () => {
  const stranger = /^refused U01ALICE: People of other workspaces.*\(workspace T9EVIL\)/

  it('types a command', async () => {
    await target.post(commandBody('watch billing-sync', { team_id: 'T9EVIL' }))
    await waitForAudit(target, stranger)
  })

  it.each([
    ['both names of the workspace', { team: 'T9EVIL' }, /\(workspace T9EVIL\)/],
    ['the workspace of the person only', { userTeam: 'T9EVIL' }, /\(workspace unclear\)/],
    ['the workspace of the message only', { team: 'T9EVIL', userTeam: 'T0LOCAL' }, /\(workspace unclear\)/],
    [
      'an organisation, of which the bot knows none,',
      { userTeam: 'T9EVIL', organisation: 'E9EVIL' },
      /unclear/,
    ],
  ])('clicks a button, with %s given away', async (_, teams, noted) => {
    await target.click({ user: 'U01ALICE', action: 'cmd:pause:ask', value: ref('billing-sync'), ...teams })
    await waitForAudit(target, noted)
    expect(target.deeds('batch-pause-jobs')).toBe(0)
  })

  it('sends a form, asks for its suggestions, and opens the Home tab', async () => {
    const team = { id: 'T9EVIL', domain: 'x' }
    const user = { id: 'U06LIWEI', name: 'x', team_id: 'T9EVIL' }
    const view = {
      ...{ id: 'V1', type: 'modal', callback_id: 'cmd:form', private_metadata: 'x', hash: '1.x' },
      ...{ state: { values: {} }, title: { type: 'plain_text', text: 'x' }, blocks: [] },
    }
    const send = (payload: object) =>
      target.post(new URLSearchParams({ payload: JSON.stringify(payload) }).toString())
    const sent = await send({ type: 'view_submission', team, user, view, token: 'x', api_app_id: 'A0DRS' })
    expect(await sent.text()).toContain('其他工作区')
    const field = { action_id: 'field', block_id: 'task', value: '' }
    const asked = await send({
      type: 'block_suggestion',
      team,
      user,
      view,
      ...field,
      container: { type: 'view' },
    })
    expect(await asked.json()).toEqual({ options: [] })
    const event = { type: 'app_home_opened', user: 'U06LIWEI', tab: 'home', channel: 'D1' }
    const body = JSON.stringify({ type: 'event_callback', team_id: 'T9EVIL', event_id: 'Ev9', event })
    await target.post(body, { ...target.signed(body), 'content-type': 'application/json' })
    await waitForAudit(target, /^refused U06LIWEI: .*\(workspace T9EVIL\)/)
    expect((await target.people.calls('views.publish')).length).toBe(0)
  })
})

describe('somebody who is in the channel, but no member', () => {
  it.each([
    ['a guest', 'U05GUEST', 'Guests of this workspace'],
    ['a stranger of a connected workspace', 'U08PARTNER', 'People of other workspaces'],
  ])('%s gets nowhere with words, buttons or the Home tab', async (_, user, words) => {
    const person = target.people.as(user)
    await person.command(channel, '/drs list')
    await privately(user, words)
    await target.click({ user, action: 'cmd:pause:ask', value: ref('billing-sync') })
    await person.home()
    const view = await person.waitForView({ home: true })
    expect(view.plain).toContain(words)
    expect(target.deeds('batch-pause-jobs')).toBe(0)
    await waitForAudit(target, new RegExp(`^refused ${user}: ${words}`))
  })
})

describe('a deactivated person', () => {
  it('clicks an old button', async () => {
    const liwei = target.people.as('U06LIWEI')
    await liwei.command(channel, '/drs list')
    await liwei.waitFor(channel, { text: 'dr-orders' })
    await target.slack.control.deactivate('U06LIWEI')
    await target.click({ user: 'U06LIWEI', action: 'cmd:pause:ask', value: ref('billing-sync') })
    await waitForAudit(target, /^refused U06LIWEI: This account is deactivated/)
    expect(target.deeds('batch-pause-jobs')).toBe(0)
    await target.slack.control.deactivate('U06LIWEI', false)
  })
})

describe('a form submitted by somebody else than who opened it', () => {
  it('is not carried out, and stays with its owner', async () => {
    const alice = target.people.as('U01ALICE')
    await alice.command(channel, '/drs switchover dr-orders')
    const form = await alice.waitForView({ actionId: 'field' })
    const shown = (await target.people.calls('views.update')).at(-1)?.args
    const draft = JSON.stringify(shown).match(/private_metadata[^a-z0-9]*([0-9a-f-]{36})/)?.[1]
    expect(draft).toBeDefined()
    const user = { id: 'U07EVE', name: 'eve', team_id: 'T0LOCAL' }
    const view = {
      ...{ id: 'V1', type: 'modal', callback_id: 'cmd:form', private_metadata: draft, hash: '1.x' },
      state: { values: { reason: { field: { type: 'plain_text_input', value: 'mine now' } } } },
      ...{ title: { type: 'plain_text', text: 'x' }, blocks: [] },
    }
    const payload = { type: 'view_submission', team: { id: 'T0LOCAL' }, user, view, token: 'x' }
    const answer = await target.post(new URLSearchParams({ payload: JSON.stringify(payload) }).toString())
    expect(await answer.text()).toContain('older than an hour or was already submitted')
    expect(await alice.submit(form.id, { Reason: 'still mine' })).toMatchObject({ ok: true })
    const request = await alice.waitFor(channel, { text: 'Approval needed' })
    expect(request.plain).toContain('still mine')
    expect(request.plain).not.toContain('mine now')
  })
})

describe('an invented button', () => {
  const eve = 'U07EVE'

  it.each([
    ['an action that no verb has', 'cmd:stop:doitnow', 'x'],
    ['a verb that there is not', 'cmd:sudo:ask', 'x'],
    ['the inside of the language', 'cmd:constructor:__proto__', 'x'],
    ['an action of the language on a real verb', 'cmd:stop:constructor', 'x'],
    ['nothing but the prefix', 'cmd:', 'x'],
    ['a form that was never opened', 'cmd:switchover:again', '00000000-0000-0000-0000-000000000000'],
    ['a choice that was never offered', 'cmd:pause:pick', 'none sandbox/x'],
  ])('with %s does nothing, and the bot goes on', async (_, action, value) => {
    expect((await target.click({ user: eve, action, value })).status).toBe(200)
    const person = target.people.as(eve)
    const word = `still-there-${action.replaceAll(/\W|_/g, '')}`
    await person.command(channel, `/drs ${word}`)
    await person.waitFor(channel, { text: word })
    expect(target.deeds('batch-stop-or-delete-jobs') + target.deeds('batch-pause-jobs')).toBe(0)
  })

  it('that names a task of a connection that is not there is refused', async () => {
    await target.click({ user: eve, action: 'cmd:pause:ask', value: ref('billing-sync', 'vault') })
    await privately(eve, 'There is no connection “vault”')
    expect(target.deeds('batch-pause-jobs')).toBe(0)
  })
})

describe('a button value for a connection without a grant', () => {
  it('is refused although the channel works with another one', async () => {
    const [connection] = target.config.connections
    if (!connection) throw new Error('no connection')
    const other = await startTarget(defaultSeed, {
      config: {
        connections: [connection],
        grants: [{ role: 'operator', users: ['*'], connections: ['vault-*'], channels: ['*'] }],
      },
    })
    try {
      await other.click({ user: 'U07EVE', action: 'cmd:pause:ask', value: ref('billing-sync') })
      await waitForAudit(other, /^refused U07EVE: Only operators of /)
    } finally {
      await other.stop()
    }
  })
})

describe('somebody who approves', () => {
  it.each([channel, 'C02DBA'])(
    'cannot act with a button that was drawn for an operator in %s',
    async (place) => {
      const before = (await target.audited()).length
      await target.click({
        user: 'U02BOB',
        action: 'cmd:pause:ask',
        value: ref('billing-sync'),
        channel: place,
      })
      await vi.waitFor(async () =>
        expect((await target.audited()).slice(before)).toEqual([
          expect.stringMatching(/^refused U02BOB: Only operators of /),
        ]),
      )
      expect(target.deeds('batch-pause-jobs')).toBe(0)
    },
  )
})
