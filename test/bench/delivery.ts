import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { parse } from 'yaml'
import { type LocalDrs, startLocalDrs } from '../../src/local-drs/server.ts'
import { type LocalSlack, startLocalSlack } from '../../src/local-slack/server.ts'
import { defaultWorkspace, type Workspace } from '../../src/local-slack/workspace.ts'
import { startBotProcess } from '../../src/sandbox/bot-process.ts'
import { startRedis } from '../../src/sandbox/redis.ts'
import { pendingChannels } from '../../src/store/outbox.ts'
import { addWatch } from '../../src/store/watches.ts'
import { alertmanagerCpuMs } from './alertmanager.ts'
import { botEnvironment } from './environment.ts'
import { type Measure, NotReached, pause, percentile, rounded, until, untilThere } from './measure.ts'
import { cpuMsOf } from './processes.ts'
import { channelIds as channels } from './stage.ts'

const allTasks = 1_000
const perSecond = 50
/** So many of the tasks fail. */
const failing = 0.5
/** How long Slack takes for an answer. */
const slackMs = 100
const connection = 'bench'

/**
 * The real bot as a process of its own, with the usual grouping and pace: so many tasks a second fail, each in one of 200
 * channels, and it is measured how long it takes from the answer of DRS in which a poll saw the failure to the edited
 * card, and to the message, and what it costs beyond what the bot does anyway. Slack answers as slowly as in life, but its
 * rate limits are off.
 */
export async function delivery(share: number): Promise<readonly Measure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'drs-chatops-bench-'))
  const server = await startRedis({}, { ...process.env, REDIS_URL: '' })
  const redis = new Redis(server.url)
  const drs = await startLocalDrs({ speed: 0 })
  const slack = await startLocalSlack({
    manifest: parse(await readFile('manifest.yml', 'utf8')),
    rateLimits: false,
    workspace: workspace(),
  })
  const planted = plant(drs, allTasks * share)
  await watchAll(redis, planted)
  const environment = await botEnvironment({ folder, drs, slack, redisUrl: server.url })
  const bot = await startBotProcess(environment, join(folder, 'bot.log'))
  const usedNow = (): Cost => ({
    ms: performance.now(),
    cpuMs: cpuMsOf(bot.pid),
  })
  try {
    const posts = () => slack.control.log().filter(({ method }) => method === 'chat.postMessage').length
    const quiet = async () => (await pendingChannels(redis, connection)).length === 0
    // An outage that is told on a busy machine is a post as well.
    await untilThere({ what: 'cards stand', all: planted.length }, async () => posts())
    await until('nothing is left to say', quiet)
    slack.control.fault({ method: '*', kind: 'delay', delayMs: slackMs, times: Number.MAX_SAFE_INTEGER })
    await pause(3 * looksEachMs)
    const atRest = usedNow()
    await pause(restMs)
    const begin = usedNow()
    const log = watchLog(drs)
    const failures = await failEvenly(drs, planted)
    await until('every failure is seen', () => Date.now() - (failures.at(-1)?.at ?? 0) > 3 * looksEachMs)
    await until('every failure is told', quiet)
    const end = usedNow()
    log.stop()
    const cost = costOf(atRest, begin, end, failures.length)
    const peer = await alertmanagerCpuMs({ changes: failures.length, perSecond, folder })
    return [
      ...measuresOf(toldOf(slack, failures), log.seenAt),
      ...costRows(cost, editsPerFailure(slack, failures), peer),
    ]
  } finally {
    await bot.stop()
    redis.disconnect()
    await Promise.all([slack.stop(), drs.stop()])
    await server.stop()
    await rm(folder, { recursive: true })
  }
}

/** For what the bot uses when nothing changes. */
const restMs = 10_000

interface Cost {
  readonly ms: number
  readonly cpuMs: number
}

/** CPU of one change in ms, beyond what the bot uses when nothing changes. */
function costOf(atRest: Cost, begin: Cost, end: Cost, changes: number) {
  const usual = (begin.cpuMs - atRest.cpuMs) / (begin.ms - atRest.ms)
  return (end.cpuMs - begin.cpuMs - usual * (end.ms - begin.ms)) / changes
}

function costRows(cpuMs: number, edits: number, peerMs: number | undefined): readonly Measure[] {
  return [
    { name: 'Edits of a card for a failure', value: rounded(edits), goal: 1, unit: 'edits' },
    { name: 'CPU of a change, from seen to told', value: rounded(cpuMs), unit: 'ms' },
    ...(peerMs === undefined
      ? []
      : [
          { name: 'CPU of a change in Alertmanager', value: rounded(peerMs), unit: 'ms' },
          { name: 'CPU of a change: Alertmanager', value: rounded(cpuMs / peerMs), goal: 1.2, unit: '×' },
        ]),
  ]
}

function workspace(): Workspace {
  const usual = defaultWorkspace()
  const members = [usual.bot.user, 'U01ALICE']
  const kind = { kind: 'public', topic: '', archived: false } as const
  const own = channels.map((id) => ({ id, name: id.toLowerCase(), ...kind, members: new Set(members) }))
  return { ...usual, channels: [...usual.channels, ...own] }
}

