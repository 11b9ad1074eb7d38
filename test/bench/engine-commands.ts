import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** Where the engine of the bench finds what it works with. */
export interface Opening {
  readonly endpoint: string
  readonly projectId: string
  readonly ak: string
  readonly sk: string
  readonly redisUrl: string
  readonly connections: readonly string[]
}

/** What some work cost the process of the engine. */
export interface Used {
  readonly ms: number
  readonly cpuMs: number
  /** Calls of DRS. */
  readonly calls: number
  /** New messages. */
  readonly posts: number
}

export interface Freshness {
  /** Ages of what is known of the tasks, ms. */
  readonly p50: number
  readonly p99: number
  /** Of each connection. */
  readonly callsPerMinute: number
}

/** What the engine of the bench does when it is told to. */
export interface Commands {
  open(opening: Opening): Promise<void>
  /** Connection, task and channel of each watch. */
  watch(watches: readonly (readonly [string, string, string])[]): Promise<void>
  /** Moves its clock on. */
  pass(ms: number): Promise<void>
  /** A round over every connection. */
  round(): Promise<Used>
  deliver(): Promise<Used>
  /** A round of the naive peer over these tasks; see naive.ts. */
  naive(ids: readonly string[]): Promise<Used>
  /** Heap in use after a collection, bytes. */
  memory(): Promise<number>
  freshness(wish: {
    /** Calls a minute and connection. */
    readonly budget: number
    /** How many times as fast as life. */
    readonly speed: number
    /** Of its clock. */
    readonly seconds: number
  }): Promise<Freshness>
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
    pass: (ms) => tell('pass', ms),
    round: () => tell('round'),
    deliver: () => tell('deliver'),
    naive: (ids) => tell('naive', ids),
    memory: () => tell('memory'),
    freshness: (wish) => tell('freshness', wish),
    async close() {
      await tell('close').catch(() => undefined)
      await ended
    },
  }
}
