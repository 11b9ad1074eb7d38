import { createServer, type Server } from 'node:http'
import type { Stage } from './acts/stage.ts'
import { type Control, createControl } from './control/control.ts'
import { createEnvelopeFaults, createTimers, type Deliver } from './delivery.ts'
import { sendEvent, usualRetries } from './events.ts'
import { createApiFaults } from './faults.ts'
import { sendText } from './http.ts'
import { httpDelivery } from './http-delivery.ts'
import { readManifest } from './manifest.ts'
import type { Panels } from './panels.ts'
import { type Routing, route } from './routing.ts'
import { SocketHub } from './socket.ts'
import type { LoggedCall } from './web-api.ts'
import { defaultWorkspace, type Workspace } from './workspace.ts'
import { changed, createWorld, type World } from './world.ts'

export interface LocalSlackOptions {
  /** 0 or nothing for a free one. */
  readonly port?: number
  /** Milliseconds since the epoch; decides when triggers and response_urls expire. */
  readonly now?: () => number
  readonly workspace?: Workspace
  /** An app manifest in Slack's shape; without one, an app with the command `/drs`. */
  readonly manifest?: unknown
  readonly panels?: Panels
  /** How long the app may take for an ack, in milliseconds; Slack's 3000 without it. */
  readonly ackWithin?: number
  /** The waits before an event is repeated, in milliseconds; Slack's without it. */
  readonly retryEventsAfter?: readonly number[]
}

export interface LocalSlack {
  /** For `slackApiUrl`. */
  readonly apiUrl: string
  readonly pageUrl: string
  readonly botToken: string
  readonly appToken: string
  readonly signingSecret: string
  readonly control: Control
  stop(): Promise<void>
}

/** Slack docs, Handling user interaction: three seconds for every ack. */
const usualAckTime = 3000

/** Starts a Slack of one's own on 127.0.0.1; it forgets everything when it stops. */
export async function startLocalSlack(options: LocalSlackOptions = {}): Promise<LocalSlack> {
  const now = options.now ?? Date.now
  const world = createWorld(now, readManifest(options.manifest), options.workspace ?? defaultWorkspace())
  const parts = assemble(world, options)
  const server = createServer((request, response) => {
    route(parts.routing, request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy()
      else sendText(response, 500, error instanceof Error ? error.message : 'failed')
    })
  })
  server.on('upgrade', (request, socket, head) => parts.hub.upgrade(request, socket, head))
  world.baseUrl = `http://127.0.0.1:${await listen(server, options.port ?? 0)}`
  const { bot, app, signingSecret } = world.tokens
  return {
    apiUrl: `${world.baseUrl}/api/`,
    pageUrl: `${world.baseUrl}/`,
    botToken: bot,
    appToken: app,
    signingSecret,
    control: parts.routing.control,
    async stop() {
      parts.timers.stop()
      await parts.hub.stop()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function assemble(world: World, options: LocalSlackOptions) {
  const timers = createTimers()
  const envelopeFaults = createEnvelopeFaults()
  const apiFaults = createApiFaults()
  const log: LoggedCall[] = []
  const ackWithin = options.ackWithin ?? usualAckTime
  const counted = () => changed(world)
  const hub = new SocketHub({
    timers,
    faults: envelopeFaults,
    ackWithin,
    baseUrl: () => world.baseUrl,
    counted,
  })
  let deliver: Deliver = (envelope) => hub.deliver(envelope)
  const deliverTo = (url: string | undefined) => {
    deliver = url === undefined ? (envelope) => hub.deliver(envelope) : httpDelivery(world, url, ackWithin)
  }
  const retryAfter = options.retryEventsAfter ?? usualRetries
  const stage = stageOf(world, (envelope) => deliver(envelope), retryAfter, timers)
  const api = { world, hub, faults: apiFaults, timers, log }
  const control = createControl({ stage, hub, timers, apiFaults, envelopeFaults, log, deliverTo })
  const routing: Routing = { api, control, panels: options.panels ?? [] }
  return { hub, timers, routing }
}

function stageOf(
  world: World,
  deliver: Deliver,
  retryAfter: readonly number[],
  timers: ReturnType<typeof createTimers>,
): Stage {
  return {
    world,
    deliver,
    sendEvent: async (subscription, event) =>
      world.manifest.botEvents.has(subscription)
        ? sendEvent(world, event, { deliver, timers, retryAfter })
        : undefined,
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}
