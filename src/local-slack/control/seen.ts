import { componentsOf, readable } from '../components.ts'
import { entityButtons } from '../entities.ts'
import { type JsonObject, objectOf, objectsOf, textOf } from '../json.ts'
import { isInChannel, isVisibleTo, messageKey, messagesIn, wireFile } from '../messages.ts'
import type { Entity, Message, StateValues, View } from '../types.ts'
import { homeOf, stackOf } from '../views.ts'
import type { World } from '../world.ts'

/** A message as one person sees it. */
export interface SeenMessage {
  readonly channel: string
  readonly ts: string
  readonly user: string
  readonly byApp: boolean
  readonly text: string
  /** Everything that can be read on it, the fallback text included, line by line. */
  readonly plain: string
  readonly blocks: readonly JsonObject[]
  readonly attachments: readonly JsonObject[]
  readonly metadata?: JsonObject
  /** What it is about, and what stands below its addresses. */
  readonly entities: readonly Entity[]
  readonly threadTs?: string
  readonly broadcast: boolean
  readonly ephemeral: boolean
  /** What it said before, oldest first; `at` in milliseconds. */
  readonly edits: readonly { readonly at: number; readonly text: string; readonly plain: string }[]
  readonly reactions: readonly { readonly name: string; readonly users: readonly string[] }[]
  readonly files: readonly JsonObject[]
  /** The action ids of its components. */
  readonly actions: readonly string[]
  /** What this person has chosen in its components. */
  readonly values: StateValues
  /** Answers in its thread, oldest first. */
  readonly replies: readonly SeenMessage[]
}

/** A modal or Home tab as its owner sees it. */
export interface SeenView {
  readonly id: string
  readonly type: 'modal' | 'home'
  readonly title: string
  readonly submit?: string
  readonly close?: string
  readonly callbackId: string
  readonly privateMetadata: string
  readonly hash: string
  readonly blocks: readonly JsonObject[]
  readonly values: StateValues
  /** By block id. */
  readonly errors: Readonly<Record<string, string>>
  readonly notice?: string
  readonly actions: readonly string[]
  readonly plain: string
}

/** The channel as a person sees it, threads below their first messages. */
export function transcript(world: World, channel: string, as?: string): readonly SeenMessage[] {
  return lookInto(world, channel, as).messages(Number.POSITIVE_INFINITY)
}

/** Looks into a channel: at its last messages, and at one with its thread. */
export function lookInto(world: World, channel: string, as: string | undefined) {
  const visible = messagesIn(world, channel).filter((one) => !one.deleted && isVisibleTo(one, as))
  const roots = visible.filter(isInChannel)
  const threads = threadsOf(visible)
  const whole = (message: Message) => seen(world, message, as, threads.get(message.ts) ?? [])
  return {
    count: roots.length,
    messages: (most: number): readonly SeenMessage[] => roots.slice(-most).map(whole),
    message(ts: string): SeenMessage | undefined {
      const found = roots.find((one) => one.ts === ts)
      return found && whole(found)
    },
    /** The last one that fits, threads included. Most are told apart by what costs nothing: their texts are long to put together. */
    last(mayFit: (message: Message) => boolean, fits: (message: SeenMessage) => boolean) {
      for (const root of roots.toReversed()) {
        for (const one of [root, ...(threads.get(root.ts) ?? [])].reverse()) {
          if (!mayFit(one)) continue
          const shown = one === root ? whole(one) : seen(world, one, as, [])
          if (fits(shown)) return shown
        }
      }
      return undefined
    },
  }
}

/** Answers by the timestamp of what they answer. */
function threadsOf(messages: readonly Message[]): ReadonlyMap<string, readonly Message[]> {
  const threads = new Map<string, Message[]>()
  for (const message of messages) {
    const { threadTs } = message
    if (threadTs === undefined || threadTs === message.ts) continue
    const known = threads.get(threadTs)
    if (known) known.push(message)
    else threads.set(threadTs, [message])
  }
  return threads
}

