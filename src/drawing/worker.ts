import { parentPort } from 'node:worker_threads'
import type { Chart } from '../views/chart.ts'
import { pngOf } from './png.ts'
import { svgOf } from './svg.ts'

/** What the artist is sent back. */
export type Drawn =
  | { readonly id: number; readonly png: Uint8Array }
  | { readonly id: number; readonly error: string }

parentPort?.on('message', async ({ id, chart }: { readonly id: number; readonly chart: Chart }) => {
  const answer: Drawn = await drawn(chart).then(
    (png) => ({ id, png }),
    (error: unknown) => ({ id, error: error instanceof Error ? error.message : String(error) }),
  )
  parentPort?.postMessage(answer)
})

async function drawn(chart: Chart): Promise<Uint8Array> {
  return pngOf(svgOf(chart))
}
