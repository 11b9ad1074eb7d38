import { engineWords, scenarioWords } from '../../drs/engines.ts'
import { statusOf, statusWords } from '../../drs/statuses.ts'
import type { DatabaseState, TaskState } from '../../local-drs/control.ts'
import type { LocalDrs } from '../../local-drs/server.ts'
import type { History } from './history.ts'

/** What the page shows of the world behind the local DRS; words in both languages. `now` in milliseconds. */
export function stateOf({ control }: LocalDrs, history: History, now: number) {
  const databases = control.databases()
  return {
    speed: control.clock().speed,
    tasks: control.tasks().map((task) => shownTask(task, databases, history.curve(task.id, now))),
    faults: control.faults(),
    databases: databases.map(shownDatabase),
  }
}

export type State = ReturnType<typeof stateOf>

function shownTask(task: TaskState, databases: readonly DatabaseState[], curve: readonly (number | null)[]) {
  const { id, name, scenario, engine, status, error, currentAction, allowed, lagMs, rpoMs, precheck } = task
  const nameOf = (key: string | undefined) => databases.find((one) => one.key === key)?.name ?? key ?? ''
  const full = status.startsWith('FULL_TRANSFER') || (status === 'PAUSING' && lagMs === undefined)
  return {
    id,
    name,
    scenario,
    scenarioWords: scenarioWords(scenario),
    engineWords: engineWords(engine),
    from: nameOf(task.source.database),
    to: nameOf(task.target.database),
    kind: statusOf(status).kind,
    words: statusWords(status, scenario),
    percent: full ? task.percent : null,
    precheck: precheck ? shownPrecheck(precheck) : null,
    action: currentAction ?? null,
    error: error ?? task.source.problem ?? task.target.problem ?? null,
    lag: lagMs === undefined ? null : { ms: lagMs, rpoMs: rpoMs ?? null, curve },
    overloaded: task.overloadedSince !== undefined,
    allowed,
  }
}

function shownPrecheck({ process, result, precheck_result, stale }: NonNullable<TaskState['precheck']>) {
  const failed = precheck_result.filter((one) => one.result === 'FAILED').length
  return { percent: Number.parseInt(process, 10), passed: result, failed, stale }
}

function shownDatabase({ key, name, engine, broken, instanceId }: DatabaseState) {
  return { key, name, engine, broken, destination: instanceId !== undefined }
}
