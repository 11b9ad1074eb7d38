import { type Document, isMap, isScalar, LineCounter, type Node, parseDocument } from 'yaml'
import * as z from 'zod'
import { localeOf } from '../base/i18n.ts'
import { defaultRules } from '../domain/approvals/rules.ts'
import { secretReference } from '../domain/secrets/secret-reference.ts'
import { type LimitMetric, parseLimitOf } from '../domain/watching/limits.ts'
import { limitsOfConnection } from '../domain/watching/usual-limits.ts'
import { isOff } from '../domain/watching/watch-options.ts'
import type { Generation } from '../drs/operation.ts'
import { endpointOf, iamEndpointOf, regionOf } from '../drs/regions.ts'
import { accessFields, grantsIn } from './access.ts'
import { approvalFields, type ConfigComplaint, groupsIn, policyComplaints, rulesIn } from './approvals.ts'
import { endpointProblem } from './endpoints.ts'
import { type MonitoringConfig, monitoringFields } from './monitoring.ts'
import { defaultScopes, referencesOf, scopeComplaints, scopesIn, secretFields } from './secrets.ts'
import type { Config, ConnectionConfig } from './types.ts'
import { secretsKeepMs, type WebInFile, webFields } from './web.ts'

/** The configuration file: its schema, its defaults, and errors that name the line. */

const day = 24 * 60 * 60_000

/** What holds where the file says nothing, or where there is none. Times in milliseconds. */
export const fileDefaults = {
  secrets: defaultScopes,
  polling: { motion: 5_000, steady: 30_000, discovery: 60_000 },
  watch: { groupMs: 2_000, repeatMs: 4 * 3_600_000, paceMs: 1_000 },
  /** The documented quota of DRS's sister services. */
  callsPerMinute: 60,
  groups: [],
  approvals: defaultRules,
  auditKeepMs: 400 * day,
  secretsKeepMs,
}

/** The APIs that the documents list for a region; v3 where they do not know it. */
export function generationsOf(region: string): readonly Generation[] {
  return regionOf(region)?.generations ?? ['v3']
}

const reference = z
  .string()
  .regex(secretReference, 'must be a reference, env:NAME or file:/path, never the value itself')

const seconds = z.number().min(0.05, 'is in seconds, at least 0.05').max(3600, 'is in seconds, at most 3600')

const address = z.string().superRefine((url, { addIssue }) => {
  const message = endpointProblem(url)
  if (message) addIssue({ code: 'custom', message })
})

const connectionName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,39}$/i, 'may have letters, digits, dots, hyphens and underscores')

/** As the console of the cloud names a task. */
const consoleAddress = z
  .string()
  .max(1000)
  .refine((url) => {
    const filled = url.replaceAll(/\{(?:id|region|project)\}/g, 'x')
    return !/[{}]/.test(filled) && URL.canParse(filled) && new URL(filled).protocol === 'https:'
  }, 'must be an https:// address; {id}, {region} and {project} stand for those of the task')
  .refine((url) => url.includes('{id}'), 'must have {id} where the ID of the task belongs')

const iamUser = z.strictObject({
  user: z.string().min(1),
  domain: z.string().min(1),
  /** Name of the project; that of the region for its default project. */
  project: z.string().min(1).optional(),
  password: reference,
  endpoint: address.optional(),
})

/** As `/drs watch` takes it. */
function limitOf(metric: LimitMetric) {
  return z
    .string()
    .refine((text) => isOff(text) || parseLimitOf(metric, text) !== undefined, {
      error: 'must be a limit, for example 60s or 60s for 3m, or off',
    })
    .transform((text) => (isOff(text) ? 'off' : (parseLimitOf(metric, text) ?? 'off')))
    .exactOptional()
}

const watchesOfConnection = z.strictObject({
  limits: z.strictObject({ lag: limitOf('lag'), rpo: limitOf('rpo'), rto: limitOf('rto') }),
})

/** DRS tells no prices: these are the operator's own. */
const pricesOfConnection = z.strictObject({
  currency: z.string().regex(/^[A-Z]{3}$/, 'must be three capital letters, such as EUR'),
  perHour: z.record(z.string().min(1).max(64), z.number().min(0, 'must be an amount, at least 0')),
})

