import { type ActionVerb, actionRule } from '../domain/lifecycle.ts'
import { formatRef } from '../domain/ref.ts'
import type { ServiceCall } from '../domain/service-operations.ts'
import type { Task } from '../domain/task.ts'
import type { Words } from '../text.ts'
import type { Button } from '../views/card.ts'
import { actionButton } from '../views/task-card.ts'
import { actionId, type Context, type Reply, reply } from './command.ts'

const question: Words<[action: string, name: string]> = {
  en: (action, name) => `${action}: ${name}?`,
  'zh-CN': (action, name) => `确定要${action} ${name} 吗？`,
}

/** Typed destructive verbs ask back with the button that does it; pressing it on a card asks back by itself. */
export function askBack<Uses extends ServiceCall>(
  ctx: Context<Uses>,
  verb: ActionVerb,
  task: Task,
  more: readonly Button[] = [],
): Reply {
  const rule = actionRule(verb)
  const button = actionButton(rule, formatRef(task), ctx.locale)
  return reply.toMe({
    title: question[ctx.locale](rule.words[ctx.locale], task.name),
    tone: 'warning',
    lines: button.confirm ? [button.confirm.text] : [],
    buttons: [{ ...button, action: actionId(verb, 'do') }, ...more],
    footer: [{ code: task.id }, ` · ${task.connection}`],
  })
}
