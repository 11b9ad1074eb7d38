import { say, type Text } from '../base/i18n.ts'
import type { TaskList } from '../domain/tasks/task-service.ts'
import { formatDuration } from './format.ts'

/** So old a list may be before its age is worth a word, ms: a task may have been created in the console since. */
const worthSayingMs = 2 * 60_000

/** How old a list of tasks is, where it matters; `now` in milliseconds since the epoch. */
export function listAgeWords(
  { asOf, partial }: Omit<TaskList, 'tasks' | 'unreadable'>,
  now: number,
): Text | undefined {
  if (partial)
    return say(
      'The bot is still reading the list of tasks, so some are missing.',
      '机器人仍在读取任务列表，部分任务可能缺失。',
    )
  if (asOf === undefined || now - asOf < worthSayingMs) return undefined
  return {
    en: `The list is ${formatDuration(now - asOf, 'en')} old.`,
    'zh-CN': `该列表更新于 ${formatDuration(now - asOf, 'zh-CN')}前。`,
  }
}
