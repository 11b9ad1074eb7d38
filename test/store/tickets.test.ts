import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Ticket } from '../../src/domain/approvals/request.ts'
import { type Ledger, openLedger } from '../../src/store/approval-store.ts'
import { ledgerKeys } from '../../src/store/keys.ts'
import { closeRedis, connect, type Redis } from '../../src/store/redis.ts'
import { testRedis } from '../helpers/redis.ts'
import { noon } from '../helpers/samples.ts'
import { testLog } from '../helpers/slack-desk.ts'
import { auditRecord, ticketOf } from './ledger-samples.ts'

const minute = 60_000
const asked = auditRecord('asked', { kind: 'ask', ticket: 'k1' })
let redis: Redis
let second: Redis

beforeAll(async () => {
  const { url } = await testRedis()
  redis = await connect(url)
  second = await connect(url)
})
beforeEach(() => redis.flushdb())
afterAll(() => Promise.all([closeRedis(redis), closeRedis(second)]))

function replicas(): readonly [Ledger, Ledger] {
  return [openLedger(redis, { log: testLog() }), openLedger(second, { log: testLog() })]
}

async function audited(ledger: Ledger): Promise<readonly string[]> {
  const { entries } = await ledger.search({ team: 'T1', connections: ['prod'] }, { limit: 100 })
  return entries.map(({ record }) => record.what).toReversed()
}

function ids(tickets: readonly Ticket[]): readonly string[] {
  return tickets.map(({ id }) => id)
}

describe('a ticket', () => {
  it('is kept with what the audit says of it', async () => {
    const [ledger, other] = replicas()
    expect(await ledger.saveTicket(ticketOf(), asked)).toBe(true)
    expect(await other.loadTicket('k1')).toEqual(ticketOf())
    expect(await audited(other)).toEqual(['asked'])
    expect(await other.loadTicket('k2')).toBeUndefined()
  })

  it('is moved by one of two who decided on the same state, and only that one is audited', async () => {
    const [a, b] = replicas()
    await a.saveTicket(ticketOf(), asked)
    const votes = [a, b].map((ledger, i) => {
      const vote = { by: `U${i}`, hash: 'h1', at: noon }
      return ledger.saveTicket(ticketOf({ version: 1, votes: [vote] }), auditRecord(`vote of U${i}`))
    })
    const won = await Promise.all(votes)
    expect(won.toSorted()).toEqual([false, true])
    const winner = `U${won.indexOf(true)}`
    expect((await a.loadTicket('k1'))?.votes).toEqual([{ by: winner, hash: 'h1', at: noon }])
    expect(await audited(a)).toEqual(['asked', `vote of ${winner}`])
  })

  it('is not taken for another one with the same id, nor moved from a version that is not there', async () => {
    const [ledger] = replicas()
    expect(await ledger.saveTicket(ticketOf({ version: 1 }))).toBe(false)
    await ledger.saveTicket(ticketOf())
    expect(await ledger.saveTicket(ticketOf({ reason: 'another' }))).toBe(false)
    expect(await ledger.saveTicket(ticketOf({ version: 2 }))).toBe(false)
    expect(await ledger.loadTicket('k1')).toEqual(ticketOf())
  })

  it('does not move when the audit cannot be written', async () => {
    const [ledger] = replicas()
    await ledger.saveTicket(ticketOf(), asked)
    await redis.del(ledgerKeys.head)
    const moved = openLedger(second, { log: testLog() }).saveTicket(ticketOf({ version: 1 }), asked)
    await expect(moved).rejects.toThrow('audit:verify')
    expect(await ledger.loadTicket('k1')).toEqual(ticketOf())
  })

  it('stays as long as it is open, and 90 days more', async () => {
    const [ledger] = replicas()
    await ledger.saveTicket(ticketOf())
    expect(await redis.pttl(ledgerKeys.ticket('k1'))).toBe(-1)
    await ledger.saveTicket(ticketOf({ version: 1, state: 'rejected' }))
    const days = (await redis.pttl(ledgerKeys.ticket('k1'))) / (24 * 60 * minute)
    expect(days).toBeGreaterThan(89.9)
    expect(days).toBeLessThanOrEqual(90)
  })
})

const emergency = { by: 'UADMIN', why: 'down', at: noon, reviewBy: noon + 24 * 60 * minute }

