import type { App } from '@slack/bolt'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { startBot } from '../local-slack/bot.ts'
import { look, openBrowser } from './chromium.ts'

/** A local Slack without DRS: a small app of the test's own, and tabs as several people in one browser. */
export interface SlackGround {
  /** A tab as that person; the same one each time. */
  tab(person: string): Promise<Page>
  readonly bot: Awaited<ReturnType<typeof startBot>>
  readonly url: string
  /** Keeps a picture: artifacts/browser/<name>.png. */
  picture(page: Page, name: string): Promise<void>
}

export function slackGround(story: string, wire: (app: App) => void): SlackGround {
  let bot: Awaited<ReturnType<typeof startBot>> | undefined
  let browser: Browser | undefined
  const tabs = new Map<string, Page>()
  const faults: Error[] = []
  const running = () => {
    if (!bot || !browser) throw new Error('there is a Slack only while tests run')
    return { bot, browser }
  }
  const picture = async (page: Page, name: string) => {
    await page.screenshot({ path: `artifacts/browser/${story}-${name}.png` })
  }
  let broken = false
  let shared: Awaited<ReturnType<Browser['newContext']>> | undefined
  beforeAll(async () => {
    browser = await openBrowser()
    bot = await startBot(wire, { rateLimits: false })
    shared = await browser.newContext(look)
  })
  beforeEach(({ skip }) => skip(broken, 'an earlier step failed'))
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') {
      broken = true
      for (const [person, page] of tabs) await picture(page, `failed-${person}`)
    }
    const [fault] = faults.splice(0)
    if (fault) throw fault
  })
  afterAll(async () => {
    await browser?.close()
    await bot?.stop()
  })
  return {
    get bot() {
      return running().bot
    },
    get url() {
      return running().bot.slack.pageUrl
    },
    picture,
    async tab(person) {
      const known = tabs.get(person)
      if (known) {
        await known.bringToFront()
        return known
      }
      const page = await (shared ?? running().browser).newPage()
      page.on('pageerror', (error) => faults.push(error))
      await page.goto(`${running().bot.slack.pageUrl}?as=${person}`)
      await page.getByRole('textbox', { name: /^(Message|发消息至) / }).waitFor()
      tabs.set(person, page)
      return page
    },
  }
}
