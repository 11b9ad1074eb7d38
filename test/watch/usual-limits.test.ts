import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { limitsOfConnection, usualLimitsCrossed } from '../../src/domain/watching/usual-limits.ts'
import type { WatchOptions } from '../../src/domain/watching/watch.ts'
import { eventCard } from '../../src/views/event-card.ts'
import { taskCard } from '../../src/views/task-card.ts'
import type { Engine } from '../../src/watch/engine.ts'
import { defaultEngineOptions, type EngineOptions } from '../../src/watch/options.ts'
import { testRedis } from '../helpers/redis.ts'
import { channelRef, plainRender, watchOf, world } from './doubles.ts'

/** Watches that say nothing of a figure: the limit of the connection holds, else the default. */

const minute = 60_000
const healthy = 'INCRE_TRANSFER_STARTED'
const silent = { ...defaultEngineOptions, groupMs: 0, paceMs: 0 }

let url: string
let engine: Engine
let w: ReturnType<typeof world>

beforeEach(async () => {
  url = (await testRedis()).url
})
afterEach(() => engine.stop())

/** With what people read of limits, and the channel's own card. */
function begin(options: Partial<EngineOptions> = {}) {
  w = world(url)
  engine = w.replica({
    options: { ...silent, ...options },
    render: { ...plainRender, eventCard, taskCard },
  })
}

function lagging(seconds: number, ids: readonly string[] = ['t1']): void {
  for (const id of ids) w.drs.set(id, { status: healthy, progress: { percent: 100, lagMs: seconds * 1000 } })
}

const watchIn = (channel: string, options?: WatchOptions) =>
  engine.watch(watchOf({ channel, ...(options && { options }) }))

/** So many polls, a minute apart. */
async function look(times: number): Promise<void> {
  for (let i = 0; i < times; i += 1) {
    w.clock.pass(minute)
    await engine.poll('prod')
    await engine.deliverPending()
  }
}

/** What is told in a channel beside the card. */
const told = (channel = channelRef.channel) =>
  w.slack
    .in(channel)
    .filter(({ threadTs }) => threadTs !== undefined)
    .map(({ card }) => card.title)

function cardIn(channel = channelRef.channel) {
  const [card] = w.slack.in(channel)
  return card?.edits.at(-1) ?? card?.card
}

describe('a watch without limits', () => {
  it('is told after three minutes above a minute, once, and when it is over', async () => {
    begin()
    lagging(90)
    await watchIn('C1')
    await look(3)
    expect(told()).toEqual([])
    await look(5)
    const name = 'name of t1'
    expect(told()).toEqual([`${name}: delay 1 min 30 sec, above the default limit of 1 min`])
    const { since = 0 } = usualLimitsCrossed((await engine.snapshot('prod', 't1')) ?? fail(), {})[0] ?? {}
    expect(cardIn()).toMatchObject({ mark: '🟠' })
    expect(cardIn()?.lines).toContainEqual([
      'Delay is above its limit of 1 min',
      ' ',
      'since ',
      { time: since },
    ])
    lagging(5)
    await look(2)
    expect(told().at(-1)).toBe(`${name}: delay back to 5 sec, within the default limit of 1 min`)
    expect(cardIn()).toMatchObject({ mark: '🟢' })
    expect(JSON.stringify(cardIn())).not.toContain('above')
  })

  it('says how to have another one, or none', async () => {
    begin()
    lagging(90)
    await watchIn('C1')
    await look(5)
    const [reply] = w.slack.in('C1').filter(({ threadTs }) => threadTs !== undefined)
    expect(reply?.card.lines).toContain(
      'For this channel, /drs watch takes another limit (--lag 5m) or none (--lag off).',
    )
  })

  it('is told of RPO as well, but not of RTO', async () => {
    begin()
    const dr = { status: healthy, scenario: 'cloudDataGuard', recovery: { rpoMs: 90_000, rtoMs: 90_000 } }
    w.drs.set('t1', dr)
    await watchIn('C1')
    await look(5)
    expect(told()).toEqual(['name of t1: RPO 1 min 30 sec, above the default limit of 1 min'])
  })

  it('has the limits of the connection, where that has any', async () => {
    const limits = limitsOfConnection({ lag: { metric: 'lag', aboveMs: 10_000, forMs: 0 }, rpo: 'off' })
    begin({ limits: (connection) => (connection === 'prod' ? limits : []) })
    w.drs.set('t1', {
      ...{ status: healthy, scenario: 'cloudDataGuard', recovery: { rpoMs: 90_000 } },
      progress: { percent: 100, lagMs: 12_000 },
    })
    await watchIn('C1')
    await look(5)
    expect(told()).toEqual(['name of t1: delay 12 sec, above the connection’s limit of 10 sec'])
  })
})

describe('a watch that speaks of a figure', () => {
  it('has its own limit in place of the usual one, or none, whatever other channels have', async () => {
    begin()
    lagging(90)
    await watchIn('C1')
    await watchIn('C2', { limits: [{ metric: 'lag', aboveMs: 30_000, forMs: 0 }] })
    await watchIn('C3', { limits: [{ metric: 'lag', aboveMs: 120_000, forMs: 0 }] })
    await watchIn('C4', { noLimits: ['lag'] })
    await watchIn('C5', { noLimits: ['rpo'] })
    await look(6)
    expect(told('C1')).toHaveLength(1)
    expect(told('C2')).toEqual(['name of t1: delay 1 min 30 sec, above this channel’s limit of 30 sec'])
    expect([told('C3'), told('C4')]).toEqual([[], []])
    expect(told('C5')).toHaveLength(1)
    expect([cardIn('C1')?.mark, cardIn('C4')?.mark]).toEqual(['🟠', '🟢'])
    const missed = await Promise.all(
      ['C1', 'C4'].map((channel) => engine.missed({ ...channelRef, channel }, 0)),
    )
    expect(missed.map((events) => events.filter(({ event }) => event.kind === 'limit').length)).toEqual([
      1, 0,
    ])
  })
})

it('a figure above its limit costs no commit of its own at each look', async () => {
  begin()
  lagging(90)
  await watchIn('C1')
  await look(5)
  const version = (await engine.snapshot('prod', 't1'))?.version
  await look(4)
  expect((await engine.snapshot('prod', 't1'))?.version).toBe(version)
})

function fail(): never {
  throw new Error('nothing is stored')
}
