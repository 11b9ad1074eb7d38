import type { BarChart, BarTone } from '../views/chart.ts'
import { cutInMiddle, frameOf, inkText, quietText } from './frame.ts'
import { legendOf, wholeScale } from './lines.ts'
import { barColors, colors, fontSizes, size } from './look.ts'

/** So much of the width is for names. */
const nameWidth = 270

export function barsOption(chart: BarChart) {
  const { label, most, tones, bars } = chart
  const used = (Object.keys(tones) as BarTone[]).filter((tone) => bars.some((bar) => bar.tone === tone))
  return {
    ...frameOf(chart),
    grid: { left: nameWidth + 20, right: 84, top: chart.subtitle === undefined ? 76 : 104, bottom: 110 },
    xAxis: {
      type: 'value',
      min: 0,
      ...wholeScale(most),
      name: label,
      nameLocation: 'middle',
      nameGap: 38,
      nameTextStyle: quietText,
      axisLabel: inkText,
      splitLine: { lineStyle: { color: colors.grid } },
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: bars.map((_, i) => String(i)),
      axisLabel: {
        ...inkText,
        interval: 0,
        formatter: (i: string) => cutInMiddle(bars[Number(i)]?.name ?? '', nameWidth, fontSizes.text),
      },
      axisTick: { show: false },
      axisLine: { lineStyle: { color: colors.mark } },
    },
    legend: legendOf(used.map((tone) => tones[tone])),
    series: used.map((tone) => ({
      type: 'bar',
      name: tones[tone],
      barGap: '-100%',
      barMaxWidth: Math.min(34, size.height / 2 / bars.length),
      itemStyle: { color: barColors[tone] },
      data: bars.map((bar) => (bar.tone === tone ? bar.value : null)),
      label: {
        ...inkText,
        show: true,
        position: 'right',
        formatter: ({ dataIndex }: { readonly dataIndex: number }) => bars[dataIndex]?.said ?? '',
      },
    })),
  }
}