const connection = z
  .strictObject({
    region: z.string().min(1),
    endpoint: address.optional(),
    projectId: z.string().min(1),
    api: z
      .array(z.enum(['v3', 'v5']))
      .min(1)
      .optional(),
    ak: reference.optional(),
    sk: reference.optional(),
    securityToken: reference.optional(),
    iam: iamUser.optional(),
    language: z.enum(['en', 'zh']).optional(),
    watch: watchesOfConnection.optional(),
    console: consoleAddress.optional(),
    prices: pricesOfConnection.optional(),
  })
  .refine(({ ak, sk, iam }) => (iam ? !ak && !sk : ak && sk), {
    message: 'needs either ak and sk, or iam with user, domain and password',
  })

export const fileSchema = z.strictObject({
  connections: z
    .record(connectionName, connection)
    .refine((connections) => Object.keys(connections).length > 0, 'needs at least one connection'),
  ...accessFields,
  watch: z
    .strictObject({
      group: z.number().min(0).max(60, 'is in seconds, at most 60').default(2),
      repeat: z.number().min(0).max(168, 'is in hours, at most 168').default(4),
      pace: z.number().min(0).max(60, 'is in seconds, at most 60').default(1),
    })
    .prefault({}),
  polling: z
    .strictObject({ motion: seconds.default(5), steady: seconds.default(30), discovery: seconds.default(60) })
    .prefault({}),
  callsPerMinute: z.int().min(1).max(1_000_000).default(fileDefaults.callsPerMinute),
  ...secretFields,
  ...webFields,
  ...monitoringFields,
  ...approvalFields,
})

type Told =
  | 'polling'
  | 'watch'
  | 'connections'
  | 'secrets'
  | 'callsPerMinute'
  | 'groups'
  | 'approvals'
  | 'auditKeepMs'
  | 'secretsKeepMs'
export interface FileConfig extends Pick<Config, Told | 'auditChannel'> {
  readonly web?: WebInFile
  readonly monitoring?: MonitoringConfig
  readonly access: Config['grants']
}

/** The checked file; what is wrong goes to `problems`, with its line. */
export function parseFile(file: string, text: string, problems: string[]): FileConfig | undefined {
  const lines = new LineCounter()
  // Pretty errors quote the lines around them, which may hold what should never have been written there.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  for (const error of document.errors)
    problems.push(`${file}, line ${lines.linePos(error.pos[0]).line}: ${error.message}`)
  if (document.errors.length > 0) return undefined
  const data = plain(document)
  if (data instanceof ReferenceError) {
    problems.push(`${file}: ${data.message}`)
    return undefined
  }
  const complain = (path: readonly PropertyKey[], why: string, below: readonly string[] = []) => {
    const steps = withinStructures(data, path)
    const at = offsetOf(document.contents, [...steps, ...below])
    const line = at === undefined ? '' : `, line ${lines.linePos(at).line}`
    problems.push(`${file}${line}: ${steps.join('.') || 'file'}: ${why}`)
  }
  const reserved = reservedNames(data)
  for (const path of reserved) complain(path, 'is a name that every object has; choose another one')
  const parsed = fileSchema.safeParse(data)
  if (!parsed.success) {
    for (const issue of parsed.error.issues.flatMap(closest))
      complain(issue.path, wordsOf(issue), unknownKeys(issue))
  }
  if (!parsed.success || reserved.length > 0) return undefined
  const config = toConfig(parsed.data)
  const names = Object.keys(parsed.data.connections)
  const complaints = [
    ...policyComplaints(parsed.data, names, config.access),
    ...projectComplaints(config.connections),
    ...scopeComplaints(parsed.data, names, referencesOf(config.connections)),
  ]
  for (const complaint of complaints) complain(complaint.path, complaint.why)
  return complaints.length > 0 ? undefined : config
}

/** What stands in short for a structure has none of its keys. */
function withinStructures(data: unknown, path: readonly PropertyKey[]): readonly PropertyKey[] {
  const [step, ...rest] = path
  if (step === undefined || typeof data === 'string') return []
  const below = typeof data === 'object' && data !== null ? Reflect.get(data, step) : undefined
  return [step, ...withinStructures(below, rest)]
}

