import type { TaskStatusName } from '../drs/statuses.ts'
import type { Moment } from './clock.ts'

/** The statuses that the local service's tasks go through: the documented ones but subtasks and changes of tasks. */
export type LifeStatus = Exclude<
  TaskStatusName,
  | 'REBUILD_NODE_FAILED'
  | 'NODE_UPGRADE_FAILED'
  | `CHANGE_JOB_${string}`
  | `CHILD_TRANSFER_${string}`
  | `RELEASE_CHILD_TRANSFER_${string}`
>

export type Mode = 'FULL_TRANS' | 'FULL_INCR_TRANS' | 'INCR_TRANS'

/** How long things take at speed 1, in milliseconds; made to look real, the documents name no durations. */
export const durations = {
  create: 120_000,
  start: 60_000,
  full: 600_000,
  handover: 10_000,
  precheck: 60_000,
  pause: 10_000,
  switchover: 30_000,
  rebuild: 120_000,
  upgrade: 60_000,
  stop: 60_000,
} as const

const day = 86_400_000
/** How far behind the incremental phase starts, in milliseconds. */
const firstLag = 300_000
/** In this time two thirds of the lag are caught up. */
const catchUp = 90_000

/** What time and actions do to a task. Times are virtual milliseconds, except `startAt`. */
export interface Life {
  readonly status: LifeStatus
  /** When the status was entered. */
  readonly since: number
  readonly mode: Mode
  /** Work of the full phase that was done before `since`, in milliseconds. */
  readonly fullDone: number
  /** Lag at `since`, in milliseconds; absent before the incremental phase. */
  readonly lag?: number
  /** Scheduled start, wall time. */
  readonly startAt?: number
  readonly startedAt?: number
  readonly fullCompleteAt?: number
  /** Where a paused task goes on. */
  readonly resumeTo?: 'FULL_TRANSFER_STARTED' | 'FULL_TRANSFER_COMPLETE' | 'INCRE_TRANSFER_STARTED'
  /** End of a running switchover. */
  readonly switchingUntil?: number
  /** Switchovers that are over. */
  readonly switched: number
  /** Days after which an abnormal task ends by itself (6.1.1, expired_days). */
  readonly expiredDays: number
  readonly error?: string
}

export function newLife(mode: Mode, expiredDays: number, moment: Moment): Life {
  return { status: 'CREATING', since: moment.virtual, mode, fullDone: 0, switched: 0, expiredDays }
}

/** How far the task is behind at a virtual time, in milliseconds; absent before the incremental phase. */
export function lagAt(life: Life, at: number): number | undefined {
  if (life.lag === undefined) return undefined
  const elapsed = at - life.since
  return life.status === 'INCRE_TRANSFER_STARTED'
    ? life.lag * Math.exp(-elapsed / catchUp)
    : life.lag + elapsed
}

/** The life with another lag from this moment on; before the incremental phase it has none. */
export function behindBy(life: Life, lag: number, { virtual }: Moment): Life {
  if (life.lag === undefined) return life
  if (life.status === 'INCRE_TRANSFER_STARTED') return { ...life, lag, since: virtual }
  return { ...life, lag: lag - (virtual - life.since) }
}

/** Work of the full phase done at a virtual time, in milliseconds out of `durations.full`. */
export function fullWork(life: Life, at: number): number {
  const running = life.status === 'FULL_TRANSFER_STARTED' ? at - life.since : 0
  return Math.min(durations.full, life.fullDone + running)
}

function enter(life: Life, status: LifeStatus, at: number): Life {
  const { error: _cause, startAt: _plan, lag: _height, ...kept } = life
  const lag = lagAt(life, at) ?? (status === 'INCRE_TRANSFER_STARTED' ? firstLag : undefined)
  return {
    ...kept,
    status,
    since: at,
    fullDone: fullWork(life, at),
    ...(lag === undefined ? {} : { lag }),
    ...(status === 'STARTJOBING' ? { startedAt: at } : {}),
    ...(status === 'FULL_TRANSFER_COMPLETE' ? { fullCompleteAt: life.fullCompleteAt ?? at } : {}),
  }
}

type Passage = { readonly after: number; readonly to: LifeStatus }

