import { LogLevel, WebClient, type WebClientOptions } from '@slack/web-api'
import type { LocalSlack } from '../../src/local-slack/server.ts'

/** Slack's client for a local Slack; it calls once and says nothing. */
export function webClient(
  slack: Pick<LocalSlack, 'apiUrl' | 'botToken'>,
  options: WebClientOptions = {},
): WebClient {
  return new WebClient(slack.botToken, {
    slackApiUrl: slack.apiUrl,
    logger: quiet,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    ...options,
  })
}

const quiet = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
}
