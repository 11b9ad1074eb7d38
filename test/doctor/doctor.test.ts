import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Redis } from 'ioredis'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { createClient } from '../../src/client/index.ts'
import { callRateCheck, checkCalls } from '../../src/doctor/calls.ts'
import { botSetupOf } from '../../src/doctor/configuration.ts'
import { checkDrs, clockSkewCheck } from '../../src/doctor/drs.ts'
import { checkRedis, redisChecks, redisClockCheck } from '../../src/doctor/redis.ts'
import { checkRuleTags } from '../../src/doctor/rule-tags.ts'
import { runChecks } from '../../src/doctor/run-checks.ts'
import { checkSealing } from '../../src/doctor/sealing.ts'
import { checkSlack } from '../../src/doctor/slack.ts'
import { checkWeb } from '../../src/doctor/web.ts'
import type { CheckResult } from '../../src/domain/check-result.ts'
import { batchModifyJobs } from '../../src/drs/index.ts'
import { defaultSeed, startLocalDrs } from '../../src/local-drs/server.ts'
import { keysOf } from '../../src/store/keys.ts'
import { writeSnapshot } from '../../src/store/snapshots.ts'
import { snapshot } from '../domain/fixtures.ts'
import { compiled } from '../helpers/compiled.ts'
import { testRedis } from '../helpers/redis.ts'

const servers: Server[] = []
const folders: string[] = []

afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })))
  await Promise.all(
    servers.splice(0).map((server) => {
      server.closeAllConnections()
      return new Promise((done) => server.close(done))
    }),
  )
})

type Answer = (request: IncomingMessage, response: ServerResponse) => void

async function serve(answer: Answer): Promise<string> {
  const server = createServer(answer)
  servers.push(server)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return `http://127.0.0.1:${address.port}`
}

/** A port where nobody listens any more. */
async function deadAddress(): Promise<string> {
  const address = await serve(() => {})
  await new Promise((done) => servers.pop()?.close(done))
  return address
}

/** Checks by name with their verdict: what a person sees first. */
function verdicts(results: readonly CheckResult[]): Record<string, boolean> {
  return Object.fromEntries(results.map((result) => [result.check, result.ok]))
}

const botToken = 'xoxb-test-1'
const appToken = 'xapp-test-1'

/** The two methods of Slack's Web API that the doctor calls. */
async function slack(granted: string): Promise<string> {
  const answers: Record<string, object> = {
    [`/api/auth.test Bearer ${botToken}`]: { ok: true, team: 'Acme', user: 'drs-chatops' },
    [`/api/usergroups.list Bearer ${botToken}`]: { ok: true, usergroups: [{ id: 'S01DBA' }] },
    [`/api/apps.connections.open Bearer ${appToken}`]: { ok: true, url: 'wss://example.com' },
  }
  const address = await serve((request, response) => {
    const answer = answers[`${request.url} ${request.headers.authorization}`]
    response.setHeader('x-oauth-scopes', granted)
    response.end(JSON.stringify(answer ?? { ok: false, error: 'invalid_auth' }))
  })
  return `${address}/api/`
}

const quotas = {
  quotas: { resource: { type: 'instance', min: 0, max: 100, quota: 10, used: 2 } },
}

function connectionTo(endpoint: string) {
  return {
    name: 'prod-eu',
    endpoint,
    projectId: '0123456789abcdef0123456789abcdef',
    region: 'eu-west-101',
    credentials: { ak: 'AKTEST', sk: 'never-shown' },
  }
}

/** One connection whose keys are named but not there. */
async function configFile(endpoint: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'drs-chatops-test-'))
  folders.push(folder)
  const path = join(folder, 'drs-chatops.yml')
  const connection = {
    region: 'eu-west-101',
    endpoint,
    projectId: 'p',
    ak: 'env:NOT_THERE',
    sk: 'env:NOT_THERE',
  }
  await writeFile(path, JSON.stringify({ connections: { 'prod-eu': connection } }))
  return path
}