/** `__proto__`, `constructor` and the like would be found where nobody has named them, or not where somebody has. */
function reservedNames(
  data: unknown,
  path: readonly PropertyKey[] = [],
): readonly (readonly PropertyKey[])[] {
  if (typeof data !== 'object' || data === null) return []
  return Object.entries(data).flatMap(([name, value]) => {
    const here = [...path, name]
    return [...(name in Object.prototype ? [here] : []), ...reservedNames(value, here)]
  })
}

/** Rules and grants go by the names of connections: under another name a project would be another one for them. */
function projectComplaints(connections: readonly ConnectionConfig[]): readonly ConfigComplaint[] {
  return connections.flatMap((one, index) => {
    const first = connections.slice(0, index).find((other) => isSameProject(one, other))
    if (!first) return []
    return [
      {
        path: ['connections', one.name],
        why: `${one.name} is the same project as ${first.name}: keep one of them`,
      },
    ]
  })
}

/** Project IDs are hexadecimal; a host may be written in any case, with its port or without. */
function isSameProject(one: ConnectionConfig, other: ConnectionConfig): boolean {
  if (one.projectId.trim().toLowerCase() !== other.projectId.trim().toLowerCase()) return false
  const alike = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase()
  return alike(one.region, other.region) || new URL(one.endpoint).host === new URL(other.endpoint).host
}

/** Of several forms the one that was meant says what is wrong: its mistakes lie deeper. */
function closest(issue: z.core.$ZodIssue): readonly z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue]
  const depth = (issues: readonly z.core.$ZodIssue[]) => Math.max(...issues.map(({ path }) => path.length))
  const meant = issue.errors.toSorted((a, b) => depth(b) - depth(a))[0] ?? []
  return depth(meant) > 0 ? meant.map((one) => ({ ...one, path: [...issue.path, ...one.path] })) : [issue]
}

/** The line of the first of them says most. */
function unknownKeys(issue: z.core.$ZodIssue): readonly string[] {
  return issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : []
}

/** An alias without an anchor shows only when it is followed. */
function plain(document: Document): unknown {
  try {
    return document.toJS() ?? {}
  } catch (error) {
    if (error instanceof ReferenceError) return error
    throw error
  }
}

/** What is wrong with a key is said inside. */
function wordsOf(issue: z.core.$ZodIssue): string {
  return issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message
}

function toConfig(data: z.output<typeof fileSchema>): FileConfig {
  const { callsPerMinute, auditChannel, web, monitoring } = data
  const { motion, steady, discovery } = data.polling
  const polling = { motion: motion * 1000, steady: steady * 1000, discovery: discovery * 1000 }
  const { group, repeat, pace } = data.watch
  const watch = { groupMs: group * 1000, repeatMs: repeat * 3_600_000, paceMs: pace * 1000 }
  const connections = Object.entries(data.connections).map(([name, given]) => toConnection(name, given))
  return {
    connections,
    access: grantsIn(data),
    secrets: scopesIn(data),
    polling,
    watch,
    callsPerMinute,
    groups: groupsIn(data),
    approvals: rulesIn(data),
    auditKeepMs: data.audit.keepDays * day,
    secretsKeepMs: data.secretsKeepHours,
    ...(web && { web }),
    ...(monitoring && { monitoring }),
    ...(auditChannel && { auditChannel }),
  }
}

function toConnection(name: string, given: z.output<typeof connection>): ConnectionConfig {
  const { region, projectId, watch } = given
  return {
    name,
    region,
    projectId,
    endpoint: endpointOf(region, given.endpoint),
    generations: given.api ?? generationsOf(region),
    ...(given.console !== undefined && { console: given.console }),
    ...(given.prices && { prices: given.prices }),
    ...(given.language && { language: localeOf(given.language) }),
    ...(watch && { limits: limitsOfConnection(watch.limits) }),
    credentials: toCredentials(given),
  }
}

function toCredentials({ ak, sk, securityToken, iam, region }: z.output<typeof connection>) {
  if (iam) {
    const { user, domain, password, project = region } = iam
    return {
      kind: 'user',
      user,
      domain,
      project,
      password,
      endpoint: iamEndpointOf(region, iam.endpoint),
    } as const
  }
  const keys = { kind: 'keys', ak: ak ?? '', sk: sk ?? '' } as const
  return securityToken ? { ...keys, securityToken } : keys
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
