import { commands } from '../commands/index.ts'
import { finishTicket } from './approvals.ts'
import { connectDrs, sleep } from './bot/drs.ts'
import { createFacilities, draftMemory } from './bot/facilities.ts'
import { homeDrawer } from './bot/home.ts'
import { tellAboutLostPlaces } from './bot/lost-places.ts'
import type { Config } from './config.ts'
import type { Log } from './log.ts'
import { connectSlack } from './slack/app.ts'
import { createDispatcher } from './slack/dispatch.ts'
import { listen } from './slack/listen.ts'
import { patientMessenger } from './slack/patient-messenger.ts'
import { storedDrafts } from './slack/stored-drafts.ts'
import { putFirstDraft } from './store/drafts.ts'
import { resumePlace } from './store/places.ts'
import { closeRedis, connect } from './store/redis.ts'
import { eventCard, outcomeCard } from './views/event-card.ts'
import { noticeCard } from './views/notice-card.ts'
import { groupCard, mergedCard } from './views/several-card.ts'
import { taskCard } from './views/task-card.ts'
import { createEngine, type Engine } from './watch/engine.ts'

export interface BotOptions {
  readonly config: Config
  readonly log: Log
  readonly env: Readonly<Record<string, string | undefined>>
}

export interface Bot {
  readonly engine: Engine
  /** Where Slack's requests are taken, in HTTP mode. */
  readonly port?: number
  /** Stops taking part, finishes the work at hand, lets go of everything. */
  stop(): Promise<void>
}

/** Puts the parts together and starts them. Throws if Slack or Redis cannot be reached. */
export async function startBot({ config, log, env }: BotOptions): Promise<Bot> {
  const now = Date.now
  const connections = config.connections.map(({ name }) => name)
  const redis = await connect(config.redisUrl, {
    onError: (err) => log.warn({ err }, 'Redis connection lost'),
  })
  const drs = connectDrs(config, redis, env, log)
  const first = (id: string) => putFirstDraft(redis, `once:${id}`, true)
  const slack = await connectSlack({ ...config.slack, log, first, now })
  const messenger = patientMessenger(slack.messenger, sleep)
  const approvals = { redis, messenger, log, now }
  const engine = createEngine({
    redisUrl: config.redisUrl,
    services: drs.roundService,
    connections,
    messenger: slack.messenger,
    render: { taskCard, eventCard, outcomeCard, mergedCard, groupCard, noticeCard },
    clock: now,
    log,
    onOutcome: (outcome) => finishTicket(approvals, outcome),
    options: config.polling,
  })
  const facilities = createFacilities({
    config,
    redis,
    engine,
    drs,
    readFile: slack.port.readFile,
    standing: slack.people.standing,
    env,
    approvals,
  })
  const drafts = storedDrafts(draftMemory(redis))
  const dispatcher = createDispatcher({ commands, facilities, drafts, slack: slack.port, log })
  const listening = listen({
    ...slack,
    dispatcher,
    log,
    home: homeDrawer(slack, facilities),
    first,
    joined: async (place) => {
      for (const connection of connections) await resumePlace(redis, connection, place, now())
    },
  })
  tellAboutLostPlaces(engine, slack, log)
  await engine.start()
  await slack.app.start()
  log.info({ connections, team: slack.team }, 'ready')
  const port = slack.listensOn()
  return {
    engine,
    ...(port !== undefined && { port }),
    stop: async () => {
      await slack.app.stop()
      await listening.settle()
      await engine.stop()
      drs.close()
      await closeRedis(redis)
    },
  }
}
