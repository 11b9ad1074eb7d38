import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import { fileDefaults } from '../../src/config/file.ts'
import type { Config } from '../../src/config/types.ts'
import { statusWords } from '../../src/drs/statuses.ts'
import { instances, region } from '../../src/local-drs/databases.ts'
import { type LocalDrs, startLocalDrs } from '../../src/local-drs/server.ts'
import type { SeenMessage } from '../../src/local-slack/control/seen.ts'
import { type LocalSlack, startLocalSlack } from '../../src/local-slack/server.ts'
import { pendingChannels } from '../../src/store/outbox.ts'
import { loadSnapshot } from '../../src/store/task-states.ts'
import type { EngineOptions } from '../../src/watch/options.ts'
import type { Change } from './judge.ts'
import type { RedisWay } from './redis-way.ts'
import { type Nursery, type Replica, startReplica } from './replica.ts'

/** What all faults share. */
export interface Ground {
  readonly redis: RedisWay
  readonly nursery: Nursery
}

/** Copies of the real bot that watch tasks of a DRS in channels of a Slack, over one Redis. */
export interface Stage {
  readonly drs: LocalDrs
  readonly slack: LocalSlack
  readonly redis: RedisWay
  readonly bot: Replica
  readonly replicas: readonly Replica[]
  /** What happened to the tasks so far, oldest first. */
  readonly changes: readonly Change[]
  /** Lets something happen to the next task, or to every one of them, without waiting for a bot to see it. */
  turn(): void
  turnAll(): void
  /**
   * Sets the clocks of the bots that many milliseconds ahead of the machine's; and that of DRS with them, which takes no
   * calls from a bot that is a quarter of an hour off, unless they are `alone` with it.
   */
  setClocks(ms: number, options?: { readonly alone?: boolean }): Promise<void>
  /** Whether the bots have stored what happened: what comes and goes between two looks nobody can tell of. */
  isStored(): Promise<boolean>
  /** Until they have. */
  stored(): Promise<void>
  /** Something happens to the next task, and a bot has seen and stored it. */
  change(): Promise<void>
  /** Until every channel has been told so often that nothing can be seen, or that it can again. */
  toldBlind(times?: number): Promise<void>
  toldSighted(times?: number): Promise<void>
  /** Removes all that Redis holds; until every channel has been told so. Then the tasks are watched again. */
  empty(): Promise<void>
  /** Changes tasks, one after the other, until the bots have died so often, all together: one may not bring them to the point. */
  changeUntilDied(count: number): Promise<void>
  /** How often no look at the tasks had an answer for so many milliseconds, or for a moment in which the clock was set by as many. */
  silences(ms: number): number
  /** Until a call of the Web API has met the fault that was put in its way. */
  met(method: string): Promise<void>
  /** Whether nothing is left to be said. */
  isDelivered(): Promise<boolean>
  /** Until that is so. */
  delivered(): Promise<void>
  transcripts(): readonly (readonly SeenMessage[])[]
  stop(): Promise<void>
}

export interface StageOptions {
  readonly replicas: number
  readonly times: Partial<EngineOptions>
  /** What happens to Slack before the tasks are watched. */
  readonly before?: ((slack: LocalSlack) => void) | undefined
  /** Which forms of answers DRS chooses. */
  readonly dialectSeed?: string
  /** Names of further tasks, pairs of disaster recovery, that nobody watches. */
  readonly pairs?: readonly string[]
}

const connection = 'sandbox'
const person = 'U01ALICE'
const channels = ['C01MIGRATION', 'C02DBA']
const tasks = ['faults-one', 'faults-two', 'faults-three']

/** Longer than a time-out of Slack and what follows from it, on a machine that is busy. */
const patienceMs = 120_000
const minute = 60_000

/** A point is reached at least once by each change. */
const mostChanges = 6

/** What happens to each task; it runs, fails, runs, is paused, runs. What fails a third time is told as unstable, no more one by one. */
const fates = ['fail', 'resume', 'pause', 'resume', 'fail', 'resume'] as const
/** And from then on, again and again. */
const laterFates = ['pause', 'resume'] as const

function fateOf(nth: number) {
  return fates[nth] ?? laterFates[nth % 2] ?? 'resume'
}

