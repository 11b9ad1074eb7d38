import type { ViewClosedAction } from '@slack/bolt'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBot } from './bot.ts'

const plain = (text: string) => ({ type: 'plain_text' as const, text })

const nameInput = {
  type: 'input' as const,
  block_id: 'name',
  label: plain('Task name'),
  element: { type: 'plain_text_input' as const, action_id: 'value' },
}
const taskInput = {
  type: 'input' as const,
  block_id: 'task',
  label: plain('Task'),
  optional: true,
  element: { type: 'external_select' as const, action_id: 'task-search', min_query_length: 1 },
}
const moreButton = {
  type: 'actions' as const,
  block_id: 'more',
  elements: [{ type: 'button' as const, action_id: 'more', text: plain('More'), value: '1' }],
}

function form(title: string, blocks: (typeof nameInput | typeof taskInput | typeof moreButton)[]) {
  return {
    type: 'modal' as const,
    callback_id: 'create',
    title: plain(title),
    submit: plain('Create'),
    notify_on_close: true,
    private_metadata: 'draft-1',
    blocks,
  }
}

describe('modals between Bolt and the local Slack', () => {
  let bot: Awaited<ReturnType<typeof startBot>>
  const submitted: unknown[] = []
  const closed: boolean[] = []

  beforeAll(async () => {
    bot = await startBot((app) => {
      app.command('/drs', async ({ ack, client, command }) => {
        await ack()
        await client.views.open({
          trigger_id: command.trigger_id,
          view: form('New task', [nameInput, taskInput, moreButton]),
        })
      })
      app.options('task-search', async ({ ack, options }) => {
        const names = ['orders-db', 'orders-eu', 'users-db'].filter((name) => name.includes(options.value))
        await ack({ options: names.map((name) => ({ text: plain(name), value: `id-${name}` })) })
      })
      app.action('more', async ({ ack, client, body }) => {
        await ack()
        if (body.type !== 'block_actions' || !body.view) return
        const view = form('New task, more', [nameInput, taskInput])
        await client.views.update({ view_id: body.view.id, hash: body.view.hash, view })
      })
      app.view('create', async ({ ack, view }) => {
        const name = view.state.values.name?.value?.value
        submitted.push({ name, task: view.state.values.task?.['task-search']?.selected_option?.value })
        if (name === 'bad') await ack({ response_action: 'errors', errors: { name: 'Taken already' } })
        else if (name === 'odd') await ack({ response_action: 'errors', errors: { nowhere: 'Lost' } })
        else if (name === 'two') await ack({ response_action: 'push', view: form('Second', [nameInput]) })
        else if (name === 'change')
          await ack({ response_action: 'update', view: form('Changed', [nameInput]) })
        else if (name === 'clear') await ack({ response_action: 'clear' })
        else await ack()
      })
      app.view<ViewClosedAction>({ callback_id: 'create', type: 'view_closed' }, async ({ ack, body }) => {
        await ack()
        closed.push(body.is_cleared)
      })
    })
  })
  afterAll(() => bot.stop())

  async function opened(user = 'U01ALICE') {
    const person = bot.driver.as(user)
    expect(await person.command('C01MIGRATION', '/drs create')).toEqual({ ok: true })
    return { person, view: await person.waitForView({ title: 'New task' }) }
  }

  it('keeps the modal with the message at its field, then closes it', async () => {
    const { person, view } = await opened()
    expect(view).toMatchObject({ submit: 'Create', callbackId: 'create', privateMetadata: 'draft-1' })
    const refused = await person.submit(view.id, { 'Task name': 'bad' })
    expect(refused).toMatchObject({ ok: false, errors: { name: 'Taken already' } })
    expect(await person.waitForView({ error: 'Taken already' })).toMatchObject({ id: view.id })
    expect(await person.submit(view.id, { 'Task name': 'good' })).toEqual({ ok: true })
    expect(await person.views()).toEqual([])
  })

  it('refuses an empty required field before the bot hears of it', async () => {
    const { person, view } = await opened()
    const heard = submitted.length
    const refused = await person.submit(view.id)
    expect(refused.errors).toEqual({ name: 'Please complete this required field.' })
    expect(submitted).toHaveLength(heard)
    await person.close(view.id)
  })

  it('tells the person when the errors name no input block', async () => {
    const { person, view } = await opened()
    expect(await person.submit(view.id, { name: 'odd' })).toMatchObject({
      ok: false,
      error: 'invalid_errors',
    })
    expect(await person.waitForView({ error: 'trouble connecting' })).toMatchObject({ id: view.id })
    await person.close(view.id)
  })

  it('updates, pushes up to three views and clears', async () => {
    const { person, view } = await opened('U02BOB')
    await person.submit(view.id, { name: 'change' })
    const changed = await person.waitForView({ title: 'Changed' })
    expect(changed.id).toBe(view.id)
    expect(changed.values.name?.value?.value).toBe('change')
    await person.submit(view.id, { name: 'two' })
    const second = await person.waitForView({ title: 'Second' })
    await person.submit(second.id, { name: 'two' })
    const third = await person.waitForView({ title: 'Second', notHash: second.hash })
    expect(await person.submit(third.id, { name: 'two' })).toMatchObject({ error: 'push_limit_reached' })
    expect(await person.views()).toHaveLength(3)
    expect(await person.submit(third.id, { name: 'clear' })).toEqual({ ok: true })
    expect(await person.views()).toEqual([])
  })

  it('changes a modal after a click inside it and keeps what was entered', async () => {
    const { person, view } = await opened('U03CAROL')
    await person.click(view.id, 'more', { values: { 'Task name': 'kept' } })
    const updated = await person.waitForView({ title: 'New task, more' })
    expect(updated.values.name?.value?.value).toBe('kept')
    await person.close(view.id)
  })

  it('asks the bot for options while typing and sends the chosen one', async () => {
    const { person, view } = await opened('U06LIWEI')
    const found = await person.suggest(view.id, 'task-search', 'orders')
    expect(found.map((one) => one.value)).toEqual(['id-orders-db', 'id-orders-eu'])
    expect(await person.suggest(view.id, 'task-search', '')).toEqual([])
    await person.submit(view.id, { 'Task name': 'with task', Task: 'users-db' })
    expect(submitted.at(-1)).toEqual({ name: 'with task', task: 'id-users-db' })
  })

  it('tells the bot of a closed modal', async () => {
    const { person, view } = await opened('U04DANA')
    const before = closed.length
    await person.close(view.id, { all: true })
    expect(closed.slice(before)).toEqual([true])
    expect(await person.submit(view.id)).toMatchObject({ ok: false, error: 'view_not_open' })
  })
})
