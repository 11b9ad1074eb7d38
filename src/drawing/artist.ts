import { Worker } from 'node:worker_threads'
import type { Artist } from '../ports/artist.ts'
import type { Drawn } from './worker.ts'

interface ArtistOptions {
  /** A picture that takes longer is given up, ms. */
  readonly patience?: number
  /** So long after the last picture the thread ends, and gives its memory back, ms. */
  readonly idle?: number
}

const second = 1000
const usual = { patience: 30 * second, idle: 60 * second } as const

/** Draws in a thread of its own, one picture after the other; the loop that answers Slack goes on meanwhile. */
export function createArtist(options: ArtistOptions = {}): Artist & { close(): Promise<void> } {
  const { patience, idle } = { ...usual, ...options }
  const waiting = new Map<number, (answer: Drawn) => void>()
  let thread: Worker | undefined
  let resting: NodeJS.Timeout | undefined
  let count = 0

  function begin(): Worker {
    const started = new Worker(...program())
    started.unref()
    started.on('message', (answer: Drawn) => waiting.get(answer.id)?.(answer))
    const fail = (error: string) => {
      if (thread === started) thread = undefined
      for (const [id, settle] of waiting) settle({ id, error })
    }
    started.on('error', (error) => fail(error instanceof Error ? error.message : String(error)))
    started.on('exit', () => fail('the thread that draws has ended'))
    return started
  }

  async function end(): Promise<void> {
    clearTimeout(resting)
    const ending = thread
    thread = undefined
    await ending?.terminate()
  }

  return {
    async draw(chart) {
      clearTimeout(resting)
      count += 1
      const id = count
      thread ??= begin()
      thread.postMessage({ id, chart })
      const answer = await new Promise<Drawn>((resolve) => {
        const late = setTimeout(() => {
          resolve({ id, error: 'the picture took too long' })
          void end()
        }, patience)
        waiting.set(id, (drawn) => {
          clearTimeout(late)
          resolve(drawn)
        })
      })
      waiting.delete(id)
      if (waiting.size === 0) resting = setTimeout(() => void end(), idle).unref()
      if ('error' in answer) throw new Error(answer.error)
      return answer.png
    },
    close: end,
  }
}

/** What was built lies beside the program; sources need the loader for TypeScript. */
function program(): ConstructorParameters<typeof Worker> {
  if (import.meta.url.endsWith('.js')) return [new URL('drawing.js', import.meta.url)]
  const source = JSON.stringify(new URL('worker.ts', import.meta.url))
  const load = `import('tsx/esm/api').then(({ register }) => (register(), import(${source})))`
  return [load, { eval: true }]
}