/** What a status becomes by itself, and after which time in it. */
const passages: Partial<Record<LifeStatus, (life: Life) => Passage | undefined>> = {
  CREATING: () => ({ after: durations.create, to: 'CONFIGURATION' }),
  STARTJOBING: ({ mode }) => ({
    after: durations.start,
    to: mode === 'INCR_TRANS' ? 'INCRE_TRANSFER_STARTED' : 'FULL_TRANSFER_STARTED',
  }),
  FULL_TRANSFER_STARTED: ({ fullDone }) => ({
    after: durations.full - fullDone,
    to: 'FULL_TRANSFER_COMPLETE',
  }),
  FULL_TRANSFER_COMPLETE: ({ mode }) =>
    mode === 'FULL_INCR_TRANS' ? { after: durations.handover, to: 'INCRE_TRANSFER_STARTED' } : undefined,
  REBUILD_NODE_STARTED: () => ({ after: durations.rebuild, to: 'INCRE_TRANSFER_STARTED' }),
  NODE_UPGRADE_START: () => ({ after: durations.upgrade, to: 'NODE_UPGRADE_COMPLETE' }),
  NODE_UPGRADE_COMPLETE: () => ({ after: durations.handover, to: 'INCRE_TRANSFER_STARTED' }),
  RELEASE_RESOURCE_STARTED: () => ({ after: durations.stop, to: 'RELEASE_RESOURCE_COMPLETE' }),
  START_JOB_FAILED: expiry,
  FULL_TRANSFER_FAILED: expiry,
  INCRE_TRANSFER_FAILED: expiry,
}

function expiry({ expiredDays }: Life): Passage {
  return { after: expiredDays * day, to: 'RELEASE_RESOURCE_STARTED' }
}

function next(life: Life, moment: Moment): Life | undefined {
  if (life.switchingUntil !== undefined) return endSwitchover(life, life.switchingUntil, moment)
  if (life.status === 'WAITING_FOR_START') {
    return (life.startAt ?? 0) > moment.wall ? undefined : enter(life, 'STARTJOBING', moment.virtual)
  }
  const passage = passages[life.status]?.(life)
  if (!passage || life.since + passage.after > moment.virtual) return undefined
  return enter(life, passage.to, life.since + passage.after)
}

function endSwitchover(life: Life, until: number, moment: Moment): Life | undefined {
  if (until > moment.virtual) return undefined
  const { switchingUntil: _over, ...kept } = enter(life, 'INCRE_TRANSFER_STARTED', until)
  return { ...kept, switched: life.switched + 1 }
}

/** The life after everything that time alone has brought about until the moment. */
export function settle(life: Life, moment: Moment): Life {
  const later = next(life, moment)
  return later ? settle(later, moment) : life
}

/** What can be done to a task; the last three happen to it. */
export const verbs = [
  'start',
  'pause',
  'resume',
  'reset',
  'stop',
  'delete',
  'switchover',
  'fail',
  'rebuild',
  'upgrade',
] as const
export type Verb = (typeof verbs)[number]

/**
 * Which status follows on an action; an absent status refuses it (preconditions of 6.1.11 to 6.1.14 and 6.4.1). That a task
 * can be started while it waits for its start, and paused between its phases, is what other clients rely on.
 */
