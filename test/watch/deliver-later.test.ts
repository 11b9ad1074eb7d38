import { describe, expect, it } from 'vitest'
import { keysOf } from '../../src/store/keys.ts'
import type { CardRenderer } from '../../src/watch/delivery/deps.ts'
import type { Engine } from '../../src/watch/engine.ts'
import {
  begin,
  failing,
  hour,
  layGround,
  look,
  paused,
  redis,
  replica,
  said,
  titles,
  w,
} from './delivery-ground.ts'
import { channelRef, plainRender, shown } from './doubles.ts'

layGround()

describe('what a watch does not want now', () => {
  it('is settled with its reason', async () => {
    const engine = replica()
    const reasons: unknown[] = []
    engine.events.on('message:settled', ({ taskId, reason }) => reasons.push([taskId, reason]))
    await begin(engine, { t1: { events: ['direction'] } })
    await look(engine, { t1: paused })
    await engine.deliverPending()
    expect(reasons).toEqual([['t1', 'kind']])
    expect(said()).toEqual([])
    expect(w.slack.messages.map(shown)).toEqual([`t1 ${paused} en`])
  })

  it('comes as one digest, and a failure at once', async () => {
    const engine = replica()
    await begin(engine, { t1: { digestMs: hour }, t2: { digestMs: hour } })
    await look(engine, { t1: paused, t2: failing })
    await look(engine, { t1: 'INCRE_TRANSFER_STARTED' })
    await engine.deliverPending()
    expect(titles()).toEqual([`INCRE_TRANSFER_STARTED>${failing}`])
    w.clock.pass(hour)
    await engine.poll('prod')
    await engine.deliverPending()
    expect(said()[1]?.card).toEqual({
      title: 'digest',
      lines: [`t1 INCRE_TRANSFER_STARTED>${paused}`, `t1 ${paused}>INCRE_TRANSFER_STARTED`],
    })
  })

  it('comes at the end of quiet hours, without what nobody watches any more', async () => {
    const engine = replica()
    const quiet = { from: '00:00', to: '08:00', zone: 'UTC' }
    await begin(engine, { t1: { quiet }, t2: { quiet } })
    await look(engine, { t1: paused, t2: paused })
    await engine.deliverPending()
    expect(said()).toEqual([])
    await engine.unwatch('prod', 't2', channelRef)
    w.clock.pass(8 * hour - w.clock.now())
    await engine.poll('prod')
    await engine.deliverPending()
    expect(said().map(({ card }) => card)).toEqual([
      { title: 'digest', lines: [`t1 INCRE_TRANSFER_STARTED>${paused}`] },
    ])
    expect(await redis.exists(keysOf('prod').alarms)).toBe(0)
  })

  it('is kept where the alarm of a dead replica rings again', async () => {
    const engine = replica({ claimMs: 5_000 })
    await begin(engine, { t1: { digestMs: hour } })
    await look(engine, { t1: paused })
    await engine.deliverPending()
    w.clock.pass(hour)
    // Another replica has taken the alarm and died.
    const [member = ''] = await redis.zrange(keysOf('prod').alarms, '0', '0')
    await redis.zadd(keysOf('prod').alarms, String(w.clock.now() + 5_000), member)
    await engine.poll('prod')
    await engine.deliverPending()
    expect(said()).toEqual([])
    w.clock.pass(5_000)
    await Promise.all([engine.poll('prod'), replica().poll('prod')])
    await engine.deliverPending()
    expect(titles()).toEqual(['digest'])
  })
})

