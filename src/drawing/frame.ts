import type { EChartsCoreOption } from 'echarts/core'
import type { Chart, ChartMark, TimeSpan } from '../views/chart.ts'
import { colors, fontFamily, fontSizes, size } from './look.ts'
import { tickLabel, timeTicks } from './time-ticks.ts'

/** What all kinds of pictures share. */

export const margin = { left: 96, right: 30, top: 112, bottom: 116 } as const

/** About so wide is a letter of that size: those of Chinese are square. */
export function textWidth(text: string, fontSize: number): number {
  return [...text].reduce((sum, letter) => sum + (letter < '\u2fff' ? 0.56 : 1), 0) * fontSize
}

/** Cut in its middle, since names differ at their ends. */
export function cutInMiddle(text: string, width: number, fontSize: number): string {
  if (textWidth(text, fontSize) <= width) return text
  const letters = [...text]
  const cut = (keep: number) => {
    const head = Math.ceil(keep / 2)
    return `${letters.slice(0, head).join('')}…${letters.slice(letters.length - (keep - head)).join('')}`
  }
  const fitting = letters.findLastIndex((_, keep) => textWidth(cut(keep), fontSize) <= width)
  return cut(Math.max(2, fitting))
}

export const inkText = { fontFamily, fontSize: fontSizes.text, color: colors.ink } as const
export const quietText = { ...inkText, color: colors.quiet } as const

export function frameOf({ title, subtitle }: Chart): EChartsCoreOption {
  const width = size.width - 40
  return {
    animation: false,
    backgroundColor: colors.background,
    textStyle: inkText,
    title: {
      text: cutInMiddle(title, width, fontSizes.title),
      ...(subtitle !== undefined && { subtext: cutInMiddle(subtitle, width, fontSizes.text) }),
      left: 20,
      top: 12,
      itemGap: 6,
      textStyle: { ...inkText, fontSize: fontSizes.title },
      subtextStyle: quietText,
    },
  }
}

/** As many as have room for their words. */
const mostTicks = 6

export function timeAxis(time: TimeSpan) {
  const ticks = [...timeTicks(time, mostTicks)]
  return {
    type: 'value' as const,
    min: time.from,
    max: time.to,
    name: time.label,
    nameLocation: 'middle' as const,
    nameGap: 40,
    nameTextStyle: quietText,
    axisLine: { show: true, onZero: false, lineStyle: { color: colors.mark } },
    axisTick: { show: true, customValues: ticks },
    axisLabel: {
      ...inkText,
      customValues: ticks,
      formatter: (at: number) => tickLabel(at, time),
      hideOverlap: true,
    },
    splitLine: { show: false },
  }
}

const markSize = fontSizes.text - 3
const mostOfMark = 260
const gap = 8

/**
 * Every mark has its line; its words beside or over it, where those of a later one and `left`, so much of the plot's width that
 * is taken, leave room.
 */
export function markLines(marks: readonly ChartMark[], { from, to }: TimeSpan, left: number) {
  const width = size.width - margin.left - margin.right
  const place = (at: number) => ((at - from) / (to - from)) * width
  const seen = marks.filter(({ at }) => at >= from && at <= to).toSorted((a, b) => b.at - a.at)
  let free = width + margin.right - gap
  return seen.map(({ at, label }) => {
    const text = cutInMiddle(label, mostOfMark, markSize)
    const long = textWidth(text, markSize)
    const ways = [
      { align: 'left', begin: place(at) },
      { align: 'center', begin: place(at) - long / 2 },
      { align: 'right', begin: place(at) - long },
    ] as const
    const way = ways.find(({ begin }) => begin >= left && begin + long <= free)
    if (way) free = way.begin - gap
    const words = { ...quietText, fontSize: markSize, formatter: text, position: 'end' as const }
    return {
      xAxis: at,
      lineStyle: { color: colors.mark, type: [4, 4], width: 1.5 },
      label: { ...words, show: way !== undefined, align: way?.align ?? 'center' },
    }
  })
}
