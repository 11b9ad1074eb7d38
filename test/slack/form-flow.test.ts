import type { InputBlock, ModalView } from '@slack/types'
import { describe, expect, it, vi } from 'vitest'
import type { Grant } from '../../src/domain/access/roles.ts'
import { checkView } from '../../src/local-slack/blocks/validate.ts'
import { createDispatcher, type Dispatcher } from '../../src/slack/dispatch.ts'
import type { SentView, Submission } from '../../src/slack/form-flow.ts'
import { backAction } from '../../src/slack/forms.ts'
import type { Interaction } from '../../src/slack/port.ts'
import { redisTrouble } from '../../src/store/redis.ts'
import { testServices } from '../helpers/command-services.ts'
import { type filledIn, interactionOf, sentForm, testDrafts, testSlack } from '../helpers/handler-services.ts'
import { testLog } from '../helpers/log.ts'
import { sampleTask } from '../helpers/samples.ts'
import { type Ran, sampleCommands } from './sample-commands.ts'

const orders = sampleTask({ id: 'a1b2-jb101', name: 'orders' })
const running = sampleTask({ id: 'c3d4-jb101', name: 'orders-live', status: 'INCRE_TRANSFER_STARTED' })
const billing = sampleTask({ id: 'e5f6-jb101', name: 'billing' })

function isInput(block: { readonly type: string }): block is InputBlock {
  return block.type === 'input'
}

/** One person's modal: what is on it, and what they do with it. */
function setUp(more: Parameters<typeof testServices>[0] = {}) {
  const ran: Ran[] = []
  const slack = testSlack()
  const drafts = testDrafts()
  const grants: Grant[] = [{ role: 'operator', users: ['*'], connections: ['*'], channels: ['*'] }]
  const services = testServices({ tasks: [orders, running, billing], grants, ...more })
  const start = (): Dispatcher =>
    createDispatcher({
      ...{ commands: sampleCommands(ran), services, drafts, slack, log: testLog() },
      ...{ troubleWith: redisTrouble, workingNoticeMs: 1 },
    })
  let dispatcher = start()
  const interaction = (more?: Partial<Interaction>) => interactionOf(slack, more)
  const view = (): ModalView => {
    const last = slack.shown.at(-1)
    if (!last) throw new Error('no modal is open')
    return last
  }
  const sent = (values: Parameters<typeof filledIn>[0], more: Partial<SentView> = {}) => ({
    ...sentForm(slack, values),
    ...more,
  })
  return {
    ran,
    slack,
    services,
    drafts,
    grants,
    view,
    type: (text: string, more?: Partial<Interaction>) => dispatcher.typed(interaction(more), text),
    click: (action: string, value: string, more?: Partial<Interaction>) =>
      dispatcher.clicked(interaction(more), action, value),
    /** Sends the form without what follows the answer; the modal itself does not say its channel. */
    send: (
      values: Parameters<typeof filledIn>[0],
      more?: Partial<Interaction>,
      changed?: Partial<SentView>,
    ) => dispatcher.submitted(interaction({ channel: '', ...more }), sent(values, changed)),
    back: (values: Parameters<typeof filledIn>[0], more?: Partial<Interaction>) =>
      dispatcher.back(interaction({ channel: '', ...more }), sent(values)),
    suggest: (typed: string, more?: Partial<Interaction>) =>
      dispatcher.suggest(interaction({ channel: '', ...more }), view().private_metadata ?? '', 'task', typed),
    restart: () => {
      dispatcher = start()
    },
  }
}

type Parts = ReturnType<typeof setUp>

/** Sends the form and does what follows the answer. */
async function submit(parts: Parts, values: Parameters<typeof filledIn>[0]): Promise<Submission> {
  const submission = await parts.send(values)
  await submission.later?.()
  return submission
}

const fieldsOn = (view: ModalView) => view.blocks.filter(isInput).map((block) => block.block_id)

