import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ConfigError, readConfig } from '../../src/config/config.ts'

/** The page for secrets in file and environment. */
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drs-chatops-config-web-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const key = { DRS_CHATOPS_KEY: Buffer.alloc(32, 7).toString('base64') }
const connection = `
connections:
  prod: { region: eu-west-101, projectId: p1, ak: env:PROD_AK, sk: env:PROD_SK }
`

async function read(text: string, env: Record<string, string> = {}) {
  const path = join(folder, 'drs-chatops.yml')
  await writeFile(path, connection + text)
  return readConfig({
    SLACK_BOT_TOKEN: 'xoxb-1',
    SLACK_APP_TOKEN: 'xapp-1',
    REDIS_URL: 'redis://127.0.0.1:6379',
    DRS_CHATOPS_CONFIG: path,
    ...env,
  })
}

async function problems(text: string, env: Record<string, string> = {}): Promise<readonly string[]> {
  return read(text, env).then(
    () => [],
    (error: unknown) => {
      if (error instanceof ConfigError) return error.problems
      throw error
    },
  )
}

const https = { DRS_CHATOPS_WEB_URL: 'https://drs.example.test', DRS_CHATOPS_WEB_PROXIES: '0' }
const usual = { url: 'https://drs.example.test', port: 3080, host: '0.0.0.0', proxies: 0 }

describe('the page for secrets', () => {
  it('is not there unless somebody says where it is', async () => {
    const config = await read('')
    expect(config.web).toBeUndefined()
    expect(config.secretsKeepMs).toBe(24 * 60 * 60_000)
  })

  it('stands in the file, in the environment, or in both, of which the environment counts', async () => {
    expect((await read(`web: { url: "${usual.url}", proxies: 0 }`, key)).web).toEqual(usual)
    expect((await read('', { ...key, ...https })).web).toEqual(usual)
    const both = await read('web: { url: "https://other.test", port: 81, host: 127.0.0.1, proxies: 1 }', {
      ...key,
      DRS_CHATOPS_WEB_URL: usual.url,
      DRS_CHATOPS_WEB_PORT: '82',
    })
    expect(both.web).toEqual({ url: usual.url, port: 82, host: '127.0.0.1', proxies: 1 })
  })

  it.each(['http://127.0.0.1:3080', 'http://localhost:3080/drs', 'http://[::1]'])(
    'may be without encryption where nothing leaves the machine: %s',
    async (url) => {
      expect((await read(`web: { url: "${url}" }`, key)).web?.url).toBe(url)
    },
  )

  it.each(['http://drs.example.test', 'ftp://x', 'drs.example.test', 'http://127.0.0.1.evil.test'])(
    'is refused at “%s”',
    async (url) => {
      expect(await problems(`web: { url: "${url}" }`, key)).toEqual([
        expect.stringContaining('web.url: must be'),
      ])
      expect(await problems('', { ...key, DRS_CHATOPS_WEB_URL: url })).toEqual([
        expect.stringContaining('DRS_CHATOPS_WEB_URL must be'),
      ])
    },
  )

  it('needs a key', async () => {
    expect(await problems(`web: { url: "${usual.url}", proxies: 0 }`)).toEqual([
      expect.stringContaining('DRS_CHATOPS_KEY'),
    ])
  })

  it.each([
    ['web: { url: "https://x.test", proxies: 0, port: 0 }', 'web.port: must be 1 to 65535'],
    ['web: { port: 80 }', 'web.url'],
    ['web: { url: "https://x.test", proxies: -1 }', 'web.proxies'],
    ['secretsKeepHours: 0', 'secretsKeepHours: is in hours, at least 0.1'],
  ])('with “%s” is refused', async (text, said) => {
    expect(await problems(text, key)).toEqual([expect.stringContaining(said)])
  })

  it('is refused with a port that is none', async () => {
    const env = { ...key, ...https, DRS_CHATOPS_WEB_PORT: 'http' }
    expect(await problems('', env)).toEqual([expect.stringContaining('DRS_CHATOPS_WEB_PORT')])
  })
})

describe('several keys', () => {
  const [one, two] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]

  it('stand with commas between, the newest first', async () => {
    const text = `${one.toString('base64')}, ${two.toString('base64')}`
    expect((await read('', { DRS_CHATOPS_KEY: text })).keys).toEqual([one, two])
  })

  it('must all be keys', async () => {
    const text = `${one.toString('base64')},wrong-one`
    const [problem, ...others] = await problems('', { DRS_CHATOPS_KEY: text })
    expect(others).toEqual([])
    expect(problem).toContain('32 bytes')
    expect(problem).not.toContain('wrong-one')
  })
})

it('keeps secrets as long as the file says', async () => {
  expect((await read('secretsKeepHours: 1.5')).secretsKeepMs).toBe(90 * 60_000)
})
