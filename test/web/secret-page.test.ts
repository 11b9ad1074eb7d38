import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { codeTries } from '../../src/domain/secrets/one-time-link.ts'
import { guessLimit } from '../../src/store/one-time-links.ts'
import { closeRedis, connectRedis, type Redis } from '../../src/store/redis.ts'
import { testRedis } from '../helpers/redis.ts'
import { formHeaders, sampleRequest, startSite } from './site.ts'

let redis: Redis

beforeAll(async () => {
  redis = await connectRedis((await testRedis()).url)
})
beforeEach(() => redis.flushdb())
afterAll(() => closeRedis(redis))

const passwords = { source: 'Marked-secret-1', destination: 'Marked-secret-2' }
const filled = (code: string) => ({ code, secret0: passwords.source, secret1: passwords.destination })
const unknownToken = 'A'.repeat(43)
const wrong = (code: string) => (code === '000000' ? '000001' : '000000')

/** All headers but those that tell the time. */
function steady({ date: _, ...headers }: Readonly<Record<string, unknown>>) {
  return headers
}

describe('the page behind a link', () => {
  it('asks for the code and each secret, in masked fields', async () => {
    const site = await startSite(redis)
    const { token } = await site.link()
    const { page } = await site.open(token)
    expect(page.status).toBe(200)
    expect(page.body).toContain('<h1>Passwords of orders</h1>')
    expect(page.body).toContain('Source password')
    expect(page.body.match(/type="password"/g)).toHaveLength(2)
    expect(page.body).not.toContain('<script')
    expect(page.body).not.toMatch(/ style=| on\w+=/)
  })

  it('speaks the language of the person', async () => {
    const site = await startSite(redis)
    const { token } = await site.link({ ...sampleRequest, locale: 'zh-CN' })
    const { page } = await site.open(token)
    expect(page.body).toContain('<html lang="zh-CN">')
    expect(page.body).toContain('任务 orders 的密码')
    expect(page.body).not.toContain('Source password')
  })

  it('shows what it is told as text, whatever it looks like', async () => {
    const site = await startSite(redis)
    const purpose = { en: `<script>"x" & 'y'</script>`, 'zh-CN': '' }
    const { token } = await site.link({ ...sampleRequest, purpose })
    const { page } = await site.open(token)
    expect(page.body).toContain('<h1>&lt;script&gt;&quot;x&quot; &amp; &#39;y&#39;&lt;/script&gt;</h1>')
    expect(page.body).not.toContain('<script')
  })

  it('can be looked at by previews without being used up', async () => {
    const site = await startSite(redis)
    const { token, code } = await site.link()
    for (let i = 0; i < 5; i++) {
      const head = await site.send(`/s/${token}`, { method: 'HEAD' })
      expect([head.status, head.body]).toEqual([200, ''])
      await site.open(token)
    }
    expect((await site.submit(token, filled(code))).status).toBe(200)
  })

  it('is found below any path that a proxy puts before it', async () => {
    const site = await startSite(redis)
    const { token } = await site.link()
    expect((await site.send(`/drs/bot/s/${token}?from=slack`)).status).toBe(200)
    expect((await site.send('/drs/bot/style.css')).headers['content-type']).toBe('text/css; charset=utf-8')
  })
})

