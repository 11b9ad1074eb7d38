import { App, LogLevel, SocketModeReceiver } from '@slack/bolt'
import { type LocalSlackOptions, startLocalSlack } from '../../src/local-slack/server.ts'
import { slackDriver } from '../helpers/slack-driver.ts'

/** A logger that says nothing. */
export const quiet = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
}

/** A Bolt app in Socket Mode against a local Slack of its own, and a driver for its people. */
export async function startBot(
  wire: (app: App) => void,
  options: LocalSlackOptions & { readonly clientPingTimeout?: number } = {},
) {
  const slack = await startLocalSlack(options)
  const receiver = new SocketModeReceiver({
    appToken: slack.appToken,
    logger: quiet,
    installerOptions: { clientOptions: { slackApiUrl: slack.apiUrl } },
    ...(options.clientPingTimeout === undefined ? {} : { clientPingTimeout: options.clientPingTimeout }),
  })
  const app = new App({
    receiver,
    token: slack.botToken,
    logger: quiet,
    convoStore: false,
    clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } },
  })
  wire(app)
  await app.start()
  return {
    app,
    slack,
    driver: slackDriver(slack.pageUrl),
    async stop() {
      await app.stop()
      await slack.stop()
    },
  }
}
