import { type Locale, say, type Text } from '../base/i18n.ts'
import { type CommandWith, commandTarget } from '../domain/command-targets.ts'
import type { Task } from '../domain/tasks/task.ts'
import { formatRef } from '../domain/tasks/task-ref.ts'
import type { Button, Card } from './card.ts'
import type { Chart } from './chart.ts'

const words = {
  open: say('Chart', '图表'),
  post: say('Post it here', '发送到频道'),
  empty: say(
    'There is nothing to draw yet. The bot keeps figures of tasks that are watched, from the first time it sees them on.',
    '暂无可绘制的数据。机器人从首次查询起保存已关注任务的数据。',
  ),
} satisfies Record<string, Text>

/** What a modal with pictures is called. */
export const pictureTitle: Text = words.open

/** As the value of a button can name them. */
const mostTasks = 6

/** Opens the pictures of tasks. */
export function pictureButton(
  command: CommandWith<'picture'>,
  tasks: readonly Pick<Task, 'connection' | 'id'>[],
  locale: Locale,
): Button {
  const value = tasks.slice(0, mostTasks).map(formatRef).join(',')
  return { label: words.open[locale], action: commandTarget(command, 'picture'), value }
}

/** Pictures, which only the person sees until they post them; `value`: of what the button was that led here. */
export function pictureCard(
  command: CommandWith<'picture'>,
  charts: readonly Chart[],
  value: string,
  locale: Locale,
): Card {
  const [first] = charts
  if (first === undefined) return { title: words.open[locale], mark: '📈', lines: [words.empty[locale]] }
  return {
    title: first.title,
    mark: '📈',
    pictures: charts.map((chart) => ({ chart })),
    buttons: [{ label: words.post[locale], action: commandTarget(command, 'post'), value }],
  }
}