const noon = 'Thu, 01 Jan 2026 12:00:00 GMT'
const now = () => Date.parse(noon)

describe('the doctor at Slack', () => {
  const access = { botToken, appToken, signingSecret: undefined }

  it('finds tokens that work and scopes that suffice, also if there are more', async () => {
    const apiUrl = await slack('commands,chat:write, users:read,files:write')
    const results = await checkSlack({ ...access, apiUrl }, ['commands', 'users:read'])
    expect(verdicts(results)).toEqual({
      'slack-bot-token': true,
      'slack-scopes': true,
      'slack-delivery': true,
    })
    expect(results[0]?.found.en).toBe('drs-chatops @ Acme')
  })

  it('names the scopes that are missing', async () => {
    const apiUrl = await slack('commands')
    const results = await checkSlack({ ...access, apiUrl }, ['commands', 'users:read', 'chat:write'])
    expect(results.find((result) => !result.ok)).toMatchObject({
      check: 'slack-scopes',
      found: { en: 'missing: users:read, chat:write' },
      advice: { en: expect.stringContaining('manifest.yml') },
    })
  })

  it('names user groups of the configuration that there are not', async () => {
    const apiUrl = await slack('commands')
    const found = async (...userGroups: string[]) =>
      (await checkSlack({ ...access, apiUrl, userGroups }, [])).find(
        ({ check }) => check === 'slack-user-groups',
      )
    expect(await found()).toBeUndefined()
    expect(await found('S01DBA')).toMatchObject({ ok: true })
    expect(await found('S01DBA', 'S0GONE')).toMatchObject({
      ok: false,
      found: { en: 'not in this workspace: S0GONE' },
    })
  })

  it('says so when Slack refuses a token, without repeating it', async () => {
    const apiUrl = await slack('')
    const refused = { apiUrl, botToken: 'xoxb-old', appToken: 'xapp-old', signingSecret: undefined }
    const results = await checkSlack(refused, [])
    expect(verdicts(results)).toEqual({ 'slack-bot-token': false, 'slack-delivery': false })
    expect(results.map((result) => result.found.en)).toEqual(['invalid_auth', 'invalid_auth'])
    expect(JSON.stringify(results)).not.toContain('-old')
  })

  it('takes a signing secret instead of Socket Mode, but not neither', async () => {
    const apiUrl = await slack('')
    const http = await checkSlack({ apiUrl, botToken, appToken: undefined, signingSecret: 'x' }, [])
    expect(verdicts(http)['slack-delivery']).toBe(true)
    const none = { apiUrl, botToken: undefined, appToken: undefined, signingSecret: undefined }
    expect(verdicts(await checkSlack(none, []))).toEqual({
      'slack-bot-token': false,
      'slack-delivery': false,
    })
  })

  it('tells an unreachable Slack from a refused token', async () => {
    const results = await checkSlack({ ...access, apiUrl: await deadAddress() }, [])
    expect(results[0]?.found.en).toContain('ECONNREFUSED')
    expect(results[0]?.advice?.['zh-CN']).toContain('防火墙')
  })
})

describe('the doctor at Redis', () => {
  it('reads a real server', async () => {
    const { url } = await testRedis()
    const redis = new Redis(url)
    const results = await checkRedis(async () => [await redis.info()])
    redis.disconnect()
    expect(verdicts(results)).toMatchObject({
      'redis-version': true,
      'redis-persistence': expect.any(Boolean),
    })
  })

  it.each([
    ['redis_version:6.0.16', 'redis-version', false],
    ['redis_version:6.2.0', 'redis-version', true],
    ['redis_version:7.2.4\r\nserver_name:valkey\r\nvalkey_version:8.0.1', 'redis-version', true],
    ['redis_version:10.0.0', 'redis-version', true],
    ['aof_enabled:0', 'redis-persistence', false],
    ['aof_enabled:1\r\naof_last_write_status:ok', 'redis-persistence', true],
    ['aof_enabled:1\r\naof_last_write_status:err', 'redis-persistence', false],
    ['maxmemory_policy:allkeys-lru', 'redis-eviction', false],
    ['maxmemory_policy:noeviction', 'redis-eviction', true],
  ])('judges %j', (info, check, ok) => {
    const result = redisChecks(`# Section\r\n${info}\r\n`).find((candidate) => candidate.check === check)
    expect(result?.ok).toBe(ok)
    expect(result?.advice === undefined).toBe(ok)
  })
})