interface Planted {
  readonly id: string
  readonly name: string
  readonly channel: string
}

function plant(drs: LocalDrs, tasks: number): readonly Planted[] {
  const ends = { source: '192.168.0.28:3306', destination: '192.168.0.131:3306' }
  const kind = { scenario: 'sync', engine: 'mysql', status: 'INCRE_TRANSFER_STARTED' } as const
  return Array.from({ length: tasks }, (_, index) => {
    const name = `bench-${String(index).padStart(4, '0')}`
    const { id } = drs.control.create({ name, ...kind, ...ends })
    return { id, name, channel: channels[index % channels.length] ?? '' }
  })
}

async function watchAll(redis: Redis, planted: readonly Planted[]): Promise<void> {
  const by = { team: 'T0LOCAL', by: 'U01ALICE', locale: 'en', createdAt: 0 } as const
  for (const { id: taskId, channel } of planted) {
    await addWatch(redis, { connection, taskId, channel, ...by }, 0)
  }
}

interface Failure extends Planted {
  readonly at: number
}

/** At an even pace, one task after the other. */
async function failEvenly(drs: LocalDrs, planted: readonly Planted[]): Promise<readonly Failure[]> {
  const failures: Failure[] = []
  const begin = performance.now()
  for (const [index, task] of planted.slice(0, failing * planted.length).entries()) {
    const wait = begin + (index * 1_000) / perSecond - performance.now()
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, wait)))
    failures.push({ ...task, at: Date.now() })
    drs.control.act({ task: task.id, action: 'fail', reason: 'connection lost' })
  }
  return failures
}

/** Keeps when DRS answered about which tasks; it remembers its latest calls only. */
function watchLog(drs: LocalDrs) {
  const looks = new Map<string, { readonly at: number; readonly about: string }>()
  const read = () => {
    for (const { requestId, at, body } of drs.control.requests(1_000)) {
      if (!looks.has(requestId)) looks.set(requestId, { at, about: JSON.stringify(body ?? '') })
    }
  }
  const timer = setInterval(read, 250)
  return {
    stop: () => {
      clearInterval(timer)
      read()
    },
    /** The first answer about a task from that time on. */
    seenAt: ({ id, at }: Failure): number => {
      const times = [...looks.values()].filter((look) => look.at >= at && look.about.includes(id))
      return Math.min(...times.map((look) => look.at))
    },
  }
}

interface Told extends Failure {
  /** When its card was edited, and when a message spoke of it. */
  readonly edited: number | undefined
  readonly said: number | undefined
}

const failed = 'Incremental phase failed'

function toldOf(slack: LocalSlack, failures: readonly Failure[]): readonly Told[] {
  const log = slack.control.log().filter(({ ok }) => ok)
  const [edits, posts] = ['chat.update', 'chat.postMessage'].map((method) => {
    const calls = log.filter((call) => call.method === method)
    return calls.map((call) => ({ at: call.at, text: JSON.stringify(call.args) }))
  })
  return failures.map((one) => {
    const speaks = ({ text }: { readonly text: string }) => text.includes(one.name) && text.includes(failed)
    return { ...one, edited: edits?.find(speaks)?.at, said: posts?.find(speaks)?.at }
  })
}

/** How often a card was edited that tells of a failure. */
function editsPerFailure(slack: LocalSlack, failures: readonly Failure[]): number {
  const edits = slack.control
    .log()
    .filter(({ ok, method }) => ok && method === 'chat.update')
    .map(({ args }) => JSON.stringify(args))
    .filter((text) => text.includes(failed) && failures.some(({ name }) => text.includes(name)))
  return edits.length / failures.length
}

/** The interval of steady tasks in the configuration of the bench. */
const looksEachMs = 2_000

function measuresOf(told: readonly Told[], seenAt: (failure: Failure) => number): readonly Measure[] {
  const of = `${perSecond} changes a second in ${channels.length} channels, Slack at ${slackMs} ms`
  const seen = told.map((one) => ({ ...one, seen: seenAt(one) }))
  const since = (time: 'edited' | 'said', from: 'seen' | 'at') =>
    seen.flatMap((one) => (one[time] === undefined ? [] : [one[time] - one[from]]))
  const row = (name: string, times: readonly number[], percent: number): Measure => ({
    name: `${name}, ${of}: p${percent}`,
    value: Math.round(percentile(times, percent)),
    unit: 'ms',
  })
  // A measure of what never came would be a lie.
  const untold = told.filter(({ edited, said }) => edited === undefined || said === undefined).length
  if (untold > 0) throw new NotReached(`${untold} of ${told.length} failures were not told`)
  const [cards, messages] = [since('edited', 'seen'), since('said', 'seen')]
  return [
    row('Poll to card', cards, 50),
    { ...row('Poll to card', cards, 99), goal: 250 + slackMs },
    row('Poll to message, with 2 s of grouping', messages, 50),
    row('Poll to message, with 2 s of grouping', messages, 99),
    row('Change to card, looked at every two seconds', since('edited', 'at'), 99),
  ]
}
