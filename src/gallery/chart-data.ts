import { forecastOfLag, forecastOfPercent } from '../domain/tasks/figure-forecasts.ts'
import type { FiguresAt } from '../domain/tasks/figures.ts'
import type { TimelineEntry } from '../domain/tasks/timeline.ts'
import type { TaskEvent } from '../domain/watching/event.ts'
import type { Chart } from '../views/chart.ts'
import { abnormalRowsChart } from '../views/charts/abnormal-rows-chart.ts'
import { drChart } from '../views/charts/dr-chart.ts'
import { lagChart } from '../views/charts/lag-chart.ts'
import { objectsChart, progressChart } from '../views/charts/progress-chart.ts'
import type { ChartReader } from '../views/charts/reader.ts'
import { timelineChart } from '../views/charts/timeline-chart.ts'
import { hour, minute, type SampleData, taskOf } from './sample-data.ts'

/** Figures as they come of a day with its troubles; the same each time. */

export function readerOf({ now, locale }: SampleData): ChartReader {
  return { now, locale, zone: locale === 'en' ? 'Europe/Berlin' : 'Asia/Shanghai' }
}

/** From -1 to 1, as if by chance. */
function wobble(i: number): number {
  return ((i * 7919) % 11) / 5 - 1
}

/** One row a minute up to now. */
function everyMinute(
  now: number,
  count: number,
  at: (i: number) => Omit<FiguresAt, 'at'>,
): readonly FiguresAt[] {
  return Array.from({ length: count }, (_, i) => ({ at: now - (count - i) * minute, ...at(i) }))
}

/** Calm, a burst, a pause, and the drain that goes on. */
function lagRows(now: number, height = 1): readonly FiguresAt[] {
  return everyMinute(now, 300, (i) => {
    if (i >= 170 && i < 190) return {}
    const calm = 3 + 2 * wobble(i)
    const burst = i > 90 && i < 170 ? (i - 90) * 2.6 : 0
    const drain = i >= 190 ? Math.max(0, 330 - (i - 190) * 2.4) + 2 * wobble(i) : 0
    return { lagMs: Math.max(0, Math.round(calm + height * (burst + drain))) * 1000 }
  })
}

function status(at: number, from: string, to: string): TaskEvent {
  return { id: `e${at}`, at, kind: 'status', from, to }
}

const replicating = 'INCRE_TRANSFER_STARTED'

function oneLag(data: SampleData): Chart | undefined {
  const { now } = data
  const figures = lagRows(now)
  const lagMs = figures.at(-1)?.lagMs ?? 0
  return lagChart(
    [
      {
        task: taskOf(data, { status: replicating }),
        figures,
        lagMs,
        limit: { metric: 'lag', aboveMs: 2 * minute, forMs: 0 },
        forecast: forecastOfLag(figures, now, lagMs),
        events: [
          status(now - 130 * minute, replicating, 'PAUSING'),
          status(now - 110 * minute, 'PAUSING', replicating),
        ],
      },
    ],
    readerOf(data),
  )
}

function severalLags(data: SampleData): Chart | undefined {
  const charted = ([0, 1, 2] as const).map((which) => ({
    task: taskOf(data, { status: replicating }, which),
    figures: lagRows(data.now, 1 / (which + 1)),
    events: [],
  }))
  return lagChart(charted, readerOf(data))
}

function fullPhase(data: SampleData): Chart | undefined {
  const figures = everyMinute(data.now, 180, (i) => ({
    percent: Math.floor(i < 100 ? i * 0.5 : 50 + (i - 100) * 0.2),
  }))
  return progressChart(
    {
      task: taskOf(data, { status: 'FULL_TRANSFER_STARTED' }),
      figures,
      percent: 66,
      forecast: forecastOfPercent(figures, data.now, 66),
      events: [status(data.now - 170 * minute, 'STARTJOBING', 'FULL_TRANSFER_STARTED')],
    },
    readerOf(data),
  )
}

function slowTables(data: SampleData): Chart | undefined {
  const objects = [...data.parts.slice(0, 5), ...data.names].map((name, i) => ({
    name,
    percent: 4 + i * 12,
    failed: i === 4,
  }))
  return objectsChart(taskOf(data, { status: 'FULL_TRANSFER_STARTED' }), objects, readerOf(data))
}

function pair(data: SampleData): Chart | undefined {
  const figures = everyMinute(data.now, 240, (i) => ({
    rpoMs: Math.round(2 + 3 * Math.abs(wobble(i)) + (i > 120 && i < 150 ? 70 : 0)) * 1000,
    rtoMs: Math.round(20 + 6 * Math.abs(wobble(i + 7)) + (i > 120 && i < 155 ? 60 : 0)) * 1000,
  }))
  return drChart(
    {
      task: taskOf(data, { status: replicating, scenario: 'cloudDataGuard' }, 2),
      figures,
      recovery: { rpoMs: 3000, rtoMs: 22_000 },
      limits: [
        { metric: 'rpo', aboveMs: 30_000, forMs: 0 },
        { metric: 'rto', aboveMs: 60_000, forMs: 0 },
      ],
      events: [{ id: 'd', at: data.now - 2 * hour, kind: 'direction', from: 'up', to: 'down' }],
    },
    readerOf(data),
  )
}

function abnormal(data: SampleData): Chart | undefined {
  const rows = Array.from({ length: 60 }, (_, i) => ({
    table: (i % 3 === 0 ? data.parts[1] : i % 4 === 0 ? data.names[0] : data.parts[0]) ?? '',
    at: data.now - 6 * hour + (i < 40 ? i * minute : (i - 20) * 6 * minute),
  }))
  return abnormalRowsChart(taskOf(data), rows, readerOf(data))
}

function statuses(data: SampleData): Chart | undefined {
  const tasks = ([0, 1] as const).map((which) => taskOf(data, {}, which))
  const entries = tasks.flatMap((task, which): readonly TimelineEntry[] => {
    const steps = [
      ['STARTJOBING', 'FULL_TRANSFER_STARTED', 180 + which * 40],
      ['FULL_TRANSFER_STARTED', which === 0 ? replicating : 'FULL_TRANSFER_FAILED', 70],
      [
        which === 0 ? replicating : 'FULL_TRANSFER_FAILED',
        which === 0 ? 'PAUSING' : 'FULL_TRANSFER_STARTED',
        25,
      ],
    ] as const
    return steps.map(([from, to, ago], i) => ({
      task,
      at: data.now - ago * minute,
      kind: 'event',
      event: status(data.now - ago * minute, from, to),
      lasted: (ago - (steps[i + 1]?.[2] ?? 0)) * minute,
    }))
  })
  return timelineChart(tasks, entries, readerOf(data))
}

/** One of each kind. */
export const chartSamples = {
  delay: oneLag,
  'delay-several': severalLags,
  'full-phase': fullPhase,
  'slow-tables': slowTables,
  'rpo-rto': pair,
  'abnormal-rows': abnormal,
  statuses,
} as const satisfies Readonly<Record<string, (data: SampleData) => Chart | undefined>>
