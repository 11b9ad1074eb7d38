import * as z from 'zod'
import { latestReport } from '../src/app/prechecks.ts'
import { type Locale, say, type Text } from '../src/base/i18n.ts'
import { UserError } from '../src/base/user-error.ts'
import { asShown, openAlarms } from '../src/domain/tasks/check-notes.ts'
import type { PrecheckItem, Task } from '../src/domain/tasks/task.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import type { CommandContext } from '../src/kit/context.ts'
import { reply } from '../src/kit/reply.ts'
import type { Inline, Line } from '../src/views/card.ts'
import {
  andMore,
  checkMarks,
  ownReasonOf,
  problemInline,
  problemOf,
  shortened,
} from '../src/views/check-words.ts'

const words = {
  title: say('Accept alarms', '接受告警'),
  alarms: say('Alarms', '告警'),
  reason: say('Reason', '原因'),
  effect: say(
    'The task starts in spite of these alarms. Your name and the reason are recorded.',
    '任务将在这些告警存在的情况下启动，系统会记录您的姓名和原因。',
  ),
  none: say('The latest pre-check has no alarm left to accept.', '最近一次预检查没有待接受的告警。'),
  changed: say(
    'The pre-check has changed since the form was opened. Choose from the list again.',
    '打开表单后预检查结果已变化，请重新选择。',
  ),
  done: say('Alarms accepted', '已接受告警'),
} satisfies Record<string, Text>

type Ctx = CommandContext<'precheckReports', 'checks'>

/** So many are read with one look; the others are offered once these are accepted. */
const mostShown = 12
const longestSaid = 200

/** Accepts several alarms of a pre-check, each named with what it says; a single one is accepted where it is explained. */
export const acceptCommand = command({
  name: 'accept',
  group: 'check',
  summary: say('Accept alarms of a pre-check', '接受预检查的告警'),
  uses: ['precheckReports'],
  capabilities: ['checks'],
  role: 'operator',
  args: z.strictObject({
    task: arg.task(),
    alarms: arg.clouds({ label: words.alarms }),
    reason: arg.multiline({ label: words.reason, max: 500 }),
  }),
  positional: ['task'],
  pages: [
    { title: words.title, fields: ['task'] },
    { title: words.title, fields: ['alarms', 'reason'], about: aboutAlarms },
  ],
  alwaysAsk: true,
  deed: words.title,
  options: {
    alarms: async (ctx, { task: given = '' }) => {
      const { open } = await shownAlarms(ctx, given)
      return open.map((item) => ({ value: asShown(item), label: problemOf(item.item, ctx.locale) }))
    },
  },
  async run(ctx, { task: given, alarms: chosen, reason }) {
    const { task, open } = await shownAlarms(ctx, given)
    // What an alarm says stands in the choice, so that nobody accepts what they have not read.
    const accepted = open.filter((item) => chosen.includes(asShown(item)))
    if (accepted.length < chosen.length) throw new UserError(words.changed, 'alarms')
    await ctx.checks.accept(task, accepted, reason)
    return reply.toMe({
      title: `${words.done[ctx.locale]}: ${task.name}`,
      tone: 'good',
      sections: [{ list: accepted.map(({ item }) => [problemInline(item, ctx.locale)]) }],
    })
  },
})

async function aboutAlarms(
  ctx: Ctx,
  { task: given = '' }: Readonly<Record<string, string>>,
): Promise<readonly Line[]> {
  const { locale } = ctx
  const { task, open, left } = await shownAlarms(ctx, given)
  return [
    [{ bold: task.name }],
    ...open.map((item) => alarmLine(item, locale)),
    ...(left > 0 ? [andMore[locale](left)] : []),
    words.effect[locale],
  ]
}

function alarmLine(item: PrecheckItem, locale: Locale): Line {
  const own = ownReasonOf(item, locale)
  return [`${checkMarks.alarm} `, problemInline(item.item, locale), ...(own ? [' · ', briefly(own)] : [])]
}

/** All of it stands in the report. */
function briefly(own: Inline): Inline {
  if (typeof own === 'string' || !('code' in own)) return own
  const { shown, left } = shortened(own.code, longestSaid)
  return { code: left > 0 ? `${shown} …` : shown }
}

/** The alarms that nobody has accepted, as many as are shown at once. Throws `UserError` where there are none. */
async function shownAlarms(
  ctx: Ctx,
  given: string,
): Promise<{ readonly task: Task; readonly open: readonly PrecheckItem[]; readonly left: number }> {
  const task = await ctx.task(given)
  const [report, { notes }] = await Promise.all([latestReport(ctx, task), ctx.checks.of(task)])
  const all = openAlarms(report, notes)
  if (all.length === 0) throw new UserError(words.none, 'alarms')
  return { task, open: all.slice(0, mostShown), left: Math.max(0, all.length - mostShown) }
}
