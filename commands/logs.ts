import * as z from 'zod'
import { type ApprovalRead, approvalReads, reasonArg } from '../src/app/ask-approval.ts'
import { askOrCall } from '../src/app/raw-call.ts'
import { offersChange, requireChangeable, unlessRefused } from '../src/app/task-settings.ts'
import { say, type Text, type TextTemplate } from '../src/base/i18n.ts'
import { UserError } from '../src/base/user-error.ts'
import { commandTarget } from '../src/domain/command-targets.ts'
import type { Task } from '../src/domain/tasks/task.ts'
import { formatRef } from '../src/domain/tasks/task-ref.ts'
import type { LogDelivery } from '../src/domain/tasks/task-settings.ts'
import { updateLtsConfig } from '../src/drs/index.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import type { CommandContext } from '../src/kit/context.ts'
import { type Reply, reply } from '../src/kit/reply.ts'
import type { Line } from '../src/views/card.ts'
import { logDeliveryLines } from '../src/views/log-delivery-words.ts'
import { settingCard } from '../src/views/setting-card.ts'

const words = {
  name: say('Log delivery', '日志上报'),
  delivery: say('Send logs to LTS', '上报日志到 LTS'),
  on: say('On', '开启'),
  off: say('Off', '关闭'),
  group: say('Log group ID', '日志组 ID'),
  stream: say('Log stream ID', '日志流 ID'),
  placeHint: say(
    'Find it in the LTS console. Leave empty to keep the current one.',
    '可在 LTS 控制台查看，不填则保持不变。',
  ),
  reason: say('Only needed if approval rules ask for it.', '仅审批规则要求时需要填写。'),
  change: say('Change', '修改'),
  set: say('Set log delivery', '设置日志上报'),
  groupMissing: say('Enter the log group the logs should go to.', '请填写接收日志的日志组 ID。'),
  streamMissing: say('Enter the log stream the logs should go to.', '请填写接收日志的日志流 ID。'),
  onlyPlace: say(
    'Choose whether logs are sent as well: --delivery on or off.',
    '请同时选择是否上报日志：--delivery on 或 off。',
  ),
  noCall: say(
    'The API of this connection has no call for log delivery. Set it in the console.',
    '该连接的接口不支持设置日志上报，请在控制台设置。',
  ),
} satisfies Record<string, Text>

const title: TextTemplate<[name: string]> = {
  en: (name) => `${words.name.en}: ${name}`,
  'zh-CN': (name) => `${words.name['zh-CN']}：${name}`,
}

type Ctx = CommandContext<'logDelivery' | ApprovalRead, 'rawCalls' | 'approvals' | 'roles'>

/** Where the logs of a task go (DRS API reference 6.1.24, 6.1.25). v5 has no call for it; the v3 calls of the same project are used. */
export const logsCommand = command({
  name: 'logs',
  group: 'setup',
  summary: say('Send the logs of a task to LTS, or stop that', '设置任务日志是否上报到 LTS'),
  uses: ['logDelivery', ...approvalReads],
  calls: [updateLtsConfig],
  capabilities: ['rawCalls', 'approvals', 'roles'],
  args: z.strictObject({
    task: arg.task(),
    delivery: arg
      .choice(
        [
          { value: 'on', words: words.on },
          { value: 'off', words: words.off },
        ],
        { label: words.delivery },
      )
      .optional(),
    group: arg.text({ label: words.group, hint: words.placeHint, max: 64 }).optional(),
    stream: arg.text({ label: words.stream, hint: words.placeHint, max: 64 }).optional(),
    reason: reasonArg.meta({ ...reasonArg.meta(), hint: words.reason }).optional(),
  }),
  positional: ['task', 'delivery'],
  pages: [
    { title: words.name, fields: ['task'] },
    { title: words.name, fields: ['delivery', 'group', 'stream', 'reason'], about: aboutTask },
  ],
  deed: words.set,
  inspect: ({ delivery, group, stream }) =>
    delivery === undefined && (group !== undefined || stream !== undefined)
      ? [{ field: 'delivery', text: words.onlyPlace }]
      : [],
  async proposes(ctx, { task: given }) {
    if (given === undefined) return {}
    const { on, group, stream } = await present(ctx, await ctx.task(given))
    return { delivery: on ? 'on' : 'off', ...(group && { group }), ...(stream && { stream }) }
  },
  async run(ctx, { task: given, delivery, group, stream, reason = '' }) {
    const task = await ctx.task(given)
    const before = await present(ctx, task)
    if (delivery === undefined) return shown(ctx, task, before)
    requireChangeable(ctx, 'logs', task)
    return deliver(ctx, task, before, wanted(before, delivery === 'on', { group, stream }), reason)
  },
})

async function present(ctx: Ctx, task: Task): Promise<LogDelivery> {
  const now = await ctx.service(task.connection).logDelivery(task.id)
  if (!now) throw new UserError(words.noCall, 'task')
  return now
}

async function aboutTask(
  ctx: Ctx,
  { task: given = '' }: Readonly<Record<string, string>>,
): Promise<readonly Line[]> {
  const task = await ctx.task(given)
  requireChangeable(ctx, 'logs', task)
  return [[{ bold: task.name }], ...logDeliveryLines(await present(ctx, task), ctx.locale)]
}

function shown(ctx: Ctx, task: Task, now: LogDelivery): Reply {
  const { locale } = ctx
  const change = {
    label: words.change[locale],
    action: commandTarget('logs', 'form'),
    value: formatRef(task),
  }
  return reply.toMe({
    title: title[locale](task.name),
    tone: 'neutral',
    lines: logDeliveryLines(now, locale),
    ...(offersChange(ctx, 'logs', task) && { buttons: [change] }),
  })
}

/**
 * All of it is sent, whatever changes: what the call does with a part that is left out is not documented. Throws `UserError`
 * where the logs would go nowhere.
 */
function wanted(
  before: LogDelivery,
  on: boolean,
  given: { readonly group: string | undefined; readonly stream: string | undefined },
): LogDelivery {
  const { group = before.group, stream = before.stream } = given
  if (on && group === undefined) throw new UserError(words.groupMissing, 'group')
  if (on && stream === undefined) throw new UserError(words.streamMissing, 'stream')
  return { on, ...(group !== undefined && { group }), ...(stream !== undefined && { stream }) }
}

async function deliver(
  ctx: Ctx,
  task: Task,
  before: LogDelivery,
  { on, group, stream }: LogDelivery,
  reason: string,
): Promise<Reply> {
  const job = {
    lts_enabled: on,
    ...(group && { log_group_id: group }),
    ...(stream && { log_stream_id: stream }),
  }
  const input = { params: { job_id: task.id }, body: { job } }
  const { asked } = await askOrCall(ctx, task, { operation: updateLtsConfig, input }, reason)
  if (asked) return asked
  const lines = (delivery: LogDelivery) => logDeliveryLines(delivery, ctx.locale)
  const after = await unlessRefused(present(ctx, task), undefined)
  const result = { name: task.name, before: lines(before), after: after && lines(after) }
  return reply.toMe(settingCard(words.name, [result], ctx.locale))
}
