import { App, type Logger, type LogLevel, type Receiver, SocketModeReceiver } from '@slack/bolt'
import type { WebClientOptions } from '@slack/web-api'
import { WebClient } from '@slack/web-api'
import type { Log } from '../base/log.ts'
import type { SlackLimitHit } from '../domain/slack-limit.ts'
import type { Artist } from '../ports/artist.ts'
import type { Directory } from '../ports/directory.ts'
import type { MessengerWithFiles } from '../ports/messenger.ts'
import type { Places } from '../ports/places.ts'
import { guardedReceiver } from './http-guard.ts'
import type { HomeWorkspace } from './identity.ts'
import { createLimitLog } from './limit-log.ts'
import { createMessenger } from './messenger.ts'
import type { BlockMemory } from './modern-blocks.ts'
import { createDirectory, type PeopleChanges } from './people.ts'
import { createPlaces } from './places.ts'
import type { SlackPort } from './port.ts'
import { createSpeaking, type Speaking } from './speaking.ts'
import { createWebPort } from './web-port.ts'

export type Transport =
  | { readonly mode: 'socket'; readonly appToken: string }
  | { readonly mode: 'http'; readonly signingSecret: string; readonly port: number }

export interface SlackOptions {
  readonly botToken: string
  readonly transport: Transport
  /** Another base URL than Slack's, for the sandbox and tests; ends with `/api`. */
  readonly apiUrl?: string
  readonly log: Log
  /** HTTP mode: true for the first to say so of a request's signature, on whichever replica. */
  first(signature: string): Promise<boolean>
  /** Which blocks the workspace has refused. */
  readonly memory: (team: string) => BlockMemory
  readonly artist: Artist
  /** What replicas tell each other of changed people. */
  readonly changes: PeopleChanges
  /** Hears how long what Slack sent has waited for its acknowledgement, ms. */
  acknowledged?(ms: number): void
  now(): number
}

/** Slack as the rest of the bot sees it. */
export interface SlackConnection extends HomeWorkspace {
  readonly app: App
  readonly port: SlackPort
  readonly people: Directory
  readonly speaking: Speaking
  readonly messenger: MessengerWithFiles
  readonly places: Places
  /** The direct message channel with a person. */
  directMessage(user: string): Promise<string>
  /** When Slack has limited this replica in the last hour. */
  limitsHit(): readonly SlackLimitHit[]
  /** Socket Mode: whether the socket is open. In HTTP mode always, as Slack comes to the bot. */
  isConnected(): boolean
  /** The port where requests are taken, in HTTP mode and once it has started. */
  listensOn(): number | undefined
}

/** Slack gives three seconds for most answers; a call that takes longer than this will not come back in time. */
const timeoutMs = 10_000

/** Who somebody is has to be known before anything else is done; somebody waits for it. */
const answerMs = 5_000

/** Every few hours Slack asks to reconnect; it may be away for minutes, and the process must not die of that. */
const patient = { retries: 1000, factor: 1.5, minTimeout: 500, maxTimeout: 30_000, randomize: true }

/**
 * Connects Bolt. Its traps (Slack platform notes on Bolt 5): `auth.test` must not run in the constructor, where a bad
 * token would be an unhandled rejection; the socket client needs retry options of its own, because with few retries one
 * failed reconnect ends the process; the conversation store is not used.
 */
export async function connectSlack(options: SlackOptions): Promise<SlackConnection> {
  const { botToken, log, apiUrl, now } = options
  const base: WebClientOptions = { timeout: timeoutMs, ...(apiUrl && { slackApiUrl: apiUrl }) }
  const logger = boltLogger(log)
  // A post is not idempotent: repeating it is the engine's decision, after a look whether it arrived.
  const once = { ...base, logger, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true }
  const few = { ...base, logger, retryConfig: { retries: 2, minTimeout: 200 } }
  const asking = {
    ...few,
    timeout: answerMs,
    retryConfig: { retries: 1, minTimeout: 100 },
    rejectRateLimitedCalls: true,
  }
  const identity = await new WebClient(botToken, few).auth.test()
  const { team_id: team = '', enterprise_id: enterprise } = identity
  const home: HomeWorkspace = { team, ...(enterprise && { enterprise }) }
  const memory = options.memory(team)
  const limits = createLimitLog(now)
  const clientWith = (given: WebClientOptions) => limits.watch(new WebClient(botToken, given))
  const receiver = receiverFor(options, { ...base, retryConfig: patient }, logger)
  const app = new App({
    token: botToken,
    receiver: options.acknowledged ? timed(receiver, now, options.acknowledged) : receiver,
    clientOptions: few,
    logger,
    convoStore: false,
    deferInitialization: true,
    ignoreSelf: true,
  })
  await app.init()
  const client = clientWith(few)
  const directMessage = async (user: string) => {
    const { channel } = await client.conversations.open({ users: user })
    if (channel?.id === undefined) throw new Error('conversations.open answered without a channel')
    return channel.id
  }
  const speaking = createSpeaking({ client: clientWith(asking), log, now })
  const people = createDirectory({
    ...home,
    client: clientWith(asking),
    log,
    changes: options.changes,
    now,
  })
  return {
    ...home,
    app,
    port: createWebPort({
      prompt: clientWith(asking),
      files: client,
      team,
      memory,
      artist: options.artist,
      directMessage,
      wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    }),
    people,
    speaking,
    places: createPlaces({ client: clientWith(asking), speaking, directMessage, log }),
    messenger: createMessenger(clientWith(once), identity.bot_id ?? '', memory),
    directMessage,
    limitsHit: limits.hits,
    isConnected: () => !('client' in receiver) || (receiver.client.websocket?.isActive() ?? false),
    listensOn: () => ('port' in receiver ? receiver.port() : undefined),
  }
}

function receiverFor({ transport, ...guard }: SlackOptions, clientOptions: WebClientOptions, logger: Logger) {
  if (transport.mode === 'http') {
    const { signingSecret, port } = transport
    return guardedReceiver({ ...guard, signingSecret, port, logger })
  }
  return new SocketModeReceiver({ appToken: transport.appToken, logger, installerOptions: { clientOptions } })
}

/** The same receiver, which measures from the arrival of an event to its acknowledgement. */
function timed(receiver: Receiver, now: () => number, acknowledged: (ms: number) => void): Receiver {
  return {
    init: (app) => {
      const processEvent: App['processEvent'] = (event) => {
        const begin = now()
        const ack: typeof event.ack = async (answer) => {
          const done = await event.ack(answer)
          acknowledged(now() - begin)
          return done
        }
        return app.processEvent({ ...event, ack })
      }
      receiver.init(Object.assign(Object.create(app), { processEvent }))
    },
    start: (...given) => receiver.start(...given),
    stop: (...given) => receiver.stop(...given),
  }
}

/** Bolt's log lines through ours; its debug lines may hold whole payloads and are left out. */
function boltLogger(log: Log): Logger {
  const line = (parts: readonly unknown[]) => parts.map(String).join(' ')
  return {
    debug: () => undefined,
    info: (...parts) => log.debug({ from: 'bolt' }, line(parts)),
    warn: (...parts) => log.warn({ from: 'bolt' }, line(parts)),
    error: (...parts) => log.error({ from: 'bolt' }, line(parts)),
    setLevel: () => undefined,
    getLevel: () => 'info' as LogLevel,
    setName: () => undefined,
  }
}
