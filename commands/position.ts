import * as z from 'zod'
import { requireAllowed } from '../src/app/actions.ts'
import { type ApprovalRead, approvalAsked, approvalReads, reasonArg } from '../src/app/ask-approval.ts'
import { policyWithout } from '../src/app/batch.ts'
import { requireApplied } from '../src/app/task-settings.ts'
import { zoneOf } from '../src/app/typed-times.ts'
import { say, type Text, type TextTemplate } from '../src/base/i18n.ts'
import { UserError } from '../src/base/user-error.ts'
import { actionOf } from '../src/domain/actions/rows.ts'
import { commandTarget } from '../src/domain/command-targets.ts'
import { needsGtid, wrongGtid, wrongPosition } from '../src/domain/tasks/start-position.ts'
import type { Task } from '../src/domain/tasks/task.ts'
import { formatRef } from '../src/domain/tasks/task-ref.ts'
import { parseMoment } from '../src/domain/text/moment.ts'
import { enginePair } from '../src/drs/engines.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import type { CommandContext } from '../src/kit/context.ts'
import { type Reply, reply } from '../src/kit/reply.ts'
import type { Line } from '../src/views/card.ts'
import { colon } from '../src/views/format.ts'
import { momentInZones } from '../src/views/moment-words.ts'

const words = {
  title: say('Start position', '启动位点'),
  position: say('Position in the source’s log', '源库日志位点'),
  positionHint: say(
    'MySQL: file.number:position, as “show master status” shows it. MongoDB: timestamp:increment.',
    'MySQL：文件名.编号:位点，可通过“show master status”查询。MongoDB：“timestamp:incr”。',
  ),
  gtid: say('Executed_Gtid_Set', 'Executed_Gtid_Set'),
  gtidHint: say('MySQL sources need it.', 'MySQL 为源时必填。'),
  at: say('Or the position at this time', '或查询该时间点的位点'),
  atHint: say(
    'In your time zone, such as “2026-11-30 22:00”. DRS looks it up, for MySQL to DWS only. This changes nothing yet.',
    '按您的时区填写，例如“2026-11-30 22:00”。由 DRS 查询，仅支持 MySQL 到 DWS，查询时不会修改任务。',
  ),
  set: say('Set the start position', '设置启动位点'),
  use: say('Use this position…', '使用该位点…'),
  one: say('Enter a position or a time.', '请填写位点或时间。'),
  gtidMissing: say(
    'A MySQL source also needs the Executed_Gtid_Set: “show master status” shows it.',
    'MySQL 为源时还需填写 Executed_Gtid_Set，可通过“show master status”查询。',
  ),
  future: say('The time has to be in the past.', '时间必须早于当前时间。'),
  noTime: say(
    'This is not a time. Enter it as “2026-11-30 22:00”.',
    '无法识别该时间，请按“2026-11-30 22:00”的格式填写。',
  ),
} satisfies Record<string, Text>

const done: TextTemplate<[name: string]> = {
  en: (name) => `Start position set: ${name}`,
  'zh-CN': (name) => `已设置启动位点：${name}`,
}

const found: TextTemplate<[name: string]> = {
  en: (name) => `Position of ${name}’s source`,
  'zh-CN': (name) => `${name} 的源库位点`,
}

type Ctx = CommandContext<'position' | 'logPosition' | ApprovalRead, 'settings' | 'approvals'>

