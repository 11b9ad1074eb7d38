import type { Locale, Text, TextTemplate } from '../base/i18n.ts'
import type { Log } from '../base/log.ts'
import { actionOf } from '../domain/actions/rows.ts'
import { commandTarget } from '../domain/command-targets.ts'
import type { OutboxMessage } from '../domain/delivery/outbox-message.ts'
import type { Watch } from '../domain/watching/watch.ts'
import { renderCard } from '../slack/blocks.ts'
import type { SlackPort } from '../slack/port.ts'
import { actionCard } from '../views/action-card.ts'
import { lostVoiceWords } from '../views/barrier-words.ts'
import type { Card } from '../views/card.ts'
import { eventCard } from '../views/event-card.ts'
import { plural } from '../views/format.ts'
import { noticeCard } from '../views/notice-card.ts'
import type { Engine } from '../watch/engine.ts'
import type { EngineEvents } from '../watch/events.ts'

type Watching = Pick<Engine, 'events' | 'watchesOfChannel'>
type Telling = Pick<SlackPort, 'tell'>

/** What could not be said in a channel is told to the people who wanted it to be said there, each in a direct message. */
export function notifyUnreachableChannels(
  engine: Watching,
  { port }: { readonly port: Telling },
  log: Log,
): void {
  function tell(team: string, user: string, card: Card): void {
    port
      .tell(user, renderCard(card))
      .catch((err: unknown) => log.error({ err, user, team }, 'nobody could be told of a lost message'))
  }

  engine.events.on('channel:unreachable', (lost) => {
    for (const loser of whoLost(lost)) tell(lost.channelRef.team, loser.user, lostChannelCard(lost, loser))
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

type LostChannel = EngineEvents['channel:unreachable'][0]

interface ChannelLoser {
  readonly user: string
  readonly locale: Locale
}

/** Everybody who counted on being told something there: who subscribed, and who asked for an action. */
function whoLost({ watches, actions, outcomes }: LostChannel): readonly ChannelLoser[] {
  const asked = [...actions, ...outcomes.map(({ action }) => action)]
  const all = [...asked, ...watches].map(({ by: user, locale }) => ({ user, locale }))
  return [...new Map(all.map((one) => [one.user, one])).values()]
}

function lostChannelCard(lost: LostChannel, { user, locale }: ChannelLoser): Card {
  const { channelRef, barrier } = lost
  const isOwn = ({ by }: { readonly by: string }) => by === user
  const [watches, actions] = [lost.watches.filter(isOwn), lost.actions.filter(isOwn)]
  const ended = lost.outcomes.filter(({ action }) => isOwn(action))
  const why = barrier ? lostVoiceWords[barrier][locale] : ''
  const place = [postWords.before[locale], { channel: channelRef.channel }, postWords.after[locale], why]
  const under = actions.map(({ verb }) => actionOf(verb).words.button[locale])
  return {
    title: goneWords[locale](),
    tone: 'warning',
    lines: [
      place,
      ...(watches.length > 0 ? [pausedWords[locale](watches.length)] : []),
      ...(under.length > 0 ? [directWords[locale](under.join(', '))] : []),
    ],
    ...(ended.length > 0 && {
      sections: [{ heading: endedWords[locale], list: ended.map((one) => titleOf(one, locale)) }],
    }),
    ...(watches.length > 0 && {
      buttons: [
        {
          label: postWords.move[locale],
          action: commandTarget('watches', 'here'),
          value: channelRef.channel,
        },
      ],
    }),
  }
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
        return actionCard({ ...message, stage: message.outcome }, locale).title
      case 'step':
        return actionCard({ ...message, stage: message.step }, locale).title
      case 'batch':
        return batchWords[locale]
      case 'board':
        return boardWords[locale]
      case 'report':
        return reportWords[locale](message.taskId)
      case 'notice':
        return noticeCard(message.notice, message, locale).title
    }
  } catch {
    return message.id
  }
}

const goneWords: TextTemplate<[]> = {
  en: () => 'The bot can’t post in a channel any more',
  'zh-CN': () => '有一个频道无法再使用',
}

const postWords = {
  before: { en: 'The bot can no longer post in ', 'zh-CN': '机器人无法再在 ' },
  after: { en: '. ', 'zh-CN': ' 中发布消息。' },
  move: { en: 'Watch it here instead', 'zh-CN': '改为在此处关注' },
} satisfies Record<string, Text>

const pausedWords: TextTemplate<[count: number]> = {
  en: (count) =>
    `${plural(count, 'watch', 'watches')} of yours ${count === 1 ? 'is' : 'are'} paused there until the bot can post there again.`,
  'zh-CN': (count) => `您在该频道的 ${count} 个关注已暂停，待机器人可以再次发布消息后恢复。`,
}

const directWords: TextTemplate<[actions: string]> = {
  en: (actions) => `You get the results of these here: ${actions}.`,
  'zh-CN': (actions) => `以下操作的结果将在此告知您：${actions}。`,
}

const endedWords = { en: 'Ended meanwhile', 'zh-CN': '期间已结束' }

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

const reportWords: TextTemplate<[taskId: string]> = {
  en: (taskId) => `The pre-check report of ${taskId}`,
  'zh-CN': (taskId) => `${taskId} 的预检查报告`,
}

const boardWords: Text = { en: 'The overview of the tasks of a filter', 'zh-CN': '关注条件的任务概览' }

const batchWords: Text = {
  en: 'The message of an action on several tasks',
  'zh-CN': '对多个任务执行操作的消息',
}

const reasons: Readonly<Record<'refused' | 'given-up' | 'undrawable', Text>> = {
  refused: { en: 'Slack rejected it:', 'zh-CN': 'Slack 不接受该消息：' },
  'given-up': {
    en: 'Slack could not be reached for too long, so the bot gave up:',
    'zh-CN': '长时间无法连接 Slack，已放弃发送：',
  },
  undrawable: {
    en: 'An error in the bot prevented it. See the log:',
    'zh-CN': '由于机器人自身的错误，无法生成该消息，详见日志：',
  },
}
