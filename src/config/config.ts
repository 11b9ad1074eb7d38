import { readFileSync } from 'node:fs'
import type { Grant } from '../domain/access/roles.ts'
import { endpointOf } from '../drs/regions.ts'
import { parseRedisAddress, redisAddressForms } from '../store/redis-address.ts'
import { everyoneWord, grantsToEveryone, grantToEveryone } from './access.ts'
import { endpointProblem } from './endpoints.ts'
import { type FileConfig, fileDefaults, generationsOf, parseFile } from './file.ts'
import { readMonitoring } from './monitoring.ts'
import type { Config, ConnectionConfig } from './types.ts'
import { readWeb } from './web.ts'

/** All that is wrong with the configuration at once, one sentence a line, each naming the place and the remedy. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(`The configuration is not usable:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`)
    this.problems = problems
  }
}

type Environment = Readonly<Record<string, string | undefined>>

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']
const keyBytes = 32
const defaultFile = 'drs-chatops.yml'

/** Reads environment and file. Throws `ConfigError`. */
export function readConfig(env: Environment): Config {
  const problems: string[] = []
  const slack = readSlack(env, problems)
  const redisUrl = readRedisUrl(env, problems)
  const { access, web: webInFile, monitoring: monitoringInFile, ...settings } = readSettings(env, problems)
  const logLevel = env.LOG_LEVEL || 'info'
  if (!logLevels.includes(logLevel))
    problems.push(`LOG_LEVEL is “${logLevel}”; use one of ${logLevels.join(', ')}.`)
  const keys = readKeys(env, problems)
  const web = readWeb(webInFile, env, problems)
  const monitoring = readMonitoring(monitoringInFile, env, problems)
  if (problems.length > 0 || !slack) throw new ConfigError(problems)
  return {
    slack,
    redisUrl,
    logLevel,
    grants: access,
    ...settings,
    ...(keys && { keys }),
    ...(web && { web }),
    ...(monitoring && { monitoring }),
  }
}

/** The same for a start, which has to find all that the file names: else the first poll would. Throws `ConfigError`. */
export function configToStart(env: Environment): Config {
  const config = readConfig(env)
  const missing = missingVariables(config.connections, env)
  if (missing.length > 0) throw new ConfigError(missing)
  return config
}

function missingVariables(connections: readonly ConnectionConfig[], env: Environment): readonly string[] {
  return connections.flatMap(({ name, credentials: { kind: _, ...given } }) =>
    Object.entries(given).flatMap(([key, reference = '']) => {
      const [, variable] = /^env:(.+)$/s.exec(reference) ?? []
      return variable === undefined || env[variable]?.trim()
        ? []
        : `${variable} is missing: the connection ${name} names it as ${key}. Set it, or name another.`
    }),
  )
}

/** Without a file there is nobody to name: all may look, and act and approve only where somebody has said so. */
function accessWithoutFile({ DRS_CHATOPS_ACCESS: said }: Environment, problems: string[]): readonly Grant[] {
  if (said && said !== everyoneWord)
    problems.push(
      `DRS_CHATOPS_ACCESS is “${said}”; use ${everyoneWord}, or name people in the list access of ${defaultFile}.`,
    )
  return said === everyoneWord ? grantsToEveryone : [grantToEveryone('viewer')]
}

function required(env: Environment, name: string, remedy: string, problems: string[]): string {
  const value = env[name]?.trim()
  if (value) return value
  problems.push(`${name} is missing. ${remedy}`)
  return ''
}

function readRedisUrl(env: Environment, problems: string[]): string {
  const value = required(env, 'REDIS_URL', 'Set it, for example redis://127.0.0.1:6379.', problems)
  if (value && !parseRedisAddress(value)) {
    const forms = redisAddressForms.map((form) => `\n      ${form}`).join('')
    problems.push(`REDIS_URL is none of these (rediss instead of redis with TLS):${forms}`)
  }
  return value
}

function readEndpoint(
  env: Environment,
  name: string,
  example: string,
  problems: string[],
): string | undefined {
  const url = env[name]?.trim()
  if (!url) return undefined
  const problem = endpointProblem(url)
  if (problem) problems.push(`${name} ${problem}; for example ${example}.`)
  return url
}

