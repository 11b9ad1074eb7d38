import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ApprovalRequest } from '../../src/domain/approvals/request.ts'
import { approvalRequestKind, IssuedChanged } from '../../src/store/approval-requests.ts'
import { type ApprovalStore, openApprovalStore } from '../../src/store/approval-store.ts'
import { approvalKeys } from '../../src/store/keys.ts'
import { closeRedis, connectRedis, type Redis } from '../../src/store/redis.ts'
import { testLog } from '../helpers/log.ts'
import { testRedis } from '../helpers/redis.ts'
import { noon } from '../helpers/samples.ts'
import { auditRecord, storedRequest } from './ledger-samples.ts'

const minute = 60_000
const asked = auditRecord('asked', { kind: 'ask', ticket: 'k1' })
let redis: Redis
let second: Redis

beforeAll(async () => {
  const { url } = await testRedis()
  redis = await connectRedis(url)
  second = await connectRedis(url)
})
beforeEach(() => redis.flushdb())
afterAll(() => Promise.all([closeRedis(redis), closeRedis(second)]))

function replicas(): readonly [ApprovalStore, ApprovalStore] {
  return [openApprovalStore(redis, { log: testLog() }), openApprovalStore(second, { log: testLog() })]
}

async function audited(store: ApprovalStore): Promise<readonly string[]> {
  const { entries } = await store.search({ team: 'T1', connections: ['prod'] }, { limit: 100 })
  return entries.map(({ record }) => record.what).toReversed()
}

function ids(requests: readonly ApprovalRequest[]): readonly string[] {
  return requests.map(({ id }) => id)
}

describe('a request', () => {
  it('is kept with what the audit says of it', async () => {
    const [store, other] = replicas()
    expect(await store.saveRequest(storedRequest(), asked)).toBe(true)
    expect(await other.loadRequest('k1')).toEqual(storedRequest())
    expect(await audited(other)).toEqual(['asked'])
    expect(await other.loadRequest('k2')).toBeUndefined()
  })

  it('of an earlier release is found under its former name, and goes on under the new one', async () => {
    const [store, other] = replicas()
    const former = approvalKeys.formerRequest('k1')
    await store.saveRequest(storedRequest(), asked)
    await redis.rename(approvalKeys.request('k1'), former)
    await redis.hset(former, 'ticket', approvalRequestKind.write(storedRequest()))
    await redis.hdel(former, 'request')
    expect((await store.openRequests()).map(({ id }) => id)).toEqual(['k1'])
    expect(await other.loadRequest('k1')).toEqual(storedRequest())
    expect(await redis.exists(former)).toBe(0)
    expect(await store.saveRequest(storedRequest({ version: 1 }), auditRecord('moved on'))).toBe(true)
    expect((await other.loadRequest('k1'))?.version).toBe(1)
  })

  it('is moved by one of two who decided on the same state, and only that one is audited', async () => {
    const [a, b] = replicas()
    await a.saveRequest(storedRequest(), asked)
    const votes = [a, b].map((store, i) => {
      const vote = { by: `U${i}`, hash: 'h1', at: noon }
      return store.saveRequest(storedRequest({ version: 1, votes: [vote] }), auditRecord(`vote of U${i}`))
    })
    const won = await Promise.all(votes)
    expect(won.toSorted()).toEqual([false, true])
    const winner = `U${won.indexOf(true)}`
    expect((await a.loadRequest('k1'))?.votes).toEqual([{ by: winner, hash: 'h1', at: noon }])
    expect(await audited(a)).toEqual(['asked', `vote of ${winner}`])
  })

  it('begins only with the grants and rules from Slack that it was decided with', async () => {
    const [store, other] = replicas()
    const value = { role: 'viewer', users: ['U1'], connections: ['*'], channels: ['*'] } as const
    const policy = { need: [], answerWithinMs: 1, useWithinMs: 1, preconditions: {} }
    const rule = { verbs: ['stop' as const], connections: ['*'], policy }
    await store.saveRequest(storedRequest({ state: 'approved' }), asked)
    await other.addGrant({ id: 'g1', by: 'U1', at: noon, value }, auditRecord('given'))
    await other.addRule({ id: 'r1', by: 'U1', at: noon, value: rule }, auditRecord('given'))
    const begin = (grants: readonly string[], rules: readonly string[]) =>
      store.beginRequest(
        storedRequest({ version: 1, state: 'executing' }),
        { grants, rules },
        auditRecord('begun'),
      )
    for (const [grants, rules] of [
      [['g1'], []],
      [['g1'], ['r1', 'r2']],
      [['g1'], ['r2']],
      [['g2'], ['r1']],
    ] as const)
      await expect(begin(grants, rules)).rejects.toBeInstanceOf(IssuedChanged)
    expect(await store.loadRequest('k1')).toMatchObject({ state: 'approved' })
    // A grant that was added meanwhile takes nothing from anybody.
    expect(await begin([], ['r1'])).toBe(true)
    expect(await audited(store)).toEqual(['asked', 'given', 'given', 'begun'])
  })

  it('is not taken for another one with the same id, nor moved from a version that is not there', async () => {
    const [store] = replicas()
    expect(await store.saveRequest(storedRequest({ version: 1 }))).toBe(false)
    await store.saveRequest(storedRequest())
    expect(await store.saveRequest(storedRequest({ reason: 'another' }))).toBe(false)
    expect(await store.saveRequest(storedRequest({ version: 2 }))).toBe(false)
    expect(await store.loadRequest('k1')).toEqual(storedRequest())
  })

  it('does not move when the audit cannot be written', async () => {
    const [store] = replicas()
    await store.saveRequest(storedRequest(), asked)
    await redis.del(approvalKeys.head)
    const moved = openApprovalStore(second, { log: testLog() }).saveRequest(
      storedRequest({ version: 1 }),
      asked,
    )
    await expect(moved).rejects.toThrow('audit:verify')
    expect(await store.loadRequest('k1')).toEqual(storedRequest())
  })

  it('stays as long as it is open, and 90 days more', async () => {
    const [store] = replicas()
    await store.saveRequest(storedRequest())
    expect(await redis.pttl(approvalKeys.request('k1'))).toBe(-1)
    await store.saveRequest(storedRequest({ version: 1, state: 'rejected' }))
    const days = (await redis.pttl(approvalKeys.request('k1'))) / (24 * 60 * minute)
    expect(days).toBeGreaterThan(89.9)
    expect(days).toBeLessThanOrEqual(90)
  })
})

