import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { patienceWith } from './waiting.ts'

/**
 * The real bot as a process of its own, as `npm start` runs it: the sandbox only chooses its environment. Its log goes
 * to a file, warnings and errors also to our standard error.
 */
export interface BotProcess {
  readonly pid: number
  /** Resolves when the process has ended, by itself or not. */
  readonly ended: Promise<void>
  stop(): Promise<void>
}

const program = fileURLToPath(new URL('../main.ts', import.meta.url))
/** pino's levels: 40 is a warning. */
const warning = 40
/** On a busy machine loading takes long; as long as the bot does anything it is waited for. */
const silentMs = 120_000

export async function startBotProcess(env: NodeJS.ProcessEnv, logFile: string): Promise<BotProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', program], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'exit').then(() => undefined)
  child.stderr.pipe(process.stderr)
  await ready(child, logFile, ended)
  return {
    pid: child.pid ?? 0,
    ended,
    stop: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}

interface LogLine {
  readonly level?: number
  readonly msg?: string
}

function parseLine(text: string): LogLine {
  try {
    return JSON.parse(text)
  } catch {
    // Not a log line of ours; it is kept in the file as it came.
    return {}
  }
}

/** The bot says `ready` in its log once Slack and Redis answered. */
async function ready(child: ChildProcess, logFile: string, ended: Promise<void>): Promise<void> {
  const log = createWriteStream(logFile, { flags: 'a' })
  const lines = createInterface({ input: child.stdout ?? process.stdin })
  const patience = patienceWith(`The bot (see ${logFile})`, silentMs)
  child.stderr?.on('data', () => patience.progress())
  const said = new Promise<void>((resolve) => {
    lines.on('line', (text) => {
      log.write(`${text}\n`)
      patience.progress()
      const { level = 0, msg } = parseLine(text)
      if (level >= warning) process.stderr.write(`bot: ${msg} (see ${logFile})\n`)
      if (msg === 'ready') resolve()
    })
  })
  const failed = ended.then(() => {
    throw new Error(`The bot ended before it was ready; its log is ${logFile}`)
  })
  failed.catch(() => undefined)
  patience.late.catch(() => undefined)
  try {
    await Promise.race([said, failed, patience.late])
  } finally {
    patience.end()
  }
}
