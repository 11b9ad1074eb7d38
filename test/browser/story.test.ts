import { describe, expect, it } from 'vitest'
import { playground } from './playground.ts'
import { composer, message, messages, openThread, press, pull, say, taskCard, thread } from './slack-page.ts'

/** A migration that somebody else has configured, from the first card to the running copy. */
const ground = playground('story')
const task = 'orders-to-rds'

const card = () => taskCard(ground.page, task)
const reply = (text: string) => thread(ground.page).getByRole('article').filter({ hasText: text }).last()

describe('a migration from the first look to the running copy', () => {
  it('says on the page what to type', async () => {
    const { page } = ground
    await composer(page).click()
    await page.keyboard.type('/dr')
    await page.getByText('Migrate, synchronize and recover databases with DRS').waitFor()
    await page.keyboard.press('Tab')
    expect(await composer(page).inputValue()).toBe('/drs ')
    // As in Slack, the usage stays in sight, and no verb is completed.
    await page.keyboard.type('wat')
    expect(await page.locator('.hints').getByRole('option').count()).toBe(1)
    await page.keyboard.type(`ch ${task}`)
    await ground.look('1-first-look')
  })

  it('gives a watched task a card', async () => {
    const { page } = ground
    await page.keyboard.press('Enter')
    await message(page, `This channel now watches ${task}`).getByText('Only visible to you').waitFor()
    await card().getByText('Waiting for configuration').waitFor()
    await ground.look('2-watched')
  })

  it('reports the failed pre-check with its reason and what to do', async () => {
    const { page } = ground
    await pull(page, 'Clock 100×')
    await say(page, `/drs precheck ${task}`)
    const failed = message(page, `${task}: pre-check not passed, 1 item failed`)
    await failed.getByText('srcDbBinlogIsOff', { exact: true }).waitFor()
    const text = await failed.textContent()
    expect(text).toContain('How to fix it')
    expect(text).toContain('log_bin = mysql-bin')
    await failed.getByText('replied to a thread').waitFor()
    await card().getByText('pre-check not passed: 1 failed').waitFor()
    await ground.look('3-pre-check-failed')
  })

  it('keeps the report in the thread of the card', async () => {
    const { page } = ground
    await openThread(page, card())
    await reply('srcDbBinlogIsOff').waitFor()
    await ground.look('4-thread')
  })

  it('passes after the repair, run again from the report', async () => {
    const { page } = ground
    await pull(page, 'Repair the binary log of orders')
    await press(reply('pre-check not passed'), 'Run the pre-check again')
    // The report stands in the channel too, and Slack does not tell where it was pressed: the whisper is in the channel.
    await expect.poll(() => messages(page, `DRS accepted the request for ${task}`).count()).toBe(2)
    await reply('pre-check passed').getByRole('button', { name: 'Start', exact: true }).waitFor()
    await card().getByText('pre-check passed').waitFor()
    await ground.look('5-pre-check-passed')
  })

  it('starts from the report and moves on its card to the incremental phase', async () => {
    await press(reply('pre-check passed'), 'Start')
    await card().getByText('Full phase running').waitFor()
    await card().getByText('Incremental phase running').waitFor()
    await card().getByText('delay').waitFor()
    expect(await messages(ground.page, new RegExp(`${task} · `)).count()).toBe(1)
  })

  it('tells the way there in the thread', async () => {
    await reply('Incremental phase running').waitFor()
    await ground.look('6-incremental')
    await press(thread(ground.page), 'Close thread')
    await thread(ground.page).waitFor({ state: 'hidden' })
  })
})
