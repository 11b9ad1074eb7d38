import { describe, expect, it } from 'vitest'
import { newTicket, type Ticket, type TicketState, ticketStates } from '../../src/domain/approval.ts'
import { checkBlocks } from '../../src/sandbox/slack/blocks/validate.ts'
import { renderCard } from '../../src/slack/blocks.ts'
import type { Card } from '../../src/views/card.ts'
import { ticketCard } from '../../src/views/ticket-card.ts'
import { noon } from '../helpers/samples.ts'

const pending = newTicket(
  {
    connection: 'prod',
    reason: 'planned exercise',
    wanted: {
      kind: 'action',
      verb: 'switchover',
      taskId: 'a1b2-jb101',
      taskName: 'orders-dr',
      scenario: 'cloudDataGuard',
      seen: { status: 'INCRE_TRANSFER_STARTED', direction: 'up', rpoMs: 800 },
    },
  },
  { id: 'ticket-1234567', team: 'T1', channel: 'C1', locale: 'en', requester: 'UASKS' },
  noon,
)

const states = Object.keys(ticketStates).filter((name): name is TicketState => name in ticketStates)
const inState = (state: TicketState, more: Partial<Ticket> = {}): Ticket => ({ ...pending, state, ...more })
const actions = (card: Card) => (card.buttons ?? []).map((button) => button.action)
const facts = (card: Card) => Object.fromEntries((card.facts ?? []).map(({ label, value }) => [label, value]))

describe('the message of a request', () => {
  it('says what is asked, by whom, why, about what, and until when', () => {
    const card = ticketCard(pending)
    expect(card.title).toBe('Approval needed: Switch over orders-dr')
    expect(facts(card)).toEqual({
      State: { bold: 'Waiting for approval' },
      'Asked by': { user: 'UASKS' },
      Reason: 'planned exercise',
      'Task when asked': 'Disaster recovery in progress · This cloud is the standby · RPO 800 ms',
      'Answer by': { time: noon + 3_600_000 },
    })
  })

  it('shows the second clock once there is consent', () => {
    const approved = inState('approved', { approvedBy: 'UVOTES', useBy: noon + 900_000 })
    expect(facts(ticketCard(approved))).toMatchObject({
      'Approved by': { user: 'UVOTES' },
      'Use by': { time: noon + 900_000 },
    })
    expect(facts(ticketCard(approved))).not.toHaveProperty('Answer by')
  })

  it('says who ended it and why', () => {
    const rejected = inState('rejected', { endedBy: 'UVOTES', why: 'not on a Friday' })
    expect(facts(ticketCard(rejected))).toMatchObject({
      'Ended by': { user: 'UVOTES' },
      Why: 'not on a Friday',
    })
  })

  it.each<[TicketState, readonly string[]]>([
    ['pending', ['cmd:approve:ask', 'cmd:reject:ask', 'cmd:cancel:ask']],
    ['approved', ['cmd:cancel:ask']],
  ])('offers while %s: %j', (state, expected) => {
    const card = ticketCard(inState(state))
    expect(actions(card)).toEqual(expected)
    expect(new Set(card.buttons?.map((button) => button.value))).toEqual(new Set([pending.id]))
  })

  it.each(states.filter((state) => state !== 'pending' && state !== 'approved'))(
    'offers nothing once it is %s, and says so in words',
    (state) => {
      const card = ticketCard(inState(state))
      expect(actions(card)).toEqual([])
      expect(card.title).toBe(`Switch over orders-dr: ${ticketStates[state].en}`)
      expect(ticketCard({ ...inState(state), locale: 'zh-CN' }).title).toContain(ticketStates[state]['zh-CN'])
    },
  )

  it('asks back before a vote that acts at once', () => {
    expect(ticketCard(pending).buttons?.[0]?.confirm?.text).toContain('starts at once')
  })

  it('is something Slack takes, in every state', () => {
    for (const state of states) {
      expect(checkBlocks(renderCard(ticketCard(inState(state))).blocks, 'message')).toEqual([])
    }
  })
})
