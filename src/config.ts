import { readFileSync } from 'node:fs'
import { isMap, isScalar, LineCounter, type Node, parseDocument } from 'yaml'
import * as z from 'zod'
import { type Grant, roles } from './domain/roles.ts'

/**
 * Everything the bot is told from outside, checked once. The environment names the places and tokens (PRODUCT §15), the
 * file (DRS_CHATOPS_CONFIG, default `drs-chatops.yml`) the connections, who may do what, and where passwords may come from.
 */
export interface Config {
  readonly slack: {
    readonly botToken: string
    readonly transport:
      | { readonly mode: 'socket'; readonly appToken: string }
      | { readonly mode: 'http'; readonly signingSecret: string; readonly port: number }
    readonly apiUrl?: string
  }
  readonly redisUrl: string
  readonly logLevel: string
  readonly connections: readonly ConnectionConfig[]
  readonly grants: readonly Grant[]
  /** Patterns of allowed password references, for example `env:DB_*`. */
  readonly secrets: readonly string[]
  readonly polling: Polling
}

/** How often tasks are looked at, in milliseconds. */
export interface Polling {
  /** While something is going on with a task. */
  readonly motion: number
  readonly steady: number
}

export interface ConnectionConfig {
  readonly name: string
  readonly region: string
  readonly endpoint: string
  readonly projectId: string
  /** References (`env:NAME`, `file:/path`), read when a call is signed. */
  readonly ak: string
  readonly sk: string
  readonly securityToken?: string
}

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
const defaultSecrets = ['env:DB_*', 'file:/run/secrets/*']
const defaultPolling: Polling = { motion: 5_000, steady: 30_000 }
const defaultFile = 'drs-chatops.yml'

/** Reads environment and file. Throws `ConfigError`. */
export function readConfig(env: Environment): Config {
  const problems: string[] = []
  const slack = readSlack(env, problems)
  const redisUrl = readUrl(
    env,
    'REDIS_URL',
    ['redis:', 'rediss:'],
    'for example redis://127.0.0.1:6379',
    problems,
  )
  const file = readFile(env, problems)
  const connections = file?.connections ?? readSingleConnection(env, problems)
  const logLevel = env.LOG_LEVEL || 'info'
  if (!logLevels.includes(logLevel))
    problems.push(`LOG_LEVEL is “${logLevel}”; use one of ${logLevels.join(', ')}.`)
  if (problems.length > 0 || !slack) throw new ConfigError(problems)
  return {
    slack,
    redisUrl,
    logLevel,
    connections,
    grants: file?.access ?? everybody,
    secrets: file?.secrets ?? defaultSecrets,
    polling: file?.polling ?? defaultPolling,
  }
}

/** Without a file there is nobody to name, so all members of the workspace may act and approve. */
const everybody: readonly Grant[] = (['operator', 'approver'] as const).map((role) => ({
  role,
  users: ['*'],
  connections: ['*'],
  channels: ['*'],
}))

function required(env: Environment, name: string, remedy: string, problems: string[]): string {
  const value = env[name]?.trim()
  if (value) return value
  problems.push(`${name} is missing. ${remedy}`)
  return ''
}

function readUrl(
  env: Environment,
  name: string,
  protocols: readonly string[],
  example: string,
  problems: string[],
): string {
  const value = required(env, name, `Set it, ${example}.`, problems)
  if (value && !(URL.canParse(value) && protocols.includes(new URL(value).protocol))) {
    problems.push(
      `${name} is not a URL of the kind ${protocols.map((p) => `${p}//`).join(' or ')}; ${example}.`,
    )
  }
  return value
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
  const apiUrl = env.SLACK_API_URL
    ? readUrl(env, 'SLACK_API_URL', ['https:', 'http:'], 'for example https://slack.com/api/', problems)
    : undefined
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
  const endpoint = env.DRS_ENDPOINT
    ? readUrl(
        env,
        'DRS_ENDPOINT',
        ['https:', 'http:'],
        'for example https://drs.eu-west-101.myhuaweicloud.eu',
        problems,
      )
    : defaultEndpoint(region)
  return [
    { name: region, region, endpoint, projectId, ak: 'env:HUAWEICLOUD_SDK_AK', sk: 'env:HUAWEICLOUD_SDK_SK' },
  ]
}