describe('the doctor at the clock of Redis', () => {
  it.each([
    [0, true],
    [5_000, true],
    [-5_001, false],
    [60_000, false],
  ])('%i ms ahead: %s', (ms, ok) => {
    expect(redisClockCheck(ms)).toMatchObject({ check: 'redis-clock', ok })
  })
})

describe('the doctor at seals', () => {
  it.each([
    [true, 'are sealed'],
    [false, 'can give themselves roles'],
  ])('says what it means that there is a key: %s', (hasKey, words) => {
    expect(checkSealing(hasKey).found.en).toContain(words)
  })
})

describe('the doctor at DRS', () => {
  it('finds an endpoint whose clock agrees and that lets us read', async () => {
    const endpoint = await serve((request, response) => {
      const signed = request.headers.authorization?.startsWith('SDK-HMAC-SHA256 ')
      response.statusCode = signed ? 200 : 401
      response.setHeader('Date', noon)
      response.setHeader('Content-Type', 'application/json')
      response.end(JSON.stringify(signed ? quotas : { error_code: 'APIGW.0301', error_msg: 'no' }))
    })
    const results = await checkDrs(connectionTo(endpoint), { now })
    expect(verdicts(results)).toEqual({ 'drs-endpoint': true, clock: true, 'drs-access': true })
    expect(results.every((result) => result.about === 'prod-eu')).toBe(true)
  })

  it('explains a refusal and keeps the key to itself', async () => {
    const endpoint = await serve((_, response) => {
      response.statusCode = 401
      response.setHeader('Date', noon)
      response.setHeader('Content-Type', 'application/json')
      response.end(JSON.stringify({ error_code: 'APIGW.0301', error_msg: 'Incorrect IAM authentication' }))
    })
    const results = await checkDrs(connectionTo(endpoint), { now })
    const refused = results.find((result) => !result.ok)
    expect(refused?.check).toBe('drs-access')
    expect(refused?.found.en).toContain('APIGW.0301')
    expect(refused?.advice?.en).toBeTruthy()
    expect(JSON.stringify(results)).not.toContain('never-shown')
  })

  it('names the key that is missing instead of blaming the endpoint', async () => {
    const endpoint = await serve((_, response) => {
      response.setHeader('Date', noon)
      response.end()
    })
    const setup = botSetupOf({
      SLACK_BOT_TOKEN: botToken,
      SLACK_APP_TOKEN: appToken,
      REDIS_URL: 'redis://127.0.0.1:1',
      DRS_CHATOPS_CONFIG: await configFile(endpoint),
    })
    if (!('slack' in setup)) throw new Error(JSON.stringify(setup))
    const results = await Promise.all(setup.connections.map((one) => checkDrs(one, { now })))
    expect(results.flat().filter((result) => !result.ok)).toMatchObject([
      { check: 'drs-access', about: 'prod-eu', found: { en: expect.stringContaining('NOT_THERE') } },
    ])
  })

  it('stops at an endpoint where nobody answers', async () => {
    const results = await checkDrs(connectionTo(await deadAddress()), { now })
    expect(verdicts(results)).toEqual({ 'drs-endpoint': false })
    expect(results[0]?.found.en).toContain('ECONNREFUSED')
  })

  it.each([
    [0, true],
    [14 * 60_000 + 59_000, true],
    [-14 * 60_000, true],
    [15 * 60_000, false],
    [-16 * 60_000, false],
  ])('judges a clock that is %d ms off', (offset, ok) => {
    const server = Date.parse('2026-01-01T12:00:00Z')
    expect(clockSkewCheck('prod-eu', server, server + offset).ok).toBe(ok)
  })
})

