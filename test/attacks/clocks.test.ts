import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { approvalsFor, createSweeper } from '../../src/approvals/index.ts'
import type { Text } from '../../src/base/i18n.ts'
import { createLedgerWatch } from '../../src/bot/ledger-watch.ts'
import { closeRedis, connectRedis, type Redis } from '../../src/store/redis.ts'
import { type ByHand, byHand, draft, replicaOf } from '../helpers/approvals.ts'
import { testLog } from '../helpers/log.ts'
import { recorder } from '../helpers/recorder.ts'
import { testRedis } from '../helpers/redis.ts'
import { noon } from '../helpers/samples.ts'

/** A replica whose clock is wrong looks at deadlines. `hand.now` is the clock of Redis here. */
const minute = 60_000
let redis: Redis
let hand: ByHand

beforeEach(async () => {
  redis = await connectRedis((await testRedis()).url)
  hand = byHand()
})
afterEach(() => closeRedis(redis))

const replica = (wrongBy: number) => replicaOf(redis, recorder(), hand, { now: () => hand.now + wrongBy })
const as = (user: string, from: ReturnType<typeof replica>) =>
  approvalsFor(from, { team: 'T1', channel: 'C1', locale: 'en', user }, from.newAuthority())

async function approved(wrongBy: number) {
  const from = replica(wrongBy)
  const { id, hash } = await as('UASKS', from).request(draft)
  for (const by of ['UBOB', 'UCAROL']) await as(by, from).transition(id, { kind: 'vote', by, hash })
  return as('UASKS', from).get(id)
}

describe.each([-60 * minute, 60 * minute])('a clock that is %i ms off', (wrongBy) => {
  it('gives a request the ends that it has everywhere', async () => {
    const request = await approved(wrongBy)
    expect(request.createdAt).toBe(noon)
    expect(request.useBy).toBe(noon + 15 * minute)
  })

  it('does not make it end earlier', async () => {
    const { id, hash } = await approved(0)
    hand.now = noon + 14 * minute
    await createSweeper(replica(wrongBy)).run()
    expect(await as('UASKS', replica(wrongBy)).execute(id, hash)).toMatchObject({ state: 'executing' })
  })

  it('does not let it be used later', async () => {
    const { id, hash } = await approved(0)
    hand.now = noon + 15 * minute + 1
    await expect(as('UASKS', replica(wrongBy)).execute(id, hash)).rejects.toThrow('Expired')
    expect(hand.called).toEqual([])
  })

  it('is told once, whatever it is off by then', async () => {
    const told: Text[] = []
    const log = testLog()
    let ahead = wrongBy
    const { store } = replica(wrongBy)
    const tell = async (trouble: Text) => void told.push(trouble)
    const look = createLedgerWatch({ store, log, clockAhead: async () => ahead, host: 'replica-2', tell })
    await look()
    ahead += 1_000
    await look()
    expect(told.map(({ en }) => en)).toEqual([expect.stringContaining('The clock of replica-2 differs')])
    ahead = 4_000
    await look()
    ahead = wrongBy
    await look()
    expect(told).toHaveLength(2)
  })
})
