import { describe, expect, it } from 'vitest'
import { decide, newApprovalRequest } from '../../../src/domain/approvals/decide.ts'
import { transitionRefusals } from '../../../src/domain/approvals/words.ts'
import {
  approved,
  asked,
  asks,
  dba,
  facts,
  fresh,
  hour,
  managers,
  minute,
  moved,
  once,
  owners,
  place,
  policy,
  single,
  startOf,
  voteOf,
  whyNot,
} from './fixtures.ts'

describe('a vote', () => {
  it('of the requester never counts, not even as a member of the group or after the escalation', () => {
    const escalated = { ...asks(single, { escalateTo: managers }), escalatedAt: asked }
    for (const request of [fresh, once, escalated]) {
      expect(whyNot(decide(request, voteOf(request, 'UASKS'), facts(), asked))).toBe(transitionRefusals.own)
    }
  })

  it('of the requester that stands in the request all the same fills no seat', () => {
    const forged = { ...once, votes: [...once.votes, { by: 'UASKS', hash: once.hash, at: asked }] }
    const tricked = { ...forged, state: 'approved', useBy: asked + minute } as const
    expect(whyNot(decide(tricked, startOf(tricked), facts(), asked))).toBe(transitionRefusals.notEnough)
    expect(moved(forged, voteOf(forged, 'UCAROL')).state).toBe('approved')
  })

  it('on something else that stands in the request all the same fills no seat', () => {
    const [first, ...more] = approved.votes
    const stale = { ...approved, votes: [{ by: 'UBOB', at: asked, hash: 'old' }, ...more] }
    expect(first).toMatchObject({ by: 'UBOB' })
    expect(whyNot(decide(stale, startOf(stale), facts(), asked))).toBe(transitionRefusals.notEnough)
  })

  it.each([
    ['a stranger', 'USTRANGER', {}],
    ['an approver of another group', 'UMONA', {}],
    ['a member of the group who is no approver (any more)', 'UCAROL', { approvers: ['UBOB'] }],
  ])('of %s is refused', (_, by, world) => {
    expect(whyNot(decide(once, voteOf(once, by), facts(world), asked))).toBe(transitionRefusals.notAsked)
  })

  it('on anything else than what is asked now is refused', () => {
    const other = asks(single)
    expect(whyNot(decide(once, voteOf(other, 'UCAROL'), facts(), asked))).toBe(transitionRefusals.changed)
  })

  it('counts once for each person, however often it is given', () => {
    expect(decide(once, voteOf(once, 'UBOB'), facts(), asked + minute)).toEqual({ kind: 'unchanged' })
    expect(once.votes).toEqual([{ by: 'UBOB', hash: fresh.hash, at: asked }])
  })

  it('fills one seat only, also for somebody who is in both groups', () => {
    const need = [
      { group: dba, seats: 1 },
      { group: owners, seats: 1 },
    ]
    const both = asks(single, { need })
    const half = moved(both, voteOf(both, 'UBOB'))
    expect(half.state).toBe('pending')
    // Bob moves over to the owners' seat, so that Carol finds one.
    expect(moved(half, voteOf(half, 'UCAROL')).state).toBe('approved')
    expect(moved(half, voteOf(half, 'UDAVE')).state).toBe('approved')
  })

  it('of a Slack user group counts as long as the person is in it', () => {
    const request = asks(single, { need: [{ group: owners, seats: 1 }] })
    const yes = moved(request, voteOf(request, 'UERIN'))
    expect(yes.state).toBe('approved')
    const left = { userGroups: { SOWNERS: [] } }
    expect(whyNot(decide(request, voteOf(request, 'UERIN'), facts(left), asked))).toBe(
      transitionRefusals.notAsked,
    )
    expect(moved(yes, startOf(yes), asked, left)).toMatchObject({ state: 'pending', votes: [] })
  })

  it('that is not needed any more is refused, so that nobody feels asked', () => {
    const two = asks(single, { need: [{ group: dba, seats: 1 }] })
    const enough = moved(two, voteOf(two, 'UBOB'))
    expect(whyNot(decide(enough, voteOf(enough, 'UCAROL'), facts(), asked))).toBe(transitionRefusals.enough)
  })

  it('by somebody who is asked only after the escalation counts from then on', () => {
    const request = asks(single, { need: [{ group: dba, seats: 1 }], escalateTo: managers })
    const early = decide(request, voteOf(request, 'UMONA'), facts(), asked)
    expect(whyNot(early)).toBe(transitionRefusals.notAsked)
    const late = moved(request, { kind: 'tick' }, asked + 45 * minute)
    expect(moved(late, voteOf(late, 'UMONA'), asked + 46 * minute).state).toBe('approved')
  })

  it('that completes the approval starts the second clock', () => {
    const at = asked + 50 * minute
    expect(moved(once, voteOf(once, 'UCAROL'), at).useBy).toBe(at + 15 * minute)
  })
})

