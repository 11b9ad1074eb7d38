import { type Snapshot, snapshotSchema } from '../domain/watching/snapshot.ts'
import { keysOf } from './keys.ts'
import type { Redis } from './redis.ts'
import { storedKind } from './stored.ts'

/** What the key of a snapshot says is not said again in its value: there may be a hundred thousand of them. */
export const snapshotKind = storedKind({
  name: 'snapshot',
  version: 1,
  schema: snapshotSchema.omit({ connection: true, id: true }),
})

export function writeSnapshot({ connection: _, id: __, ...state }: Snapshot): string {
  return snapshotKind.write(state)
}

export function readSnapshot(
  redis: Redis,
  connection: string,
  id: string,
  text: string | null | undefined,
): Snapshot | undefined {
  const state = snapshotKind.read(redis, text, { key: keysOf(connection).snapshot(id) })
  // Into the object that was just made: a copy would cost more than reading and checking it did.
  return state && Object.assign(state, { connection, id })
}
