import { type Measure, pause, rounded, until } from './measure.ts'
import { channelIds, inTurn, onStage, plant } from './stage.ts'

/** Ten times as fast as life: every time of the engine and of the budget is a tenth of the usual one. */
const speed = 10
const connection = 'bench'
const resting = 10_000
const moving = 50
const minutes = 10
const motionMs = 5_000
const steadyMs = 30_000

/**
 * Ten minutes of a healthy DRS with more tasks than 60 calls a minute can look after in an interval: what people are told
 * though nothing is wrong, how long nothing is asked, and how old what is known becomes.
 */
export function quiet(): Promise<readonly Measure[]> {
  return onStage(async (stage) => {
    const { drs } = stage
    const engine = await stage.engine({
      connections: [connection],
      budget: { limit: 60, windowMs: 60_000 / speed },
      options: {
        ...{ motion: motionMs / speed, steady: steadyMs / speed, discovery: 60_000 / speed },
        ...{ staleMs: (2 * steadyMs) / speed, claimMs: 5_000 / speed },
      },
    })
    const inMotion = plant(stage, moving, { status: 'FULL_TRANSFER_STARTED', name: 'moving' })
    const ids = [...inMotion, ...plant(stage, resting)]
    await engine.watch(ids.map((id, index) => [connection, id, inTurn(channelIds, index)]))
    await engine.start()
    await until('every task is known', async () => (await engine.used()).posts >= ids.length)
    await engine.noteSeen()
    const before = await engine.used()
    const log = watchCalls(drs)
    await pause((minutes * 60_000) / speed)
    const silence = log.longestSilence()
    const used = await engine.used()
    const { p50, p99 } = await engine.freshness()
    await engine.noteSeen(inMotion)
    await pause(60_000 / speed)
    const { longestGap } = await engine.freshness()
    const of = `${resting.toLocaleString('en')} tasks at 60 calls a minute`
    const seconds = (ms: number) => rounded((ms * speed) / 1_000)
    const perMinute = (used.calls - before.calls) / minutes
    return [
      {
        name: `False notices in ten minutes, ${of}`,
        value: used.notices - before.notices,
        goal: 0,
        unit: 'notices',
      },
      { name: `Longest silence of a connection, ${of}`, value: seconds(silence), goal: 5, unit: 's' },
      { name: `Calls a minute, ${of}`, value: rounded(perMinute), limit: 60, unit: 'calls' },
      {
        name: `Longest time between two looks at one of ${moving} tasks in motion`,
        value: seconds(longestGap),
        goal: (2 * motionMs) / 1_000,
        unit: 's',
      },
      { name: `What is known of ${of}: age p50`, value: seconds(p50), unit: 's' },
      { name: `What is known of ${of}: age p99`, value: seconds(p99), unit: 's' },
    ]
  })
}

/** The DRS remembers its latest calls only. */
function watchCalls({
  control,
}: {
  readonly control: { requests(last?: number): readonly { readonly at: number }[] }
}) {
  const begin = Date.now()
  const times = new Set<number>()
  const read = () => {
    for (const { at } of control.requests(200)) if (at >= begin) times.add(at)
  }
  const timer = setInterval(read, 1_000)
  return {
    longestSilence() {
      clearInterval(timer)
      read()
      const all = [begin, ...[...times].sort((a, b) => a - b), Date.now()]
      return Math.max(...all.slice(1).map((at, index) => at - (all[index] ?? at)))
    },
  }
}
