import type { ObservedState, PayloadTask } from '../domain/approvals/request.ts'
import { type Comparison, isComparisonFinished } from '../domain/tasks/comparison.ts'
import { type FigureOwner, isPlausible } from '../domain/tasks/plausible.ts'
import type { Task } from '../domain/tasks/task.ts'
import type { LookupResult, TaskService } from '../domain/tasks/task-service.ts'

/** What DRS says of the tasks at this moment; what it does not say is absent. */
export type FreshReads = Pick<TaskService, 'details' | 'progress' | 'recovery' | 'comparisons'>

/** A question that fails leaves its part unknown, and the preconditions refuse what is unknown. */
async function found<T>(
  ask: Promise<LookupResult<T>>,
  failed: (error: unknown) => void,
): Promise<LookupResult<T>['found']> {
  try {
    return (await ask).found
  } catch (error) {
    failed(error)
    return new Map()
  }
}

const compared = ['object', 'row'] as const

/** The latest comparison of objects and of rows together: as old as the older one, clean if both are. */
export function combinedComparison(all: readonly Comparison[]): ObservedState['comparison'] {
  const latest = compared.map((kind) => all.find((one) => one.kind === kind && isComparisonFinished(one)))
  const [objects, rows] = latest
  const times = latest.flatMap((one) => (one ? (seenAt(one) ?? []) : []))
  if (!objects || !rows || times.length < latest.length) return undefined
  const endedAt = Math.min(...times)
  if (objects.clean === undefined || rows.clean === undefined) return { endedAt }
  return { endedAt, clean: objects.clean && rows.clean }
}

/** Of a comparison of objects DRS tells only when it began (6.1.36, 7.5.1): it shows things as they were then or later. */
function seenAt({ endedAt, startedAt }: Comparison): number | undefined {
  return endedAt ?? startedAt
}

async function comparisonOf(
  drs: FreshReads,
  id: string,
  failed: (error: unknown) => void,
): Promise<ObservedState['comparison']> {
  try {
    return combinedComparison(await drs.comparisons(id))
  } catch (error) {
    failed(error)
    return undefined
  }
}

export interface FreshTask {
  readonly observed: Partial<ObservedState>
  readonly task?: Task
}

/** A figure that cannot be true is as good as none. */
function credible<Figures extends object>(
  figures: Figures | undefined,
  task: FigureOwner | undefined,
  now: number,
): Partial<Figures> {
  const entries = Object.entries(figures ?? {}).filter(
    ([, value]) => typeof value !== 'number' || isPlausible(value, task ?? {}, now),
  )
  return Object.fromEntries(entries) as Partial<Figures>
}

/** Everything that preconditions may ask about, of all tasks at once; comparisons only where they are wanted. */
export async function readFreshTasks(
  drs: FreshReads,
  tasks: readonly Pick<PayloadTask, 'id' | 'scenario'>[],
  options: {
    readonly comparisons: boolean
    /** Delay, RPO and RTO; default yes. */
    readonly figures?: boolean
    /** Milliseconds since the epoch. */
    readonly now: number
    readonly failed: (error: unknown) => void
  },
): Promise<ReadonlyMap<string, FreshTask>> {
  const { failed, figures = true } = options
  const ids = tasks.map(({ id }) => id)
  const pairs = tasks.filter(({ scenario }) => scenario === 'cloudDataGuard').map(({ id }) => id)
  const [details, progress, recovery, comparisons] = await Promise.all([
    found(drs.details(ids), failed),
    figures ? found(drs.progress(ids), failed) : new Map<string, never>(),
    figures && pairs.length > 0 ? found(drs.recovery(pairs), failed) : new Map<string, never>(),
    Promise.all(ids.map((id) => (options.comparisons ? comparisonOf(drs, id, failed) : undefined))),
  ])
  return new Map(
    ids.map((id, i) => {
      const task = details.get(id)
      const comparison = comparisons[i]
      const lagMs = progress.get(id)?.lagMs
      const figures = { ...(lagMs !== undefined && { lagMs }), ...recovery.get(id) }
      const observed: Partial<ObservedState> = {
        ...(task && { status: task.status, direction: task.direction }),
        ...credible(figures, task, options.now),
        ...(comparison && { comparison }),
      }
      return [id, { observed, ...(task && { task }) }]
    }),
  )
}
