import type { Ack, Deliver, Envelope, Timers } from './delivery.ts'
import { type JsonObject, textOf } from './json.ts'
import { app } from './workspace.ts'
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
    team_id: world.team.id,
    context_team_id: world.team.id,
    context_enterprise_id: world.team.enterprise?.id ?? null,
    ...(world.team.enterprise ? { enterprise_id: world.team.enterprise.id } : {}),
    api_app_id: app.id,
    event: { event_ts: nextTs(world), ...event },
    type: 'event_callback',
    event_id: nextId(world, 'Ev'),
    event_time: Math.floor(world.now() / 1000),
    authorizations: [authorization(world)],
    is_ext_shared_channel: world.channels.get(textOf(event.channel) ?? '')?.shared ?? false,
  }
  return attempt(payload, options)
}

function authorization(world: World): JsonObject {
  return {
    enterprise_id: world.team.enterprise?.id ?? null,
    team_id: world.team.id,
    user_id: world.bot.user,
    is_bot: true,
    is_enterprise_install: false,
  }
}

async function attempt(payload: JsonObject, options: EventOptions, retry?: Envelope['retry']): Promise<Ack> {
  const number = retry?.attempt ?? 0
  const ack = await options.deliver({ type: 'events_api', payload, ...(retry ? { retry } : {}) })
  const wait = options.retryAfter[number]
  if (ack.status === 'acked' || ack.final || wait === undefined) return ack
  const { reason } = ack
  options.timers.after(wait, () => {
    void attempt(payload, options, { attempt: number + 1, reason })
  })
  return ack
}
