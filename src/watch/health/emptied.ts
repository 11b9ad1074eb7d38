import { type Notice, noticeMessage } from '../../domain/delivery/outbox-message.ts'
import type { StoredHealth } from '../../store/heartbeats.ts'
import { tellMemoryLost } from '../../store/stale-state.ts'
import { emptyReplicaMemory, type HealthMonitorDeps, type ReplicaMemory } from './deps.ts'

/** Whether Redis has lost all that it knew when this replica last asked it. */
export function wasEmptied({ known }: ReplicaMemory, { born }: StoredHealth): boolean {
  return known !== undefined && known.born !== born
}

/** Tells the channels that watched until then, as far as this replica knows them; it begins anew with what is there now. */
export async function tellEmptied(
  { redis, log }: HealthMonitorDeps,
  connection: string,
  memory: ReplicaMemory,
  { born, count: before }: StoredHealth,
): Promise<void> {
  const { known, channels } = memory
  if (known === undefined) return
  const notice: Notice = { kind: 'emptied', at: born }
  const sayings = channels.map(({ channelRef, locale }) => ({
    channelRef,
    message: noticeMessage({ connection, taskId: '' }, notice, locale, String(known.born)),
  }))
  const count = (await tellMemoryLost(redis, connection, { lost: known.born, sayings })) ?? before
  log.error({ connection, channels: channels.length }, 'Redis was emptied')
  Object.assign(memory, emptyReplicaMemory(), { known: { born, count } })
}
