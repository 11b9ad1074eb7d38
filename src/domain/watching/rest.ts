import * as z from 'zod'
import type { DeepReadonly } from '../../base/deep-readonly.ts'
import { statusOf } from '../../drs/statuses.ts'
import { shownTimeLeft } from '../tasks/deadlines.ts'
import type { Progress } from '../tasks/task.ts'
import type { Limit } from './event.ts'
import { formatLimit } from './limits.ts'
import { isInMotion } from './poll-interval.ts'
import { extraQuestionsFor } from './poll-questions.ts'
import type { Snapshot } from './snapshot.ts'

/*
 * Tasks at rest are looked at by the hundred: as long as DRS answers what it answered last, none of them is read, compared
 * or written by itself. Whatever needs more than that, because time alone changes it, is looked at by itself.
 */

/** `healthy` tasks are asked how far they are as well, by turns; of `quiet` ones nothing moves. */
export type RestKind = 'healthy' | 'quiet'

export const restingGroupSchema = z.object({
  kind: z.enum(['healthy', 'quiet']),
  /** Task → what DRS answered of it last, see `restOf`. */
  tasks: z.record(z.string(), z.string()),
})
export type RestingGroup = DeepReadonly<z.output<typeof restingGroupSchema>>

/** What is remembered of a task at rest: its status and its figures, as readers see them. */
export interface Rest {
  readonly kind: RestKind
  readonly text: string
}

/** What else holds for a task: an action is awaited, a limit of a watch waits for its time; the limits of its connection. */
interface RestFacts {
  readonly isAwaited: boolean
  readonly limitsMove: boolean
  readonly usual: readonly Limit[]
}

/** How a task rests: `undefined` for one that is to be looked at by itself. */
export function restOf(snapshot: Snapshot, { isAwaited, limitsMove, usual }: RestFacts): Rest | undefined {
  const { status, scenario, precheck, progress, deadlines = [] } = snapshot
  if (status === null || isAwaited || limitsMove || isUnsettled(snapshot)) return undefined
  const { terminal, kind } = statusOf(status)
  if (terminal || isInMotion(status, precheck)) return undefined
  const asks = extraQuestionsFor(status, scenario)
  if (asks.recovery || asks.precheck) return undefined
  const clock = deadlines.map(({ endsAt, leftMs }) => `${clockMark}${endsAt}:${leftMs}`).join('')
  return {
    kind: kind === 'healthy' ? 'healthy' : 'quiet',
    text: `${status} ${figuresOf(progress)}${limitsMark}${textOfLimits(usual)}${clock}`,
  }
}

/** Before the limits that its figures were judged by: by others, it is judged again. */
const limitsMark = ' %'

/** Before the deadline that runs, and what is shown to be left until then. */
const clockMark = ' @'

/** What a look has seen of a task at rest. Without a progress, the figures were not asked for. */
export interface RestSight {
  readonly status: string | undefined
  readonly progress: Progress | undefined
  /** `textOfLimits` of its connection. */
  readonly limits: string
}

/** Whether readers would see no difference at `now` (ms). */
export function isAsRemembered(text: string, { status, progress, limits }: RestSight, now: number): boolean {
  if (status === undefined) return false
  // Most have no deadline, and are word for word what they were.
  if (progress !== undefined && text === `${status} ${figuresOf(progress)}${limitsMark}${limits}`) return true
  const [known = '', clock] = text.split(clockMark)
  const [state = '', judgedBy] = known.split(limitsMark)
  if (judgedBy !== limits) return false
  const [endsAt = 0, leftMs] = clock?.split(':').map(Number) ?? []
  if (leftMs !== undefined && shownTimeLeft(endsAt, now) !== leftMs) return false
  return progress === undefined
    ? state.startsWith(`${status} `)
    : state === `${status} ${figuresOf(progress)}`
}

/** Something about it changes with time alone, or is still to be found out. */
function isUnsettled(snapshot: Snapshot): boolean {
  const { unread, unstable, missingSince, oldPrecheck, listed, limits } = snapshot
  return [unread, unstable, missingSince, oldPrecheck, listed, limits].some((part) => part !== undefined)
}

/** Limits as they are remembered with a task: those of its delay, since whoever is asked for other figures does not rest. */
export function textOfLimits(limits: readonly Limit[]): string {
  return limits.flatMap((limit) => (limit.metric === 'lag' ? formatLimit(limit) : [])).join()
}

/** The figures of a progress as readers see them: whole seconds of delay, and nothing that moves by itself. */
function figuresOf({ percent, lagMs, parts }: Progress = {}): string {
  const lag = lagMs === undefined ? '' : Math.round(lagMs / 1000)
  const done = Object.entries(parts ?? {}).map(([name, part]) => `${name}${part}`)
  return [percent ?? '', lag, ...done].join(' ')
}
