import { readFile } from 'node:fs/promises'
import { pino } from 'pino'
import { parse } from 'yaml'
import { type Bot, startBot } from '../../src/bot/bot.ts'
import { fileDefaults } from '../../src/config/file.ts'
import type { Config } from '../../src/config/types.ts'
import type { Generation } from '../../src/drs/operation.ts'
import { destinationPassword, region, sourcePassword } from '../../src/local-drs/databases.ts'
import { type LocalDrs, type Seed, startLocalDrs } from '../../src/local-drs/server.ts'
import { type LocalSlack, startLocalSlack } from '../../src/local-slack/server.ts'
import type { Workspace } from '../../src/local-slack/workspace.ts'
import { type SlackDriver, slackDriver } from '../helpers/slack-driver.ts'

/** Everything real: Redis, a DRS over signed HTTP, a Slack over its own protocols. Only the clock of DRS is moved by hand. */
export interface World {
  readonly drs: LocalDrs
  readonly slack: LocalSlack
  readonly people: SlackDriver
  readonly redisUrl: string
  readonly config: Config
  stop(): Promise<void>
}

/** The environment a bot of these tests reads passwords and keys from. */
export function environmentOf(drs: LocalDrs): Record<string, string> {
  return {
    HUAWEICLOUD_SDK_AK: drs.ak,
    HUAWEICLOUD_SDK_SK: drs.sk,
    DB_SOURCE_PASSWORD: sourcePassword,
    DB_DESTINATION_PASSWORD: destinationPassword,
  }
}

/** Short enough that a test does not wait, long enough not to be a load test. */
const polling = { motion: 100, steady: 300, discovery: 300 }

export interface WorldOptions {
  /** Where tasks may live; v3 without it. */
  readonly generations?: readonly Generation[]
  /** How fast the clock of DRS goes; it stands still without it. */
  readonly speed?: number
  /** A Redis database for programs that are no tests; a test gets one of its own. */
  readonly redisUrl?: string
  /** Other people than those every local Slack has. */
  readonly workspace?: Workspace
  /** How long this Slack waits for an acknowledgement, in ms; three seconds without it. */
  readonly ackWithin?: number
  /** Methods that this Slack does not have. */
  readonly without?: readonly string[]
  /** Whether this Slack knows Work Objects; it does without it. */
  readonly workObjects?: boolean
}

export async function startWorld(seed?: Seed, options: WorldOptions = {}): Promise<World> {
  const { generations = ['v3'], speed = 0 } = options
  const redisUrl = options.redisUrl ?? (await databaseOfTest())
  const drs = await startLocalDrs({ speed, dialect: 'mixed', neverLate: true, ...(seed && { seed }) })
  // The clock of DRS runs faster here than Slack would take messages.
  const manifest: unknown = parse(await readFile('manifest.yml', 'utf8'))
  const { workspace, ackWithin, without = [], workObjects = true } = options
  const slack = await startLocalSlack({
    ...{ manifest, rateLimits: false, without, workObjects },
    ...(workspace && { workspace }),
    ...(ackWithin !== undefined && { ackWithin }),
  })
  const everywhere = { users: ['*'], connections: ['*'], channels: ['*'] }
  const config: Config = {
    slack: {
      botToken: slack.botToken,
      transport: { mode: 'socket', appToken: slack.appToken },
      apiUrl: slack.apiUrl,
    },
    redisUrl,
    logLevel: 'silent',
    connections: [
      {
        name: 'sandbox',
        region,
        endpoint: drs.endpoint,
        projectId: drs.projectId,
        generations,
        credentials: { kind: 'keys', ak: 'env:HUAWEICLOUD_SDK_AK', sk: 'env:HUAWEICLOUD_SDK_SK' },
      },
    ],
    grants: [
      { role: 'operator', ...everywhere },
      { role: 'approver', ...everywhere },
    ],
    ...fileDefaults,
    secrets: [{ references: ['env:DB_*'], connections: ['*'], roles: [], hosts: ['*'] }],
    polling,
    // The clock of DRS runs so fast that everything would come at the same time.
    watch: { groupMs: 0, paceMs: 0, repeatMs: 4 * 3_600_000 },
    callsPerMinute: 100_000,
  }
  return {
    drs,
    slack,
    people: slackDriver(slack.pageUrl),
    redisUrl,
    config,
    stop: async () => {
      await slack.stop()
      await drs.stop()
    },
  }
}

/** Only a test can load what gives it a database. */
async function databaseOfTest(): Promise<string> {
  const { testRedis } = await import('../helpers/redis.ts')
  return (await testRedis()).url
}

export function startBotIn(world: World): Promise<Bot> {
  const log = pino({ level: process.env.E2E_LOG ?? 'silent' })
  return startBot({ config: world.config, log, env: environmentOf(world.drs) })
}

const minute = 60_000
const step = 5_000
/** Longer than any phase of the local DRS takes at its own pace. */
const farthest = 60 * minute

/** Moves the clock of DRS by minutes. */
export function pass(world: World, minutes: number): void {
  world.drs.control.advance({ ms: minutes * minute })
}

/** Moves the clock of DRS until the task is in that status, so that no short status is jumped over. */
export function passUntil(world: World, name: string, status: string): void {
  for (let passed = 0; passed < farthest; passed += step) {
    if (world.drs.control.tasks().find((task) => task.name === name)?.status === status) return
    world.drs.control.advance({ ms: step })
  }
  throw new Error(`${name} did not come to ${status}`)
}
