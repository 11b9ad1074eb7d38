import type { LineChart } from '../views/chart.ts'
import { cutInMiddle, frameOf, inkText, margin, markLines, quietText, textWidth, timeAxis } from './frame.ts'
import { colors, dashes, fontSizes, lineColors, size } from './look.ts'
import { thinned } from './thinned.ts'

/** More points than a line has dots cannot be seen. */
const spansOfLine = 180

/** So far left of the plot its axis of values begins to be named. */
const labelLeft = 70
const markGap = 8

export function linesOption(chart: LineChart) {
  const { time, label, lines, most } = chart
  const names = namesOf(lines)
  return {
    ...frameOf(chart),
    grid: { ...margin, containLabel: false },
    xAxis: timeAxis(time),
    yAxis: {
      type: 'value',
      min: 0,
      ...wholeScale(most),
      name: label,
      nameLocation: 'end',
      nameGap: 12,
      nameTextStyle: { ...quietText, align: 'left', padding: [0, 0, 0, -labelLeft] },
      axisLabel: inkText,
      splitLine: { lineStyle: { color: colors.grid } },
    },
    legend: legendOf([...names, ...forecastNames(chart)]),
    series: [
      ...forecastSeries(chart),
      ...lines.map(({ points }, i) => ({
        type: 'line',
        name: names[i],
        data: thinned(points, spansOfLine).map(([at, value]) => [at, value]),
        step: 'end',
        symbol: 'none',
        connectNulls: false,
        z: 3,
        lineStyle: { width: 3, color: lineColors[i % lineColors.length], type: dashes[i % dashes.length] },
        itemStyle: { color: lineColors[i % lineColors.length] },
        ...(i === 0 && { markLine: marksOf(chart) }),
      })),
    ],
  }
}

/** Names of users may be the same, and a legend needs different ones. */
function namesOf(lines: LineChart['lines']): readonly string[] {
  const room = lines.length > 1 ? 200 : 300
  const short = lines.map(({ name }) => cutInMiddle(name, room, fontSizes.text))
  return short.map((name, i) => {
    const same = short.slice(0, i).filter((other) => other === name).length
    return same === 0 ? name : `${name} (${same + 1})`
  })
}

function forecastNames({ forecast }: LineChart) {
  return forecast ? [forecast.name, { name: forecast.range, icon: 'roundRect' }] : []
}

/** A scale that has an end goes there in quarters. */
export function wholeScale(most: number | undefined) {
  return most === undefined ? { splitNumber: 4 } : { max: most, interval: most / 4 }
}

export function legendOf(names: readonly (string | { readonly name: string; readonly icon: string })[]) {
  return {
    data: [...names],
    bottom: 10,
    left: 20,
    width: size.width - 40,
    itemWidth: 34,
    itemHeight: 14,
    itemGap: 18,
    textStyle: inkText,
  }
}

/** The range is an area upon its lower end. */
function forecastSeries({ forecast }: LineChart) {
  if (forecast === undefined) return []
  const { name, range, points } = forecast
  const base = {
    ...{ type: 'line', symbol: 'none', lineStyle: { opacity: 0 } },
    ...{ stack: range, stackStrategy: 'all' },
  }
  return [
    { ...base, name: `${range} `, data: points.map(({ at, low }) => [at, low]), silent: true },
    {
      ...base,
      name: range,
      data: points.map(({ at, low, high }) => [at, high - low]),
      areaStyle: { color: colors.range, opacity: 0.55 },
      itemStyle: { color: colors.range },
    },
    {
      type: 'line',
      name,
      symbol: 'none',
      data: points.map(({ at, expected }) => [at, expected]),
      z: 3,
      lineStyle: { width: 3, type: [8, 6], color: lineColors[0] },
      itemStyle: { color: lineColors[0] },
    },
  ]
}

function marksOf({ limits, marks, time, label: axis }: LineChart) {
  return {
    silent: true,
    symbol: 'none',
    data: [
      ...limits.map(({ value, label }) => ({
        yAxis: value,
        lineStyle: { color: colors.limit, type: [12, 6], width: 2.5 },
        label: { ...inkText, color: colors.limit, formatter: label, position: 'insideEndTop' as const },
      })),
      ...markLines(marks, time, textWidth(axis, fontSizes.text) - labelLeft + markGap),
    ],
  }
}
