import type { Task } from '../domain/tasks/task.ts'
import type { ItemResult, TaskService } from '../domain/tasks/task-service.ts'
import type { SetUpSteps } from '../ports/execution.ts'
import { refusalForAudit, type WriteAuditNote } from './audit-notes.ts'

/**
 * Setting a task up for a person: each step is written down before it is asked for, and what DRS refuses of it afterwards.
 * If it cannot be written down, it is not asked for. Nothing runs on a task that is being configured, so that no lock is
 * taken. `created` is told of a task that DRS has made.
 */
export function auditedSetUp(
  service: TaskService,
  connection: string,
  note: WriteAuditNote,
  created: (task: Task) => Promise<void>,
): SetUpSteps {
  const step = async <T>(verb: string, tasks: readonly string[], work: () => Promise<T>): Promise<T> => {
    const about = { connection, verb, ...(tasks.length > 0 && { tasks }) }
    await note({ kind: 'act', ...about, what: `asks DRS to ${verb}` })
    const answer = await work().catch(async (error: unknown) => {
      await note({ kind: 'result', ...about, what: refusalForAudit(verb, error) })
      throw error
    })
    if (isRefused(answer)) await note({ kind: 'result', ...about, what: refusalForAudit(verb, answer.error) })
    return answer
  }
  return {
    createTask: async (task) => {
      const made = await step('create', [], () => service.create(task))
      const { name, scenario, engine, direction, mode, network } = task
      await created({ connection, ...made, name, scenario, engine, direction, mode, network })
      return made
    },
    cloneTask: async (task, name) => {
      const made = await step('clone', [task.id], () => service.clone(task, name))
      await created({ ...task, ...made, name })
      return made
    },
    testDatabase: (task, ...more) =>
      step('testConnection', [task.id], () => service.testConnection(task, ...more)),
    storeDatabases: (task, ...ends) => step('configure', [task.id], () => service.configure(task, ...ends)),
    chooseObjects: (task, choice) =>
      step('selectObjects', [task.id], () => service.selectObjects(task, choice)),
  }
}

type Refused = Extract<ItemResult, { readonly ok: false }>

function isRefused(item: unknown): item is Refused {
  return typeof item === 'object' && item !== null && 'ok' in item && item.ok === false
}
