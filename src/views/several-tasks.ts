import type { Locale, Text, TextTemplate } from '../base/i18n.ts'
import { commandTarget } from '../domain/command-targets.ts'
import type { Card, Line } from './card.ts'
import { failureLine } from './failure-words.ts'
import { plural } from './format.ts'
import { type ShownTask, taskEnds } from './task-card.ts'
import { alikeNames, taskChoices, taskLine } from './task-line.ts'

const words = {
  pick: { en: 'Show a task', 'zh-CN': '查看任务' },
} satisfies Record<string, Text>

const title: TextTemplate<[count: number]> = {
  en: (count) => plural(count, 'task', 'tasks'),
  'zh-CN': (count) => `${count} 个任务`,
}

const left: TextTemplate<[count: number]> = {
  en: (count) => `and ${count} more`,
  'zh-CN': (count) => `另有 ${count} 个任务`,
}

/** So many tasks are shown with where they lead and what has failed, and more of them as lines. */
const mostCards = 10
/** A message is read at a glance. */
const mostLines = 18

/** Several tasks in one message; `unknown`: what there is to say of those that cannot be found. */
export function severalTasks(
  tasks: readonly ShownTask[],
  unknown: readonly Line[],
  { now, locale }: { readonly now: number; readonly locale: Locale },
): Card {
  const alike = alikeNames(tasks)
  const options = { now, locale, alike }
  const room = mostLines - Math.min(unknown.length, mostLines / 2)
  const inFull = tasks.length <= mostCards
  const perTask = inFull ? Math.floor(room / Math.max(1, tasks.length)) : 1
  const shown = tasks.slice(0, inFull ? tasks.length : room)
  const more = tasks.length - shown.length
  return {
    title: title[locale](tasks.length),
    mark: '📋',
    sections: [
      ...(inFull
        ? shown.map((task) => ({ lines: shortCard(task, options, locale).slice(0, Math.max(1, perTask)) }))
        : [
            {
              lines: [
                ...shown.map((task) => taskLine(task, options)),
                ...(more > 0 ? [left[locale](more)] : []),
              ],
            },
          ]),
      ...(unknown.length > 0 ? [{ list: unknown.slice(0, mostLines / 2) }] : []),
    ],
    ...(shown.length > 0 && {
      choice: {
        placeholder: words.pick[locale],
        action: commandTarget('show', 'ask'),
        options: taskChoices(shown, { now, locale }, alike),
      },
    }),
  }
}

function shortCard(
  task: ShownTask,
  options: Parameters<typeof taskLine>[1],
  locale: Locale,
): readonly Line[] {
  return [
    taskLine(task, options),
    ...taskEnds(task, locale),
    ...(task.error ? [failureLine(task, locale)] : []),
  ]
}
