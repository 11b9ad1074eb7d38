import type { Locale, Text } from '../base/i18n.ts'
import { commandTarget } from '../domain/command-targets.ts'
import { formatRef } from '../domain/tasks/task-ref.ts'
import type { NextCall } from '../drs/results.ts'
import type { Card } from '../views/card.ts'
import { chosenField } from './chosen-tasks.ts'
import { alternativeFields, operationFields } from './operation-form.ts'

/** Buttons below an answer that make the call which asks for the result, or open its form where something is missing. */

const ask: Text = { en: 'Ask for the result', 'zh-CN': '查询结果' }

/** The longest value that Slack lets a button have. */
const longestValue = 2_000

export function resultButtons(
  calls: readonly NextCall[],
  connection: string,
  locale: Locale,
): Pick<Card, 'buttons'> {
  const buttons = calls.flatMap((call) => {
    const value = typedValues(call, connection)
    const label = calls.length === 1 ? ask[locale] : call.operation.title[locale]
    return value === undefined ? [] : [{ label, action: commandTarget('api', 'ask'), value }]
  })
  return buttons.length > 0 ? { buttons } : {}
}

/** As it would be typed behind `/drs api`; nothing for several values where one is asked for. */
function typedValues({ operation, values }: NextCall, connection: string): string | undefined {
  const fields = operationFields(operation)
  const chosen = alternativeFields(operation).find((names) => names.includes(chosenField)) ?? []
  const typed = Object.entries(values).map(([name, texts]) => {
    const isList = chosen.includes(name)
    const isTask = isList || fields.find((field) => field.name === name)?.control === 'task'
    const words = isTask ? texts.map((id) => formatRef({ connection, id })) : texts
    return isList || words.length === 1 ? `--${isList ? chosenField : name}=${words.join(',')}` : undefined
  })
  const value = ['--operation', operation.id, ...typed].join(' ')
  // What an answer holds may be anything; ids have none of the signs that the command line reads.
  const isPlain = typed.every((word) => word !== undefined && /^[\w.,:/=+-]+$/.test(word))
  return isPlain && value.length <= longestValue ? value : undefined
}
