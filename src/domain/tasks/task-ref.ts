/** How a task is named in button values and drafts: `<connection>/<task id>`. Ids only, nothing secret. */
export interface TaskRef {
  readonly connection: string
  readonly id: string
}

export function formatRef(task: TaskRef): string {
  return `${task.connection}/${task.id}`
}

/** `undefined` for a value that no button of ours has made. */
export function parseRef(value: string): TaskRef | undefined {
  const cut = value.indexOf('/')
  if (cut <= 0 || cut === value.length - 1) return undefined
  return { connection: value.slice(0, cut), id: value.slice(cut + 1) }
}

/** Names, ids, patterns or references with blanks or commas between them, each once. */
export function splitList(given: string): readonly string[] {
  return [...new Set(given.split(/[\s,，、]+/).filter((part) => part !== ''))]
}
