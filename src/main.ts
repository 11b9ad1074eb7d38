import { pino } from 'pino'
import { startBot } from './bot/bot.ts'
import { logOptions } from './bot/log-options.ts'
import { ConfigError, configToStart } from './config/config.ts'
import { createRedactors } from './security/redaction.ts'

/** `npm start`: reads the configuration, runs the bot, and stops it in order on SIGTERM or SIGINT. */
/** A stop that hangs must not keep an old replica alive. */
const stopWithinMs = 25_000

const redactors = createRedactors()

/** Nothing that is written to standard error shows a secret: neither what we say there nor what libraries do. */
function cleanStandardError(): void {
  const { stderr } = process
  const write = stderr.write.bind(stderr)
  stderr.write = (chunk: string | Uint8Array, ...more: never[]) =>
    write(redactors.outsideSlack.redact(Buffer.from(chunk).toString()), ...more)
  // Node writes about what nobody caught past everybody.
  process.on('uncaughtException', (error) => {
    stderr.write(`${error.stack ?? error}\n`)
    process.exit(1)
  })
}

async function main(): Promise<void> {
  cleanStandardError()
  const config = configToStart(process.env)
  const log = pino(logOptions(config.logLevel, redactors.outsideSlack))
  let stopping = false
  const stop = (signal: string, code = 0) => {
    if (stopping) return
    stopping = true
    log.info({ signal }, 'stopping')
    setTimeout(() => process.exit(1), stopWithinMs).unref()
    starting
      .then((bot) => bot.stop())
      .then(
        () => process.exit(code),
        (err: unknown) => {
          log.error({ err }, 'could not stop in order')
          process.exit(1)
        },
      )
  }
  const onSignedOut = () => stop('signed out by Slack', 1)
  const starting = startBot({ config, log, env: process.env, redactors, onSignedOut })
  // Also before it is ready: it then stops as soon as it has started, or after the time that a stop may take.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop(signal))
  await starting
}

main().catch((error: unknown) => {
  const { message } = error instanceof Error ? error : new Error(String(error))
  process.stderr.write(`${message}\n`)
  if (!(error instanceof ConfigError)) process.stderr.write('npm run doctor says what to check.\n')
  process.exit(1)
})
