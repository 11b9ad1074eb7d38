import { BarChart, CustomChart, LineChart } from 'echarts/charts'
import { GridComponent, LegendComponent, MarkLineComponent, TitleComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import type { Chart } from '../views/chart.ts'
import { barsOption } from './bars.ts'
import { lanesOption } from './lanes.ts'
import { linesOption } from './lines.ts'
import { size } from './look.ts'

use([
  BarChart,
  CustomChart,
  LineChart,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TitleComponent,
  SVGRenderer,
])

/** The picture as SVG, whose texts are texts. */
export function svgOf(chart: Chart): string {
  const drawn = init(null, null, { renderer: 'svg', ssr: true, ...size })
  try {
    drawn.setOption(optionOf(chart))
    return drawn.renderToSVGString()
  } finally {
    drawn.dispose()
  }
}

function optionOf(chart: Chart) {
  switch (chart.kind) {
    case 'lines':
      return linesOption(chart)
    case 'bars':
      return barsOption(chart)
    case 'lanes':
      return lanesOption(chart)
  }
}
