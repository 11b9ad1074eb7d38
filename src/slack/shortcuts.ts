import { type CommandName, isCommandTarget, parseMenuValue } from '../domain/command-targets.ts'
import { formatRef, parseRef, type TaskRef } from '../domain/tasks/task-ref.ts'

/** What people reach without typing: by Slack's id of each shortcut (manifest.yml), the command that it begins. */
export const shortcuts = {
  new_task: { type: 'shortcut', command: 'create' },
  watch_task: { type: 'message_action', command: 'watch' },
} as const satisfies Readonly<
  Record<string, { readonly type: 'shortcut' | 'message_action'; readonly command: CommandName }>
>

export type ShortcutId = keyof typeof shortcuts

export function isShortcut(id: string): id is ShortcutId {
  return Object.hasOwn(shortcuts, id)
}

/** The tasks that the buttons and menus of a message are about. */
export function refsIn(blocks: unknown): readonly TaskRef[] {
  const found = valuesIn(blocks).flatMap((value) => refOf(value) ?? [])
  return [...new Map(found.map((ref) => [formatRef(ref), ref])).values()]
}

function refOf(value: string): TaskRef | undefined {
  const entry = parseMenuValue(value)
  return parseRef(isCommandTarget(entry.action) ? entry.value : value)
}

/** Every `value` in there, of buttons and of options. */
function valuesIn(part: unknown): readonly string[] {
  if (Array.isArray(part)) return part.flatMap(valuesIn)
  if (typeof part !== 'object' || part === null) return []
  return Object.entries(part).flatMap(([key, inside]) =>
    key === 'value' && typeof inside === 'string' ? [inside] : valuesIn(inside),
  )
}
