import { expect, it } from 'vitest'
import { playground } from './playground.ts'
import { become, form, message, press, pull, say, sendForms, taskCard, write } from './slack-page.ts'

/** What a newcomer reads on the way, in one language. */
export interface StoryWords {
  readonly person: string
  readonly writeIt: string
  readonly fillIn: string
  readonly filled: readonly string[]
  readonly test: string
  readonly precheck: string
  readonly notPassed: string
  readonly repair: string
  readonly again: string
  readonly passed: string
  readonly start: string
  readonly running: RegExp
  readonly reason: string
  readonly needed: string
  readonly approve: string
  readonly approved: string
  readonly carryOut: string
  readonly confirmed: string
  readonly done: string
}

const task = 'shop-to-cloud'
const bob = 'Bob Tan (Approver)'

/**
 * The first two minutes with the mouse, as the guide leads: from the page that has just opened to a request that somebody
 * else has approved, in at most twenty clicks and 120 seconds at the pace the sandbox starts with.
 */
export function playTwoMinutes(story: string, words: StoryWords): void {
  const ground = playground(story)
  let clicks = 0
  let begun = 0
  const card = () => taskCard(ground.page, task)
  const heading = (text: string) => ground.page.getByRole('heading', { name: text, exact: true })
  const report = (text: string) => message(ground.page, `${task}${text}`)
  const dialog = () => ground.page.getByRole('dialog')
  const countClicks = () => ground.page.evaluate('JSON.parse(localStorage.getItem("tour")).clicks')
  const writeAndSend = async () => {
    await ground.page.getByRole('button', { name: words.writeIt, exact: true }).click()
    await ground.page.keyboard.press('Enter')
  }
  const sendAll = () => sendForms(ground.page, (submit) => submit.click())

  it('begins where the person sits and reads their language', async () => {
    const { page } = ground
    begun = await page.evaluate<number>('performance.timeOrigin')
    if (words.person !== '') await become(page, words.person)
    if (words.person !== '') {
      await say(page, '/drs use --language zh')
      await message(page, '简体中文').waitFor()
    }
  })

  it('creates a task with the values that stand beside the form', async () => {
    const { page } = ground
    await writeAndSend()
    const beside = page.getByRole('complementary', {
      name: words.fillIn.replace(/^.*(sample values|示例值)$/i, '$1'),
    })
    await dialog().getByRole('button', { name: words.fillIn }).waitFor()
    expect(await beside.or(dialog().locator('.samples')).first().textContent()).toContain(task)
    await dialog().getByRole('button', { name: words.fillIn }).click()
    for (const text of words.filled) await dialog().getByText(text, { exact: true }).first().waitFor()
    await ground.look('1-sample-values')
    await sendAll()
    await card().getByRole('button', { name: words.test }).waitFor()
    await ground.look('2-created')
  })

  it('tests the connections and sees the pre-check fail', async () => {
    const { page } = ground
    await press(card(), words.test)
    await press(card(), words.precheck)
    await report(words.notPassed).waitFor()
    await ground.look('3-not-passed')
    await pull(page, words.repair)
    await press(report(words.notPassed), words.again)
    await card().getByText(words.passed).waitFor()
  })

  it('starts it', async () => {
    await press(card(), words.start)
    await card().getByText(words.running).waitFor()
    await ground.look('4-running')
  })

  it('asks to stop it, and somebody else approves', async () => {
    const { page } = ground
    await writeAndSend()
    await dialog().waitFor()
    await write(dialog(), words.reason, 'moved')
    await sendAll()
    await message(page, words.needed).waitFor()
    await become(page, bob)
    await press(message(page, words.needed), words.approve)
    await press(form(page, words.approve), words.approve)
    await message(page, words.approved).getByRole('button', { name: words.carryOut }).waitFor()
    clicks = Number(await countClicks())
    const seconds = (Date.now() - begun) / 1000
    process.stdout.write(`  ${story}: ${clicks} clicks, ${Math.round(seconds)} s\n`)
    expect(clicks).toBeLessThanOrEqual(20)
    expect(seconds).toBeLessThanOrEqual(120)
    await ground.look('5-approved')
  })

  it('is carried out by the person who asked, and the page says how long it took', async () => {
    const { page } = ground
    await become(page, words.person === '' ? 'Alice Meyer (Migration engineer)' : words.person)
    await press(message(page, words.approved), words.carryOut)
    await press(form(page, words.carryOut), words.carryOut)
    await message(page, words.confirmed).first().waitFor()
    await heading(words.done).waitFor()
    await page
      .getByText(/\d:\d\d/)
      .first()
      .waitFor()
    await ground.look('6-done')
  })
}
