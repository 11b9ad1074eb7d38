import { Buffer } from 'node:buffer'
import { describe, expect, it } from 'vitest'
import { slackGround } from './slack-ground.ts'
import { composer, message, messages, press, say, thread } from './slack-page.ts'

/** Two people in two tabs of one browser, and an app that answers a command. */
const ground = slackGround('conversation', (app) => {
  app.command('/drs', async ({ ack, respond, client, command }) => {
    await ack()
    if (command.text === 'post') {
      const text = 'The task is *running*'
      await client.chat.postMessage({ channel: command.channel_id, text })
    } else await respond({ text: `You said ${command.text}` })
  })
})
const alice = 'U01ALICE'
const bob = 'U02BOB'
/** 1 by 1, transparent. */
const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

describe('two people in two tabs', () => {
  it('see at once what the other says', async () => {
    const [hers, his] = [await ground.tab(alice), await ground.tab(bob)]
    await say(hers, 'Shall we move the orders tonight?')
    await message(his, 'Shall we move the orders tonight?').waitFor()
    await say(his, 'At ten')
    await message(hers, 'At ten').waitFor()
    expect(new URL(hers.url()).searchParams.get('as')).toBe(alice)
    expect(new URL(his.url()).searchParams.get('as')).toBe(bob)
  })

  it('hear of new messages of others, not of their own', async () => {
    const hers = await ground.tab(alice)
    const told = hers.locator('#announcer')
    await expect.poll(() => told.textContent()).toBe('Bob Tan: At ten')
    await say(hers, 'Agreed')
    await message(await ground.tab(bob), 'Agreed').waitFor()
    expect(await told.textContent()).toBe('Bob Tan: At ten')
  })

  it('react, and take it back', async () => {
    const [hers, his] = [await ground.tab(alice), await ground.tab(bob)]
    const question = message(his, 'Shall we move')
    await question.hover()
    await question.getByRole('button', { name: 'Add reaction: eyes' }).click()
    const chip = message(hers, 'Shall we move').getByRole('button', { name: 'Bob Tan reacted with :eyes:' })
    await chip.click()
    const both = message(hers, 'Shall we move').getByRole('button', { name: 'Bob Tan, Alice Meyer reacted' })
    await both.waitFor()
    expect(await both.getAttribute('aria-pressed')).toBe('true')
    await both.click()
    await chip.waitFor()
    expect(await chip.getAttribute('aria-pressed')).toBe('false')
    await message(his, 'Shall we move').getByRole('button', { name: 'Bob Tan reacted' }).click()
    await expect.poll(() => message(hers, 'Shall we move').locator('.reaction').count()).toBe(0)
  })

  it('find an emoji by its name', async () => {
    const his = await ground.tab(bob)
    const question = message(his, 'Shall we move')
    await question.hover()
    await question.getByRole('button', { name: 'Add reaction', exact: true }).click()
    await his.keyboard.type('rocket')
    await his.keyboard.press('Enter')
    await message(his, 'Shall we move')
      .getByRole('button', { name: 'Bob Tan reacted with :rocket:' })
      .waitFor()
    await ground.picture(his, '1-reactions')
  })

  it('change what they said, and only that', async () => {
    const [hers, his] = [await ground.tab(alice), await ground.tab(bob)]
    const answer = message(his, 'At ten')
    await answer.hover()
    await press(answer, 'More')
    await his.getByRole('menuitem', { name: 'Edit message' }).click()
    await his.keyboard.press('ControlOrMeta+A')
    await his.keyboard.type('At eleven')
    await his.keyboard.press('Enter')
    const changed = message(hers, 'At eleven')
    await changed.getByText('(edited)').waitFor()
    await changed.hover()
    await press(changed, 'More')
    await hers.getByRole('menuitem', { name: 'Copy the text' }).waitFor()
    expect(await hers.getByRole('menuitem', { name: 'Edit message' }).count()).toBe(0)
    await hers.keyboard.press('Escape')
  })

  it('delete it after a question', async () => {
    const [hers, his] = [await ground.tab(alice), await ground.tab(bob)]
    const answer = message(his, 'At eleven')
    await answer.hover()
    await press(answer, 'More')
    await his.getByRole('menuitem', { name: 'Delete message' }).click()
    const question = his.getByRole('dialog', { name: 'Delete message' })
    await question.getByText('goes away for everybody').waitFor()
    await press(question, 'Delete message')
    await expect.poll(() => messages(hers, 'At eleven').count()).toBe(0)
  })

  it('send files: a picture is shown, anything else can be downloaded', async () => {
    const [hers, his] = [await ground.tab(alice), await ground.tab(bob)]
    await hers
      .getByRole('main')
      .locator('input[type=file]')
      .setInputFiles([
        { name: 'lag.png', mimeType: 'image/png', buffer: Buffer.from(png, 'base64') },
        { name: 'wave.csv', mimeType: 'text/csv', buffer: Buffer.from('task\norders\n') },
      ])
    await hers.getByRole('list', { name: 'Chosen files' }).getByText('wave.csv').waitFor()
    await say(hers, 'The plan')
    const plan = message(his, 'The plan')
    const picture = plan.getByRole('img', { name: 'lag.png' })
    await expect.poll(() => picture.evaluate((img: { naturalWidth: number }) => img.naturalWidth)).toBe(1)
    const [download] = await Promise.all([
      his.waitForEvent('download'),
      plan.getByRole('link', { name: 'wave.csv' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('wave.csv')
    await ground.picture(his, '2-files')
  })

  it('answer in a thread, which goes with its channel', async () => {
    const [hers, his] = [await ground.tab(alice), await ground.tab(bob)]
    const plan = message(his, 'The plan')
    await plan.hover()
    await press(plan, 'Reply in thread')
    await thread(his).getByRole('textbox', { name: 'Reply…' }).waitFor()
    await his.keyboard.type('Looks good')
    await his.keyboard.press('Enter')
    await message(hers, 'The plan').getByRole('button', { name: '1 reply' }).click()
    await thread(hers).getByText('Looks good').waitFor()
    await hers.keyboard.press('Escape')
    await thread(hers).waitFor({ state: 'hidden' })
  })
})

describe('what is new', () => {
  const link = (page: Awaited<ReturnType<typeof ground.tab>>, name: string) =>
    page.getByRole('navigation', { name: 'Channels' }).getByRole('link', { name })

  it('marks a channel for those who have not seen it', async () => {
    const [hers, his] = [await ground.tab(alice), await ground.tab(bob)]
    await link(his, 'dba').click()
    await his.getByRole('heading', { name: 'dba' }).waitFor()
    await say(his, 'A look at the indexes, please')
    await link(hers, 'dba (unread)').waitFor()
    expect(await link(his, 'dba (unread)').count()).toBe(0)
  })

  it('draws a line above it, and takes the mark away', async () => {
    const hers = await ground.tab(alice)
    await link(hers, 'dba').click()
    await message(hers, 'A look at the indexes').waitFor()
    await expect.poll(() => link(hers, 'dba (unread)').count()).toBe(0)
    await link(hers, 'migration').click()
    await say(await ground.tab(bob), 'And at the views')
    await link(await ground.tab(alice), 'dba (unread)').click()
    await message(hers, 'And at the views').waitFor()
    await hers.getByRole('log', { name: 'Messages' }).getByText('New', { exact: true }).waitFor()
    await ground.picture(hers, '3-new')
  })
})

describe('the field for messages', () => {
  it('offers people by their names, and sends mentions', async () => {
    const hers = await ground.tab(alice)
    await composer(hers).click()
    await hers.keyboard.type('Ask @bo')
    await hers.getByRole('option', { name: 'Bob Tan (Approver) @bob' }).waitFor()
    await ground.picture(hers, '4-mention')
    await hers.keyboard.press('Enter')
    expect(await composer(hers).inputValue()).toBe('Ask @bob ')
    await hers.keyboard.press('Enter')
    await message(hers, 'Ask @Bob Tan').waitFor()
  })

  it('goes through the hints with the arrow keys', async () => {
    const hers = await ground.tab(alice)
    await composer(hers).click()
    await hers.keyboard.type('/d')
    await hers.getByRole('option', { name: '/drs' }).first().waitFor()
    await hers.keyboard.press('ArrowDown')
    await hers.keyboard.press('Enter')
    expect(await composer(hers).inputValue()).toBe('/drs ')
    await hers.keyboard.type('hello')
    await hers.keyboard.press('Enter')
  })

  it('shows an answer to the person only who asked, until it is dismissed', async () => {
    const [hers, his] = [await ground.tab(alice), await ground.tab(bob)]
    const answer = message(hers, 'You said hello')
    await answer.getByText('Only visible to you').waitFor()
    expect(await messages(his, 'You said hello').count()).toBe(0)
    await hers.bringToFront()
    await answer.hover()
    await press(answer, 'Dismiss')
    await expect.poll(() => messages(hers, 'You said hello').count()).toBe(0)
  })
})
