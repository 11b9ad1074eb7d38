import { pngOf } from '../../src/drawing/png.ts'
import { svgOf } from '../../src/drawing/svg.ts'
import type { ChartPoint, LineChart } from '../../src/views/chart.ts'
import { type Measure, median, rounded } from './measure.ts'

const count = 10_000
const minute = 60_000

/** A chart of a delay as somebody asks for it, with more points than are ever kept. */
function longChart(): LineChart {
  const from = Date.UTC(2026, 10, 1)
  const points = Array.from(
    { length: count },
    (_, i): ChartPoint => [from + i * minute, 30 + 20 * Math.sin(i / 90) + ((i * 7919) % 97) / 10],
  )
  const time = {
    from,
    to: from + count * minute,
    zone: 'Europe/Berlin',
    locale: 'en',
    label: 'Time',
  } as const
  const limits = [{ value: 60, label: 'Limit 1 min' }]
  return {
    ...{ kind: 'lines', title: 'Delay: orders-to-rds', alt: '', time, label: 'Delay (s)', limits, marks: [] },
    lines: [{ name: 'Delay', points }],
  }
}

/** Processor time of one picture, which does not depend on what else the machine does; the first is drawn to warm up. */
export async function pictures(): Promise<readonly Measure[]> {
  const chart = longChart()
  const used: number[] = []
  let bytes = 0
  for (let i = 0; i < 6; i++) {
    const before = process.cpuUsage()
    bytes = (await pngOf(svgOf(chart))).length
    const { user, system } = process.cpuUsage(before)
    if (i > 0) used.push((user + system) / 1000)
  }
  return [
    {
      name: `picture of ${count} points, processor time`,
      value: rounded(median(used)),
      limit: 300,
      unit: 'ms',
    },
    { name: `picture of ${count} points, size`, value: rounded(bytes / 1024), unit: 'KB' },
  ]
}
