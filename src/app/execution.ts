import { randomUUID } from 'node:crypto'
import type { Text } from '../base/i18n.ts'
import { UserError } from '../base/user-error.ts'
import type { Actor } from '../domain/access/person.ts'
import type { ActionOptions } from '../domain/actions/action.ts'
import { taskIdsIn } from '../domain/actions/call-entries.ts'
import { refusedBy } from '../domain/actions/exclusion.ts'
import { doneToTask, trackedInCall, verbsOfCall } from '../domain/actions/of-call.ts'
import { isHarmlessIn } from '../domain/actions/permission.ts'
import {
  actionOf,
  aimsOf,
  type CallableAction,
  isAction,
  isTracked,
  type SettingAction,
  type TrackedAction,
} from '../domain/actions/rows.ts'
import { payloadTask } from '../domain/approvals/payload.ts'
import type { Effect, Policy } from '../domain/approvals/policy.ts'
import { type PayloadTask, statusesIn } from '../domain/approvals/request.ts'
import type { PayloadTarget } from '../domain/approvals/targets.ts'
import type { Task } from '../domain/tasks/task.ts'
import type { TaskRef } from '../domain/tasks/task-ref.ts'
import type { ChannelBarrier, ChannelRef, PendingAction } from '../domain/watching/watch.ts'
import type { WriteAuditNote } from '../execution/audit-notes.ts'
import type { ExecutionDeps, ExecutionOrder, ExecutionResult } from '../execution/order.ts'
import { perform, requireDone } from '../execution/perform.ts'
import { actionsUnderWay } from '../execution/task-lock.ts'
import type { AppliedSetting } from '../kit/capabilities.ts'
import type { Command } from '../kit/command.ts'
import type { CallResult } from '../ports/drs.ts'
import type { RawCall } from '../ports/execution.ts'
import { barrierWords } from '../views/barrier-words.ts'

/** Acting on DRS as a command may: in the name of one person, in one channel, at once. */

/** An accepted action that has not shown its result by then is reported as accepted but not done, ms. */
const resultMs = 30 * 60_000

/** A task and how it was just before the action; a new one has no before. */
type TargetTask = TaskRef & Partial<Pick<Task, 'status' | 'direction' | 'name'>>

type SecretRight = Pick<ExecutionOrder, 'secretRight'>
type Person = Pick<ExecutionOrder, 'connection' | 'locale' | 'by' | 'token' | 'note'>

function inTheNameOf(actor: Actor, connection: string, note: WriteAuditNote): Person {
  return { connection, locale: actor.locale, by: actor.user, token: randomUUID(), note }
}

/** The end of the action is told in the channel where it was asked for. */
export function pendingActionFor(
  actor: Actor,
  verb: TrackedAction,
  task: TargetTask,
  since: number,
  order: string = randomUUID(),
): PendingAction {
  const { user: by, locale } = actor
  const { team, channel } = reportPlace(actor)
  return {
    id: randomUUID(),
    order,
    connection: task.connection,
    taskId: task.id,
    verb,
    team,
    channel,
    by,
    locale,
    since,
    deadline: since + (actionOf(verb).outcome?.patienceMs ?? resultMs),
    ...(task.status !== undefined && { status: task.status }),
    ...(task.direction !== undefined && { direction: task.direction }),
    ...(task.name !== undefined && { name: task.name }),
  }
}

/** Carries out an action on one task, whose policy asks for nobody. Throws what the person has to hear. */
export async function performAction(
  deps: ExecutionDeps,
  actor: Actor,
  note: WriteAuditNote,
  action: CallableAction,
  task: Task,
  { options, policy }: ActionLimits,
): Promise<void> {
  const person = inTheNameOf(actor, task.connection, note)
  const tracked = isTracked(action) ? action : undefined
  const since = actionOf(action).outcome?.beginsAt?.(options) ?? deps.now()
  const order = actionOrder(person, action, [task], { options, policy }, (seen) =>
    tracked
      ? seen.map((one) => ({
          ...pendingActionFor(actor, tracked, asTarget(task.connection, one), since, person.token),
          ...aimsOf(tracked, options),
        }))
      : [],
  )
  requireDone(await perform(deps, order))
}