const emergency = { by: 'UADMIN', why: 'down', at: noon, reviewBy: noon + 24 * 60 * minute }

describe('the lists of requests', () => {
  it('hold what is open: waiting, approved, being carried out, or without its review', async () => {
    const [store] = replicas()
    const states = ['pending', 'approved', 'executing', 'verified', 'expired'] as const
    for (const [i, state] of states.entries())
      await store.saveRequest(storedRequest({ id: state, state, createdAt: noon - i }))
    await store.saveRequest(storedRequest({ id: 'emergency', state: 'verified', breakGlass: emergency }))
    await store.saveRequest(storedRequest({ id: 'elsewhere', team: 'T2' }))
    const open = await store.openRequests('T1')
    expect(ids(open)).toEqual(['executing', 'approved', 'pending', 'emergency'])
    expect(ids(await store.openRequests())).toContain('elsewhere')
    const review = { by: 'UBOB', note: 'was right', at: noon }
    const reviewed = { ...emergency, review }
    await store.saveRequest(
      storedRequest({ id: 'emergency', state: 'verified', version: 1, breakGlass: reviewed }),
    )
    expect(ids(await store.openRequests('T1'))).not.toContain('emergency')
  })

  it('find those about a task as long as they are open and still about it', async () => {
    const [store] = replicas()
    const { payload } = storedRequest()
    if (payload.kind !== 'action') throw new Error('not the sample')
    const more = payload.tasks.map((task) => ({ ...task, id: 't2' }))
    const both = { ...payload, tasks: [...payload.tasks, ...more] }
    await store.saveRequest(storedRequest({ payload: both }))
    const input = { body: { jobs: [{ job_id: 't2' }] } }
    const title = { en: 'Stop', 'zh-CN': '结束' }
    const call = { kind: 'call', verb: 'stop', operation: 'batch-stop-jobs', title, input } as const
    await store.saveRequest(storedRequest({ id: 'k2', payload: call }))
    expect(ids(await store.requestsOfTask('prod', 't1'))).toEqual(['k1'])
    expect(ids(await store.requestsOfTask('prod', 't2')).toSorted()).toEqual(['k1', 'k2'])
    expect(await store.requestsOfTask('lab', 't1')).toEqual([])
    await store.saveRequest(storedRequest({ version: 1 }))
    expect(ids(await store.requestsOfTask('prod', 't2'))).toEqual(['k2'])
    await store.saveRequest(storedRequest({ version: 2, state: 'cancelled' }))
    expect(await store.requestsOfTask('prod', 't1')).toEqual([])
  })

  it('show the newest of a workspace, open or closed', async () => {
    const [store] = replicas()
    await store.saveRequest(storedRequest({ id: 'old', state: 'expired', createdAt: noon - minute }))
    await store.saveRequest(storedRequest({ id: 'new' }))
    await store.saveRequest(storedRequest({ id: 'elsewhere', team: 'T2' }))
    expect(ids(await store.recentRequests('T1', 10))).toEqual(['new', 'old'])
    expect(ids(await store.recentRequests('T1', 1))).toEqual(['new'])
  })
})

