import { batchDeleteJobs, cloneJob, createJob, deleteJob, updateJob, v5ListJobs } from '../../drs/v5/index.ts'
import { askedEngine } from '../engine-names.ts'
import { type Call, handler, isRefusal } from '../handler.ts'
import { newLife } from '../lifecycle.ts'
import { isTakenName } from '../names.ts'
import { perform } from '../perform.ts'
import { subtasksOf } from '../subtasks.ts'
import type { LocalTask } from '../task.ts'
import { zoneless } from '../times.ts'
import type { World } from '../world.ts'
import { actionsView, canClone } from './allowed.ts'
import { jobInPath } from './asking.ts'
import { factsOf } from './facts.ts'
import { described, draftOf, draftRefusal, duplicateName } from './new-task.ts'
import { pageOf, sorted } from './pages.ts'
import { batchResult, because, failures, noSuchTask, type Outcome, refuse } from './refused.ts'
import { update } from './update.ts'

/** The life of a task outside its running (7.2). */

/** 7.2.1. */
export const createTask = handler(createJob, ({ job }, call) => {
  const wish = described(job)
  if (isRefusal(wish)) return refuse(wish)
  const draft = draftOf(call, wish, job)
  const refusal = draftRefusal(draft, (name) => isTakenName(call.world.tasks(), name))
  return refusal ? refuse(refusal) : { job: newcomer(call.world.addTask(draft)) }
})

function newcomer(task: LocalTask) {
  return {
    id: task.id,
    name: task.name,
    status: task.life.status,
    create_time: zoneless(task.createdAt),
    is_clone_job: factsOf(task).clone,
  }
}

/** 7.2.2. */
export const listTasks = handler(v5ListJobs, (_none, call) => {
  const { world } = call
  const found = world.tasks().filter((task) => isWanted(task, call.query))
  const page = pageOf(sorted(found.map(listedJob), call), call)
  return { total_count: found.length, jobs: page.map((job) => withActions(world, job)) }
})

/** Only for the tasks that are shown. */
function withActions(world: World, job: ReturnType<typeof listedJob>) {
  const task = world.task(job.id)
  return task ? { ...withChildren(world, task), job_action: actionsView(world, task) } : job
}

function isWanted(task: LocalTask, query: Call['query']): boolean {
  const { engine_type, net_type, enterprise_project_id: project, instance_ip } = query
  const among = (joined: string | undefined, ...values: readonly (string | undefined)[]) =>
    !joined || joined.split(',').some((wanted) => values.includes(wanted))
  return [
    task.scenario === query.job_type,
    !query.name || query.name === task.id || task.name.toLowerCase().includes(query.name.toLowerCase()),
    among(query.status, task.life.status),
    !engine_type || askedEngine(engine_type) === task.engine,
    !net_type || net_type === task.network,
    !project || project === factsOf(task).enterpriseProject,
    among(query.instance_ids, task.source.inst_id, task.target.inst_id),
    !instance_ip || instance_ip === task.source.ip || instance_ip === task.target.ip,
  ].every(Boolean)
}

function listedJob(task: LocalTask) {
  const { charging, enterpriseProject, node, zones } = factsOf(task)
  return {
    id: task.id,
    name: task.name,
    status: task.life.status,
    description: task.description,
    create_time: zoneless(task.createdAt),
    engine_type: task.engine,
    net_type: task.network,
    charging_mode: charging,
    billing_tag: task.life.startedAt !== undefined,
    job_direction: task.direction,
    job_type: task.scenario,
    task_type: task.life.mode,
    enterprise_project_id: enterpriseProject,
    job_mode: 'single',
    job_mode_role: 'master',
    is_multi_az: node?.base_info?.instance_type === 'ha' || zones !== undefined,
    node_role: null,
    node_new_framework: false,
  }
}

/** Subtasks have the fields of their task, but for those that are tasks themselves. */
function withChildren(world: World, task: LocalTask) {
  const own = listedJob(task)
  const parts = subtasksOf(world, task)
  return {
    ...own,
    children: parts.map(({ id, name, status, own: real }) =>
      real ? listedJob(real) : { ...own, id, name, status },
    ),
  }
}

/** 7.2.3: the id that comes with saved objects is for the call that asks how far saving is (7.4.10). */
export const updateTask = handler(updateJob, ({ job }, call) => {
  const task = jobInPath(call)
  const result = update(call, task, job)
  if (result === undefined) return { id: task.id, status: 'success' }
  if (isRefusal(result)) return refuse(result)
  return { id: result.queryId, status: 'success' }
})

function remove(call: Call, task: LocalTask): Outcome {
  const reason = perform(call.world, task, 'delete')
  return reason && because(failures.delete, reason, call.locale)
}

/** 7.2.4. */
export const deleteTask = handler(deleteJob, (_none, call) => {
  const refusal = remove(call, jobInPath(call))
  return refusal ? refuse(refusal) : {}
})

/** 7.2.5. */
export const deleteTasks = handler(batchDeleteJobs, ({ jobs }, call) => ({
  jobs: jobs.map((id) => batchResult(call, id, (task) => remove(call, task))),
}))

/** 7.2.6: the databases of the clone have to be tested anew, as passwords are not kept. */
export const cloneTask = handler(cloneJob, ({ job_id, name, task_version }, call) => {
  const task = jobInPath({ ...call, params: { job_id } }, noSuchTask)
  if (!canClone(task)) refuse({ code: 'DRS.10010006' })
  if (isTakenName(call.world.tasks(), name)) refuse({ code: duplicateName })
  const moment = call.world.clock.moment()
  const { id: _own, precheck: _checked, forcedLag: _forced, extras, ...copied } = task
  const clone = call.world.addTask({
    ...copied,
    ...(extras ? { extras: { ...extras, queries: [], parameterChanges: [] } } : {}),
    name,
    life: newLife(task.life.mode, task.life.expiredDays, moment),
    direction: task.originalDirection,
    tested: { so: false, ta: false },
    configured: false,
    comparisons: [],
    differences: {},
    createdAt: moment.wall,
    updatedAt: moment.wall,
    v5: { ...factsOf(task), clone: true, version: task_version, queries: [], publicIps: [] },
  })
  return newcomer(clone)
})
