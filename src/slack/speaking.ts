import type { WebClient } from '@slack/web-api'
import type { Log } from '../base/log.ts'
import type { ChannelBarrier } from '../domain/watching/watch.ts'
import { refusalOf } from './refusals.ts'

/** Whether the bot can post in a channel, asked of Slack before anything is promised there. */
export interface Speaking {
  /** What keeps the bot from posting there; `undefined` if nothing does, or if Slack does not tell. */
  barrier(channel: string): Promise<ChannelBarrier | undefined>
  /** Slack has told of a change: the channel is asked about again. */
  changed(channel: string): void
}

interface SpeakingDeps {
  /** Should give up early: people wait for the answer. */
  readonly client: WebClient
  readonly log: Log
  now(): number
}

/** Only that the bot can post is remembered: whoever puts an obstacle out of the way is not told of it again. */
const memoryMs = 60_000

export function createSpeaking({ client, log, now }: SpeakingDeps): Speaking {
  const open = new Map<string, number>()
  return {
    async barrier(channel) {
      if ((open.get(channel) ?? 0) > now()) return undefined
      const found = await look(client, log, channel)
      if (found === undefined) open.set(channel, now() + memoryMs)
      return found
    },
    changed: (channel) => void open.delete(channel),
  }
}

async function look(client: WebClient, log: Log, channel: string): Promise<ChannelBarrier | undefined> {
  try {
    const { channel: found } = await client.conversations.info({ channel })
    return found && barrierIn(found)
  } catch (error) {
    const refusal = refusalOf(error)
    if (refusal.barrier === 'absent') return absence(channel)
    if (refusal.barrier !== undefined) return refusal.barrier
    // A promise is not refused because nobody can tell whether it can be kept.
    log.warn({ err: error, channel }, 'Slack did not say whether the bot can post in a channel')
    return undefined
  }
}

interface FoundChannel {
  readonly is_im?: boolean
  readonly is_member?: boolean
  readonly is_archived?: boolean
  readonly is_read_only?: boolean
}

/** Slack docs, Conversation object. Of direct messages Slack shows the bot its own only. */
function barrierIn(channel: FoundChannel): ChannelBarrier | undefined {
  if (channel.is_archived) return 'archived'
  if (channel.is_im) return undefined
  if (channel.is_member === false) return 'absent'
  return channel.is_read_only ? 'read-only' : undefined
}

/** Nobody can be invited into a direct message between two people. */
function absence(channel: string): ChannelBarrier {
  return channel.startsWith('D') ? 'foreign' : 'absent'
}
