import type { Log } from '../log.ts'
import type { SlackConnection } from '../slack/app.ts'
import { cardBlocks } from '../slack/blocks.ts'
import type { Engine } from '../watch/engine.ts'

/** A channel that is gone or has removed the bot cannot be told; the people who subscribed there can. */
export function tellAboutLostPlaces(engine: Engine, { port }: SlackConnection, log: Log): void {
  engine.events.on('place:gone', ({ place, watches }) => {
    for (const user of new Set(watches.map((watch) => watch.by))) {
      const locale = watches.find((watch) => watch.by === user)?.locale ?? 'en'
      const count = watches.filter((watch) => watch.by === user).length
      const text = lostPlaceWords[locale](place.channel, count)
      const message = { text, blocks: cardBlocks({ title: text, tone: 'warning' }) }
      port
        .whisper({ team: place.team, channel: user, user }, message)
        .catch((err: unknown) => log.error({ err, user, place }, 'nobody could be told of a lost channel'))
    }
  })
}

const lostPlaceWords = {
  en: (channel: string, count: number) =>
    `I can no longer post in ${channel}: it is archived or I was removed. ${count} of your watches there have ended.`,
  'zh-CN': (channel: string, count: number) =>
    `我无法再在 ${channel} 发布消息：频道已归档或我已被移除。您在该频道的 ${count} 个关注已结束。`,
}
