import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  atTime,
  decide,
  newTicket,
  type Ticket,
  type TicketState,
  type TicketStep,
  ticketStates,
} from '../../src/domain/approval.ts'

const minute = 60_000
const asked = Date.UTC(2026, 10, 20, 9, 0)

const fresh = newTicket(
  {
    connection: 'prod',
    reason: 'planned exercise',
    wanted: {
      kind: 'action',
      verb: 'switchover',
      taskId: 'e1f6-jb101',
      taskName: 'orders-dr',
      scenario: 'cloudDataGuard',
      seen: { status: 'INCRE_TRANSFER_STARTED', direction: 'up', rpoMs: 800 },
    },
  },
  { id: 'T-1', team: 'T1', channel: 'C1', locale: 'en', requester: 'UASKS' },
  asked,
)

const states = Object.keys(ticketStates).filter((name): name is TicketState => name in ticketStates)

function inState(state: TicketState): Ticket {
  const consented = state !== 'pending' && state !== 'rejected'
  return {
    ...fresh,
    state,
    version: 7,
    ...(consented && { approvedBy: 'UVOTES', useBy: asked + 15 * minute }),
  }
}

const approve = { kind: 'approve', by: 'UVOTES' } as const satisfies TicketStep
const steps = {
  approve,
  reject: { kind: 'reject', by: 'UVOTES', why: 'not today' },
  cancel: { kind: 'cancel', by: 'UASKS' },
  start: { kind: 'start' },
  stale: { kind: 'stale', why: 'the direction has changed' },
  verified: { kind: 'finish', outcome: 'verified' },
  failed: { kind: 'finish', outcome: 'failed', why: 'still on the old side' },
} as const satisfies Record<string, TicketStep>
type StepName = keyof typeof steps

/** Every arrow of the drawing in approval.ts; what is not here is refused. */
const arrows: Readonly<Record<TicketState, Partial<Record<StepName, TicketState>>>> = {
  pending: { approve: 'approved', reject: 'rejected', cancel: 'cancelled' },
  approved: { start: 'executing', stale: 'stale', cancel: 'cancelled' },
  executing: { verified: 'verified', failed: 'failed', stale: 'stale' },
  verified: {},
  failed: {},
  rejected: {},
  cancelled: {},
  expired: {},
  stale: {},
}

const cases = states.flatMap((from) =>
  Object.entries(steps).map(([name, step]) => {
    const to = Object.entries(arrows[from]).find(([arrow]) => arrow === name)?.[1]
    return { from, name, step, to }
  }),
)

describe('a new request', () => {
  it('waits for an hour, counted from when it was made', () => {
    expect(fresh).toMatchObject({
      state: 'pending',
      createdAt: asked,
      answerBy: asked + 60 * minute,
      version: 0,
    })
    expect(fresh).not.toHaveProperty('useBy')
  })
})

describe('every step in every state', () => {
  it.each(cases.filter(({ to }) => to))('$from + $name → $to', ({ from, step, to }) => {
    const before = inState(from)
    const decision = decide(before, step, asked)
    expect(decision).toMatchObject({ kind: 'moved', ticket: { state: to, version: before.version + 1 } })
  })

  it.each(cases.filter(({ to }) => !to))('$from + $name is refused', ({ from, step }) => {
    const decision = decide(inState(from), step, asked)
    expect(decision.kind).toBe('refused')
    // Nothing to store: the ticket is as it was.
    expect(decision.ticket).toBeUndefined()
    if (decision.kind === 'refused') {
      expect(decision.why.en).toContain(ticketStates[from].en)
      expect(decision.why['zh-CN']).toContain(ticketStates[from]['zh-CN'])
    }
  })

  it.each(states)('%s takes note of the message it is shown in', (state) => {
    const decision = decide(inState(state), { kind: 'posted', messageTs: '1.2' }, asked)
    expect(decision.ticket).toEqual({ ...inState(state), messageTs: '1.2', version: 8 })
  })
})

describe('who may do it', () => {
  it('is somebody else for the consent', () => {
    const decision = decide(fresh, { kind: 'approve', by: 'UASKS' }, asked)
    expect(decision).toEqual({
      kind: 'refused',
      why: {
        en: 'Somebody else has to approve your request.',
        'zh-CN': '您的请求需要由其他人审批。',
      },
    })
  })

  it.each(['pending', 'approved'] as const)(
    'is only the person who asked for taking back a request that is %s',
    (state) => {
      const decision = decide(inState(state), { kind: 'cancel', by: 'UVOTES' }, asked)
      expect(decision.kind).toBe('refused')
      expect(decision.ticket).toBeUndefined()
    },
  )

  it('is kept with the request', () => {
    expect(decide(fresh, approve, asked).ticket?.approvedBy).toBe('UVOTES')
    expect(decide(fresh, steps.reject, asked).ticket).toMatchObject({ endedBy: 'UVOTES', why: 'not today' })
    expect(decide(fresh, steps.cancel, asked).ticket?.endedBy).toBe('UASKS')
    expect(decide(inState('executing'), steps.failed, asked).ticket?.why).toBe('still on the old side')
    expect(decide(inState('executing'), steps.verified, asked).ticket).not.toHaveProperty('why')
  })
})

