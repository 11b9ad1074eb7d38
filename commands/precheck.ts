import * as z from 'zod'
import { actOnAll } from '../src/app/actions.ts'
import { askAboutUnset } from '../src/app/before-start.ts'
import { latestReport, readCheckValue } from '../src/app/prechecks.ts'
import { say, type TextTemplate } from '../src/base/i18n.ts'
import { UserError } from '../src/base/user-error.ts'
import { openAlarms } from '../src/domain/tasks/check-notes.ts'
import { checksWith } from '../src/domain/tasks/precheck.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import type { CommandContext } from '../src/kit/context.ts'
import { type Reply, reply } from '../src/kit/reply.ts'
import { checkCard } from '../src/views/check-card.ts'
import { precheckMarkdown, precheckTable } from '../src/views/precheck-file.ts'

const fixes = say('How to fix', '处理建议')

const noAlarm = say(
  'This item is no alarm in the latest pre-check, so there is nothing to accept.',
  '该检查项在最近一次预检查中不是告警，无需接受。',
)

const fileOf: TextTemplate<[name: string]> = {
  en: (name) => `Pre-check report of ${name}`,
  'zh-CN': (name) => `${name} 的预检查报告`,
}

const sent = say(
  'The bot can’t share files in this channel, so the file is in your direct messages with the bot.',
  '机器人无法在该频道分享文件，文件已通过私信发送给您。',
)

/** Starts a pre-check; the watch engine follows it and posts the report (DRS API reference 6.1.6 and 6.1.7). */
export const precheckCommand = command({
  name: 'precheck',
  group: 'check',
  summary: {
    en: 'Run the pre-check of a task and report what blocks it',
    'zh-CN': '对任务执行预检查，并报告未通过的检查项',
  },
  uses: ['precheck', 'precheckReports'],
  capabilities: ['actions', 'checks', 'channelSettings', 'setups'],
  args: z.strictObject({ task: arg.tasks() }),
  positional: ['task'],
  run: async (ctx, { task }) =>
    (await askAboutUnset(ctx, 'precheck', task)) ?? actOnAll(ctx, 'precheck', task, {}),
  looks: ['fixes', 'file', 'table'],
  panes: { fixes, accept: fixes },
  actions: {
    fixes: showCheck,
    accept: acceptAlarm,
    file: (ctx, value) => sendReport(ctx, value, 'md', precheckMarkdown),
    table: (ctx, value) => sendReport(ctx, value, 'csv', precheckTable),
    anyway: (ctx, task) => actOnAll(ctx, 'precheck', task, {}),
  },
})

type CheckContext = CommandContext<'precheckReports', 'checks' | 'channelSettings'>

async function showCheck(ctx: CheckContext, value: string): Promise<Reply> {
  const { task: ref, item } = readCheckValue(value)
  const task = await ctx.task(ref)
  const [report, said] = await Promise.all([latestReport(ctx, task), ctx.checks.of(task)])
  return reply.toMe(checkCard({ task, report, ...said }, item, ctx.locale))
}

/** Shows the next alarm that nobody has accepted, or the same item as it is now. */
async function acceptAlarm(ctx: CheckContext, value: string): Promise<Reply> {
  const { task: ref, item } = readCheckValue(value)
  const task = await ctx.task(ref)
  const report = await latestReport(ctx, task)
  const alarms = checksWith(report, 'alarm').filter((alarm) => alarm.item === item)
  if (alarms.length === 0) throw new UserError(noAlarm)
  await ctx.checks.accept(task, alarms)
  const said = await ctx.checks.of(task)
  const [next] = openAlarms(report, said.notes)
  return reply.toMe(checkCard({ task, report, ...said }, next?.item ?? item, ctx.locale))
}

async function sendReport(
  ctx: CheckContext,
  ref: string,
  ending: string,
  write: typeof precheckMarkdown,
): Promise<Reply> {
  const task = await ctx.task(ref)
  const [report, said] = await Promise.all([latestReport(ctx, task, { whole: true }), ctx.checks.of(task)])
  // Everybody in the thread gets it.
  const locale = (await ctx.channelSettings.language()) ?? ctx.locale
  const text = write({ task, report, ...said, now: ctx.now }, locale)
  const name = `${task.name.replace(/[^\p{L}\p{N}_-]+/gu, '_')}-precheck.${ending}`
  const file = { name, bytes: new TextEncoder().encode(text) }
  const title = fileOf[ctx.locale](task.name)
  return {
    kind: 'thread-file',
    file,
    comment: fileOf[locale](task.name),
    card: { title, tone: 'good', lines: [sent[ctx.locale]] },
  }
}
