import { isEnded } from '../change.ts'
import { cancel, isOver } from '../comparison.ts'
import { occupied, putComparison } from '../comparisons.ts'
import { waitsForForward } from '../dual-active.ts'
import type { Call } from '../handler.ts'
import type { Verb } from '../lifecycle.ts'
import { configurationRefusal, perform } from '../perform.ts'
import { precheckPassed } from '../precheck.ts'
import { takeEdits } from '../re-edit.ts'
import type { Refusal } from '../refusal.ts'
import type { LocalTask } from '../task.ts'
import type { ActionName, Params, Result } from './act-types.ts'
import { allows } from './allowed.ts'
import { createComparison } from './compare-action.ts'
import { reloadParameters } from './configuration.ts'
import { connectionProblem } from './endpoints.ts'
import { addQuery, factsOf, withFacts } from './facts.ts'
import { precheck, skipItems } from './precheck-action.ts'
import { timeOf } from './query-time.ts'
import { because, failures, wrongStatus } from './refused.ts'

/** The actions of 7.6.1 and 7.6.4, on one task. */

type Act = (call: Call, task: LocalTask, params: Params) => Result

const missing = 'DRS.10020001'
const invalid = 'DRS.10020002'

/** What the contract has refused already when it is missing. */
const lacking = (field: string): Refusal => ({ code: missing, detail: `action_params.${field}` })

/** A change of the task's life; `code` says what could not be done. */
function change(verb: Verb, code: string): Act {
  return (call, task) => {
    const reason = perform(call.world, task, verb)
    return reason && because(code, reason, call.locale)
  }
}

const acts: Readonly<Record<ActionName, Act>> = {
  network,
  precheck: (call, task, { precheck_mode }) =>
    precheck_mode ? precheck(call, task, precheck_mode) : lacking('precheck_mode'),
  start,
  stop: change('pause', failures.pause),
  restart,
  reset,
  skip_precheck: (call, task, { skip_precheck_info: info }) =>
    info ? skipItems(call, task, info.skipped_precheck_list) : lacking('skip_precheck_info'),
  create_compare: (call, task, { compare_task_param: wish }) =>
    wish ? createComparison(call, task, wish) : lacking('compare_task_param'),
  cancel_compare: cancelComparison,
  // Nothing is documented of what these two take; both need a task that can still be edited.
  column_limit: (call, task) => edits(call, task, 'CHOOSE_OBJECT'),
  reload_parameters: reload,
  bind_eip: bindEip,
  unbind_eip: unbindEip,
}

export function act(call: Call, task: LocalTask, name: ActionName, params: Params = {}): Result {
  return acts[name](call, task, params)
}

/** Tests run at once and are told later; with both ends tested the task counts as configured. */
function network(call: Call, task: LocalTask, { endpoints = [] }: Params): Result {
  if (endpoints.length === 0) return lacking('endpoints')
  const refusal = configurationRefusal(call.world, task)
  if (refusal) return { code: refusal }
  if (waitsForForward(call.world, task, 'test')) return { code: wrongStatus }
  const databases = call.world.databases()
  const results = endpoints.map((given) => {
    const previous = given.endpoint_role === 'so' ? task.source : task.target
    const code = connectionProblem(given, databases, previous)
    return { role: given.endpoint_role, ip: given.endpoint.ip ?? previous.ip ?? '', code }
  })
  const verdict = (role: 'so' | 'ta') => {
    const own = results.filter((result) => result.role === role)
    return own.length === 0 ? task.tested[role] : own.every(({ code }) => code === undefined)
  }
  const tested = { so: verdict('so'), ta: verdict('ta') }
  const after = { ...task, tested, configured: task.configured || (tested.so && tested.ta) }
  const startedAt = call.world.clock.moment().virtual
  return { queryId: addQuery(call.world, after, (id) => ({ kind: 'network', id, startedAt, results })) }
}

function start(call: Call, task: LocalTask, { start_time }: Params): Result {
  const startAt = start_time ? timeOf(start_time) : undefined
  if (Number.isNaN(startAt)) return { code: invalid, detail: 'action_params.start_time' }
  const reason = perform(call.world, task, 'start', { startAt })
  return reason && because(failures.start, reason, call.locale)
}

/** Goes on after a pause or a failure, or takes over what was edited while changes are replicated. */
function restart(call: Call, task: LocalTask, { is_sync_re_edit }: Params): Result {
  if (!is_sync_re_edit) return change('resume', failures.restart)(call, task, {})
  const code = takeEdits(call.world, task)
  return code === undefined ? undefined : because(failures.restart, { code }, call.locale)
}

/** After a precheck that was made for it. */
function reset(call: Call, task: LocalTask, params: Params): Result {
  const ready = task.precheck?.mode === 'forResetJob' && precheckPassed(task, call.world.clock.moment())
  if (ready) return change('reset', failures.reset)(call, task, params)
  return because(failures.reset, { code: wrongStatus }, call.locale)
}

function cancelComparison(call: Call, task: LocalTask, { compare_task_param }: Params): Result {
  const id = compare_task_param?.compare_task_id
  const found = task.comparisons.find((comparison) => comparison.id === id)
  if (!found) return { code: invalid, detail: 'compare_task_param.compare_task_id' }
  if (isOver(found)) return { code: occupied }
  putComparison(call.world, task, cancel(found, call.world.clock.moment().virtual))
  return undefined
}

function edits(call: Call, task: LocalTask, command: string): Result {
  return allows(call.world, task, command) ? undefined : { code: wrongStatus }
}

/** Changed parameters (7.10) are at work at once. */
function reload(call: Call, task: LocalTask): Result {
  const refusal = edits(call, task, 'MODIFY_CONFIGURATION')
  if (!refusal) reloadParameters(call.world, task)
  return refusal
}

/** Each node has at most one EIP. */
function bindEip(call: Call, task: LocalTask, { public_ip_config: wish }: Params): Result {
  if (!wish) return lacking('public_ip_config')
  if (isEnded(task)) return { code: wrongStatus }
  const { publicIps } = factsOf(task)
  if (publicIps.some(({ type }) => type === wish.type)) return { code: invalid, detail: 'public_ip_config' }
  call.world.putTask(withFacts(task, { publicIps: [...publicIps, wish] }))
  return undefined
}

function unbindEip(call: Call, task: LocalTask): Result {
  if (isEnded(task) || factsOf(task).publicIps.length === 0) return { code: wrongStatus }
  call.world.putTask(withFacts(task, { publicIps: [] }))
  return undefined
}
