import { helpCard } from '../commands/help.ts'
import { commands } from '../commands/index.ts'
import { approvalsFor, finishTicket } from './approvals.ts'
import { type Client, createClient, createTaskService, inLane } from './client/index.ts'
import type { Config } from './config.ts'
import { actionId, type Context } from './kit/command.ts'
import { createContext, type Facilities } from './kit/context.ts'
import type { Log } from './log.ts'
import { credentialsOf, operatorSecrets, secretReader } from './secrets.ts'
import { connectSlack, type SlackConnection } from './slack/app.ts'
import { cardBlocks } from './slack/blocks.ts'
import { createDispatcher } from './slack/dispatch.ts'
import { listen } from './slack/listen.ts'
import { storedDrafts } from './slack/stored-drafts.ts'
import { callBudget } from './store/budget.ts'
import { chooseConnection, connectionOf } from './store/channels.ts'
import { deleteDraft, getDraft, putDraft, putFirstDraft } from './store/drafts.ts'
import { closeRedis, connect, type Redis } from './store/redis.ts'
import { getSetup, putSetup } from './store/setups.ts'
import { redisTokens } from './store/tokens.ts'
import { eventCard, outcomeCard } from './views/event-card.ts'
import { taskCard } from './views/task-card.ts'
import { createEngine, type Engine } from './watch/engine.ts'

export interface BotOptions {
  readonly config: Config
  readonly log: Log
  readonly env: Readonly<Record<string, string | undefined>>
}

export interface Bot {
  readonly engine: Engine
  /** Stops taking part, finishes the work at hand, lets go of everything. */
  stop(): Promise<void>
}

type Services = Facilities['service']

/** Puts the parts together and starts them. Throws if Slack or Redis cannot be reached. */
export async function startBot({ config, log, env }: BotOptions): Promise<Bot> {
  const now = Date.now
  const redis = await connect(config.redisUrl, {
    onError: (err) => log.warn({ err }, 'Redis connection lost'),
  })
  const clients = createClients(config, redis, env, log)
  const service: Services = (connection, locale) => createTaskService(clientOf(clients, connection), locale)
  const slack = await connectSlack({ ...config.slack, log, now })
  const approvals = { redis, messenger: slack.messenger, log, now }
  const engine = createEngine({
    redisUrl: config.redisUrl,
    services: (connection, locale) =>
      createTaskService(inLane(clientOf(clients, connection), 'rounds'), locale),
    connections: config.connections.map(({ name }) => name),
    messenger: slack.messenger,
    render: { taskCard, eventCard, outcomeCard },
    clock: now,
    log,
    onOutcome: (outcome) => finishTicket(approvals, outcome),
    options: config.polling,
  })
  const facilities = createFacilities({
    config,
    redis,
    engine,
    service,
    env,
    approvals,
    call: callAny(clients),
  })
  const dispatcher = createDispatcher({
    commands,
    facilities,
    drafts: storedDrafts(draftMemory(redis)),
    slack: slack.port,
    log,
  })
  const listening = listen({ ...slack, dispatcher, log, home: homeDrawer(slack, facilities) })
  tellAboutLostPlaces(engine, slack, log)
  await engine.start()
  await slack.app.start()
  log.info({ connections: config.connections.map(({ name }) => name), team: slack.team }, 'ready')
  return {
    engine,
    stop: async () => {
      await slack.app.stop()
      await listening.settle()
      await engine.stop()
      for (const client of clients.values()) client.close()
      await closeRedis(redis)
    },
  }
}

function createClients(
  { connections, callsPerMinute, key }: Config,
  redis: Redis,
  env: BotOptions['env'],
  log: Log,
): ReadonlyMap<string, Client> {
  const read = operatorSecrets(env)
  const options = {
    now: Date.now,
    random: Math.random,
    sleep: (ms: number) => new Promise<void>((done) => setTimeout(done, ms)),
    log,
    budget: callBudget(redis, { limit: callsPerMinute }),
    ...(key && { tokens: redisTokens(redis, key) }),
  }
  return new Map(
    connections.map(({ credentials, ...connection }) => [
      connection.name,
      createClient({ ...connection, credentials: credentialsOf(credentials, read) }, options),
    ]),
  )
}

function clientOf(clients: ReadonlyMap<string, Client>, connection: string): Client {
  const client = clients.get(connection)
  if (!client) throw new Error(`there is no connection ${connection} in the configuration`)
  return client
}

