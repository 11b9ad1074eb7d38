import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { locales } from '../../src/base/i18n.ts'
import { exhibitsOf } from '../../src/gallery/exhibits.ts'
import { dataKinds } from '../../src/gallery/sample-data.ts'
import { type LocalSlack, startLocalSlack } from '../../src/local-slack/server.ts'
import { galleryPage } from '../../src/sandbox/gallery/gallery-page.ts'
import { noon } from '../helpers/samples.ts'
import { look, openBrowser } from './chromium.ts'

/** The page of the local Slack draws all that the bot can send: what it cannot draw is not there for whoever tries the bot. */
let slack: LocalSlack
let browser: Browser

beforeAll(async () => {
  slack = await startLocalSlack({ pages: { gallery: galleryPage } })
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  await slack?.stop()
})

const cases = locales.flatMap((locale) => dataKinds.map((data) => [locale, data] as const))

it.each(cases)('every sample of every view is drawn in %s with %s data', async (locale, data) => {
  const exhibits = await exhibitsOf(locale, data, noon)
  const page = await browser.newPage(look)
  const faults: string[] = []
  page.on('pageerror', ({ message }) => faults.push(message))
  await page.goto(`${slack.pageUrl}gallery?locale=${locale}&data=${data}&now=${noon}`)
  for (const group of new Set(exhibits.map((one) => one.group))) {
    const samples = exhibits.filter((one) => one.group === group)
    await page.evaluate(`location.hash = '#/${encodeURIComponent(group)}'`)
    const shown = page.locator(`.exhibit[data-group="${group}"] > :nth-child(2)`)
    await expect.poll(() => shown.count(), { message: `${group} ${faults.join()}` }).toBe(samples.length)
  }
  expect(faults).toEqual([])
  await page.close()
})
