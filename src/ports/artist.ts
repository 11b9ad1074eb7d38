import type { Chart } from '../views/chart.ts'

/** Makes pictures. */
export interface Artist {
  /** As PNG. Throws if that fails or takes too long. */
  draw(chart: Chart): Promise<Uint8Array>
}
