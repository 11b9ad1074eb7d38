import { describe, expect, it } from 'vitest'
import type { ChannelRef } from '../../src/domain/watching/watch.ts'
import type { DeliveryResult } from '../../src/watch/delivery/errors.ts'
import { createDeliveryRunner } from '../../src/watch/delivery/runner.ts'
import { defaultEngineOptions } from '../../src/watch/options.ts'

const place = (channel: string): ChannelRef => ({ team: 'T1', channel })

/** Deliveries that end when the test says how. */
function stage(deliveries = 50) {
  const open: {
    readonly channel: string
    readonly end: (result: DeliveryResult | Error) => Promise<void>
  }[] = []
  const log = { debug() {}, info() {}, warn() {}, error() {} }
  const runner = createDeliveryRunner(
    { options: { ...defaultEngineOptions, deliveries }, log },
    (_, { channel }) =>
      new Promise((resolve, reject) => {
        const end = async (result: DeliveryResult | Error) => {
          open.splice(open.indexOf(one), 1)
          if (result instanceof Error) reject(result)
          else resolve(result)
          await new Promise((next) => setImmediate(next))
        }
        const one = { channel, end }
        open.push(one)
      }),
  )
  const at = (channel: string) => open.find((one) => one.channel === channel)
  const channels = () => open.map(({ channel }) => channel)
  const appears = async (channel: string) => {
    while (at(channel) === undefined) await new Promise((next) => setImmediate(next))
  }
  return { runner, at, channels, appears }
}

describe('the deliveries of a replica', () => {
  it('visit a channel once at a time, and once more for news that came meanwhile', async () => {
    const { runner, at, channels } = stage()
    runner.request('prod', [place('C1'), place('C1'), place('C2')])
    expect(channels()).toEqual(['C1', 'C2'])
    runner.request('prod', [place('C1')])
    runner.request('prod', [place('C1')])
    await at('C1')?.end('done')
    expect(channels()).toEqual(['C2', 'C1'])
    await at('C1')?.end('done')
    expect(channels()).toEqual(['C2'])
  })

  it('are as many at the same time as they may, the others in the order of asking', async () => {
    const { runner, at, channels } = stage(2)
    runner.request('prod', ['C1', 'C2', 'C3', 'C4'].map(place))
    expect(channels()).toEqual(['C1', 'C2'])
    await at('C2')?.end('done')
    expect(channels()).toEqual(['C1', 'C3'])
    await at('C1')?.end(new Error('Redis is away'))
    expect(channels()).toEqual(['C3', 'C4'])
  })

  it('come back by themselves when a channel has to wait', async () => {
    const { runner, at, channels, appears } = stage()
    runner.request('prod', [place('C1')])
    await at('C1')?.end({ heldMs: 1 })
    await appears('C1')
    await at('C1')?.end('done')
    expect(channels()).toEqual([])
  })

  it('come at once for news of a channel that waits, and not for what the clock finds there', async () => {
    const { runner, at, channels } = stage()
    runner.request('prod', [place('C1')])
    await at('C1')?.end({ heldMs: 3_600_000 })
    runner.revisit('prod', [place('C1'), place('C2')])
    expect(channels()).toEqual(['C2'])
    runner.request('prod', [place('C1')])
    expect(channels()).toEqual(['C2', 'C1'])
    await Promise.all([at('C1')?.end('stopped'), at('C2')?.end('stopped'), runner.stop()])
  })

  it('keep to a wait though the channel is another replica’s for a moment', async () => {
    const { runner, at, appears } = stage()
    runner.request('prod', [place('C1')])
    await at('C1')?.end({ heldMs: 50 })
    runner.request('prod', [place('C1')])
    await at('C1')?.end('busy')
    await appears('C1')
    await at('C1')?.end('done')
  })

  it('end with the messages at hand', async () => {
    const { runner, at, channels } = stage(1)
    runner.request('prod', [place('C1'), place('C2')])
    const stopped = runner.stop()
    await at('C1')?.end('stopped')
    await stopped
    expect(channels()).toEqual([])
  })
})
