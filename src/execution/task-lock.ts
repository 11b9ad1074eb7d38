import type { Text } from '../base/i18n.ts'
import { busyText, excludedBy, stillUnderWay } from '../domain/actions/exclusion.ts'
import { isOver } from '../domain/actions/outcome.ts'
import type { ActionName } from '../domain/actions/rows.ts'
import type { PayloadTask } from '../domain/approvals/request.ts'
import type { ExecutionDeps, ExecutionOrder } from './order.ts'

/** Longer than reading and asking takes; a replica that dies holds its tasks no longer than this. In ms. */
const lockMs = 2 * 60_000

type LockDeps = Pick<ExecutionDeps, 'store' | 'log' | 'now'>
type Locked = Pick<ExecutionOrder, 'connection' | 'tasks' | 'token' | 'verb' | 'by'>

/**
 * Takes every task of the order, so that no other action runs on it, on whichever replica; the last one is remembered, to
 * tell whose a change was. Returns why it cannot be, if so.
 */
export async function lockTasks({ store, now }: LockDeps, order: Locked): Promise<Text | undefined> {
  const { connection, tasks, by, verb, token } = order
  for (const { id, name } of tasks) {
    const claimed = await store.lock(connection, id, { by, verb, token }, lockMs, now())
    if (!claimed.ok) return busyText(name, claimed.held.verb)
  }
  return undefined
}

/** A lock that somebody else holds meanwhile is left alone. */
export async function unlockTasks(
  { store, log }: LockDeps,
  { connection, tasks, token }: Locked,
): Promise<void> {
  for (const { id } of tasks) {
    await store.unlock(connection, id, token).catch((err: unknown) => {
      log.warn({ err, task: id, token }, 'a task stays locked until its time is over')
    })
  }
}

/**
 * What is waited for on the task, but for what this very order has begun, and for what the task as it was just read shows
 * to be over.
 */
export async function actionsUnderWay(
  { store }: Pick<LockDeps, 'store'>,
  connection: string,
  id: string,
  {
    token,
    seen: observed,
  }: { readonly token?: string; readonly seen?: PayloadTask['observed'] | undefined } = {},
): Promise<readonly ActionName[]> {
  const pending = await store.pending(connection, id)
  return stillUnderWay(pending)
    .filter(({ requestId }) => token === undefined || requestId !== token)
    .filter((one) => observed === undefined || !isOver(one, observed))
    .map(({ verb }) => verb)
}

/** Why the order must not begin while something else is under way, if so. What each task is asked for counts for itself. */
export async function exclusionObjection(
  deps: Pick<LockDeps, 'store'>,
  order: Pick<ExecutionOrder, 'connection' | 'tasks' | 'targets' | 'verb' | 'token'>,
  read: readonly PayloadTask[],
): Promise<Text | undefined> {
  const { connection, tasks, targets, verb, token } = order
  for (const { id, name } of tasks) {
    const verbs = targets.find(({ task }) => task.id === id)?.verbs ?? [verb]
    const observed = read.find((task) => task.id === id)?.observed
    const others = await actionsUnderWay(deps, connection, id, { token, seen: observed })
    for (const one of verbs) {
      const why = excludedBy(one, name, others)
      if (why) return why
    }
  }
  return undefined
}
