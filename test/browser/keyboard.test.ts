import { describe, expect, it } from 'vitest'
import { goToPart, hasFocus, reach, strike, typeIntoChannel } from './keyboard.ts'
import { playground } from './playground.ts'
import { composer, form, message, panel } from './slack-page.ts'

/** The two minutes of a newcomer without a mouse; the tour goes on by itself. */
const ground = playground('keyboard')
const task = 'orders-to-rds'

const card = () => message(ground.page, new RegExp(`${task}Real-time migration`))
const tour = () => ground.page.getByRole('region', { name: 'Tour' })
const step = (title: string) => tour().getByRole('heading', { name: title }).waitFor()
const button = (name: string) => ({ name, exact: true })

describe('the first two minutes by keyboard', () => {
  it('begin with a way past everything to the field for messages', async () => {
    const { page } = ground
    await step('Watch a task')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect.poll(() => hasFocus(composer(page))).toBe(true)
    await page.keyboard.type(`/drs watch ${task}`)
    await page.keyboard.press('Enter')
    await card().getByText('Waiting for configuration').waitFor()
    await step('Run the pre-check')
  })

  it('go to the panel at the side and back', async () => {
    const { page } = ground
    await strike(page, 'panels', panel(page).getByRole('button', button('Clock 100×')))
    await page.getByText('Done: Clock 100×').waitFor()
    await typeIntoChannel(page, `/drs precheck ${task}`)
    await message(page, 'srcDbBinlogIsOff').waitFor()
    await step('Repair the source')
    await ground.look('1-failed')
    await strike(page, 'panels', panel(page).getByRole('button', button('Repair the binary log of orders')))
    await step('Check again')
  })

  it('walk over the messages, and press what is on them', async () => {
    const { page } = ground
    await goToPart(page, 'messages')
    await page.keyboard.press('End')
    const report = message(page, 'pre-check failed')
    await reach(page, report, 'ArrowUp')
    const again = report.getByRole('button', button('Run again'))
    await reach(page, again)
    await ground.look('2-again')
    await page.keyboard.press('Enter')
    await card()
      .getByText(/^Pre-check\s*passed$/)
      .waitFor()
    await step('Start it')
    await strike(page, 'messages', card().getByRole('button', button('Start')))
    await card().getByText('Incremental phase running').waitFor()
    await step('Ask for a switchover')
  })

  it('fill a form, with the focus in it and afterwards where it was', async () => {
    const { page } = ground
    await typeIntoChannel(page, '/drs switchover dr-orders')
    const question = page.getByRole('dialog')
    const reason = question.getByRole('textbox', { name: 'Reason' })
    await expect.poll(() => hasFocus(reason)).toBe(true)
    await page.keyboard.type('yearly drill')
    await page.keyboard.press('ControlOrMeta+Enter')
    await message(page, 'Approval needed: switch over dr-orders').getByText('yearly drill').waitFor()
    await question.waitFor({ state: 'hidden' })
    await expect.poll(() => hasFocus(composer(page))).toBe(true)
    await step('Approve it as Bob')
  })

  it('become two other people, who approve, and carry it out as the first', async () => {
    const { page } = ground
    const ticket = message(page, 'When asked')
    // One letter: the page is somebody else's with it already.
    const strikeAs = async (letter: string, id: string, label: string) => {
      await goToPart(page, 'seat')
      await page.keyboard.type(letter)
      await expect.poll(() => page.url()).toContain(`as=${id}`)
      await ticket.waitFor()
      await strike(page, 'messages', ticket.getByRole('button', button(label)))
      const question = form(page, label)
      await reach(page, question.getByRole('button', button(label)))
      await page.keyboard.press('Enter')
    }
    await strikeAs('B', 'U02BOB', 'Approve')
    await step('Approve it as Carol')
    await ground.look('3-as-bob')
    await strikeAs('C', 'U03CAROL', 'Approve')
    await step('Carry it out')
    await strikeAs('A', 'U01ALICE', 'Carry out')
    await ticket.getByText('carried out and confirmed').waitFor()
    await step('You have seen it all')
    await ground.look('4-verified')
  })

  it('can be shown again, and be left out', async () => {
    const { page } = ground
    await goToPart(page, 'sidebar')
    await reach(page, tour().getByRole('button', button('Show the tour again')))
    await page.keyboard.press('Enter')
    await step('Watch a task')
    await reach(page, tour().getByRole('button', button('Next')))
    await page.keyboard.press('Enter')
    await step('Run the pre-check')
    await reach(page, tour().getByRole('button', button('Skip the tour')), 'Shift+Tab')
    await page.keyboard.press('Enter')
    await tour().waitFor({ state: 'hidden' })
    await page.reload()
    await message(page, 'When asked').waitFor()
    expect(await tour().count()).toBe(0)
  })
})