function elementOf(view: ModalView, name: string) {
  return view.blocks.filter(isInput).find((block) => block.block_id === name)?.element
}

const textOf = (view: ModalView) => JSON.stringify(view.blocks)

describe('a missing argument', () => {
  it('opens a form: something at once, then the fields', async () => {
    const parts = setUp()
    await parts.type('start')
    const [loading, form] = parts.slack.shown
    expect(parts.slack.shown).toHaveLength(2)
    expect(loading && textOf(loading)).toContain('One moment')
    expect(form && fieldsOn(form)).toEqual(['task', 'speed', 'why'])
    expect(parts.slack.shown.flatMap(checkView)).toEqual([])
    expect(parts.ran).toEqual([])
  })

  it('that can only be chosen from a connection wants one to be chosen first', async () => {
    const parts = setUp({ connections: ['prod', 'staging'] })
    await parts.type('start')
    await parts.type('use orders near')
    expect(parts.slack.shown).toEqual([])
    for (const { text } of parts.slack.said)
      expect(text).toContain('Choose the connection of this channel first')
  })

  it('does not ask again for what was said, and shows which task it is about', async () => {
    const parts = setUp()
    await parts.type('start orders 3')
    expect(fieldsOn(parts.view())).toEqual(['why'])
    expect(textOf(parts.view())).toContain('Task: orders')
    await submit(parts, { why: 'time' })
    expect(parts.ran).toEqual([
      { command: 'start', user: 'U1', channel: 'C1', args: { task: 'orders', speed: 3, why: 'time' } },
    ])
  })

  it('does not ask for the task that a button has named', async () => {
    const parts = setUp()
    await parts.click('cmd:start:ask', 'prod/a1b2-jb101')
    expect(fieldsOn(parts.view())).toEqual(['speed', 'why'])
    expect(textOf(parts.view())).toContain('Task: orders')
  })

  it('is asked for in the language of the person', async () => {
    const parts = setUp()
    parts.services.people.set('U1', { locale: 'zh-CN', groups: [] })
    await parts.type('start orders')
    expect(parts.view().submit?.text).toBe('提交')
    expect(textOf(parts.view())).toContain('任务: orders')
  })
})