/** The pattern of the endpoint tables (API reference 1.2). */
function defaultEndpoint(region: string): string {
  return `https://drs.${region}.myhuaweicloud.com`
}

const reference = z
  .string()
  .regex(
    /^(env:[A-Za-z_]\w*|file:\/\S+)$/,
    'must be a reference, env:NAME or file:/path, never the value itself',
  )

const list = z.array(z.string().min(1)).min(1).default(['*'])

const seconds = z.number().min(0.05, 'is in seconds, at least 0.05').max(3600, 'is in seconds, at most 3600')

const fileSchema = z.strictObject({
  connections: z
    .record(
      z
        .string()
        .regex(/^[a-z0-9][a-z0-9._-]{0,39}$/i, 'may have letters, digits, dots, hyphens and underscores'),
      z.strictObject({
        region: z.string().min(1),
        endpoint: z.url().optional(),
        projectId: z.string().min(1),
        ak: reference,
        sk: reference,
        securityToken: reference.optional(),
      }),
    )
    .refine((connections) => Object.keys(connections).length > 0, 'needs at least one connection'),
  access: z
    .array(z.strictObject({ role: z.enum(roles), users: list, connections: list, channels: list }))
    .default([]),
  secrets: z
    .array(z.string().regex(/^(env:|file:\/)\S+$/, 'must begin with env: or file:/'))
    .default(defaultSecrets),
  polling: z.strictObject({ motion: seconds.default(5), steady: seconds.default(30) }).prefault({}),
})

interface FileConfig extends Pick<Config, 'polling'> {
  readonly connections: readonly ConnectionConfig[]
  readonly access: readonly Grant[]
  readonly secrets: readonly string[]
}

/** `undefined` if there is no file and none was named. */
function readFile(env: Environment, problems: string[]): FileConfig | undefined {
  const path = env.DRS_CHATOPS_CONFIG || defaultFile
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    if (missing && !env.DRS_CHATOPS_CONFIG) return undefined
    problems.push(
      `${path} (DRS_CHATOPS_CONFIG) cannot be read: ${missing ? 'there is no such file' : String(error)}.`,
    )
    return undefined
  }
  return parseFile(path, text, problems)
}

export function parseFile(path: string, text: string, problems: string[]): FileConfig | undefined {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  for (const error of document.errors)
    problems.push(`${path}, line ${lines.linePos(error.pos[0]).line}: ${error.message}`)
  if (document.errors.length > 0) return undefined
  const parsed = fileSchema.safeParse(document.toJS() ?? {})
  if (parsed.success) return toConfig(parsed.data)
  for (const issue of parsed.error.issues) {
    const at = offsetOf(document.contents, issue.path)
    const line = at === undefined ? '' : `, line ${lines.linePos(at).line}`
    problems.push(`${path}${line}: ${issue.path.join('.') || 'file'}: ${issue.message}`)
  }
  return undefined
}

function toConfig(data: z.output<typeof fileSchema>): FileConfig {
  const connections = Object.entries(data.connections).map(([name, { securityToken, ...given }]) => ({
    ...given,
    name,
    endpoint: given.endpoint ?? defaultEndpoint(given.region),
    ...(securityToken && { securityToken }),
  }))
  const polling = { motion: data.polling.motion * 1000, steady: data.polling.steady * 1000 }
  return { connections, access: data.access, secrets: data.secrets, polling }
}

/** Where in the text the deepest node of the path that exists begins. */
function offsetOf(root: Node | null, path: readonly PropertyKey[]): number | undefined {
  let node: unknown = root
  let offset = root?.range?.[0]
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === step)
      if (!pair) return offset
      if (isScalar(pair.key)) offset = pair.key.range?.[0] ?? offset
      node = pair.value
    } else if (typeof node === 'object' && node !== null && 'items' in node && Array.isArray(node.items)) {
      node = node.items[Number(step)]
      if (isMap(node) || isScalar(node)) offset = node.range?.[0] ?? offset
    } else return offset
  }
  return offset
}
