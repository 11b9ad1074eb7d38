import * as z from 'zod'
import {
  type ApprovalRead,
  approvalReads,
  askApproval,
  reasonArg,
  resolveTasks,
} from '../src/app/ask-approval.ts'
import { policyWithout } from '../src/app/batch.ts'
import { changeSetting, requireSomeAllowed, settingsOf } from '../src/app/task-settings.ts'
import { say, type Text, type TextTemplate } from '../src/base/i18n.ts'
import { UserError } from '../src/base/user-error.ts'
import { permission } from '../src/domain/actions/permission.ts'
import { type AlarmSettings, alarmOptions, noAlarm, topicUrn } from '../src/domain/tasks/alarm.ts'
import type { Task } from '../src/domain/tasks/task.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import type { CommandContext } from '../src/kit/context.ts'
import type { Reply } from '../src/kit/reply.ts'
import { alarmLines } from '../src/views/alarm-words.ts'
import type { Line } from '../src/views/card.ts'
import { semicolon } from '../src/views/format.ts'
import { taskNames } from '../src/views/task-card.ts'

const noTopic = 'none'

const words = {
  name: say('Alarm', '异常通知'),
  topic: say('SMN topic', 'SMN 主题'),
  topicHint: say(
    'URN of the topic, urn:smn:region:project:name, or “none”. Leave empty to keep it.',
    '主题的 URN，例如“urn:smn:区域:项目:名称”；填写“none”表示不通知。留空则保持不变。',
  ),
  delay: say('Delay above (s)', '时延阈值（秒）'),
  rpo: say('RPO above (s)', 'RPO 阈值（秒）'),
  rto: say('RTO above (s)', 'RTO 阈值（秒）'),
  hint: say(
    '1 to 3600; 0 is off. DRS notifies after the value has stayed above it for 6 minutes.',
    '取值 1～3600，0 表示关闭。持续超过阈值 6 分钟后，DRS 才发送通知。',
  ),
  drHint: say('Disaster recovery only. 1 to 3600; 0 is off.', '仅灾备任务。取值 1～3600，0 表示关闭。'),
  users: say('Notify users of alarms', '将告警通知用户'),
  reason: say('Only needed if approval rules ask for it.', '仅当审批规则要求时需要填写。'),
  set: say('Set the alarm', '设置异常通知'),
  alternative: say('To get alerts in this channel instead: ', '也可在本频道接收提醒：'),
} satisfies Record<string, Text>

const wrongTopic: TextTemplate<[given: string]> = {
  en: (given) => `“${given}” is not the URN of a topic`,
  'zh-CN': (given) => `“${given}”不是有效的主题 URN`,
}

const untold: TextTemplate<[names: string]> = {
  en: (names) =>
    `DRS doesn’t tell the full recipient of ${names}, so it can’t be kept. Enter the URN of the topic, or “none”.`,
  'zh-CN': (names) => `DRS 未返回 ${names} 的完整通知对象，无法保持不变。请填写主题的 URN，或填写“none”。`,
}

const differing: TextTemplate<[field: string]> = {
  en: (field) => `The tasks differ in “${field}”. Enter the value that all of them get.`,
  'zh-CN': (field) => `各任务的“${field}”不同，请填写统一的值。`,
}

type Ctx = CommandContext<'settings' | 'alarm' | ApprovalRead, 'settings' | 'approvals'>

const limits = {
  delay: arg.number({ label: words.delay, hint: words.hint, min: 0, max: 3600 }).optional(),
  rpo: arg.number({ label: words.rpo, hint: words.drHint, min: 0, max: 3600 }).optional(),
  rto: arg.number({ label: words.rto, hint: words.drHint, min: 0, max: 3600 }).optional(),
}

/** Whom DRS itself notifies of a task (DRS API reference 6.1.22, and alarm_notify of 7.2.3). */
export const alarmCommand = command({
  name: 'alarm',
  group: 'setup',
  summary: say('Set whom DRS notifies of delays and failures', '设置 DRS 的异常通知'),
  uses: ['settings', 'alarm', ...approvalReads],
  capabilities: ['settings', 'approvals'],
  args: z.strictObject({
    tasks: arg.tasks(),
    topic: arg
      .text({
        label: words.topic,
        pattern: {
          regex: new RegExp(`${topicUrn.source}|^${noTopic}$`),
          hint: words.topicHint,
          wrong: (given) => say(wrongTopic.en(given), wrongTopic['zh-CN'](given)),
        },
        typed: 'urn',
      })
      .optional(),
    ...limits,
    users: arg
      .choice(
        [
          { value: 'true', words: say('Yes', '是') },
          { value: 'false', words: say('No', '否') },
        ],
        { label: words.users },
      )
      .optional(),
    reason: reasonArg.meta({ ...reasonArg.meta(), hint: words.reason }).optional(),
  }),
  positional: ['tasks'],
  pages: [
    { title: words.name, fields: ['tasks'] },
    { title: words.name, fields: ['topic', 'delay', 'rpo', 'rto', 'users', 'reason'], about: aboutTasks },
  ],
  alwaysAsk: true,
  deed: words.set,
  async proposes(ctx, { tasks }) {
    const [first] = tasks === undefined ? [] : await resolveTasks(ctx, tasks)
    const alarm = first && (await settingsOf(ctx, [first])).get(first.id)?.alarm
    if (!alarm) return {}
    const { topic, ...others } = alarmOptions(alarm)
    return { ...others, ...(topicUrn.test(topic) && { topic }) }
  },
  run: (ctx, given) => begin(ctx, given),
})