describe('the doctor and the configuration', () => {
  it('reports every problem as a finding', () => {
    const results = botSetupOf({ DRS_CHATOPS_CONFIG: '/does/not/exist.yml' })
    if ('slack' in results) throw new Error('no problem was found')
    expect(results.length).toBeGreaterThan(2)
    expect(new Set(results.map((result) => result.check))).toEqual(new Set(['configuration']))
    expect(results.map((result) => result.found.en).join()).toContain('SLACK_BOT_TOKEN')
  })

  it('runs as a program: one line a check, what to do, and an exit code', async () => {
    const root = new URL('../..', import.meta.url).pathname
    const { PATH = '' } = process.env
    const run = promisify(execFile)(process.execPath, [await compiled('src/scripts/doctor.ts'), '--json'], {
      cwd: root,
      env: {
        PATH,
        LANG: 'zh_CN.UTF-8',
        SLACK_API_URL: await slack('commands'),
        SLACK_BOT_TOKEN: botToken,
        SLACK_APP_TOKEN: appToken,
        REDIS_URL: (await testRedis()).url,
        DRS_CHATOPS_CONFIG: await configFile(await deadAddress()),
      },
    })
    const failure: unknown = await run.catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 1 })
    const rows = JSON.parse(failure instanceof Error && 'stdout' in failure ? String(failure.stdout) : '')
    expect(rows).toContainEqual({ check: 'slack-delivery', ok: true, found: 'Socket Mode' })
    expect(rows).toContainEqual({
      check: 'drs-endpoint',
      connection: 'prod-eu',
      ok: false,
      found: expect.stringContaining('没有响应'),
      advice: expect.any(String),
    })
  })
})

describe('examine', () => {
  it('goes on with the rest where one part is missing, and asks for the scopes of the manifest', async () => {
    const apiUrl = await slack('commands')
    const redisUrl = (await deadAddress()).replace('http', 'redis')
    const results = await runChecks(
      {
        slack: { apiUrl, botToken, appToken, signingSecret: undefined },
        redisUrl,
        connections: [connectionTo(await deadAddress())],
      },
      now,
    )
    expect(verdicts(results)).toEqual({
      'slack-bot-token': true,
      'slack-scopes': false,
      'slack-delivery': true,
      redis: false,
      'secret-page': true,
      'drs-endpoint': false,
    })
    expect(results[1]?.found.en).toContain('chat:write')
  })
})

