import type { ChannelBarrier, ChannelRef } from '../domain/watching/watch.ts'

/** Where people can be reached, as Slack knows it. */
export interface Places {
  /** What keeps the bot from posting there; `undefined` if nothing does, or if Slack does not tell. */
  barrier(channelRef: ChannelRef): Promise<ChannelBarrier | undefined>
  /** The people in a channel, of very large ones only some; none where Slack does not tell. */
  members(channel: string): Promise<readonly string[]>
  /** The direct message channel with a person. Throws if Slack opens none. */
  directMessage(user: string): Promise<string>
  /** The address of a message; `undefined` if Slack does not tell. */
  permalink(channel: string, ts: string): Promise<string | undefined>
}