describe('a sent form', () => {
  it('that is wrong says so on its fields, and nothing runs', async () => {
    const parts = setUp()
    await parts.type('start orders')
    const { ack, later } = await parts.send({ speed: '12', why: 'x'.repeat(21) })
    expect(ack).toEqual({
      response_action: 'errors',
      errors: {
        speed: '12 is too high, the highest is 9',
        why: 'This has 21 characters, at most 20 are allowed',
      },
    })
    expect(later).toBeUndefined()
    const right = await submit(parts, { speed: '9', why: 'now' })
    expect(right.ack).toEqual({ response_action: 'clear' })
    expect(parts.ran).toHaveLength(1)
  })

  it('answers in the channel where it began, and can be sent once', async () => {
    const parts = setUp()
    await parts.type('start orders', { channel: 'C7' })
    const draftId = parts.view().private_metadata
    await submit(parts, { speed: '9', why: 'now' })
    expect(parts.slack.said).toMatchObject([{ way: 'post', to: 'C7', text: 'Started' }])
    expect(parts.drafts.all()).toEqual([])
    const again = await parts.send({ speed: '9', why: 'now' }, {}, { mark: draftId ?? '' })
    expect(JSON.stringify(again.ack)).toContain('was already submitted')
    expect(again.later).toBeUndefined()
    expect(parts.ran).toHaveLength(1)
  })

  it('whose answer would come too late is not carried out, and can be sent again', async () => {
    const parts = setUp()
    await parts.type('start orders')
    const values = { speed: '9', why: 'now' }
    const gone = AbortSignal.abort()
    const before = await parts.send(values, {}, { late: gone })
    const inBetween = new AbortController()
    parts.drafts.onClaim = () => inBetween.abort()
    const meanwhile = await parts.send(values, {}, { late: inBetween.signal })
    expect([before.later, meanwhile.later]).toEqual([undefined, undefined])
    parts.drafts.onClaim = undefined
    await submit(parts, values)
    expect(parts.ran).toHaveLength(1)
  })

  it('that cannot be kept stays as it was typed, and says what is wrong on its first field', async () => {
    const parts = setUp()
    await parts.type('start orders')
    parts.drafts.broken = new Error('READONLY You can’t write against a read only replica.')
    const { ack, later } = await parts.send({ speed: '9', why: 'now' })
    if (ack.response_action !== 'errors') throw new Error('the form was taken away')
    expect(Object.keys(ack.errors)).toEqual(['speed'])
    expect(ack.errors.speed).toMatch(/read-only.*What you typed is still here.*只读.*您填写的内容仍在此处/)
    expect(later).toBeUndefined()
    parts.drafts.broken = undefined
    await submit(parts, { speed: '9', why: 'now' })
    expect(parts.ran).toHaveLength(1)
  })

  it('of somebody else is refused', async () => {
    const parts = setUp()
    await parts.type('start orders')
    const { ack, later } = await parts.send({ speed: '9', why: 'now' }, { user: 'U2' })
    expect(JSON.stringify(ack)).toContain('Start again')
    expect(later).toBeUndefined()
  })

  it('that is older than an hour is explained', async () => {
    const parts = setUp()
    await parts.type('start orders')
    parts.drafts.expire()
    const { ack } = await parts.send({ speed: '9', why: 'now' })
    expect(ack).toMatchObject({ response_action: 'update', view: { title: { text: 'Open the form again' } } })
    expect(JSON.stringify(ack)).toContain('older than an hour')
    expect(ack.response_action === 'update' && checkView(ack.view)).toEqual([])
  })

  it('of a person whose role was taken away meanwhile is refused', async () => {
    const parts = setUp()
    await parts.type('start orders')
    parts.grants.splice(0, 1, { role: 'viewer', users: ['*'], connections: ['*'], channels: ['*'] })
    await submit(parts, { speed: '9', why: 'now' })
    expect(parts.ran).toEqual([])
    expect(parts.slack.said.at(-1)?.text).toContain('Only operators of ')
  })

  it('whose command fails is explained, with a way back to everything that was filled in', async () => {
    const parts = setUp()
    await parts.type('use fails near')
    await submit(parts, { node: { pick: 'high' }, watch: ['true'] })
    const said = parts.slack.said.at(-1)
    expect(said?.text).toContain('DRS.M00202')
    const [button] = said?.blocks.flatMap((block) => (block.type === 'actions' ? block.elements : [])) ?? []
    if (button?.type !== 'button') throw new Error('no way back')
    await parts.click(button.action_id ?? '', button.value ?? '')
    expect(elementOf(parts.view(), 'node')).toMatchObject({ initial_option: { value: 'high' } })
    const again = await submit(parts, { node: { pick: 'high' }, watch: ['true'] })
    expect(again.later).toBeDefined()
    const others = parts.slack.shown.length
    await parts.click(button.action_id ?? '', button.value ?? '', { user: 'U2' })
    expect(parts.slack.shown).toHaveLength(others)
    expect(parts.slack.said.at(-1)?.text).toContain('Start again')
  })
})