function actionOrder(
  person: Person,
  action: CallableAction,
  tasks: readonly Task[],
  { options, policy }: ActionLimits,
  pending: ExecutionOrder['pending'],
): ExecutionOrder {
  return {
    ...person,
    instruction: { kind: 'action', action, ids: tasks.map(({ id }) => id), options },
    verb: action,
    tasks: tasks.map(({ id, name }) => ({ id, name })),
    targets: tasks.map((task) => ({ task: payloadTask(task), verbs: heldTo(action, task) })),
    preconditions: policy?.preconditions ?? {},
    pending,
  }
}

/** What needs nobody because the task does not run has to find it so. */
function heldTo(action: CallableAction, { status }: Task): readonly Effect[] {
  return isHarmlessIn(action, status) ? [action, 'configure'] : [action]
}

interface ActionLimits {
  readonly options: ActionOptions
  readonly policy?: Policy | undefined
}

/**
 * Carries out an action on several tasks of one connection. What keeps it from a task keeps it from that task only; all of it
 * is told in one message.
 */
export async function performBatch(
  deps: ExecutionDeps,
  actor: Actor,
  note: WriteAuditNote,
  action: CallableAction & TrackedAction,
  wanted: readonly { readonly task: Task; readonly held?: Text | undefined }[],
  limits: ActionLimits,
): Promise<void> {
  const [first] = wanted
  if (first === undefined) return
  const { connection } = first.task
  const person = inTheNameOf(actor, connection, note)
  const since = deps.now()
  const { user: by, locale } = actor
  const head = {
    ...{ id: person.token, connection, verb: action, by, locale, since },
    ...{ deadline: since + resultMs, ...reportPlace(actor) },
  }
  const standing = (task: Task, why?: Text) => ({
    ...{ id: task.id, name: task.name },
    ...(why ? ({ state: 'held', why } as const) : ({ state: 'asked' } as const)),
  })
  const tell = (tasks: Parameters<typeof deps.store.tellBatch>[1], cause: string) =>
    deps.store.tellBatch(head, tasks, cause)
  await tell(
    wanted.map(({ task, held }) => standing(task, held)),
    'begun',
  )
  const pending: ExecutionOrder['pending'] = (seen) =>
    seen.map((one) => ({
      ...pendingActionFor(actor, action, asTarget(connection, one), deps.now(), person.token),
      ...aimsOf(action, limits.options),
      inBatch: true,
    }))
  const possible = wanted.flatMap(({ task, held }) => (held ? [] : [task]))
  const orderOf = (tasks: readonly Task[]) => actionOrder(person, action, tasks, limits, pending)
  for await (const { tasks, performed } of performInParts(deps, possible, orderOf))
    if (performed.kind === 'held')
      for (const task of tasks) await tell([standing(task, performed.why)], `held:${task.id}`)
}

/** Those that must not begin are found by halves, so that a few of many cost few looks. */
async function* performInParts(
  deps: ExecutionDeps,
  tasks: readonly Task[],
  orderOf: (tasks: readonly Task[]) => ExecutionOrder,
): AsyncGenerator<{ readonly tasks: readonly Task[]; readonly performed: ExecutionResult }> {
  if (tasks.length === 0) return
  const performed = await perform(deps, orderOf(tasks))
  if (performed.kind === 'asked' || tasks.length === 1) return yield { tasks, performed }
  const half = Math.ceil(tasks.length / 2)
  yield* performInParts(deps, tasks.slice(0, half), orderOf)
  yield* performInParts(deps, tasks.slice(half), orderOf)
}

/**
 * Sets something on tasks of one connection. It is done when DRS has answered, so that nothing is waited for, and nothing told
 * in a channel.
 */
export async function performSetting(
  deps: ExecutionDeps,
  actor: Actor,
  note: WriteAuditNote,
  action: SettingAction,
  tasks: readonly Task[],
  limits: ActionLimits,
): Promise<readonly AppliedSetting[]> {
  const [first] = tasks
  if (first === undefined) return []
  const person = inTheNameOf(actor, first.connection, note)
  const orderOf = (some: readonly Task[]) => actionOrder(person, action, some, limits, () => [])
  const applied: AppliedSetting[] = []
  for await (const { tasks: some, performed } of performInParts(deps, tasks, orderOf))
    applied.push(...some.map((task) => appliedTo(task, performed)))
  return applied
}

