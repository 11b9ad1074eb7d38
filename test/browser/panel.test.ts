import { describe, expect, it } from 'vitest'
import { playground } from './playground.ts'
import { become, form, panel, press, pull, say, taskCard } from './slack-page.ts'

/** What a person can see and turn in the panel beside the conversation. */
const ground = playground('panel')
const box = () => panel(ground.page)
const part = (key: string) => box().locator(`[data-section="${key}"]`)
const unfold = (key: string) => part(key).locator('summary').first().click()
const task = (name: string) => part('tasks').getByRole('listitem').filter({ hasText: name })

describe('the tasks of the local DRS', () => {
  it('are told in words, with the way of their delay in words too', async () => {
    await task('orders-to-rds').getByText('Waiting for configuration').waitFor()
    await task('dr-orders')
      .getByText(/^RPO .* RTO /)
      .waitFor()
    const chart = task('billing-sync').getByRole('img', {
      name: /^Over the last 5 minutes: now .*, at most /,
    })
    await chart.waitFor()
    await ground.look('1-tasks')
  })

  it('rise in delay until they are let go', async () => {
    await pull(ground.page, 'Let it go: billing-sync')
    await task('billing-sync').getByRole('button', { name: 'Let it go' }).waitFor({ state: 'hidden' })
  })

  it('can be failed with a reason behind the back of the bot, which notices', async () => {
    const { page } = ground
    await say(page, '/drs watch billing-sync')
    await taskCard(page, 'billing-sync').waitFor()
    await task('billing-sync').getByRole('button', { name: 'In the console: billing-sync' }).press('Enter')
    await page.getByRole('menuitem', { name: 'Let it fail…' }).press('Enter')
    const question = page.getByRole('dialog')
    await question.getByLabel('Reason').fill('The tape robot is on strike')
    await press(question, 'Let it fail…')
    await question.waitFor({ state: 'hidden' })
    await task('billing-sync').getByText('Incremental phase failed').waitFor()
    await task('billing-sync').getByText('The tape robot is on strike').waitFor()
    await taskCard(page, 'billing-sync').getByText('Incremental phase failed').waitFor()
    await ground.look('2-failed')
  })

  it('can be created in the console', async () => {
    const { page } = ground
    await press(box(), 'Create a task in the console')
    const question = form(page, 'Create a task in the console')
    await question.getByLabel('Name').fill('made-elsewhere')
    await question.getByLabel('Scenario').selectOption({ label: 'Real-time synchronization' })
    await question.getByLabel('Status at first').selectOption({ label: 'Incremental phase running' })
    await press(question, 'Create')
    await task('made-elsewhere').getByText('Incremental phase running').waitFor()
  })
})

describe('the troubles', () => {
  it('are switched on for one operation, listed, and cleared', async () => {
    await unfold('faults')
    const faults = part('faults')
    await faults.getByLabel('Operation').fill('batch-job-status')
    await faults.getByRole('switch', { name: 'Throttle (429, Retry-After)' }).press('Space')
    const row = faults.getByRole('listitem').filter({ hasText: 'batch-job-status: Throttle' })
    await row.waitFor()
    await faults.getByText('1 on').waitFor()
    await ground.look('3-faults')
    await row.getByRole('button').click()
    await faults.getByText('None is on.').waitFor()
    expect(await faults.getByRole('switch', { checked: true }).count()).toBe(0)
  })

  it('of databases are found by their title, broken and repaired', async () => {
    await unfold('databases')
    const databases = part('databases')
    await databases.getByLabel('Database', { exact: true }).selectOption({ label: 'billing (mysql)' })
    await databases.getByLabel('Find a pre-check item to break').fill('server_id')
    await databases.getByRole('button', { name: 'Break: srcDbServerIdCheck' }).click()
    await databases.getByRole('button', { name: 'Repair: srcDbServerIdCheck' }).waitFor()
    await ground.look('4-databases')
    await databases.getByRole('button', { name: 'Repair: srcDbServerIdCheck' }).click()
    await databases.getByText('Every pre-check item would pass.').waitFor()
  })
})

describe('the traffic', () => {
  it('shows the command and what it led to, pretty-printed', async () => {
    await unfold('traffic')
    const lines = part('traffic').getByRole('listitem')
    await part('traffic').getByLabel('Filter').fill('watch billing')
    const command = lines.filter({ hasText: '/drs watch billing-sync' })
    await command.locator('summary').press('Enter')
    const request = command.getByLabel('Request')
    await request.getByText('"text": "watch billing-sync"').waitFor()
    expect(await request.textContent()).toContain('"token": "***"')
    await ground.look('5-traffic')
  })
})

describe('the panel itself', () => {
  it('remembers what was open, and follows the language of the person', async () => {
    const { page } = ground
    await unfold('try')
    await page.reload()
    await part('traffic').getByLabel('Filter').waitFor()
    expect(await part('try').getByRole('listitem').count()).toBe(0)
    await become(page, '李伟 (迁移工程师)')
    await part('tasks').getByRole('heading', { name: 'DRS 任务' }).waitFor()
    await task('dr-orders').getByText('灾备中').waitFor()
    await page.emulateMedia({ colorScheme: 'dark' })
    await ground.look('6-chinese-dark')
  })

  it('begins the world anew', async () => {
    const { page } = ground
    await press(box(), '恢复初始状态')
    await press(page.getByRole('dialog'), '是')
    await task('made-elsewhere').waitFor({ state: 'detached' })
    await task('billing-sync').getByText('增量迁移中').waitFor()
  })
})
