import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { approvers, defaultRules, policyDefaults } from '../../src/domain/approvals/rules.ts'
import { defaultSeed } from '../../src/local-drs/server.ts'
import { openApprovalStore } from '../../src/store/approval-store.ts'
import { closeRedis, connectRedis, type Redis } from '../../src/store/redis.ts'
import { testLog } from '../helpers/log.ts'
import { askSwitchover, buttonOf, channel, commandBody, startTarget, type Target } from './target.ts'

/** A role holds where it was given. People who have one in another connection or channel try to use it here. */
const elsewhere = 'C02DBA'
const [alice, bob, carol, liwei, eve] = ['U01ALICE', 'U02BOB', 'U03CAROL', 'U06LIWEI', 'U07EVE'] as const
const oneApprover = {
  verbs: ['switchover'],
  connections: ['*'],
  policy: { ...policyDefaults, need: [{ group: approvers, seats: 1 }] },
} as const

let target: Target
let redis: Redis

beforeAll(async () => {
  const everywhere = { connections: ['*'], channels: ['*'] }
  target = await startTarget(defaultSeed, {
    twoConnections: true,
    config: {
      grants: [
        { role: 'operator', users: [alice], ...everywhere },
        { role: 'operator', users: [eve], connections: ['lab'], channels: ['*'] },
        { role: 'operator', users: [liwei], connections: ['*'], channels: [elsewhere] },
        { role: 'approver', users: ['U04DANA'], ...everywhere },
        { role: 'approver', users: [bob], connections: ['lab'], channels: ['*'] },
        { role: 'approver', users: [carol], connections: ['*'], channels: [elsewhere] },
      ],
      approvals: [oneApprover, ...defaultRules],
    },
  })
  redis = await connectRedis(target.redisUrl)
})

afterAll(async () => {
  await closeRedis(redis)
  await target?.stop()
})

const taskOf = (name: string) => target.drs.control.tasks().find((task) => task.name === name)?.id ?? name

/** All that an attack could change: requests, locks and what is waited for, tasks, and what DRS was asked about this one. */
async function standing(name: string) {
  const keys = await redis.keys('*')
  const open = await openApprovalStore(redis, { log: testLog() }).openRequests()
  return {
    requests: open.map(({ id, state, version, votes }) => ({ id, state, version, votes })),
    locks: keys.filter((key) => /:(?:acting|act|follows):|:following$/.test(key)).sort(),
    tasks: target.drs.control.tasks().map(({ id, status }) => [id, status]),
    asked: target.drs.control
      .requests(10_000)
      .filter(({ path, body }) => JSON.stringify([path, body]).includes(taskOf(name))).length,
  }
}

/** The attack is refused and written down, and nothing else comes of it. */
async function refused(name: string, attack: () => Promise<unknown>, said: RegExp) {
  const [before, audited] = [await standing(name), (await target.audited()).length]
  await attack()
  await vi.waitFor(
    async () => expect((await target.audited()).slice(audited)).toEqual([expect.stringMatching(said)]),
    { timeout: 10_000, interval: 50 },
  )
  expect(await standing(name)).toEqual(before)
}

describe('an operator', () => {
  const name = 'billing-sync'
  const ref = () => `sandbox/${taskOf(name)}`
  const ways: readonly (readonly [string, (user: string, place: string) => Promise<unknown>])[] = [
    [
      'types a command',
      (user_id, channel_id) => target.post(commandBody(`pause ${ref()}`, { user_id, channel_id })),
    ],
    [
      'clicks a button that asks',
      (user, place) => target.click({ user, action: 'cmd:pause:ask', value: ref(), channel: place }),
    ],
    [
      'clicks a button that does',
      (user, place) => target.click({ user, action: 'cmd:stop:do', value: ref(), channel: place }),
    ],
  ]

  it.each(ways)('of another connection %s', (_, way) =>
    refused(name, () => way(eve, channel), /^refused U07EVE: Only operators of /),
  )

  it.each(ways)('of another channel %s', (_, way) =>
    refused(name, () => way(liwei, channel), /^refused U06LIWEI: Only operators of /),
  )

  it('of that connection, in that channel, is not refused', async () => {
    const before = (await target.audited()).length
    await target.post(commandBody(`pause lab/${taskOf(name)}`, { user_id: liwei, channel_id: elsewhere }))
    await vi.waitFor(async () =>
      expect((await target.audited()).slice(before)).toContainEqual(expect.stringMatching(/^act U06LIWEI: /)),
    )
  })
})

describe('an approver', () => {
  const name = 'dr-orders'
  let request: Awaited<ReturnType<typeof askSwitchover>>

  beforeAll(async () => {
    request = await askSwitchover(target, `sandbox/${taskOf(name)}`)
    // It is stored once more when it knows where its message is.
    await vi.waitFor(async () => expect((await standing(name)).requests).toMatchObject([{ version: 1 }]))
  })

  it.each([
    ['another connection', bob, channel],
    ['another channel', carol, channel],
    ['another channel, from there', carol, elsewhere],
  ])('of %s does not count', async (_, user, place) => {
    const button = buttonOf(request, 'cmd:approve:ask')
    await refused(
      name,
      () => target.click({ user, ...button, channel: place }),
      new RegExp(`^refused ${user}: (?:vote|There is no such request)`),
    )
  })
})
