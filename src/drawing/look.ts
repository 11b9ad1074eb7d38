import type { BarTone, LaneTone } from '../views/chart.ts'

/** How all pictures look: light, and to be read on a phone, where they are half as wide. */

export const size = { width: 760, height: 480 } as const

/** The picture has so many dots for each of its units: phones show it finely. */
export const dotsPerUnit = 2

/** As the file of the font calls it. */
export const fontFamily = 'Noto Sans SC'

export const fontSizes = { title: 26, text: 20 } as const

export const colors = {
  background: '#ffffff',
  ink: '#1d1c1d',
  quiet: '#5c5b5d',
  grid: '#e4e4e6',
  limit: '#c01343',
  mark: '#7a787c',
  range: '#a9c7e8',
} as const

/** The first two are told apart by who sees no red or green; more by `dashes`, too. */
export const lineColors = [
  '#1264a3',
  '#d55e00',
  '#00795a',
  '#a2478c',
  '#8a6d00',
  '#3d3dbb',
  '#4a4a4a',
  '#b3202f',
] as const

export const dashes = ['solid', 'solid', [10, 5], [3, 4], [14, 4, 3, 4]] as const

export const barColors: Readonly<Record<BarTone, string>> = {
  done: '#2a9d6f',
  going: '#1264a3',
  slow: '#d97a00',
  failed: '#c01343',
}

export const laneColors: Readonly<Record<LaneTone, string>> = {
  good: '#bfe5d3',
  working: '#bcd7f0',
  waiting: '#e6e3da',
  ended: '#d3d2d6',
  bad: '#f3b6c2',
}
