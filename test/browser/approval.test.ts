import { describe, expect, it } from 'vitest'
import { playground } from './playground.ts'
import { become, form, message, messages, press, pull, say, write } from './slack-page.ts'

/** A switchover needs three people: the one who asks and two others who approve. */
const ground = playground('approval')
const task = 'dr-orders'
const alice = 'Alice Meyer (Migration engineer)'
const bob = 'Bob Tan (Approver)'
const carol = 'Carol Diaz (Approver)'

const ticket = () => message(ground.page, 'switch over dr-orders')
const only = (text: string) => messages(ground.page, text).filter({ hasText: 'Only visible to you' })

async function confirmed(label: string, said: string): Promise<void> {
  await press(ticket(), label)
  const question = form(ground.page, label)
  expect(await question.textContent()).toContain(said)
  await press(question, label)
  await question.waitFor({ state: 'hidden' })
}

const approve = () => confirmed('Approve', 'Carrying it out takes one more click')

describe('a switchover with the approval of two other people', () => {
  it('is asked for in a form that shows the pair as it is', async () => {
    const { page } = ground
    await say(page, `/drs switchover ${task}`)
    const question = page.getByRole('dialog')
    await question.getByText('Last comparison of objects and rows').waitFor()
    await ground.look('1-form')
    await write(question, 'Reason', 'yearly drill')
    await press(question, 'Submit')
    await message(page, `Approval needed: switch over ${task}`).getByText('yearly drill').waitFor()
    await only('Approval requested').waitFor()
    await ground.look('2-asked')
  })

  it('is not approved by somebody who is no approver', async () => {
    await approve()
    await only('Only approvers of sandbox can do this').waitFor()
    expect(await ticket().getByRole('button', { name: 'Approve' }).count()).toBe(1)
    await ground.look('3-refused')
  })

  it('shows another person the request, but not the whispers', async () => {
    const { page } = ground
    await become(page, bob)
    await ticket().getByText('yearly drill').waitFor()
    // The page shows for a moment what the person before has read.
    await expect.poll(() => only('').count()).toBe(0)
    await approve()
    await ticket().getByText('1 of 2').waitFor()
    await ground.look('4-half')
  })

  it('is complete with the second person, and waits for a click of its own', async () => {
    const { page } = ground
    await become(page, carol)
    await approve()
    await ticket().getByRole('button', { name: 'Carry out now' }).waitFor()
    expect(await ticket().getByRole('button', { name: 'Approve' }).count()).toBe(0)
    await ground.look('5-approved')
  })

  it('is carried out by the person who asked, and verified', async () => {
    const { page } = ground
    await become(page, alice)
    await pull(page, 'Clock 100×')
    await confirmed('Carry out now', 'checks the task again first')
    await ticket().getByText('carried out and confirmed').waitFor()
    await ticket().getByText('Bob Tan, Carol Diaz').waitFor()
    await ticket().getByRole('button', { name: 'Switch back …' }).waitFor()
    await ground.look('6-verified')
  })
})
