import { onTestFinished } from 'vitest'
import { defaultSeed } from '../../../src/local-drs/server.ts'
import { createDrsPanel } from '../../../src/sandbox/panel/panel.ts'
import type { State } from '../../../src/sandbox/panel/state.ts'
import type { Line } from '../../../src/sandbox/panel/traffic.ts'
import { aDrs } from '../../local-drs/a-drs.ts'
import { startBot } from '../../local-slack/bot.ts'

/** What `/beside/events` tells. */
export interface News {
  readonly state?: State
  readonly lines: readonly Line[]
}

/** The panel of a local DRS that stands still, in the page of a local Slack with a Bolt app. */
export async function aPanel(wire: Parameters<typeof startBot>[0] = () => {}) {
  const drs = await aDrs({ seed: defaultSeed })
  let now = Date.UTC(2026, 0, 1)
  const panel = createDrsPanel(drs, { now: () => now, tick: 20 })
  const bot = await startBot(wire, {
    beside: panel,
    observe: panel.observe,
  })
  onTestFinished(async () => {
    panel.stop()
    await bot.stop()
  })
  const url = (path: string) => new URL(`/beside/${path}`, bot.slack.pageUrl)
  const answer = async (response: Response) => ({
    status: response.status,
    body: JSON.parse(await response.text()),
  })
  return {
    drs,
    bot,
    /** Moves the wall clock that the charts go by. */
    pass: (ms: number) => {
      now += ms
    },
    url,
    get: async (path: string) => answer(await fetch(url(path))),
    act: async (name: string, body: object = {}) =>
      answer(
        await fetch(url(`do/${name}`), {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      ),
    /** The news that the page is told, until one fits. */
    async follow(fits: (news: News) => boolean): Promise<News> {
      for await (const news of newsIn(await fetch(url('events')))) if (fits(news)) return news
      throw new Error('the stream ended')
    },
  }
}

async function* newsIn(response: Response): AsyncGenerator<News> {
  let text = ''
  for await (const part of response.body ?? []) {
    text += Buffer.from(part).toString('utf8')
    const events = text.split('\n\n')
    text = events.pop() ?? ''
    for (const event of events) yield JSON.parse(event.replace(/^data: /, ''))
  }
}