describe('every answer', () => {
  const expected = {
    'content-security-policy':
      "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'x-robots-tag': 'noindex, nofollow',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  }

  it.each([
    ['the page', 'GET', (token: string) => `/s/${token}`, 200],
    ['the style', 'GET', () => '/style.css', 200],
    ['a link that does not work', 'GET', () => `/s/${unknownToken}`, 404],
    ['an unknown path', 'GET', () => '/', 404],
    ['a strange path', 'GET', () => '//', 404],
    ['an unknown method', 'PUT', (token: string) => `/s/${token}`, 405],
    ['a form of another kind', 'POST', (token: string) => `/s/${token}`, 415],
  ] as const)('carries the headers: %s', async (_, method, path, status) => {
    const site = await startSite(redis)
    const { token } = await site.link()
    const { headers, ...heard } = await site.send(path(token), { method })
    expect(heard.status).toBe(status)
    expect(headers).toMatchObject(expected)
    expect(headers).not.toHaveProperty('strict-transport-security')
    expect(headers).not.toHaveProperty('x-powered-by')
  })

  it('asks for HTTPS from then on where the page is reached by it', async () => {
    const site = await startSite(redis, { url: 'https://drs.example.test' })
    const { token } = await site.link()
    const { page } = await site.open(token)
    expect(page.headers['strict-transport-security']).toBe('max-age=31536000')
    expect(page.headers['set-cookie']?.[0]).toMatch(
      /^__Host-drs-[0-9a-f]{12}=[\w-]{43}; Path=\/; Max-Age=600; HttpOnly; SameSite=Strict; Secure$/,
    )
  })
})

describe('a form with the right code', () => {
  it('is taken once, and what was typed is not shown', async () => {
    const site = await startSite(redis)
    const { token, code } = await site.link()
    const done = await site.submit(token, filled(code))
    expect(done.status).toBe(200)
    expect(done.body).toContain('go back to Slack')
    expect(done.body).not.toContain('Marked')
    expect(done.headers['set-cookie']?.[0]).toMatch(/^drs-[0-9a-f]{12}=; Path=\/; Max-Age=0; /)
    expect(site.taken).toEqual([{ request: sampleRequest, secrets: passwords }])
    expect(await redis.keys('drs:{link:*')).toEqual([])
  })

  it('is taken from one of many who send it at the same time', async () => {
    const site = await startSite(redis)
    const { token, code } = await site.link()
    const { cookie } = await site.open(token)
    const post = {
      method: 'POST',
      headers: { ...formHeaders, cookie },
      body: `${new URLSearchParams(filled(code))}`,
    }
    const all = await Promise.all(Array.from({ length: 10 }, () => site.send(`/s/${token}`, post)))
    expect(all.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 9 }, () => 404)])
    expect(site.taken).toHaveLength(1)
  })

  it('keeps every sign of a secret, blanks at its ends included', async () => {
    const site = await startSite(redis)
    const { token, code } = await site.link()
    const source = ` +%26&=密码\u00e9;"' `
    await site.submit(token, { ...filled(` ${code} `), secret0: source })
    expect(site.taken[0]?.secrets.source).toBe(source)
  })

  it('says so if what follows fails, and tells nobody what was typed', async () => {
    const site = await startSite(redis, { take: () => Promise.reject(new Error('no Redis')) })
    const { token, code } = await site.link()
    const failed = await site.submit(token, filled(code))
    expect(failed.status).toBe(502)
    expect(failed.body).toContain('Get another link')
    expect(site.log.lines.map(({ sentence }) => sentence)).toEqual(['a secret could not be handed over'])
    expect(JSON.stringify(site.log.lines)).not.toContain('Marked')
    expect(JSON.stringify(site.log.lines)).not.toContain(token)
  })
})

describe('a form that is not right', () => {
  it('says that the code is wrong and how often one may try, and ends the link with the last', async () => {
    const site = await startSite(redis)
    const { token, code } = await site.link()
    for (let left = codeTries - 1; left > 0; left--) {
      const again = await site.submit(token, filled(wrong(code)))
      expect(again.status).toBe(403)
      expect(again.body).toContain(`The code is wrong. ${left} more ${left === 1 ? 'try' : 'tries'}.`)
      expect(again.body).not.toContain('Marked')
    }
    expect((await site.submit(token, filled(wrong(code)))).status).toBe(404)
    expect((await site.submit(token, filled(code))).status).toBe(403) // no page, so no cookie
    expect(site.taken).toEqual([])
  })

  it.each([
    ['an empty field', { secret1: '' }, 'Fill in every field.'],
    ['what is the name of something', { secret1: sampleRequest.purpose.en }, 'shows this as a name'],
    ['a common word', { secret1: 'elements' }, 'too short or too simple'],
    ['something longer than a password', { secret1: 'x'.repeat(5000) }, 'too long for a password'],
  ])('with %s costs no try', async (_, change, says) => {
    const site = await startSite(redis)
    const { token, code } = await site.link()
    for (let i = 0; i < codeTries + 1; i++) {
      const again = await site.submit(token, { ...filled(code), ...change })
      expect([again.status, again.body.includes(says)]).toEqual([400, true])
    }
    expect((await site.submit(token, filled(code))).status).toBe(200)
  })

  it.each([
    ['JSON', { headers: { 'content-type': 'application/json' }, body: '{}' }, 415],
    ['a form with parts', { headers: { 'content-type': 'multipart/form-data; boundary=x' } }, 415],
    ['more than 16 KB', { body: `code=${'1'.repeat(16 * 1024)}` }, 413],
    [
      'more than 16 KB, without saying so',
      { headers: { 'transfer-encoding': 'chunked' }, body: 'x'.repeat(17_000) },
      413,
    ],
    ['another site', { headers: { 'sec-fetch-site': 'cross-site' } }, 403],
    ['a neighbour of the site', { headers: { 'sec-fetch-site': 'same-site' } }, 403],
    ['another origin', { headers: { origin: 'https://evil.example.test' } }, 403],
    [
      'another origin, no metadata',
      { headers: { origin: 'https://evil.example.test', 'sec-fetch-site': '' } },
      403,
    ],
    ['no page at all', { headers: { cookie: '' } }, 403],
    ['a made-up cookie', { headers: { cookie: `drs-${'0'.repeat(12)}=${'A'.repeat(43)}` } }, 403],
  ])('from or with %s is refused without a word about the link', async (_, more, status) => {
    const site = await startSite(redis)
    const { token, code } = await site.link()
    const live = await site.submit(token, filled(code), more)
    expect(live.status).toBe(status)
    const none = await site.submit(unknownToken, filled(code), more)
    expect({ ...none, headers: steady(none.headers) }).toEqual({ ...live, headers: steady(live.headers) })
    expect(site.taken).toEqual([])
    expect((await site.submit(token, filled(code))).status).toBe(200)
  })

  it('is taken from a browser that tells the origin instead', async () => {
    const site = await startSite(redis)
    const { token, code } = await site.link()
    const { 'sec-fetch-site': _, ...headers } = formHeaders
    const { cookie } = await site.open(token)
    const body = new URLSearchParams(filled(code)).toString()
    const post = (origin: string) =>
      site.send(`/s/${token}`, { method: 'POST', headers: { ...headers, cookie, origin }, body })
    expect((await post('null')).status).toBe(403)
    expect((await post(site.origin)).status).toBe(200)
  })

  it('with the cookie of another link is refused', async () => {
    const site = await startSite(redis)
    const [mine, theirs] = [await site.link(), await site.link()]
    const { cookie } = await site.open(theirs.token)
    expect((await site.submit(mine.token, filled(mine.code), { headers: { cookie } })).status).toBe(403)
  })
})

