import type { Locale } from '../base/i18n.ts'
import { type Attention, attention } from '../domain/tasks/attention.ts'
import { formatRef } from '../domain/tasks/task-ref.ts'
import { engineWords } from '../drs/engines.ts'
import { statusWords } from '../drs/statuses.ts'
import { attentionWords } from './attention-words.ts'
import type { Inline } from './card.ts'
import { endAddress } from './ends.ts'
import { type ShownTask, shortId } from './task-card.ts'
import { joined, stateLine } from './task-state.ts'

interface Reader {
  readonly now: number
  readonly locale: Locale
}

interface LineOptions extends Reader {
  /** Names that several tasks bear: these show id and address. */
  readonly alike?: ReadonlySet<string>
  /** Where it is known already. */
  readonly attention?: Attention
  /** The connection that the list names already. */
  readonly of?: string
}

/** One line of a list: `🔴 orders-2 · Incremental phase failed · MySQL → MySQL · prod-eu`. */
export function taskLine(task: ShownTask, options: LineOptions): readonly Inline[] {
  const { now, locale, alike } = options
  const { name = shortId(task.id), engine = '', connection } = task
  const { icon } = attentionWords[options.attention ?? attention(task, now)]
  return joined([
    [`${icon} `, { bold: name }],
    ...identity(task, alike).map((part) => [part]),
    stateLine(task, now, locale),
    [engineWords(engine)[locale]],
    ...(connection === options.of ? [] : [[connection]]),
  ])
}

/** Tasks to choose among. A menu shows little, so what tells tasks apart comes first. */
export function taskChoices(
  tasks: readonly ShownTask[],
  { now, locale }: Reader,
  alike: ReadonlySet<string> = alikeNames(tasks),
): readonly { readonly value: string; readonly label: string }[] {
  return tasks.map((task) => {
    const { name = shortId(task.id), engine = '', status, scenario } = task
    const { icon } = attentionWords[attention(task, now)]
    const state = status === null ? '' : statusWords(status, scenario)[locale]
    const parts = [`${icon} ${name}`, ...identity(task, alike), state, engineWords(engine)[locale]]
    return { value: formatRef(task), label: parts.filter((part) => part !== '').join(' · ') }
  })
}

function identity(task: ShownTask, alike: ReadonlySet<string> | undefined): readonly string[] {
  return alike?.has(nameKey(task)) ? [shortId(task.id), endAddress(task.source)].filter(Boolean) : []
}

function nameKey({ name = '' }: Pick<ShownTask, 'name'>): string {
  return name.toLowerCase()
}

/** The names that more than one of the tasks bears, in small letters. */
export function alikeNames(tasks: readonly Pick<ShownTask, 'name'>[]): ReadonlySet<string> {
  const seen = new Set<string>()
  const twice = new Set<string>()
  for (const task of tasks) (seen.has(nameKey(task)) ? twice : seen).add(nameKey(task))
  return twice
}
