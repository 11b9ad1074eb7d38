import { pino } from 'pino'
import { startBot } from './bot.ts'
import { ConfigError, readConfig } from './config.ts'

/** `npm start`: reads the configuration, runs the bot, and stops it in order on SIGTERM or SIGINT. */
const redacted = ['ak', 'sk', 'token', 'password', 'authorization', 'securityToken']

/** A stop that hangs must not keep an old replica alive. */
const stopWithinMs = 25_000

async function main(): Promise<void> {
  const config = readConfig(process.env)
  const log = pino({
    level: config.logLevel,
    base: { pid: process.pid },
    redact: { paths: redacted.flatMap((name) => [name, `*.${name}`]), censor: '***' },
  })
  const bot = await startBot({ config, log, env: process.env })
  let stopping = false
  const stop = (signal: string) => {
    if (stopping) return
    stopping = true
    log.info({ signal }, 'stopping')
    setTimeout(() => process.exit(1), stopWithinMs).unref()
    bot.stop().then(
      () => process.exit(0),
      (err: unknown) => {
        log.error({ err }, 'could not stop in order')
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

main().catch((error: unknown) => {
  const { message } = error instanceof Error ? error : new Error(String(error))
  process.stderr.write(`${message}\n`)
  if (!(error instanceof ConfigError)) process.stderr.write('npm run doctor says what to check.\n')
  process.exit(1)
})
