import * as z from 'zod'
import { requireAllowed } from '../src/app/actions.ts'
import { type ApprovalRead, approvalReads, askApproval, reasonArg } from '../src/app/ask-approval.ts'
import { policyWithout } from '../src/app/batch.ts'
import { changeSetting, settingsOf } from '../src/app/task-settings.ts'
import { say, type Text } from '../src/base/i18n.ts'
import type { Task } from '../src/domain/tasks/task.ts'
import type { TaskSettings } from '../src/domain/tasks/task-settings.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import type { CommandContext } from '../src/kit/context.ts'
import type { Reply } from '../src/kit/reply.ts'
import type { Line } from '../src/views/card.ts'
import { eipText } from '../src/views/eip-words.ts'
import { colon } from '../src/views/format.ts'

const words = {
  name: say('EIP', '弹性公网 IP'),
  deed: say('What to do', '操作'),
  bind: say('Bind', '绑定'),
  unbind: say('Unbind', '解绑'),
  id: say('EIP ID', '弹性公网 IP 的 ID'),
  ip: say('Address of the EIP', '弹性公网 IP 地址'),
  needed: say('Needed to bind one. Find it in the EIP console.', '绑定时必填，可在弹性公网 IP 控制台查看。'),
  node: say('Node', '节点'),
  nodeHint: say('Standby exists in primary/standby tasks only.', '仅主备任务有备节点。'),
  master: say('Primary', '主'),
  slave: say('Standby', '备'),
  reason: say('Only needed to unbind, if approval rules ask for it.', '仅解绑且审批规则要求时需要填写。'),
  missing: say('Enter ID and address of the EIP.', '请填写弹性公网 IP 的 ID 和地址。'),
  noAddress: say('This is no IPv4 address', '不是有效的 IPv4 地址'),
  set: say('Change the EIP', '修改弹性公网 IP'),
} satisfies Record<string, Text>

type Ctx = CommandContext<'settings' | 'bind' | 'unbind' | ApprovalRead, 'settings' | 'approvals'>

const deeds = [
  { value: 'bind', words: words.bind },
  { value: 'unbind', words: words.unbind },
] as const

const nodes = [
  { value: 'master', words: words.master },
  { value: 'slave', words: words.slave },
] as const

/** The public address of a task's replication instance (DRS API reference 7.6.1, bind_eip and unbind_eip); v5 only. */
export const eipCommand = command({
  name: 'eip',
  group: 'setup',
  summary: say('Bind or unbind the public address of a task (v5)', '绑定或解绑任务的弹性公网 IP（v5）'),
  uses: ['settings', 'bind', 'unbind', ...approvalReads],
  capabilities: ['settings', 'approvals'],
  args: z.strictObject({
    task: arg.task(),
    deed: arg.choice(deeds, { label: words.deed }),
    id: arg.text({ label: words.id, hint: words.needed, max: 64 }).optional(),
    ip: arg
      .text({
        label: words.ip,
        max: 15,
        pattern: {
          regex: /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/,
          hint: words.needed,
          wrong: () => words.noAddress,
        },
      })
      .optional(),
    node: arg.choice(nodes, { label: words.node, hint: words.nodeHint }).default('master'),
    reason: reasonArg.meta({ ...reasonArg.meta(), hint: words.reason }).optional(),
  }),
  positional: ['task', 'deed'],
  pages: [
    { title: words.name, fields: ['task'] },
    { title: words.name, fields: ['deed', 'id', 'ip', 'node', 'reason'], about: aboutTask },
  ],
  deed: words.set,
  inspect: ({ deed, id, ip }) =>
    deed === 'bind' && (id === undefined || ip === undefined)
      ? [{ field: id === undefined ? 'id' : 'ip', text: words.missing }]
      : [],
  async run(ctx, { task: given, deed, id = '', ip = '', node, reason }) {
    const task = await ctx.task(given)
    requireAllowed(deed, task)
    const setting = {
      name: words.name,
      shown: (now: TaskSettings | undefined) => [eipText(now?.eips, ctx.locale)],
    }
    if (deed === 'bind')
      return changeSetting<'settings' | 'bind', 'bind'>(ctx, 'bind', [task], { id, ip, node }, setting)
    return askApproval(ctx, { verb: 'unbind', tasks: [task], reason }, () => unbind(ctx, task, setting))
  },
})

async function unbind(ctx: Ctx, task: Task, setting: Parameters<typeof changeSetting>[4]): Promise<Reply> {
  const policy = await policyWithout(ctx, 'unbind', [task], {})
  return changeSetting<'settings' | 'unbind', 'unbind'>(ctx, 'unbind', [task], {}, setting, policy)
}

async function aboutTask(
  ctx: Ctx,
  { task: given = '' }: Readonly<Record<string, string>>,
): Promise<readonly Line[]> {
  const task = await ctx.task(given)
  requireAllowed('bind', task)
  const now = (await settingsOf(ctx, [task])).get(task.id)
  return [
    [{ bold: task.name }],
    `${words.name[ctx.locale]}${colon[ctx.locale]}${eipText(now?.eips, ctx.locale)}`,
  ]
}
