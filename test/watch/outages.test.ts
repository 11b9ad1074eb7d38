import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Engine, EngineDeps } from '../../src/watch/engine.ts'
import { type ServerTroubleName, serverTroubles } from '../faults/redis-troubles.ts'
import { openRedisWay, type RedisWay } from '../faults/redis-way.ts'
import { type Fate, plainRender, watchOf, world } from './doubles.ts'

const second = 1_000
const channels = ['C1', 'C2']
const render = {
  ...plainRender,
  noticeCard: (notice) => ({ title: notice.kind === 'blind' ? `blind: ${notice.cause.en}` : notice.kind }),
} satisfies EngineDeps['render']

let way: RedisWay
let w: ReturnType<typeof world>
let engines: Engine[]

beforeAll(async () => {
  way = await openRedisWay()
})
afterAll(() => way.stop())
beforeEach(() => {
  engines = []
})
afterEach(() => closeAll())

async function closeAll(): Promise<void> {
  await Promise.all(engines.map((engine) => engine.stop()))
  engines = []
}

/** Copies of the bot whose channels watch a task each, over a Redis that knows nothing else. */
async function open(replicas: number): Promise<void> {
  await way.clear()
  w = world(way.url)
  engines = Array.from({ length: replicas }, newReplica)
  for (const channel of channels) w.drs.set(`t-${channel}`, { status: 'INCRE_TRANSFER_STARTED' })
  await watchAll()
  await pass(20)
}

function newReplica(): Engine {
  const times = { steadyClock: w.clock.now, random: () => 0, wait: async () => {} }
  return w.replica({ render, options: { repeatMs: 0, backoffMs: 0, leaseMs: 60_000 }, ...times })
}

async function watchAll(): Promise<void> {
  for (const channel of channels) await engines[0]?.watch(watchOf({ taskId: `t-${channel}`, channel }))
}

/** Every 10 s all replicas check, and one of them polls and delivers, as far as Redis lets them: it is told after a minute. */
async function pass(seconds: number): Promise<void> {
  for (let passed = 10; passed <= seconds; passed += 10) {
    w.clock.pass(10 * second)
    await Promise.all(engines.map((engine) => engine.checkHealth()))
    await pollAndDeliver(engines[(passed / 10) % engines.length])
  }
}

async function pollAndDeliver(engine: Engine | undefined): Promise<void> {
  try {
    await engine?.poll('prod')
    await engine?.deliverPending()
  } catch {
    // Redis does not let it.
  }
}

type Kind = 'blind' | 'sighted' | 'emptied'

function told(channel: string): readonly Kind[] {
  return w.slack.in(channel).flatMap(({ card }) => {
    const [kind = ''] = card.title.split(':')
    return kind === 'blind' || kind === 'sighted' || kind === 'emptied' ? [kind] : []
  })
}

function causesTold(channel: string): readonly string[] {
  return w.slack.in(channel).flatMap(({ card }) => (card.title.startsWith('blind: ') ? [card.title] : []))
}

/** Something that goes wrong: from its begin nobody can look. */
interface Trouble {
  begin(): unknown
  end(): unknown
}

function serverTrouble(name: ServerTroubleName): Trouble {
  const { begin, end } = serverTroubles[name]
  return { begin: () => way.look(begin), end: () => way.look(end) }
}

const away: Trouble = { begin: () => way.cut(), end: () => way.mend() }

const troubles: Readonly<Record<string, Trouble>> = {
  'out of reach': away,
  killed: {
    ...away,
    async end() {
      await way.killServer()
      way.mend()
    },
  },
  'failed over': {
    ...away,
    async end() {
      await (await way.copy()).takeOver()
      way.mend()
    },
  },
  'read-only': serverTrouble('read-only'),
  'without enough replicas': serverTrouble('without enough replicas'),
  full: serverTrouble('full'),
  'unable to save': serverTrouble('unable to save'),
}

const drsTrouble: Trouble = {
  begin: () => void w.drs.broken.add('status').add('pulse'),
  end: () => w.drs.broken.clear(),
}

async function suffer(trouble: Trouble, seconds: number): Promise<void> {
  await trouble.begin()
  await pass(seconds)
  await trouble.end()
}

const both = ['blind', 'sighted'] as const

