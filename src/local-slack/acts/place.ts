import type { Component } from '../components.ts'
import { componentsOf } from '../components.ts'
import { holdsValue, initialValue } from '../inputs.ts'
import { type JsonObject, objectOf, textOf } from '../json.ts'
import { isVisibleTo, messageKey, payloadName, wireMessage } from '../messages.ts'
import { issueResponseUrl } from '../tickets.ts'
import type { Message, Source, StateValues } from '../types.ts'
import { isOpen, wireView } from '../views.ts'
import type { World } from '../world.ts'

/** The message (by ts) or view (by id) that this person has before the eyes, or why not. */
export function locate(world: World, user: string, on: string): Source | string {
  const view = world.views.get(on)
  if (view) {
    const theirs = view.owner === user && isOpen(world, view)
    return theirs ? { kind: 'view', view } : 'view_not_open'
  }
  for (const [channel, messages] of world.messages) {
    const message = messages.find((one) => one.ts === on)
    if (!message) continue
    if (message.deleted || !isVisibleTo(message, user)) return 'message_not_found'
    return world.channels.get(channel)?.members.has(user) ? { kind: 'message', message } : 'not_in_channel'
  }
  return 'message_not_found'
}

/** A key for the options suggested to one person in one element. */
export function suggestionKey(user: string, source: Source, component: Component): string {
  const place = source.kind === 'view' ? source.view.id : source.message.ts
  return `${user}:${place}:${component.blockId}:${component.actionId}`
}

/** The fields of an interactive payload that tell where it happened (Slack docs, block_actions payload). */
export function containerOf(world: World, user: string, source: Source): JsonObject {
  if (source.kind === 'view')
    return { container: { type: 'view', view_id: source.view.id }, view: wireView(world, source.view) }
  const { message } = source
  return {
    ...messageContainer(world, message),
    response_url: issueResponseUrl(world, message.channel, user, message),
    state: { values: messageState(world, user, message) },
  }
}

/** Container, channel and, unless it is ephemeral, the message itself. */
export function messageContainer(world: World, message: Message): JsonObject {
  const channel = world.channels.get(message.channel)
  const ephemeral = message.ephemeralTo !== undefined
  const container = {
    type: 'message',
    message_ts: message.ts,
    channel_id: message.channel,
    is_ephemeral: ephemeral,
    ...(message.threadTs ? { thread_ts: message.threadTs } : {}),
  }
  return {
    container,
    channel: { id: message.channel, name: channel ? payloadName(channel) : '' },
    ...(ephemeral ? {} : { message: wireMessage(world, message, true) }),
  }
}

function messageState(world: World, user: string, message: Message): StateValues {
  const chosen = world.choices.get(messageKey(message, user)) ?? {}
  const values: StateValues = {}
  for (const component of componentsOf(message.blocks)) {
    if (!holdsValue(component.type)) continue
    const { blockId, actionId } = component
    const value = chosen[blockId]?.[actionId] ?? initialValue(component)
    values[blockId] = { ...values[blockId], [actionId]: value }
  }
  return values
}

/** The label over an input, or the text beside an accessory. */
export function labelOfBlock(block: JsonObject): string {
  return textOf(objectOf(block.label ?? block.text).text) ?? ''
}
