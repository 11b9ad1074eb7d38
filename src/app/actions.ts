import type { Words } from '../base/i18n.ts'
import { Refusal } from '../base/user-error.ts'
import { permission } from '../domain/actions/permission.ts'
import type { TrackedAction } from '../domain/actions/rows.ts'
import { type ActionName, actionOf } from '../domain/actions/rows.ts'
import type { ServiceCall } from '../domain/tasks/service-operations.ts'
import type { Task } from '../domain/tasks/task.ts'
import type { ItemResult } from '../domain/tasks/task-service.ts'
import type { Context } from '../kit/context.ts'
import type { Reply } from '../kit/reply.ts'
import { reply } from '../kit/reply.ts'

/**
 * The way every action on a task goes: look at it afresh, refuse what its status does not allow, call DRS, and follow
 * it until the result is there, because an accepted call is not a result.
 */
const accepted: Words<[action: string, name: string]> = {
  en: (action, name) => `${action}: DRS accepted the request for ${name}`,
  'zh-CN': (action, name) => `${action}：DRS 已接受对 ${name} 的请求`,
}

const follows = {
  en: 'I follow it here and report the result in the thread of its card.',
  'zh-CN': '我会在此跟踪，并在任务卡片的消息列中报告结果。',
}

export function requireAllowed(verb: ActionName, task: Task): void {
  const allowed = permission(verb, task)
  if (!allowed.ok) throw new Refusal(allowed.why, 'task')
}

/** A batch of one: its item's refusal is the call's refusal. */
export function requireAccepted(results: readonly ItemResult[]): void {
  for (const result of results) if (!result.ok) throw result.error
}

export async function actOn<Uses extends ServiceCall>(
  ctx: Context<Uses>,
  verb: ActionName & TrackedAction,
  given: string,
  call: (task: Task) => Promise<readonly ItemResult[]>,
): Promise<Reply> {
  const task = await ctx.task(given)
  requireAllowed(verb, task)
  await ctx.alone(verb, task, async () => {
    requireAccepted(await call(task))
    await ctx.follow(verb, task)
  })
  return reply.toMe({
    title: accepted[ctx.locale](actionOf(verb).words.button[ctx.locale], task.name),
    tone: 'working',
    lines: [follows[ctx.locale]],
  })
}
