import { isPlausible } from './plausible.ts'
import type { Progress, Recovery } from './task.ts'

/** What is kept of a task's figures for a month: by the minute for the latest, by the hour for what came before. */

/** Delay, RPO and RTO in milliseconds; progress of the full phase 0 to 100. */
export const figureNames = ['lagMs', 'percent', 'rpoMs', 'rtoMs'] as const
export type FigureName = (typeof figureNames)[number]

export type Figures = { readonly [Name in FigureName]?: number }

/** The figures that held from `at` on (milliseconds since the epoch) until the next ones; one that is absent was not told. */
export interface FiguresAt extends Figures {
  readonly at: number
}

/** A span of time that has one row of figures, and how many rows of it are kept. */
export interface FigureGrain {
  readonly ms: number
  readonly kept: number
}

/** A day by the minute and a month by the hour, or longer: only spans in which something was different have a row. */
export const figureGrains = {
  minutes: { ms: 60_000, kept: 1440 },
  hours: { ms: 3_600_000, kept: 720 },
} as const satisfies Readonly<Record<string, FigureGrain>>

/** The figures that a look has read, without those that cannot be true. */
export function figuresSeen(
  { progress = {}, recovery = {} }: { readonly progress?: Progress; readonly recovery?: Recovery },
  task: Parameters<typeof isPlausible>[1],
  at: number,
): Figures {
  const { percent, lagMs } = progress
  const times = { lagMs, rpoMs: recovery.rpoMs, rtoMs: recovery.rtoMs }
  const plausible = Object.entries(times).filter(([, ms]) => ms !== undefined && isPlausible(ms, task, at))
  return { ...Object.fromEntries(plausible), ...(percent !== undefined && { percent }) }
}

const rowLetters = 36

/** `slot,lag,percent,rpo,rto`: the number of the span, whole seconds, tenths of a percent; empty where not told. */
export function figureRow({ at, ...figures }: FiguresAt, { ms }: FigureGrain): string {
  const slot = Math.floor(at / ms).toString(rowLetters)
  return [slot, ...figureNames.map((name) => writeFigure(name, figures[name]))].join(',')
}

function writeFigure(name: FigureName, value: number | undefined): string {
  if (value === undefined) return ''
  return String(name === 'percent' ? Math.round(value * 10) : Math.max(0, Math.round(value / 1000)))
}

export function readFigureRow(row: string, { ms }: FigureGrain): FiguresAt {
  const [slot = '', ...values] = row.split(',')
  const told = figureNames.flatMap((name, i) => {
    const text = values[i] ?? ''
    return text === '' ? [] : [[name, name === 'percent' ? Number(text) / 10 : Number(text) * 1000] as const]
  })
  return { at: Number.parseInt(slot, rowLetters) * ms, ...Object.fromEntries(told) }
}

/** Minutes as far as they reach, hours before; in the order of time. */
export function joinedFigures(
  minutes: readonly FiguresAt[],
  hours: readonly FiguresAt[],
): readonly FiguresAt[] {
  const inOrder = minutes.toSorted((a, b) => a.at - b.at)
  const first = inOrder[0]?.at ?? Number.POSITIVE_INFINITY
  const before = hours.filter(({ at }) => at + figureGrains.hours.ms <= first)
  return [...before.toSorted((a, b) => a.at - b.at), ...inOrder]
}
