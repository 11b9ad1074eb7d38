import { expect } from 'vitest'
import { decide, newApprovalRequest } from '../../../src/domain/approvals/decide.ts'
import { canonicalPayload } from '../../../src/domain/approvals/payload.ts'
import type { ApproverGroup, Policy } from '../../../src/domain/approvals/policy.ts'
import type {
  ApprovalRequest,
  Decision,
  RequestDraft,
  RequestTransition,
} from '../../../src/domain/approvals/request.ts'
import { allSeats, mostTaken } from './every-way.ts'
import { asked, batch, factsOf, minute, place, policy, type World } from './fixtures.ts'

/**
 * Random interleavings of everything that can happen to a request, watched by an oracle that knows only what people did and
 * what the world was like, never the votes or clocks in the request.
 */

/** Where requests are kept, as one replica sees it. */
export interface Store {
  load(): Promise<ApprovalRequest>
  /** Compare-and-set on the version. */
  save(request: ApprovalRequest): Promise<boolean>
}

export const requester = place.requester
export const people = [requester, 'UBOB', 'UCAROL', 'UDAVE', 'UMONA', 'UADMIN']
export const groupIds = ['SDBA', 'SOWNERS', 'SMANAGERS'] as const

const dba: ApproverGroup = { name: 'dba', users: [], userGroups: ['SDBA'] }
const owners: ApproverGroup = { name: 'owners', users: [], userGroups: ['SOWNERS'] }
const managers: ApproverGroup = { name: 'managers', users: [], userGroups: ['SMANAGERS'] }

const both = [
  { group: dba, seats: 1 },
  { group: owners, seats: 1 },
]
export const policies = [
  policy({ need: [{ group: dba, seats: 1 }] }),
  policy({ need: [{ group: dba, seats: 2 }], escalateTo: managers }),
  policy({ need: both, escalateTo: managers }),
  policy({ need: both, useWithinMs: 10 * minute }),
  policy({
    need: [
      { group: dba, seats: 2 },
      { group: owners, seats: 1 },
    ],
  }),
] as const satisfies readonly Policy[]

/** What the oracle knows. */
export interface Model {
  now: number
  world: World
  /** Payloads that were shown, by the hash on their buttons. */
  readonly shown: Map<string, string>
  /** Who agrees to which payload. */
  readonly agreed: Map<string, string>
  /** When approval was last complete. */
  completeAt?: number
  executions: number
  broken: boolean
  /** Of the request as it is stored. */
  version: number
}

export type Replica = 0 | 1

export interface Real {
  readonly stores: readonly [Store, Store]
  /** What each replica has read and not yet acted on. */
  readonly held: Map<Replica, ApprovalRequest>
}

export function requestOf(frozen: Policy, id = 'T-1'): { request: ApprovalRequest; model: Model } {
  const world: World = {
    approvers: people,
    operators: [requester, 'UBOB', 'UADMIN'],
    admins: ['UADMIN'],
    userGroups: {
      SDBA: [requester, 'UBOB', 'UCAROL'],
      SOWNERS: [requester, 'UBOB', 'UDAVE'],
      SMANAGERS: [requester, 'UMONA'],
    },
    current: frozen,
  }
  const request = newApprovalRequest(batch, { ...place, id }, frozen, factsOf(world), asked)
  const shown = new Map([[request.hash, canonicalPayload(request)]])
  const none = { agreed: new Map(), executions: 0, broken: false }
  return { request, model: { now: asked, world, shown, ...none, version: request.version } }
}

/** Acts on what it holds, if it holds something, as a replica does that was slow. */
export async function take(
  model: Model,
  real: Real,
  replica: Replica,
  makeStep: (seen: ApprovalRequest) => RequestTransition,
) {
  const store = real.stores[replica]
  const before = real.held.get(replica) ?? (await store.load())
  real.held.delete(replica)
  const step = makeStep(before)
  const decision = decide(before, step, factsOf(model.world), model.now)
  expectNoSkippedStart(model, before, step, decision)
  if (decision.kind === 'unchanged' || !decision.request) return
  expect(decision.request.version).toBe(before.version + 1)
  if (!(await store.save(decision.request))) return
  model.version = decision.request.version
  watch(model, before, step, decision, decision.request)
}

/** What was stored, checked against what the oracle knows. */
function watch(
  model: Model,
  before: ApprovalRequest,
  step: RequestTransition,
  decision: Decision,
  after: ApprovalRequest,
): void {
  const ended = !['pending', 'approved', 'executing'].includes(before.state)
  if (ended) expect(after.state).toBe(before.state)
  note(model, step, decision, after)
  if (after.state === 'executing' && before.state !== 'executing') {
    model.executions++
    expect(model.executions).toBe(1)
    expectInTime(model, before)
    if (step.kind === 'break-glass') expectEmergency(model, before, step)
    else expectApproval(model, before, step)
  }
  if (after.state === 'approved' && (before.state !== 'approved' || after.hash !== before.hash)) {
    model.completeAt = model.now
    expect(model.now).toBeLessThanOrEqual(before.createdAt + before.policy.answerWithinMs)
  }
}

