import type { LocalDrs } from '../../src/local-drs/server.ts'
import type { ApiFault } from '../../src/local-slack/faults.ts'
import type { LocalSlack } from '../../src/local-slack/server.ts'
import { failpoints } from '../../src/watch/failpoints.ts'
import type { EngineOptions } from '../../src/watch/options.ts'
import { type ServerTroubleName, serverTroubles } from './redis-troubles.ts'
import type { Stage } from './stage.ts'

/** Something that goes wrong while tasks change, and what has to hold all the same. */
export interface Fault {
  readonly name: string
  /** What is done, in a few words. */
  readonly does: string
  /** Copies of the bot; 1 without it. */
  readonly replicas?: number
  /**
   * Every channel has to be told once, or so often, that nothing can be seen, and as often that it can again; else
   * neither. `often`: of single tasks, too, whose calls still wait for their end.
   */
  readonly blind?: boolean | number | 'often'
  /** Redis loses all, which has to be told once. */
  readonly emptied?: boolean
  /** `counted`: nothing is promised, since nobody can tell whether a message has arrived. */
  readonly twice?: 'never' | 'counted'
  readonly times?: Partial<EngineOptions>
  /** Among those that every run of the tests plays. */
  readonly telling?: boolean
  /** What happens to Slack before the tasks are watched. */
  readonly before?: (slack: LocalSlack) => void
  play(stage: Stage): Promise<void>
}

/** How often a point is reached before it kills: the first channel or the second, the card or the reply. */
const deathsAtPoint = [1, 2, 3]

const kills: readonly Fault[] = failpoints.map((point) => ({
  name: `killed at ${point}`,
  does: `SIGKILL when the point is reached the ${deathsAtPoint.join('., ')}. time after a change`,
  async play(stage) {
    await stage.change()
    for (const nth of deathsAtPoint) {
      await stage.bot.dieAt(point, nth)
      await stage.changeUntilDied(nth)
      await stage.change()
    }
  },
}))

const replicas: readonly Fault[] = [
  {
    name: 'two replicas race',
    does: 'both look and deliver; every task changes four times',
    replicas: 2,
    async play(stage) {
      for (let i = 0; i < 4; i++) {
        stage.turnAll()
        await stage.stored()
      }
    },
  },
  {
    name: 'one of two replicas is killed',
    does: 'SIGKILL to one after its post, then to the other after its commit',
    replicas: 2,
    telling: true,
    async play(stage) {
      const [one, other] = stage.replicas
      await one?.dieAt('delivery:sent', 1)
      stage.turnAll()
      await stage.stored()
      await other?.dieAt('commit:after', 1)
      stage.turnAll()
      await stage.stored()
      one?.kill()
      await stage.change()
      other?.kill()
      await stage.change()
    },
  },
  {
    name: 'nobody looks',
    does: 'the only replica is away for more than two intervals',
    blind: true,
    async play(stage) {
      await stage.change()
      await stage.bot.rest(async () => {
        stage.turn()
        await pause(5_000)
      })
      await stage.toldSighted()
      await stage.change()
    },
  },
]

const memory: readonly Fault[] = [
  {
    name: 'Redis killed, restarted from its append-only file',
    does: 'SIGKILL to the server while changes are delivered',
    telling: true,
    async play(stage) {
      stage.turnAll()
      await stage.redis.killServer()
      await stage.stored()
      stage.turn()
      await stage.redis.killServer()
      await stage.change()
    },
  },
  {
    name: 'Redis connections break',
    does: 'all of them at once, five times',
    async play(stage) {
      for (let i = 0; i < 5; i++) {
        stage.turn()
        stage.redis.blink()
        await stage.stored()
        stage.redis.blink()
      }
    },
  },
  {
    name: 'Redis away for two intervals',
    does: 'no connection gets through until blindness is told',
    blind: true,
    replicas: 2,
    telling: true,
    async play(stage) {
      await stage.change()
      stage.redis.cut()
      stage.turn()
      await stage.toldBlind()
      stage.turn()
      stage.redis.mend()
      await stage.toldSighted()
      await stage.change()
    },
  },
  {
    name: 'job queue emptied',
    does: 'every key of BullMQ is removed, three times',
    telling: true,
    async play(stage) {
      for (let i = 0; i < 3; i++) {
        stage.turn()
        await stage.redis.flushQueues()
        await stage.change()
      }
    },
  },
]

/** What happens to Redis until blindness is told, and how it ends. */
interface Outage {
  begin(stage: Stage): unknown
  end(stage: Stage): unknown
}

function refuses(name: ServerTroubleName): Outage {
  const { begin, end } = serverTroubles[name]
  return { begin: ({ redis }) => redis.look(begin), end: ({ redis }) => redis.look(end) }
}

const killed: Outage = {
  begin: ({ redis }) => redis.cut(),
  async end({ redis }) {
    await redis.killServer()
    redis.mend()
  },
}

