import type { EnvelopeFault, EnvelopeType } from '../delivery.ts'
import type { ApiFault } from '../faults.ts'
import { type JsonObject, numberOf, textOf } from '../json.ts'
import type { RateLimitOptions } from '../rate-limits.ts'
import { type DisconnectReason, disconnectReasons } from '../socket.ts'
import type { MessageMatcher, ViewMatcher } from './wait.ts'

type Fields = Readonly<Record<string, 'string' | 'number' | 'boolean'>>

/** The fields of those names that have the right type; the others are left out. */
function pick(body: JsonObject, fields: Fields): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([key, value]) => typeof value === fields[key]))
}

/** A message matcher out of JSON. */
export function messageMatcher(body: JsonObject): MessageMatcher {
  return pick(body, {
    text: 'string',
    pattern: 'string',
    ts: 'string',
    after: 'string',
    threadTs: 'string',
    user: 'string',
    actionId: 'string',
    ephemeral: 'boolean',
    edits: 'number',
  })
}

/** A view matcher out of JSON. */
export function viewMatcher(body: JsonObject): ViewMatcher {
  return pick(body, {
    id: 'string',
    title: 'string',
    text: 'string',
    pattern: 'string',
    callbackId: 'string',
    actionId: 'string',
    error: 'string',
    notHash: 'string',
    home: 'boolean',
  })
}

const apiKinds = ['error', 'rate-limit', 'status', 'delay', 'drop'] as const
const envelopeKinds = ['drop', 'delay', 'duplicate'] as const
const envelopeTypes = ['slash_commands', 'interactive', 'events_api'] as const satisfies EnvelopeType[]

/** A Web API fault out of JSON; undefined when it is none. */
export function apiFault(body: JsonObject): ApiFault | undefined {
  const method = textOf(body.method)
  const kind = apiKinds.find((one) => one === body.kind)
  if (!method || !kind) return undefined
  const details = {
    times: 'number',
    retryAfter: 'number',
    status: 'number',
    delayMs: 'number',
    error: 'string',
  } as const
  return { method, kind, ...pick(body, details), when: body.when === 'after' ? 'after' : 'before' }
}

/** An envelope fault out of JSON; undefined when it is none. */
export function envelopeFault(body: JsonObject): EnvelopeFault | undefined {
  const kind = envelopeKinds.find((one) => one === body.kind)
  if (!kind) return undefined
  const type = envelopeTypes.find((one) => one === body.type)
  return {
    kind,
    times: numberOf(body.times) ?? 1,
    ...(type ? { type } : {}),
    delayMs: numberOf(body.delayMs) ?? 0,
  }
}

/** Why to connect anew; undefined for a reason that Slack does not know. */
export function disconnectReason(body: JsonObject): DisconnectReason | undefined {
  const { reason = 'refresh_requested' } = body
  return disconnectReasons.find((one) => one === reason)
}

/** Rate limits out of JSON; undefined when it is none. */
export function rateLimits(body: JsonObject): RateLimitOptions | false | undefined {
  if (body.on === false) return false
  const factor = numberOf(body.factor ?? 1)
  return factor !== undefined && factor > 0 ? { factor } : undefined
}