describe('what is due', () => {
  it('is given to one replica, and again if that one does nothing', async () => {
    const [a, b] = replicas()
    await a.saveRequest(storedRequest())
    expect(await a.dueRequests(noon + 29 * minute, 10)).toEqual([])
    const reminder = noon + 30 * minute
    const taken = await Promise.all([a.dueRequests(reminder, 10), b.dueRequests(reminder, 10)])
    expect(taken.flatMap(ids)).toEqual(['k1'])
    expect(await b.dueRequests(reminder + 20_000, 10)).toEqual([])
    expect(ids(await b.dueRequests(reminder + 30_000, 10))).toEqual(['k1'])
  })

  it('follows the request as it moves, and ends with it', async () => {
    const [store] = replicas()
    await store.saveRequest(storedRequest())
    const useBy = noon + 25 * minute
    await store.saveRequest(storedRequest({ version: 1, state: 'approved', useBy }))
    expect(await store.dueRequests(useBy, 10)).toEqual([])
    expect(ids(await store.dueRequests(useBy + 1, 10))).toEqual(['k1'])
    await store.saveRequest(storedRequest({ version: 2, state: 'expired' }))
    expect(await store.dueRequests(noon + 1000 * minute, 10)).toEqual([])
  })

  it('is never a request that only DRS can move', async () => {
    const [store] = replicas()
    await store.saveRequest(storedRequest({ state: 'executing' }))
    expect(await store.dueRequests(Number.MAX_SAFE_INTEGER, 10)).toEqual([])
    expect(ids(await store.openRequests())).toEqual(['k1'])
  })

  it('comes in bounded portions', async () => {
    const [store] = replicas()
    for (const id of ['a', 'b', 'c']) await store.saveRequest(storedRequest({ id }))
    const late = noon + 61 * minute
    expect(await store.dueRequests(late, 2)).toHaveLength(2)
    expect(await store.dueRequests(late, 2)).toHaveLength(1)
  })
})

describe('what is given from Slack', () => {
  const value = { role: 'operator', users: ['UBOB'], connections: ['prod'], channels: ['*'] } as const
  const rule = { verbs: ['stop'], connections: ['*'], policy: storedRequest().policy } as const

  it('counts once for an approved request, and is audited with the change', async () => {
    const [a, b] = replicas()
    const given = { id: 'k1', by: 'UADMIN', at: noon, value }
    const added = await Promise.all([a, b].map((store) => store.addGrant(given, auditRecord('given'))))
    expect(added.toSorted()).toEqual([false, true])
    expect(await b.grants()).toEqual([given])
    expect(await b.removeGrant('k1', auditRecord('taken back'))).toBe(true)
    expect(await a.removeGrant('k1', auditRecord('taken back'))).toBe(false)
    expect(await a.grants()).toEqual([])
    expect(await audited(a)).toEqual(['given', 'taken back'])
  })

  it('lets the newest approval rule come first', async () => {
    const [store] = replicas()
    for (const [i, id] of ['first', 'second'].entries())
      await store.addRule({ id, by: 'UADMIN', at: noon + i, value: rule }, auditRecord(id))
    expect((await store.rules()).map(({ id }) => id)).toEqual(['second', 'first'])
    await store.removeRule('second', auditRecord('gone'))
    expect((await store.rules()).map(({ value: held }) => held)).toEqual([rule])
  })
})
