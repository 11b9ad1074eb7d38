import * as z from 'zod'
import { type ApprovalRead, approvalReads, needsReasonFor, reasonArg } from '../src/app/ask-approval.ts'
import { askForCallSecret, callWithSecret, type SecretCall } from '../src/app/secret-call.ts'
import { continueWithSecrets } from '../src/app/secret-page.ts'
import { noReference } from '../src/app/secret-reference-arg.ts'
import { say, type Text, type TextTemplate } from '../src/base/i18n.ts'
import { UserError } from '../src/base/user-error.ts'
import { permission } from '../src/domain/actions/permission.ts'
import { secretReference } from '../src/domain/secrets/secret-reference.ts'
import { type DatabaseSide, databaseSides } from '../src/domain/secrets/stored-secret.ts'
import type { Task } from '../src/domain/tasks/task.ts'
import { batchModifyPasswords } from '../src/drs/index.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import type { CommandContext } from '../src/kit/context.ts'
import { type Reply, reply } from '../src/kit/reply.ts'

const words = {
  noPage: say(
    'Give a reference to the new password: env:NAME or file:/path. The bot has no page for passwords.',
    '请填写新密码的引用：env:变量名 或 file:/路径。机器人未配置密码填写页面。',
  ),
  field: say('New password', '新密码'),
  reference: say('Reference to the new password', '新密码引用'),
  hint: say(
    'Where the bot finds it: env:NAME or file:/path. Leave it empty to get a link to a page where you type it. Never type the password itself.',
    '机器人读取密码的位置：env:变量名 或 file:/路径。留空可获取填写密码的页面链接。请勿直接填写密码。',
  ),
} satisfies Record<string, Text>

const sideWords: Readonly<Record<DatabaseSide, Text>> = {
  source: say('Source database', '源库'),
  destination: say('Destination database', '目标库'),
}

const purpose: TextTemplate<[name: string, side: string]> = {
  en: (name, side) => `New password for ${name}: ${side}`,
  'zh-CN': (name, side) => `${name} 的新密码：${side}`,
}

const done: TextTemplate<[name: string, side: string]> = {
  en: (name, side) => `${name}: DRS uses the new password of the ${side.toLowerCase()}`,
  'zh-CN': (name, side) => `${name}：DRS 已使用${side}的新密码`,
}

type Ctx = CommandContext<ApprovalRead, 'rawCalls' | 'roles' | 'approvals' | 'secretPage'>

/**
 * Tells DRS the new password of a database of a running task (DRS API reference 6.1.15). v5 has no call for it; the v3 call
 * of the same project is used.
 */
export const passwordCommand = command({
  name: 'password',
  group: 'run',
  summary: say('Change a database password of a task', '修改任务的数据库密码'),
  uses: [...approvalReads],
  calls: [batchModifyPasswords],
  capabilities: ['rawCalls', 'roles', 'approvals', 'secretPage'],
  role: 'operator',
  args: z.strictObject({
    task: arg.task(),
    side: arg.choice(
      databaseSides.map((side) => ({ value: side, words: sideWords[side] })),
      { label: say('Database', '数据库') },
    ),
    password: arg
      .text({
        label: words.reference,
        hint: words.hint,
        pattern: { regex: secretReference, hint: words.hint, wrong: noReference },
        typed: 'env:NAME',
      })
      .optional(),
    reason: reasonArg.optional(),
  }),
  // Whatever stands behind the side was meant as the password: only a reference is taken.
  positional: ['task', 'side', 'password'],
  needs: (ctx, { task = '' }) => needsReasonFor('password')(ctx, { tasks: task }),
  async run(ctx, { task: given, side, password: reference, reason }) {
    const task = await ctx.task(given)
    requirePossible(task)
    if (reference === undefined) return askForPassword(ctx, task, side, reason)
    return change(ctx, task, side, { reference, reason, kept: true })
  },
  actions: {
    resume: (ctx, id) =>
      continueWithSecrets(ctx, 'password', id, async ({ values, references }) => {
        const task = await ctx.task(values.task ?? '')
        requirePossible(task)
        const side = values.side === 'destination' ? 'destination' : 'source'
        const { password: reference = '' } = references
        return change(ctx, task, side, { reference, reason: values.reason, kept: values.kept === 'true' })
      }),
  },
})

function requirePossible(task: Task): void {
  const allowed = permission('password', task)
  if (!allowed.ok) throw new UserError(allowed.why, 'task')
}

function passwordCall(task: Task, side: DatabaseSide): SecretCall {
  const job = { job_id: task.id, end_point_type: side === 'source' ? 'so' : 'ta' }
  return {
    ...{ verb: 'password', task, operation: batchModifyPasswords },
    input: (reference) => ({ body: { jobs: [{ ...job, db_password: reference }] } }),
  }
}

async function askForPassword(
  ctx: Ctx,
  task: Task,
  side: DatabaseSide,
  reason: string | undefined,
): Promise<Reply> {
  if (!ctx.secretPage) throw new UserError(words.noPage, 'password')
  const label = sideWords[side]
  return askForCallSecret(ctx, passwordCall(task, side), {
    purpose: say(purpose.en(task.name, label.en), purpose['zh-CN'](task.name, label['zh-CN'])),
    label: words.field,
    reason,
    values: { side },
  })
}

async function change(
  ctx: Ctx,
  task: Task,
  side: DatabaseSide,
  given: Parameters<typeof callWithSecret>[2],
): Promise<Reply> {
  const asked = await callWithSecret(ctx, passwordCall(task, side), given)
  const { locale } = ctx
  return asked ?? reply.toMe({ title: done[locale](task.name, sideWords[side][locale]), tone: 'good' })
}