describe('a snooze', () => {
  const t1 = { connection: 'prod', taskId: 't1' }

  it('holds back even failures, leaves the card, and says at its end what there was', async () => {
    const engine = replica()
    await begin(engine, { t1: {}, t2: {} })
    await engine.snooze(channelRef, t1, w.clock.now() + hour, 'U2')
    await look(engine, { t1: failing, t2: paused })
    await engine.deliverPending()
    expect(titles()).toEqual([`INCRE_TRANSFER_STARTED>${paused}`])
    expect(w.slack.messages.map(shown)).toContain(`t1 ${failing} en`)
    expect(await engine.snoozes(channelRef)).toMatchObject([{ ...t1, by: 'U2' }])
    w.clock.pass(hour)
    await engine.poll('prod')
    await engine.deliverPending()
    expect(said()[1]).toMatchObject({
      threadTs: w.slack.messages[0]?.ts,
      broadcast: true,
      card: { title: 'snooze-over', lines: [`t1 INCRE_TRANSFER_STARTED>${failing}`] },
    })
    expect(await engine.snoozes(channelRef)).toEqual([])
  })

  it('of everything is announced in the channel, even if nothing happened', async () => {
    const engine = replica()
    await begin(engine, { t1: {} })
    await engine.snooze(channelRef, { connection: 'prod' }, w.clock.now() + hour, 'U2')
    w.clock.pass(hour)
    await engine.poll('prod')
    await engine.deliverPending()
    expect(said()).toMatchObject([{ card: { title: 'snooze-over', lines: [] } }])
    expect(said()[0]?.threadTs).toBeUndefined()
  })

  it('of a task names it, even if nothing happened', async () => {
    const noticeCard: CardRenderer['noticeCard'] = (notice) => ({
      title: notice.kind === 'snooze-over' ? `over: ${notice.name}` : notice.kind,
    })
    const engine = replica({}, { render: { ...plainRender, noticeCard } })
    await begin(engine, { t1: {} })
    await engine.snooze(channelRef, t1, w.clock.now() + hour, 'U2')
    w.clock.pass(hour)
    await engine.poll('prod')
    await engine.deliverPending()
    expect(titles()).toEqual(['over: name of t1'])
  })

  it('ends when somebody ends it', async () => {
    const engine = replica()
    await begin(engine, { t1: {} })
    await engine.snooze(channelRef, t1, w.clock.now() + hour, 'U2')
    await look(engine, { t1: paused })
    await engine.deliverPending()
    await engine.snooze(channelRef, t1, w.clock.now(), 'U1')
    expect(await engine.snoozes(channelRef)).toEqual([])
    await engine.poll('prod')
    await engine.deliverPending()
    expect(titles()).toEqual(['snooze-over'])
  })

  it('that is made longer ends when the new one does', async () => {
    const engine = replica()
    await begin(engine, { t1: {} })
    await engine.snooze(channelRef, t1, w.clock.now() + hour, 'U2')
    await look(engine, { t1: paused })
    await engine.deliverPending()
    await engine.snooze(channelRef, t1, w.clock.now() + 2 * hour, 'U2')
    w.clock.pass(hour)
    await engine.poll('prod')
    await engine.deliverPending()
    expect(said()).toEqual([])
    w.clock.pass(hour)
    await engine.poll('prod')
    await engine.deliverPending()
    expect(said()).toMatchObject([{ card: { lines: [`t1 INCRE_TRANSFER_STARTED>${paused}`] } }])
  })
})

describe('a failure that persists', () => {
  async function afterHours(engine: Engine, hours: number): Promise<void> {
    w.clock.pass(hours * hour)
    await engine.poll('prod')
    await engine.deliverPending()
  }

  it('is repeated every four hours until it is over', async () => {
    const engine = replica()
    await begin(engine, { t1: {} })
    await look(engine, { t1: failing })
    await engine.deliverPending()
    await afterHours(engine, 3.9)
    expect(titles()).toHaveLength(1)
    await afterHours(engine, 0.2)
    await afterHours(engine, 4)
    expect(titles().slice(1)).toEqual(['repeat', 'repeat'])
    await look(engine, { t1: 'INCRE_TRANSFER_STARTED' })
    await engine.deliverPending()
    await afterHours(engine, 5)
    expect(titles().slice(3)).toEqual([`${failing}>INCRE_TRANSFER_STARTED`])
    expect(await redis.exists(keysOf('prod').alarms)).toBe(0)
  })

  it('is repeated at the end of a snooze instead', async () => {
    const engine = replica()
    await begin(engine, { t1: {} })
    await look(engine, { t1: failing })
    await engine.deliverPending()
    await engine.snooze(channelRef, { connection: 'prod', taskId: 't1' }, w.clock.now() + 6 * hour, 'U2')
    await afterHours(engine, 4.5)
    expect(titles()).toHaveLength(1)
    await afterHours(engine, 1.5)
    expect(titles().slice(1).sort()).toEqual(['repeat', 'snooze-over'])
  })

  it('is not repeated where nobody watches it any more, or nobody wants that', async () => {
    const engine = replica()
    await begin(engine, { t1: {} })
    await look(engine, { t1: failing })
    await engine.deliverPending()
    await engine.unwatch('prod', 't1', channelRef)
    await afterHours(engine, 5)
    const never = replica({ repeatMs: 0 })
    await begin(never, { t2: {} })
    await look(never, { t2: failing })
    await never.deliverPending()
    await afterHours(never, 5)
    expect(titles()).not.toContain('repeat')
  })
})
