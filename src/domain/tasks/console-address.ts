import type { TaskRef } from './task-ref.ts'

/** A connection, and the address of its tasks in the console with `{id}`, `{region}` and `{project}` in it, if there is one. */
export interface ConsoleOfConnection {
  readonly name: string
  readonly region: string
  readonly projectId: string
  readonly console?: string
}

function filled({ console, region, projectId }: ConsoleOfConnection, id: string): string | undefined {
  const values = {
    id: encodeURIComponent(id),
    region: encodeURIComponent(region),
    project: encodeURIComponent(projectId),
  }
  return console?.replaceAll(/\{(id|region|project)\}/g, (_, name: keyof typeof values) => values[name])
}

/** Where the task is in the console of the cloud; undefined where its connection has no such address. */
export function consoleUrlOf(
  connections: readonly ConsoleOfConnection[],
  { connection, id }: TaskRef,
): string | undefined {
  const found = connections.find(({ name }) => name === connection)
  return found && filled(found, id)
}

/** No id, and nothing that would be written in another way in an address. */
const placeholder = '0task0'

/** The task that an address of the console is about, whatever follows after it; undefined for any other address. */
export function taskAtConsole(connections: readonly ConsoleOfConnection[], url: string): TaskRef | undefined {
  for (const connection of connections) {
    const [before = '', after = ''] = filled(connection, placeholder)?.split(placeholder) ?? []
    if (before === '' || !url.startsWith(before)) continue
    const [id = ''] = /^[\w-]{1,64}/.exec(url.slice(before.length)) ?? []
    const rest = url.slice(before.length + id.length)
    const isWhole = rest.startsWith(after) && /^(?:[/?#&]|$)/.test(rest.slice(after.length))
    if (id !== '' && isWhole) return { connection: connection.name, id }
  }
  return undefined
}