/** How each task is set now; throws where DRS would take nothing. */
async function aboutTasks(ctx: Ctx, { tasks: given = '' }: Readonly<Record<string, string>>) {
  const tasks = await resolveTasks(ctx, given)
  requireSomeAllowed('alarm', tasks)
  const settings = await settingsOf(ctx, tasks)
  const now = tasks.map((task): Line => {
    const lines = alarmLines(settings.get(task.id)?.alarm, ctx.locale)
    return [{ bold: task.name }, ` · ${lines.join(semicolon[ctx.locale])}`]
  })
  const watch = `/drs watch ${tasks[0].name} --lag "60s for 5m"`
  return [...now, [words.alternative[ctx.locale], { code: watch }]]
}

interface Wanted {
  readonly tasks: string
  readonly topic?: string | undefined
  readonly delay?: number | undefined
  readonly rpo?: number | undefined
  readonly rto?: number | undefined
  readonly users?: 'true' | 'false' | undefined
  readonly reason?: string | undefined
}

async function begin(ctx: Ctx, { reason, ...wanted }: Wanted): Promise<Reply> {
  const tasks = await resolveTasks(ctx, wanted.tasks)
  requireSomeAllowed('alarm', tasks)
  const settings = await settingsOf(ctx, tasks)
  const present = tasks.map((task) => ({ task, alarm: settings.get(task.id)?.alarm ?? noAlarm }))
  const options = alarmOptions({
    recipients: 0,
    delay: wanted.delay ?? kept(present, ({ delay }) => delay, 'delay'),
    rpo: wanted.rpo ?? kept(present, ({ rpo }) => rpo, 'rpo'),
    rto: wanted.rto ?? kept(present, ({ rto }) => rto, 'rto'),
    toUsers:
      wanted.users === undefined ? kept(present, (alarm) => alarm.toUsers, 'users') : wanted.users === 'true',
    ...topicOf(present, wanted.topic, ctx),
  })
  const [first, ...others] = tasks.filter((task) => permission('alarm', task).ok)
  // Some of them allow it, or nobody would have come so far.
  const possible: readonly [Task, ...Task[]] = first ? [first, ...others] : tasks
  return askApproval(ctx, { verb: 'alarm', tasks: possible, reason, options }, () =>
    setAlarm(ctx, tasks, options),
  )
}

async function setAlarm(
  ctx: Ctx,
  tasks: readonly [Task, ...Task[]],
  options: ReturnType<typeof alarmOptions>,
): Promise<Reply> {
  const setting = {
    name: words.name,
    shown: (now: { readonly alarm?: AlarmSettings } | undefined) => alarmLines(now?.alarm, ctx.locale),
  }
  const policy = await policyWithout(ctx, 'alarm', tasks, options)
  return changeSetting<'alarm' | ApprovalRead, 'alarm'>(ctx, 'alarm', tasks, options, setting, policy)
}

interface Present {
  readonly task: Task
  readonly alarm: AlarmSettings
}

/** What nobody has entered stays as it is, where it is the same for all tasks. */
function kept<T>(
  present: readonly Present[],
  read: (alarm: AlarmSettings) => T,
  field: 'delay' | 'rpo' | 'rto' | 'users',
): T {
  const [first = read(noAlarm), ...others] = new Set(present.map(({ alarm }) => read(alarm)))
  if (others.length === 0) return first
  throw new UserError(say(differing.en(words[field].en), differing['zh-CN'](words[field]['zh-CN'])), field)
}

/** The same for the topic, which can be kept only where DRS tells its URN and nobody else is notified. */
function topicOf(
  present: readonly Present[],
  given: string | undefined,
  { locale }: Pick<Ctx, 'locale'>,
): Pick<AlarmSettings, 'topic'> {
  if (given !== undefined) return given === noTopic ? {} : { topic: given }
  const unknown = present.filter(
    ({ alarm: { topic, recipients } }) => recipients > 0 || (topic !== undefined && !topicUrn.test(topic)),
  )
  if (unknown.length > 0) {
    const names = taskNames(
      unknown.map(({ task }) => task),
      locale,
    )
    throw new UserError(say(untold.en(names), untold['zh-CN'](names)), 'topic')
  }
  const [topic, ...others] = new Set(present.map(({ alarm }) => alarm.topic))
  if (others.length > 0)
    throw new UserError(say(differing.en(words.topic.en), differing['zh-CN'](words.topic['zh-CN'])), 'topic')
  return topic === undefined ? {} : { topic }
}