/** Tokens are told apart by their prefix; the value itself is never repeated. */
function readToken(
  env: Environment,
  name: string,
  prefix: string,
  where: string,
  problems: string[],
): string {
  const value = required(env, name, `Take it from ${where}.`, problems)
  if (value && !value.startsWith(prefix))
    problems.push(`${name} does not begin with ${prefix}. Take it from ${where}.`)
  return value
}

function readSlack(env: Environment, problems: string[]): Config['slack'] | undefined {
  const botToken = readToken(
    env,
    'SLACK_BOT_TOKEN',
    'xoxb-',
    '“OAuth & Permissions” of the Slack app',
    problems,
  )
  const apiUrl = readEndpoint(env, 'SLACK_API_URL', 'https://slack.com/api/', problems)
  const transport = readTransport(env, problems)
  return transport && { botToken, transport, ...(apiUrl && { apiUrl }) }
}

function readTransport(env: Environment, problems: string[]): Config['slack']['transport'] | undefined {
  if (env.SLACK_APP_TOKEN) {
    const where = '“Basic Information → App-Level Tokens” of the Slack app'
    return { mode: 'socket', appToken: readToken(env, 'SLACK_APP_TOKEN', 'xapp-', where, problems) }
  }
  const signingSecret = env.SLACK_SIGNING_SECRET
  if (signingSecret) return { mode: 'http', signingSecret, port: readPort(env, problems) }
  problems.push(
    'SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) is missing. Set one of them; Socket Mode needs no public address.',
  )
  return undefined
}

function readPort(env: Environment, problems: string[]): number {
  const port = Number(env.PORT || 3000)
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    problems.push(`PORT is “${env.PORT}”; use 1 to 65535.`)
  return port
}

function readSingleConnection(env: Environment, problems: string[]): readonly ConnectionConfig[] {
  const remedy = (what: string) => `Set it to ${what}, or write ${defaultFile}.`
  required(env, 'HUAWEICLOUD_SDK_AK', remedy('the access key ID'), problems)
  required(env, 'HUAWEICLOUD_SDK_SK', remedy('the secret access key'), problems)
  const projectId = required(env, 'DRS_PROJECT_ID', remedy('the project ID of the region'), problems)
  const region = required(env, 'DRS_REGION', remedy('the region, for example eu-west-101'), problems)
  if (region && (!/^[a-z0-9-]{1,40}$/i.test(region) || region in Object.prototype))
    problems.push('DRS_REGION is not the ID of a region; for example eu-west-101.')
  const endpoint =
    readEndpoint(env, 'DRS_ENDPOINT', 'https://drs.eu-west-101.myhuaweicloud.eu', problems) ??
    endpointOf(region)
  const credentials = { kind: 'keys', ak: 'env:HUAWEICLOUD_SDK_AK', sk: 'env:HUAWEICLOUD_SDK_SK' } as const
  return [{ name: region, region, endpoint, projectId, generations: generationsOf(region), credentials }]
}

/**
 * `DRS_CHATOPS_KEY`: 32 bytes as base64, for example from `openssl rand -base64 32`. To replace it, the new one stands
 * before the old one for a while, with a comma between.
 */
export function readKeys(env: Environment, problems: string[]): readonly Uint8Array[] | undefined {
  if (!env.DRS_CHATOPS_KEY) return undefined
  const keys = env.DRS_CHATOPS_KEY.split(',').map((text) => Buffer.from(text.trim(), 'base64'))
  if (keys.every((key) => key.length === keyBytes)) return keys
  problems.push(
    'DRS_CHATOPS_KEY does not hold 32 bytes as base64, or several such keys with commas between. Make one with: openssl rand -base64 32',
  )
  return undefined
}

/** What the file says, or without one the variables for a single connection. */
function readSettings(env: Environment, problems: string[]): FileConfig {
  const path = env.DRS_CHATOPS_CONFIG || defaultFile
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    if (missing && !env.DRS_CHATOPS_CONFIG)
      return {
        ...fileDefaults,
        access: accessWithoutFile(env, problems),
        connections: readSingleConnection(env, problems),
      }
    problems.push(
      `${path} (DRS_CHATOPS_CONFIG) cannot be read: ${missing ? 'there is no such file' : String(error)}.`,
    )
    return unusable
  }
  return parseFile(path, text, problems) ?? unusable
}

/** Stands in for a file with mistakes, which do not make the variables for a single connection necessary. */
const unusable: FileConfig = { ...fileDefaults, access: [], connections: [] }
