import type { TaskService } from '../domain/tasks/task-service.ts'

/**
 * DRS says at times, for a moment, that a task does not exist which is there all the time. For a person it is asked again
 * before that is believed; polls look again later anyway.
 */
export function askedTwice(service: TaskService): TaskService {
  return {
    ...service,
    async details(ids) {
      const first = await service.details(ids)
      if (first.gone.size === 0) return first
      const again = await service.details([...first.gone])
      return {
        found: new Map([...first.found, ...again.found]),
        gone: again.gone,
        failed: new Map([...first.failed, ...again.failed]),
      }
    },
  }
}
