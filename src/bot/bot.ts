import { hostname } from 'node:os'
import { commands } from '../../commands/index.ts'
import { createAuthority } from '../access/authority.ts'
import { runDueComparisons } from '../app/comparison-schedules.ts'
import { approvalsFor, createSweeper, recordOutcome, tellOfLostRequests } from '../approvals/index.ts'
import type { Log } from '../base/log.ts'
import type { Config } from '../config/types.ts'
import { setupOfConfig } from '../doctor/configuration.ts'
import { runChecks } from '../doctor/run-checks.ts'
import { createArtist } from '../drawing/artist.ts'
import { openSecrets } from '../secrets/open.ts'
import { registerConfiguredSecrets } from '../secrets/registered.ts'
import { createRedactors, type Redactors } from '../security/redaction.ts'
import { connectSlack } from '../slack/app.ts'
import { renderCard } from '../slack/blocks.ts'
import { createDispatcher } from '../slack/dispatch.ts'
import { type ListenDeps, listen } from '../slack/listen.ts'
import { retryingMessenger } from '../slack/messenger.ts'
import { redactedDispatcher, redactedSlack } from '../slack/redacted.ts'
import { openApprovalStore } from '../store/approval-store.ts'
import { isFirstToTake, redisDrafts } from '../store/drafts.ts'
import { changesOfPeople, refusedBlocks } from '../store/plain-values.ts'
import { closeRedis, connectRedis, openRedis, redisTrouble } from '../store/redis.ts'
import { clockAhead, serverInfos } from '../store/server.ts'
import { holdMethod, holdPosts } from '../store/throttle.ts'
import { resumeChannel } from '../store/unreachable-channels.ts'
import type { Engine } from '../watch/engine.ts'
import type { FailpointHook } from '../watch/failpoints.ts'
import type { EngineOptions } from '../watch/options.ts'
import { startWebServer } from '../web/server.ts'
import { approvalDeps } from './approvals.ts'
import { maintainAudit } from './audit-upkeep.ts'
import { createCommandServices } from './command-services.ts'
import { connectDrs, sleep } from './drs.ts'
import { botEngine } from './engine.ts'
import { refuseUnfitRedis } from './fit-redis.ts'
import { homeDrawer } from './home.ts'
import { auditChannelTeller, startLedgerWatch } from './ledger-watch.ts'
import { type Monitoring, openMonitoring } from './monitoring.ts'
import { taskKnowledge } from './task-knowledge.ts'
import { notifyUnreachableChannels } from './unreachable-channels.ts'

export interface BotOptions {
  readonly config: Config
  readonly log: Log
  readonly env: Readonly<Record<string, string | undefined>>
  /** What is known of secrets, for those who make the log; without it the bot remembers them for itself. */
  readonly redactors?: Redactors
  /** Slack has taken back the bot's token. What waits to be said stays in Redis, so stopping loses nothing. */
  readonly onSignedOut?: () => void
  /** Told of the moments at which the process may die; for tests of faults. */
  readonly onFailpoint?: FailpointHook
  /** Other times than the configured ones; for the same tests. */
  readonly times?: Partial<EngineOptions>
}

export interface Bot {
  readonly engine: Engine
  /** Where Slack's requests are taken, in HTTP mode. */
  readonly port?: number
  /** Where machines ask for health and metrics, if that is configured. */
  readonly monitoringPort?: number
  /** Stops taking part, finishes the work at hand, lets go of everything. */
  stop(): Promise<void>
}

/** The ways out of the process: Redis, DRS, Slack, and what is kept and hidden on them. */
async function openWays(
  { config, log, env, redactors = createRedactors() }: BotOptions,
  monitoring: Monitoring | undefined,
) {
  const now = Date.now
  const redis = await connectRedis(config.redisUrl, {
    log,
    onError: (err) => log.warn({ err }, 'Redis connection lost'),
  })
  await refuseUnfitRedis(() => serverInfos(redis), log).catch((error: unknown) => {
    redis.disconnect()
    throw error
  })
  // For what makes Redis wait: on the other connection everybody would wait with it.
  const patient = openRedis(config.redisUrl, { log })
  registerConfiguredSecrets(config, env, redactors.anywhere)
  const secrets = openSecrets({ config, redis, env, redactors, now })
  const drs = connectDrs(config, redis, env, log, redactors.anywhere, monitoring?.onAttempt)
  const first = (id: string) => isFirstToTake(redis, id)
  const artist = createArtist()
  const slack = redactedSlack(
    await connectSlack({
      ...config.slack,
      log,
      first,
      memory: (team) => refusedBlocks(redis, team),
      changes: changesOfPeople(redis),
      artist,
      ...(monitoring && { acknowledged: monitoring.acknowledged }),
      now,
    }),
    redactors.anywhere,
  )
  const { paceMs } = config.watch
  const messenger = retryingMessenger(slack.messenger, sleep, async (where, scope, ms) => {
    const hold = { now: now(), ms }
    if (scope === 'place') await holdPosts(redis, where, { ...hold, paceMs })
    else await holdMethod(redis, where.team, scope, hold)
  })
  const store = openApprovalStore(redis, {
    log,
    redact: redactors.outsideSlack.redact,
    ...(config.keys && { keys: config.keys }),
  })
  return { now, redis, patient, secrets, drs, first, slack, artist, messenger, store, redactors }
}

type Ways = Awaited<ReturnType<typeof openWays>>

