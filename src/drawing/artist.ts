import { Worker } from 'node:worker_threads'
import type { Artist } from '../ports/artist.ts'
import type { Chart } from '../views/chart.ts'
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
  let desk: Desk | undefined
  let resting: NodeJS.Timeout | undefined
  let count = 0

  async function end(): Promise<void> {
    clearTimeout(resting)
    const ending = desk
    desk = undefined
    await ending?.thread.terminate()
  }

  return {
    async draw(chart) {
      clearTimeout(resting)
      count += 1
      if (!desk?.isOpen) desk = openDesk()
      const { thread, waiting } = desk
      const answer = await drawnAt(desk, { id: count, chart }, patience)
      if ('late' in answer && desk?.thread === thread) void end()
      if (waiting.size === 0) resting = setTimeout(() => void end(), idle).unref()
      if ('error' in answer) throw new Error(answer.error)
      return answer.png
    },
    close: end,
  }
}

/** A thread, and who waits for a picture of its: one that ends takes nobody along who waits for another. */
interface Desk {
  readonly thread: Worker
  readonly waiting: Map<number, (answer: Drawn) => void>
  isOpen: boolean
}

function openDesk(): Desk {
  const desk: Desk = { thread: new Worker(...program()), waiting: new Map(), isOpen: true }
  const { thread, waiting } = desk
  const fail = (error: string) => {
    desk.isOpen = false
    for (const [id, settle] of waiting) settle({ id, error })
  }
  thread.unref()
  thread.on('message', (answer: Drawn) => waiting.get(answer.id)?.(answer))
  thread.on('error', (error) => fail(error instanceof Error ? error.message : String(error)))
  thread.on('exit', () => fail('the thread that draws has ended'))
  return desk
}

async function drawnAt(
  { thread, waiting }: Desk,
  order: { readonly id: number; readonly chart: Chart },
  patience: number,
): Promise<Drawn | { readonly late: true; readonly error: string }> {
  thread.postMessage(order)
  try {
    return await new Promise((resolve) => {
      waiting.set(order.id, resolve)
      setTimeout(() => resolve({ late: true, error: 'the picture took too long' }), patience).unref()
    })
  } finally {
    waiting.delete(order.id)
  }
}

/** What was built lies beside the program; sources need the loader for TypeScript. */
function program(): ConstructorParameters<typeof Worker> {
  if (import.meta.url.endsWith('.js')) return [new URL('drawing.js', import.meta.url)]
  const source = JSON.stringify(new URL('worker.ts', import.meta.url))
  const load = `import('tsx/esm/api').then(({ register }) => (register(), import(${source})))`
  return [load, { eval: true }]
}