export async function openStage({ redis, nursery }: Ground, options: StageOptions): Promise<Stage> {
  await redis.clear()
  let [clockMs, drsClockMs] = [0, 0]
  const drs = await startLocalDrs({
    speed: 0,
    dialect: 'mixed',
    ...(options.dialectSeed !== undefined && { dialectSeed: options.dialectSeed }),
    seed: { tasks: [...tasks.map(seedTask), ...(options.pairs ?? []).map(seedPair)] },
    now: () => Date.now() + drsClockMs,
  })
  const slack = await startLocalSlack({
    manifest: parse(await readFile('manifest.yml', 'utf8')),
    rateLimits: false,
  })
  const start = {
    config: configOf(drs, slack, redis.url),
    env: { HUAWEICLOUD_SDK_AK: drs.ak, HUAWEICLOUD_SDK_SK: drs.sk },
    times: options.times,
  }
  const bot = await startReplica(nursery, start)
  const others = await Promise.all(
    Array.from({ length: options.replicas - 1 }, () => startReplica(nursery, start)),
  )
  const replicas = [bot, ...others]
  const setClocks: Stage['setClocks'] = async (ms, { alone = false } = {}) => {
    clockMs = ms
    drsClockMs = alone ? 0 : ms
    await Promise.all(replicas.map((replica) => replica.setClock(ms)))
  }
  const stage = stageOf({ drs, slack, redis, replicas, bot, setClocks, clockMs: () => clockMs })
  options.before?.(slack)
  await watchAll(slack, stage)
  return stage
}

function seedTask(name: string) {
  const places = { source: '192.168.0.28:3306', destination: '192.168.0.131:3306' }
  return { name, scenario: 'sync', engine: 'mysql', status: 'INCRE_TRANSFER_STARTED', ...places } as const
}

function seedPair(name: string) {
  const places = { source: '192.168.0.29:3306', destination: instances.mysqlStandby }
  const task = { name, scenario: 'cloudDataGuard', engine: 'cloudDataGuard-mysql', ...places } as const
  return { ...task, status: 'INCRE_TRANSFER_STARTED' } as const
}

function configOf(drs: LocalDrs, slack: LocalSlack, redisUrl: string): Config {
  const { endpoint, projectId } = drs
  const credentials = { kind: 'keys', ak: 'env:HUAWEICLOUD_SDK_AK', sk: 'env:HUAWEICLOUD_SDK_SK' } as const
  return {
    ...fileDefaults,
    slack: {
      botToken: slack.botToken,
      transport: { mode: 'socket', appToken: slack.appToken },
      apiUrl: slack.apiUrl,
    },
    redisUrl,
    logLevel: 'silent',
    connections: [{ name: connection, region, endpoint, projectId, generations: ['v3'], credentials }],
    grants: [
      { role: 'operator', users: ['*'], connections: ['*'], channels: ['*'] },
      { role: 'approver', users: ['U02BOB', 'U03CAROL'], connections: ['*'], channels: ['*'] },
    ],
    secrets: [],
    callsPerMinute: 100_000,
  }
}

interface Props extends Pick<Stage, 'drs' | 'slack' | 'redis' | 'replicas' | 'bot' | 'setClocks'> {
  /** By how much the clocks of the bots are ahead. */
  readonly clockMs: () => number
}

