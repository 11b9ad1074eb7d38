import * as z from 'zod'
import { resolveTasks } from '../src/app/ask-approval.ts'
import { changeSetting, requireSomeAllowed, settingsOf } from '../src/app/task-settings.ts'
import { say, type Text } from '../src/base/i18n.ts'
import { hasDefiners } from '../src/domain/tasks/definer.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import type { CommandContext } from '../src/kit/context.ts'
import type { Line } from '../src/views/card.ts'
import { definerText, definerWords } from '../src/views/definer-words.ts'

const words = {
  name: say('Definer', 'Definer'),
  to: say('Definer at the destination', '目标库中的 Definer'),
  toHint: say(
    'Of views, routines, triggers and events. “As in the source” needs all its accounts at the destination: migrate them with /drs users.',
    '适用于视图、存储过程、触发器和事件。选择“与源库一致”时，目标库须有源库的全部账号，可用 /drs users 迁移。',
  ),
  set: say('Set the definer', '设置 Definer'),
  none: say('Only tasks from MySQL to MySQL have definers.', '仅 MySQL 到 MySQL 的任务支持设置 Definer。'),
} satisfies Record<string, Text>

type Ctx = CommandContext<'settings' | 'definer', 'settings'>

/** Who owns views and routines at the destination (DRS API reference 6.1.16). v5 has no call for it; that of v3 is used. */
export const definerCommand = command({
  name: 'definer',
  group: 'setup',
  summary: say('Set who owns views and routines at the destination', '设置视图、存储过程等对象的 Definer'),
  uses: ['settings', 'definer'],
  capabilities: ['settings'],
  args: z.strictObject({
    tasks: arg.tasks(),
    to: arg.choice(
      (['destination', 'keep'] as const).map((value) => ({ value, words: definerWords[value] })),
      { label: words.to, hint: words.toHint },
    ),
  }),
  positional: ['tasks', 'to'],
  pages: [
    { title: words.name, fields: ['tasks'] },
    { title: words.name, fields: ['to'], about: aboutTasks },
  ],
  deed: words.set,
  async run(ctx, { tasks: given, to }) {
    return changeSetting<'definer', 'definer'>(
      ctx,
      'definer',
      await resolveTasks(ctx, given),
      { to },
      {
        name: words.name,
        shown: (settings) => [definerText(settings?.definerReplaced, ctx.locale)],
        objection: (task) => (hasDefiners(task) ? undefined : words.none),
      },
    )
  },
})

async function aboutTasks(ctx: Ctx, { tasks: given = '' }: Readonly<Record<string, string>>) {
  const tasks = await resolveTasks(ctx, given)
  requireSomeAllowed('definer', tasks)
  const settings = await settingsOf(ctx, tasks)
  return tasks.map((task): Line => {
    const now = definerText(settings.get(task.id)?.definerReplaced, ctx.locale)
    return [{ bold: task.name }, ` · ${now}`]
  })
}
