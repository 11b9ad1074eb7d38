import { mkdir, writeFile } from 'node:fs/promises'
import { locales } from '../../src/base/i18n.ts'
import { pngOf } from '../../src/drawing/png.ts'
import { svgOf } from '../../src/drawing/svg.ts'
import { chartSamples } from '../../src/gallery/chart-data.ts'
import { sampleData } from '../../src/gallery/sample-data.ts'

/** `npm run charts`: draws one picture of each kind for the docs, in both languages. */
const folder = 'docs/images/charts'
const noon = Date.UTC(2026, 11, 1, 12)

await mkdir(folder, { recursive: true })
for (const locale of locales) {
  for (const [name, chartOf] of Object.entries(chartSamples)) {
    const chart = chartOf(sampleData('ordinary', locale, noon))
    if (chart) await writeFile(`${folder}/${name}.${locale}.png`, await pngOf(svgOf(chart)))
    process.stdout.write(`${name}.${locale}: ${chart?.alt}\n`)
  }
}
