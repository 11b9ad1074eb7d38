import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'

/** Where Debian, Ubuntu and Fedora put it; `CHROMIUM_PATH` names another. */
const usualPaths = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--no-first-run',
]

/** The browser's program; an error names the one command that installs it. */
export function chromiumPath(
  given: string | undefined,
  exists: (path: string) => boolean = existsSync,
): string {
  const found = (given ? [given] : usualPaths).find((path) => exists(path))
  if (found) return found
  throw new Error(
    given
      ? `CHROMIUM_PATH is “${given}”, but there is no such file.`
      : 'The browser tests need Chromium: sudo apt-get install chromium (or set CHROMIUM_PATH).',
  )
}

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath(process.env.CHROMIUM_PATH), args: quiet })
}

export const look = {
  viewport: { width: 1400, height: 900 },
  locale: 'en-GB',
  timezoneId: 'Europe/Berlin',
  colorScheme: 'light',
} as const

/** A window on the sandbox page, once the page has drawn itself. */
export async function openPage(browser: Browser, url: string): Promise<Page> {
  const page = await browser.newPage(look)
  await page.goto(url)
  await page.getByRole('complementary', { name: 'Sandbox' }).getByRole('heading').first().waitFor()
  return page
}
