import { mkdir } from 'node:fs/promises'
import type { Locator, Page } from 'playwright-core'
import type { Locale } from '../../src/base/i18n.ts'
import { openBrowser, openPage } from './chromium.ts'
import { pictureClosed } from './closed-approvals.ts'
import { startSandbox } from './sandbox.ts'
import { become, form, message, openThread, press, pull, say, thread, write } from './slack-page.ts'

/** `npm run picture`: makes the pictures of the documentation anew, from sandboxes of their own. */
const folder = 'docs/images'
const task = 'orders-to-rds'

interface Scene {
  readonly file: string
  readonly person: string
  readonly kind: string
  readonly waiting: string
  readonly failed: string
  readonly problem: string
  readonly clock: string
}

const scenes: Readonly<Record<Locale, Scene>> = {
  en: {
    file: 'sandbox.png',
    person: 'Alice Meyer (Migration engineer)',
    kind: 'Real-time migration',
    waiting: 'Waiting for configuration',
    failed: 'failed: 1 item',
    problem: 'The binlog of the source is off',
    clock: 'Clock 100×',
  },
  'zh-CN': {
    file: 'sandbox-zh.png',
    person: '李伟 (迁移工程师)',
    kind: '实时迁移',
    waiting: '配置中',
    failed: '未通过：1 项失败',
    problem: '源库未开启 Binlog',
    clock: '时钟 100×',
  },
}

/** The card at the left, its thread at the right with the report from its first line. */
async function play(
  page: Page,
  { file, person, kind, waiting, failed, problem, clock }: Scene,
): Promise<void> {
  await become(page, person)
  await pull(page, clock)
  await say(page, `/drs watch ${task}`)
  const card = message(page, new RegExp(`${task}${kind}`))
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

/** The message of a request in each state: `docs/images/approval-<state>.png`. */
const alice = 'Alice Meyer (Migration engineer)'
const bob = 'Bob Tan (Approver)'
const carol = 'Carol Diaz (Approver)'
const dana = 'Dana Fox (Workspace admin)'
const pair = 'dr-orders'

const request = (page: Page) => message(page, 'When asked')

async function picture(page: Page, state: string, of: Locator = request(page)): Promise<void> {
  await page.mouse.move(0, 0)
  // Cards above may grow at any moment, so the picture is cut out of the page instead of waiting for it to stand still.
  await of.evaluate((article) => article.scrollIntoView({ block: 'center' }))
  const clip = await of.boundingBox()
  await page.screenshot({ path: `${folder}/approval-${state}.png`, ...(clip && { clip }) })
}

async function ask(page: Page, reason: string): Promise<void> {
  await become(page, alice)
  await say(page, `/drs switchover ${pair}`)
  const question = page.getByRole('dialog')
  await question.getByText('Last comparison of objects and rows').waitFor()
  await write(question, 'Reason', reason)
  if (reason === 'yearly drill') await picture(page, 'form', question)
  await press(question, 'Submit')
  await message(page, 'Approval needed').getByText(reason).waitFor()
}

async function confirm(page: Page, label: string): Promise<void> {
  await press(request(page), label)
  const question = form(page, label)
  await press(question, label)
  await question.waitFor({ state: 'hidden' })
}

async function approve(page: Page, person: string): Promise<void> {
  await become(page, person)
  await confirm(page, 'Approve')
}

/** Ends the request that is open with a form that asks why. */
async function reject(page: Page): Promise<void> {
  await become(page, bob)
  await press(request(page), 'Reject …')
  const why = page.getByRole('dialog')
  await write(why, 'Reason', 'not on a Friday')
  await press(why, 'Submit')
  await request(page).getByText('not on a Friday').waitFor()
}

async function playApprovals(page: Page): Promise<void> {
  await ask(page, 'yearly drill')
  await picture(page, 'pending')
  await approve(page, bob)
  await request(page).getByText('1 of 2').waitFor()
  await picture(page, 'half')
  await approve(page, carol)
  await request(page).getByRole('button', { name: 'Carry out' }).waitFor()
  await picture(page, 'approved')
  await become(page, alice)
  await confirm(page, 'Carry out')
  await request(page).getByText('Being carried out', { exact: true }).waitFor()
  await picture(page, 'executing')
  await pull(page, 'Clock 100×')
  await request(page).getByText('carried out and confirmed').waitFor()
  await picture(page, 'verified')
  await ask(page, 'back again')
  await reject(page)
  await picture(page, 'rejected')
  await ask(page, 'one more try')
  await press(request(page), 'Cancel the request')
  await request(page).getByText('Cancelled', { exact: true }).waitFor()
  await picture(page, 'cancelled')
  await playEmergency(page)
}

/** By one admin, whose word stands until somebody else has looked at it. */
async function playEmergency(page: Page): Promise<void> {
  await ask(page, 'both approvers are on a plane')
  const [number = ''] = /[0-9a-f]{8}(?=[^0-9a-f]+#)/.exec((await request(page).textContent()) ?? '') ?? []
  await become(page, dana)
  await say(page, `/drs breakglass ${number} ${pair} the primary room is flooded`)
  await request(page).getByText('carried out and confirmed').waitFor()
  await picture(page, 'break-glass')
}

async function main(): Promise<void> {
  await mkdir(folder, { recursive: true })
  const browser = await openBrowser()
  try {
    for (const scene of Object.values(scenes)) await take(browser, (page) => play(page, scene))
    await take(browser, playApprovals)
    await pictureClosed(browser, folder)
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
