import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { resolve } from 'node:path'
import { parse, stringify } from 'yaml'
import { destinationPassword, region, sourcePassword } from '../local-drs/databases.ts'
import { defaultSeed, type LocalDrs, startLocalDrs } from '../local-drs/server.ts'
import { type LocalSlack, startLocalSlack } from '../local-slack/server.ts'
import { startBotProcess } from './bot-process.ts'
import { galleryPage } from './gallery/gallery-page.ts'
import { passwordVariables } from './panel/catalogue.ts'
import { createDrsPanel, type DrsPanel } from './panel/panel.ts'
import { type RedisServer, startRedis } from './redis.ts'
import { sandboxTour } from './tour.ts'
import { waitingFor } from './waiting.ts'

/**
 * `npm run sandbox`: a private Redis, a local DRS, a local Slack and the real bot between them; prints one URL.
 * `SANDBOX_PORT` chooses the page's port, `SANDBOX_FOLDER` where log and data lie, so that two sandboxes can run at once.
 * DRS and Slack live in memory, so each start begins with an empty Redis too.
 */
const folder = resolve(process.env.SANDBOX_FOLDER || '.sandbox')
const usualPort = 8420
/** Nothing is there, but with an address tasks are Work Objects, and its domain is that of the manifest. */
const consoleAddress = 'https://console.huaweicloud.com/drs/?region={region}#/task/{id}'
/** Ten times as fast as life: a task is created in twelve seconds, copied in a minute. */
const speed = 10

function chosenPort(): number | undefined {
  const given = process.env.SANDBOX_PORT
  if (!given) return undefined
  const port = Number(given)
  if (Number.isInteger(port) && port > 0 && port <= 65_535) return port
  throw new Error(`SANDBOX_PORT is “${given}”; use a port from 1 to 65535.`)
}

/** The usual port, or any if somebody has it; a port that was asked for must be free. */
async function startSlack(drs: LocalDrs, panel: DrsPanel): Promise<LocalSlack> {
  const manifest: unknown = parse(await readFile('manifest.yml', 'utf8'))
  const pages = { gallery: galleryPage }
  const options = { manifest, beside: panel, pages, observe: panel.observe, tour: sandboxTour(drs) }
  const chosen = chosenPort()
  if (chosen !== undefined) return startLocalSlack({ ...options, port: chosen })
  try {
    return await startLocalSlack({ ...options, port: usualPort })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error
    return startLocalSlack({ ...options, port: 0 })
  }
}

/** The bot's configuration file: one connection, everybody may act, Bob and Carol approve, Dana is admin, a quick look at the tasks. */
async function writeConfiguration(drs: LocalDrs): Promise<string> {
  const port = await freePort()
  const file = resolve(folder, 'drs-chatops.yml')
  const { endpoint, projectId } = drs
  const keys = { ak: 'env:HUAWEICLOUD_SDK_AK', sk: 'env:HUAWEICLOUD_SDK_SK' }
  const configuration = {
    connections: {
      sandbox: { region, endpoint, projectId, api: ['v3', 'v5'], console: consoleAddress, ...keys },
    },
    access: [
      { role: 'operator' },
      { role: 'approver', users: ['U02BOB', 'U03CAROL'] },
      { role: 'admin', users: ['U04DANA'] },
    ],
    auditChannel: 'C02DBA',
    // Passwords of databases that are made up: whoever tries the bot may send them to any address.
    secrets: Object.values(passwordVariables).map((name) => ({ reference: `env:${name}`, hosts: ['*'] })),
    polling: { motion: 1, steady: 5 },
    callsPerMinute: 6_000,
    web: { url: `http://127.0.0.1:${port}`, port, host: '127.0.0.1' },
  }
  await writeFile(file, stringify(configuration))
  return file
}

/** The bot's own page for passwords needs an address that is known before the bot is there. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (typeof address !== 'object' || address === null) throw new Error('no port is free')
  return address.port
}

/** Nothing of the person's own configuration may leak into the sandbox: only what a process needs is handed on. */
function botEnvironment(
  redis: RedisServer,
  drs: LocalDrs,
  slack: LocalSlack,
  configuration: string,
): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'info',
    DRS_CHATOPS_CONFIG: configuration,
    // Redis begins empty each time, so that no older key is needed.
    DRS_CHATOPS_KEY: randomBytes(32).toString('base64'),
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    REDIS_URL: redis.url,
    HUAWEICLOUD_SDK_AK: drs.ak,
    HUAWEICLOUD_SDK_SK: drs.sk,
    [passwordVariables.source]: sourcePassword,
    [passwordVariables.destination]: destinationPassword,
  }
}

const say = (line: string) => void process.stdout.write(`  · ${line}\n`)

async function start(): Promise<void> {
  await mkdir(folder, { recursive: true })
  const logFile = resolve(folder, 'bot.log')
  await rm(logFile, { force: true })
  const dataDir = resolve(folder, 'redis')
  const redis = await waitingFor('Redis', startRedis({ dataDir, fresh: true, aof: true }), say)
  const drs = await waitingFor(
    'the local DRS',
    startLocalDrs({ seed: defaultSeed, speed, dialect: 'mixed' }),
    say,
  )
  const panel = createDrsPanel(drs)
  const slack = await waitingFor('the local Slack', startSlack(drs, panel), say)
  const environment = botEnvironment(redis, drs, slack, await writeConfiguration(drs))
  const bot = await waitingFor('the bot', startBotProcess(environment, logFile), say)
  process.stdout.write(
    `\n  drs-chatops sandbox: ${slack.pageUrl}\n\n  Stop it with Ctrl+C. The bot's log: ${logFile}\n\n`,
  )
  let stopping = false
  const stop = async () => {
    if (stopping) return
    stopping = true
    await bot.stop()
    panel.stop()
    await Promise.all([slack.stop(), drs.stop()])
    await redis.stop()
  }
  process.on('SIGINT', () => void stop())
  process.on('SIGTERM', () => void stop())
  await bot.ended
  if (!stopping) process.stderr.write(`The bot ended by itself; see ${logFile}\n`)
  await stop()
}

export async function runSandbox(): Promise<void> {
  try {
    await start()
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(1)
  }
}
