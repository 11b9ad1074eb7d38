import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { approvalsFor, createSweeper } from '../../src/approvals/index.ts'
import { lostWrites } from '../../src/domain/approvals/lost-writes.ts'
import type { ApprovalRequest, RequestDraft } from '../../src/domain/approvals/request.ts'
import { DrsError } from '../../src/drs/drs-error.ts'
import { type ActionFollowing, redisExecution } from '../../src/execution/redis-store.ts'
import { startRedis } from '../../src/sandbox/redis.ts'
import { noteBatch } from '../../src/store/batches.ts'
import {
  acceptPendingAction,
  addPendingAction,
  pendingActionsOfTask,
  refusePendingAction,
} from '../../src/store/pending-actions.ts'
import { closeRedis, connectRedis, type Redis } from '../../src/store/redis.ts'
import { acknowledged } from '../../src/store/server.ts'
import { openRedisWay, type RedisWay } from '../faults/redis-way.ts'
import { type ByHand, byHand, draft, pair, replicaOf } from '../helpers/approvals.ts'
import { recorder } from '../helpers/recorder.ts'

/** A Redis of its own is killed, and comes back as it was before an approved request was carried out. */
let way: RedisWay
let redis: Redis
let hand: ByHand

beforeEach(async () => {
  way = await openRedisWay({ aof: false })
  redis = await connectRedis(way.url)
  hand = byHand()
})
afterEach(async () => {
  await closeRedis(redis)
  await way.stop()
})

const error = new DrsError({
  code: 'DRS.M00202',
  message: 'no',
  operation: 'batch-switchover',
  httpStatus: 400,
})

type Replica = ReturnType<typeof replica>

const replica = () => replicaOf(redis, recorder(), hand)
const as = (user: string, from: Replica) =>
  approvalsFor(from, { team: 'T1', channel: 'C1', locale: 'en', user }, from.newAuthority())

/** A look at its task does not show whether it was made. */
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

async function approved(from: Replica, wanted: RequestDraft): Promise<ApprovalRequest> {
  const { id, hash } = await as('UASKS', from).request(wanted)
  for (const by of ['UBOB', 'UCAROL']) {
    if ((await as(by, from).get(id)).state === 'pending')
      await as(by, from).transition(id, { kind: 'vote', by, hash })
  }
  return as('UASKS', from).get(id)
}

/** Carries it out, and loses every write since before that. */
async function carriedOutAndLost(from: Replica, wanted: RequestDraft): Promise<ApprovalRequest> {
  const request = await approved(from, wanted)
  expect(request.state).toBe('approved')
  await way.look((there) => there.save())
  await as('UASKS', from).execute(request.id, request.hash)
  expect(hand.called).toHaveLength(1)
  await way.killServer()
  expect(await from.store.loadRequest(request.id)).toMatchObject({ state: 'approved' })
  return request
}

describe('after Redis has lost that a request was carried out', () => {
  it('a raw call is not made again by a bot that was started again, and people have to look', async () => {
    const { id, hash } = await carriedOutAndLost(replica(), rawCall)
    const after = await as('UASKS', replica()).execute(id, hash)
    expect(after).toMatchObject({ state: 'stale', unknown: true })
    expect(after.why).toEqual(lostWrites)
    expect(hand.called).toHaveLength(1)
  })

  it('nobody has to click for that to be told', async () => {
    const { id } = await carriedOutAndLost(replica(), rawCall)
    const from = replica()
    await createSweeper(from).run()
    expect(await from.store.loadRequest(id)).toMatchObject({ state: 'stale', unknown: true })
  })

  it('a bot that went on meanwhile does nothing until an admin goes on, and then not this', async () => {
    const from = replica()
    const { id, hash } = await carriedOutAndLost(from, rawCall)
    const click = () => as('UASKS', from).execute(id, hash)
    await expect(click()).rejects.toThrow('npm run audit:continue')
    const told = from.log.lines.flatMap(({ facts }) => ('audit' in facts ? [facts.audit] : []))
    const { seq, hash: last } = Object(told.at(-1))
    await replica().store.continueAfterBreak({
      expect: { seq, hash: last },
      reason: 'restored',
      at: hand.now,
    })
    expect(await click()).toMatchObject({ state: 'stale', unknown: true })
    expect(hand.called).toHaveLength(1)
  })

  it('a verb is not asked for again where the task shows that it was done', async () => {
    const { id, hash } = await carriedOutAndLost(replica(), draft)
    hand.tasks = [{ ...pair, direction: 'down' }]
    const after = await as('UASKS', replica()).execute(id, hash)
    expect(after).toMatchObject({ state: 'stale' })
    expect(after.unknown).toBeUndefined()
    expect(hand.called).toHaveLength(1)
  })

  it('a request that nobody had approved yet is not carried out either: it may have been', async () => {
    const from = replica()
    const { id } = await as('UASKS', from).request(rawCall)
    await way.look((there) => there.save())
    await way.killServer()
    await createSweeper(replica()).run()
    expect(await replica().store.loadRequest(id)).toMatchObject({ state: 'stale', unknown: true })
  })
})

