import type { CustomSeriesRenderItemAPI, CustomSeriesRenderItemParams } from 'echarts'
import type { LaneChart, LaneSpan } from '../views/chart.ts'
import { cutInMiddle, frameOf, inkText, margin, markLines, textWidth, timeAxis } from './frame.ts'
import { colors, fontFamily, fontSizes, laneColors } from './look.ts'

/** Above each lane of several stands its name. */
const nameHeight = 30

export function lanesOption(chart: LaneChart) {
  const { time, lanes } = chart
  const spans = lanes.flatMap(({ spans: own }, lane) => own.map((span) => ({ ...span, lane })))
  const named = lanes.length > 1
  return {
    ...frameOf(chart),
    grid: { ...margin, left: 30, top: 84, bottom: 84 },
    xAxis: timeAxis(time),
    yAxis: {
      type: 'category',
      inverse: true,
      data: lanes.map((_, i) => String(i)),
      axisLabel: { show: false },
      axisTick: { show: false },
      axisLine: { show: false },
    },
    series: [
      {
        type: 'custom',
        data: spans.map(({ from, to, lane }) => [from, to, lane]),
        encode: { x: [0, 1], y: 2 },
        clip: true,
        renderItem: (params: CustomSeriesRenderItemParams, api: CustomSeriesRenderItemAPI) => {
          const span = spans[params.dataIndex]
          return span && spanShape(span, api, named)
        },
        markLine: {
          silent: true,
          symbol: 'none',
          data: markLines(
            lanes.flatMap(({ marks }) => marks),
            time,
            0,
          ),
        },
      },
      ...(named ? [laneNames(lanes, time.from)] : []),
    ],
  }
}

function spanShape(
  { from, to, lane, label, tone }: LaneSpan & { readonly lane: number },
  api: CustomSeriesRenderItemAPI,
  named: boolean,
) {
  const [left = 0, middle = 0] = api.coord([from, lane])
  const [right = 0] = api.coord([to, lane])
  const [, band = 0] = [api.size?.([0, 1])].flat()
  const full = Math.min(90, band - 12)
  const height = named ? full - nameHeight : full
  const shape = {
    x: left,
    y: middle - full / 2 + (named ? nameHeight : 0),
    width: Math.max(2, right - left),
    height,
  }
  const fontSize = fontSizes.text - 2
  const room = shape.width - 10
  const text = room < 36 ? '' : cutInMiddle(label, room, fontSize)
  return {
    type: 'rect',
    shape,
    style: { fill: laneColors[tone], stroke: colors.background, lineWidth: 1.5 },
    textContent: {
      style: {
        text: textWidth(text, fontSize) <= room ? text : '',
        fill: colors.ink,
        fontSize,
        fontFamily,
      },
    },
    textConfig: { position: 'inside' },
  }
}

function laneNames(lanes: LaneChart['lanes'], from: number) {
  return {
    type: 'custom',
    data: lanes.map((_, lane) => [from, lane]),
    encode: { x: 0, y: 1 },
    renderItem: ({ dataIndex }: CustomSeriesRenderItemParams, api: CustomSeriesRenderItemAPI) => {
      const [x = 0, middle = 0] = api.coord([from, dataIndex])
      const [, band = 0] = [api.size?.([0, 1])].flat()
      const y = middle - Math.min(90, band - 12) / 2 + 4
      const text = cutInMiddle(lanes[dataIndex]?.name ?? '', 680, fontSizes.text)
      return {
        type: 'text',
        style: { ...inkText, text, x, y, fill: colors.ink, fontSize: fontSizes.text },
      }
    },
  }
}