const failedOver: Outage = {
  begin: ({ redis }) => redis.cut(),
  async end({ redis }) {
    await (await redis.copy()).takeOver()
    redis.mend()
  },
}

/** Each is told, with a change meanwhile, and ended before the next. */
function outages(name: string, all: readonly Outage[], more: Partial<Fault> = {}): Fault {
  return {
    name: `Redis ${name}`,
    does: 'until blindness is told; a change meanwhile',
    blind: all.length,
    ...more,
    async play(stage) {
      await stage.change()
      for (const [at, { begin, end }] of all.entries()) {
        await begin(stage)
        stage.turn()
        await stage.toldBlind(at + 1)
        stage.turn()
        await end(stage)
        await stage.toldSighted(at + 1)
        await stage.change()
      }
    },
  }
}

const readOnly = refuses('read-only')
const inARow = [killed, readOnly, readOnly]

const redisOutages: readonly Fault[] = [
  outages('killed and away for two intervals', [killed]),
  outages('failed over', [failedOver]),
  outages('read-only', [readOnly]),
  outages('without enough replicas', [refuses('without enough replicas')]),
  outages('full', [refuses('full')]),
  outages('unable to save', [refuses('unable to save')]),
  outages('out three times in a row', inARow),
  outages('out three times in a row, three replicas', inARow, { replicas: 3, telling: true }),
  {
    name: 'Redis read-only, then DRS: 500',
    does: 'one after the other, without a look between them',
    blind: true,
    async play(stage) {
      await stage.change()
      await readOnly.begin(stage)
      await stage.toldBlind()
      stage.drs.control.fault({ status: 500 })
      await readOnly.end(stage)
      stage.turn()
      await pause(3_000)
      stage.drs.control.clearFaults()
      await stage.toldSighted()
      await stage.change()
    },
  },
  outages('read-only while answers of Slack are lost', [
    {
      begin(stage) {
        stage.slack.control.fault({ method: 'chat.postMessage', kind: 'drop', when: 'after', times: 2 })
        return readOnly.begin(stage)
      },
      end: readOnly.end,
    },
  ]),
  {
    name: 'Redis emptied',
    does: 'while the bot runs; then the tasks are watched again',
    emptied: true,
    replicas: 2,
    times: { staleMs: 4_000 },
    async play(stage) {
      await stage.change()
      await stage.delivered()
      await stage.empty()
      await stage.change()
    },
  },
]

type DrsFault = Parameters<LocalDrs['control']['fault']>[0]

/** Short of blindness: the next calls go wrong. */
function drsStumbles(name: string, fault: DrsFault): Fault {
  return {
    name: `DRS: ${name}`,
    does: 'the next six calls',
    async play(stage) {
      await stage.change()
      stage.drs.control.fault({ ...fault, times: 6 })
      await stage.change()
      await stage.change()
    },
  }
}

/** Until blindness is told, and a change meanwhile. */
function drsFails(name: string, fault: DrsFault, blind: true | 'often' = true): Fault {
  return {
    name: `DRS: ${name} for two intervals`,
    does: 'every call until blindness is told',
    blind,
    async play(stage) {
      await stage.change()
      stage.drs.control.fault(fault)
      stage.turn()
      await stage.toldBlind()
      stage.turn()
      stage.drs.control.clearFaults()
      await stage.toldSighted()
      await stage.change()
    },
  }
}

const drs: readonly Fault[] = [
  drsStumbles('500', { status: 500 }),
  drsStumbles('503', { status: 503 }),
  drsStumbles('429, Retry-After 1 s', { retryAfter: 1 }),
  drsStumbles('malformed answers', { malformed: true }),
  drsStumbles('connection cut', { cut: true }),
  drsFails('500', { status: 500 }),
  drsFails('no answer', { delayMs: 120_000 }, 'often'),
  drsFails('malformed answers', { malformed: true }),
  drsFails('dead credentials', { status: 401, code: 'APIGW.0301' }),
  drsFails('429, Retry-After 1 s', { retryAfter: 1 }),
]

/** The next calls of that method go wrong while a change is told. */
function slackStumbles(name: string, fault: ApiFault, more: Partial<Fault> = {}): Fault {
  return {
    name: `Slack: ${name}`,
    does: `${fault.method}, ${fault.times ?? 1} calls`,
    ...more,
    async play(stage) {
      await stage.change()
      await stage.delivered()
      stage.slack.control.fault(fault)
      await stage.change()
      await stage.met(fault.method)
      await stage.change()
    },
  }
}

