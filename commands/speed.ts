import * as z from 'zod'
import { resolveTasks } from '../src/app/ask-approval.ts'
import { changeSetting, requireSomeAllowed, settingsOf } from '../src/app/task-settings.ts'
import { zoneOf } from '../src/app/typed-times.ts'
import { say, type Text, type TextTemplate } from '../src/base/i18n.ts'
import { UserError } from '../src/base/user-error.ts'
import { commandTarget } from '../src/domain/command-targets.ts'
import { parseSpeedLimit, rangesIn, rangesText, type SpeedRange } from '../src/domain/tasks/speed-limit.ts'
import type { Task } from '../src/domain/tasks/task.ts'
import { formatRef } from '../src/domain/tasks/task-ref.ts'
import { offsetMinutes } from '../src/domain/text/moment.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import type { CommandContext } from '../src/kit/context.ts'
import { type Reply, reply } from '../src/kit/reply.ts'
import type { Line } from '../src/views/card.ts'
import { semicolon } from '../src/views/format.ts'
import { speedLines, speedTyped } from '../src/views/speed-words.ts'
import { taskNames } from '../src/views/task-card.ts'

const words = {
  name: say('Speed limit', '限速'),
  limit: say('Limit', '限速设置'),
  hint: say(
    '“15” limits to 15 MB/s all day, “08:00-18:00 15” in these hours of your time zone, “off” not at all. Up to 10 ranges, one a line.',
    '“15”表示全天限速 15 MB/s，“08:00-18:00 15”表示在您时区的该时段限速，“不限速”表示取消限速。最多 10 个时段，每行一个。',
  ),
  effect: say(
    'The limit slows the full copy only. Outside the hours it is not limited.',
    '限速仅对全量阶段生效，时段之外不限速。',
  ),
  clocks: say(
    'DRS keeps these hours by UTC, also when your clocks change.',
    'DRS 按 UTC 时间执行；夏令时切换后不会随之调整。',
  ),
  set: say('Set the limit', '设置限速'),
} satisfies Record<string, Text>

const question: TextTemplate<[names: string]> = {
  en: (names) => `Limit the speed of ${names} in these hours?`,
  'zh-CN': (names) => `确定在以下时段对 ${names} 限速吗？`,
}

type Ctx = CommandContext<'settings' | 'speed', 'settings'>

/** Flow control of the full copy (DRS API reference 6.1.8, and speed_limit of 7.2.3). */
export const speedCommand = command({
  name: 'speed',
  group: 'setup',
  summary: say('Limit how fast tasks copy', '设置任务限速'),
  uses: ['settings', 'speed'],
  capabilities: ['settings'],
  args: z.strictObject({
    tasks: arg.tasks(),
    limit: arg.multiline({ label: words.limit, hint: words.hint, max: 400 }),
  }),
  positional: ['tasks'],
  pages: [
    { title: words.name, fields: ['tasks'] },
    { title: words.name, fields: ['limit'], about: aboutTasks },
  ],
  deed: words.set,
  async proposes(ctx, { tasks }) {
    const [first] = tasks === undefined ? [] : await resolveTasks(ctx, tasks)
    const speed = first && (await settingsOf(ctx, [first])).get(first.id)?.speed
    return speed ? { limit: speedTyped(speed, ctx) } : {}
  },
  inspectKnown: async (ctx, { limit }) => {
    const parsed = limit === undefined ? undefined : parsedFor(ctx, limit)
    return parsed && !parsed.ok ? [{ field: 'limit', text: parsed.why }] : []
  },
  async run(ctx, { tasks: given, limit }) {
    const parsed = parsedFor(ctx, limit)
    if (!parsed.ok) throw new UserError(parsed.why, 'limit')
    const tasks = await resolveTasks(ctx, given)
    requireSomeAllowed('speed', tasks)
    // Hours that hang on where the person is count once they have seen which hours of UTC they are.
    const sameEverywhere = parsed.ranges.every(({ hours }) => hours === 24) || zoneOf(ctx) === 'UTC'
    return sameEverywhere ? setSpeed(ctx, tasks, parsed.ranges) : askAboutHours(ctx, tasks, parsed.ranges)
  },
  actions: {
    set: async (ctx, value) => {
      const [ranges = '', refs = ''] = value.split(' ')
      return setSpeed(ctx, await resolveTasks(ctx, refs), rangesIn(ranges))
    },
  },
})

function parsedFor(ctx: Pick<Ctx, 'now' | 'zone'>, limit: string) {
  return parseSpeedLimit(limit, offsetMinutes(ctx.now, zoneOf(ctx)))
}

/** How each task stands now; throws where a limit would do nothing. */
async function aboutTasks(ctx: Ctx, { tasks: given = '' }: Readonly<Record<string, string>>) {
  const tasks = await resolveTasks(ctx, given)
  requireSomeAllowed('speed', tasks)
  const settings = await settingsOf(ctx, tasks)
  const now = tasks.map((task): Line => {
    const lines = speedLines(settings.get(task.id)?.speed, ctx)
    return [{ bold: task.name }, ` · ${lines.join(semicolon[ctx.locale])}`]
  })
  return [...now, words.effect[ctx.locale]]
}

function askAboutHours(
  { locale, zone, now }: Ctx,
  tasks: readonly Task[],
  ranges: readonly SpeedRange[],
): Reply {
  return reply.toMe({
    title: question[locale](taskNames(tasks, locale)),
    tone: 'neutral',
    sections: [{ list: speedLines(ranges, { locale, zone, now }) }, { lines: [words.clocks[locale]] }],
    buttons: [
      {
        label: words.set[locale],
        action: commandTarget('speed', 'set'),
        value: `${rangesText(ranges)} ${tasks.map(formatRef).join(',')}`,
        style: 'primary',
      },
    ],
  })
}

function setSpeed(
  ctx: Ctx,
  tasks: readonly [Task, ...Task[]],
  ranges: readonly SpeedRange[],
): Promise<Reply> {
  return changeSetting<'speed', 'speed'>(
    ctx,
    'speed',
    tasks,
    { ranges: rangesText(ranges) },
    {
      name: words.name,
      shown: (settings) => speedLines(settings?.speed, ctx),
    },
  )
}
