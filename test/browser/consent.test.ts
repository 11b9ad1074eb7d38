import { describe, expect, it } from 'vitest'
import { playground } from './playground.ts'
import { become, form, message, messages, press, pull, say, write } from './slack-page.ts'

/** A switchover needs two: the person who asks and somebody else who approves. */
const ground = playground('consent')
const task = 'dr-orders'
const alice = 'Alice Meyer (Migration engineer)'
const bob = 'Bob Tan (Approver)'

const ticket = () => message(ground.page, 'Task when asked')
const only = (text: string) => messages(ground.page, text).filter({ hasText: 'Only visible to you' })

async function approve(): Promise<void> {
  await press(ticket(), 'Approve')
  const question = form(ground.page, 'Approve')
  expect(await question.textContent()).toContain('starts at once')
  await press(question, 'Approve')
  await question.waitFor({ state: 'hidden' })
}

describe('a switchover with the consent of another person', () => {
  it('is asked for with a reason', async () => {
    const { page } = ground
    await say(page, `/drs switchover ${task}`)
    const question = page.getByRole('dialog')
    await question.getByText(task).waitFor()
    await write(question, 'Reason', 'yearly drill')
    await press(question, 'Submit')
    await message(page, `Approval needed: Switch over ${task}`).getByText('yearly drill').waitFor()
    await only('The request is in this channel').waitFor()
    await ground.look('1-asked')
  })

  it('is not approved by the person who asked', async () => {
    await approve()
    await only('Somebody else has to approve your request').waitFor()
    expect(await ticket().getByRole('button', { name: 'Approve' }).count()).toBe(1)
    await ground.look('2-refused')
  })

  it('shows another person the request, but not the whispers', async () => {
    const { page } = ground
    await become(page, bob)
    await ticket().getByText('yearly drill').waitFor()
    expect(await only('').count()).toBe(0)
    await ground.look('3-as-bob')
  })

  it('is approved by that person, carried out and verified', async () => {
    const { page } = ground
    await pull(page, 'Clock 100×')
    await approve()
    await ticket().getByText('Done and verified', { exact: true }).waitFor()
    await ticket().getByText('@Bob Tan').waitFor()
    expect(await ticket().getByRole('button', { name: 'Approve' }).count()).toBe(0)
    await ground.look('4-verified')
  })

  it('still shows the person who asked what only they were told', async () => {
    await become(ground.page, alice)
    await only('Somebody else has to approve your request').waitFor()
  })
})