function stageOf(props: Props): Stage {
  const { drs, slack, redis, replicas } = props
  const changes: Change[] = []
  const states = () => drs.control.tasks().filter(({ name }) => tasks.includes(name))
  const transcripts = () => channels.map((channel) => slack.control.transcript(channel, person))
  const everywhere = (text: string, times: number) => () =>
    transcripts().every(
      (messages) => messages.filter((message) => message.text.startsWith(text)).length >= times,
    )
  const fated = new Map<string, number>()
  const looks = watchLooks(drs, props.clockMs)
  let turns = 0

  function turn(): void {
    const task = tasks[turns++ % tasks.length] ?? ''
    const nth = fated.get(task) ?? 0
    fated.set(task, nth + 1)
    const before = wordsOf(states(), task)
    // What went before has to be over, and what is begun as well: all of it between two looks of the bots.
    drs.control.advance({ ms: minute })
    drs.control.act({ task, action: fateOf(nth), reason: 'connection lost' })
    drs.control.advance({ ms: minute })
    changes.push({ task, from: before, to: wordsOf(states(), task) })
  }

  function isStored(): Promise<boolean> {
    return redis.look(async (handle) => {
      const known = states().map(async ({ id, status }) => {
        return (await loadSnapshot(handle, connection, id))?.status === status
      })
      return !(await Promise.all(known)).includes(false)
    })
  }
  function isDelivered(): Promise<boolean> {
    return redis.look(async (handle) => (await pendingChannels(handle, connection)).length === 0)
  }
  const stored = () => until('what happened is stored', isStored)

  return {
    ...props,
    changes,
    turn,
    turnAll: () => tasks.forEach(turn),
    isStored,
    stored,
    change: () => {
      turn()
      return stored()
    },
    toldBlind: (times = 1) => until('blindness is told', everywhere('Can’t see the tasks', times)),
    toldSighted: (times = 1) => until('sight is told', everywhere('Can see the tasks', times)),
    empty: async () => {
      await redis.clear()
      await until('the loss is told', everywhere('All watches of', 1))
      await sayWatch(slack)
      await stored()
    },
    changeUntilDied: async (count) => {
      const areDead = () => replicas.reduce((sum, replica) => sum + replica.deaths(), 0) >= count
      for (let changed = 0; changed < mostChanges && !areDead(); changed++) {
        turn()
        await until('what happened is stored', async () => areDead() || (await isStored()))
        await until('everything is said', async () => areDead() || (await isDelivered()))
      }
      await until(`the bot has died ${count} times`, areDead)
    },
    met: (method) =>
      until(`a fault of ${method} is met`, () => {
        return !slack.control.faults().some((fault) => fault.method === method)
      }),
    silences: looks.silences,
    isDelivered,
    delivered: () => until('everything is said', isDelivered),
    transcripts,
    stop: async () => {
      looks.stop()
      await Promise.all(replicas.map((replica) => replica.stop()))
      await Promise.all([slack.stop(), drs.stop()])
    },
  }
}

/** Questions of polls; their answers are collected as they come, since DRS remembers only its latest calls. */
const lookQuestions: ReadonlySet<string | undefined> = new Set(['batch-job-status', 'batch-job-progress'])
const collectMs = 100

/** A look is due much earlier; who is started in such a gap cannot tell whether the clock was set in it. */
const gapMs = 1_000

function watchLooks(
  { control }: LocalDrs,
  clockMs: () => number,
): Pick<Stage, 'silences'> & { stop(): void } {
  const moment = () => ({ at: performance.now(), clockMs: clockMs() })
  const answered = [moment()]
  let latest: string | undefined
  const collect = () => {
    const calls = control
      .requests()
      .filter(({ operation, status }) => lookQuestions.has(operation) && status === 200)
    const last = calls.at(-1)?.requestId
    if (last !== undefined && last !== latest) answered.push(moment())
    latest = last
  }
  const timer = setInterval(collect, collectMs)
  return {
    silences: (ms) => {
      collect()
      const moments = [...answered, moment()]
      return moments.filter((now, index) => {
        const before = moments[index - 1] ?? now
        const gap = now.at - before.at
        return gap > ms || (gap > gapMs && now.clockMs - before.clockMs > ms)
      }).length
    },
    stop: () => clearInterval(timer),
  }
}

function wordsOf(
  states: readonly { readonly name: string; readonly status: string }[],
  task: string,
): string {
  const status = states.find(({ name }) => name === task)?.status ?? ''
  return statusWords(status, 'sync').en
}

async function sayWatch(slack: LocalSlack): Promise<void> {
  for (const channel of channels) {
    for (const task of tasks) {
      const done = await slack.control.act(person, { act: 'say', channel, text: `/drs watch ${task}` })
      if (!done.ok) throw new Error(`Slack says: ${done.error}`)
    }
  }
}

async function watchAll(slack: LocalSlack, stage: Stage): Promise<void> {
  await sayWatch(slack)
  const cards = () =>
    stage
      .transcripts()
      .every((messages) => messages.filter(({ metadata }) => metadata).length === tasks.length)
  await until('every task has its card', cards)
  await stage.stored()
  await stage.delivered()
}

/** Looks again and again until it is so. Throws, saying what did not come, after two minutes. */
async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + patienceMs
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`it did not come that ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}
