import type { Notice, Told } from '../domain/entry.ts'
import { statusWords } from '../drs/statuses.ts'
import type { Locale, Text, Words } from '../text.ts'
import type { Card, Line } from './card.ts'
import { failureButtons } from './event-card.ts'
import { colon, formatDuration } from './format.ts'
import { countChanges, toldSections } from './told.ts'

/** What a notice is about. `taskId` is empty for a connection, or a channel, as a whole. */
interface About {
  readonly connection: string
  readonly taskId: string
}

type NoticeOf<Kind extends Notice['kind']> = Extract<Notice, { readonly kind: Kind }>

const words = {
  since: { en: 'Since ', 'zh-CN': '自 ' },
  until: { en: ' until ', 'zh-CN': ' 至 ' },
  blindNow: {
    en: 'I say nothing of changes until I can look again; then I tell what I missed.',
    'zh-CN': '在恢复之前无法通知任何变化；恢复后会补报期间的变化。',
  },
  nothing: { en: 'Nothing happened meanwhile.', 'zh-CN': '期间没有变化。' },
  meanwhile: { en: 'Meanwhile: ', 'zh-CN': '期间：' },
  by: { en: 'Snoozed by ', 'zh-CN': '静默由 ' },
  atTime: { en: ' at ', 'zh-CN': ' 设置于 ' },
  channel: { en: 'this channel', 'zh-CN': '本频道' },
  again: { en: 'I tell what happens again.', 'zh-CN': '现在恢复通知。' },
  quietOver: { en: 'The quiet hours are over', 'zh-CN': '免打扰时段已结束' },
  digest: { en: 'Digest', 'zh-CN': '变化汇总' },
} satisfies Record<string, Text>

const blindTitle: Words<[connection: string]> = {
  en: (connection) => `I cannot see the tasks of ${connection}`,
  'zh-CN': (connection) => `无法查看 ${connection} 的任务`,
}

const sightedTitle: Words<[connection: string]> = {
  en: (connection) => `I can see the tasks of ${connection} again`,
  'zh-CN': (connection) => `已恢复查看 ${connection} 的任务`,
}

const repeatTitle: Words<[name: string, status: string]> = {
  en: (name, status) => `${name}: still “${status}”`,
  'zh-CN': (name, status) => `${name}：仍为“${status}”`,
}

const snoozeTitle: Words<[what: string]> = {
  en: (what) => `The snooze of ${what} is over`,
  'zh-CN': (what) => `${what}的静默已结束`,
}

/** What is said at a place that is not a single event. */
export function noticeCard(notice: Notice, about: About, locale: Locale): Card {
  switch (notice.kind) {
    case 'blind':
      return blindCard(notice, about, locale)
    case 'sighted':
      return sightedCard(notice, about, locale)
    case 'repeat':
      return repeatCard(notice, locale)
    case 'snooze-over':
      return snoozeOverCard(notice, about, locale)
    case 'digest':
      return digestCard(notice, locale)
  }
}

function blindCard({ since, cause }: NoticeOf<'blind'>, { connection }: About, locale: Locale): Card {
  return {
    title: blindTitle[locale](connection),
    tone: 'bad',
    lines: [[words.since[locale], { time: since }, colon[locale], cause[locale]], words.blindNow[locale]],
  }
}

function sightedCard(
  { since, until, missed }: NoticeOf<'sighted'>,
  { connection }: About,
  locale: Locale,
): Card {
  const span = ` (${formatDuration(until - since, locale)})`
  return {
    title: sightedTitle[locale](connection),
    tone: 'good',
    lines: [
      [words.since[locale], { time: since }, words.until[locale], { time: until }, span],
      meanwhile(missed, locale),
    ],
    sections: toldSections(missed, locale),
  }
}

function meanwhile(told: readonly Told[], locale: Locale): Line {
  return told.length === 0 ? words.nothing[locale] : `${words.meanwhile[locale]}${countChanges(told, locale)}`
}

/** The time since is counted to when the failure was repeated, which the message itself is dated with. */
function repeatCard({ since, snapshot }: NoticeOf<'repeat'>, locale: Locale): Card {
  const { name = snapshot.id, scenario, status } = snapshot
  return {
    title: repeatTitle[locale](name, statusWords(status ?? '', scenario)[locale]),
    tone: 'bad',
    lines: [[words.since[locale], { time: since }], ...(snapshot.error ? [snapshot.error] : [])],
    buttons: failureButtons(snapshot, locale),
  }
}

function snoozeOverCard(
  { by, since, held }: NoticeOf<'snooze-over'>,
  { taskId }: About,
  locale: Locale,
): Card {
  const what = taskId === '' ? words.channel[locale] : (held[0]?.name ?? taskId)
  return {
    title: snoozeTitle[locale](what),
    tone: 'neutral',
    lines: [
      [words.by[locale], { user: by }, words.atTime[locale], { time: since }],
      words.again[locale],
      meanwhile(held, locale),
    ],
    sections: toldSections(held, locale),
  }
}

function digestCard({ reason, since, held }: NoticeOf<'digest'>, locale: Locale): Card {
  const title = words[reason === 'quiet' ? 'quietOver' : 'digest'][locale]
  return {
    title: `${title}${colon[locale]}${countChanges(held, locale)}`,
    tone: 'neutral',
    lines: [[words.since[locale], { time: since }]],
    sections: toldSections(held, locale),
  }
}
