import type { Snapshot } from '../domain/watching/snapshot.ts'

/** What the key of a snapshot says is not said again in its value: there may be a hundred thousand of them. */
export function writeSnapshot({ connection: _, id: __, ...state }: Snapshot): string {
  return JSON.stringify(state)
}

export function readSnapshot(
  connection: string,
  id: string,
  text: string | null | undefined,
): Snapshot | undefined {
  if (text === null || text === undefined) return undefined
  const state: Omit<Snapshot, 'connection' | 'id'> = JSON.parse(text)
  return { ...state, connection, id }
}
