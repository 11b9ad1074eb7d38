import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Config } from '../../src/config/types.ts'
import type { Failpoint } from '../../src/watch/failpoints.ts'
import type { EngineOptions } from '../../src/watch/options.ts'

/** What bot.ts is told. */
export type Order =
  | {
      readonly kind: 'start'
      readonly config: Config
      readonly env: Readonly<Record<string, string>>
      readonly times: Partial<EngineOptions>
      readonly clockMs: number
    }
  /** Dies when that point is reached for the `nth` time from now on. */
  | { readonly kind: 'die'; readonly point: Failpoint; readonly nth: number }
  /** Sets its clock that many milliseconds ahead of the machine's. */
  | { readonly kind: 'clock'; readonly ms: number }
  | { readonly kind: 'stop' }

/** What bot.ts answers. */
export interface Report {
  readonly kind: 'loaded' | 'ready' | 'armed' | 'set'
}

type Start = Omit<Extract<Order, { readonly kind: 'start' }>, 'kind' | 'clockMs'>

/** One copy of the bot; what kills it brings a new process, as the service manager of a machine would. */
export interface Replica {
  /** How often it has died so far. */
  deaths(): number
  /** Resolves once it is ready for it; rejects never: who died meanwhile needs no order. */
  dieAt(point: Failpoint, nth: number): Promise<void>
  setClock(ms: number): Promise<void>
  /** Kills it at once. */
  kill(): void
  /** Kills it, and starts another one only when the work is done. */
  rest(work: () => Promise<void>): Promise<void>
  /** Ends it in order, and for good. */
  stop(): Promise<void>
}

/** A program that obeys, and how Node has to be told to load it. */
export interface Program {
  readonly path: string
  readonly execArgv: readonly string[]
}

const asWritten: Program = {
  path: fileURLToPath(new URL('./bot.ts', import.meta.url)),
  execArgv: ['--import', 'tsx'],
}

/** Processes that have loaded everything and wait for their start, so that a death costs little time. */
export interface Nursery {
  take(): Promise<ChildProcess>
  close(): void
}

/** `log`: is handed every line of the log of all of them; without it they write none. */
export function openNursery(program = asWritten, log?: (line: string) => void): Nursery {
  let spare = load(program, log)
  return {
    take: () => {
      const taken = spare
      spare = load(program, log)
      return taken.ready
    },
    close: () => void spare.child.kill('SIGKILL'),
  }
}

function load({ path, execArgv }: Program, log?: (line: string) => void) {
  const child = fork(path, {
    execArgv: [...execArgv],
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', log ? 'pipe' : 'inherit', 'ipc'],
    ...(log && { env: { ...process.env, FAULTS_LOG: 'error' } }),
  })
  if (log && child.stderr) createInterface({ input: child.stderr }).on('line', log)
  const ready = heard(child, 'loaded').then(() => child)
  // Whoever takes it hears of it; a spare that nobody takes is killed while it loads.
  ready.catch(() => undefined)
  return { child, ready }
}

/** Resolves with that report; rejects if the process ends before. */
function heard(child: ChildProcess, kind: Report['kind']): Promise<void> {
  return new Promise((resolve, reject) => {
    const hear = (report: Report) => report.kind === kind && settle(resolve)
    const end = () => settle(() => reject(new Error(`The bot ended before it was ${kind}`)))
    const settle = (then: () => void) => {
      child.off('message', hear)
      child.off('exit', end)
      then()
    }
    child.on('message', hear)
    child.on('exit', end)
  })
}

export async function startReplica(nursery: Nursery, start: Start): Promise<Replica> {
  let deaths = 0
  let clockMs = 0
  let stopped = false
  let resting = Promise.resolve()
  let child = await nursery.take()
  let running = run()

  async function run(): Promise<void> {
    const own = child
    own.once('exit', () => void restart())
    own.send({ kind: 'start', ...start, clockMs } satisfies Order)
    await heard(own, 'ready')
  }

  async function restart(): Promise<void> {
    if (stopped) return
    deaths += 1
    await resting
    const next = await nursery.take()
    if (stopped) return void next.kill('SIGKILL')
    child = next
    running = run()
    // It may be killed again before it is ready; the next one follows then.
    running.catch(() => undefined)
  }

  /** The answer may never come if the order is carried out at once. */
  async function tell(order: Order, answer: Report['kind']): Promise<void> {
    const own = child
    if (!own.connected) return
    // It may be dying: then its end is heard instead of an answer.
    own.send(order, () => undefined)
    await heard(own, answer).catch(() => undefined)
  }

  await running
  return {
    deaths: () => deaths,
    dieAt: (point, nth) => tell({ kind: 'die', point, nth }, 'armed'),
    setClock: (ms) => {
      clockMs = ms
      return tell({ kind: 'clock', ms }, 'set')
    },
    kill: () => void child.kill('SIGKILL'),
    rest: (work) => {
      const ended = once(child, 'exit')
      resting = ended.then(work)
      child.kill('SIGKILL')
      return resting
    },
    stop: async () => {
      stopped = true
      const own = child
      if (own.exitCode !== null || own.signalCode !== null) return
      const ended = once(own, 'exit')
      const late = setTimeout(() => own.kill('SIGKILL'), stopWithinMs)
      if (own.connected) own.send({ kind: 'stop' } satisfies Order)
      await ended
      clearTimeout(late)
    },
  }
}

/** What a bot may take to finish its work; a hung call to Slack lasts ten seconds. */
const stopWithinMs = 3_000
