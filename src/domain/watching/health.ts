import * as z from 'zod'
import type { DeepReadonly } from '../../base/deep-readonly.ts'
import { say, type Text } from '../../base/i18n.ts'
import { UserError } from '../../base/user-error.ts'
import { DrsError } from '../../drs/drs-error.ts'
import { clockOffsetWords, errorOf } from '../../drs/errors.ts'

const plainCauses = [
  ...(['credentials', 'network', 'throttled', 'budget', 'drs', 'stopped', 'busy'] as const),
  ...(['redis', 'redis-read-only', 'redis-full', 'redis-unsaved', 'redis-alone'] as const),
] as const

/** Why the bot could not look; with an offset: its clock is so far ahead of that of DRS (negative: behind). */
export const blindCauseSchema = z.union([z.enum(plainCauses), z.object({ clockOffsetMs: z.number() })])
export type StaleCause = DeepReadonly<z.output<typeof blindCauseSchema>>

const causeWords: Readonly<Record<(typeof plainCauses)[number], Text>> = {
  credentials: say('DRS rejects the credentials of this connection.', 'DRS 拒绝了该连接的认证凭据。'),
  network: say('DRS can’t be reached over the network.', '网络无法访问 DRS。'),
  throttled: say('more calls are needed than DRS allows.', '所需的调用次数超过了 DRS 的限制。'),
  budget: say(
    'more calls are needed than the configured limit per minute allows. DRS itself answers.',
    '所需的调用次数超过了配置的每分钟上限，DRS 本身正常。',
  ),
  drs: say('DRS answers with errors.', 'DRS 返回错误。'),
  stopped: say('the bot was not checking tasks.', '机器人没有在检查任务。'),
  busy: say(
    'the bot’s machine was overloaded or suspended, and the bot could not check tasks.',
    '机器人所在主机负载过高或被挂起，无法检查任务。',
  ),
  redis: say('the bot’s memory (Redis) can’t be reached.', '无法访问机器人的存储（Redis）。'),
  'redis-read-only': say('the bot’s memory (Redis) is read-only.', '机器人的存储（Redis）处于只读状态。'),
  'redis-full': say('the bot’s memory (Redis) is full.', '机器人的存储（Redis）已满。'),
  'redis-unsaved': say(
    'the bot’s memory (Redis) can’t save to its disk.',
    '机器人的存储（Redis）无法写入磁盘。',
  ),
  'redis-alone': say(
    'the bot’s memory (Redis) has too few replicas and refuses changes.',
    '机器人的存储（Redis）副本不足，拒绝写入。',
  ),
}

export function staleCauseWords(cause: StaleCause): Text {
  return typeof cause === 'string' ? causeWords[cause] : clockOffsetWords(cause.clockOffsetMs)
}

/** The cause that an error of a look speaks of; `undefined` if it only repeats earlier ones (calls held back). */
export function staleCauseOf(error: unknown): StaleCause | undefined {
  if (error instanceof UserError) return 'credentials'
  // Whatever does not come from DRS comes from where looks are noted.
  if (!(error instanceof DrsError)) return 'redis'
  const { code, httpStatus, clockOffsetMs } = error
  if (clockOffsetMs !== undefined) return { clockOffsetMs }
  if (code === 'circuit-open') return undefined
  if (code === 'network' || code === 'timeout') return 'network'
  if (code === 'budget') return 'budget'
  if (httpStatus === 429) return 'throttled'
  if (code === 'token-refused' || isUnauthorized(httpStatus)) return 'credentials'
  return errorOf(code)?.category === 'auth' ? 'credentials' : 'drs'
}

function isUnauthorized(status: number | undefined): boolean {
  return status === 401 || status === 403
}

/** What is known of how well the tasks of a connection can be seen. Times in milliseconds since the epoch. */
export interface HealthFacts {
  readonly now: number
  /** When a poll last got an answer, or had nothing to ask. */
  readonly heartbeat: number | undefined
  /** When any replica last looked after the heartbeat, as far as this one cannot vouch for it itself. */
  readonly alive: number | undefined
  /** Silence longer than this is told. */
  readonly staleMs: number
  /** For so long before this moment the process itself stood still, ms. */
  readonly stalledMs?: number
  readonly watching: boolean
  /** What the last polls without an answer ran into. */
  readonly trouble?: Trouble
  /** Tasks that do not answer. */
  readonly unanswered: readonly UnansweredTask[]
}

export const troubleSchema = z.object({ cause: blindCauseSchema, at: z.number() })
export type Trouble = DeepReadonly<z.output<typeof troubleSchema>>

export const unseenSchema = z.object({ taskId: z.string(), since: z.number(), cause: blindCauseSchema })
export type UnansweredTask = DeepReadonly<z.output<typeof unseenSchema>>

export type HealthVerdict =
  | { readonly kind: 'sighted' }
  | { readonly kind: 'blind'; readonly since: number; readonly cause: StaleCause }
  /** Only these do not answer, longest first. */
  | { readonly kind: 'partial'; readonly tasks: readonly UnansweredTask[] }

/** Whether anybody has to be told that the bot does not see the tasks of a connection, or some of them. */
export function judgeHealth(facts: HealthFacts): HealthVerdict {
  const { now, heartbeat, staleMs: blindMs, watching, unanswered } = facts
  if (!watching || heartbeat === undefined) return { kind: 'sighted' }
  const silentMs = now - heartbeat
  if (silentMs > blindMs) return verdictOfSilence(facts, heartbeat, silentMs)
  const long = unanswered
    .filter(({ since }) => now - since > blindMs / 2)
    .toSorted((a, b) => a.since - b.since || (a.taskId < b.taskId ? -1 : 1))
  const [first] = long
  // What fails for all fails for each at another moment: those that are about to be told are told with the first one.
  return first && now - first.since > blindMs ? { kind: 'partial', tasks: long } : { kind: 'sighted' }
}

/** The window in which calls to DRS are counted, ms: all of it may be used up by its first seconds. */
export const callWindowMs = 60_000

/**
 * While the calls of a window are used up nothing is heard of a DRS that is well: only more than a window of it is told.
 * While the process stood still it could not hear anything either.
 */
function verdictOfSilence(facts: HealthFacts, heartbeat: number, silentMs: number): HealthVerdict {
  const { staleMs, stalledMs = 0 } = facts
  const cause = causeOfSilence(facts)
  const limit = cause === 'budget' ? Math.max(staleMs, 1.5 * callWindowMs) : staleMs
  if (silentMs - stalledMs > limit) return { kind: 'blind', since: heartbeat, cause }
  return stalledMs > limit ? { kind: 'blind', since: heartbeat, cause: 'busy' } : { kind: 'sighted' }
}

/** A poll that failed after the last good one says why; without one nobody was looking. */
function causeOfSilence({ now, heartbeat = 0, alive, staleMs: blindMs, trouble }: HealthFacts): StaleCause {
  if (alive !== undefined && now - alive > blindMs) return 'stopped'
  return trouble !== undefined && trouble.at >= heartbeat ? trouble.cause : 'stopped'
}

/** How far two clocks of one process have come since they were last read together, ms. */
export interface ClockReading {
  /** The clock that everybody goes by; it may be set. */
  readonly wall: number
  /** The clock that only runs. */
  readonly steady: number
}

/** Whether the clock was set between two readings, by more than it could be off by itself. */
export function wasClockSet(before: ClockReading, after: ClockReading, toleranceMs: number): boolean {
  return Math.abs(after.wall - before.wall - (after.steady - before.steady)) > toleranceMs
}
