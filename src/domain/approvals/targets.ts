import { operationById } from '../../drs/index.ts'
import { verbsOfTask } from '../actions/of-call.ts'
import { type TrackedAction, trackedActions } from '../actions/rows.ts'
import { taskIdsOf } from './open.ts'
import type { Effect } from './policy.ts'
import type { Wanted, WantedTask } from './request.ts'

/** A task with what is wanted of it; a call may want several things of one. */
export interface Target {
  readonly task: WantedTask
  readonly verbs: readonly Effect[]
}

/** What is done to which task. Tasks that a call names without having shown how they stood are not among them. */
export function targetsOf(wanted: Wanted): readonly Target[] {
  if (wanted.kind === 'change') return []
  if (wanted.kind === 'action') return wanted.tasks.map((task) => ({ task, verbs: [wanted.verb] }))
  const { tasks = [], input, operation } = wanted
  const op = operationById(operation)
  return op ? tasks.map((task) => ({ task, verbs: verbsOfTask(op, input, task.id) })) : []
}

/** Tasks that a request names without saying how they stood when somebody asked. */
export function unseenTasks(wanted: Wanted): readonly string[] {
  const seen = new Set(targetsOf(wanted).map(({ task }) => task.id))
  return taskIdsOf({ wanted }).filter((id) => !seen.has(id))
}

export interface Followable {
  readonly task: WantedTask
  readonly verb: TrackedAction
}

/**
 * The tasks whose end shows what became of the request. None if the end of some of them cannot be seen by looking: then
 * DRS's answer is the result of the whole.
 */
export function followableOf(wanted: Wanted): readonly Followable[] {
  const targets = targetsOf(wanted)
  const found = targets.flatMap(({ task, verbs: [verb, ...more] }) =>
    isFollowed(verb) && more.length === 0 ? [{ task, verb }] : [],
  )
  return found.length === targets.length && unseenTasks(wanted).length === 0 ? found : []
}

function isFollowed(verb: string | undefined): verb is TrackedAction {
  return trackedActions.some((one) => one === verb)
}
