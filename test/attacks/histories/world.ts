import { expect } from 'vitest'
import { approvalsFor } from '../../../src/approvals/index.ts'
import { UserError } from '../../../src/base/user-error.ts'
import type { PolicyRule } from '../../../src/domain/approvals/policy.ts'
import type { CallPayload, RequestDraft } from '../../../src/domain/approvals/request.ts'
import { defaultRules, policyDefaults } from '../../../src/domain/approvals/rules.ts'
import type { AuditRecord } from '../../../src/domain/audit/audit.ts'
import { type ApprovalStore, openApprovalStore } from '../../../src/store/approval-store.ts'
import type { Redis } from '../../../src/store/redis.ts'
import { type ByHand, byHand, draft, pair, replicaOf } from '../../helpers/approvals.ts'
import { type TestLog, testLog } from '../../helpers/log.ts'
import { recorder } from '../../helpers/recorder.ts'
import { isStrict, type TagCall, type Tags } from './tags.ts'

/**
 * Two replicas over one Redis, and what a history does to them: raw calls are asked for, approved and carried out, rules,
 * roles and tags change, clocks differ, and what is stored goes back to how it was, as after a restart or a failover.
 */
export const minute = 60_000
const key = new Uint8Array(32).fill(7)

type Dump = readonly (readonly [key: string, bytes: Buffer])[]

async function dump(redis: Redis): Promise<Dump> {
  const keys = await redis.keys('*')
  const bytes = await Promise.all(keys.map((one) => redis.dumpBuffer(one)))
  return keys.flatMap((one, i) => (bytes[i] ? [[one, bytes[i]] as const] : []))
}

/** A replica. */
export type Index = 0 | 1

/** A raw call that was asked for. */
interface Asked {
  readonly id: string
  readonly hash: string
  readonly askedAt: number
  /** Absent: it is the switchover. */
  readonly tagCall?: TagCall
  /** How many people have to agree by the rules of that moment; see `neededNow`. */
  readonly needed: number
  /** Who has agreed at any time. */
  readonly agreed: Set<string>
  /** When the approval was complete last. */
  completeAt: number
  /** How often DRS was asked. */
  calls: number
}

type Happening = (() => Promise<unknown>) | undefined

export interface World {
  readonly redis: Redis
  readonly hand: ByHand
  /** Lives of Redis: each loss of writes begins another one. */
  life: number
  saved: Dump
  readonly skew: [number, number]
  readonly log: TestLog
  readonly replicas: ReturnType<typeof replica>[]
  /** The first is the switchover. */
  readonly requests: Asked[]
  /** How often rules or roles were to be changed. */
  changes: number
  /** What happens once, on a replica, right before the next request of it begins. */
  readonly meanwhile: [Happening?, Happening?]
}

/** A rule of the file that holds for some tags only. */
const strictSeats = 3
const usualSeats = 2
const fileRules: readonly PolicyRule[] = [ruleFor(strictSeats, ['env=prod']), ...defaultRules]

export function ruleFor(seats: number, tags?: Tags): PolicyRule {
  const group = { name: 'approvers', users: ['*'], userGroups: [] }
  return {
    verbs: ['switchover'],
    connections: ['*'],
    ...(tags && { tags }),
    policy: { ...policyDefaults, need: [{ group, seats }] },
  }
}

type StartOfWorld = Pick<World, 'redis' | 'hand' | 'life' | 'skew' | 'log' | 'meanwhile' | 'requests'>

