import type { Locale, Text, TextTemplate } from '../base/i18n.ts'
import type { Log } from '../base/log.ts'
import type { OutboxMessage } from '../domain/delivery/outbox-message.ts'
import type { Watch } from '../domain/watching/watch.ts'
import { cardBlocks } from '../slack/blocks.ts'
import type { SlackPort } from '../slack/port.ts'
import type { Card } from '../views/card.ts'
import { eventCard, outcomeCard } from '../views/event-card.ts'
import { noticeCard } from '../views/notice-card.ts'
import type { Engine } from '../watch/engine.ts'

type Watching = Pick<Engine, 'events' | 'watchesOfChannel'>
type Whispering = Pick<SlackPort, 'whisper'>

/** What could not be said in a channel is told to the people who wanted it to be said there, each in a direct message. */
export function notifyUnreachableChannels(
  engine: Watching,
  { port }: { readonly port: Whispering },
  log: Log,
): void {
  function tell(team: string, user: string, card: Card): void {
    const text = [card.title, ...(card.lines ?? [])].join('\n')
    port
      .whisper({ team, channel: user, user }, { text, blocks: cardBlocks(card) })
      .catch((err: unknown) => log.error({ err, user, team }, 'nobody could be told of a lost message'))
  }

  engine.events.on('channel:unreachable', ({ channelRef, watches }) => {
    for (const { user, locale, own } of subscribers(watches)) {
      tell(channelRef.team, user, {
        title: goneWords[locale](channelRef.channel, own.length),
        tone: 'warning',
      })
    }
  })
  engine.events.on('delivery:refused', ({ channelRef, connection, because, entries: messages }) => {
    engine
      .watchesOfChannel(channelRef)
      .then((watches) => {
        const here = watches.filter((watch) => watch.connection === connection)
        for (const { user, locale, lost } of losers(here, messages)) {
          const lines = lost.slice(0, shown).map((message) => titleOf(message, locale))
          const title = lostWords[locale](channelRef.channel, lost.length)
          tell(channelRef.team, user, { title, tone: 'warning', lines: [reasons[because][locale], ...lines] })
        }
      })
      .catch((err: unknown) =>
        log.error({ err, place: channelRef }, 'nobody could be told of a lost message'),
      )
  })
}

/** Messages that are named; of more, only the number is told. */
const shown = 20

interface Subscriber {
  readonly user: string
  readonly locale: Locale
  readonly own: readonly Watch[]
}

function subscribers(watches: readonly Watch[]): readonly Subscriber[] {
  return [...new Set(watches.map(({ by }) => by))].map((user) => {
    const own = watches.filter(({ by }) => by === user)
    return { user, locale: own[0]?.locale ?? 'en', own }
  })
}

interface Loser {
  readonly user: string
  readonly locale: Locale
  readonly lost: readonly OutboxMessage[]
}

/** Who misses what: who subscribed to the task, who asked for the action, and for a whole connection all of them. */
function losers(watches: readonly Watch[], messages: readonly OutboxMessage[]): readonly Loser[] {
  const asked = messages.flatMap((message) => (message.kind === 'outcome' ? [message.action] : []))
  const people = [...subscribers(watches), ...asked.map(({ by, locale }) => ({ user: by, locale, own: [] }))]
  const once = new Map(people.toReversed().map((person) => [person.user, person]))
  return [...once.values()]
    .map(({ user, locale, own }) => {
      const tasks = new Set(own.map(({ taskId }) => taskId))
      const concerns = (message: OutboxMessage) =>
        (message.taskId === '' && own.length > 0) ||
        tasks.has(message.taskId) ||
        (message.kind === 'outcome' && message.action.by === user)
      return { user, locale, lost: messages.filter(concerns) }
    })
    .filter(({ lost }) => lost.length > 0)
}

/** What the message would have said. It may be just the drawing of it that fails. */
function titleOf(message: OutboxMessage, locale: Locale): string {
  try {
    switch (message.kind) {
      case 'card':
        return cardWords[locale](message.taskId)
      case 'event':
        return eventCard(message.event, message.snapshot, locale).title
      case 'outcome':
        return outcomeCard(message.action, message.outcome, message.snapshot).title
      case 'notice':
        return noticeCard(message.notice, message, locale).title
    }
  } catch {
    return message.id
  }
}

const goneWords: TextTemplate<[channel: string, count: number]> = {
  en: (channel, count) =>
    `I can no longer post in ${channel}: it is archived or I was removed. Your watches there (${count}) are paused. They go on once I am invited again, or with any /drs watch there.`,
  'zh-CN': (channel, count) =>
    `我无法再在 ${channel} 发布消息：频道已归档或我已被移除。您在该频道的 ${count} 个关注已暂停。重新邀请我加入频道，或在该频道执行任意 /drs watch 后即恢复。`,
}

const lostWords: TextTemplate<[channel: string, count: number]> = {
  en: (channel, count) =>
    count === 1
      ? `A message could not be posted in ${channel}`
      : `${count} messages could not be posted in ${channel}`,
  'zh-CN': (channel, count) => `有 ${count} 条消息无法发布到 ${channel}`,
}

const cardWords: TextTemplate<[taskId: string]> = {
  en: (taskId) => `The card of task ${taskId}`,
  'zh-CN': (taskId) => `任务 ${taskId} 的卡片`,
}

const reasons: Readonly<Record<'refused' | 'given-up' | 'undrawable', Text>> = {
  refused: { en: 'Slack does not take it:', 'zh-CN': 'Slack 不接受该消息：' },
  'given-up': {
    en: 'Slack could not be reached for too long, so I gave up:',
    'zh-CN': '长时间无法连接 Slack，已放弃发送：',
  },
  undrawable: {
    en: 'A fault of mine kept me from writing it. The log says more:',
    'zh-CN': '由于机器人自身的错误，无法生成该消息，详见日志：',
  },
}