describe('the lists of tickets', () => {
  it('hold what is open: waiting, approved, being carried out, or without its review', async () => {
    const [ledger] = replicas()
    const states = ['pending', 'approved', 'executing', 'verified', 'expired'] as const
    for (const [i, state] of states.entries())
      await ledger.saveTicket(ticketOf({ id: state, state, createdAt: noon - i }))
    await ledger.saveTicket(ticketOf({ id: 'emergency', state: 'verified', breakGlass: emergency }))
    await ledger.saveTicket(ticketOf({ id: 'elsewhere', team: 'T2' }))
    const open = await ledger.openTickets('T1')
    expect(ids(open)).toEqual(['executing', 'approved', 'pending', 'emergency'])
    expect(ids(await ledger.openTickets())).toContain('elsewhere')
    const review = { by: 'UBOB', note: 'was right', at: noon }
    const reviewed = { ...emergency, review }
    await ledger.saveTicket(
      ticketOf({ id: 'emergency', state: 'verified', version: 1, breakGlass: reviewed }),
    )
    expect(ids(await ledger.openTickets('T1'))).not.toContain('emergency')
  })

  it('find those about a task as long as they are open and still about it', async () => {
    const [ledger] = replicas()
    const { wanted } = ticketOf()
    if (wanted.kind !== 'action') throw new Error('not the sample')
    const more = wanted.tasks.map((task) => ({ ...task, id: 't2' }))
    const both = { ...wanted, tasks: [...wanted.tasks, ...more] }
    await ledger.saveTicket(ticketOf({ wanted: both }))
    const input = { body: { jobs: [{ job_id: 't2' }] } }
    const title = { en: 'Stop', 'zh-CN': '结束' }
    const call = { kind: 'call', verb: 'stop', operation: 'batch-stop-jobs', title, input } as const
    await ledger.saveTicket(ticketOf({ id: 'k2', wanted: call }))
    expect(ids(await ledger.ticketsOfTask('prod', 't1'))).toEqual(['k1'])
    expect(ids(await ledger.ticketsOfTask('prod', 't2')).toSorted()).toEqual(['k1', 'k2'])
    expect(await ledger.ticketsOfTask('lab', 't1')).toEqual([])
    await ledger.saveTicket(ticketOf({ version: 1 }))
    expect(ids(await ledger.ticketsOfTask('prod', 't2'))).toEqual(['k2'])
    await ledger.saveTicket(ticketOf({ version: 2, state: 'cancelled' }))
    expect(await ledger.ticketsOfTask('prod', 't1')).toEqual([])
  })

  it('show the newest of a workspace, open or closed', async () => {
    const [ledger] = replicas()
    await ledger.saveTicket(ticketOf({ id: 'old', state: 'expired', createdAt: noon - minute }))
    await ledger.saveTicket(ticketOf({ id: 'new' }))
    await ledger.saveTicket(ticketOf({ id: 'elsewhere', team: 'T2' }))
    expect(ids(await ledger.recentTickets('T1', 10))).toEqual(['new', 'old'])
    expect(ids(await ledger.recentTickets('T1', 1))).toEqual(['new'])
  })
})

describe('what is due', () => {
  it('is given to one replica, and again if that one does nothing', async () => {
    const [a, b] = replicas()
    await a.saveTicket(ticketOf())
    expect(await a.dueTickets(noon + 29 * minute, 10)).toEqual([])
    const reminder = noon + 30 * minute
    const taken = await Promise.all([a.dueTickets(reminder, 10), b.dueTickets(reminder, 10)])
    expect(taken.flatMap(ids)).toEqual(['k1'])
    expect(await b.dueTickets(reminder + 20_000, 10)).toEqual([])
    expect(ids(await b.dueTickets(reminder + 30_000, 10))).toEqual(['k1'])
  })

  it('follows the ticket as it moves, and ends with it', async () => {
    const [ledger] = replicas()
    await ledger.saveTicket(ticketOf())
    const useBy = noon + 25 * minute
    await ledger.saveTicket(ticketOf({ version: 1, state: 'approved', useBy }))
    expect(await ledger.dueTickets(useBy, 10)).toEqual([])
    expect(ids(await ledger.dueTickets(useBy + 1, 10))).toEqual(['k1'])
    await ledger.saveTicket(ticketOf({ version: 2, state: 'expired' }))
    expect(await ledger.dueTickets(noon + 1000 * minute, 10)).toEqual([])
  })

  it('is never a ticket that only DRS can move', async () => {
    const [ledger] = replicas()
    await ledger.saveTicket(ticketOf({ state: 'executing' }))
    expect(await ledger.dueTickets(Number.MAX_SAFE_INTEGER, 10)).toEqual([])
    expect(ids(await ledger.openTickets())).toEqual(['k1'])
  })

  it('comes in bounded portions', async () => {
    const [ledger] = replicas()
    for (const id of ['a', 'b', 'c']) await ledger.saveTicket(ticketOf({ id }))
    const late = noon + 61 * minute
    expect(await ledger.dueTickets(late, 2)).toHaveLength(2)
    expect(await ledger.dueTickets(late, 2)).toHaveLength(1)
  })
})

describe('what is given from Slack', () => {
  const value = { role: 'operator', users: ['UBOB'], connections: ['prod'], channels: ['*'] } as const
  const rule = { verbs: ['stop'], connections: ['*'], policy: ticketOf().policy } as const

  it('counts once for a consent, and is audited with the change', async () => {
    const [a, b] = replicas()
    const given = { id: 'k1', by: 'UADMIN', at: noon, value }
    const added = await Promise.all([a, b].map((ledger) => ledger.addGrant(given, auditRecord('given'))))
    expect(added.toSorted()).toEqual([false, true])
    expect(await b.grants()).toEqual([given])
    expect(await b.removeGrant('k1', auditRecord('taken back'))).toBe(true)
    expect(await a.removeGrant('k1', auditRecord('taken back'))).toBe(false)
    expect(await a.grants()).toEqual([])
    expect(await audited(a)).toEqual(['given', 'taken back'])
  })

  it('lets the newest rule about consent come first', async () => {
    const [ledger] = replicas()
    for (const [i, id] of ['first', 'second'].entries())
      await ledger.addRule({ id, by: 'UADMIN', at: noon + i, value: rule }, auditRecord(id))
    expect((await ledger.rules()).map(({ id }) => id)).toEqual(['second', 'first'])
    await ledger.removeRule('second', auditRecord('gone'))
    expect((await ledger.rules()).map(({ value: held }) => held)).toEqual([rule])
  })
})
