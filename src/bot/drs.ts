import type { Log } from '../base/log.ts'
import {
  askedTwice,
  type Client,
  type ClientAttempt,
  createClient,
  createTaskServiceFor,
  wholeAnswer,
  withPriority,
} from '../client/index.ts'
import { credentialsOf, operatorSecrets } from '../config/secret-references.ts'
import type { Config } from '../config/types.ts'
import type { Operation, OperationInput } from '../drs/operation.ts'
import { pageFields } from '../drs/page-fields.ts'
import type { PollPriority } from '../ports/call-budget.ts'
import type { DrsCall, DrsServices, PollServices } from '../ports/drs.ts'
import { registeringReader } from '../secrets/registered.ts'
import { keyRing } from '../security/key-ring.ts'
import type { Redactor } from '../security/redaction.ts'
import { callBudget } from '../store/call-budget.ts'
import { precheckQueries } from '../store/plain-values.ts'
import type { Redis } from '../store/redis.ts'
import { redisTokens } from '../store/tokens.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** DRS for the rest of the bot: the task model for people and for polls, and any single call. */
export interface DrsAccess {
  readonly service: DrsServices
  /** The same, whose calls stand behind those of people. */
  readonly pollService: PollServices
  readonly call: DrsCall
  close(): void
}

/** Real time, at the edge. */
export const sleep = (ms: number) => new Promise<void>((done) => setTimeout(done, ms))

export function connectDrs(
  config: Config,
  redis: Redis,
  env: Environment,
  log: Log,
  redactor: Redactor,
  onAttempt?: (attempt: ClientAttempt) => void,
): DrsAccess {
  const clients = createClients(config, redis, env, log, redactor, onAttempt)
  const pollsOf = (priority: PollPriority) =>
    servicesOf(config, redis, (name) => withPriority(clientOf(clients, name), priority))
  const polls = { motion: pollsOf('motion'), rest: pollsOf('rest') }
  const service = servicesOf(config, redis, (name) => clientOf(clients, name))
  return {
    service: (connection, locale) => askedTwice(service(connection, locale)),
    pollService: (connection, locale, priority = 'rest') => polls[priority](connection, locale),
    call: callAny(clients),
    close: () => {
      for (const client of clients.values()) client.close()
    },
  }
}

function createClients(
  { connections, callsPerMinute, keys }: Config,
  redis: Redis,
  env: Environment,
  log: Log,
  redactor: Redactor,
  onAttempt?: (attempt: ClientAttempt) => void,
): ReadonlyMap<string, Client> {
  const read = registeringReader(operatorSecrets(env), redactor)
  const options = {
    now: Date.now,
    random: Math.random,
    sleep,
    log,
    registerSecret: (secret: string) => redactor.registerPassing(secret),
    budget: callBudget(redis, { limit: callsPerMinute }),
    ...(onAttempt && { onAttempt }),
    ...(keys && { tokens: redisTokens(redis, keyRing(keys)) }),
  }
  return new Map(
    connections.map(({ credentials, ...connection }) => [
      connection.name,
      createClient({ ...connection, credentials: credentialsOf(credentials, read) }, options),
    ]),
  )
}

/** The task model of every connection, over the API generations that its tasks may live in. */
function servicesOf({ connections }: Config, redis: Redis, client: (name: string) => Client): DrsServices {
  const services = new Map(
    connections.map(({ name, generations }) => [
      name,
      createTaskServiceFor(client(name), { generations, prechecks: precheckQueries(redis, name) }),
    ]),
  )
  return (connection, locale) => {
    const service = services.get(connection)
    if (!service) throw unconfigured(connection)
    return service(locale)
  }
}

function unconfigured(connection: string): Error {
  return new Error(`there is no connection ${connection} in the configuration`)
}

function clientOf(clients: ReadonlyMap<string, Client>, connection: string): Client {
  const client = clients.get(connection)
  if (!client) throw unconfigured(connection)
  return client
}

/** Who leaves the page out wants all rows; so many pages of the largest size are walked for one person. */
const mostPagesOfRawCall = 20

function namesPage(op: Operation, { query, body }: OperationInput): boolean {
  const fields = pageFields(op)
  const has = (part: unknown, names: readonly string[]) =>
    typeof part === 'object' && part !== null && names.some((name) => Reflect.get(part, name) !== undefined)
  return has(query, fields.query) || has(body, fields.body)
}

/** Any operation, for `/drs api`. */
function callAny(clients: ReadonlyMap<string, Client>): DrsCall {
  return async (connection, op, input, { locale, file }) => {
    const client = clientOf(clients, connection)
    const given = {
      ...input,
      ...(file && { file }),
      language: locale === 'zh-CN' ? ('zh-cn' as const) : ('en-us' as const),
    }
    if (op.download) return { kind: 'file', file: await client.callForFile(op, given) }
    if (op.risk === 'read' && op.paging && !namesPage(op, input)) {
      return { kind: 'answer', answer: await wholeAnswer(client, op, given, mostPagesOfRawCall) }
    }
    return { kind: 'answer', answer: await client.call(op, given) }
  }
}
