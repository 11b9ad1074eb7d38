import { type Locale, locales } from '../base/i18n.ts'
import type { TaskService } from '../domain/tasks/task-service.ts'
import type { Generation } from '../drs/operation.ts'
import { createApiVersionCache } from './api-version-cache.ts'
import { createMixedTaskService } from './both-versions.ts'
import type { Client } from './client.ts'
import { createTaskServiceV3 } from './v3/service.ts'
import { processMemory } from './v5/precheck-memory.ts'
import { createTaskServiceV5, type V5Options } from './v5/service.ts'

export interface TaskServiceOptions extends Omit<V5Options, 'v3'> {
  /** The API generations that the connection may use, default v3. */
  readonly generations?: readonly Generation[]
}

/**
 * The task services of one connection, one per language; they share what was found out about its tasks. Callers need not
 * know in which API generation a task lives.
 */
export function createTaskServiceFor(
  client: Client,
  options: TaskServiceOptions = {},
): (locale: Locale) => TaskService {
  const { generations = ['v3'], prechecks = processMemory(), ...rest } = options
  const has = { v3: generations.includes('v3'), v5: generations.includes('v5') }
  const apiVersions = createApiVersionCache()
  const v5 = { ...rest, prechecks, v3: has.v3 }
  const services = new Map(
    locales.map((locale) => [
      locale,
      createMixedTaskService(
        {
          ...(has.v3 ? { v3: createTaskServiceV3(client, locale) } : {}),
          ...(has.v5 ? { v5: createTaskServiceV5(client, locale, v5) } : {}),
        },
        apiVersions,
      ),
    ]),
  )
  return (locale) => {
    const service = services.get(locale)
    if (!service) throw new Error(`no task service for the language ${locale}`)
    return service
  }
}