describe('a policy that changes while a request is open', () => {
  const weaker = policy({ need: [{ group: dba, seats: 1 }], useWithinMs: hour })
  const stricterOne = policy({
    need: [
      { group: dba, seats: 1 },
      { group: owners, seats: 2 },
    ],
    useWithinMs: minute,
  })

  it('does not weaken it', () => {
    expect(moved(fresh, voteOf(fresh, 'UBOB'), asked, { current: weaker }).state).toBe('pending')
    const yes = moved(once, voteOf(once, 'UCAROL'), asked, { current: weaker })
    expect(yes).toMatchObject({ state: 'approved', useBy: asked + 15 * minute })
  })

  it('asks for more at once, also after the approval', () => {
    const world = { current: stricterOne }
    expect(moved(once, voteOf(once, 'UCAROL'), asked, world).state).toBe('pending')
    const decision = decide(approved, startOf(approved), facts(world), asked)
    expect(whyNot(decision)).toBe(transitionRefusals.notEnough)
    const waiting = moved(approved, startOf(approved), asked, world)
    expect(waiting).toMatchObject({ state: 'pending', votes: approved.votes })
    expect(waiting).not.toHaveProperty('useBy')
    const more = moved(waiting, voteOf(waiting, 'UDAVE'), asked, world)
    expect(more.state).toBe('approved')
    expect(more.useBy).toBe(asked + minute)
    expect(moved(more, startOf(more), asked, world).state).toBe('executing')
  })

  it('counts the people of a group that was made smaller no longer', () => {
    const smaller = policy({ need: [{ group: { ...dba, users: ['UBOB', 'UDAVE'] }, seats: 2 }] })
    expect(whyNot(decide(approved, startOf(approved), facts({ current: smaller }), asked))).toBe(
      transitionRefusals.notEnough,
    )
  })

  it('lets a vote count again when its giver does, with the next click', () => {
    const without = { approvers: ['UCAROL'] }
    const dropped = moved(approved, startOf(approved), asked, without)
    expect(dropped.votes.map(({ by }) => by)).toEqual(['UCAROL'])
    const waiting = moved(once, voteOf(once, 'UCAROL'), asked, without)
    expect(waiting.state).toBe('pending')
    expect(moved(waiting, voteOf(waiting, 'UCAROL')).state).toBe('approved')
  })
})

describe('taking back', () => {
  it('a vote leaves the others', () => {
    const back = moved(approved, { kind: 'withdraw', by: 'UBOB' }, asked + minute)
    expect(back).toMatchObject({ state: 'pending', votes: [{ by: 'UCAROL' }], answerBy: fresh.answerBy })
    expect(back).not.toHaveProperty('useBy')
  })

  it('a vote that was not needed changes nothing for the approval', () => {
    const need = [
      { group: dba, seats: 1 },
      { group: owners, seats: 1 },
    ]
    const carol = moved(asks(single, { need }), voteOf(asks(single, { need }), 'UCAROL'))
    const spare = { ...carol, votes: [...carol.votes, { by: 'UBOB', hash: carol.hash, at: asked }] }
    const all = moved(spare, voteOf(spare, 'UDAVE'), asked)
    const back = moved(all, { kind: 'withdraw', by: 'UBOB' })
    expect(back).toMatchObject({ state: 'approved', useBy: all.useBy })
  })

  it('a vote after the time to answer ends the request', () => {
    const late = moved(once, voteOf(once, 'UCAROL'), asked + 59 * minute)
    expect(moved(late, { kind: 'withdraw', by: 'UBOB' }, asked + 61 * minute).state).toBe('expired')
  })

  it.each(['UCAROL', 'UASKS'])('a vote that %s has not given is refused', (by) => {
    expect(whyNot(decide(once, { kind: 'withdraw', by }, facts(), asked))).toBe(transitionRefusals.noVote)
  })

  it.each(['UBOB', 'UADMIN'])('the request is not for %s', (by) => {
    expect(whyNot(decide(once, { kind: 'cancel', by }, facts(), asked))).toBe(transitionRefusals.notYours)
  })
})

describe('rejecting', () => {
  it('ends it with the first word against it, also after the approval', () => {
    for (const request of [fresh, once, approved]) {
      const no = moved(request, { kind: 'reject', by: 'UCAROL', why: ' not today ' })
      expect(no).toMatchObject({ state: 'rejected', endedBy: 'UCAROL', why: 'not today' })
    }
  })

  it.each([
    ['without a reason', 'UCAROL', ' ', transitionRefusals.reasonMissing],
    ['by the requester, who can cancel', 'UASKS', 'no', transitionRefusals.own],
    ['by somebody who is not asked', 'UMONA', 'no', transitionRefusals.notAsked],
  ])('%s is refused', (_, by, why, said) => {
    expect(whyNot(decide(once, { kind: 'reject', by, why }, facts(), asked))).toBe(said)
  })
})

describe('a change of access or policy', () => {
  it('is decided by admins, whatever group is asked', () => {
    const change = { kind: 'change', verb: 'access', title: { en: '', 'zh-CN': '' }, change: '{}' } as const
    const everybody = { name: 'admins', users: ['*'], userGroups: [] }
    const need = [{ group: everybody, seats: 1 }]
    const request = newApprovalRequest(
      { ...single, payload: change },
      place,
      policy({ need }),
      facts(),
      asked,
    )
    expect(whyNot(decide(request, voteOf(request, 'UBOB'), facts(), asked))).toBe(transitionRefusals.notAsked)
    expect(moved(request, voteOf(request, 'UADMIN')).state).toBe('approved')
  })
})
