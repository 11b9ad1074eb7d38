import type { WebClient } from '@slack/web-api'
import { WebAPIPlatformError } from '@slack/web-api'
import type { Person } from './people.ts'
import type { SlackPort } from './port.ts'

/** Errors that say "not there": the person or the bot is not in the channel, so a direct message has to do. */
const notThere = new Set(['channel_not_found', 'not_in_channel', 'user_not_in_channel', 'is_archived'])

function isNotThere(error: unknown): boolean {
  return error instanceof WebAPIPlatformError && notThere.has(error.data.error)
}

/** The dispatcher's way to Slack over the Web API. */
export function createWebPort(
  client: WebClient,
  person: (user: string) => Promise<Person>,
  directMessage: (user: string) => Promise<string>,
): SlackPort {
  return {
    person,
    async openView(triggerId, view) {
      const answer = await client.views.open({ trigger_id: triggerId, view })
      const viewId = answer.view?.id
      if (viewId === undefined) throw new Error('views.open answered without a view id')
      return { viewId }
    },
    async updateView(viewId, view) {
      await client.views.update({ view_id: viewId, view })
    },
    async publishHome(user, view) {
      await client.views.publish({ user_id: user, view })
    },
    async whisper({ channel, user }, { text, blocks }) {
      try {
        await client.chat.postEphemeral({ channel, user, text, blocks })
      } catch (error) {
        if (!isNotThere(error)) throw error
        await client.chat.postMessage({ channel: user, text, blocks })
      }
    },
    async sendFile(user, { name, bytes }, comment) {
      await client.filesUploadV2({
        channel_id: await directMessage(user),
        filename: name,
        file: Buffer.from(bytes),
        initial_comment: comment,
      })
    },
    async post({ channel }, { text, blocks }) {
      try {
        await client.chat.postMessage({ channel, text, blocks, unfurl_links: false, unfurl_media: false })
        return true
      } catch (error) {
        if (isNotThere(error)) return false
        throw error
      }
    },
  }
}
