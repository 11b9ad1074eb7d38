import type { Locale, Text, TextTemplate } from '../base/i18n.ts'
import { isUrgent } from '../domain/tasks/deadlines.ts'
import type { Deadline, DeadlineKind } from '../domain/watching/event.ts'
import type { Line } from './card.ts'
import { formatDuration } from './format.ts'

interface ClockWords {
  readonly label: Text
  readonly sentence: TextTemplate<[left: string]>
  readonly advice: Text
}

/** What DRS documents of each deadline is in the user guide (Task Statuses, Pausing a Task) and in 6.1.1 and 7.2.3. */
const table: Readonly<Record<DeadlineKind, ClockWords>> = {
  'ends-itself': {
    label: { en: 'Ends automatically', 'zh-CN': '自动结束' },
    sentence: {
      en: (left) => `DRS ends this failed task by itself within ${left}`,
      'zh-CN': (left) => `任务异常，DRS 将在 ${left}内自动结束该任务`,
    },
    advice: {
      en: 'Resume, reset or stop it before then. It may be billed until it ends.',
      'zh-CN': '请在此之前续传或重置任务，或主动结束任务。任务结束前可能仍会计费。',
    },
  },
  'node-reclaimed': {
    label: { en: 'Replication instance released', 'zh-CN': '复制实例释放' },
    sentence: {
      en: (left) => `start the task within ${left}, or DRS releases the replication instance`,
      'zh-CN': (left) => `请在 ${left}内启动任务，否则 DRS 将释放复制实例`,
    },
    advice: {
      en: 'After that, the replication instance has to be created again.',
      'zh-CN': '释放后需要重新创建复制实例。',
    },
  },
  'create-failed-ends': {
    label: { en: 'Ends automatically', 'zh-CN': '自动结束' },
    sentence: {
      en: (left) => `this task could not be created and ends by itself within ${left}`,
      'zh-CN': (left) => `任务创建失败，将在 ${left}内自动结束`,
    },
    advice: {
      en: 'It can only be deleted and created again.',
      'zh-CN': '该任务只能删除后重新创建。',
    },
  },
  'log-retention': {
    label: { en: 'Recommended end of the pause', 'zh-CN': '建议暂停截止' },
    sentence: {
      en: (left) => `paused for long, resume it within ${left}`,
      'zh-CN': (left) => `暂停时间较长，建议在 ${left}内续传`,
    },
    advice: {
      en: 'If log capturing is paused too, the source may purge logs that are still needed, and the task would have to be reset.',
      'zh-CN': '如果同时停止了日志抓取，源库可能会清理尚需的日志，届时只能重置任务。',
    },
  },
  'scheduled-start': {
    label: { en: 'Scheduled start', 'zh-CN': '定时启动' },
    sentence: {
      en: (left) => `starts within ${left}`,
      'zh-CN': (left) => `将在 ${left}内启动`,
    },
    advice: { en: 'No action needed.', 'zh-CN': '无需操作。' },
  },
}

const over: Text = { en: 'overdue since ', 'zh-CN': '已到期：' }
const within: TextTemplate<[left: string]> = {
  en: (left) => `within ${left} · by `,
  'zh-CN': (left) => `${left}内 · 最晚 `,
}
const exactly: TextTemplate<[left: string]> = {
  en: (left) => `in ${left} · `,
  'zh-CN': (left) => `${left}后 · `,
}

/** A countdown on the card: `within 13 days · by 4 Dec 10:00`, the date in the reader's zone. */
export function deadlineFact(
  deadline: Deadline,
  locale: Locale,
): { readonly label: string; readonly value: Line } {
  const { kind, endsAt, leftMs } = deadline
  const words = kind === 'scheduled-start' ? exactly : within
  const left = leftMs === 0 ? over[locale] : words[locale](formatDuration(leftMs, locale))
  return {
    label: table[kind].label[locale],
    value: [isUrgent(deadline) ? { bold: left } : left, { time: endsAt }],
  }
}

export function deadlineSentence({ kind, leftMs }: Deadline, locale: Locale): string {
  return table[kind].sentence[locale](formatDuration(leftMs, locale))
}

export function deadlineAdvice({ kind }: Deadline, locale: Locale): string {
  return table[kind].advice[locale]
}
