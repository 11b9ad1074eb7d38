import { mkdir, readdir, rm } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { type Locale, locales } from '../../src/base/i18n.ts'
import { startLocalSlack } from '../../src/local-slack/server.ts'
import { galleryPage } from '../../src/sandbox/gallery/gallery-page.ts'
import { look, openBrowser } from '../browser/chromium.ts'
import { noon } from '../helpers/samples.ts'

/** `npm run pictures`: makes the pictures of README and docs from the gallery, light and dark, in both languages. */
const folder = 'docs/images/gallery'

/** What is shown, by the name of its files. */
const shown = {
  card: { group: 'taskCard', state: 'healthy, with its delay' },
  request: { group: 'requestCard', state: 'pending' },
  'request-half': { group: 'requestCard', state: 'one approval of two' },
  'request-approved': { group: 'requestCard', state: 'approved' },
  'request-executing': { group: 'requestCard', state: 'executing' },
  'request-verified': { group: 'requestCard', state: 'verified' },
  'request-rejected': { group: 'requestCard', state: 'rejected' },
  'request-cancelled': { group: 'requestCard', state: 'cancelled' },
  'request-expired': { group: 'requestCard', state: 'expired' },
  'request-stale': { group: 'requestCard', state: 'stale' },
  'request-failed': { group: 'requestCard', state: 'failed' },
  'request-emergency': { group: 'requestCard', state: 'emergency' },
  precheck: { group: 'eventCard', state: 'pre-check failed' },
  home: { group: 'helpCard', state: 'a viewer' },
} as const

const themes = ['light', 'dark'] as const

async function take(browser: Browser, url: string, locale: Locale, theme: (typeof themes)[number]) {
  const page = await browser.newPage({
    ...look,
    locale: locale === 'en' ? look.locale : locale,
    viewport: { width: 900, height: 800 },
    colorScheme: theme,
  })
  await page.clock.setFixedTime(noon)
  for (const [name, { group, state }] of Object.entries(shown)) {
    const place = `#/${encodeURIComponent(group)}/${encodeURIComponent(state)}`
    await page.goto('about:blank')
    await page.goto(`${url}gallery?locale=${locale}&data=ordinary&now=${noon}${place}`)
    const exhibit = page.locator('.exhibit > :nth-child(2)')
    await exhibit.waitFor()
    await exhibit.screenshot({ path: `${folder}/${name}.${locale}.${theme}.png` })
  }
  await page.close()
}

async function main(): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const old of await readdir(folder)) await rm(`${folder}/${old}`)
  const slack = await startLocalSlack({ pages: { gallery: galleryPage } })
  const browser = await openBrowser()
  try {
    for (const locale of locales)
      for (const theme of themes) await take(browser, slack.pageUrl, locale, theme)
  } finally {
    await browser.close()
    await slack.stop()
  }
}

await main()
