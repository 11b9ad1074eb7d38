import { createServer, type Server } from 'node:http'
import type { Stage } from './acts/stage.ts'
import { type Control, createControl } from './control/control.ts'
import { createEnvelopeFaults, createTimers, type Deliver, type Timers } from './delivery.ts'
import { sendEvent, usualRetries } from './events.ts'
import { createApiFaults } from './faults.ts'
import { sendText } from './http.ts'
import { httpDelivery, verifyUrl } from './http-delivery.ts'
import { type Site, uninstall } from './installation.ts'
import { readManifest } from './manifest.ts'
import type { Panels } from './panels.ts'
import { createRateLimits, type RateLimitOptions } from './rate-limits.ts'
import { type Beside, type Routing, route } from './routing.ts'
import { SocketHub, usualLife } from './socket.ts'
import type { Tour } from './tour.ts'
import { type Observer, observed } from './traffic.ts'
import type { LoggedCall, WebApi } from './web-api.ts'
import { defaultWorkspace, otherWorkspace, type Workspace } from './workspace.ts'
import { changed, createShared, createWorld, type Shared, type World } from './world.ts'

export interface LocalSlackOptions {
  /** 0 or nothing for a free one. */
  readonly port?: number
  /** Milliseconds since the epoch; decides when triggers and response_urls expire. */
  readonly now?: () => number
  /** The workspace that the page shows; the app is installed in it. */
  readonly workspace?: Workspace
  /** An app manifest in Slack's shape; without one, an app with the command `/drs`. */
  readonly manifest?: unknown
  readonly panels?: Panels
  /** What the page shows besides Slack. */
  readonly beside?: Beside
  /** Further pages, each at `/<name>`. */
  readonly pages?: Readonly<Record<string, Beside>>
  /** What a newcomer is led through. */
  readonly tour?: Tour
  /** Is told of every exchange with the app. */
  readonly observe?: Observer
  /** How long the app may take for an ack, in milliseconds; Slack's 3000 without it. */
  readonly ackWithin?: number
  /** The waits before an event is repeated, in milliseconds; Slack's without it. */
  readonly retryEventsAfter?: readonly number[]
  /** Slack's pace times a factor; `false` takes its natural rate limits off. */
  readonly rateLimits?: RateLimitOptions | false
  /** Methods of the Web API that this Slack does not have, as other stand-ins for Slack lack some. */
  readonly without?: readonly string[]
  /** Whether the workspaces know Work Objects; they do without it. */
  readonly workObjects?: boolean
  /** How long a Socket Mode connection lasts before it is refreshed, in milliseconds; Slack's hours without it. */
  readonly connectionLife?: number
}

export interface LocalSlack {
  /** For `slackApiUrl`. */
  readonly apiUrl: string
  readonly pageUrl: string
  readonly botToken: string
  readonly appToken: string
  readonly signingSecret: string
  readonly clientId: string
  readonly clientSecret: string
  /** For `authorizationUrl` of an app that is installed over OAuth. */
  readonly authorizeUrl: string
  readonly control: Control
  /** The hands in another workspace than the first. */
  controlOf(team: string): Control
  stop(): Promise<void>
}

/** Slack docs, Handling user interaction: three seconds for every ack. */
const usualAckTime = 3000

