import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SecretRequest } from '../../src/domain/secrets/one-time-link.ts'
import { type RedisServer, startRedis } from '../../src/sandbox/redis.ts'
import {
  countGuess,
  guessedTooOften,
  guessLimit,
  lookAtLink,
  putLink,
  redeemLink,
} from '../../src/store/one-time-links.ts'
import { closeRedis, connectRedis, type Redis } from '../../src/store/redis.ts'
import { startWebServer, type WebServer } from '../../src/web/server.ts'
import { freePort } from '../helpers/secret-page.ts'
import { sampleRequest } from '../web/site.ts'
import { violations } from './axe.ts'
import { look, openBrowser } from './chromium.ts'

/** The page behind a one-time link, as a person meets it in a real browser. */
const taken: Readonly<Record<string, string>>[] = []
let server: RedisServer
let redis: Redis
let web: WebServer
let browser: Browser
let origin: string

beforeAll(async () => {
  server = await startRedis()
  redis = await connectRedis(server.url)
  const port = await freePort()
  origin = `http://127.0.0.1:${port}`
  const silent = () => undefined
  web = await startWebServer({
    url: origin,
    port,
    host: '127.0.0.1',
    log: { debug: silent, info: silent, warn: silent, error: silent },
    services: {
      look: (token) => lookAtLink(redis, token),
      redeem: (token, code) => redeemLink(redis, token, code),
      take: async (_, secrets) => void taken.push(secrets),
      guessedTooOften: (address) => guessedTooOften(redis, address),
      countGuess: (address) => countGuess(redis, address),
    },
  })
  browser = await openBrowser()
})

afterAll(async () => {
  await browser?.close()
  await web?.close()
  if (redis) await closeRedis(redis)
  await server?.stop()
})

/** A window of a browser that has never been there; what goes wrong in it is kept. */
async function opened(url: string): Promise<{ readonly page: Page; readonly complaints: string[] }> {
  const page = await browser.newPage(look)
  const complaints: string[] = []
  page.on('console', (line) => void (line.type() === 'error' && complaints.push(line.text())))
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(url)
  return { page, complaints }
}

/** Looks in light and in dark, keeps pictures, and asks axe. */
async function inspectPage(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    expect(await violations(page), `${name}, ${colorScheme}`).toEqual([])
    await page.screenshot({ path: `artifacts/browser/one-time-link-${name}-${colorScheme}.png` })
  }
  await page.emulateMedia({ colorScheme: 'light' })
}

async function link(request: SecretRequest = sampleRequest) {
  const { token, code } = await putLink(redis, request)
  return { url: `${origin}/s/${token}`, code }
}

const wrong = (code: string) => (code === '000000' ? '000001' : '000000')

describe('the page behind a one-time link', () => {
  it('takes the secrets of somebody who has the code, once', async () => {
    const { url, code } = await link()
    const { page, complaints } = await opened(url)
    await page.getByRole('heading', { name: 'Passwords of orders', level: 1 }).waitFor()
    const fields = [page.getByLabel('Source password'), page.getByLabel('Destination password')]
    for (const field of fields) expect(await field.getAttribute('type')).toBe('password')
    await inspectPage(page, '1-form')

    await page.getByLabel('Code from Slack').fill(wrong(code))
    for (const field of fields) await field.fill('Pä$$ wörd "密码"')
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByRole('alert').getByText('The code is wrong. 4 more tries.').waitFor()
    for (const field of fields) expect(await field.inputValue()).toBe('')
    await inspectPage(page, '2-wrong-code')

    await page.getByLabel('Code from Slack').fill(code)
    for (const field of fields) await field.fill('Pä$$ wörd "密码"')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Done' }).waitFor()
    expect(taken).toEqual([{ source: 'Pä$$ wörd "密码"', destination: 'Pä$$ wörd "密码"' }])
    expect(await page.content()).not.toContain('wörd')
    expect(await page.context().cookies()).toEqual([])
    await inspectPage(page, '3-done')

    await page.goto(url)
    await page.getByRole('heading', { name: 'This link does not work' }).waitFor()
    await inspectPage(page, '4-used')
    // The browser tells of the two refusals, and of nothing that the policy has stopped.
    expect(complaints.filter((line) => !/status of (403|404)/.test(line))).toEqual([])
    await page.close()
  })

  it('asks for everything before it is sent', async () => {
    const { url, code } = await link()
    const { page } = await opened(url)
    await page.getByLabel('Code from Slack').fill(code)
    await page.getByRole('button', { name: 'Send' }).click()
    const focused = page.locator(':focus')
    expect(await focused.getAttribute('id')).toBe('secret0')
    await page.close()
  })

  it('speaks Chinese with somebody who does', async () => {
    const { url, code } = await link({ ...sampleRequest, locale: 'zh-CN' })
    const { page } = await opened(url)
    await page.getByRole('heading', { name: '任务 orders 的密码' }).waitFor()
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN')
    await inspectPage(page, '5-chinese')
    await page.getByLabel('Slack 中的验证码').fill(code)
    await page.getByLabel('源库密码').fill('geheim-1234')
    await page.getByLabel('目标库密码').fill('geheim-5678')
    await page.getByRole('button', { name: '提交' }).click()
    await page.getByRole('heading', { name: '已完成' }).waitFor()
    await page.close()
  })

  it('does not take what another browser sends, which has not opened it', async () => {
    const { url, code } = await link()
    const { page } = await opened(url)
    await page.context().clearCookies()
    await page.getByLabel('Code from Slack').fill(code)
    await page.getByLabel('Source password').fill('x')
    await page.getByLabel('Destination password').fill('x')
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByRole('heading', { name: 'This was not sent from the page itself' }).waitFor()
    await page.close()
  })

  it('runs no script, not even one that stands in it', async () => {
    const { url } = await link()
    const { page } = await opened(url)
    await page.evaluate(`
      const script = document.createElement('script')
      script.textContent = 'document.title = "run"'
      document.body.append(script)`)
    expect(await page.title()).toBe('Passwords of orders – drs-chatops')
    await page.close()
  })

  it('fits a telephone', async () => {
    const { url } = await link()
    const { page } = await opened(url)
    await page.setViewportSize({ width: 320, height: 640 })
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320)
    await page.close()
  })

  it('has had enough of guesses at some time', async () => {
    const { url } = await link()
    const { page } = await opened(`${origin}/s/${'A'.repeat(43)}`)
    for (let tried = 0; tried < guessLimit.most; tried++) await page.reload()
    await page.getByRole('heading', { name: 'Too many attempts' }).waitFor()
    await inspectPage(page, '6-too-often')
    // A link that works stays open, whoever else guesses from behind the same address.
    await page.goto(url)
    await page.getByRole('heading', { name: 'Passwords of orders' }).waitFor()
    await page.close()
  })
})
