import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { approvalsFor, createSweeper } from '../../src/approvals/index.ts'
import { UserError } from '../../src/base/user-error.ts'
import type { PolicyRule } from '../../src/domain/approvals/policy.ts'
import type { RequestDraft } from '../../src/domain/approvals/request.ts'
import { policyDefaults } from '../../src/domain/approvals/rules.ts'
import type { AuditRecord } from '../../src/domain/audit/audit.ts'
import { type ApprovalStore, openApprovalStore } from '../../src/store/approval-store.ts'
import { closeRedis, connectRedis, type Redis } from '../../src/store/redis.ts'
import { type ByHand, byHand, draft, pair, replicaOf } from '../helpers/approvals.ts'
import { type TestLog, testLog } from '../helpers/log.ts'
import { recorder } from '../helpers/recorder.ts'
import { testRedis } from '../helpers/redis.ts'
import { noon } from '../helpers/samples.ts'

/**
 * Random histories of one raw call over two replicas whose clocks differ, with a Redis that loses writes: what is stored
 * goes back to how it was, as after a restart or a failover. Rules and roles change at any time, also between the decision
 * and the beginning.
 */
const minute = 60_000
const key = new Uint8Array(32).fill(7)
let redis: Redis

beforeAll(async () => {
  redis = await connectRedis((await testRedis()).url)
})
afterAll(() => closeRedis(redis))

const rawCall: RequestDraft = {
  connection: 'prod',
  reason: 'drill',
  payload: {
    kind: 'call',
    verb: 'switchover',
    operation: 'batch-switchover',
    title: { en: 'Call', 'zh-CN': '调用' },
    input: { body: { jobs: [pair.id] } },
    tasks: draft.payload.kind === 'action' ? draft.payload.tasks : [],
  },
}

type Dump = readonly (readonly [key: string, bytes: Buffer])[]

async function dump(): Promise<Dump> {
  const keys = await redis.keys('*')
  const bytes = await Promise.all(keys.map((one) => redis.dumpBuffer(one)))
  return keys.flatMap((one, i) => (bytes[i] ? [[one, bytes[i]] as const] : []))
}

async function restore(saved: Dump): Promise<void> {
  await redis.flushdb()
  for (const [one, bytes] of saved) await redis.restore(one, 0, bytes)
}

type Index = 0 | 1

interface World {
  readonly hand: ByHand
  /** Lives of Redis: each loss of writes begins another one. */
  life: number
  saved: Dump
  readonly skew: [number, number]
  readonly log: TestLog
  readonly replicas: ReturnType<typeof replica>[]
  readonly request: { readonly id: string; readonly hash: string }
  /** Who has agreed at any time. */
  readonly agreed: Set<string>
  /** When the consent was complete last. */
  completeAt: number
  /** How often rules or roles were to be changed. */
  changes: number
  /** What happens once, on a replica, right before the next request of it begins. */
  readonly meanwhile: [Happening?, Happening?]
}

type Happening = (() => Promise<unknown>) | undefined

function replica(world: Pick<World, 'hand' | 'life' | 'skew' | 'log' | 'meanwhile'>, index: Index) {
  const store = openApprovalStore(redis, { keys: [key], log: world.log })
  const epoch = async () => `${world.life} ${await store.epoch()}`
  return replicaOf(redis, recorder(), world.hand, {
    now: () => world.hand.now + world.skew[index],
    store: {
      ...store,
      epoch,
      beginRequest: async (...args) => {
        const happens = world.meanwhile[index]
        world.meanwhile[index] = undefined
        await happens?.()
        return store.beginRequest(...args)
      },
    },
  })
}

function as(user: string, from: ReturnType<typeof replica>) {
  return approvalsFor(from, { team: 'T1', channel: 'C1', locale: 'en', user }, from.newAuthority())
}

async function newWorld(): Promise<World> {
  await redis.flushdb()
  const skew: [number, number] = [0, 0]
  const start = {
    hand: byHand(),
    life: 1,
    skew,
    log: testLog(),
    agreed: new Set<string>(),
    completeAt: 0,
    changes: 0,
    meanwhile: [undefined, undefined] satisfies World['meanwhile'],
  }
  const world = { ...start, saved: [], replicas: [], request: { id: '', hash: '' } }
  const replicas = [replica(world, 0), replica(world, 1)]
  const [first] = replicas
  if (!first) throw new Error('no replica')
  const { id, hash } = await as('UASKS', first).request(rawCall)
  return Object.assign(world, { replicas, request: { id, hash }, saved: await dump() })
}