function seen(
  world: World,
  message: Message,
  as: string | undefined,
  replies: readonly Message[],
): SeenMessage {
  const { channel, ts, user, byApp, text, blocks, attachments, metadata, threadTs, broadcast } = message
  return {
    ...{ channel, ts, user, byApp, text, blocks, attachments, broadcast },
    plain: plainOf(text, blocks, attachments),
    ...(metadata ? { metadata: { ...metadata } } : {}),
    entities: message.entities,
    ...(threadTs ? { threadTs } : {}),
    ephemeral: message.ephemeralTo !== undefined,
    edits: message.edits.map((edit) => ({
      at: edit.at,
      text: edit.text,
      plain: plainOf(edit.text, edit.blocks, []),
    })),
    reactions: [...message.reactions].map(([name, users]) => ({ name, users: [...users] })),
    files: message.files.map((id) => wireFile(world, id)),
    actions: componentsOf(blocks).map((one) => one.actionId),
    values: as === undefined ? {} : (world.choices.get(messageKey(message, as)) ?? {}),
    replies: replies.map((reply) => seen(world, reply, as, [])),
  }
}

function plainOf(text: string, blocks: readonly JsonObject[], attachments: readonly JsonObject[]): string {
  return [text, readable(blocks), readable(attachments)].filter((part) => part !== '').join('\n')
}

/** The pane of a thing as the person sees it. */
export interface SeenPane {
  readonly title: string
  /** Everything that can be read in it, line by line; empty while the app is waited for. */
  readonly plain: string
  readonly entity?: Entity
  readonly refused: boolean
  readonly actions: readonly string[]
}

export function seenPane(world: World, as: string): SeenPane | undefined {
  const pane = world.flexpanes.get(as)
  if (!pane?.shown) return pane && { title: '', plain: '', refused: false, actions: [] }
  if (!('entity' in pane.shown)) {
    const { title, text } = pane.shown
    return { title, plain: `${title}\n${text}`, refused: true, actions: [] }
  }
  const { entity } = pane.shown
  const { attributes, fields, custom_fields: custom } = entity.entity_payload
  const title = textOf(objectOf(objectOf(attributes).title).text) ?? ''
  const rows = [...Object.values(objectOf(fields)).map(objectOf), ...objectsOf(custom)]
  const lines = rows.map(({ label, value }) => `${String(label ?? '')}: ${String(value ?? '')}`)
  const buttons = entityButtons(entity)
  const labels = buttons.map(({ text }) => `[${String(text)}]`)
  return {
    ...{ title, entity, refused: false },
    plain: [title, ...lines, labels.join(' ')].join('\n'),
    actions: buttons.map(({ action_id: id }) => textOf(id) ?? ''),
  }
}

/** The modals before a person, the topmost last. */
export function seenStack(world: World, as: string): readonly SeenView[] {
  return stackOf(world, as).map(seenView)
}

/** The person's Home tab, once it has been published. */
export function seenHome(world: World, as: string): SeenView | undefined {
  const view = homeOf(world, as)
  return view && seenView(view)
}

function seenView(view: View): SeenView {
  const { content } = view
  const word = (key: string) => textOf(objectOf(content[key]).text)
  const submit = word('submit')
  const close = word('close')
  return {
    id: view.id,
    type: view.type,
    title: word('title') ?? '',
    ...(submit === undefined ? {} : { submit }),
    ...(close === undefined ? {} : { close }),
    callbackId: textOf(content.callback_id) ?? '',
    privateMetadata: textOf(content.private_metadata) ?? '',
    hash: view.hash,
    blocks: objectsOf(content.blocks),
    values: view.values,
    errors: view.errors,
    ...(view.notice === undefined ? {} : { notice: view.notice }),
    actions: componentsOf(objectsOf(content.blocks)).map((one) => one.actionId),
    plain: readable(content),
  }
}
