import type { Message } from './types.ts'
import { nextId, type ResponseUrl, type Trigger, type World } from './world.ts'

/** Slack docs, Handling user interaction: a trigger_id is good for three seconds and one use. */
const triggerLife = 3000
/** Same page: a response_url is good for thirty minutes; five uses as in Slack's Java SDK guide. */
const responseLife = 30 * 60_000
const mostResponses = 5

/** A trigger_id for something a person has just done. */
export function issueTrigger(
  world: World,
  user: string,
  from: Partial<Pick<Trigger, 'viewId' | 'entity'>> = {},
): string {
  const id = `${world.now()}.${nextId(world, 'T')}`
  world.triggers.set(id, { viewId: undefined, ...from, user, at: world.now(), used: false })
  return id
}

/** Uses a trigger up; the error is Slack's code of views.open. */
export function takeTrigger(world: World, id: string): Trigger | { readonly error: string } {
  const trigger = world.triggers.get(id)
  if (!trigger) return { error: 'invalid_trigger_id' }
  if (trigger.used) return { error: 'exchanged_trigger_id' }
  if (world.now() - trigger.at > triggerLife) return { error: 'expired_trigger_id' }
  trigger.used = true
  return trigger
}

/** A response_url for an act in a channel. */
export function issueResponseUrl(world: World, channel: string, user: string, message?: Message): string {
  const id = nextId(world, 'R')
  world.responseUrls.set(id, { channel, user, at: world.now(), message, uses: 0 })
  return `${world.place.baseUrl}/response/${id}`
}

/** Counts one use of a response_url; `error` is Slack's word for one that is unknown, too old or used up. */
export function takeResponseUrl(world: World, id: string): ResponseUrl | { readonly error: string } {
  const url = world.responseUrls.get(id)
  if (!url) return { error: 'no_service' }
  if (world.now() - url.at > responseLife) return { error: 'expired_url' }
  if (url.uses >= mostResponses) return { error: 'used_url' }
  url.uses += 1
  return url
}