describe('guessing', () => {
  it('cannot tell a link that never was from one that is used, dead or expired', async () => {
    const site = await startSite(redis)
    const [used, dead, expired] = [await site.link(), await site.link(), await site.link()]
    await site.submit(used.token, filled(used.code))
    for (let i = 0; i < codeTries; i++) await site.submit(dead.token, filled(wrong(dead.code)))
    await redis.del(...(await redis.keys('drs:{link:*')))
    const never = await site.send(`/s/${unknownToken}`)
    expect(never.status).toBe(404)
    expect(never.headers).not.toHaveProperty('set-cookie')
    for (const token of [used.token, dead.token, expired.token, 'short', '%2e%2e', `${unknownToken}A`]) {
      const heard = await site.send(`/s/${token}`)
      expect({ ...heard, headers: steady(heard.headers) }, token).toEqual({
        ...never,
        headers: steady(never.headers),
      })
    }
  })

  it('ends after twenty tries, and closes the page for nobody at that address who has a link', async () => {
    const site = await startSite(redis)
    const { token, code } = await site.link()
    const { cookie } = await site.open(token)
    for (let i = 0; i < guessLimit.most; i++) expect((await site.send(`/s/${unknownToken}`)).status).toBe(404)
    expect((await site.send(`/s/${unknownToken}`)).status).toBe(429)
    expect((await site.send(`/s/${token}`)).status).toBe(200)
    expect((await site.submit(token, filled(wrong(code)), { headers: { cookie } })).status).toBe(403)
    expect((await site.submit(token, filled(code), { headers: { cookie } })).status).toBe(200)
    expect(site.taken).toHaveLength(1)
  })

  it('of codes counts too', async () => {
    const site = await startSite(redis)
    for (let i = 0; i < guessLimit.most; i += codeTries - 1) {
      const { token, code } = await site.link()
      for (let tried = 1; tried < codeTries; tried++) await site.submit(token, filled(wrong(code)))
    }
    expect((await site.send(`/s/${unknownToken}`)).status).toBe(429)
  })

  it('is counted by the address that the last proxy of ours saw, not by what a guest writes', async () => {
    const site = await startSite(redis, { proxies: 1 })
    const from = (address: string) => ({ headers: { 'x-forwarded-for': address } })
    for (let i = 0; i < guessLimit.most; i++)
      await site.send(`/s/${unknownToken}`, from(`1.2.3.${i}, 10.0.0.66`))
    expect((await site.send(`/s/${unknownToken}`, from('9.9.9.9, 10.0.0.66'))).status).toBe(429)
    expect((await site.send(`/s/${unknownToken}`, from('10.0.0.66, 10.0.0.7'))).status).toBe(404)
  })

  it('is counted by the address of the connection where there is no proxy', async () => {
    const site = await startSite(redis)
    for (let i = 0; i < guessLimit.most; i++)
      await site.send(`/s/${unknownToken}`, { headers: { 'x-forwarded-for': `1.2.3.${i}` } })
    expect((await site.send(`/s/${unknownToken}`)).status).toBe(429)
  })
})

describe('without Redis', () => {
  it('nothing is shown, and the log does not name the link', async () => {
    const away = await connectRedis((await testRedis()).url)
    const site = await startSite(away)
    const { token } = await site.link()
    away.disconnect()
    const heard = await site.send(`/s/${token}`)
    expect(heard.status).toBe(503)
    expect(JSON.stringify(site.log.lines)).not.toContain(token)
  })
})
