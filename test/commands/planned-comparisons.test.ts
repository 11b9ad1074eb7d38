import { describe, expect, it } from 'vitest'
import { runDueComparisons } from '../../src/app/comparison-schedules.ts'
import type { Grant } from '../../src/domain/access/roles.ts'
import { noon } from '../helpers/samples.ts'
import { grant, seedTask, stage } from './stage.ts'

const hour = 60 * 60_000
const iso = (at: number) => new Date(at).toISOString()

/** The clock of the bot, and the grants, as the test sets them. */
async function planned(grants: Grant[] = [grant('operator', '*')]) {
  let now = noon
  const world = { prod: [seedTask('orders', 'INCRE_TRANSFER_STARTED'), seedTask('paused', 'PAUSING')] }
  const staging = await stage(world, { now: () => now, grants })
  const { control } = staging.drs('prod')
  const begun = () =>
    control
      .requests(100)
      .filter(({ operation = '' }) => /^create-(?:table|object)-compare-job$/.test(operation))
  const ref = `prod/${staging.taskId('prod', 'orders')}`
  return {
    ...staging,
    ref,
    begun,
    control,
    /** What the bot does when its clock shows that. */
    async at(time: number) {
      now = time
      await runDueComparisons(staging.services, 'prod')
    },
  }
}

const daily = `compare orders objects+rows --every 1d --at ${iso(noon + hour)} --until ${iso(noon + 50 * hour)}`

describe('a comparison that the bot repeats', () => {
  it('is shown with its owner and its end, and begins at its times until then', async () => {
    const { say, click, at, begun, ref, memory, control } = await planned()
    expect((await say(daily)).plain).toContain('Comparison of orders planned')
    const shown = await click('cmd:compare:history', ref)
    expect(shown.plain).toMatch(
      /Planned here[\s\S]*Object-level comparison and Row comparison, every day[\s\S]*UALICE/,
    )
    await at(noon + hour - 1)
    expect(begun()).toEqual([])
    await at(noon + hour)
    expect(begun()).toHaveLength(2)
    expect(memory.pendingActions.at(-1)).toMatchObject({ verb: 'compare', by: 'UALICE' })
    control.advance({ ms: hour })
    await at(noon + 25 * hour)
    control.advance({ ms: hour })
    await at(noon + 49 * hour)
    expect(begun()).toHaveLength(6)
    expect(memory.schedules).toEqual([])
    expect(memory.notices).toMatchObject([{ notice: { kind: 'comparison', state: 'over', by: 'UALICE' } }])
  })

  it('begins although another one that is due meets a fault of the bot, which is thrown all the same', async () => {
    const { say, begun, services } = await planned()
    const often = `--every 1d --at ${iso(noon + hour)} --until ${iso(noon + 50 * hour)}`
    for (const kind of ['objects', 'rows']) await say(`compare orders ${kind} ${often}`)
    const { watching } = services
    let faults = 1
    const settle: typeof watching.comparisons.settle = async (...run) => {
      if (faults-- > 0) throw new Error('a fault')
      await watching.comparisons.settle(...run)
    }
    const comparisons = { ...watching.comparisons, settle }
    const later = { ...services, now: () => noon + hour, watching: { ...watching, comparisons } }
    await expect(runDueComparisons(later, 'prod')).rejects.toThrow('a fault')
    expect(begun()).toHaveLength(2)
  })

  it('makes up for no run that was missed', async () => {
    const { say, at, begun, memory } = await planned()
    await say(daily)
    await at(noon + 30 * hour)
    expect(begun()).toHaveLength(2)
    expect(memory.schedules).toMatchObject([{ nextAt: noon + 49 * hour }])
  })

  it('stops where its owner may not compare any more, and says so', async () => {
    const grants = [grant('operator', 'UALICE')]
    const { say, at, begun, memory } = await planned(grants)
    await say(daily)
    grants.splice(0, 1, grant('viewer', 'UALICE'))
    await at(noon + hour)
    expect(begun()).toEqual([])
    expect(memory.schedules).toEqual([])
    expect(memory.notices).toMatchObject([
      { notice: { state: 'stopped', why: { en: expect.stringContaining('operator') } } },
    ])
  })

  it('says what DRS refuses, and tries again the next time', async () => {
    const { say, at, memory, control } = await planned()
    await say(daily)
    control.act({ task: 'orders', action: 'pause' })
    control.advance({ ms: hour })
    await at(noon + hour)
    expect(memory.notices).toMatchObject([{ notice: { state: 'held', nextAt: noon + 25 * hour } }])
    expect(memory.schedules).toHaveLength(1)
  })

  it('is ended by its owner or an operator, and by nobody else', async () => {
    const grants = [grant('operator', 'UALICE'), grant('viewer', 'UBOB'), grant('operator', 'UCAROL')]
    const { say, click, memory, ref } = await planned(grants)
    await say(daily)
    const value = `${ref} ${memory.schedules[0]?.id}`
    expect((await click('cmd:compare:end', value, 'UBOB')).plain).toContain('operator')
    expect(memory.schedules).toHaveLength(1)
    expect((await click('cmd:compare:end', value, 'UCAROL')).plain).toContain('Planned comparison ended')
    expect((await click('cmd:compare:end', value)).plain).toContain('over already')
  })
})

it.each([
  ['compare orders rows --every 1d', 'Compare data'],
  [`compare orders rows --every 1d --until ${iso(noon + 91 * 24 * hour)}`, '90 days'],
  [`compare orders rows --until ${iso(noon + hour)}`, 'how often'],
])('%s is refused before anything is planned', async (text, words) => {
  const { dispatch, slack, memory } = await planned()
  await dispatch(text, 'UALICE')
  expect(JSON.stringify([slack.said, slack.shown])).toContain(words)
  expect(memory.schedules).toEqual([])
})

it('objects at a time are begun by the bot, once', async () => {
  const { say, at, begun, memory } = await planned()
  await say(`compare orders objects --at ${iso(noon + hour)}`)
  await at(noon + hour)
  await at(noon + 2 * hour)
  expect(begun()).toHaveLength(1)
  expect([memory.schedules, memory.notices]).toEqual([[], []])
})