const slack: readonly Fault[] = [
  slackStumbles('post 429', { method: 'chat.postMessage', kind: 'rate-limit', retryAfter: 1, times: 3 }),
  slackStumbles('edit 429', { method: 'chat.update', kind: 'rate-limit', retryAfter: 1, times: 3 }),
  slackStumbles('post 500', { method: 'chat.postMessage', kind: 'status', status: 500, times: 3 }),
  slackStumbles('edit 500', { method: 'chat.update', kind: 'status', status: 500, times: 3 }),
  slackStumbles('post refused for now', {
    method: 'chat.postMessage',
    kind: 'error',
    error: 'service_unavailable',
    times: 3,
  }),
  slackStumbles(
    'post carried out, answer lost',
    { method: 'chat.postMessage', kind: 'drop', when: 'after', times: 2 },
    { telling: true },
  ),
  slackStumbles('post carried out, answer 500', {
    method: 'chat.postMessage',
    kind: 'status',
    status: 500,
    when: 'after',
    times: 2,
  }),
  slackStumbles('post carried out, answer too late', {
    method: 'chat.postMessage',
    kind: 'delay',
    delayMs: 10_500,
    when: 'after',
  }),
  slackStumbles('edit carried out, answer lost', {
    method: 'chat.update',
    kind: 'drop',
    when: 'after',
    times: 3,
  }),
]

/** Nobody can tell whether a message arrived: that nothing is told twice is not promised. */
const counted = { twice: 'counted' } as const

/** Answers are lost, and so is, in its own way, the look for what arrived. */
function looksFail(name: string, fault: Omit<ApiFault, 'method'>, more: Partial<Fault> = {}): Fault {
  return {
    name: `Slack: ${name}`,
    does: 'chat.postMessage, 2 calls, and conversations.replies',
    ...more,
    async play(stage) {
      await stage.change()
      await stage.delivered()
      stage.slack.control.fault({ method: 'chat.postMessage', kind: 'drop', when: 'after', times: 2 })
      stage.slack.control.fault({ method: 'conversations.replies', ...fault })
      await stage.change()
      await stage.met('chat.postMessage')
      await stage.delivered()
      stage.slack.control.clearFaults()
      await stage.change()
    },
  }
}

const looks: readonly Fault[] = [
  looksFail('answers lost, then looking fails', { kind: 'status', status: 500, times: 4 }),
  looksFail(
    'answers lost, and looking is not allowed',
    { kind: 'error', error: 'missing_scope', times: 9 },
    counted,
  ),
  {
    name: 'Slack: post carried out after it was given up',
    does: 'chat.postMessage, held up half a second longer than the bot waits for it',
    ...counted,
    async play(stage) {
      await stage.change()
      await stage.delivered()
      stage.slack.control.fault({ method: 'chat.postMessage', kind: 'delay', delayMs: 10_500 })
      await stage.change()
      await stage.met('chat.postMessage')
      await stage.change()
    },
  },
]

const interactions: readonly Fault[] = [
  {
    name: 'Slack: commands delivered twice',
    does: 'each command that watches a task',
    before: (slack) => slack.control.envelopeFault({ kind: 'duplicate', type: 'slash_commands', times: 6 }),
    async play(stage) {
      await stage.change()
      await stage.change()
    },
  },
  {
    name: 'Slack: socket cut',
    does: 'every connection of Socket Mode, three times',
    async play(stage) {
      for (let i = 0; i < 3; i++) {
        stage.slack.control.cut()
        await stage.change()
        await stage.slack.control.waitForConnections(1)
      }
    },
  },
]

const hour = 3_600_000

function clockJumps(name: string, ms: number): Fault {
  return {
    name: `clock set ${name}`,
    does: 'of the bot and of DRS, and back after two changes',
    telling: ms > 0,
    async play(stage) {
      await stage.change()
      await stage.setClocks(ms)
      await stage.change()
      await stage.change()
      await stage.setClocks(0)
      await stage.change()
      await stage.change()
    },
  }
}

const clocks: readonly Fault[] = [
  clockJumps('an hour ahead', hour),
  clockJumps('an hour back', -hour),
  {
    name: 'clock of the bot an hour off',
    does: 'DRS refuses its signatures until it is right again',
    blind: true,
    async play(stage) {
      await stage.change()
      await stage.setClocks(hour, { alone: true })
      stage.turn()
      await stage.toldBlind()
      await stage.setClocks(0)
      await stage.toldSighted()
      await stage.change()
    },
  },
  {
    name: 'clock of the bot ten minutes off, answers lost',
    does: 'DRS takes its calls, posts are carried out and their answers lost',
    async play(stage) {
      await stage.setClocks(hour / 6, { alone: true })
      await stage.change()
      await stage.delivered()
      stage.slack.control.fault({ method: 'chat.postMessage', kind: 'drop', when: 'after', times: 2 })
      await stage.change()
      await stage.met('chat.postMessage')
      await stage.setClocks(0)
      await stage.change()
    },
  },
]

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

export const faults: readonly Fault[] = [
  ...kills,
  ...replicas,
  ...memory,
  ...redisOutages,
  ...drs,
  ...slack,
  ...looks,
  ...interactions,
  ...clocks,
]