const moves: Record<Verb, Partial<Record<LifeStatus, LifeStatus>>> = {
  start: { CONFIGURATION: 'STARTJOBING', WAITING_FOR_START: 'STARTJOBING' },
  pause: {
    FULL_TRANSFER_STARTED: 'PAUSING',
    FULL_TRANSFER_COMPLETE: 'PAUSING',
    INCRE_TRANSFER_STARTED: 'PAUSING',
  },
  resume: {
    PAUSING: 'INCRE_TRANSFER_STARTED',
    START_JOB_FAILED: 'STARTJOBING',
    FULL_TRANSFER_FAILED: 'FULL_TRANSFER_STARTED',
    INCRE_TRANSFER_FAILED: 'INCRE_TRANSFER_STARTED',
  },
  reset: { FULL_TRANSFER_FAILED: 'STARTJOBING', INCRE_TRANSFER_FAILED: 'STARTJOBING' },
  stop: {
    CONFIGURATION: 'RELEASE_RESOURCE_STARTED',
    STARTJOBING: 'RELEASE_RESOURCE_STARTED',
    WAITING_FOR_START: 'RELEASE_RESOURCE_STARTED',
    START_JOB_FAILED: 'RELEASE_RESOURCE_STARTED',
    PAUSING: 'RELEASE_RESOURCE_STARTED',
    FULL_TRANSFER_STARTED: 'RELEASE_RESOURCE_STARTED',
    FULL_TRANSFER_FAILED: 'RELEASE_RESOURCE_STARTED',
    FULL_TRANSFER_COMPLETE: 'RELEASE_RESOURCE_STARTED',
    INCRE_TRANSFER_STARTED: 'RELEASE_RESOURCE_STARTED',
    INCRE_TRANSFER_FAILED: 'RELEASE_RESOURCE_STARTED',
    RELEASE_RESOURCE_FAILED: 'RELEASE_RESOURCE_STARTED',
    REBUILD_NODE_STARTED: 'RELEASE_RESOURCE_STARTED',
    NODE_UPGRADE_START: 'RELEASE_RESOURCE_STARTED',
    NODE_UPGRADE_COMPLETE: 'RELEASE_RESOURCE_STARTED',
  },
  delete: { CREATE_FAILED: 'DELETED', RELEASE_RESOURCE_COMPLETE: 'DELETED' },
  switchover: {
    INCRE_TRANSFER_STARTED: 'INCRE_TRANSFER_STARTED',
    INCRE_TRANSFER_FAILED: 'INCRE_TRANSFER_FAILED',
  },
  fail: {
    CREATING: 'CREATE_FAILED',
    STARTJOBING: 'START_JOB_FAILED',
    FULL_TRANSFER_STARTED: 'FULL_TRANSFER_FAILED',
    INCRE_TRANSFER_STARTED: 'INCRE_TRANSFER_FAILED',
    RELEASE_RESOURCE_STARTED: 'RELEASE_RESOURCE_FAILED',
  },
  rebuild: { INCRE_TRANSFER_STARTED: 'REBUILD_NODE_STARTED' },
  upgrade: { INCRE_TRANSFER_STARTED: 'NODE_UPGRADE_START' },
}

/** What is going on besides the status, under the names of 6.1.19 (job_action.current_action). */
export function currentAction(life: Life, moment: Moment): 'SWITCH_OVER' | 'STOP_JOB' | undefined {
  if (life.switchingUntil !== undefined) return 'SWITCH_OVER'
  const pausing = life.status === 'PAUSING' && moment.virtual < life.since + durations.pause
  return pausing ? 'STOP_JOB' : undefined
}

export type Permission = 'yes' | 'busy' | 'wrong-status'

/** Whether the action may be done now. `force` is for force_terminate, which asks for no quiet task. */
export function permission(life: Life, verb: Verb, moment: Moment, force = false): Permission {
  if (!moves[verb][life.status]) return 'wrong-status'
  return currentAction(life, moment) && !force && verb !== 'fail' ? 'busy' : 'yes'
}

/** Does a permitted action. `startAt` (wall time) postpones a start, `error` is the cause of a failure. */
export function act(
  life: Life,
  verb: Verb,
  moment: Moment,
  details: { readonly startAt?: number | undefined; readonly error?: string | undefined } = {},
): Life {
  const to = moves[verb][life.status]
  if (!to) return life
  if (verb === 'switchover') return { ...life, switchingUntil: moment.virtual + durations.switchover }
  const { switchingUntil: _cut, ...calm } = life
  if (verb === 'start' && details.startAt !== undefined && details.startAt > moment.wall) {
    return { ...enter(calm, 'WAITING_FOR_START', moment.virtual), startAt: details.startAt }
  }
  if (verb === 'pause') return pause(calm, moment)
  if (verb === 'reset') return afresh(calm, moment)
  if (verb === 'resume')
    return enter(calm, life.status === 'PAUSING' ? (life.resumeTo ?? to) : to, moment.virtual)
  const entered = enter(calm, to, moment.virtual)
  return verb === 'fail' && details.error !== undefined ? { ...entered, error: details.error } : entered
}

/** As if nothing had been transferred yet. */
function afresh(life: Life, moment: Moment): Life {
  const { lag: _caughtUp, fullCompleteAt: _over, resumeTo: _place, ...blank } = life
  return enter({ ...blank, fullDone: 0 }, 'STARTJOBING', moment.virtual)
}

function pause(life: Life, moment: Moment): Life {
  const inFull = life.status === 'FULL_TRANSFER_STARTED' || life.status === 'FULL_TRANSFER_COMPLETE'
  const resumeTo = inFull ? life.status : 'INCRE_TRANSFER_STARTED'
  return { ...enter(life, 'PAUSING', moment.virtual), resumeTo }
}
