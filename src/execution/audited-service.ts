import type { CallableAction } from '../domain/actions/rows.ts'
import type { ItemResult, TaskService } from '../domain/tasks/task-service.ts'
import { type Note, refusal } from './audited-call.ts'

/** Steps of setting up that change something; actions do in any case. */
export const changingCalls = [
  'create',
  'testConnection',
  'configure',
  'selectObjects',
  'startComparison',
] as const satisfies readonly (keyof TaskService)[]
type ChangingCall = (typeof changingCalls)[number] | CallableAction

/**
 * DRS for a person: what changes something is written down before it is asked for, and what DRS refuses of it afterwards.
 * If it cannot be written down, it is not asked for.
 */
export function auditedService(service: TaskService, connection: string, note: Note): TaskService {
  const acting = async <T>(
    verb: ChangingCall,
    tasks: readonly string[],
    work: () => Promise<T>,
  ): Promise<T> => {
    const about = { connection, verb, ...(tasks.length > 0 && { tasks }) }
    await note({ kind: 'act', ...about, what: `asks DRS to ${verb}` })
    const answer = await work().catch(async (error: unknown) => {
      await note({ kind: 'result', ...about, what: refusal(verb, error) })
      throw error
    })
    for (const refused of refusedItems(answer)) {
      await note({ kind: 'result', ...about, tasks: [refused.id], what: refusal(verb, refused.error) })
    }
    return answer
  }
  return {
    ...service,
    create: (task) => acting('create', [], () => service.create(task)),
    testConnection: (task, ...more) =>
      acting('testConnection', [task.id], () => service.testConnection(task, ...more)),
    configure: (task, ...ends) => acting('configure', [task.id], () => service.configure(task, ...ends)),
    selectObjects: (task, choice) =>
      acting('selectObjects', [task.id], () => service.selectObjects(task, choice)),
    act: (action, ids, options) => acting(action, ids, () => service.act(action, ids, options)),
    startComparison: (task, ...more) =>
      acting('startComparison', [task.id], () => service.startComparison(task, ...more)),
  }
}

type Refused = Extract<ItemResult, { readonly ok: false }>

function refusedItems(answer: unknown): readonly Refused[] {
  return (Array.isArray(answer) ? answer : [answer]).filter(isRefused)
}

function isRefused(item: unknown): item is Refused {
  return typeof item === 'object' && item !== null && 'ok' in item && item.ok === false
}
