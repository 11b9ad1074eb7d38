import type { Ack, Deliver, Timers } from './delivery.ts'
import type { JsonObject } from './json.ts'
import { app, team } from './workspace.ts'
import { nextId, nextTs, type World } from './world.ts'

export interface EventOptions {
  readonly deliver: Deliver
  readonly timers: Timers
  /** The waits before each repetition, in milliseconds. */
  readonly retryAfter: readonly number[]
}

/** Slack docs, The Events API: at once, after a minute, after five minutes. */
export const usualRetries: readonly number[] = [0, 60_000, 300_000]

/** Tells the app about an event and repeats it until it is acknowledged; resolves with the first answer. */
export async function sendEvent(world: World, event: JsonObject, options: EventOptions): Promise<Ack> {
  const payload = {
    token: world.tokens.verification,
    team_id: team.id,
    context_team_id: team.id,
    context_enterprise_id: null,
    api_app_id: app.id,
    event: { event_ts: nextTs(world), ...event },
    type: 'event_callback',
    event_id: nextId(world, 'Ev'),
    event_time: Math.floor(world.now() / 1000),
    authorizations: [authorization()],
    is_ext_shared_channel: false,
  }
  return attempt(payload, 0, options)
}

function authorization(): JsonObject {
  return {
    enterprise_id: null,
    team_id: team.id,
    user_id: app.botUser,
    is_bot: true,
    is_enterprise_install: false,
  }
}

async function attempt(payload: JsonObject, number: number, options: EventOptions): Promise<Ack> {
  const retry = number > 0 ? { retry: { attempt: number, reason: 'timeout' } } : {}
  const ack = await options.deliver({ type: 'events_api', payload, ...retry })
  const wait = options.retryAfter[number]
  if (ack.status !== 'acked' && wait !== undefined)
    options.timers.after(wait, () => {
      void attempt(payload, number + 1, options)
    })
  return ack
}
