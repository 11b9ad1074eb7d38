import type { Locator, Page } from 'playwright-core'

/** What a person does who has no mouse. */

const far = 200

export function hasFocus(target: Locator): Promise<boolean> {
  return target.evaluate((one) => one === one.ownerDocument.activeElement, undefined, { timeout: 5_000 })
}

/** Presses a key until something has the focus: proof that a keyboard gets there. */
export async function reach(page: Page, target: Locator, key = 'Tab'): Promise<void> {
  await target.waitFor()
  for (let count = 0; count < far; count += 1) {
    if (await hasFocus(target)) return
    await page.keyboard.press(key)
  }
  throw new Error(`${key} does not lead to ${String(target)}`)
}

/** Goes to a part of the page with F6. */
export async function goToPart(page: Page, id: string): Promise<void> {
  for (let count = 0; count < 8; count += 1) {
    await page.keyboard.press('F6')
    if (await page.evaluate(`document.activeElement.closest('#${id}') !== null`)) return
  }
  throw new Error(`F6 does not lead to #${id}`)
}

/** Reaches a button in that part of the page and presses it. */
export async function strike(page: Page, part: string, button: Locator): Promise<void> {
  await goToPart(page, part)
  await reach(page, button)
  await page.keyboard.press('Enter')
}

/** Writes into the field of the channel and sends it. */
export async function typeIntoChannel(page: Page, text: string): Promise<void> {
  await goToPart(page, 'composer')
  await page.keyboard.type(text)
  await page.keyboard.press('Enter')
}
