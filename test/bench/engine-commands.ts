import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { EngineOptions } from '../../src/watch/options.ts'

/** Where the engine of the bench finds what it works with. */
export interface Opening {
  readonly endpoint: string
  readonly projectId: string
  readonly ak: string
  readonly sk: string
  readonly redisUrl: string
  readonly connections: readonly string[]
  /** The usual one without it. */
  readonly generations?: readonly ('v3' | 'v5')[]
  /** Times of the engine that are not the usual ones. */
  readonly options?: Partial<EngineOptions>
  /** Calls for each connection in a window; without it as many as one likes. */
  readonly budget?: { readonly limit: number; readonly windowMs: number }
  /** How long an answer of Slack takes, default 0. */
  readonly slackMs?: number
}

/** What the process of the engine has used since it was opened; differences are what counts. */
export interface Used {
  readonly ms: number
  readonly cpuMs: number
  /** Calls of DRS. */
  readonly calls: number
  readonly posts: number
  readonly edits: number
  /** Tasks that were looked at, some of them again and again. */
  readonly looks: number
  /** Outages that were told. */
  readonly notices: number
}

/** How old what is known of the tasks is, and how long one of them was not looked at, ms. */
export interface Freshness {
  readonly p50: number
  readonly p99: number
  readonly longestGap: number
}

export interface FloorWork {
  readonly connection: string
  readonly ids: readonly string[]
  /** Where the state lies that is compared. */
  readonly state: 'memory' | 'redis'
}

/** What the engine of the bench does when it is told to. */
export interface Commands {
  open(opening: Opening): Promise<void>
  /** Connection, task and channel of each watch. */
  watch(watches: readonly (readonly [string, string, string])[]): Promise<void>
  /** From now on it works by itself, as in the bot. */
  start(): Promise<void>
  used(): Promise<Used>
  /** Forgets when tasks were seen, and remembers it from now on; `of`: only of those. */
  noteSeen(of?: readonly string[]): Promise<void>
  freshness(): Promise<Freshness>
  /** Two rounds of the floor program, status and progress by turns, and the Redis commands they took; see floor.ts. */
  floor(work: readonly FloorWork[]): Promise<number>
  /** Heap in use after a collection, bytes. */
  memory(): Promise<number>
  close(): Promise<void>
}

export interface Command {
  readonly id: number
  readonly name: keyof Commands
  readonly input: unknown
}

const program = fileURLToPath(new URL('./engine-process.ts', import.meta.url))

/** Starts the process; its commands are carried out one after the other. */
export function startEngineProcess(): Commands {
  const child = fork(program, { execArgv: ['--expose-gc', '--import', 'tsx'], serialization: 'advanced' })
  let count = 0
  let closing: Promise<unknown> | undefined
  const ended = once(child, 'exit')
  const tell = async <Output>(name: keyof Commands, input?: unknown): Promise<Output> => {
    count += 1
    const id = count
    const answer = new Promise<Output>((resolve) => {
      const hear = (message: { readonly id: number; readonly output: Output }) => {
        if (message.id !== id) return
        child.off('message', hear)
        resolve(message.output)
      }
      child.on('message', hear)
    })
    child.send({ id, name, input } satisfies Command)
    return Promise.race([
      answer,
      ended.then(() => Promise.reject(new Error(`The engine of the bench ended during ${name}`))),
    ])
  }
  return {
    open: (opening) => tell('open', opening),
    watch: (watches) => tell('watch', watches),
    start: () => tell('start'),
    used: () => tell('used'),
    noteSeen: (of) => tell('noteSeen', of),
    freshness: () => tell('freshness'),
    floor: (work) => tell('floor', work),
    memory: () => tell('memory'),
    async close() {
      closing ??= tell('close').catch(() => undefined)
      await closing
      await ended
    },
  }
}

/** What was used while the work went on. */
export async function usedDuring(engine: Commands, work: () => Promise<unknown>): Promise<Used> {
  const before = await engine.used()
  await work()
  const after = await engine.used()
  return {
    ms: after.ms - before.ms,
    cpuMs: after.cpuMs - before.cpuMs,
    calls: after.calls - before.calls,
    posts: after.posts - before.posts,
    edits: after.edits - before.edits,
    looks: after.looks - before.looks,
    notices: after.notices - before.notices,
  }
}