describe('the two clocks', () => {
  const approvedAt = asked + 50 * minute
  const approved = decide(fresh, approve, approvedAt).ticket ?? fresh

  it('start the second when consent is given', () => {
    expect(approved.useBy).toBe(approvedAt + 15 * minute)
  })

  it.each([
    ['an answer', fresh, approve, fresh.answerBy],
    ['a refusal', fresh, steps.reject, fresh.answerBy],
    ['the execution', approved, steps.start, approvedAt + 15 * minute],
  ] as const)('allow %s up to the very last millisecond', (_, ticket, step, limit) => {
    expect(decide(ticket, step, limit).kind).toBe('moved')
  })

  it.each([
    ['an answer', fresh, approve, fresh.answerBy],
    ['a refusal', fresh, steps.reject, fresh.answerBy],
    ['taking it back', fresh, steps.cancel, fresh.answerBy],
    ['the execution', approved, steps.start, approvedAt + 15 * minute],
    ['taking back a consented one', approved, steps.cancel, approvedAt + 15 * minute],
  ] as const)(
    'refuse %s one millisecond later and leave an expired ticket to be stored',
    (_, ticket, step, limit) => {
      const decision = decide(ticket, step, limit + 1)
      expect(decision).toMatchObject({
        kind: 'refused',
        ticket: { state: 'expired', version: ticket.version + 1 },
      })
      if (decision.kind === 'refused') expect(decision.why.en).toContain('Expired')
    },
  )

  it('do not end what is being carried out, however long it takes', () => {
    const late = asked + 365 * 24 * 60 * minute
    expect(decide(inState('executing'), steps.verified, late).ticket?.state).toBe('verified')
  })

  it.each(states.filter((state) => state !== 'pending' && state !== 'approved'))(
    'leave %s alone',
    (state) => {
      const ticket = inState(state)
      expect(atTime(ticket, Number.MAX_SAFE_INTEGER)).toBe(ticket)
    },
  )

  it('leave a ticket that is in time as it is', () => {
    expect(atTime(fresh, fresh.answerBy)).toBe(fresh)
    expect(atTime(approved, approvedAt + 15 * minute)).toBe(approved)
  })
})

describe('any sequence of steps', () => {
  const person = fc.constantFrom('UASKS', 'UVOTES', 'UOTHER')
  const anyStep: fc.Arbitrary<TicketStep> = fc.oneof(
    fc.record({ kind: fc.constant('approve' as const), by: person }),
    fc.record({ kind: fc.constant('reject' as const), by: person, why: fc.string() }),
    fc.record({ kind: fc.constant('cancel' as const), by: person }),
    fc.record({ kind: fc.constant('posted' as const), messageTs: fc.string() }),
    fc.constantFrom<TicketStep>(steps.start, steps.stale, steps.verified, steps.failed),
  )
  const history = fc.array(fc.record({ step: anyStep, wait: fc.nat(20 * minute) }), { maxLength: 25 })

  const allowed = new Set([
    'pending>expired',
    'approved>expired',
    ...Object.entries(arrows).flatMap(([from, ways]) => Object.values(ways).map((to) => `${from}>${to}`)),
  ])

  it('follows the drawing, counts its versions, and never starts without another person’s consent', () => {
    fc.assert(
      fc.property(history, (moves) => {
        let ticket = fresh
        let now = asked
        for (const { step, wait } of moves) {
          now += wait
          const after = decide(ticket, step, now).ticket ?? ticket
          if (after !== ticket) expect(after.version).toBe(ticket.version + 1)
          if (after.state !== ticket.state) expect(allowed).toContain(`${ticket.state}>${after.state}`)
          if (after.state === 'executing' && ticket.state !== 'executing') {
            expect(after.approvedBy).toBeDefined()
            expect(after.approvedBy).not.toBe(after.requester)
            expect(now).toBeLessThanOrEqual(after.useBy ?? 0)
          }
          ticket = after
        }
      }),
    )
  })

  it('is answered the same way every time and leaves what it was given untouched', () => {
    fc.assert(
      fc.property(fc.constantFrom(...states), anyStep, fc.nat(2 * 60 * minute), (state, step, wait) => {
        const ticket = inState(state)
        const copy = structuredClone(ticket)
        const [one, other] = [decide(ticket, step, asked + wait), decide(ticket, step, asked + wait)]
        expect(other).toEqual(one)
        expect(ticket).toEqual(copy)
      }),
    )
  })
})
