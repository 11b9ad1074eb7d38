import type { SlackMethod } from '../domain/delivery/route-facts.ts'
import type { ChannelBarrier, ChannelRef } from '../domain/watching/watch.ts'
import type { JsonFile } from '../views/answer-card.ts'
import type { Card } from '../views/card.ts'
import type { ReceivedFile } from './drs.ts'

/**
 * The engine's way to Slack; src/slack/messenger.ts implements it. A message carries `key` in its metadata, so that after
 * a crash between sending and noting it down the message is found again instead of being sent twice.
 */
export interface Messenger {
  post(message: NewMessage): Promise<{ readonly ts: string }>
  update(
    message: ChannelRef & { readonly ts: string; readonly key: string; readonly card: Card },
  ): Promise<void>
  /**
   * The `ts` of the bot's own message with that key, looked for from `since` (ms) on; of several the earliest, if that is
   * asked for. Where the bot may not look (a scope is missing) nothing is found.
   */
  find(
    where: ChannelRef & {
      readonly key: string
      readonly since: number
      readonly threadTs?: string
      readonly earliest?: boolean
    },
  ): Promise<string | undefined>
  /** Takes a message of the bot back. */
  remove(message: ChannelRef & { readonly ts: string }): Promise<void>
}

export interface MessengerWithFiles extends Messenger {
  /** A file in the thread of a message. Slack keeps no key with it: nothing finds it again. */
  attach(file: AttachedFile): Promise<void>
}

export interface AttachedFile extends ChannelRef {
  readonly threadTs: string
  readonly file: ReceivedFile | JsonFile
  /** What stands beside it. */
  readonly comment: string
}

export interface NewMessage extends ChannelRef {
  readonly key: string
  readonly card: Card
  readonly threadTs?: string
  /** Show the reply in the channel as well. */
  readonly broadcast?: boolean
}

/**
 * Why a message could not be sent, in the terms the engine decides by. `signed-out`: Slack takes nothing from the bot until
 * the app is installed again, and then all that waits.
 */
export class MessengerError extends Error {
  override readonly name = 'MessengerError'
  readonly reason: 'rate-limited' | 'channel-gone' | 'message-gone' | 'refused' | 'signed-out' | 'unreachable'
  /** Milliseconds, with `rate-limited`. */
  readonly retryAfter: number | undefined
  /** With `rate-limited`: only this channel has to wait, or that kind of call in the whole workspace. */
  readonly scope: 'place' | SlackMethod
  /** With `channel-gone`. */
  readonly barrier: ChannelBarrier | undefined

  constructor(
    reason: MessengerError['reason'],
    message: string,
    options?: ErrorOptions & { retryAfter?: number; scope?: SlackMethod; barrier?: ChannelBarrier },
  ) {
    super(message, options)
    this.reason = reason
    this.retryAfter = options?.retryAfter
    this.scope = options?.scope ?? 'place'
    this.barrier = options?.barrier
  }
}