/** What works over them. */
function createParts({ config, log, env, onFailpoint: reached, times }: BotOptions, ways: Ways) {
  const { now, redis, patient, secrets, drs, slack, messenger, store } = ways
  const knowledge = taskKnowledge({ redis, store, config })
  const engine = botEngine({
    config,
    drs,
    messenger: slack.messenger,
    directMessage: slack.directMessage,
    permalink: slack.places.permalink,
    knowledge,
    nameOf: slack.people.name,
    log,
    now,
    ...(reached && { onFailpoint: reached }),
    ...(times && { times }),
    onOutcome: async (outcome) => {
      await secrets.forget(outcome)
      await recordOutcome(approvals, outcome)
    },
    onTick: (connection) => runDueComparisons(services, connection),
  })
  const services = createCommandServices({
    config,
    redis,
    patient,
    engine,
    knowledge,
    drs,
    speaking: slack.speaking,
    readFile: slack.port.readFile,
    newAuthority: () => createAuthority({ config, store, people: slack.people, now }),
    secrets,
    store,
    log,
    approvals: (actor, authority) => approvalsFor(approvals, actor, authority),
    diagnose: (names) => {
      const setup = setupOfConfig(config, env)
      const connections = setup.connections.filter(({ name }) => names.includes(name))
      return runChecks({ ...setup, connections, slackLimits: slack.limitsHit() }, now)
    },
  })
  const approvals = approvalDeps({
    config,
    redis,
    store,
    messenger,
    places: slack.places,
    log,
    engine,
    services,
    team: slack.team,
  })
  return { engine, services, approvals }
}

/** What follows from Slack's word that the bot can speak in a channel, or cannot any more. */
function channelEvents(
  { config }: BotOptions,
  { redis, slack, now }: Ways,
  { engine, approvals }: ReturnType<typeof createParts>,
): Pick<ListenDeps, 'joined' | 'left'> {
  return {
    joined: async (channelRef) => {
      slack.speaking.changed(channelRef.channel)
      for (const { name } of config.connections) await resumeChannel(redis, name, channelRef, now())
    },
    left: async (channelRef) => {
      slack.speaking.changed(channelRef.channel)
      await engine.suspendChannel(channelRef)
      await tellOfLostRequests(approvals, channelRef)
    },
  }
}

/** Looks after the audit and the clocks, and says so where admins read it. Answers how to stop. */
function watchLedger({ config, log }: BotOptions, { store, redis, now, messenger, first, slack }: Ways) {
  const { auditChannel: channel } = config
  const tell = channel && auditChannelTeller({ messenger, first }, { team: slack.team, channel })
  return startLedgerWatch({
    store,
    log,
    clockAhead: () => clockAhead(redis, now),
    host: hostname(),
    ...(tell && { tell }),
  })
}

const signedOutAdvice =
  'Slack has taken back the bot token: the app was uninstalled or its tokens were revoked. Install the app again and set SLACK_BOT_TOKEN to its new token.'

/** Puts the parts together and starts them. Throws if Slack or Redis cannot be reached. */
export async function startBot(options: BotOptions): Promise<Bot> {
  const { config, log, onSignedOut } = options
  const monitoring = await openMonitoring(config, log, Date.now)
  const ways = await openWays(options, monitoring).catch(async (error: unknown) => {
    await monitoring?.close()
    throw error
  })
  const { now, redis, patient, secrets, drs, first, slack, store, redactors } = ways
  const parts = createParts(options, ways)
  const { engine, services, approvals } = parts
  const connections = config.connections.map(({ name }) => name)
  const sweeper = createSweeper(approvals)
  const drafts = redisDrafts(redis)
  const home = homeDrawer(slack, services)
  const dispatcher = redactedDispatcher(
    createDispatcher({ commands, services, drafts, slack: slack.port, log, home, troubleWith: redisTrouble }),
    redactors.anywhere,
  )
  const listening = listen({
    ...slack,
    dispatcher,
    log,
    home,
    first,
    ...channelEvents(options, ways, parts),
    signedOut: () => {
      log.error({ team: slack.team }, signedOutAdvice)
      onSignedOut?.()
    },
  })
  notifyUnreachableChannels(engine, slack, log)
  engine.events.on('channel:unreachable', ({ channelRef }) => void tellOfLostRequests(approvals, channelRef))
  const stopSecrets = await secrets.start({
    followUp: {
      whisper: (person, card) => slack.port.whisper(person, renderCard(card)),
      click: (person, target, value) => dispatcher.clicked(person, target, value),
    },
    openPage: (web, pageServices) => startWebServer({ ...web, services: pageServices, log }),
    audit: services.auditing.audit,
    log,
  })
  await engine.start()
  const stopKeeping = maintainAudit(store, config, log, now)
  const stopWatching = watchLedger(options, ways)
  sweeper.start()
  await slack.app.start()
  monitoring?.started({ redis, store, engine, slack })
  log.info({ connections, team: slack.team }, 'ready')
  const port = slack.listensOn()
  return {
    engine,
    ...(port !== undefined && { port }),
    ...(monitoring && { monitoringPort: monitoring.port }),
    stop: async () => {
      monitoring?.stopping()
      await Promise.all([slack.app.stop(), ways.artist.close()])
      await listening.settle()
      await stopSecrets()
      await sweeper.stop()
      await stopKeeping()
      await stopWatching()
      await engine.stop()
      drs.close()
      await closeRedis(patient)
      await closeRedis(redis)
      await monitoring?.close()
    },
  }
}
