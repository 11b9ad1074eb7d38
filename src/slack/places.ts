import type { WebClient } from '@slack/web-api'
import type { Log } from '../base/log.ts'
import type { Places } from '../ports/places.ts'
import type { Speaking } from './speaking.ts'

interface PlacesDeps {
  /** Should give up early: people wait for the answer. */
  readonly client: WebClient
  readonly speaking: Pick<Speaking, 'barrier'>
  directMessage(user: string): Promise<string>
  readonly log: Log
}

/** Slack allows a hundred such questions a minute (tier 4). A page has 1,000 at most; in larger channels somebody who decides is found among the first. */
const pages = 3

export function createPlaces({ client, speaking, directMessage, log }: PlacesDeps): Places {
  return {
    barrier: ({ channel }) => speaking.barrier(channel),
    directMessage,
    async members(channel) {
      try {
        return await allMembers(client, channel)
      } catch (err) {
        log.warn({ err, channel }, 'Slack did not say who is in a channel')
        return []
      }
    },
    async permalink(channel, ts) {
      try {
        const { permalink } = await client.chat.getPermalink({ channel, message_ts: ts })
        return permalink
      } catch (err) {
        log.warn({ err, channel }, 'Slack did not say the address of a message')
        return undefined
      }
    },
  }
}

async function allMembers(client: WebClient, channel: string): Promise<readonly string[]> {
  const found: string[] = []
  let cursor: string | undefined
  for (let page = 0; page < pages; page++) {
    const answer = await client.conversations.members({ channel, limit: 1000, ...(cursor && { cursor }) })
    found.push(...(answer.members ?? []))
    cursor = answer.response_metadata?.next_cursor || undefined
    if (cursor === undefined) break
  }
  return found
}
