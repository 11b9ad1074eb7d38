import type { ApiFault } from '../../src/local-slack/faults.ts'
import { failpoints } from '../../src/watch/failpoints.ts'
import type { Stage } from '../faults/stage.ts'
import type { Chance } from './random.ts'

/** Something that may happen at any time: to tasks, processes, Redis, DRS, Slack or clocks. */
export interface Step {
  readonly name: string
  /** How often it is chosen, against the others. */
  readonly weight: number
  play(stage: Stage, chance: Chance): unknown
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** Not before the last change was seen: of what comes and goes between two looks nobody can tell. */
async function afterwards(stage: Stage, change: () => void): Promise<void> {
  if (await stage.isStored()) change()
}

const tasks: readonly Step[] = [
  { name: 'a task changes', weight: 10, play: (stage) => afterwards(stage, () => stage.turn()) },
  { name: 'every task changes', weight: 4, play: (stage) => afterwards(stage, () => stage.turnAll()) },
  {
    name: 'a task changes and is seen',
    weight: 6,
    play: async (stage) => {
      await stage.stored()
      await stage.change()
    },
  },
  { name: 'nothing for a while', weight: 3, play: (_, chance) => pause(chance.between(100, 1_500)) },
]

const processes: readonly Step[] = [
  { name: 'a replica is killed', weight: 3, play: ({ replicas }, chance) => chance.oneOf(replicas).kill() },
  {
    name: 'a replica is to die at a point',
    weight: 4,
    play: ({ replicas }, chance) =>
      chance.oneOf(replicas).dieAt(chance.oneOf(failpoints), chance.between(1, 3)),
  },
]

const memory: readonly Step[] = [
  { name: 'Redis connections break', weight: 3, play: ({ redis }) => redis.blink() },
  { name: 'Redis is killed and started anew', weight: 1, play: ({ redis }) => redis.killServer() },
  { name: 'the job queue is emptied', weight: 1, play: ({ redis }) => redis.flushQueues() },
  {
    name: 'Redis is away for a moment',
    weight: 2,
    play: async ({ redis }, chance) => {
      redis.cut()
      await pause(chance.between(100, 2_000))
      redis.mend()
    },
  },
  {
    name: 'Redis hangs for a moment',
    weight: 2,
    play: async ({ redis }, chance) => {
      await redis.hang()
      await pause(chance.between(100, 4_000))
      redis.mend()
    },
  },
]

const drsFaults = [
  { status: 500 },
  { status: 503 },
  { retryAfter: 1 },
  { malformed: true },
  { cut: true },
  { status: 401, code: 'APIGW.0301' },
  { delayMs: 1_000 },
] as const

const drs: readonly Step[] = [
  {
    name: 'DRS stumbles',
    weight: 5,
    play: (stage, chance) => {
      stage.drs.control.fault({ ...chance.oneOf(drsFaults), times: chance.between(1, 8) })
    },
  },
]

/** No answer comes later than the bot waits for it: then nobody could tell whether a message has arrived. */
const slackFaults: readonly Omit<ApiFault, 'method'>[] = [
  { kind: 'rate-limit', retryAfter: 1 },
  { kind: 'status', status: 500 },
  { kind: 'status', status: 500, when: 'after' },
  { kind: 'error', error: 'service_unavailable' },
  { kind: 'drop', when: 'after' },
  { kind: 'drop' },
  { kind: 'delay', delayMs: 1_500 },
  { kind: 'delay', delayMs: 1_500, when: 'after' },
]
const methods = ['chat.postMessage', 'chat.update', 'conversations.replies', 'conversations.history'] as const
const envelopes = ['slash_commands', 'interactive'] as const

const slack: readonly Step[] = [
  {
    name: 'Slack stumbles',
    weight: 6,
    play: (stage, chance) =>
      stage.slack.control.fault({
        ...chance.oneOf(slackFaults),
        method: chance.oneOf(methods),
        times: chance.between(1, 3),
      }),
  },
  { name: 'every socket is cut', weight: 2, play: (stage) => void stage.slack.control.cut() },
  {
    name: 'envelopes come twice or late',
    weight: 3,
    play: (stage, chance) =>
      stage.slack.control.envelopeFault({
        kind: chance.oneOf(['duplicate', 'delay'] as const),
        type: chance.oneOf(envelopes),
        times: chance.between(1, 3),
        delayMs: chance.between(100, 1_000),
      }),
  },
]

const minute = 60_000

const clocks: readonly Step[] = [
  {
    name: 'the clocks jump',
    weight: 1,
    play: (stage, chance) => stage.setClocks(chance.between(-10, 10) * minute),
  },
]

export const steps: readonly Step[] = [...tasks, ...processes, ...memory, ...drs, ...slack, ...clocks]

export function nextStep(chance: Chance): Step {
  return chance.oneOf(steps.flatMap((step) => Array.from({ length: step.weight }, () => step)))
}
