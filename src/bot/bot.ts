import { commands } from '../../commands/index.ts'
import { createAuthority } from '../access/authority.ts'
import { approvalsFor, createSweeper, finishTicket } from '../approvals/index.ts'
import type { Log } from '../base/log.ts'
import type { Config } from '../config/types.ts'
import { openSecrets } from '../secrets/open.ts'
import { learnConfiguration } from '../secrets/registered.ts'
import { createScrubbers, type Scrubbers } from '../security/redaction.ts'
import { connectSlack } from '../slack/app.ts'
import { createDispatcher } from '../slack/dispatch.ts'
import { listen } from '../slack/listen.ts'
import { scrubbedDispatcher, scrubbedSlack } from '../slack/redacted.ts'
import { patientMessenger } from '../slack/retrying-messenger.ts'
import { openLedger } from '../store/approval-store.ts'
import { isFirstToTake, redisDrafts } from '../store/drafts.ts'
import { changesOfPeople } from '../store/people-version.ts'
import { closeRedis, connect } from '../store/redis.ts'
import { resumePlace } from '../store/unreachable-channels.ts'
import type { Engine } from '../watch/engine.ts'
import type { Reached } from '../watch/failpoints.ts'
import type { EngineOptions } from '../watch/options.ts'
import { approvalParts } from './approvals.ts'
import { keepAudit } from './audit-upkeep.ts'
import { connectDrs, sleep } from './drs.ts'
import { botEngine } from './engine.ts'
import { createFacilities } from './facilities.ts'
import { homeDrawer } from './home.ts'
import { tellAboutLostPlaces } from './unreachable-channels.ts'

export interface BotOptions {
  readonly config: Config
  readonly log: Log
  readonly env: Readonly<Record<string, string | undefined>>
  /** What is known of secrets, for those who make the log; without it the bot remembers them for itself. */
  readonly scrubbers?: Scrubbers
  /** Told of the moments at which the process may die; for tests of faults. */
  readonly reached?: Reached
  /** Other times than the configured ones; for the same tests. */
  readonly times?: Partial<EngineOptions>
}

export interface Bot {
  readonly engine: Engine
  /** Where Slack's requests are taken, in HTTP mode. */
  readonly port?: number
  /** Stops taking part, finishes the work at hand, lets go of everything. */
  stop(): Promise<void>
}

/** The ways out of the process: Redis, DRS, Slack, and what is kept and hidden on them. */
async function openWays({ config, log, env, scrubbers = createScrubbers() }: BotOptions) {
  const now = Date.now
  const redis = await connect(config.redisUrl, {
    log,
    onError: (err) => log.warn({ err }, 'Redis connection lost'),
  })
  learnConfiguration(config, env, scrubbers.anywhere)
  const secrets = openSecrets({ config, redis, env, scrubbers, now })
  const drs = connectDrs(config, redis, env, log, scrubbers.anywhere)
  const first = (id: string) => isFirstToTake(redis, id)
  const slack = scrubbedSlack(
    await connectSlack({ ...config.slack, log, first, changes: changesOfPeople(redis), now }),
    scrubbers.anywhere,
  )
  const messenger = patientMessenger(slack.messenger, sleep)
  const ledger = openLedger(redis, {
    log,
    clean: scrubbers.outsideSlack.clean,
    ...(config.keys && { keys: config.keys }),
  })
  return { now, redis, secrets, drs, first, slack, messenger, ledger, scrubbers }
}

type Ways = Awaited<ReturnType<typeof openWays>>

/** What works over them. */
function createParts({ config, log, reached, times }: BotOptions, ways: Ways) {
  const { now, redis, secrets, drs, slack, messenger, ledger } = ways
  const engine = botEngine({
    config,
    drs,
    messenger: slack.messenger,
    ledger,
    log,
    now,
    ...(reached && { reached }),
    ...(times && { times }),
    onOutcome: async (outcome) => {
      await secrets.forget(outcome)
      await finishTicket(approvals, outcome)
    },
  })
  const facilities = createFacilities({
    config,
    redis,
    engine,
    drs,
    readFile: slack.port.readFile,
    newAuthority: () => createAuthority({ config, ledger, people: slack.people, now }),
    secret: secrets.read,
    keeping: secrets.keeping,
    ledger,
    log,
    approvals: (actor, authority) => approvalsFor(approvals, actor, authority),
  })
  const approvals = approvalParts({
    config,
    redis,
    ledger,
    messenger,
    log,
    engine,
    facilities,
    team: slack.team,
  })
  return { engine, facilities, approvals }
}

/** Puts the parts together and starts them. Throws if Slack or Redis cannot be reached. */
export async function startBot(options: BotOptions): Promise<Bot> {
  const { config, log } = options
  const ways = await openWays(options)
  const { now, redis, secrets, drs, first, slack, ledger, scrubbers } = ways
  const { engine, facilities, approvals } = createParts(options, ways)
  const connections = config.connections.map(({ name }) => name)
  const sweeper = createSweeper(approvals)
  const drafts = redisDrafts(redis)
  const dispatcher = scrubbedDispatcher(
    createDispatcher({ commands, facilities, drafts, slack: slack.port, log }),
    scrubbers.anywhere,
  )
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
  const stopSecrets = await secrets.start({ dispatcher, port: slack.port, audit: facilities.audit, log })
  await engine.start()
  const stopKeeping = keepAudit(ledger, config, log, now)
  sweeper.start()
  await slack.app.start()
  log.info({ connections, team: slack.team }, 'ready')
  const port = slack.listensOn()
  return {
    engine,
    ...(port !== undefined && { port }),
    stop: async () => {
      await slack.app.stop()
      await listening.settle()
      await stopSecrets()
      await sweeper.stop()
      await stopKeeping()
      await engine.stop()
      drs.close()
      await closeRedis(redis)
    },
  }
}