/** What is told of actions, in Redis only. */
function following(): ActionFollowing {
  return {
    trackAction: (pending) => addPendingAction(redis, pending, hand.now),
    acceptAction: (pending) => acceptPendingAction(redis, pending, hand.now),
    refuseAction: (pending, why) => refusePendingAction(redis, pending, why),
    tellBatch: (head, tasks, cause) => noteBatch(redis, head, tasks, cause),
  }
}

describe('while Redis is away', () => {
  /** Redis comes back after the first try to store what DRS has answered. */
  function patientReplica(from: Replica) {
    const wait = async () => way.mend()
    const store = redisExecution({ redis, own: redis, engine: following(), wait })
    return { ...from, execution: { ...from.execution, store } }
  }

  it.each([
    ['accepts', async (_: string, ids: readonly string[]) => ids.map((id) => ({ id, ok: true }) as const)],
    [
      'refuses',
      async (_: string, ids: readonly string[]) => ids.map((id) => ({ id, ok: false, error }) as const),
    ],
  ] as const)(
    'what DRS %s then is stored when Redis is back, so that nobody has to guess',
    async (what, answer) => {
      const from = patientReplica(replica())
      hand.call = async (...asked) => {
        way.cut()
        await new Promise((resolve) => redis.once('close', resolve))
        return answer(...asked)
      }
      const request = await approved(from, draft)
      const after = await as('UASKS', from).execute(request.id, request.hash)
      const pending = await pendingActionsOfTask(redis, 'prod', pair.id)
      if (what === 'refuses') {
        expect(after).toMatchObject({ state: 'failed', results: { [pair.id]: 'refused' } })
        expect(pending).toEqual([])
      } else {
        expect(after.state).toBe('executing')
        expect(pending).toMatchObject([{ requestId: request.id }])
        expect(pending[0]).not.toHaveProperty('asked')
      }
      expect(hand.called).toHaveLength(1)
    },
  )
})

describe('before DRS is asked for what was approved', () => {
  /** A second server that copies the first. */
  async function follower(): Promise<void> {
    const server = await startRedis({}, { ...process.env, REDIS_URL: '' })
    const copy = await connectRedis(server.url)
    onTestFinished(async () => {
      await closeRedis(copy)
      await server.stop()
    })
    const { port, password } = await way.look(async ({ options }) => options)
    // It would wait some seconds for other copies to begin at the same time.
    await way.look((original) => original.config('SET', 'repl-diskless-sync-delay', '0'))
    await copy.config('SET', 'masterauth', password ?? '')
    await copy.call('REPLICAOF', '127.0.0.1', port ?? 0)
    await expect
      .poll(async () => await copy.info('replication'), { timeout: 20_000 })
      .toContain('master_link_status:up')
  }

  it('its beginning is on a replica, and the log says so', async () => {
    await follower()
    const from = replica()
    const own = await connectRedis(way.url)
    onTestFinished(() => closeRedis(own))
    const { acknowledged: real, ...store } = redisExecution({
      ...{ redis, own, wait: async () => undefined },
      engine: following(),
    })
    const order: string[] = []
    const there = async () => {
      const where = await real()
      order.push(where, `${hand.called.length} calls`)
      return where
    }
    const careful = { ...from, execution: { ...from.execution, store: { ...store, acknowledged: there } } }
    const request = await approved(from, draft)
    await as('UASKS', careful).execute(request.id, request.hash)
    expect(order).toEqual(['replica', '0 calls'])
    expect(hand.called).toHaveLength(1)
    expect(from.log.lines).toContainEqual(
      expect.objectContaining({ facts: expect.objectContaining({ where: 'replica' }) }),
    )
  })

  it('it is said where nothing but memory keeps it', async () => {
    expect(await acknowledged(redis, 100)).toBe('nowhere')
    const from = replica()
    const request = await approved(from, draft)
    await as('UASKS', from).execute(request.id, request.hash)
    expect(from.log.lines).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        sentence: 'Redis does not say that the beginning of an execution is kept',
      }),
    )
  })
})
