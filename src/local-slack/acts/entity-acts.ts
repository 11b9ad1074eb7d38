import { entityButtons } from '../entities.ts'
import { addressesIn } from '../methods/entities.ts'
import { issueTrigger } from '../tickets.ts'
import type { Channel, Entity, Flexpane, Message } from '../types.ts'
import { changed, nextId, nextTs, type World } from '../world.ts'
import { locate } from './place.ts'
import { type ActResult, ackError, failed, interactionFrom, type Stage } from './stage.ts'

/** A person clicks a thing on a message: its pane opens, and the app is asked what stands in it. */
export async function openEntity(
  stage: Stage,
  user: string,
  { on, id }: { readonly on: string; readonly id: string | undefined },
): Promise<ActResult> {
  const source = locate(stage.world, user, on)
  if (typeof source === 'string') return failed(source)
  if (source.kind !== 'message') return failed('message_not_found')
  const { message } = source
  const entity = id === undefined ? message.entities[0] : message.entities.find(byId(id))
  if (!entity) return failed('no_such_entity')
  const { external_ref: externalRef, url } = entity
  return askFor(stage, user, { externalRef, url, channel: message.channel, messageTs: message.ts })
}

function byId(id: string): (entity: Entity) => boolean {
  return ({ external_ref }) => external_ref.id === id
}

/** The person wants to see it as it is now. */
export async function refreshEntity(stage: Stage, user: string): Promise<ActResult> {
  const pane = stage.world.flexpanes.get(user)
  return pane ? askFor(stage, user, pane) : failed('no_such_entity')
}

async function askFor(stage: Stage, user: string, { shown: _, ...pane }: Flexpane): Promise<ActResult> {
  const { world } = stage
  const { externalRef, url, channel, messageTs } = pane
  world.flexpanes.set(user, pane)
  changed(world)
  const entity = { external_ref: externalRef, url }
  await stage.sendEvent('entity_details_requested', {
    type: 'entity_details_requested',
    user,
    user_locale: world.people.get(user)?.locale ?? 'en-US',
    trigger_id: issueTrigger(world, user, { entity }),
    external_ref: externalRef,
    entity_url: url,
    link: { url, domain: domainOf(url) ?? '' },
    channel,
    message_ts: messageTs,
  })
  return { ok: true }
}

export function closeEntity({ world }: Stage, user: string): ActResult {
  world.flexpanes.delete(user)
  changed(world)
  return { ok: true }
}

/**
 * A click on a button in the pane. That it arrives as block_actions is documented, what its container says is not: so it
 * says as little as can be.
 */
export async function clickEntity(
  stage: Stage,
  user: string,
  { actionId, value }: { readonly actionId: string; readonly value: string | undefined },
): Promise<ActResult> {
  const { world } = stage
  const pane = world.flexpanes.get(user)
  const person = world.people.get(user)
  if (!pane?.shown || !('entity' in pane.shown) || !person) return failed('no_such_entity')
  const button = entityButtons(pane.shown.entity).find(
    (one) => one.action_id === actionId && (value === undefined || one.value === value),
  )
  if (!button) return failed(`no_such_component: ${actionId}`)
  const action = { type: 'button', action_id: actionId, value: button.value, text: button.text }
  const payload = {
    type: 'block_actions',
    ...interactionFrom(world, person),
    container: { type: 'entity_detail', external_ref: pane.externalRef, entity_url: pane.url },
    trigger_id: issueTrigger(world, user),
    actions: [{ ...action, block_id: '', action_ts: nextTs(world) }],
  }
  const error = ackError(await stage.deliver({ type: 'interactive', payload }))
  return error ? failed(error) : { ok: true }
}

function domainOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname : undefined
}

/** The addresses that the app wants to hear of, with their domains; Slack's page says that it hears of 5 domains at most. */
function linksFor({ manifest }: World, text: string) {
  return addressesIn(text).flatMap((url) => {
    const domain = domainOf(url) ?? ''
    const known = manifest.unfurlDomains.slice(0, 5)
    return known.some((one) => domain === one || domain.endsWith(`.${one}`)) ? [{ url, domain }] : []
  })
}

/** The app hears of addresses in a message of a person; its own messages give no event. */
export async function tellLinks(stage: Stage, channel: Channel, message: Message): Promise<void> {
  const { world } = stage
  const links = linksFor(world, message.text)
  if (links.length === 0) return
  await stage.sendEvent('link_shared', {
    type: 'link_shared',
    channel: channel.id,
    is_bot_user_member: channel.members.has(world.bot.user),
    user: message.user,
    message_ts: message.ts,
    ...(message.threadTs ? { thread_ts: message.threadTs } : {}),
    links,
    unfurl_id: `${channel.id}-${message.ts}`,
    source: 'conversations_history',
  })
}

/** A person types an address, and has not sent it yet. */
export async function compose(stage: Stage, user: string, text: string): Promise<ActResult> {
  const { world } = stage
  const links = linksFor(world, text)
  if (links.length === 0) return { ok: true }
  const id = nextId(world, 'Uf')
  const urls = links.map(({ url }) => url)
  world.composing.set(id, { user, urls, entities: [], attachments: [] })
  await stage.sendEvent('link_shared', {
    type: 'link_shared',
    channel: 'COMPOSER',
    is_bot_user_member: true,
    user,
    message_ts: id,
    links,
    unfurl_id: id,
    source: 'composer',
  })
  return { ok: true, unfurlId: id }
}