function appliedTo(task: Task, performed: ExecutionResult): AppliedSetting {
  if (performed.kind === 'held') return { task, why: performed.why }
  const item = performed.items.find(({ id }) => id === task.id)
  return item && !item.ok ? { task, error: item.error } : { task }
}

function asTarget(connection: string, { id, name, observed }: PayloadTask): TargetTask {
  return { connection, id, name, status: observed.status, direction: observed.direction }
}

/** Makes the call, held to what the actions are held to that it stands for. Throws what the person has to hear. */
export async function performCall(
  deps: ExecutionDeps,
  actor: Actor,
  note: WriteAuditNote,
  connection: string,
  { operation, input, file, tasks, policy, secretRight, begins = [] }: RawCall & SecretRight,
): Promise<CallResult> {
  const targets = tasks.map(
    (task): PayloadTarget => ({ task: payloadTask(task), verbs: doneToTask(operation, input, task) }),
  )
  const names = new Map(tasks.map(({ id, name }) => [id, name]))
  // Reading takes no task from anybody.
  const named = operation.risk === 'read' ? [] : taskIdsIn(input)
  const noted: WriteAuditNote = async (one) => {
    if (operation.risk !== 'read') await note(one.kind === 'secret' ? one : { ...one, verb: 'api' })
  }
  const person = inTheNameOf(actor, connection, noted)
  const performed = await perform(deps, {
    ...person,
    instruction: { kind: 'call', operation, input, ...(file && { file }) },
    verb:
      verbsOfCall(operation, input, statusesIn({ tasks: tasks.map((task) => payloadTask(task)) }))[0] ??
      'api',
    tasks: named.map((id) => ({ id, name: names.get(id) ?? id })),
    targets,
    preconditions: policy?.preconditions ?? {},
    ...(secretRight && { secretRight }),
    pending: (seen) => [
      ...seen.flatMap((task) => {
        const tracked = trackedInCall(operation, input, { id: task.id, status: task.observed.status })
        if (!tracked) return []
        const { verb, aims } = tracked
        const target = asTarget(connection, task)
        return [{ ...pendingActionFor(actor, verb, target, deps.now(), person.token), ...aims }]
      }),
      ...begins.map((verb) =>
        pendingActionFor(
          actor,
          verb,
          { connection, id: input.params?.job_id ?? '' },
          deps.now(),
          person.token,
        ),
      ),
    ],
  })
  const { answer } = requireDone(performed)
  if (!answer || answer.kind === 'error') throw new Error(`a call of ${operation.id} without an answer`)
  return answer
}

/** Why there is no use in asking for the action while something else is under way, if so. */
export async function refusedNow(
  deps: ExecutionDeps,
  action: string,
  { connection, id }: TaskRef,
): Promise<Text | undefined> {
  return isAction(action) ? refusedBy(action, id, await actionsUnderWay(deps, connection, id)) : undefined
}

/** Nothing is promised in a channel where the bot cannot speak. */
export interface ChannelVoice {
  /** What keeps the bot from posting in the channel; `undefined` if nothing does, or if nobody can tell. */
  barrier(channelRef: ChannelRef): Promise<ChannelBarrier | undefined>
}

/** `directly`: what was asked for can be reported to the person alone. */
export class SilentChannel extends UserError {
  readonly directly: boolean

  constructor(barrier: ChannelBarrier, directly: boolean) {
    super(barrierWords[barrier])
    this.directly = directly
  }
}

/** Whether a command reports later what became of what it did. */
export function reportsLater({ capabilities }: Pick<Command, 'capabilities'>): boolean {
  return capabilities.includes('actions') || capabilities.includes('setups')
}

/** Throws `SilentChannel` where nothing could be reported. */
export async function requireVoice(voice: ChannelVoice, actor: Actor): Promise<void> {
  if (actor.reportTo !== undefined) return
  const barrier = await voice.barrier(actor)
  if (barrier) throw new SilentChannel(barrier, true)
}

/** Where somebody is told what becomes of what they did. */
export function reportPlace({ team, channel, reportTo = channel }: Actor): ChannelRef {
  return { team, channel: reportTo }
}