describe('a wizard', () => {
  it('goes page by page and runs at the end', async () => {
    const parts = setUp()
    await parts.type('use')
    expect([parts.view().title.text, fieldsOn(parts.view()), parts.view().submit?.text]).toEqual([
      'First',
      ['name', 'kind'],
      'Next',
    ])
    const turned = await submit(parts, { name: 'orders', kind: { pick: 'far' } })
    expect(turned.ack).toMatchObject({ response_action: 'update', view: { title: { text: 'Second' } } })
    expect(JSON.stringify(turned.ack)).toContain('One moment')
    expect(fieldsOn(parts.view())).toEqual(['road'])
    await submit(parts, { road: 'A7' })
    expect([parts.view().title.text, parts.view().submit?.text]).toEqual(['Third', 'Make it'])
    expect(textOf(parts.view())).toContain('Page 3 of 3')
    expect(elementOf(parts.view(), 'node')).toMatchObject({
      options: [{ value: 'high', text: { text: 'High for orders' } }],
    })
    const done = await submit(parts, { node: { pick: 'high' }, watch: [] })
    expect(done.ack).toEqual({ response_action: 'clear' })
    expect(parts.ran.map((run) => run.args)).toEqual([
      { name: 'orders', kind: 'far', road: 'A7', node: 'high', watch: false },
    ])
    expect(parts.slack.shown.flatMap(checkView)).toEqual([])
  })

  it('never takes what is on one page for another, however fast it is turned', async () => {
    const parts = setUp()
    await parts.type('use')
    await submit(parts, { name: 'orders', kind: { pick: 'far' } })
    const second = parts.view()
    await submit(parts, { road: 'A7' })
    const third = parts.view()
    await Promise.all([parts.back({ node: { pick: 'high' } }), parts.back({ node: { pick: 'high' } })])
    expect(parts.view().title.text).toBe('Second')
    // What the third page has become meanwhile is not known yet where it was sent.
    parts.slack.shown.push(third)
    const { ack, later } = await parts.send({ node: { pick: 'high' }, watch: ['true'] })
    expect(ack).toEqual({ response_action: 'clear' })
    await later?.()
    expect(parts.ran.map((run) => run.args)).toEqual([
      { name: 'orders', kind: 'far', road: 'A7', node: 'high', watch: true },
    ])
    expect(second.private_metadata).not.toBe(third.private_metadata)
  })

  it('says at once that a name is taken, typed or on its page', async () => {
    const parts = setUp()
    await parts.type('use')
    const { ack } = await parts.send({ name: 'taken', kind: { pick: 'near' } })
    expect(ack).toEqual({ response_action: 'errors', errors: { name: 'There is one already' } })
    const views = parts.slack.shown.length
    await parts.type('use taken')
    expect(parts.slack.shown).toHaveLength(views)
    expect(parts.slack.said.at(-1)?.text).toContain('There is one already')
  })

  it('begins a field with what is known, until somebody says something else', async () => {
    const parts = setUp()
    await parts.type('use')
    const road = () => elementOf(parts.view(), 'road')
    await submit(parts, { name: 'known-a', kind: { pick: 'far' } })
    expect(road()).toMatchObject({ initial_value: 'road to known-a' })
    await parts.back({ road: 'road to known-a' })
    await submit(parts, { name: 'known-b', kind: { pick: 'far' } })
    expect(road()).toMatchObject({ initial_value: 'road to known-b' })
    await parts.back({ road: 'A7' })
    await submit(parts, { name: 'known-a', kind: { pick: 'far' } })
    expect(road()).toMatchObject({ initial_value: 'A7' })
    await parts.back({})
    await submit(parts, { name: 'known-a', kind: { pick: 'far' } })
    expect(road()).not.toHaveProperty('initial_value')
  })

  it('begins with what was chosen last, once it was carried out', async () => {
    const parts = setUp()
    await parts.type('use orders near')
    expect(elementOf(parts.view(), 'node')).not.toHaveProperty('initial_option')
    await submit(parts, { node: { pick: 'high' }, watch: ['true'] })
    await parts.type('use others near')
    expect(elementOf(parts.view(), 'node')).toMatchObject({ initial_option: { value: 'high' } })
  })

  it('leaves out a page that has nothing to ask, both ways', async () => {
    const parts = setUp()
    await parts.type('use')
    await submit(parts, { name: 'orders', kind: { pick: 'near' } })
    expect(parts.view().title.text).toBe('Third')
    await parts.back({})
    expect(parts.view().title.text).toBe('First')
  })

  it('stays on a page that is wrong, and does not speak of later ones', async () => {
    const parts = setUp()
    await parts.type('use')
    const { ack } = await parts.send({ name: 'abc', kind: { pick: 'near' } })
    expect(ack).toEqual({
      response_action: 'errors',
      errors: { name: '“abc” has 3 characters, at least 4 are needed' },
    })
  })

  it('keeps what was filled in on the way back and on the way forth', async () => {
    const parts = setUp()
    await parts.type('use')
    await submit(parts, { name: 'orders', kind: { pick: 'far' } })
    expect(JSON.stringify(parts.view().blocks)).toContain(backAction)
    await parts.back({ road: 'A7' })
    expect(elementOf(parts.view(), 'name')).toMatchObject({ initial_value: 'orders' })
    await submit(parts, { name: 'orders2', kind: { pick: 'far' } })
    expect(elementOf(parts.view(), 'road')).toMatchObject({ initial_value: 'A7' })
  })

  it('says on the way back what takes so long, or why it fails, and keeps what was typed', async () => {
    const parts = setUp()
    await parts.type('use')
    await submit(parts, { name: 'orders', kind: { pick: 'far' } })
    const page = parts.view()
    let go = () => {}
    parts.drafts.held = new Promise((resolve) => (go = resolve))
    const turned = parts.back({ road: 'A7' })
    await vi.waitFor(() => expect(textOf(parts.view())).toContain('Still working on it'))
    expect(fieldsOn(parts.view())).toEqual(fieldsOn(page))
    expect(parts.view()).toMatchObject({ private_metadata: page.private_metadata, submit: page.submit })
    go()
    await turned
    expect(fieldsOn(parts.view())).toEqual(['name', 'kind'])
    await submit(parts, { name: 'orders', kind: { pick: 'far' } })
    parts.drafts.broken = new Error('READONLY You can’t write against a read only replica.')
    await expect(parts.back({ road: 'A8' })).rejects.toThrow('READONLY')
    expect(textOf(parts.view())).toContain('read-only')
    expect(fieldsOn(parts.view())).toEqual(fieldsOn(page))
    expect(checkView(parts.view())).toEqual([])
  })

  it('lets a page that comes late take the place of none that was turned to since', async () => {
    const parts = setUp()
    await parts.type('use')
    await submit(parts, { name: 'orders', kind: { pick: 'far' } })
    let go = () => {}
    parts.drafts.held = new Promise((resolve) => (go = resolve))
    const turned = parts.back({ road: 'A7' })
    await vi.waitFor(() => expect(textOf(parts.view())).toContain('Still working on it'))
    const meanwhile = submit(parts, { road: 'A7' })
    // The answer of Slack to the form that was sent.
    parts.slack.shown.push(parts.view())
    go()
    await Promise.all([turned, meanwhile])
    expect(fieldsOn(parts.view())).toEqual(['node', 'watch'])
  })

  it('forgets a field that was emptied', async () => {
    const parts = setUp()
    await parts.type('use')
    await submit(parts, { name: 'orders', kind: { pick: 'far' } })
    await parts.back({ road: 'A7' })
    await submit(parts, { name: 'orders', kind: { pick: 'far' } })
    await submit(parts, { road: '' })
    await submit(parts, { node: { pick: 'high' }, watch: ['true'] })
    expect(parts.ran[0]?.args).not.toHaveProperty('road')
  })

  it('does not count an answer to a question that no longer arises', async () => {
    const parts = setUp()
    await parts.type('use')
    await submit(parts, { name: 'orders', kind: { pick: 'far' } })
    await parts.back({ road: 'A7' })
    await submit(parts, { name: 'orders', kind: { pick: 'near' } })
    await submit(parts, { node: { pick: 'high' }, watch: ['true'] })
    expect(parts.ran[0]?.args).toEqual({ name: 'orders', kind: 'near', node: 'high', watch: true })
  })

  it('begins with the first page that has anything left to ask', async () => {
    const parts = setUp()
    await parts.type('use orders near')
    expect(parts.view().title.text).toBe('Third')
    expect(JSON.stringify(parts.view().blocks)).not.toContain(backAction)
  })

  it('goes on after a restart of the bot', async () => {
    const parts = setUp()
    await parts.type('use')
    await submit(parts, { name: 'orders', kind: { pick: 'near' } })
    parts.restart()
    await submit(parts, { node: { pick: 'high' }, watch: ['true'] })
    expect(parts.ran).toHaveLength(1)
  })

  it('that was closed half-way is there again for that person in that channel', async () => {
    const parts = setUp()
    await parts.type('use')
    await submit(parts, { name: 'orders', kind: { pick: 'far' } })
    parts.restart()
    const nameIn = async (more?: Partial<Interaction>) => {
      await parts.type('use', more)
      const element = elementOf(parts.view(), 'name')
      return element && 'initial_value' in element ? element.initial_value : undefined
    }
    expect(await nameIn()).toBe('orders')
    expect(await nameIn({ user: 'U2' })).toBeUndefined()
    expect(await nameIn({ channel: 'C2' })).toBeUndefined()
    parts.drafts.expire()
    expect(await nameIn()).toBeUndefined()
  })

  it('starts empty after it was carried out', async () => {
    const parts = setUp()
    await parts.type('use')
    await submit(parts, { name: 'orders', kind: { pick: 'near' } })
    await submit(parts, { node: { pick: 'high' }, watch: ['true'] })
    await parts.type('use')
    expect(elementOf(parts.view(), 'name')).not.toHaveProperty('initial_value')
  })

  it('asks for text where the cloud is silent', async () => {
    const parts = setUp()
    await parts.type('use silent near')
    expect(elementOf(parts.view(), 'node')).toMatchObject({ type: 'plain_text_input' })
    expect(textOf(parts.view())).toContain('DRS returned no choices')
    await submit(parts, { node: 'high', watch: ['true'] })
    expect(parts.ran).toHaveLength(1)
  })

  it('explains the way back from a form that is gone, and to nobody else', async () => {
    const parts = setUp()
    await parts.type('use')
    await submit(parts, { name: 'orders', kind: { pick: 'near' } })
    const page = parts.view()
    await parts.back({}, { user: 'U2' })
    expect(textOf(parts.view())).toContain('Start again')
    parts.slack.shown.push(page)
    parts.drafts.expire()
    await parts.back({})
    expect(textOf(parts.view())).toContain('older than an hour')
  })
})

