import { say, type Text } from '../../base/i18n.ts'
import { directionWords } from '../../drs/engines.ts'
import { statusOf, statusWords } from '../../drs/statuses.ts'
import type { Permission } from '../actions/permission.ts'
import { isWeighty } from '../actions/rows.ts'
import type { Effect, Preconditions } from './policy.ts'
import type { ObservedState, PayloadTask } from './request.ts'

/** What was read of a task right before the action; absent is what could not be read. */
export type FreshState = Partial<ObservedState> & {
  /** What the status allows now, by the table of the statuses or by DRS's own list. */
  readonly allowed?: Permission
}

/**
 * Why the action must not be carried out now, for everybody; nothing if it may. Whatever is not known counts against it.
 * `now` in milliseconds since the epoch.
 */
export function failedPrecondition(
  verb: Effect,
  task: PayloadTask,
  fresh: FreshState,
  preconditions: Preconditions,
  now: number,
): Text | undefined {
  return (
    permissionFailure(fresh) ??
    directionFailure(task, fresh) ??
    turnFailure(verb, task, fresh) ??
    limitFailure('lag', fresh.lagMs, preconditions.maxLagMs) ??
    limitFailure('rpo', fresh.rpoMs, preconditions.maxRpoMs) ??
    limitFailure('rto', fresh.rtoMs, preconditions.maxRtoMs) ??
    comparisonFailure(fresh.comparison, preconditions.comparisonWithinMs, now)
  )
}

function permissionFailure({ status, allowed }: FreshState): Text | undefined {
  if (status === undefined || !allowed) return unknown('status')
  return allowed.ok ? undefined : allowed.why
}

function directionFailure({ observed, scenario }: PayloadTask, { direction }: FreshState): Text | undefined {
  if (direction === undefined) return unknown('direction')
  if (direction === observed.direction) return undefined
  const [before, after] = [directionWords(observed.direction, scenario), directionWords(direction, scenario)]
  return {
    en: `The direction has changed since the request: it was “${before.en}” and is “${after.en}” now.`,
    'zh-CN': `发起请求后任务方向已变化：原为“${before['zh-CN']}”，现为“${after['zh-CN']}”。`,
  }
}

/** Approval was given for a healthy pair; switching over one that has failed meanwhile is another decision. */
function turnFailure(
  verb: Effect,
  { observed, scenario }: PayloadTask,
  { status }: FreshState,
): Text | undefined {
  if (!isWeighty(verb) || status === undefined) return undefined
  if (statusOf(status).kind !== 'failed' || statusOf(observed.status).kind === 'failed') return undefined
  const [before, after] = [statusWords(observed.status, scenario), statusWords(status, scenario)]
  return {
    en: `The task was in “${before.en}” at the time of the request and has failed since: “${after.en}”. If you still want this, make a new request.`,
    'zh-CN': `发起请求时任务为“${before['zh-CN']}”，此后已失败：“${after['zh-CN']}”。如仍需执行，请重新发起。`,
  }
}

const things = {
  status: say('status', '状态'),
  direction: say('direction', '方向'),
  lag: say('delay', '时延'),
  rpo: say('RPO', 'RPO'),
  rto: say('RTO', 'RTO'),
  comparison: say('latest comparison', '最近一次对比'),
} as const satisfies Record<string, Text>
type Thing = keyof typeof things

function unknown(thing: Thing): Text {
  const words = things[thing]
  return {
    en: `The ${words.en} of the task could not be read, so nothing was carried out.`,
    'zh-CN': `无法读取任务的${words['zh-CN']}，因此未执行。`,
  }
}

function limitFailure(thing: Thing, value: number | undefined, limit: number | undefined): Text | undefined {
  if (limit === undefined) return undefined
  if (value === undefined || Number.isNaN(value)) return unknown(thing)
  if (value <= limit) return undefined
  const words = things[thing]
  return {
    en: `The ${words.en} is ${value / 1000} s; the policy allows ${limit / 1000} s.`,
    'zh-CN': `${words['zh-CN']}为 ${value / 1000} 秒，策略允许 ${limit / 1000} 秒。`,
  }
}

const hour = 60 * 60_000

function comparisonFailure(
  found: ObservedState['comparison'],
  limit: number | undefined,
  now: number,
): Text | undefined {
  if (limit === undefined) return undefined
  if (found?.clean === undefined || found.endedAt === undefined) return unknown('comparison')
  if (!found.clean) {
    return {
      en: 'The latest comparison found differences or could not compare everything.',
      'zh-CN': '最近一次对比存在差异，或未能全部对比。',
    }
  }
  return now - found.endedAt <= limit ? undefined : tooOld(limit / hour)
}

function tooOld(hours: number): Text {
  return {
    en: `The latest comparison is older than the policy allows (${hours} h). Compare again.`,
    'zh-CN': `最近一次对比已超过策略允许的时长（${hours} 小时），请重新对比。`,
  }
}
