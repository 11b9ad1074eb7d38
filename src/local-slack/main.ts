import { parseArgs } from 'node:util'
import { startLocalSlack } from './server.ts'

/** `npm run local-slack -- --port N [--rate-limits FACTOR|off]`: the local Slack alone; prints one JSON line and runs until it is stopped. */
const { values } = parseArgs({
  options: { port: { type: 'string', default: '0' }, 'rate-limits': { type: 'string', default: '1' } },
})
const slack = await startLocalSlack({ port: Number(values.port), rateLimits: paceOf(values['rate-limits']) })
const { control: _control, controlOf: _controlOf, stop: _stop, ...addresses } = slack
process.stdout.write(`${JSON.stringify(addresses)}\n`)
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => {
    void slack.stop()
  })

/** Slack's own pace times a factor, or no limits at all. */
function paceOf(given: string): { readonly factor: number } | false {
  if (given === 'off') return false
  const factor = Number(given)
  if (Number.isFinite(factor) && factor > 0) return { factor }
  throw new Error(`--rate-limits is “${given}”; use a number above 0, or off.`)
}