/** The last line of the log, as whoever runs the bot would give it. */
function lastAudited({ log }: World): { readonly seq: number; readonly hash: string } {
  const told = log.lines.flatMap(({ facts }) => ('audit' in facts ? [Object(facts.audit)] : []))
  const [newest] = told.toReversed().toSorted((a, b) => b.seq - a.seq)
  return { seq: newest.seq, hash: newest.hash }
}

/** What the rules or the state of the audit refuse is part of the history. */
async function tried(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work()
    return true
  } catch (error) {
    if (error instanceof UserError) return false
    throw error
  }
}

type Step = readonly [name: string, run: (world: World) => Promise<unknown>]

function at(world: World, index: Index): ReturnType<typeof replica> {
  const found = world.replicas[index]
  if (!found) throw new Error('no such replica')
  return found
}

async function agree(world: World, index: Index, who: string): Promise<void> {
  const { id, hash } = world.request
  const now = world.hand.now
  await tried(async () => {
    const { state, votes } = await as(who, at(world, index)).transition(id, { kind: 'vote', by: who, hash })
    world.agreed.add(who)
    if (state === 'approved' && votes.some((given) => given.by === who && given.at === now))
      world.completeAt = now
  })
}

async function click(world: World, index: Index): Promise<void> {
  const { id, hash } = world.request
  const before = world.hand.called.length
  await tried(() => as('UASKS', at(world, index)).execute(id, hash))
  if (world.hand.called.length === before) return
  expect(world.hand.called).toHaveLength(1)
  const { rules, approvers } = await inForce(world, index)
  const needed = Math.max(2, rules[0]?.value.policy.need[0]?.seats ?? 2)
  expect([...world.agreed].filter((who) => approvers.has(who)).length).toBeGreaterThanOrEqual(needed)
  expect(world.completeAt).toBeLessThanOrEqual(noon + 60 * minute)
  expect(world.hand.now).toBeLessThanOrEqual(world.completeAt + 15 * minute)
}

/** The rules given from Slack, the first decides, and those who may approve, as they are stored now. */
async function inForce(world: World, index: Index) {
  const { store } = at(world, index)
  const given = (await store.grants()).flatMap(({ value }) => (value.role === 'approver' ? value.users : []))
  return { rules: await store.rules(), approvers: new Set(['UBOB', 'UCAROL', ...given]) }
}

/** What an admin changes: the audit may refuse it, as it refuses everything else. */
function change(world: World, index: Index, make: (store: ApprovalStore, id: string) => Promise<unknown>) {
  world.changes++
  return tried(() => make(at(world, index).store, `change-${world.changes}`))
}

function configured(world: World): AuditRecord {
  return {
    kind: 'configuration',
    at: world.hand.now,
    who: 'UDANA',
    team: 'T1',
    channel: 'C1',
    what: 'change',
  }
}

/** A rule that asks for so many people. */
function ruleFor(seats: number): PolicyRule {
  const group = { name: 'approvers', users: ['*'], userGroups: [] }
  return {
    verbs: ['switchover'],
    connections: ['*'],
    policy: { ...policyDefaults, need: [{ group, seats }] },
  }
}

function setRule(world: World, index: Index, seats: number) {
  return change(world, index, (store, id) =>
    store.addRule({ id, by: 'UDANA', at: world.hand.now, value: ruleFor(seats) }, configured(world)),
  )
}

const dave = { role: 'approver', users: ['UDAVE'], connections: ['*'], channels: ['*'] } as const

const index = fc.constantFrom<Index>(0, 1)
const vote: fc.Arbitrary<Step> = fc
  .tuple(index, fc.constantFrom('UBOB', 'UCAROL', 'UDAVE'))
  .map(([one, who]) => [`vote(${one}, ${who})`, (world) => agree(world, one, who)])
