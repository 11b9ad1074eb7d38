import { type ObjectSelection, objectKey, type SelectedObject } from './selection.ts'
import { objectText } from './text.ts'

/** What saving a selection would change. */
export interface ObjectsChange {
  readonly added: readonly SelectedObject[]
  readonly removed: readonly SelectedObject[]
  /** Under other names at the destination than before. */
  readonly renamed: readonly { readonly before: SelectedObject; readonly after: SelectedObject }[]
  readonly kept: number
  /** It was everything before, or is afterwards: then objects alone do not say it. */
  readonly everything?: 'before' | 'after'
}

const empty: ObjectsChange = { added: [], removed: [], renamed: [], kept: 0 }

/** From what is selected now (nothing before the first choice) to what is wanted. */
export function objectsChange(before: ObjectSelection | undefined, after: ObjectSelection): ObjectsChange {
  if (before?.scope === 'all') {
    return after.scope === 'all' ? empty : { ...empty, added: after.objects, everything: 'before' }
  }
  const old = before?.objects ?? []
  if (after.scope === 'all') return { ...empty, removed: old, everything: 'after' }
  const was = new Map(old.map((object) => [objectKey(object), object]))
  const is = new Set(after.objects.map(objectKey))
  const renamed = after.objects.flatMap((object) => {
    const earlier = was.get(objectKey(object))
    return earlier && objectText(earlier) !== objectText(object) ? [{ before: earlier, after: object }] : []
  })
  const added = after.objects.filter((object) => !was.has(objectKey(object)))
  const removed = old.filter((object) => !is.has(objectKey(object)))
  return { added, removed, renamed, kept: after.objects.length - added.length - renamed.length }
}

export function isNoChange({ added, removed, renamed, everything }: ObjectsChange): boolean {
  return everything === undefined && added.length + removed.length + renamed.length === 0
}

/** Each change on a line: `+` comes, `-` goes, `~` gets another name. */
export function changeLines({ added, removed, renamed }: ObjectsChange): readonly string[] {
  return [
    ...removed.map((object) => `- ${objectText(object)}`),
    ...renamed.map(({ after }) => `~ ${objectText(after)}`),
    ...added.map((object) => `+ ${objectText(object)}`),
  ]
}

/** So many lines of a change travel with what is asked for. */
const mostWritten = 15

/** The beginning of a change, as an action carries it: its lines, and how many more there are. */
export function writtenChange(lines: readonly string[]): string {
  const left = lines.length - mostWritten
  return [...lines.slice(0, mostWritten), ...(left > 0 ? [`… +${left}`] : [])].join('\n')
}

export function changeIn({ change = '' }: Readonly<Record<string, string>>): readonly string[] {
  return change.split('\n').filter((line) => line !== '')
}
