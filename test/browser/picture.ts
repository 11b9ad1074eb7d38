import { mkdir } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import type { Locale } from '../../src/base/i18n.ts'
import { openBrowser, openPage } from './chromium.ts'
import { startSandbox } from './sandbox.ts'
import { become, message, openThread, pull, say, taskCard, thread } from './slack-page.ts'

/** `npm run picture`: makes the pictures of the documentation anew, from sandboxes of their own. */
const folder = 'docs/images'
const task = 'orders-to-rds'

interface Scene {
  readonly file: string
  readonly person: string
  readonly language?: string
  readonly waiting: string
  readonly failed: string
  readonly problem: string
  readonly clock: string
}

const scenes: Readonly<Record<Locale, Scene>> = {
  en: {
    file: 'sandbox.png',
    person: 'Alice Meyer (Migration engineer)',
    waiting: 'Waiting for configuration',
    failed: 'pre-check failed',
    problem: 'The binlog of the source is off',
    clock: 'Clock 100×',
  },
  'zh-CN': {
    file: 'sandbox-zh.png',
    person: '李伟 (迁移工程师)',
    language: 'zh',
    waiting: '配置中',
    failed: '预检查未通过',
    problem: '源库未开启 Binlog',
    clock: '时钟 100×',
  },
}

/** The card at the left, its thread at the right with the report from its first line. */
async function play(
  page: Page,
  { file, person, language, waiting, failed, problem, clock }: Scene,
): Promise<void> {
  await become(page, person)
  await pull(page, clock)
  if (language !== undefined) {
    await say(page, `/drs use --language ${language}`)
    await message(page, '简体中文').waitFor()
  }
  await say(page, `/drs watch ${task}`)
  const card = taskCard(page, task)
  await card.getByText(waiting).waitFor()
  await say(page, `/drs precheck ${task}`)
  await card.getByText(failed).waitFor()
  await openThread(page, card)
  const report = thread(page).getByRole('article').filter({ hasText: problem })
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
    for (const scene of Object.values(scenes)) await take(browser, (page) => play(page, scene))
  } finally {
    await browser.close()
  }
}

async function take(
  browser: Awaited<ReturnType<typeof openBrowser>>,
  play: (page: Page) => Promise<void>,
): Promise<void> {
  const sandbox = await startSandbox()
  try {
    await play(await openPage(browser, sandbox.url))
  } finally {
    await sandbox.stop()
  }
}

await main()
