import * as z from 'zod'
import { quotaLines } from '../src/app/quota.ts'
import { takenName, taskNameArg } from '../src/app/task-names.ts'
import { say, type Text, type TextTemplate } from '../src/base/i18n.ts'
import { UserError } from '../src/base/user-error.ts'
import { permission } from '../src/domain/actions/permission.ts'
import { commandTarget, withConnection } from '../src/domain/command-targets.ts'
import type { Task } from '../src/domain/tasks/task.ts'
import { formatRef } from '../src/domain/tasks/task-ref.ts'
import type { DatabaseSetup } from '../src/domain/tasks/task-setup.ts'
import { DrsError } from '../src/drs/drs-error.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import type { CommandContext } from '../src/kit/context.ts'
import { type Reply, reply } from '../src/kit/reply.ts'

const words = {
  title: say('Clone a task', '克隆任务'),
  deed: say('Clone', '克隆'),
  watch: say('Watch the clone in this channel', '在本频道关注克隆任务'),
  name: say('Name of the clone', '克隆任务的名称'),
  lost: say('Not copied', '未克隆的内容'),
  passwords: say('The passwords of both databases', '源库和目标库的密码'),
  results: say(
    'The pre-check, comparisons, and what the task has copied so far',
    '预检查结果、对比结果和已复制的数据',
  ),
  next: say(
    'Creation takes a few minutes. Then: test the connections, pre-check, start.',
    '创建需要几分钟。之后请依次测试连接、预检查、启动。',
  ),
  noCall: say(
    'Only API v5 has a call for this. You can create a new task from its values; enter the passwords again.',
    '仅 v5 接口支持克隆。可沿用该任务的设置新建任务，密码需重新输入。',
  ),
  wizard: say('Create from this task', '沿用设置新建任务'),
} satisfies Record<string, Text>

const accepted: TextTemplate<[clone: string, of: string]> = {
  en: (clone, of) => `DRS accepted ${clone}, a clone of ${of}`,
  'zh-CN': (clone, of) => `DRS 已接受克隆任务 ${clone}（源任务：${of}）`,
}

const notCloned: TextTemplate<[name: string]> = {
  en: (name) => `${name} can’t be cloned`,
  'zh-CN': (name) => `无法克隆 ${name}`,
}

type Ctx = CommandContext<'clone' | 'list' | 'quota', 'setups' | 'watching'>

/** A new task like one that has started (DRS API reference 7.2.6); elsewhere the wizard of /drs create is filled from it. */
export const cloneCommand = command({
  name: 'clone',
  group: 'setup',
  summary: say('Make a new task like an existing one', '克隆任务'),
  uses: ['clone', 'list', 'quota'],
  capabilities: ['setups', 'watching'],
  args: z.strictObject({
    task: arg.task(),
    name: taskNameArg.meta({ ...taskNameArg.meta(), label: words.name }),
    watch: arg.flag({ label: words.watch, initial: true }),
  }),
  positional: ['task', 'name'],
  pages: [
    { title: words.title, fields: ['task'] },
    { title: words.title, fields: ['name', 'watch'], about: aboutTask },
  ],
  deed: words.deed,
  run: (ctx, { task, name, watch }) => clone(ctx, task, name, watch),
})

/** Throws where it cannot be cloned, or there is no room for another task. */
async function aboutTask(ctx: Ctx, { task: given = '' }: Readonly<Record<string, string>>) {
  const task = await ctx.task(given)
  const allowed = permission('clone', task)
  if (!allowed.ok) throw new UserError(withWizard(allowed.why, task), 'task')
  const { locale } = ctx
  return [
    [{ bold: task.name }],
    ...(await quotaLines(ctx, task.connection)),
    [{ italic: `${words.lost[locale]}: ${words.passwords[locale]}. ${words.results[locale]}.` }],
  ]
}

async function clone(ctx: Ctx, given: string, name: string, watch: boolean): Promise<Reply> {
  const task = await ctx.task(given)
  const allowed = permission('clone', task)
  if (!allowed.ok) return toWizard(ctx, task, name, allowed.why)
  const [taken] = await takenName(ctx, task.connection, name)
  if (taken) throw new UserError(taken.text, 'name')
  const made = await cloned(ctx, task, name)
  if (made === undefined) return toWizard(ctx, task, name, words.noCall)
  const { connection } = task
  const copy = { connection, id: made.id }
  const setup = await ctx.setups.of(task)
  if (setup) {
    const { source, destination, databases } = setup
    const ends = { source: withoutPassword(source), destination: withoutPassword(destination) }
    await ctx.setups.save(copy, { ...ends, ...(databases && { databases }) })
  }
  if (watch) await ctx.watching.watch(copy)
  await ctx.setups.trackCreation(copy)
  const { locale } = ctx
  return reply.toMe({
    title: accepted[locale](name, task.name),
    tone: 'working',
    sections: [
      { heading: words.lost[locale], list: [words.passwords[locale], words.results[locale]] },
      { lines: [words.next[locale]] },
    ],
    footer: [{ code: made.id }, ` · ${connection}`],
  })
}

/** Undefined where there is no call for it; then nothing was done. */
async function cloned(ctx: Ctx, task: Task, name: string) {
  try {
    return await ctx.setups.steps(task.connection).cloneTask(task, name)
  } catch (error) {
    if (error instanceof DrsError && error.code === 'not-offered') return undefined
    throw error
  }
}

/** The bot may not read what somebody entered for another task. */
function withoutPassword({ passwordRef: _, ...database }: DatabaseSetup): DatabaseSetup {
  return database
}

function withWizard(why: Text, { name }: Task): Text {
  const typed = `/drs create --from ${name}`
  return say(`${why.en} ${typed}`, `${why['zh-CN']}${typed}`)
}

/** The wizard reads the same of the task, and asks for the rest. */
function toWizard({ locale }: Ctx, task: Task, name: string, why: Text): Reply {
  const { connection, scenario } = task
  const from = `--name ${name} --scenario ${scenario} --from ${formatRef(task)}`
  return reply.toMe({
    title: notCloned[locale](task.name),
    tone: 'warning',
    lines: [why[locale]],
    buttons: [
      {
        label: words.wizard[locale],
        action: commandTarget('create', 'ask'),
        value: withConnection(from, connection),
        style: 'primary',
      },
    ],
  })
}
