import { statusOf } from '../../drs/statuses.ts'
import type { Task } from './task.ts'

/** For what a task costs money, the most needless first. A task that has ended is none of them. */
export const spendings = ['failed', 'finished', 'idle', 'used'] as const
export type Spending = (typeof spendings)[number]

type Spent = Pick<Task, 'status' | 'mode'>

/** Statuses in which a task waits for somebody: it has its replication instance, and copies nothing. */
const idle: ReadonlySet<string> = new Set(['CONFIGURATION', 'WAITING_FOR_START', 'PAUSING'])

export function spendingOf({ status, mode }: Spent): Spending | undefined {
  const row = statusOf(status)
  if (row.terminal) return undefined
  if (row.kind === 'failed') return 'failed'
  // After the full phase a task with changes goes on by itself; one without is over, until somebody stops it.
  if (status === 'FULL_TRANSFER_COMPLETE' && mode === 'FULL_TRANS') return 'finished'
  return idle.has(status) ? 'idle' : 'used'
}

/** What the operator has written down of prices; DRS tells none. */
export interface PriceTable {
  /** As it stands before an amount, for example `EUR`. */
  readonly currency: string
  /** Of one hour, by size of the replication instance. */
  readonly perHour: Readonly<Record<string, number>>
}

const hoursOfDay = 24

/** What a task costs in a day by the table; undefined where that does not tell, or DRS says that the task is not billed. */
export function pricePerDay(
  { nodeType, billed }: Pick<Task, 'nodeType' | 'billed'>,
  prices: PriceTable | undefined,
): number | undefined {
  const hour = nodeType === undefined ? undefined : prices?.perHour[nodeType]
  return hour === undefined || billed === false ? undefined : hour * hoursOfDay
}

export interface SpendingTask {
  readonly task: Task
  readonly spending: Spending
  /** Since when it is so, else since when the task exists, milliseconds since the epoch. */
  readonly since?: number
}

/** The most needless first, of those the oldest; tasks that have ended are left out. */
export function spendingTasks(tasks: readonly Task[], since: (task: Task) => number | undefined) {
  const all = tasks.flatMap((task): readonly SpendingTask[] => {
    const spending = spendingOf(task)
    const from = since(task) ?? task.createdAt
    return spending ? [{ task, spending, ...(from !== undefined && { since: from }) }] : []
  })
  const rank = ({ spending }: SpendingTask) => spendings.indexOf(spending)
  return all.toSorted(
    (a, b) =>
      rank(a) - rank(b) ||
      (a.since ?? Number.MAX_SAFE_INTEGER) - (b.since ?? Number.MAX_SAFE_INTEGER) ||
      a.task.name.localeCompare(b.task.name, 'en', { numeric: true }),
  )
}