describe('the calls for watched tasks', () => {
  const plan = { callsPerMinute: 60, steadyMs: 30_000, motionMs: 5_000 }

  it.each([
    [1, true],
    [2_300, true],
    [2_301, false],
    [100_000, false],
  ])('of %d tasks at rest are enough: %s', (tasks, ok) => {
    expect(callRateCheck('prod-eu', { tasks, moving: 0, running: 0 }, plan)).toMatchObject({
      check: 'call-budget',
      about: 'prod-eu',
      ok,
    })
  })

  it('say how seldom a task is seen where they are too few', () => {
    const counts = { tasks: 100_000, moving: 0, running: 0 }
    expect(callRateCheck('prod-eu', counts, plan).advice?.en).toContain(
      'at rest is then checked about every 1277 s',
    )
  })

  it('go to tasks in motion first', () => {
    const some = { tasks: 2_300, moving: 300, running: 0 }
    expect(callRateCheck('prod-eu', some, plan).advice?.en).toContain(
      'at rest is then checked about every 110 s',
    )
    const many = { tasks: 500, moving: 500, running: 400 }
    expect(callRateCheck('prod-eu', many, plan).advice?.en).toContain(
      'in motion is then checked about every 12 s',
    )
  })

  it('are counted from what is watched', async () => {
    const { url } = await testRedis()
    const redis = new Redis(url)
    const due = Array.from({ length: 300 }, (_, i) => [String(i), `t${i}`]).flat()
    await redis.zadd(keysOf('prod-eu').due, ...due)
    await redis.set(keysOf('prod-eu').snapshot('t7'), writeSnapshot(snapshot({ status: 'STARTJOBING' })))
    redis.disconnect()
    const results = await checkCalls(url, ['prod-eu', 'lab'], { ...plan, callsPerMinute: 6 })
    expect(results).toMatchObject([
      {
        about: 'prod-eu',
        ok: false,
        found: { en: expect.stringContaining('300 tasks, 1 of them in motion') },
      },
    ])
    expect(await checkCalls((await deadAddress()).replace('http', 'redis'), ['prod-eu'], plan)).toEqual([])
  })
})

describe('the tags that approval rules look at', () => {
  async function local(name: string) {
    const ends = { source: '192.168.0.28:3306', destination: defaultSeed.tasks?.[1]?.destination ?? '' }
    const orders = {
      name: 'orders',
      scenario: 'sync',
      engine: 'mysql',
      status: 'CONFIGURATION',
      ...ends,
    } as const
    const drs = await startLocalDrs({ speed: 0, now, seed: { tasks: [orders] } })
    onTestFinished(drs.stop)
    const [task] = drs.control.tasks()
    if (!task) throw new Error('no task')
    const { endpoint, projectId, ak, sk } = drs
    const connection = { ...connectionTo(endpoint), name, projectId, credentials: { ak, sk } }
    const client = createClient(connection, { now, random: () => 0, sleep: async () => {} })
    onTestFinished(client.close)
    const body = { jobs: [{ job_id: task.id, tags: [{ key: 'Env', value: 'prod' }] }] }
    await client.call(batchModifyJobs, { body })
    return connection
  }
  const rule = (connections: readonly string[], ...tags: readonly string[]) => ({ connections, tags })

  it('are on some task, or are named', async () => {
    const connections = [await local('prod-eu'), await local('lab')]
    const check = (...rules: Parameters<typeof checkRuleTags>[0]) => checkRuleTags(rules, connections, now)
    expect(await check(rule(['prod-*'], 'env=prod'), rule(['*'], 'env'))).toMatchObject([
      { check: 'rule-tags', ok: true, found: { en: 'env=prod, env' } },
    ])
    expect(await check(rule(['*'], 'env=prod', 'env=prdo'), rule(['gone'], 'env'))).toMatchObject([
      { ok: false, found: { en: 'on no task: env=prdo, env' }, advice: { en: expect.any(String) } },
    ])
    expect(await check({ connections: ['*'] })).toEqual([])
  })

  it('cannot be judged where a connection does not answer', async () => {
    const dead = { ...connectionTo(await deadAddress()), name: 'lab' }
    const rules = [rule(['*'], 'env=prod', 'tier=1')]
    expect(await checkRuleTags(rules, [await local('prod-eu'), dead], now)).toMatchObject([
      { ok: true, found: { en: 'could not be checked for tier=1: not all tasks could be read' } },
    ])
  })
})

describe('the page for passwords', () => {
  it('is named with its address, or said to be missing, which is no fault', () => {
    expect(checkWeb({ url: 'https://drs.example.test' })).toMatchObject({
      ok: true,
      found: { en: 'https://drs.example.test' },
    })
    const missing = checkWeb(undefined)
    expect(missing.ok).toBe(true)
    expect(missing.found.en).toContain('by reference only')
    expect(missing.found['zh-CN']).toContain('引用')
  })
})
