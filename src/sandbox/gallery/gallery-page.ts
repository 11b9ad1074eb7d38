import { locales } from '../../base/i18n.ts'
import { pngOf } from '../../drawing/png.ts'
import { svgOf } from '../../drawing/svg.ts'
import { chartSamples } from '../../gallery/chart-data.ts'
import { exhibitsOf } from '../../gallery/exhibits.ts'
import { dataKinds, sampleData } from '../../gallery/sample-data.ts'
import { sendJson } from '../../local-slack/http.ts'
import type { Beside } from '../../local-slack/routing.ts'

type Drawn = keyof typeof chartSamples

/**
 * The gallery at `/gallery`: everything that people can see of the bot, drawn by the page of the local Slack.
 * `/gallery/exhibits?locale=…&data=…` answers what Slack is sent for each sample; `now` (milliseconds since the epoch) is
 * the moment that they show. `/gallery/charts/<name>` answers the picture of that name.
 */
export const galleryPage: Beside = {
  page: new URL('./page/', import.meta.url),
  async answer(request, response) {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://local')
    const locale = locales.find((one) => one === searchParams.get('locale'))
    const data = dataKinds.find((one) => one === searchParams.get('data'))
    const now = Number(searchParams.get('now')) || Date.now()
    const picture = /^\/gallery\/charts\/([a-z-]+)$/.exec(pathname)?.[1]
    const known = picture !== undefined && picture in chartSamples ? (picture as Drawn) : undefined
    const chart = known && locale && data && chartSamples[known](sampleData(data, locale, now))
    if (chart) {
      response.writeHead(200, { 'content-type': 'image/png' })
      response.end(await pngOf(svgOf(chart)))
      return
    }
    if (pathname !== '/gallery/exhibits' || !locale || !data)
      return sendJson(response, 404, { error: 'no such thing' })
    sendJson(response, 200, await exhibitsOf(locale, data, now))
  },
}
