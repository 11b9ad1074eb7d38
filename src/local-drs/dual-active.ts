import type { Moment } from './clock.ts'
import type { Life, Verb } from './lifecycle.ts'
import { recoveryDelays } from './progress.ts'
import { type LocalTask, rolesExchanged, taskId } from './task.ts'

/**
 * A dual-active pair (6.1.1, `multi_write`): a parent for the whole, and below it a task for each direction. The two are
 * tested, set, started and paused one by one; only the parent can be stopped and deleted (6.1.2 to 6.1.15).
 */
const directions = ['forward', 'backward'] as const
type Direction = (typeof directions)[number]

export function isPair({ dualActive, partOf }: LocalTask): boolean {
  return dualActive && partOf === undefined
}

function partId(pair: Pick<LocalTask, 'id'>, direction: Direction): string {
  return taskId(`${pair.id}/${direction}`, 0)
}

export function partIds(pair: LocalTask): readonly string[] {
  return isPair(pair) ? directions.map((direction) => partId(pair, direction)) : []
}

/** The two tasks of a new pair; names for them are not documented. */
export function partsOfNew(pair: LocalTask): readonly LocalTask[] {
  if (!isPair(pair)) return []
  return directions.map((direction) => ({
    ...pair,
    ...(direction === 'backward' ? { ...rolesExchanged(pair), targetReadOnly: pair.targetReadOnly } : {}),
    id: partId(pair, direction),
    name: `${pair.name}-${direction}`,
    partOf: { id: pair.id, direction },
  }))
}

/** Where the whole is: where the forward task is, or the backward one if that has failed. */
export function lifeOfPair([forward, backward]: readonly LocalTask[]): Life | undefined {
  const failed = [forward, backward].find((part) => part?.life.status.endsWith('_FAILED'))
  return (failed ?? forward)?.life
}

const ofParent: ReadonlySet<Verb> = new Set<Verb>(['stop', 'delete'])
/** "The parent task cannot call the API" (6.1.2 to 6.1.15). */
export const onlySubtasks = 'DRS.M00307'
/** "In the dual-active DR scenario only the parent task can call the API" (6.1.14). */
const onlyParent = 'DRS.M00308'

/** The code that refuses a verb to the whole, or to one of the two. A switchover is refused to both by its own rule. */
export function wrongLevel(task: LocalTask, verb: Verb): string | undefined {
  if (isPair(task) && !ofParent.has(verb) && verb !== 'switchover') return onlySubtasks
  return task.dualActive && task.partOf && ofParent.has(verb) ? onlyParent : undefined
}

/** Neither delay may be longer, in milliseconds (6.1.11). */
const longestDelay = 60_000

/** What of the world this asks. */
interface TasksInTime {
  task(id: string): LocalTask | undefined
  readonly clock: { moment(): Moment }
}

/** Whether a backward task has to wait for its forward task: to be tested until that replicates, to be started until it has caught up. */
export function waitsForForward(world: TasksInTime, { partOf }: LocalTask, verb: 'test' | 'start'): boolean {
  const forward =
    partOf?.direction === 'backward' ? world.task(partId({ id: partOf.id }, 'forward')) : undefined
  if (!forward) return false
  if (forward.life.status !== 'INCRE_TRANSFER_STARTED') return true
  const { rpo = Number.POSITIVE_INFINITY, rto = rpo } = recoveryDelays(forward, world.clock.moment()) ?? {}
  return verb === 'start' && Math.max(rpo, rto) >= longestDelay
}
