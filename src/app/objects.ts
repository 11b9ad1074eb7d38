import { type Locale, say, type TextTemplate } from '../base/i18n.ts'
import { UserError } from '../base/user-error.ts'
import type { ObjectRules, SourceObjects } from '../domain/objects/check.ts'
import { changeLines, type ObjectsChange } from '../domain/objects/diff.ts'
import type { LineProblem } from '../domain/objects/read-text.ts'
import { type ObjectSelection, selectionOf } from '../domain/objects/selection.ts'
import type { TaskObjects } from '../domain/objects/task-objects.ts'
import { objectsText } from '../domain/objects/text.ts'
import type { Task } from '../domain/tasks/task.ts'
import { textOfFile } from '../domain/text/file-text.ts'
import { nameIn, nameValue } from '../domain/text/form-name.ts'
import type { CommandContext } from '../kit/context.ts'
import type { ReceivedFile } from '../ports/drs.ts'
import { problemLine } from '../views/objects-card.ts'
import { approvalReads } from './ask-approval.ts'

/** What people say of the objects of a task, as one text, and what they get back of it as files. */

export const objectsUses = [
  ...([
    'list',
    'selectedObjects',
    'sourceObjects',
    'appliedObjects',
    'objects',
    'editcheck',
    'reedit',
  ] as const),
  ...approvalReads,
] as const

export type ObjectsContext = CommandContext<
  (typeof objectsUses)[number],
  'settings' | 'actions' | 'approvals' | 'inputs'
>

/** What was filled into the form. */
export interface WantedObjects {
  readonly scope?: 'all' | 'databases' | 'names' | undefined
  /** As `nameValue` writes them. */
  readonly databases?: readonly string[] | undefined
  readonly names?: string | undefined
  readonly file?: string | undefined
  readonly root?: string | undefined
}

/** As the form holds it. */
export function valuesOf({ databases, ...others }: WantedObjects): Readonly<Record<string, string>> {
  const values = { ...others, databases: databases?.join(',') }
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}

const noText = say(
  'This file is no text. Save it as CSV or text, then upload it again.',
  '该文件不是文本文件，请另存为 CSV 或文本文件后重新上传。',
)

/** What is wanted, in the lines in which people name objects. */
export async function chosenText(
  { inputs }: Pick<ObjectsContext, 'inputs'>,
  { scope, databases = [], names = '', file }: WantedObjects,
): Promise<string> {
  if (scope === 'all') return objectsText({ scope: 'all' })
  if (scope === 'databases') return objectsText(selectionOf({ databases: databases.map(nameIn) }))
  return file === undefined ? names : uploadedText(inputs, file)
}

/** The text of a file that was handed over in the field `file`. */
export async function uploadedText(inputs: ObjectsContext['inputs'], file: string): Promise<string> {
  const text = textOfFile((await inputs.file(file)).bytes)
  if (text === undefined) throw new UserError(noText, 'file')
  return text
}

export function rulesFor(
  { engine, scenario, source: end }: Task,
  { api }: TaskObjects,
  source: SourceObjects | undefined,
): ObjectRules {
  return {
    ...{ engine, source, renames: scenario === 'sync', fine: api === 'v5' },
    ...(end?.dbName !== undefined && { database: end.dbName }),
  }
}

/** A form takes so many characters. */
const mostTyped = 2_900

/** What the form begins with: the selection as it is, where it has room for it. */
export function presentText(
  { destination }: Task,
  { selection, root = destination?.dbName }: TaskObjects,
): Readonly<Record<string, string>> {
  const target = root === undefined ? {} : { root }
  if (selection === undefined) return target
  if (selection.scope === 'all') return { ...target, scope: 'all' }
  const text = objectsText(selection)
  const databases = selection.objects.flatMap(({ path, whole, to }) =>
    whole && path.length === 1 && !to ? [nameValue(path[0])] : [],
  )
  const onlyDatabases = databases.length === selection.objects.length
  return {
    ...target,
    ...(onlyDatabases ? { scope: 'databases', databases: databases.join(',') } : { scope: 'names' }),
    ...(text.length <= mostTyped && { names: text.trimEnd() }),
  }
}

const fileTitle = {
  now: { en: (name) => `Objects of ${name}`, 'zh-CN': (name) => `${name} 的对象` },
  before: {
    en: (name) => `Objects of ${name} before the change`,
    'zh-CN': (name) => `${name} 修改前的对象`,
  },
} satisfies Record<string, TextTemplate<[name: string]>>

/** A selection as it can be edited and uploaded again; `before`: as it was before a change. */
export function objectsFile(
  task: Task,
  selection: ObjectSelection | undefined,
  which: keyof typeof fileTitle,
  locale: Locale,
): ReceivedFile {
  const title = fileTitle[which][locale](task.name).replace(/\s+/g, ' ')
  const text = `# ${title}\n${selection ? objectsText(selection) : ''}`
  return textFile(task, which === 'now' ? 'objects' : 'objects-before', text)
}

/** Every line of a change. */
export function changeFile(task: Task, change: ObjectsChange): ReceivedFile {
  return textFile(task, 'objects-change', ended(changeLines(change)))
}

export function problemsFile(task: Task, problems: readonly LineProblem[], locale: Locale): ReceivedFile {
  return textFile(task, 'objects-problems', ended(problems.map((one) => problemLine(one, locale))))
}

function ended(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('')
}

function textFile({ name }: Task, what: string, text: string): ReceivedFile {
  const safe = name.replace(/[^\p{L}\p{N}_-]+/gu, '_')
  return { name: `${safe}-${what}.txt`, bytes: new TextEncoder().encode(text) }
}
