import fc from 'fast-check'
import type { ApprovalRequest, RequestTransition } from '../../../src/domain/approvals/request.ts'
import { minute } from './fixtures.ts'
import { groupIds, type Model, people, policies, type Real, type Replica, requester, take } from './model.ts'

/** Everything that can happen to a request, in any order. */

type Command = fc.AsyncCommand<Model, Real>

function does(name: string, run: (model: Model, real: Real) => Promise<void> | void): Command {
  return { check: () => true, run: async (model, real) => run(model, real), toString: () => name }
}

/** Takes the person out, or back in. */
function toggled(list: readonly string[], user: string): readonly string[] {
  return list.includes(user) ? list.filter((other) => other !== user) : [...list, user]
}

const replica = fc.constantFrom<Replica>(0, 1)
const person = fc.constantFrom(...people)
const voter = fc.constantFrom('UBOB', 'UCAROL', 'UDAVE', 'UMONA', requester)

/** A button carries the hash of what was shown, mostly the latest. */
const sight = fc.oneof({ weight: 6, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.nat(3) })

function hashSeen(model: Model, seen: ApprovalRequest, old: number | undefined): string {
  return (old === undefined ? undefined : [...model.shown.keys()][old]) ?? seen.hash
}

const vote = fc
  .tuple(replica, voter, sight)
  .map(([at, by, old]) =>
    does(`vote(${at}, ${by}, ${old ?? 'latest'})`, (model, real) =>
      take(model, real, at, (seen) => ({ kind: 'vote', by, hash: hashSeen(model, seen, old) })),
    ),
  )

const start = fc
  .tuple(replica, fc.constantFrom(requester, 'UBOB', 'UCAROL'), sight)
  .map(([at, by, old]) =>
    does(`start(${at}, ${by}, ${old ?? 'latest'})`, (model, real) =>
      take(model, real, at, (seen) => ({ kind: 'start', by, hash: hashSeen(model, seen, old) })),
    ),
  )

const withdraw = fc
  .tuple(replica, voter)
  .map(([at, by]) =>
    does(`withdraw(${at}, ${by})`, (model, real) => take(model, real, at, () => ({ kind: 'withdraw', by }))),
  )

const narrow = fc
  .tuple(replica, voter, fc.subarray(['orders-dr-jb101', 'billing-dr-jb101', 'stock-dr-jb101']), sight)
  .map(([at, by, without, old]) =>
    does(`narrow(${at}, ${by}, ${without})`, (model, real) =>
      take(model, real, at, (seen) => ({ kind: 'narrow', by, hash: hashSeen(model, seen, old), without })),
    ),
  )

const ends = fc
  .tuple(
    replica,
    fc.oneof<fc.Arbitrary<RequestTransition>[]>(
      fc.record({ kind: fc.constant('reject'), by: person, why: fc.constant('no') }),
      fc.record({ kind: fc.constant('cancel'), by: person }),
      fc.constant({ kind: 'stale', why: 'gone' }),
      fc.constant({ kind: 'finish', outcome: 'failed' }),
    ),
  )
  .map(([at, step]) =>
    does(`${step.kind}(${at}, ${JSON.stringify(step)})`, (model, real) => take(model, real, at, () => step)),
  )

const result = fc
  .tuple(
    replica,
    fc.constantFrom('orders-dr', 'billing-dr', 'stock-dr'),
    fc.constantFrom('reached', 'overdue'),
  )
  .map(([at, name, outcome]) =>
    does(`result(${at}, ${name}, ${outcome})`, (model, real) =>
      take(model, real, at, () => ({ kind: 'result', taskId: `${name}-jb101`, outcome })),
    ),
  )

const breakGlass = fc
  .tuple(replica, person, fc.constantFrom('3 tasks', '2 tasks', 'orders-dr'))
  .map(([at, by, typed]) =>
    does(`break-glass(${at}, ${by}, ${typed})`, (model, real) =>
      take(model, real, at, () => ({ kind: 'break-glass', by, typed, why: 'site is lost' })),
    ),
  )

const tick = replica.map((at) =>
  does(`tick(${at})`, (model, real) => take(model, real, at, () => ({ kind: 'tick' }))),
)

/** From here on the replica acts on what it has read now, however much happens in between. */
const read = replica.map((at) =>
  does(`read(${at})`, async (_, real) => {
    real.held.set(at, await real.stores[at].load())
  }),
)

const crash = replica.map((at) =>
  does(`crash(${at})`, (_, real) => {
    real.held.delete(at)
  }),
)

const wait = fc.oneof(fc.nat(3 * minute), fc.nat(25 * minute)).map((ms) =>
  does(`wait(${ms})`, (model) => {
    model.now += ms
  }),
)

const editPolicy = fc.option(fc.constantFrom(...policies), { nil: undefined }).map((current) =>
  does(`policy(${current ? policies.indexOf(current) : 'none'})`, (model) => {
    const { current: _, ...world } = model.world
    model.world = { ...world, ...(current && { current }) }
  }),
)

const editRole = fc.tuple(fc.constantFrom('approvers', 'operators', 'admins'), person).map(([role, user]) =>
  does(`${role}(${user})`, (model) => {
    model.world = { ...model.world, [role]: toggled(model.world[role], user) }
  }),
)

const editGroup = fc.tuple(fc.constantFrom(...groupIds), person).map(([id, user]) =>
  does(`${id}(${user})`, (model) => {
    const { userGroups } = model.world
    model.world = { ...model.world, userGroups: { ...userGroups, [id]: toggled(userGroups[id] ?? [], user) } }
  }),
)

/** Those that lead somewhere stand several times. */
export const anyCommands = fc.commands(
  [
    vote,
    vote,
    vote,
    vote,
    start,
    start,
    start,
    withdraw,
    narrow,
    ends,
    result,
    breakGlass,
    tick,
    read,
    read,
    crash,
    wait,
    editPolicy,
    editRole,
    editGroup,
  ],
  { maxCommands: 60, size: 'max' },
)
