import { type StatusKind, statusOf } from '../../drs/statuses.ts'
import type { Deadline, Limit } from '../watching/event.ts'
import { type LimitMetric, limitMetrics, limitsAbove } from '../watching/limits.ts'
import type { Snapshot } from '../watching/snapshot.ts'
import { type CrossedLimit, defaultLimits } from '../watching/usual-limits.ts'
import { isUrgent } from './deadlines.ts'
import type { FigureOwner } from './plausible.ts'
import type { SetupState } from './task-setup.ts'

/** How much a task needs somebody, worst first. */
export const attentions = ['failed', 'needs', 'moving', 'paused', 'healthy', 'rest'] as const
export type Attention = (typeof attentions)[number]

type SnapshotFacts = Partial<
  Pick<
    Snapshot,
    | 'scenario'
    | 'engine'
    | 'error'
    | 'progress'
    | 'recovery'
    | 'unread'
    | 'lags'
    | 'precheckAt'
    | 'deadlines'
    | 'lastStatus'
  >
>

/** What is known of a task, from wherever it is known; what is absent is not known. */
export interface TaskFacts extends FigureOwner, SnapshotFacts {
  /** `null`: DRS does not know the task. */
  readonly status: string | null
  readonly dualActive?: boolean
  readonly precheck?: { readonly finished: boolean; readonly passed: boolean }
  readonly setup?: SetupState
  /** How many approval requests wait for somebody. */
  readonly waitingRequests?: number
  /** Limits that the engine has seen figures above for long enough; without it the figures are judged as they are. */
  readonly above?: readonly CrossedLimit[]
}

/**
 * One attention for each task; the worst wins. `limits`: those of the watch, where it has any. `now` in milliseconds since
 * the epoch.
 */
export function attention(
  facts: TaskFacts,
  now: number,
  limits: readonly Limit[] = defaultLimits,
): Attention {
  const own = attentionOfStatus(facts)
  return own !== 'failed' && needsOf(facts, now, limits).length > 0 ? 'needs' : own
}

function attentionOfStatus(facts: TaskFacts): Attention {
  const { status, lastStatus } = facts
  if (status === null) return lastStatus !== undefined && statusOf(lastStatus).terminal ? 'rest' : 'failed'
  const row = statusOf(status)
  if (row.status === 'PAUSING') return 'paused'
  if (row.status === 'WAITING_FOR_START') return 'rest'
  switch (row.kind) {
    case 'failed':
      return 'failed'
    case 'pending':
    case 'running':
    case 'changing':
    case 'stopping':
      return 'moving'
    case 'configuring':
      return checkStateOf(facts) === 'running' ? 'moving' : 'rest'
    case 'healthy':
      return 'healthy'
    case 'ended':
      return 'rest'
    // Nobody knows what it means.
    case 'other':
      return 'needs'
  }
}

/** Why a task needs somebody. */
export type Need =
  | { readonly kind: 'requests' | 'databases' | 'precheck' }
  | { readonly kind: 'above'; readonly limit: Limit; readonly since?: number }
  | { readonly kind: 'unread'; readonly metric: LimitMetric }
  | { readonly kind: 'deadline'; readonly deadline: Deadline }

/** Everything that somebody should look after, in the order in which it is shown. */
export function needsOf(
  facts: TaskFacts,
  now: number,
  limits: readonly Limit[] = defaultLimits,
): readonly Need[] {
  const { status, deadlines = [], unread = {}, waitingRequests = 0, above } = facts
  if (status === null) return []
  const crossed = above ?? limitsAbove(limits, { ...facts, status }, now).map((limit) => ({ limit }))
  const flows = flowing.has(statusOf(status).kind)
  return [
    ...(waitingRequests > 0 ? [{ kind: 'requests' } as const] : []),
    ...(flows ? crossed.map((one) => ({ kind: 'above', ...one }) as const) : []),
    ...limitMetrics
      .filter((metric) => unread[metric]?.long)
      .map((metric) => ({ kind: 'unread', metric }) as const),
    ...deadlines.filter(isUrgent).map((deadline) => ({ kind: 'deadline', deadline }) as const),
    ...unfinished(facts, status),
  ]
}

/** Only then do its figures tell how it is. */
const flowing: ReadonlySet<StatusKind> = new Set(['running', 'healthy'])

function unfinished(facts: TaskFacts, status: string): readonly Need[] {
  if (statusOf(status).kind !== 'configuring') return []
  if (checkStateOf(facts) === 'failed') return [{ kind: 'precheck' }]
  return facts.setup?.state === 'incomplete' ? [{ kind: 'databases' }] : []
}

/** Where the pre-check stands; `outdated`: the databases were tested and saved anew since. */
export type CheckState = 'unknown' | 'running' | 'failed' | 'passed' | 'outdated'

export function checkStateOf({ precheck, precheckAt, setup }: TaskFacts): CheckState {
  if (!precheck) return 'unknown'
  if (!precheck.finished) return 'running'
  const savedAt = setup?.state === 'tested' ? setup.at : undefined
  if (savedAt !== undefined && precheckAt !== undefined && savedAt > precheckAt) return 'outdated'
  return precheck.passed ? 'passed' : 'failed'
}
