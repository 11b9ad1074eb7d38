import { locales } from '../../base/i18n.ts'
import { exhibitsOf } from '../../gallery/exhibits.ts'
import { dataKinds } from '../../gallery/sample-data.ts'
import { sendJson } from '../../local-slack/http.ts'
import type { Beside } from '../../local-slack/routing.ts'

/**
 * The gallery at `/gallery`: everything that people can see of the bot, drawn by the page of the local Slack.
 * `/gallery/exhibits?locale=…&data=…` answers what Slack is sent for each sample; `now` (milliseconds since the epoch) is
 * the moment that they show.
 */
export const galleryPage: Beside = {
  page: new URL('./page/', import.meta.url),
  async answer(request, response) {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://local')
    const locale = locales.find((one) => one === searchParams.get('locale'))
    const data = dataKinds.find((one) => one === searchParams.get('data'))
    if (pathname !== '/gallery/exhibits' || !locale || !data)
      return sendJson(response, 404, { error: 'no such thing' })
    sendJson(response, 200, await exhibitsOf(locale, data, Number(searchParams.get('now')) || Date.now()))
  },
}
