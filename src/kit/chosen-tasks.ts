import type { Text } from '../base/i18n.ts'
import type { InvalidField } from '../base/user-error.ts'
import { parseRef } from '../domain/tasks/task-ref.ts'
import { isEntry } from '../drs/effects.ts'
import type { ArgumentField } from './args.ts'

/**
 * A request about several tasks has a list whose entries are each about one. In its form the tasks are chosen, and the list says
 * what else there is to say of each; their ids can be written into the list instead.
 */
export interface EntryList {
  /** Of the body's field. */
  readonly name: string
  /** Of the entry's field that holds the id; absent where the entry is the id. */
  readonly key?: string
  /** An entry has to say more than its task. */
  readonly saysMore: boolean
}

/** The name of the field in which the tasks are chosen. */
export const chosenField = 'tasks'

const label: Text = { en: 'Tasks', 'zh-CN': '任务' }

export function chosenTasksField({ key }: EntryList): ArgumentField {
  const hint: Text =
    key === undefined
      ? { en: 'Or give their IDs below.', 'zh-CN': '也可在下方填写任务 ID。' }
      : { en: `Or name them below, as ${key}.`, 'zh-CN': `也可在下方用 ${key} 指定任务。` }
  return { name: chosenField, control: 'tasks', label, hint, required: false }
}

/** What is said at the list itself. */
export function listHint({ key }: EntryList): Text {
  return key === undefined
    ? { en: 'Only for tasks that are not chosen above.', 'zh-CN': '仅填写未在上方选择的任务。' }
    : {
        en: `An entry without ${key} counts for each task chosen above.`,
        'zh-CN': `未填写 ${key} 的条目对上方选择的每个任务生效。`,
      }
}

/** The documents' entries are about tasks of theirs; those that were chosen need one entry for all. */
export function listExample({ key }: EntryList, example: unknown): unknown {
  if (key === undefined || !Array.isArray(example) || !isEntry(example[0])) return example
  const { [key]: _, ...first } = example[0]
  return [first]
}

export function chosenIds(text: string): readonly string[] {
  return text.split(',').map((one) => parseRef(one)?.id ?? one)
}

/** The list with the chosen tasks in it, or what is wrong with the two of them. */
export function withChosen(
  { name, key }: EntryList,
  chosen: readonly string[],
  given: unknown,
): { readonly list: unknown } | InvalidField {
  if (given === undefined && chosen.length === 0) return { field: chosenField, text: noneNamed }
  if (chosen.length === 0 || (given !== undefined && !Array.isArray(given))) return { list: given }
  const entries: readonly unknown[] = Array.isArray(given) ? given : key === undefined ? [] : [{}]
  if (key === undefined) return { list: [...new Set([...chosen, ...entries])] }
  const isFree = (entry: unknown): entry is Readonly<Record<string, unknown>> =>
    isEntry(entry) && !(key in entry)
  const free = entries.filter(isFree)
  if (free.length === 0) return { field: `body.${name}`, text: allNamed(key) }
  const ofChosen = chosen.flatMap((id) => free.map((entry) => ({ [key]: id, ...entry })))
  return { list: [...ofChosen, ...entries.filter((entry) => !isFree(entry))] }
}

const noneNamed: Text = {
  en: 'Choose at least one task, or name it below.',
  'zh-CN': '请至少选择一个任务，或在下方指定任务。',
}

function allNamed(key: string): Text {
  return {
    en: `Each entry names its own task in ${key}, so the tasks chosen above are not used. Remove ${key}, or clear the choice above.`,
    'zh-CN': `每个条目都用 ${key} 指定了任务，上方选择的任务不会生效。请删除 ${key}，或清空上方的选择。`,
  }
}