/** Starts a Slack of one's own on 127.0.0.1; it forgets everything when it stops. */
export async function startLocalSlack(options: LocalSlackOptions = {}): Promise<LocalSlack> {
  const shared = createShared(options.now ?? Date.now, readManifest(options.manifest), options.workObjects)
  const first = createWorld(shared, options.workspace ?? defaultWorkspace())
  const site: Site = { shared, worlds: [first, createWorld(shared, otherWorkspace())], grants: new Map() }
  const { hub, timers, routing } = assemble(site, options)
  const server = createServer((request, response) => {
    route(routing, request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy()
      else sendText(response, 500, error instanceof Error ? error.message : 'failed')
    })
  })
  server.on('upgrade', (request, socket, head) => hub.upgrade(request, socket, head))
  shared.place.baseUrl = `http://127.0.0.1:${await listen(server, options.port ?? 0)}`
  return {
    ...addresses(shared, first),
    control: routing.controlOf(first.team.id) ?? missingTeam(first.team.id),
    controlOf: (team) => routing.controlOf(team) ?? missingTeam(team),
    async stop() {
      timers.stop()
      await hub.stop()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function missingTeam(team: string): never {
  throw new Error(`no workspace ${team}`)
}

function addresses({ place, tokens }: Shared, { installation }: World) {
  return {
    apiUrl: `${place.baseUrl}/api/`,
    pageUrl: `${place.baseUrl}/`,
    authorizeUrl: `${place.baseUrl}/oauth/v2/authorize`,
    botToken: installation?.token ?? '',
    appToken: tokens.app,
    signingSecret: tokens.signingSecret,
    clientId: tokens.clientId,
    clientSecret: tokens.clientSecret,
  }
}

function assemble(site: Site, options: LocalSlackOptions) {
  const { shared, worlds } = site
  const timers = createTimers()
  const envelopeFaults = createEnvelopeFaults()
  const faults = createApiFaults()
  const limits = createRateLimits(shared.now, options.rateLimits)
  const log: LoggedCall[] = []
  const ackWithin = options.ackWithin ?? usualAckTime
  const hub = new SocketHub({
    timers,
    faults: envelopeFaults,
    ackWithin,
    connectionLife: options.connectionLife ?? usualLife,
    baseUrl: () => shared.place.baseUrl,
    counted: () => worlds.forEach(changed),
  })
  let deliver: Deliver = (envelope) => hub.deliver(envelope)
  const deliverTo = async (url: string | undefined) => {
    deliver = url === undefined ? (envelope) => hub.deliver(envelope) : httpDelivery(shared, url, ackWithin)
    return url === undefined || verifyUrl(shared, url, ackWithin)
  }
  const retryAfter = options.retryEventsAfter ?? usualRetries
  const { observe } = options
  const way: Deliver = (envelope) => deliver(envelope)
  const told = observe ? observed(way, shared.now, observe) : way
  const stages = worlds.map((world) => stageOf(world, told, retryAfter, timers))
  const leave: WebApi['leave'] = (world, reason) => {
    const stage = stages.find((one) => one.world === world)
    if (stage) leaveWorkspace(stage, reason)
  }
  const parts = { hub, timers, apiFaults: faults, envelopeFaults, limits, log, deliverTo, leave }
  const controls = new Map(stages.map((stage) => [stage.world.team.id, createControl({ ...parts, stage })]))
  const without = new Set(options.without)
  const api: WebApi = { site, hub, faults, limits, timers, log, leave, observe, without }
  const { panels = [], beside, pages, tour } = options
  const routing: Routing = { api, controlOf: (team) => controls.get(team), panels, beside, pages, tour }
  return { hub, timers, routing }
}

function stageOf(world: World, deliver: Deliver, retryAfter: readonly number[], timers: Timers): Stage {
  return {
    world,
    deliver,
    sendEvent: async (subscription, event) =>
      world.manifest.botEvents.has(subscription) && (world.installation || farewells.has(subscription))
        ? sendEvent(world, event, { deliver, timers, retryAfter })
        : undefined,
  }
}

/** Events that tell an app it is out, when it is out (Slack docs, tokens_revoked and app_uninstalled). */
const farewells = new Set(['tokens_revoked', 'app_uninstalled'])

function leaveWorkspace(stage: Stage, reason: Parameters<typeof uninstall>[1]): void {
  if (!stage.world.installation) return
  uninstall(stage.world, reason)
  const tokens = { oauth: [], bot: [stage.world.bot.user] }
  void stage.sendEvent('tokens_revoked', { type: 'tokens_revoked', tokens })
  void stage.sendEvent('app_uninstalled', { type: 'app_uninstalled' })
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
