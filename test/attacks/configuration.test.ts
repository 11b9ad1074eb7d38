import { describe, expect, it } from 'vitest'
import { codeTries } from '../../src/domain/secrets/one-time-link.ts'
import { guessLimit } from '../../src/store/one-time-links.ts'
import { connectRedis } from '../../src/store/redis.ts'
import { complaintsAbout } from '../helpers/configuration.ts'
import { testRedis } from '../helpers/redis.ts'
import { startSite } from '../web/site.ts'

/** A file that means something else than it says, or that sends keys to where they are read. */
const prod = (more = '', name = 'prod') => `
connections:
  ${name}:
    region: eu-west-101
    projectId: 054ba152d480d55b2f5dc0069e7ddef0
    ak: env:PROD_AK
    sk: env:PROD_SK
    ${more}
`

describe('a rule', () => {
  it('that needs nobody by accident is refused, and told how to mean it', async () => {
    const said = await complaintsAbout(`${prod()}approvals:\n  - verbs: [delete]\n    need: {}\n`)
    expect(said).toEqual([expect.stringMatching(/^file, line 11: approvals\.0\.need: is \{\}.*write 0/)])
    expect(await complaintsAbout(`${prod()}approvals:\n  - verbs: [delete]\n    need: 0\n`)).toEqual([])
  })
})

describe('a name that every object has', () => {
  const group = (name: string) => `groups:\n  ${name}: { users: [U01ALICE] }\n`

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('is refused: %s', async (name) => {
    const reserved = (place: string) => expect.stringContaining(`${place}.${name}: is a name that every`)
    expect(await complaintsAbout(prod('', name))).toContainEqual(reserved('connections'))
    expect(await complaintsAbout(prod() + group(name))).toContainEqual(reserved('groups'))
    const rule = `approvals:\n  - verbs: [stop]\n    need: { ${name}: 1, dba: 1 }\n`
    expect(await complaintsAbout(prod() + group('dba') + rule)).toContainEqual(reserved('approvals.0.need'))
  })

  it('is told with all other mistakes at once', async () => {
    const said = await complaintsAbout(`${prod('', 'constructor')}colour: blue\n`)
    expect(said).toHaveLength(2)
  })
})

describe('an endpoint', () => {
  it.each([
    'http://drs.eu-west-101.myhuaweicloud.eu',
    'http://127.0.0.1.evil.example',
    'http://10.0.0.7',
    'http://169.254.169.254',
    'https://169.254.169.254/openstack/latest',
    'https://2852039166',
    'https://0xa9fea9fe',
    'https://[fd00:ec2::254]',
    'https://[::ffff:169.254.169.254]',
    'https://[fe80::1]',
    'https://metadata.google.internal',
    'https://metadata',
    'https://100.100.100.200',
    'https://key@drs.example',
    'ftp://drs.example',
    'drs.example',
  ])('at %s is refused, of DRS and of IAM', async (url) => {
    const said = await complaintsAbout(prod(`endpoint: "${url}"`))
    expect(said).toEqual([expect.stringMatching(/line 8: connections\.prod\.endpoint: (?:must|is “)/)])
    const iam = `iam: { user: u, domain: d, password: env:P, endpoint: "${url}" }`
    const text = prod(iam).replace(/ {4}[as]k: .*\n/g, '')
    expect(await complaintsAbout(text)).toEqual([expect.stringContaining('connections.prod.iam.endpoint')])
  })

  it.each(['http://127.0.0.1:8080', 'http://localhost:1', 'http://[::1]:1', 'https://drs.example.com'])(
    'at %s is taken',
    async (url) => expect(await complaintsAbout(prod(`endpoint: "${url}"`))).toEqual([]),
  )

  it('of Slack is held to the same', async () => {
    const said = await complaintsAbout(prod(), { SLACK_API_URL: 'http://slack.evil.example/api/' })
    expect(said).toEqual([expect.stringContaining('SLACK_API_URL must begin with https://')])
  })
})

describe('the page for passwords', () => {
  const key = { DRS_CHATOPS_KEY: Buffer.alloc(32, 7).toString('base64') }

  it('behind something that speaks HTTPS is refused until the number of proxies is stated', async () => {
    const page = (more: string) => `${prod()}web: { url: "https://drs.example.test"${more} }\n`
    expect(await complaintsAbout(page(''), key)).toEqual([expect.stringContaining('web.proxies')])
    for (const more of [', proxies: 0', ', proxies: 2'])
      expect(await complaintsAbout(page(more), key)).toEqual([])
    const env = { ...key, DRS_CHATOPS_WEB_URL: 'https://drs.example.test' }
    expect(await complaintsAbout(prod(), env)).toEqual([expect.stringContaining('DRS_CHATOPS_WEB_PROXIES')])
    expect(await complaintsAbout(prod(), { ...env, DRS_CHATOPS_WEB_PROXIES: '0' })).toEqual([])
    for (const wrong of ['many', '-1', '1.5', '11']) {
      const said = await complaintsAbout(prod(), { ...env, DRS_CHATOPS_WEB_PROXIES: wrong })
      expect(said).toEqual([expect.stringContaining('use 0 to 10')])
    }
  })

  it('is not closed to others by somebody at the same address who guesses links and codes', async () => {
    const redis = await connectRedis((await testRedis()).url)
    const site = await startSite(redis)
    const [mine, others] = [await site.link(), await site.link()]
    const unknown = 'A'.repeat(43)
    for (let tries = 0; tries < guessLimit.most * 2; tries += 1) await site.send(`/s/${unknown}`)
    expect((await site.send(`/s/${unknown}`)).status).toBe(429)
    for (let tries = 0; tries < codeTries; tries += 1) {
      await site.submit(mine.token, { code: '000000', secret0: 'Long-enough-1', secret1: 'Long-enough-2' })
    }
    expect((await site.send(`/s/${others.token}`)).status).toBe(200)
    redis.disconnect()
  })
})
