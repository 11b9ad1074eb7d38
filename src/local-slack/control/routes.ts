import { type JsonObject, numberOf, objectOf, stringsOf, textOf } from '../json.ts'
import type { World } from '../world.ts'
import { actNames } from './act.ts'
import { type Control, usualWait } from './control.ts'
import {
  apiFault,
  disconnectReason,
  envelopeFault,
  messageMatcher,
  rateLimits,
  viewMatcher,
} from './parse.ts'
import { type Place, screenOf, worldOf } from './screen.ts'

/** The longest wait over HTTP, in milliseconds. */
const longestWait = 120_000

interface Context {
  readonly world: World
  readonly control: Control
  /** The query's and the body's fields together. */
  readonly body: JsonObject
}

type Route = (context: Context) => unknown

/** An answer of a route that is an error of the caller. */
export class ControlError extends Error {
  override readonly name = 'ControlError'
}

function need(body: JsonObject, key: string): string {
  const value = textOf(body[key])
  if (value === undefined) throw new ControlError(`"${key}" is missing`)
  return value
}

async function wait({ control, body }: Context): Promise<unknown> {
  const timeout = Math.min(numberOf(body.timeoutMs) ?? usualWait, longestWait)
  const as = textOf(body.as) ?? ''
  const matcher = objectOf(body.matcher)
  const found = await {
    message: () => control.waitForMessage(need(body, 'channel'), as, messageMatcher(matcher), timeout),
    view: () => control.waitForView(as, viewMatcher(matcher), timeout),
    'no-view': () => control.waitForNoView(as, timeout),
    connections: () => control.waitForConnections(numberOf(matcher.count) ?? 1, timeout),
    call: () => control.waitForCall(need(matcher, 'method'), numberOf(matcher.count) ?? 1, timeout),
  }[waitable(need(body, 'for'))]()
  return { found: found ?? null }
}

const waitables = ['message', 'view', 'no-view', 'connections', 'call'] as const

function waitable(name: string): (typeof waitables)[number] {
  const known = waitables.find((one) => one === name)
  if (!known) throw new ControlError(`nothing to wait for called ${name}`)
  return known
}

function addFault({ control, body }: Context): unknown {
  const fault = apiFault(body)
  if (!fault) throw new ControlError('a fault needs "method" and "kind"')
  control.fault(fault)
  return { ok: true }
}

function addEnvelopeFault({ control, body }: Context): unknown {
  const fault = envelopeFault(body)
  if (!fault) throw new ControlError('an envelope fault needs "kind"')
  control.envelopeFault(fault)
  return { ok: true }
}

function placeOf(body: JsonObject): Place {
  return {
    as: need(body, 'as'),
    channel: textOf(body.channel) ?? '',
    thread: textOf(body.thread),
    limit: numberOf(body.limit),
  }
}

function done(act: (context: Context) => unknown): Route {
  return async (context) => {
    await act(context)
    return { ok: true }
  }
}

/** Where changes are followed as server-sent events, with GET. */
export const changesPath = '/control/events'

/** The control API: method and path, all under /control. */
export const controlRoutes: Readonly<Record<string, Route>> = {
  'GET /control': () => guide(),
  'GET /control/world': ({ world }) => worldOf(world),
  'GET /control/screen': ({ world, body }) => screenOf(world, placeOf(body)),
  'GET /control/transcript': ({ control, body }) => ({
    messages: control.transcript(need(body, 'channel'), textOf(body.as)),
  }),
  'GET /control/views': ({ control, body }) => ({
    modals: control.views(need(body, 'as')),
    home: control.home(need(body, 'as')) ?? null,
  }),
  'GET /control/log': ({ control, body }) => ({ calls: control.log().slice(numberOf(body.since) ?? 0) }),
  'GET /control/connections': ({ control }) => ({ count: control.connections() }),
  'GET /control/faults': ({ control }) => ({ faults: control.faults() }),
  'POST /control/act': ({ control, body }) => control.act(need(body, 'as'), body),
  'POST /control/wait': wait,
  'POST /control/upload': ({ control, body }) => ({
    file: control.upload(need(body, 'as'), need(body, 'name'), Buffer.from(need(body, 'content'), 'base64')),
  }),
  'POST /control/faults': addFault,
  'POST /control/envelope-faults': addEnvelopeFault,
  'DELETE /control/faults': done(({ control }) => control.clearFaults()),
  'POST /control/cut': done(({ control }) => control.cut()),
  'POST /control/disconnect': done(({ control, body }) => {
    const reason = disconnectReason(body)
    if (!reason) throw new ControlError(`no such reason: ${String(body.reason)}`)
    control.disconnect(reason, numberOf(body.connection))
  }),
  'GET /control/rate-limits': ({ control }) => control.rateLimits(),
  'POST /control/rate-limits': ({ control, body }) => {
    const options = rateLimits(body)
    if (options === undefined) throw new ControlError('rate limits need "factor" above 0, or "on": false')
    control.limitRates(options)
    return control.rateLimits()
  },
  'GET /control/installation': ({ control }) => control.installation(),
  'POST /control/uninstall': done(({ control }) => control.uninstall()),
  'POST /control/kick': done(({ control, body }) => control.kick(need(body, 'channel'), textOf(body.user))),
  'POST /control/invite': done(({ control, body }) =>
    control.invite(need(body, 'channel'), textOf(body.user)),
  ),
  'POST /control/archive': done(({ control, body }) =>
    control.archive(need(body, 'channel'), body.archived !== false),
  ),
  'POST /control/restrict': done(({ control, body }) =>
    control.restrict(need(body, 'channel'), body.readOnly !== false),
  ),
  'POST /control/deactivate': done(({ control, body }) =>
    control.deactivate(need(body, 'user'), body.deleted !== false),
  ),
  'POST /control/group': done(({ control, body }) =>
    control.setGroup(need(body, 'id'), stringsOf(body.users)),
  ),
  'POST /control/deliver-to': async ({ control, body }) => ({
    ok: true,
    verified: await control.deliverTo(textOf(body.url)),
  }),
}

/** What there is to ask for; docs/sandbox.md explains each. */
function guide(): JsonObject {
  return {
    routes: [...Object.keys(controlRoutes), `GET ${changesPath}`].sort(),
    acts: actNames,
    waitFor: waitables,
  }
}
