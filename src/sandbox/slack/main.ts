import { parseArgs } from 'node:util'
import { startLocalSlack } from './server.ts'

/** `npm run local-slack -- --port N`: the local Slack alone; prints one JSON line and runs until it is stopped. */
const { values } = parseArgs({ options: { port: { type: 'string', default: '0' } } })
const slack = await startLocalSlack({ port: Number(values.port) })
const { apiUrl, botToken, appToken, signingSecret, pageUrl } = slack
process.stdout.write(`${JSON.stringify({ apiUrl, botToken, appToken, signingSecret, pageUrl })}\n`)
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => {
    void slack.stop()
  })
