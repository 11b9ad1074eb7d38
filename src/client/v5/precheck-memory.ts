/**
 * The query ids of prechecks. v5 gives a precheck's result only to who knows the id that started it (7.5.1), so that all
 * replicas of the bot should share one memory.
 */
export interface PrecheckMemory {
  /** The ids that are known, by task. */
  get(taskIds: readonly string[]): Promise<ReadonlyMap<string, string>>
  put(taskId: string, queryId: string): Promise<void>
}

/** A memory of this process, for the last `size` tasks. */
export function processMemory(size = 10_000): PrecheckMemory {
  const known = new Map<string, string>()
  return {
    async get(taskIds) {
      return new Map(
        taskIds.flatMap((id) => {
          const query = known.get(id)
          return query === undefined ? [] : [[id, query] as const]
        }),
      )
    },
    async put(taskId, queryId) {
      known.delete(taskId)
      known.set(taskId, queryId)
      const [oldest] = known.keys()
      if (known.size > size && oldest !== undefined) known.delete(oldest)
    },
  }
}
