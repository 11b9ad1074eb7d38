import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { openBrowser, openPage } from './chromium.ts'
import { type Sandbox, startSandbox } from './sandbox.ts'

export interface Playground {
  readonly page: Page
  /** Keeps a picture of the stage for people to look at: artifacts/browser/<name>.png. */
  look(name: string): Promise<void>
}

/** A sandbox and a browser for the tests of one file; a step that fails leaves a picture. */
export function playground(story: string): Playground {
  let sandbox: Sandbox | undefined
  let browser: Browser | undefined
  let page: Page | undefined
  const faults: Error[] = []
  const open = () => {
    if (!page) throw new Error('the page is open only while tests run')
    return page
  }
  const look = async (name: string) => {
    await open().screenshot({ path: `artifacts/browser/${story}-${name}.png` })
  }
  beforeAll(async () => {
    browser = await openBrowser()
    sandbox = await startSandbox()
    page = await openPage(browser, sandbox.url)
    page.on('pageerror', (error) => faults.push(error))
  })
  let broken = false
  beforeEach(({ skip }) => skip(broken, 'an earlier step failed'))
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') {
      broken = true
      await look('failed')
    }
    const [fault] = faults.splice(0)
    if (fault) throw fault
  })
  afterAll(async () => {
    await browser?.close()
    await sandbox?.stop()
  })
  return {
    get page() {
      return open()
    },
    look,
  }
}