describe.each([1, 3])('with %d replicas', (replicas) => {
  beforeEach(() => open(replicas))

  it.each(Object.entries(troubles))(
    'an outage of a Redis that is %s is told, and ended',
    async (_, trouble) => {
      await trouble.begin()
      await pass(90)
      for (const channel of channels) expect(told(channel)).toEqual(['blind'])
      await trouble.end()
      await pass(60)
      for (const channel of channels) expect(told(channel)).toEqual(both)
    },
  )

  it('several in a row are told each, whatever the first look afterwards is', async () => {
    for (const name of ['killed', 'read-only', 'read-only', 'out of reach']) {
      const trouble = troubles[name] ?? away
      await suffer(trouble, 90)
      // Polls may be first to find Redis back, and the next outage may come before the next check.
      for (const engine of engines) await pollAndDeliver(engine)
      w.clock.pass(40 * second)
      for (const engine of engines) await pollAndDeliver(engine)
    }
    for (const channel of channels) expect(told(channel)).toEqual([...both, ...both, ...both, ...both])
  })

  it('an outage of DRS that goes on while Redis comes and goes is one', async () => {
    await drsTrouble.begin()
    await pass(90)
    await suffer(away, 90)
    await suffer(serverTrouble('full'), 90)
    for (const channel of channels) expect(told(channel)).toEqual(['blind'])
    await drsTrouble.end()
    await pass(60)
    for (const channel of channels) expect(told(channel)).toEqual(both)
  })

  it('an outage that is told while Slack loses answers is told once, and ended', async () => {
    w.slack.fates.push('lands-then-lost', 'lost', 'ok', 'lands-then-lost')
    await suffer(serverTrouble('read-only'), 70)
    await pass(60)
    for (const channel of channels) expect(told(channel)).toEqual(both)
  })

  it('a failover that has lost what was told last repeats nothing, and the next outage is told', async () => {
    const copy = await way.copy()
    await drsTrouble.begin()
    await pass(90)
    await copy.takeOver()
    await drsTrouble.end()
    await pass(60)
    for (const channel of channels) expect(told(channel)).toEqual(both)
    await suffer(away, 90)
    await pass(60)
    for (const channel of channels) expect(told(channel)).toEqual([...both, ...both])
  })

  it('a Redis that was emptied is said once; what was told is over, and what is watched again counts', async () => {
    await way.clear()
    await pass(30)
    for (const channel of channels) expect(told(channel)).toEqual(['emptied'])
    await watchAll()
    await pass(30)
    await away.begin()
    await pass(90)
    await way.clear()
    await away.end()
    await pass(60)
    for (const channel of channels) expect(told(channel)).toEqual(['emptied', 'blind', 'emptied'])
    await watchAll()
    await pass(20)
    await suffer(away, 90)
    await pass(60)
    for (const channel of channels) expect(told(channel).slice(3)).toEqual(both)
  })

  it('a Redis that was emptied is said where a watch has just been made, and by which replica does not matter', async () => {
    for (const [at, channel] of ['C3', 'C4'].entries()) {
      await engines[at % replicas]?.watch(watchOf({ taskId: `t-${channels[0]}`, channel }))
    }
    await way.clear()
    await pass(30)
    for (const channel of [...channels, 'C3', 'C4']) expect(told(channel), channel).toEqual(['emptied'])
  })

  it('a replica that dies after it has told without Redis leaves one message, and its end', async () => {
    await away.begin()
    await pass(90)
    await engines.shift()?.stop()
    engines.push(newReplica())
    await away.end()
    await pass(60)
    for (const channel of channels) expect(told(channel)).toEqual(both)
  })
})

it('each kind of trouble has words of its own', async () => {
  await open(1)
  const names = Object.keys(serverTroubles)
  for (const trouble of Object.values(troubles).slice(-names.length)) {
    await suffer(trouble, 90)
    await pass(30)
  }
  expect(causesTold('C1')).toEqual([
    'blind: the bot’s memory (Redis) is read-only.',
    'blind: the bot’s memory (Redis) has too few replicas and refuses changes.',
    'blind: the bot’s memory (Redis) is full.',
    'blind: the bot’s memory (Redis) can’t save to its disk.',
  ])
})

const fates: readonly Fate[] = ['ok', 'lost', 'lands-then-lost']
const step = fc.record({
  name: fc.constantFrom(...Object.keys(troubles), 'DRS', 'emptied'),
  seconds: fc.constantFrom(20, 70, 120),
  /** Without checks: the next outage comes before any replica has looked after its heartbeat. */
  rest: fc.constantFrom('polls', 'short', 'long'),
  slack: fc.array(fc.constantFrom(...fates), { maxLength: 4 }),
})
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

async function take({ name, seconds, rest, slack }: Step): Promise<void> {
  w.slack.fates.push(...slack)
  if (name === 'emptied') {
    await way.clear()
    await pass(20)
    await watchAll()
  } else await suffer(name === 'DRS' ? drsTrouble : (troubles[name] ?? away), seconds)
  if (rest === 'polls') for (const engine of engines) await pollAndDeliver(engine)
  else await pass(rest === 'short' ? 10 : 60)
}

/**
 * Each outage, which has a number of its own, is told once, and then ended once or forgotten with all else. The end of one
 * may come late, when Slack takes it again.
 */
function isSound(channel: string): boolean {
  const all = w.slack.in(channel).map(({ key }) => key)
  const keys = all.filter((key) => key.startsWith('notice:prod::'))
  const numbers = (kind: Kind) => {
    return keys.flatMap((key) => new RegExp(`^notice:prod::${kind}:(\\d+)$`).exec(key)?.[1] ?? [])
  }
  const lostAt = keys.findLastIndex((key) => key.startsWith('notice:prod::emptied:'))
  const at = (kind: Kind, number: string) => keys.indexOf(`notice:prod::${kind}:${number}`)
  const blind = numbers('blind')
  return (
    new Set(keys).size === keys.length &&
    blind.every((n) => Math.max(at('sighted', n), lostAt) > at('blind', n)) &&
    numbers('sighted').every((n) => at('blind', n) >= 0)
  )
}

it('whatever comes after whatever, each outage is told once and ended once', {
  timeout: 120_000,
}, async () => {
  const steps = fc.array(step, { minLength: 2, maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(1, 3), steps, async (replicas, all) => {
      await open(replicas)
      for (const one of all) {
        const before = told('C1').length
        await take(one)
        const wasOver = one.rest === 'long' && one.seconds > 60
        if (wasOver && one.slack.length === 0) expect(told('C1').length).toBeGreaterThan(before)
      }
      w.slack.fates.splice(0)
      await pass(120)
      for (const channel of channels) expect(isSound(channel), told(channel).join(' ')).toBe(true)
      await closeAll()
    }),
    { numRuns: 10, endOnFailure: true },
  )
})
