import * as z from 'zod'
import {
  type ApprovalRead,
  approvalReads,
  approvalRequestedReply,
  needsReasonFor,
  reasonArg,
  reasonMissing,
} from '../src/app/ask-approval.ts'
import { noReference } from '../src/app/databases.ts'
import { askForSecrets, continueWithSecrets } from '../src/app/secret-page.ts'
import { say, type Text, type TextTemplate } from '../src/base/i18n.ts'
import { UserError } from '../src/base/user-error.ts'
import { permission } from '../src/domain/actions/permission.ts'
import { payloadTask } from '../src/domain/approvals/payload.ts'
import type { Policy } from '../src/domain/approvals/policy.ts'
import type { CallPayload } from '../src/domain/approvals/request.ts'
import { secretReference } from '../src/domain/secrets/secret-reference.ts'
import {
  callPurpose,
  type DatabaseSide,
  databaseSides,
  secretPlaceholder,
} from '../src/domain/secrets/stored-secret.ts'
import type { Task } from '../src/domain/tasks/task.ts'
import { formatRef } from '../src/domain/tasks/task-ref.ts'
import { batchModifyPasswords } from '../src/drs/index.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import type { CommandContext } from '../src/kit/context.ts'
import { type Reply, reply } from '../src/kit/reply.ts'
import { itemErrors } from '../src/views/answer-card.ts'

const words = {
  noPage: say(
    'Give a reference to the new password: env:NAME or file:/path. The bot has no page for passwords.',
    '请填写新密码的引用：env:变量名 或 file:/路径。机器人未配置密码填写页面。',
  ),
  changed: say(
    'This now needs approval. Run the command again; the password you typed was not kept.',
    '该操作现在需要审批。请重新执行命令；您填写的密码未被保存。',
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
    return change(ctx, task, { side, reference, reason, kept: true })
  },
  actions: {
    resume: (ctx, id) =>
      continueWithSecrets(ctx, 'password', id, async ({ values, references }) => {
        const task = await ctx.task(values.task ?? '')
        requirePossible(task)
        const side = values.side === 'destination' ? 'destination' : 'source'
        const { password: reference = '' } = references
        return change(ctx, task, { side, reference, reason: values.reason, kept: values.kept === 'true' })
      }),
  },
})

function requirePossible(task: Task): void {
  const allowed = permission('password', task)
  if (!allowed.ok) throw new UserError(allowed.why, 'task')
}

function wantedCall(task: Task, side: DatabaseSide, reference: string): CallPayload {
  const job = { job_id: task.id, end_point_type: side === 'source' ? 'so' : 'ta', db_password: reference }
  const { id: operation, title } = batchModifyPasswords
  const input = { body: { jobs: [job] } }
  return { kind: 'call', verb: 'password', operation, title, input, tasks: [payloadTask(task)] }
}

/** What holds for it now. */
function policyOf(ctx: Ctx, { connection }: Task, payload: CallPayload): Promise<Policy | undefined> {
  return ctx.approvals.policy({ connection, payload })
}

function asksForSomebody(policy: Policy | undefined): policy is Policy {
  return policy !== undefined && policy.need.length > 0
}

async function askForPassword(
  ctx: Ctx,
  task: Task,
  side: DatabaseSide,
  reason: string | undefined,
): Promise<Reply> {
  if (!ctx.secretPage) throw new UserError(words.noPage, 'password')
  const { connection, name } = task
  const payload = wantedCall(task, side, secretPlaceholder)
  const kept = asksForSomebody(await policyOf(ctx, task, payload))
  if (kept && !reason) throw new UserError(reasonMissing, 'reason')
  const label = sideWords[side]
  return askForSecrets(ctx, {
    verb: 'password',
    connection,
    purpose: say(purpose.en(name, label.en), purpose['zh-CN'](name, label['zh-CN'])),
    fields: [
      {
        name: 'password',
        label: words.field,
        about: callPurpose(connection, payload.operation, payload.input),
      },
    ],
    values: { task: formatRef(task), side, kept: String(kept), ...(reason && { reason }) },
    // Without others' approval DRS gets it at once, and it is stored nowhere.
    afterwards: kept ? 'keep' : 'pass',
  })
}

interface Change {
  readonly side: DatabaseSide
  readonly reference: string
  readonly reason: string | undefined
  /** Whether what the reference leads to is still there when others have approved. */
  readonly kept: boolean
}

async function change(ctx: Ctx, task: Task, { side, reference, reason, kept }: Change): Promise<Reply> {
  const { connection } = task
  const { locale } = ctx
  const payload = wantedCall(task, side, reference)
  ctx.roles.require('operator', connection)
  const policy = await policyOf(ctx, task, payload)
  if (asksForSomebody(policy)) {
    if (!kept) throw new UserError(words.changed)
    if (!reason) throw new UserError(reasonMissing, 'reason')
    return approvalRequestedReply(await ctx.approvals.request({ connection, reason, payload }), locale)
  }
  const { input } = payload
  const called = await ctx.rawCalls.call(connection, {
    operation: batchModifyPasswords,
    input,
    tasks: [task],
    policy,
    secretsApproved: true,
  })
  const [error] = called.kind === 'answer' ? itemErrors(batchModifyPasswords, called.answer) : []
  if (error) throw error
  return reply.toMe({ title: done[locale](task.name, sideWords[side][locale]), tone: 'good' })
}
