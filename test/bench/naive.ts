import type { TaskService } from '../../src/domain/tasks/task-service.ts'
import type { Messenger } from '../../src/ports/messenger.ts'

/**
 * What one would write first: a call for the details of each task, a message for each change, nothing remembered but in
 * memory. For comparison; it loses what happens while it restarts, and tells it twice if it runs twice.
 */
export async function naivePeer(
  service: TaskService,
  ids: readonly string[],
  messenger: Messenger,
): Promise<void> {
  const left = ids.values()
  const lane = async () => {
    for (const id of left) {
      const task = (await service.details([id])).found.get(id)
      if (task === undefined) continue
      const before = known.get(id)
      known.set(id, task.status)
      if (before !== undefined && before !== task.status) {
        await messenger.post({
          team: 'T',
          channel: 'C',
          key: id,
          card: { title: `${before} → ${task.status}` },
        })
      }
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}

/** Calls at the same time. */
const lanes = 16

const known = new Map<string, string>()
