import { mkdir } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import type { Locale } from '../../src/text.ts'
import { openBrowser, openPage } from './chromium.ts'
import { startSandbox } from './sandbox.ts'
import { become, message, openThread, pull, say, thread } from './slack-page.ts'

/** `npm run picture`: makes the README's pictures anew, one per language, from a sandbox of their own. */
const folder = 'docs/images'
const task = 'orders-to-rds'

interface Scene {
  readonly file: string
  readonly person: string
  readonly kind: string
  readonly waiting: string
  readonly failed: string
  readonly clock: string
}

const scenes: Readonly<Record<Locale, Scene>> = {
  en: {
    file: 'sandbox.png',
    person: 'Alice Meyer (Migration engineer)',
    kind: 'Real-time migration',
    waiting: 'Waiting for configuration',
    failed: 'not passed: 1 failed',
    clock: 'Clock 100×',
  },
  'zh-CN': {
    file: 'sandbox-zh.png',
    person: '李伟 (迁移工程师)',
    kind: '实时迁移',
    waiting: '配置中',
    failed: '未通过：1 项失败',
    clock: '时钟 100×',
  },
}

/** The card at the left, its thread at the right with the report from its first line. */
async function play(page: Page, { file, person, kind, waiting, failed, clock }: Scene): Promise<void> {
  await become(page, person)
  await pull(page, clock)
  await say(page, `/drs watch ${task}`)
  const card = message(page, new RegExp(`${task}${kind}`))
  await card.getByText(waiting).waitFor()
  await say(page, `/drs precheck ${task}`)
  await card.getByText(failed).waitFor()
  await openThread(page, card)
  const report = thread(page).getByRole('article').filter({ hasText: 'srcDbBinlogIsOff' })
  await report.waitFor()
  await page.locator('.toast').waitFor({ state: 'detached' })
  await card.evaluate((article) => article.scrollIntoView())
  await report.evaluate((article) => article.scrollIntoView())
  await page.mouse.move(0, 0)
  await page.screenshot({ path: `${folder}/${file}` })
}

async function main(): Promise<void> {
  await mkdir(folder, { recursive: true })
  const browser = await openBrowser()
  try {
    for (const scene of Object.values(scenes)) await take(browser, scene)
  } finally {
    await browser.close()
  }
}

async function take(browser: Awaited<ReturnType<typeof openBrowser>>, scene: Scene): Promise<void> {
  const sandbox = await startSandbox()
  try {
    await play(await openPage(browser, sandbox.url), scene)
  } finally {
    await sandbox.stop()
  }
}

await main()