export function replica(world: StartOfWorld, index: Index) {
  const store = openApprovalStore(world.redis, { keys: [key], log: world.log })
  const epoch = async () => `${world.life} ${await store.epoch()}`
  return replicaOf(world.redis, recorder(), world.hand, {
    fileRules,
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

export async function newWorld(redis: Redis, tags: Tags): Promise<World> {
  await redis.flushdb()
  const skew: [number, number] = [0, 0]
  const start = {
    redis,
    hand: byHand(),
    life: 1,
    skew,
    log: testLog(),
    requests: [],
    changes: 0,
    meanwhile: [undefined, undefined] satisfies World['meanwhile'],
  }
  const world: World = { ...start, saved: [], replicas: [] }
  world.replicas.push(replica(world, 0), replica(world, 1))
  setTags(world, tags)
  await ask(world, 0)
  await save(world)
  return world
}

export function at(world: World, index: Index): ReturnType<typeof replica> {
  const found = world.replicas[index]
  if (!found) throw new Error('no such replica')
  return found
}

export function tagsNow({ hand }: Pick<World, 'hand'>): Tags {
  return hand.tasks[0]?.tags ?? []
}

/** As somebody does in the console. */
export function setTags({ hand }: Pick<World, 'hand'>, tags: Tags): void {
  hand.tasks = [{ ...pair, tags }]
}

export async function save(world: World): Promise<void> {
  world.saved = await dump(world.redis)
}

export async function lose(world: World): Promise<void> {
  await world.redis.flushdb()
  // What could not be read is noted by itself, maybe just now.
  for (const [one, bytes] of world.saved) await world.redis.restore(one, 0, bytes, 'REPLACE')
  world.life++
}

/** What the rules or the state of the audit refuse is part of the history. */
export async function tried(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work()
    return true
  } catch (error) {
    if (error instanceof UserError) return false
    throw error
  }
}

/** The last line of the log, as whoever runs the bot would give it. */
export function lastAudited({ log }: World): { readonly seq: number; readonly hash: string } {
  const told = log.lines.flatMap(({ facts }) => ('audit' in facts ? [Object(facts.audit)] : []))
  const [newest] = told.toReversed().toSorted((a, b) => b.seq - a.seq)
  return { seq: newest.seq, hash: newest.hash }
}

const title = { en: 'Call', 'zh-CN': '调用' }

function payloadOf(world: World, tagCall: TagCall | undefined): CallPayload {
  const [task] = draft.payload.kind === 'action' ? draft.payload.tasks : []
  const tasks = task ? [{ ...task, tags: tagsNow(world) }] : []
  const switchover = { operation: 'batch-switchover', input: { body: { jobs: [pair.id] } } }
  const { operation, input } = tagCall ?? switchover
  return { kind: 'call', verb: tagCall ? 'api' : 'switchover', operation, title, input, tasks }
}

/** Asks for the switchover, or for a change of tags. */
export async function ask(world: World, index: Index, tagCall?: TagCall): Promise<void> {
  const wanted: RequestDraft = { connection: 'prod', reason: 'drill', payload: payloadOf(world, tagCall) }
  await tried(async () => {
    const needed = await neededNow(world, index, tagCall)
    const { id, hash } = await as('UASKS', at(world, index)).request(wanted)
    const asked = { id, hash, askedAt: world.hand.now, ...(tagCall && { tagCall }) }
    world.requests.push({ ...asked, needed, agreed: new Set(), completeAt: 0, calls: 0 })
  })
}

export async function agree(world: World, index: Index, request: Asked, who: string): Promise<void> {
  const now = world.hand.now
  await tried(async () => {
    const { state, votes } = await as(who, at(world, index)).transition(request.id, {
      kind: 'vote',
      by: who,
      hash: request.hash,
    })
    request.agreed.add(who)
    if (state === 'approved' && votes.some((given) => given.by === who && given.at === now))
      request.completeAt = now
  })
}

/** Clicks *Carry out*, and holds what DRS was asked for to what was agreed by then. */
export async function click(world: World, index: Index, request: Asked): Promise<void> {
  const needed = Math.max(request.needed, await neededNow(world, index, request.tagCall))
  const before = world.hand.called.length
  await tried(() => as('UASKS', at(world, index)).execute(request.id, request.hash))
  request.calls += world.hand.called.length - before
  expect(request.calls).toBeLessThanOrEqual(1)
  if (world.hand.called.length === before) return
  // A rule may have come, or a role gone, between the decision and the beginning.
  const atLast = Math.max(needed, await neededNow(world, index, request.tagCall))
  const approvers = await approversNow(world, index)
  expect([...request.agreed].filter((who) => approvers.has(who)).length).toBeGreaterThanOrEqual(atLast)
  expect(request.completeAt).toBeLessThanOrEqual(request.askedAt + 60 * minute)
  expect(world.hand.now).toBeLessThanOrEqual(request.completeAt + 15 * minute)
  if (request.tagCall) setTags(world, request.tagCall.after(tagsNow(world)))
}

/** So many people have to agree to it at least, by the rules that are stored now and the tags that the pair has. */
async function neededNow(world: World, index: Index, tagCall: TagCall | undefined): Promise<number> {
  const before = tagsNow(world)
  const toTurn = (tags: Tags) => seatsToTurn(world, index, tags)
  if (!tagCall) return toTurn(before)
  const after = tagCall.after(before)
  if (isStrict(before) === isStrict(after)) return 1
  return Math.max(await toTurn(before), await toTurn(after))
}

/** The newest rule from Slack that fits, or those of the file. */
async function seatsToTurn(world: World, index: Index, tags: Tags): Promise<number> {
  const given = await rulesGiven(at(world, index).store)
  const fits = given.find(({ value }) => !value.tags || isStrict(tags))
  return fits?.value.policy.need[0]?.seats ?? (isStrict(tags) ? strictSeats : usualSeats)
}

/** None while the audit is broken: then nothing may be carried out anyway. */
async function rulesGiven(store: ApprovalStore): ReturnType<ApprovalStore['rules']> {
  let rules: Awaited<ReturnType<ApprovalStore['rules']>> = []
  await tried(async () => {
    rules = await store.rules()
  })
  return rules
}

async function approversNow(world: World, index: Index): Promise<ReadonlySet<string>> {
  const grants = await at(world, index).store.grants()
  const given = grants.flatMap(({ value }) => (value.role === 'approver' ? value.users : []))
  return new Set(['UBOB', 'UCAROL', ...given])
}

/** What an admin changes: the audit may refuse it, as it refuses everything else. */
export function change(
  world: World,
  index: Index,
  make: (store: ApprovalStore, id: string) => Promise<unknown>,
) {
  world.changes++
  return tried(() => make(at(world, index).store, `change-${world.changes}`))
}

export function configured({ hand }: World): AuditRecord {
  return {
    ...{ kind: 'configuration', at: hand.now, who: 'UDANA', team: 'T1', channel: 'C1', what: 'change' },
  }
}