const carryOut: fc.Arbitrary<Step> = index.map((one) => [`click(${one})`, (world) => click(world, one)])
const restart: fc.Arbitrary<Step> = index.map((one) => [
  `restart(${one})`,
  async (world) => world.replicas.splice(one, 1, replica(world, one)),
])
const sweep: fc.Arbitrary<Step> = index.map((one) => [
  `sweep(${one})`,
  (world) => createSweeper(at(world, one)).run(),
])
const skew: fc.Arbitrary<Step> = fc
  .tuple(index, fc.integer({ min: -90 * minute, max: 90 * minute }))
  .map(([one, ms]) => [
    `skew(${one}, ${ms})`,
    async (world) => {
      world.skew[one] = ms
    },
  ])
const wait: fc.Arbitrary<Step> = fc.nat(20 * minute).map((ms) => [
  `wait(${ms})`,
  async (world) => {
    world.hand.now += ms
  },
])
const addRule: fc.Arbitrary<Step> = fc
  .tuple(index, fc.integer({ min: 1, max: 3 }))
  .map(([one, seats]) => [`rule(${one}, ${seats})`, (world) => setRule(world, one, seats)])
const removeRule: fc.Arbitrary<Step> = index.map((one) => [
  `no rule(${one})`,
  (world) =>
    change(world, one, async (store) => {
      const [newest] = await store.rules()
      if (newest) await store.removeRule(newest.id, configured(world))
    }),
])
const giveRole: fc.Arbitrary<Step> = index.map((one) => [
  `grant(${one})`,
  (world) =>
    change(world, one, (store, id) =>
      store.addGrant({ id, by: 'UDANA', at: world.hand.now, value: dave }, configured(world)),
    ),
])
const takeRole: fc.Arbitrary<Step> = index.map((one) => [
  `no grant(${one})`,
  (world) =>
    change(world, one, async (store) => {
      for (const { id } of await store.grants()) await store.removeGrant(id, configured(world))
    }),
])
/** On the other replica, between the decision of the next press and the move of the request. */
const meanwhile: fc.Arbitrary<Step> = fc
  .tuple(index, fc.oneof(addRule, takeRole))
  .map(([one, [name, run]]) => [
    `meanwhile(${one}, ${name})`,
    async (world) => {
      world.meanwhile[one] = () => run(world)
    },
  ])
const save: Step = [
  'save',
  async (world) => {
    world.saved = await dump()
  },
]
const lose: Step = [
  'lose',
  async (world) => {
    await restore(world.saved)
    world.life++
  },
]
const goOn: Step = [
  'go on',
  (world) =>
    tried(() =>
      at(world, 0).store.continueAfterBreak({
        expect: lastAudited(world),
        reason: 'restored',
        at: world.hand.now,
      }),
    ),
]

const history = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: vote },
    { weight: 5, arbitrary: carryOut },
    { weight: 2, arbitrary: restart },
    { weight: 1, arbitrary: sweep },
    { weight: 1, arbitrary: skew },
    { weight: 1, arbitrary: wait },
    { weight: 1, arbitrary: addRule },
    { weight: 1, arbitrary: removeRule },
    { weight: 1, arbitrary: giveRole },
    { weight: 1, arbitrary: takeRole },
    { weight: 1, arbitrary: meanwhile },
    { weight: 1, arbitrary: fc.constant(save) },
    { weight: 2, arbitrary: fc.constant(lose) },
    { weight: 2, arbitrary: fc.constant(goOn) },
  ),
  { minLength: 6, maxLength: 24, size: 'max' },
)

const votes: readonly Step[] = [
  ['vote(0, UBOB)', (world) => agree(world, 0, 'UBOB')],
  ['vote(0, UCAROL)', (world) => agree(world, 0, 'UCAROL')],
]
const clicked: Step = ['click(0)', (world) => click(world, 0)]
const stricter: Step = [
  'meanwhile(0, rule(1, 3))',
  async (world) => {
    world.meanwhile[0] = () => setRule(world, 1, 3)
  },
]

/** What leads to a second click after a loss, or to one under a stricter rule, some of it left out: by chance alone it would be rare. */
const likely = fc.oneof(
  fc.subarray<Step>([...votes, save, clicked, lose]),
  fc.subarray<Step>([...votes, stricter, clicked]),
)

it('a raw call is made at most once, in time, with the consent that it needs', async () => {
  let made = 0
  await fc.assert(
    fc.asyncProperty(likely, history, async (first, steps) => {
      const world = await newWorld()
      for (const [, run] of [...first, ...steps]) await run(world)
      made += world.hand.called.length
    }),
    { numRuns: 60 },
  )
  expect(made).toBeGreaterThan(3)
})
