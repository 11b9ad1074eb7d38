import type { Text } from '../base/i18n.ts'
import { UserError } from '../base/user-error.ts'
import { permission } from '../domain/actions/permission.ts'
import type { ActionName, ActionOptionsOf, SettingAction } from '../domain/actions/rows.ts'
import type { Policy } from '../domain/approvals/policy.ts'
import type { ServiceMethod } from '../domain/tasks/service-operations.ts'
import type { Task } from '../domain/tasks/task.ts'
import type { TaskSettings } from '../domain/tasks/task-settings.ts'
import { DrsError } from '../drs/drs-error.ts'
import type { AppliedSetting } from '../kit/capabilities.ts'
import type { CommandContext } from '../kit/context.ts'
import { type Reply, reply } from '../kit/reply.ts'
import { type SettingResult, settingCard } from '../views/setting-card.ts'
import { requireAllowed } from './actions.ts'

/** Something that can be set on a task: what it is called, and what DRS shows of it. */
interface Setting {
  readonly name: Text
  shown(settings: TaskSettings | undefined, task: Task): readonly string[]
  /** Why the task cannot have it though its state would allow it. */
  readonly objection?: (task: Task, settings: TaskSettings | undefined) => Text | undefined
  /** Done for each task on which it was set, before DRS is asked how it stands. */
  readonly noted?: (task: Task) => Promise<void>
}

/** What DRS shows of these tasks of one connection; nothing of those that it does not show now. */
export async function settingsOf(
  ctx: CommandContext<'settings', never>,
  tasks: readonly Task[],
): Promise<ReadonlyMap<string, TaskSettings>> {
  const [first] = tasks
  if (first === undefined) return new Map()
  return (await ctx.service(first.connection).settings(tasks.map(({ id }) => id))).found
}

/** Throws where none of the tasks allows it, in the words of the first. */
export function requireSomeAllowed(action: ActionName, tasks: readonly Task[]): void {
  const whys = tasks.map((task) => permission(action, task))
  const [first] = whys.flatMap((one) => (one.ok ? [] : [one.why]))
  if (first && whys.every(({ ok }) => !ok)) throw new UserError(first, 'task')
}

/** Throws where the person may not change it, or the task does not allow it now. */
export function requireChangeable(ctx: CommandContext<never, 'roles'>, action: ActionName, task: Task): void {
  ctx.roles.require('operator', task.connection)
  requireAllowed(action, task)
}

/** Whether a button for it is worth showing: the role is checked again when it is pressed. */
export function offersChange({ may }: Pick<CommandContext, 'may'>, action: ActionName, task: Task): boolean {
  return may({ open: false, anywhere: false, role: 'operator' }) && permission(action, task).ok
}

/** Throws what the person has to hear of the one task on which something was to be set. */
export function requireApplied([one]: readonly AppliedSetting[]): void {
  if (one?.error) throw one.error
  if (one?.why) throw new UserError(one.why, 'task')
}

/** What DRS tells, or `otherwise` where it refuses to: what is only shown beside something else keeps that from nobody. */
export async function unlessRefused<T, Otherwise>(
  asked: Promise<T>,
  otherwise: Otherwise,
): Promise<T | Otherwise> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof DrsError) return otherwise
    throw error
  }
}

/**
 * Sets something on tasks of one connection, and answers with what DRS shows before and afterwards. What keeps it from a task
 * keeps it from that task only.
 */
export async function changeSetting<Uses extends ServiceMethod, Name extends Uses & SettingAction>(
  ctx: CommandContext<Uses | 'settings', 'settings'>,
  action: Name,
  tasks: readonly [Task, ...Task[]],
  options: ActionOptionsOf<Name>,
  setting: Setting,
  policy?: Policy,
): Promise<Reply> {
  requireSomeAllowed(action, tasks)
  const before = await settingsOf(ctx, tasks)
  const whyNot = (task: Task): Text | undefined => {
    const now = permission(action, task)
    return now.ok ? setting.objection?.(task, before.get(task.id)) : now.why
  }
  const allowed = tasks.filter((task) => whyNot(task) === undefined)
  const shownBefore = new Map(tasks.map((task) => [task.id, setting.shown(before.get(task.id), task)]))
  const applied = new Map(
    (await ctx.settings.apply(action, allowed, options, policy)).map((one) => [one.task.id, one]),
  )
  for (const { task, why, error } of applied.values()) if (!why && !error) await setting.noted?.(task)
  // It is done, whatever keeps it from being shown.
  const after = await settingsOf(ctx, allowed).catch(() => new Map<string, TaskSettings>())
  const results = tasks.map((task): SettingResult => {
    const { name, id } = task
    const why = whyNot(task)
    if (why) return { name, why }
    const one = applied.get(id)
    if (one?.why) return { name, why: one.why }
    if (one?.error) return { name, error: one.error }
    return { name, before: shownBefore.get(id) ?? [], after: setting.shown(after.get(id), task) }
  })
  const [only, ...more] = [...applied.values()]
  // Of one task alone it is said as of everything that is refused.
  const [first] = tasks
  const objection = tasks.length === 1 ? whyNot(first) : undefined
  if (objection) throw new UserError(objection, 'task')
  if (only && more.length === 0 && tasks.length === 1) requireApplied([only])
  return reply.toMe(settingCard(setting.name, results, ctx.locale))
}
