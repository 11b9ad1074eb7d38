import type { Site } from '../installation.ts'
import { type JsonObject, numberOf, textOf } from '../json.ts'
import { directChannel } from '../messages.ts'
import type { SocketHub } from '../socket.ts'
import type { Channel } from '../types.ts'
import type { RevokedBecause, World } from '../world.ts'

/** One call of the Web API, its arguments decoded. */
export interface Call {
  readonly world: World
  readonly args: JsonObject
  readonly hub: SocketHub
  readonly site: Site
  /** Takes the app out of the workspace and tells it so. */
  readonly leave: (reason: RevokedBecause) => void
}

/** What a method answers, without `ok`; with `error` it is a refusal. */
export type Answer = JsonObject

export interface Method {
  /** Which token it takes; `none` asks for none. */
  readonly token: 'bot' | 'app' | 'none'
  /** The app needs one of these. */
  readonly scopes?: readonly string[]
  /** The app needs all of these for what this call is about. */
  readonly needs?: (call: Call) => readonly string[]
  readonly run: (call: Call) => Answer | Promise<Answer>
}

export type Methods = Readonly<Record<string, Method>>

/** A refusal with Slack's error code. */
export function refused(error: string, messages?: readonly string[]): Answer {
  return messages ? { error, response_metadata: { messages }, errors: messages } : { error }
}

/** The channel that an argument means: an id, `#name`, or a person for the direct conversation. */
export function channelOf(world: World, value: unknown): Channel | undefined {
  const text = textOf(value) ?? ''
  if (world.people.has(text) && text !== world.bot.user) return directChannel(world, text)
  const named = [...world.channels.values()].find((one) => one.kind === 'public' && `#${one.name}` === text)
  const channel = world.channels.get(text) ?? named
  // A direct message of others does not exist for the app either (Slack docs, conversations.info method).
  const hidden = channel !== undefined && channel.kind !== 'public' && !isMember(world, channel)
  return hidden ? undefined : channel
}

/** Is the app in it? */
export function isMember(world: World, channel: Channel): boolean {
  return channel.members.has(world.bot.user)
}

export interface Page<T> {
  readonly items: readonly T[]
  /** Empty on the last page, as Slack has it. */
  readonly cursor: string
}

/** One page of a list; undefined when the cursor is none of ours. */
export function pageOf<T>(
  all: readonly T[],
  args: JsonObject,
  usual: number,
  most: number,
): Page<T> | undefined {
  const given = textOf(args.cursor) ?? ''
  const start = given === '' ? 0 : numberOf(Buffer.from(given, 'base64').toString().replace('next:', ''))
  if (start === undefined || start < 0) return undefined
  const size = Math.min(Math.max(numberOf(args.limit) || usual, 1), most)
  const end = start + size
  const cursor = end < all.length ? Buffer.from(`next:${end}`).toString('base64') : ''
  return { items: all.slice(start, end), cursor }
}