describe('the tasks to pick from', () => {
  it('are those whose name or id fits, by name', async () => {
    const parts = setUp()
    await parts.type('show')
    expect(await parts.suggest('ORDERS')).toEqual([
      {
        value: 'prod/a1b2-jb101',
        label: '⚪ orders · Waiting for configuration · MySQL → MySQL',
      },
      {
        value: 'prod/c3d4-jb101',
        label: '🟢 orders-live · Incremental phase running · MySQL → MySQL',
      },
    ])
    expect((await parts.suggest('e5f6')).map((option) => option.value)).toEqual(['prod/e5f6-jb101'])
    expect(await parts.suggest('')).toHaveLength(3)
    expect(await parts.suggest('payments')).toEqual([])
  })

  it('are for an action only those whose status allows it', async () => {
    const parts = setUp()
    await parts.type('start')
    expect((await parts.suggest('')).map((option) => option.value)).toEqual([
      'prod/a1b2-jb101',
      'prod/e5f6-jb101',
    ])
  })

  it('are not for somebody else, nor for a form that is gone', async () => {
    const parts = setUp()
    await parts.type('show')
    expect(await parts.suggest('', { user: 'U2' })).toEqual([])
    parts.drafts.expire()
    expect(await parts.suggest('')).toEqual([])
  })
})