/** Only acts that were not refused mean anything. */
function note(model: Model, step: RequestTransition, decision: Decision, after: ApprovalRequest): void {
  model.shown.set(after.hash, canonicalPayload(after))
  if (decision.kind === 'refused') {
    // Told that the votes do not suffice: those whose votes do not count now have to give them again.
    for (const [user] of model.agreed) if (!isAsked(model, after, user)) model.agreed.delete(user)
    return
  }
  if (step.kind === 'vote') model.agreed.set(step.by, model.shown.get(step.hash) ?? 'never shown')
  if (step.kind === 'withdraw') model.agreed.delete(step.by)
  if (step.kind !== 'narrow') return
  model.agreed.clear()
  model.agreed.set(step.by, canonicalPayload(after))
}

function ids({ payload }: RequestDraft): readonly string[] {
  return payload.kind === 'action' ? payload.tasks.map(({ id }) => id) : []
}

function expectInTime(
  { now, completeAt }: Model,
  { createdAt, policy: frozen, state }: ApprovalRequest,
): void {
  const limit =
    state === 'pending' ? createdAt + frozen.answerWithinMs : (completeAt ?? Number.NaN) + frozen.useWithinMs
  expect(now).toBeLessThanOrEqual(limit)
}

function expectEmergency(
  model: Model,
  before: ApprovalRequest,
  step: { readonly by: string; readonly typed: string },
): void {
  model.broken = true
  expect(model.world.admins).toContain(step.by)
  const names = before.payload.kind === 'action' ? before.payload.tasks.map(({ name }) => name) : []
  expect(step.typed).toBe(names.length === 1 ? names[0] : `${names.length} tasks`)
}

function expectApproval(model: Model, before: ApprovalRequest, step: RequestTransition): void {
  expect(step.kind).toBe('start')
  if (step.kind !== 'start') return
  expect(model.world.operators).toContain(step.by)
  // Who clicks has seen what is carried out.
  expect(model.shown.get(step.hash)).toBe(canonicalPayload(before))
  expect(ids(batch)).toEqual(expect.arrayContaining([...ids(before)]))
  expect(ids(before).length).toBeGreaterThan(0)
  expect(isAgreed(model, before)).toBe(true)
}

/** A start to which nothing is to be objected may not be refused either. */
function expectNoSkippedStart(
  model: Model,
  before: ApprovalRequest,
  step: RequestTransition,
  decision: Decision,
): void {
  if (step.kind !== 'start' || before.state !== 'approved' || decision.kind === 'moved') return
  const late = model.now > (model.completeAt ?? Number.NaN) + before.policy.useWithinMs
  const due = before.useBy !== undefined && model.now > before.useBy
  const blocked = step.hash !== before.hash || !model.world.operators.includes(step.by)
  // A replica that was slow holds a request that has moved on; it cannot store what it decides, and has to look again.
  const old = before.version !== model.version
  expect(late || due || blocked || old || !isAgreed(model, before)).toBe(true)
}

function mayCount({ world }: Model, user: string): boolean {
  return user !== requester && world.approvers.includes(user)
}

function demandsOn(model: Model, request: ApprovalRequest): readonly Policy[] {
  return [request.policy, ...(model.world.current ? [model.world.current] : [])]
}

/** After an escalation those who were asked as well count as members of every group. */
function isSeated(model: Model, request: ApprovalRequest, { escalateTo }: Policy) {
  return (user: string, group: ApproverGroup): boolean =>
    isMember(model, user, group) ||
    (request.escalatedAt !== undefined && escalateTo !== undefined && isMember(model, user, escalateTo))
}

/** Whether the person could fill any seat at this moment. */
function isAsked(model: Model, request: ApprovalRequest, user: string): boolean {
  if (!mayCount(model, user)) return false
  return demandsOn(model, request).some((demand) =>
    demand.need.some(({ group }) => isSeated(model, request, demand)(user, group)),
  )
}

/** Whether those who agree to exactly this fill all seats, of the policy when asked and of today's. */
function isAgreed(model: Model, request: ApprovalRequest): boolean {
  const payload = canonicalPayload(request)
  const agreeing = [...model.agreed].filter(([user, text]) => text === payload && mayCount(model, user))
  const present = agreeing.map(([user]) => user)
  return demandsOn(model, request).every((demand) => {
    const seats = allSeats(demand.need)
    return mostTaken(present, seats, isSeated(model, request, demand)) === seats.length
  })
}

function isMember({ world }: Model, user: string, group: ApproverGroup): boolean {
  return group.userGroups.some((id) => world.userGroups[id]?.includes(user))
}
