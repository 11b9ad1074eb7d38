import { say, type Text } from '../../base/i18n.ts'
import { statusOf, statusWords } from '../../drs/statuses.ts'
import { type CommandName, isCommandName } from '../command-targets.ts'
import type { Action, TaskState } from './action.ts'
import { type ActionName, actionNames, actionOf, actions } from './rows.ts'

/** An action that a command of its own asks for. */
export type ActionVerb = ActionName & CommandName

export type Permission = { readonly ok: true } | { readonly ok: false; readonly why: Text }

/** Whether the task's state allows the action, and if not, why in the reader's words. */
export function permission(name: ActionName, task: TaskState): Permission {
  const action = actionOf(name)
  const why = outOfScenario(action, task) ?? inWrongStatus(action, task)
  return why === undefined ? { ok: true } : { ok: false, why }
}

function outOfScenario({ scenarios }: Action, { scenario }: TaskState): Text | undefined {
  return scenarios && !scenarios.only.includes(scenario) ? scenarios.why : undefined
}

/** An objection that does not hang on the status is said first: no status would help. */
function inWrongStatus(action: Action, task: TaskState): Text | undefined {
  const { from = [], objection, elsewhere } = action
  const always = objection?.({ ...task, precheckPassed: true })
  if (always) return always
  if (from.includes(statusOf(task.status).status)) return objection?.(task)
  const now = statusWords(task.status, task.scenario)
  return elsewhere ? elsewhere(now) : wrongStatus(action, from, task, now)
}

function wrongStatus({ words }: Action, from: readonly string[], { scenario }: TaskState, now: Text): Text {
  const wanted = from.slice(0, 4).map((status) => statusWords(status, scenario))
  const more = from.length > wanted.length
  return say(
    `“${words.button.en}” is not possible while the task is in “${now.en}”. It needs: ${wanted.map((w) => w.en).join(', ')}${more ? ', …' : '.'}`,
    `任务当前为“${now['zh-CN']}”，不能执行“${words.button['zh-CN']}”。需要的状态：${wanted.map((w) => w['zh-CN']).join('、')}${more ? '等。' : '。'}`,
  )
}

/** The actions worth offering on a card of a task in this state, in the order of the table. */
export function offeredActions(task: TaskState): readonly ActionVerb[] {
  return actionNames
    .filter(isVerb)
    .filter((name) => actionOf(name).offered !== false && permission(name, task).ok)
}

function isVerb(name: ActionName): name is ActionVerb {
  return isCommandName(name)
}

/** DRS takes the task's databases and settings, since it was never started. */
export function isConfigured(status: string | undefined): boolean {
  return actions.configure.from.some((one) => one === status)
}

/** All that the action may do is harmless until the task is started, which it was not in that status. */
export function isHarmlessIn(name: ActionName, status: string | undefined): boolean {
  const { guard } = actionOf(name)
  if (guard === undefined || !isConfigured(status)) return false
  return guard.effects.every(({ untilStart }) => untilStart === true)
}