/** Where a task that copies changes only begins (DRS API reference 6.3.2, 7.6.9); only v5 looks positions up (7.6.2). */
export const positionCommand = command({
  name: 'position',
  group: 'setup',
  summary: say('Set from where a task copies changes', '设置增量任务的启动位点'),
  uses: ['position', 'logPosition', ...approvalReads],
  capabilities: ['settings', 'approvals'],
  args: z.strictObject({
    task: arg.task(),
    position: arg.text({ label: words.position, hint: words.positionHint, max: 100 }).optional(),
    gtid: arg.multiline({ label: words.gtid, hint: words.gtidHint, max: 2048 }).optional(),
    at: arg.text({ label: words.at, hint: words.atHint, max: 40 }).optional(),
    reason: reasonArg.optional(),
  }),
  positional: ['task', 'position'],
  pages: [
    { title: words.title, fields: ['task'] },
    { title: words.title, fields: ['position', 'gtid', 'at', 'reason'], about: aboutTask },
  ],
  alternatives: () => [['position', 'at']],
  deed: words.set,
  inspect: ({ gtid }) => {
    const wrong = gtid === undefined ? undefined : wrongGtid(gtid)
    return wrong ? [{ field: 'gtid', text: wrong }] : []
  },
  inspectKnown: async (ctx, { at }) => {
    const moment = at === undefined ? undefined : pastMoment(ctx, at)
    return typeof moment === 'object' ? [{ field: 'at', text: moment }] : []
  },
  async run(ctx, { task: given, position, gtid, at, reason }) {
    const task = await ctx.task(given)
    requireAllowed('position', task)
    if (position !== undefined) return setPosition(ctx, task, { position, gtid: gtid?.trim() }, reason)
    if (at === undefined) throw new UserError(words.one, 'position')
    return lookUp(ctx, task, at)
  },
})

async function aboutTask(
  ctx: Ctx,
  { task: given = '' }: Readonly<Record<string, string>>,
): Promise<readonly Line[]> {
  const task = await ctx.task(given)
  requireAllowed('position', task)
  return [[{ bold: task.name }], actionOf('position').words.effect?.[ctx.locale] ?? '']
}

function sourceOf({ source, engine }: Task): string {
  return source?.dbType ?? enginePair(engine)?.source ?? ''
}

/** Milliseconds since the epoch, or what is wrong with it. A time of day is that of the last one. */
function pastMoment(ctx: Pick<Ctx, 'now' | 'zone'>, text: string): number | Text {
  const day = 24 * 60 * 60_000
  const at = parseMoment(text, ctx.now, zoneOf(ctx))
  if (at === undefined) return words.noTime
  if (at <= ctx.now) return at
  return /^\d{1,2}:\d\d$/.test(text.trim()) ? at - day : words.future
}

interface Wanted {
  readonly position: string
  readonly gtid: string | undefined
}

async function setPosition(
  ctx: Ctx,
  task: Task,
  { position, gtid }: Wanted,
  reason: string | undefined,
): Promise<Reply> {
  const source = sourceOf(task)
  const wrong = wrongPosition(position, source)
  if (wrong) throw new UserError(wrong, 'position')
  if (needsGtid(source) && !gtid) throw new UserError(words.gtidMissing, 'gtid')
  const options = { position, ...(gtid && { gtid }) }
  const asked = await approvalAsked(ctx, { verb: 'position', tasks: [task], reason, options })
  if (asked) return asked
  const policy = await policyWithout(ctx, 'position', [task], options)
  requireApplied(await ctx.settings.apply('position', [task], options, policy))
  return reply.toMe({ title: done[ctx.locale](task.name), tone: 'good', lines: [[{ code: position }]] })
}

/** Asks DRS, and offers what it has found. */
async function lookUp(ctx: Ctx, task: Task, text: string): Promise<Reply> {
  const at = pastMoment(ctx, text)
  if (typeof at === 'object') throw new UserError(at, 'at')
  const position = await ctx.service(task.connection).logPosition(task.id, at)
  const { locale, zone } = ctx
  return reply.toMe({
    title: found[locale](task.name),
    tone: 'neutral',
    lines: [[`${momentInZones(at, zone, locale)}${colon[locale]}`, { code: position }]],
    buttons: [
      {
        label: words.use[locale],
        action: commandTarget('position', 'form'),
        value: `--task ${formatRef(task)} --position "${position.replaceAll('"', '')}"`,
      },
    ],
  })
}
