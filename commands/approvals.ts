import * as z from 'zod'
import { approvalRequestedReply } from '../src/app/ask-approval.ts'
import { requestNamed } from '../src/app/requests.ts'
import type { Text } from '../src/base/i18n.ts'
import { UserError } from '../src/base/user-error.ts'
import { connectionOfChange } from '../src/domain/access/access-change.ts'
import {
  parsePolicyChange,
  policyChangeTitle,
  policyRuleRemoval,
  ruleOfChange,
  rulesWithout,
} from '../src/domain/approvals/policy-change.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import type { CommandContext } from '../src/kit/context.ts'
import { type Reply, reply } from '../src/kit/reply.ts'
import { policyCard } from '../src/views/policy-card.ts'
import { callFile, callFileSent } from '../src/views/request-call.ts'
import { requestDetails } from '../src/views/request-card.ts'
import { closedRequestsCard, openRequestsCard } from '../src/views/request-list.ts'

type Ctx = CommandContext<never, 'approvals' | 'roles'>

const what = [
  { value: 'open', words: { en: 'Open requests', 'zh-CN': '待处理的请求' } },
  { value: 'closed', words: { en: 'Closed requests', 'zh-CN': '已结束的请求' } },
  { value: 'policy', words: { en: 'What needs approval', 'zh-CN': '审批策略' } },
] as const

const words = {
  noReason: { en: 'Enter a reason: add --reason.', 'zh-CN': '请用 --reason 填写原因。' },
} satisfies Record<string, Text>

/** What waits for somebody, what has ended, and what needs approval at all. A change of that is itself a request. */
export const approvalsCommand = command({
  name: 'approvals',
  group: 'admin',
  summary: { en: 'Requests for approval, and the policy', 'zh-CN': '查看审批请求与审批策略' },
  uses: [],
  capabilities: ['approvals', 'roles'],
  anywhere: true,
  args: z.strictObject({
    what: arg.choice(what, { label: { en: 'What', 'zh-CN': '查看内容' } }).optional(),
    mine: arg.flag({ label: { en: 'Only my own', 'zh-CN': '仅我发起的' } }),
    set: arg
      .text({
        label: { en: 'New rule: verbs connections people', 'zh-CN': '新规则：命令 连接 人数' },
        max: 500,
      })
      .optional(),
    unset: arg.text({ label: { en: 'Rule to remove', 'zh-CN': '要撤销的规则编号' }, max: 64 }).optional(),
    reason: arg.multiline({ label: { en: 'Reason', 'zh-CN': '原因' }, max: 500 }).optional(),
  }),
  positional: ['what'],
  async run(ctx, { what: which = 'open', mine, set, unset, reason }) {
    if (set !== undefined) return askChange(ctx, ctx.approvals.parseRule(set), reason)
    if (unset !== undefined) return askChange(ctx, await takenBack(ctx, unset), reason)
    if (which === 'policy') return reply.toMe(policyCard(await ctx.approvals.rules(), ctx.locale))
    const all = await ctx.approvals.list(which)
    const shown = mine ? all.filter(({ requester }) => requester === ctx.user) : all
    if (which === 'closed') return reply.toMe(closedRequestsCard(shown, ctx))
    const waiting = await ctx.approvals.waitingFor(shown)
    return reply.toMe(openRequestsCard(shown, waiting, ctx))
  },
  actions: {
    async look(ctx, value) {
      return reply.toMe(await ctx.approvals.card(await requestNamed(ctx, value), ctx.locale))
    },
    async details(ctx, value) {
      return reply.toMe(requestDetails({ ...(await requestNamed(ctx, value)), locale: ctx.locale }))
    },
    async file(ctx, value) {
      const request = { ...(await requestNamed(ctx, value)), locale: ctx.locale }
      const file = callFile(request)
      // Only a call that has a file has the button.
      if (!file) return reply.toMe(requestDetails(request))
      return { kind: 'file', file, card: callFileSent(request, file.name) }
    },
  },
})

async function takenBack(
  ctx: Ctx,
  given: string,
): Promise<{ readonly change: string } | { readonly wrong: Text }> {
  const { given: rules } = await ctx.approvals.rules()
  const [rule, ...more] = rules.filter(({ id }) => id.startsWith(given))
  if (rule && more.length === 0) return { change: policyRuleRemoval(rule.id, rule.value) }
  return {
    wrong: { en: `There is no rule “${given}” from Slack.`, 'zh-CN': `没有来自 Slack 的规则“${given}”。` },
  }
}

async function askChange(
  ctx: Ctx,
  read: { readonly change: string } | { readonly wrong: Text },
  reason: string | undefined,
): Promise<Reply> {
  if ('wrong' in read) throw new UserError(read.wrong)
  const change = parsePolicyChange(read.change)
  if (!change) throw new Error(`not a change of the policy: ${read.change}`)
  const { connections } = ruleOfChange(change)
  for (const reached of connections) await ctx.roles.confirm('admin', reached)
  if (!reason) throw new UserError(words.noReason, 'reason')
  const wanted = {
    kind: 'change',
    verb: 'policy',
    title: policyChangeTitle(change),
    change: read.change,
    otherwise: rulesWithout(change, await ctx.approvals.rules()),
  } as const
  const connection = connectionOfChange({ connections })
  return approvalRequestedReply(
    await ctx.approvals.request({ connection, reason, payload: wanted }),
    ctx.locale,
  )
}
