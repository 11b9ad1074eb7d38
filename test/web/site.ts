import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { onTestFinished } from 'vitest'
import type { SecretRequest } from '../../src/domain/secrets/one-time-link.ts'
import type { SecretPageServices } from '../../src/ports/secret-page.ts'
import {
  countGuess,
  guessedTooOften,
  lookAtLink,
  putLink,
  redeemLink,
} from '../../src/store/one-time-links.ts'
import type { Redis } from '../../src/store/redis.ts'
import { startWebServer, type WebOptions } from '../../src/web/server.ts'
import { type TestLog, testLog } from '../helpers/log.ts'

/** The pages over plain HTTP, with links in a real Redis. */
export const sampleRequest: SecretRequest = {
  team: 'T1',
  user: 'U1',
  channel: 'C1',
  locale: 'en',
  verb: 'test',
  connection: 'prod',
  purpose: { en: 'Passwords of orders', 'zh-CN': '任务 orders 的密码' },
  fields: [
    { name: 'source', label: { en: 'Source password', 'zh-CN': '源库密码' }, about: 'a' },
    { name: 'destination', label: { en: 'Destination password', 'zh-CN': '目标库密码' }, about: 'b' },
  ],
  values: {},
  afterwards: 'keep',
}

export interface Heard {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface Sent {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export interface Site {
  readonly origin: string
  readonly taken: { readonly request: SecretRequest; readonly secrets: Readonly<Record<string, string>> }[]
  readonly log: TestLog
  send(path: string, sent?: Sent): Promise<Heard>
  /** Opens the page behind the link and answers what its form has to send along. */
  open(token: string): Promise<{ readonly cookie: string; readonly page: Heard }>
  /** Sends the form as the page would. */
  submit(token: string, values: Readonly<Record<string, string>>, more?: Sent): Promise<Heard>
  link(request?: SecretRequest): ReturnType<typeof putLink>
}

export interface SiteOptions extends Partial<Pick<WebOptions, 'url' | 'proxies'>> {
  readonly take?: SecretPageServices['take']
}

export async function startSite(redis: Redis, options: SiteOptions = {}): Promise<Site> {
  const taken: Site['taken'] = []
  const log = testLog()
  const services: SecretPageServices = {
    look: (token) => lookAtLink(redis, token),
    redeem: (token, code) => redeemLink(redis, token, code),
    take: options.take ?? (async (request, secrets) => void taken.push({ request, secrets })),
    guessedTooOften: (address) => guessedTooOften(redis, address),
    countGuess: (address) => countGuess(redis, address),
  }
  const origin = options.url ?? 'http://127.0.0.1'
  const { proxies = 0 } = options
  const web = await startWebServer({ url: origin, port: 0, host: '127.0.0.1', proxies, services, log })
  onTestFinished(() => web.close())
  const send: Site['send'] = (path, sent) => exchange(web.port, path, sent)
  const open: Site['open'] = async (token) => {
    const page = await send(`/s/${token}`)
    const [cookie = ''] = (page.headers['set-cookie']?.[0] ?? '').split(';')
    return { cookie, page }
  }
  return {
    origin,
    taken,
    log,
    send,
    open,
    async submit(token, values, more = {}) {
      const { cookie } = await open(token)
      const headers = { ...formHeaders, cookie, ...more.headers }
      return send(`/s/${token}`, {
        method: 'POST',
        body: new URLSearchParams(values).toString(),
        ...more,
        headers,
      })
    },
    link: (request = sampleRequest) => putLink(redis, request),
  }
}

/** What a browser sends with a form of a page that tells no referrer. */
export const formHeaders = {
  'content-type': 'application/x-www-form-urlencoded',
  'sec-fetch-site': 'same-origin',
  origin: 'null',
}

function exchange(
  port: number,
  path: string,
  { method = 'GET', headers = {}, body }: Sent = {},
): Promise<Heard> {
  return new Promise((resolve, reject) => {
    const sending = httpRequest(
      { host: '127.0.0.1', port, path, method, headers, agent: false },
      (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            body: Buffer.concat(chunks).toString('utf8'),
          }),
        )
      },
    )
    sending.on('error', reject)
    sending.end(body)
  })
}
