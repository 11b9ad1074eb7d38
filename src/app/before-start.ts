import { say, type Text, type TextTemplate } from '../base/i18n.ts'
import { commandTarget } from '../domain/command-targets.ts'
import type { Task } from '../domain/tasks/task.ts'
import { formatRef, splitList } from '../domain/tasks/task-ref.ts'
import { missingBeforeStart } from '../domain/tasks/task-setup.ts'
import type { CommandContext } from '../kit/context.ts'
import { type Reply, reply } from '../kit/reply.ts'
import type { Line } from '../views/card.ts'
import { colon } from '../views/format.ts'
import { policyFieldNames } from '../views/sync-policy-words.ts'
import { taskNames } from '../views/task-card.ts'
import { lookUpTasks } from './several.ts'

const words = {
  set: say('Set the sync policy', '设置同步策略'),
  elsewhere: say(
    'If it was set in the console, continue: the bot only knows what was set with it.',
    '如果已在控制台设置，可继续操作：机器人只了解通过它所做的设置。',
  ),
  precheck: say('Run the pre-check anyway', '仍然预检查'),
  start: say('Start anyway', '仍然启动'),
} satisfies Record<string, Text>

const unset: TextTemplate<[names: string]> = {
  en: (names) => `${names}: set the sync policy before the start`,
  'zh-CN': (names) => `${names}：启动前须设置同步策略`,
}

/**
 * What is said in place of a pre-check or a start that DRS would refuse, since the synchronization policy lacks something; nothing
 * where that is not known of any of the tasks.
 */
export async function askAboutUnset(
  ctx: CommandContext<never, 'setups'>,
  verb: 'precheck' | 'start',
  given: string,
  at?: string,
): Promise<Reply | undefined> {
  const { tasks } = await lookUpTasks(ctx, splitList(given))
  const lacking: Lacking[] = []
  for (const task of tasks) {
    const fields = missingBeforeStart(await ctx.setups.of(task), task)
    if (fields.length > 0) lacking.push({ task, fields })
  }
  const [first] = lacking
  if (first === undefined) return undefined
  const { locale } = ctx
  const line = ({ task, fields }: Lacking): Line => [
    { bold: task.name },
    `${colon[locale]}${policyFieldNames(fields, locale)}`,
  ]
  const refs = tasks.map(formatRef).join(',')
  return reply.toMe({
    title: unset[locale](
      taskNames(
        lacking.map(({ task }) => task),
        locale,
      ),
    ),
    tone: 'warning',
    lines: [words.elsewhere[locale]],
    sections: [{ list: lacking.map(line) }],
    buttons: [
      {
        label: words.set[locale],
        action: commandTarget('policy', 'form'),
        value: formatRef(first.task),
        style: 'primary',
      },
      {
        label: words[verb][locale],
        action: commandTarget(verb, 'anyway'),
        value: at === undefined ? refs : `${refs} ${at}`,
      },
    ],
  })
}

interface Lacking {
  readonly task: Task
  readonly fields: ReturnType<typeof missingBeforeStart>
}
