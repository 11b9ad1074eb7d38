import type { Locale, Text } from '../base/i18n.ts'
import type { ApprovalRequest } from '../domain/approvals/request.ts'
import { hashShown, parseRequestRef } from '../domain/approvals/request-ref.ts'
import { standingText } from '../domain/approvals/standing.ts'
import type { CommandTarget } from '../domain/command-targets.ts'
import { arg } from '../kit/args.ts'
import type { CommandContext } from '../kit/context.ts'
import { type Reply, reply } from '../kit/reply.ts'
import type { Card } from '../views/card.ts'
import { shownWhy } from '../views/request-words.ts'

/** What the verbs about requests share. */
export const requestArg = arg.text({
  label: { en: 'Request', 'zh-CN': '请求编号' },
  hint: { en: 'Its number, or the beginning of it.', 'zh-CN': '请求编号或其开头几位。' },
  max: 80,
})

type Ctx = CommandContext<never, 'approvals'>

/** The request that was named, and the hash of what its button showed; none where it was typed. */
export async function shownRequest(
  ctx: Ctx,
  given: string,
): Promise<{ readonly request: ApprovalRequest; readonly hash: string | undefined }> {
  const ref = parseRequestRef(given)
  const request = await ctx.approvals.get(ref.id)
  return { request, hash: hashShown(request, ref) }
}

export async function requestNamed(ctx: Ctx, given: string): Promise<ApprovalRequest> {
  return (await shownRequest(ctx, given)).request
}

const look: Text = {
  en: 'Only you can see this. Click the button if this is the request you mean.',
  'zh-CN': '此消息仅您可见。确认无误后请点击按钮。',
}

/** Somebody who typed the number has to see what it is about before it counts: the button carries what was shown. */
export async function askAgain(ctx: Ctx, request: ApprovalRequest, action: CommandTarget): Promise<Reply> {
  const card = await ctx.approvals.card(request, ctx.locale)
  const buttons = (card.buttons ?? []).filter((button) => button.action === action)
  const { menu: _, ...rest } = card
  return reply.toMe({ ...rest, buttons, lines: [...(card.lines ?? []), look[ctx.locale]] })
}

/** A short answer to the person; the request's message shows the rest. */
export function doneReply(title: Text, tone: Card['tone'], locale: Locale): Reply {
  return reply.toMe({ title: title[locale], tone: tone ?? 'neutral' })
}

const begun: Text = {
  en: 'Sent to DRS. The request shows the result.',
  'zh-CN': '已提交 DRS，结果将显示在请求中。',
}

/** What the person hears whose click has carried it out; the request's messages show the rest. */
export function endReply(request: ApprovalRequest, locale: Locale): Reply {
  if (request.state === 'executing') return doneReply(begun, 'working', locale)
  const tone = request.state === 'verified' ? 'good' : 'warning'
  const why = request.why === undefined ? {} : { lines: [shownWhy(request.why, locale)] }
  return reply.toMe({ title: standingText(request)[locale], tone, ...why })
}
