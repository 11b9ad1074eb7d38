import { Buffer } from 'node:buffer'
import type { ModalView } from '@slack/types'
import type { Locator, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { card, everything, option, words } from './everything.ts'
import { slackGround } from './slack-ground.ts'
import { choose, chosen, field, form, message, options, press, say, write } from './slack-page.ts'

/** A form with every input element, and what the app gets of it. */

type State = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>
const received: { state?: State; picked: string[] } = { picked: [] }

const page = (number: number): ModalView => ({
  type: 'modal',
  title: words(`Page ${number}`),
  blocks: [
    { type: 'section', text: words(`This is page ${number}`) },
    { type: 'actions', elements: [{ type: 'button', action_id: 'push', text: words('One more page') }] },
  ],
})

const ground = slackGround('elements', (app) => {
  let presses = 0
  app.command('/drs', async ({ ack, client, command }) => {
    await ack()
    if (command.text === 'card') {
      await client.chat.postMessage({ channel: command.channel_id, text: 'A card', blocks: card })
    } else await client.views.open({ trigger_id: command.trigger_id, view: everything(presses) })
  })
  app.options('it', async ({ ack, payload }) => {
    const names = ['orders', 'billing', 'ledger'].filter((one) => one.includes(payload.value))
    await ack({ options: names.map((one) => option(one)) })
  })
  app.action('add', async ({ ack, client, body }) => {
    await ack()
    presses += 1
    if ('view' in body && body.view)
      await client.views.update({ view_id: body.view.id, view: everything(presses) })
  })
  app.action('push', async ({ ack, client, body }) => {
    await ack()
    const depth = 'view' in body && body.view?.previous_view_id ? 3 : 2
    if ('trigger_id' in body) await client.views.push({ trigger_id: body.trigger_id, view: page(depth) })
  })
  app.view('everything', async ({ ack, view }) => {
    received.state = view.state.values as never
    if (view.state.values.Line?.it?.value === 'wrong')
      return ack({ response_action: 'errors', errors: { Line: 'Not that word' } })
    return ack()
  })
  app.action('menu', async ({ ack, payload }) => {
    await ack()
    if ('selected_option' in payload) received.picked.push(String(payload.selected_option?.value))
  })
  app.action('stop', async ({ ack }) => {
    await ack()
    received.picked.push('stop')
  })
})

const open = async (): Promise<{ tab: Page; view: Locator }> => {
  const tab = await ground.tab('U01ALICE')
  return { tab, view: form(tab, 'Everything') }
}

describe('a form with every element', () => {
  it('takes what is typed', async () => {
    const { tab, view } = await open()
    await say(tab, '/drs')
    await view.waitFor()
    await write(view, 'Line', 'wrong')
    await write(view, 'Lines', 'first')
    await tab.keyboard.press('Enter')
    await tab.keyboard.type('second')
    await write(view, 'Number', 'many')
    await write(view, 'Address', 'nowhere')
    await write(view, 'Mail', 'nobody')
    await field(view, 'Day').locator('input').fill('2026-12-01')
    await field(view, 'Time').locator('input').fill('22:30')
    await field(view, 'Moment').locator('input').fill('2026-12-01T22:30')
  })

  it('takes what is chosen, from lists of the form, of the app and of the workspace', async () => {
    const { tab, view } = await open()
    await choose(view, 'Colour', 'Green', 'gre')
    await field(view, 'Colours').getByRole('button').click()
    for (const colour of ['Red', 'Blue', 'Green']) await options(tab).filter({ hasText: colour }).click()
    await tab.keyboard.press('Escape')
    await choose(view, 'Grouped', 'Cyan', 'cy')
    await field(view, 'Task').getByRole('button').click()
    await tab.locator('.popover').getByText('Type at least 2 characters').waitFor()
    await tab.keyboard.type('or')
    await options(tab).filter({ hasText: 'orders' }).click()
    await field(view, 'Tasks').getByRole('button').click()
    await options(tab).filter({ hasText: 'ledger' }).click()
    await tab.keyboard.press('Escape')
    await choose(view, 'Person', 'Bob Tan', 'bob')
    await choose(view, 'People', 'Dana Fox', 'dana')
    await tab.keyboard.press('Escape')
    await choose(view, 'Conversation', '#prod-dr', 'prod')
    await choose(view, 'Channel', '#dba', 'dba')
    await field(view, 'One of').getByLabel('Blue').check()
    await field(view, 'Some of').getByLabel('Red').check()
    await field(view, 'Some of').getByLabel('Green').check()
    expect(await chosen(view, 'Colours').textContent()).toBe('RedBlue')
    await ground.picture(tab, '1-chosen')
  })

  it('takes styled text and files', async () => {
    const { tab, view } = await open()
    await field(view, 'Text').getByRole('textbox').click()
    await tab.keyboard.type('Mind the ')
    await press(field(view, 'Text'), 'Bold')
    await tab.keyboard.type('indexes')
    const csv = { name: 'wave.csv', mimeType: 'text/csv', buffer: Buffer.from('task\n') }
    await field(view, 'File').locator('input[type=file]').setInputFiles([csv])
    await field(view, 'File').getByText('wave.csv').waitFor()
    await ground.picture(tab, '2-written')
  })

  it('keeps everything while the app changes it', async () => {
    const { view } = await open()
    await press(view, 'Pressed 0 times')
    await view.getByRole('button', { name: 'Pressed 1 times' }).waitFor()
    expect(await field(view, 'Lines').getByRole('textbox').inputValue()).toBe('first\nsecond')
    expect(await chosen(view, 'Task').textContent()).toBe('orders')
    expect(await field(view, 'Text').getByRole('textbox').innerHTML()).toContain('<b>indexes</b>')
    expect(await field(view, 'File').getByText('wave.csv').count()).toBe(1)
    expect(await field(view, 'Some of').getByLabel('Green').isChecked()).toBe(true)
  })

  it('shows what is wrong at its field, first Slack’s own rules, then the app’s', async () => {
    const { tab, view } = await open()
    await press(view, 'Send')
    await field(view, 'Number').getByRole('alert').getByText('Please enter a number.').waitFor()
    await field(view, 'Address').getByRole('alert').getByText('valid URL').waitFor()
    await field(view, 'Mail').getByRole('alert').getByText('valid email').waitFor()
    expect(received.state).toBeUndefined()
    const number = field(view, 'Number').getByRole('textbox')
    expect(await number.getAttribute('aria-invalid')).toBe('true')
    await expect.poll(() => number.evaluate((one) => one.ownerDocument.activeElement === one)).toBe(true)
    await write(view, 'Number', '7')
    await write(view, 'Address', 'https://example.com/runbook')
    await write(view, 'Mail', 'alice@example.com')
    await press(view, 'Send')
    await field(view, 'Line').getByRole('alert').getByText('Not that word').waitFor()
    await ground.picture(tab, '3-wrong')
  })

  it('gives the app every value as Slack does', async () => {
    const { tab, view } = await open()
    await write(view, 'Line', 'right')
    await press(view, 'Send')
    await view.waitFor({ state: 'hidden' })
    const value = (name: string) => {
      const { type: _type, ...rest } = received.state?.[name]?.it ?? {}
      return Object.values(rest)[0]
    }
    const values = (name: string) => (value(name) as { value: string }[]).map((one) => one.value)
    expect(value('Line')).toBe('right')
    expect(value('Lines')).toBe('first\nsecond')
    expect(value('Number')).toBe('7')
    expect(value('Colour')).toEqual({ ...option('Green') })
    expect(values('Colours')).toEqual(['Red', 'Blue'])
    expect(value('Grouped')).toEqual({ ...option('Cyan') })
    expect(value('Task')).toEqual({ ...option('orders') })
    expect(values('Tasks')).toEqual(['ledger'])
    expect(value('Person')).toBe('U02BOB')
    expect(value('People')).toEqual(['U04DANA'])
    expect(value('Conversation')).toBe('G01PROD')
    expect(value('Channel')).toBe('C02DBA')
    expect(value('One of')).toEqual({ ...option('Blue') })
    expect(values('Some of')).toEqual(['Red', 'Green'])
    expect(value('Day')).toBe('2026-12-01')
    expect(value('Time')).toBe('22:30')
    // The tab's clock is that of Berlin.
    expect(value('Moment')).toBe(Date.parse('2026-12-01T22:30:00+01:00') / 1000)
    expect(value('Text')).toEqual({
      type: 'rich_text',
      elements: [
        {
          type: 'rich_text_section',
          elements: [
            { type: 'text', text: 'Mind the ' },
            { type: 'text', text: 'indexes', style: { bold: true } },
          ],
        },
      ],
    })
    expect((value('File') as { name: string }[]).map((one) => one.name)).toEqual(['wave.csv'])
    await expect.poll(() => tab.evaluate('document.activeElement.tagName')).toBe('TEXTAREA')
  })
})

describe('a stack of forms', () => {
  it('is three high, and goes back one by one', async () => {
    const { tab, view } = await open()
    await say(tab, '/drs')
    await press(view, 'One more page')
    const second = form(tab, 'Page 2')
    await second.getByText('(2 of 3)').waitFor()
    await press(second, 'One more page')
    const third = form(tab, 'Page 3')
    await third.getByText('(3 of 3)').waitFor()
    await press(third, 'Back')
    await second.getByText('This is page 2').waitFor()
    await tab.keyboard.press('Escape')
    await view.waitFor()
    await tab.keyboard.press('Escape')
    await view.waitFor({ state: 'hidden' })
  })
})

describe('a card', () => {
  it('has a menu that arrow keys steer', async () => {
    const { tab } = await open()
    await say(tab, '/drs card')
    const shown = message(tab, 'orders-to-rds')
    await shown.getByRole('button', { name: 'More' }).first().click()
    await tab.getByRole('menuitem', { name: 'Pause' }).waitFor()
    await tab.keyboard.press('ArrowDown')
    await tab.keyboard.press('Enter')
    await expect.poll(() => received.picked).toEqual(['resume'])
  })

  it('asks before what is dangerous', async () => {
    const { tab } = await open()
    const shown = message(tab, 'orders-to-rds')
    await press(shown, 'Stop')
    const question = tab.getByRole('dialog', { name: 'Stop it?' })
    await question.getByText('The copy is lost.').waitFor()
    await ground.picture(tab, '4-question')
    await press(question, 'Keep')
    await press(shown, 'Stop')
    await press(question, 'Stop')
    await expect.poll(() => received.picked).toEqual(['resume', 'stop'])
  })
})
