import type { Comparison } from '../../domain/tasks/comparison.ts'
import type { LookupResult, TaskService } from '../../domain/tasks/task-service.ts'
import { DrsError } from '../../drs/drs-error.ts'

/** The latest comparison of each task; those that were never compared are missing from `found`. */
export async function latestComparisons(
  service: Pick<TaskService, 'comparisons'>,
  ids: readonly string[],
): Promise<LookupResult<Comparison>> {
  const found = new Map<string, Comparison>()
  const failed = new Map<string, DrsError>()
  for (const id of ids) {
    try {
      const [latest] = await service.comparisons(id)
      if (latest) found.set(id, latest)
    } catch (error) {
      if (!(error instanceof DrsError)) throw error
      failed.set(id, error)
    }
  }
  return { found, gone: new Set(), failed }
}
