import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'

/** What a person does on the sandbox page, with the mouse and the keys, and finds there by its visible words. */

/** Becomes somebody else with the list at the top: `Bob Tan (Approver)`. */
export async function become(page: Page, person: string): Promise<void> {
  await page.getByLabel(/^(You are|当前身份)/).selectOption({ label: person })
}

export async function goTo(page: Page, channel: string): Promise<void> {
  const channels = page.getByRole('navigation', { name: /^(Channels|频道)$/ })
  await channels.getByRole('link', { name: channel }).click()
  await page.getByRole('heading', { name: channel, level: 1 }).waitFor()
}

/** The field for messages of the channel that is open. */
export function composer(page: Page): Locator {
  return page.getByRole('main').getByRole('textbox', { name: /^(Message|发消息至) / })
}

/** Types a message or a command into the channel and sends it. */
export async function say(page: Page, text: string): Promise<void> {
  await composer(page).click()
  await page.keyboard.type(text)
  await page.keyboard.press('Enter')
}

export function messages(page: Page, text: string | RegExp): Locator {
  return page
    .getByRole('log', { name: /^(Messages|消息)$/ })
    .getByRole('article')
    .filter({ hasText: text })
}

/** The newest message of the channel with that text. */
export function message(page: Page, text: string | RegExp): Locator {
  return messages(page, text).last()
}

/** The card of a task: `orders-to-rds · Full phase running`. */
export function taskCard(page: Page, name: string): Locator {
  return message(page, new RegExp(`${name} · `)).filter({ hasNotText: 'Only visible to you' })
}

export function thread(page: Page): Locator {
  return page.getByRole('complementary', { name: /^(Thread|消息列)$/ })
}

/** Opens the thread of a message by its “3 replies”. */
export async function openThread(page: Page, parent: Locator): Promise<void> {
  await parent.getByRole('button', { name: /\d (reply|replies|条回复)/ }).click()
  await thread(page)
    .getByRole('heading', { name: /^(Thread|消息列)$/ })
    .waitFor()
}

export async function press(within: Locator, label: string): Promise<void> {
  await within.getByRole('button', { name: label, exact: true }).click()
}

/** The panel at the side: the local DRS. */
export function panel(page: Page): Locator {
  return page.getByRole('complementary', { name: /^(Sandbox|沙箱)$/ })
}

/** Presses one of the levers in the panel at the side, and waits for its answer. */
export async function pull(page: Page, label: string): Promise<void> {
  await press(panel(page), label)
  await page
    .getByText(new RegExp(`^(Done: |已完成：)${label}$`))
    .last()
    .waitFor()
}

/** The modal of that title. */
export function form(page: Page, title: string): Locator {
  return page.getByRole('dialog', { name: title, exact: true })
}

/** A field by the words over it, whether it is optional or not. */
export function field(inForm: Locator, label: string): Locator {
  const words = inForm
    .page()
    .locator('.label')
    .filter({ hasText: new RegExp(`^${label}( \\(optional\\)| （可选）)?$`) })
  return inForm.locator('.field').filter({ has: words })
}

/** Writes into a field in place of what stands there. */
export async function write(inForm: Locator, label: string, text: string): Promise<void> {
  await field(inForm, label).getByRole('textbox').click()
  await inForm.page().keyboard.press('ControlOrMeta+A')
  await inForm.page().keyboard.type(text)
}

/** What the select that is open offers. */
export function options(page: Page): Locator {
  return page.locator('.popover').getByRole('option')
}

/** Opens a select, types a part of an option and picks it. */
export async function choose(inForm: Locator, label: string, option: string, typed = option): Promise<void> {
  const page = inForm.page()
  await field(inForm, label).getByRole('button').click()
  await page.keyboard.type(typed)
  await options(page).filter({ hasText: option }).first().click()
}

/** What a select shows as chosen. */
export function chosen(inForm: Locator, label: string): Locator {
  return field(inForm, label).locator('.picked')
}

/** Sends the form that is open, and those that follow, as they are; `send` gets the button that would do it. */
export async function sendForms(page: Page, send: (submit: Locator) => Promise<void>): Promise<void> {
  const dialog = page.getByRole('dialog')
  const submit = dialog.locator('[type="submit"]:enabled')
  const titles = () => dialog.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')).join())
  for (let title = await titles(); title !== ''; title = await titles()) {
    await submit.waitFor()
    await dialog.locator('[aria-busy="true"]').waitFor({ state: 'detached' })
    await send(submit)
    await expect.poll(titles).not.toBe(title)
    // The next page says that it comes before it is there.
    await expect.poll(async () => (await titles()) === '' || (await submit.count()) > 0).toBe(true)
  }
}
