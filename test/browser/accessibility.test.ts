import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { violations } from './axe.ts'
import { playground } from './playground.ts'
import {
  become,
  composer,
  field,
  form,
  message,
  openThread,
  press,
  pull,
  say,
  taskCard,
  thread,
} from './slack-page.ts'

/** WCAG 2.1 A and AA, as far as a program can tell, wherever a person may be; in both colours. */
const ground = playground('accessibility')
const task = 'orders-to-rds'

/** Looks in light and in dark. */
async function look(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    expect(await violations(page), `${name}, ${colorScheme}`).toEqual([])
    await ground.look(`${name}-${colorScheme}`)
  }
}

describe('no barriers', () => {
  it('in an empty channel, with the tour', async () => {
    await look(ground.page, '1-empty')
  })

  it('in the field for messages with hints', async () => {
    const { page } = ground
    await composer(page).click()
    await page.keyboard.type('/drs')
    await page.keyboard.press('ArrowDown')
    await look(page, '2-hints')
    await page.keyboard.press('ControlOrMeta+A')
    await page.keyboard.press('Delete')
  })

  it('in a channel with cards, reactions and a whisper', async () => {
    const { page } = ground
    await pull(page, 'Clock 100×')
    await say(page, `/drs watch ${task}`)
    const card = taskCard(page, task)
    await card.waitFor()
    await card.hover()
    await press(card, 'Add reaction: eyes')
    await card.locator('.reaction').first().waitFor()
    await say(page, `/drs precheck ${task}`)
    await message(page, 'The binlog of the source is off').waitFor()
    await look(page, '3-channel')
  })

  it('in a thread', async () => {
    const { page } = ground
    await openThread(page, taskCard(page, task))
    await thread(page).getByText('The binlog of the source is off').first().waitFor()
    await look(page, '4-thread')
    await press(thread(page), 'Close thread')
  })

  it('in a form with errors, and in an open list', async () => {
    const { page } = ground
    await say(page, '/drs create')
    const view = form(page, 'New task')
    await press(view, 'Next')
    await view.getByRole('alert').first().waitFor()
    await look(page, '5-form')
    await field(view, 'Scenario').getByRole('button').click()
    await page.locator('.popover').getByRole('option').first().waitFor()
    await look(page, '6-list')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await view.waitFor({ state: 'hidden' })
  })

  it('on the Home tab', async () => {
    const { page } = ground
    await page.getByRole('link', { name: /: Home/ }).click()
    await page.locator('.home').waitFor()
    await look(page, '7-home')
  })

  it('in Chinese, with the colours that were chosen on the page', async () => {
    const { page } = ground
    await become(page, '李伟 (迁移工程师)')
    await page.getByRole('button', { name: '配色：跟随系统' }).click()
    await page.getByRole('button', { name: '配色：浅色' }).click()
    await page.getByRole('button', { name: '配色：深色' }).waitFor()
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN')
    const background = await page.evaluate('getComputedStyle(document.body).backgroundColor')
    expect(background).toBe('rgb(26, 29, 33)')
    await page.goto(`${page.url().split('#')[0]}#/C01MIGRATION`)
    await message(page, task).waitFor()
    expect(await violations(page)).toEqual([])
    await ground.look('8-chinese-dark')
  })

  it('on a telephone: one column, nothing beyond its edge', async () => {
    const { page } = ground
    await page.setViewportSize({ width: 400, height: 800 })
    await message(page, task).waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(400)
    await ground.look('9-telephone')
    const lefts = await page.evaluate<number[]>(
      `['.sidebar', '.conversation', '.panels'].map((one) => document.querySelector(one).getBoundingClientRect().left)`,
    )
    expect(lefts).toEqual([0, 0, 0])
    await say(page, '/drs create')
    await page.getByRole('dialog').locator('.samples').waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(400)
    await ground.look('10-telephone-form')
  })
})
