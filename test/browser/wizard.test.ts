import type { Locator } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { instances, subnetId } from '../../src/local-drs/databases.ts'
import { playground } from './playground.ts'
import {
  choose,
  chosen,
  field,
  form,
  message,
  options,
  press,
  pull,
  say,
  taskCard,
  write,
} from './slack-page.ts'

/** A task of one's own: every page of the wizard, with a slip and a step back. */
const ground = playground('wizard')
const name = 'shop-to-cloud'

const view = (title: string) => form(ground.page, title)
const written = (inForm: Locator, label: string) => field(inForm, label).getByRole('textbox').inputValue()

async function writeAll(inForm: Locator, values: Readonly<Record<string, string>>): Promise<void> {
  for (const [label, text] of Object.entries(values)) await write(inForm, label, text)
}

describe('the wizard', () => {
  it('shows a wrong value at its field and keeps what was entered', async () => {
    await say(ground.page, '/drs create')
    const first = view('New task')
    await write(first, 'Name', '9 shops')
    await choose(first, 'Scenario', 'Real-time migration', 'migr')
    await write(first, 'Description', 'The shop moves')
    await press(first, 'Next')
    await field(first, 'Name').getByRole('alert').waitFor()
    expect(await first.getByRole('alert').count()).toBe(1)
    expect(await written(first, 'Name')).toBe('9 shops')
    expect(await chosen(first, 'Scenario').textContent()).toBe('Real-time migration')
    expect(await written(first, 'Description')).toBe('The shop moves')
    await ground.look('1-wrong-value')
  })

  it('goes on once it is right', async () => {
    const first = view('New task')
    await write(first, 'Name', name)
    await ground.page.keyboard.press('Enter')
    const second = view('What is replicated')
    await choose(second, 'Databases', 'MySQL → MySQL', 'mysql')
    await choose(second, 'Direction', 'To the cloud')
    await ground.look('2-what')
  })

  it('goes back and forth without losing anything', async () => {
    await press(view('What is replicated'), 'Back')
    const first = view('New task')
    await field(first, 'Name').waitFor()
    expect(await written(first, 'Name')).toBe(name)
    expect(await chosen(first, 'Scenario').textContent()).toBe('Real-time migration')
    await press(first, 'Next')
    const second = view('What is replicated')
    await field(second, 'Databases').waitFor()
    expect(await chosen(second, 'Databases').textContent()).toBe('MySQL → MySQL')
    expect(await chosen(second, 'Direction').textContent()).toBe('To the cloud')
    expect(await chosen(second, 'Task mode').textContent()).toBe('Full + incremental')
  })

  it('survives being closed', async () => {
    await ground.page.keyboard.press('Escape')
    await view('What is replicated').waitFor({ state: 'hidden' })
    await say(ground.page, '/drs create')
    const first = view('New task')
    await field(first, 'Name').waitFor()
    expect(await written(first, 'Name')).toBe(name)
    await press(first, 'Next')
    await press(view('What is replicated'), 'Next')
  })

  it('asks for the instance and both databases', async () => {
    const third = view('Replication instance')
    await choose(third, 'Network', 'Public network (EIP)', 'public')
    await choose(third, 'Specifications', 'high')
    await write(third, 'Subnet', subnetId)
    await ground.look('3-instance')
    await press(third, 'Next')
    await writeAll(view('Source database'), {
      'Source address': '192.168.0.28',
      'Source port': '3306',
      'Source user': 'drs_user',
      'Reference to the source password': 'env:DB_SOURCE_PASSWORD',
    })
    await press(view('Source database'), 'Next')
    await writeAll(view('Destination database'), {
      'Destination address': '192.168.0.131',
      'Destination port': '3306',
      'Destination user': 'drs_user',
      'Reference to the destination password': 'env:DB_DESTINATION_PASSWORD',
      'Destination instance ID': instances.mysql,
    })
    await ground.look('4-destination')
    await press(view('Destination database'), 'Next')
    await view('Review').getByText('1 replication instance').waitFor()
    await press(view('Review'), 'Create')
  })

  it('creates the task, which then has a card', async () => {
    const { page } = ground
    await message(page, `DRS accepted the new task ${name}`).getByText('Only visible to you').waitFor()
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await pull(page, 'Clock 100×')
    const card = taskCard(page, name)
    await card.getByText('Waiting for configuration').waitFor()
    await ground.look('5-created')
  })

  it('offers the task by type-ahead where a command has no argument', async () => {
    const { page } = ground
    await say(page, '/drs show')
    const question = page.getByRole('dialog')
    await field(question, 'Tasks').getByRole('button').click()
    const offered = options(page)
    await offered.filter({ hasText: 'billing-sync' }).waitFor()
    await page.keyboard.type('sho')
    await expect.poll(() => offered.count()).toBe(1)
    await ground.look('6-type-ahead')
    await offered.filter({ hasText: name }).click()
    await page.keyboard.press('Escape')
    await press(question, 'Submit')
    const details = message(page, 'The shop moves')
    await details.getByText('Only visible to you').waitFor()
    expect(await details.textContent()).toContain('rds-orders · 192.168.0.131:3306')
    await ground.look('7-details')
  })
})
