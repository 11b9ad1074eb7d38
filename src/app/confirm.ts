import type { Locale, Text, TextTemplate } from '../base/i18n.ts'
import { type ActionName, actionOf } from '../domain/actions/rows.ts'
import { type CommandWith, commandTarget } from '../domain/command-targets.ts'
import type { Task } from '../domain/tasks/task.ts'
import { formatRef } from '../domain/tasks/task-ref.ts'
import type { Context } from '../kit/context.ts'
import { type Reply, reply } from '../kit/reply.ts'
import type { Button } from '../views/card.ts'
import { confirmWords, taskNames } from '../views/task-card.ts'

const question: TextTemplate<[action: string, name: string]> = {
  en: (action, name) => `${action}: ${name}?`,
  'zh-CN': (action, name) => `确定要${action} ${name} 吗？`,
}

const effect: Text = { en: 'This starts right away.', 'zh-CN': '将立即执行。' }

/** Verbs that have a button which does it. */
type VerbAskedBack = ActionName & CommandWith<'do'>

/** The button that does it, asking back once more. */
function doButton(verb: VerbAskedBack, value: string, locale: Locale): Button {
  const label = actionOf(verb).words.button[locale]
  const text = (actionOf(verb).words.effect ?? effect)[locale]
  return {
    label,
    action: commandTarget(verb, 'do'),
    value,
    style: 'danger',
    confirm: { title: label, text, yes: confirmWords.yes[locale], no: confirmWords.no[locale] },
  }
}

/** Destructive verbs that need no approval ask back with the button that does it. */
export function askBack(
  { locale }: Pick<Context, 'locale'>,
  verb: VerbAskedBack,
  tasks: readonly [Task, ...Task[]],
  more: readonly Button[] = [],
): Reply {
  const [{ connection }] = tasks
  const button = doButton(verb, tasks.map(formatRef).join(','), locale)
  return reply.toMe({
    title: question[locale](actionOf(verb).words.button[locale], taskNames(tasks, locale)),
    tone: 'warning',
    lines: [(actionOf(verb).words.effect ?? effect)[locale]],
    buttons: [button, ...more],
    footer: [...tasks.map(({ id }) => ({ code: id })), ` · ${connection}`],
  })
}
