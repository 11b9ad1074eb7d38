import { type WebClient, WebClientEvent } from '@slack/web-api'
import type { SlackLimitHit } from '../domain/slack-limit.ts'

/** Older ones tell nothing of now. */
const keptMs = 3_600_000
/** More of them say nothing more. */
const mostKept = 1_000

/** When Slack has limited this replica in the last hour, over all of its clients. */
export interface LimitLog {
  /** The same client, of which every limit is noted from now on. */
  watch(client: WebClient): WebClient
  hits(): readonly SlackLimitHit[]
}

export function createLimitLog(now: () => number): LimitLog {
  let hits: readonly SlackLimitHit[] = []
  const recent = () => hits.filter(({ at }) => now() - at < keptMs).slice(-mostKept)
  return {
    watch(client) {
      client.on(WebClientEvent.RATE_LIMITED, (_seconds: number, { url }: { readonly url?: string }) => {
        hits = [...recent(), { at: now(), method: url?.split('/').at(-1) ?? '?' }]
      })
      return client
    },
    hits: recent,
  }
}