/** Any operation, for `/drs api`. */
function callAny(clients: ReadonlyMap<string, Client>): Facilities['call'] {
  return async (connection, op, input, locale) => {
    const client = clientOf(clients, connection)
    const given = { ...input, language: locale === 'zh-CN' ? ('zh-cn' as const) : ('en-us' as const) }
    if (op.download) return { kind: 'file', file: await client.callForFile(op, given) }
    return { kind: 'answer', answer: await client.call(op, given) }
  }
}

function draftMemory(redis: Redis) {
  return {
    put: (id: string, value: unknown) => putDraft(redis, id, value),
    get: (id: string) => getDraft(redis, id),
    delete: (id: string) => deleteDraft(redis, id),
    putFirst: (id: string, value: unknown) => putFirstDraft(redis, id, value),
  }
}

interface FacilityParts {
  readonly config: Config
  readonly redis: Redis
  readonly engine: Engine
  readonly service: Services
  readonly env: BotOptions['env']
  readonly approvals: Parameters<typeof approvalsFor>[0]
  readonly call: Facilities['call']
}

function createFacilities({
  config,
  redis,
  engine,
  service,
  env,
  approvals,
  call,
}: FacilityParts): Facilities {
  return {
    connections: config.connections.map(({ name }) => name),
    grants: config.grants,
    service,
    chosenConnection: (place) => connectionOf(redis, place),
    chooseConnection: (place, connection) => chooseConnection(redis, place, connection),
    watch: (watch) => engine.watch(watch),
    unwatch: (place, { connection, id }) => engine.unwatch(connection, id, place),
    watches: (place) => engine.watchesOfPlace(place),
    follow: (follow) => engine.follow(follow),
    setup: ({ connection, id }) => getSetup(redis, connection, id),
    saveSetup: ({ connection, id }, setup) => putSetup(redis, connection, id, setup),
    secret: secretReader(config.secrets, env),
    call,
    approvals: (asker) => approvalsFor(approvals, asker),
    now: Date.now,
  }
}

/** The Home tab: what the person may do, with a button for each verb. */
function homeDrawer(
  { team, port }: SlackConnection,
  facilities: Facilities,
): (user: string) => Promise<void> {
  return async (user) => {
    const { locale, refused } = await port.person(user)
    if (refused) {
      const blocks = cardBlocks({ title: refused[locale], tone: 'warning' })
      return port.publishHome(user, { type: 'home', blocks })
    }
    const ctx = await createContext(facilities, { team, user, channel: user, locale }, 'viewer')
    const card = { ...helpCard(commands, ctx), buttons: homeButtons(ctx) }
    await port.publishHome(user, { type: 'home', blocks: cardBlocks(card) })
  }
}

/** Verbs about a request need its id and have buttons of their own, on the request. */
const notOnHome = new Set(['help', 'approve', 'reject', 'cancel'])

function homeButtons(ctx: Context) {
  return commands
    .filter((command) => ctx.may(command) && !notOnHome.has(command.name))
    .map((command) => ({ label: `/drs ${command.name}`, action: actionId(command.name, 'ask'), value: '-' }))
}

/** A channel that is gone or has removed the bot cannot be told; the people who subscribed there can. */
function tellAboutLostPlaces(engine: Engine, { port }: SlackConnection, log: Log): void {
  engine.events.on('place:gone', ({ place, watches }) => {
    for (const user of new Set(watches.map((watch) => watch.by))) {
      const locale = watches.find((watch) => watch.by === user)?.locale ?? 'en'
      const count = watches.filter((watch) => watch.by === user).length
      const text = lostPlaceWords[locale](place.channel, count)
      const message = { text, blocks: cardBlocks({ title: text, tone: 'warning' }) }
      port
        .whisper({ team: place.team, channel: user, user }, message)
        .catch((err: unknown) => log.error({ err, user, place }, 'nobody could be told of a lost channel'))
    }
  })
}

const lostPlaceWords = {
  en: (channel: string, count: number) =>
    `I can no longer post in ${channel}: it is archived or I was removed. ${count} of your watches there have ended.`,
  'zh-CN': (channel: string, count: number) =>
    `我无法再在 ${channel} 发布消息：频道已归档或我已被移除。您在该频道的 ${count} 个关注已结束。`,
}
