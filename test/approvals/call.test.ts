import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { approvalsFor, createSweeper, recordOutcome } from '../../src/approvals/index.ts'
import { payloadFile } from '../../src/domain/approvals/payload.ts'
import type {
  ApprovalRequest,
  CallPayload,
  PayloadTask,
  RequestDraft,
} from '../../src/domain/approvals/request.ts'
import { outcomeMessage } from '../../src/domain/delivery/outbox-message.ts'
import type { Task } from '../../src/domain/tasks/task.ts'
import { DrsError } from '../../src/drs/drs-error.ts'
import { pendingActionsOfTask } from '../../src/store/pending-actions.ts'
import { closeRedis, connectRedis, type Redis } from '../../src/store/redis.ts'
import { claimTask } from '../../src/store/task-locks.ts'
import { type ByHand, byHand, draft, pair, replicaOf } from '../helpers/approvals.ts'
import { type Recorder, recorder } from '../helpers/recorder.ts'
import { testRedis } from '../helpers/redis.ts'
import { sampleSnapshot, sampleTask } from '../helpers/samples.ts'

/** Raw calls that were approved are held to what the verbs are held to; and what crashes leave is looked after. */
const minute = 60_000

let redis: Redis
let slack: Recorder
let hand: ByHand

beforeEach(async () => {
  redis = await connectRedis((await testRedis()).url)
  slack = recorder()
  hand = byHand()
})

afterEach(() => closeRedis(redis))

const deps = (more: Parameters<typeof replicaOf>[3] = {}) => replicaOf(redis, slack, hand, more)
const as = (user: string, from = deps()) =>
  approvalsFor(from, { team: 'T1', channel: 'C1', locale: 'en', user }, from.newAuthority())

const title = { en: 'Call', 'zh-CN': '调用' }

function wantedTask({ id, name, scenario, status, direction }: Task): PayloadTask {
  return { id, name, scenario, observed: { status, direction } }
}

function callOf(payload: Pick<CallPayload, 'verb' | 'operation' | 'input' | 'tasks' | 'file'>): RequestDraft {
  return { connection: 'prod', reason: 'drill', payload: { kind: 'call', title, ...payload } }
}

const switchover = callOf({
  verb: 'switchover',
  operation: 'batch-switchover',
  input: { body: { jobs: [pair.id] } },
  tasks: [wantedTask(pair)],
})

async function approved(of: RequestDraft): Promise<ApprovalRequest> {
  const { id, hash } = await as('UASKS').request(of)
  for (const by of ['UBOB', 'UCAROL']) {
    if ((await as(by).get(id)).state === 'pending') await as(by).transition(id, { kind: 'vote', by, hash })
  }
  return as('UASKS').get(id)
}

/** What DRS answers to the call, or throws. */
function answering(answer: unknown | Error, seen: () => Promise<void> = async () => undefined) {
  return deps({
    call: async () => {
      await seen()
      hand.called.push('call')
      if (answer instanceof Error) throw answer
      return { kind: 'answer', answer }
    },
  })
}

describe('an approved raw call', () => {
  it('is noted before it is made, and ends as its task ends', async () => {
    const request = await approved(switchover)
    const from = answering({}, async () => {
      expect(await pendingActionsOfTask(redis, 'prod', pair.id)).toMatchObject([
        { requestId: request.id, verb: 'switchover' },
      ])
    })
    expect(await as('UASKS', from).execute(request.id, request.hash)).toMatchObject({ state: 'executing' })
    const [action] = hand.pendingActions
    if (!action) throw new Error('nothing is pending')
    await recordOutcome(from, outcomeMessage(action, 'reached', sampleSnapshot({ id: pair.id })))
    expect(await as('UASKS').get(request.id)).toMatchObject({
      state: 'verified',
      results: { [pair.id]: 'reached' },
    })
    expect(hand.called).toEqual(['call'])
  })

  it.each<[string, () => unknown, string]>([
    [
      'its task has turned around',
      () => hand.tasks.splice(0, 1, { ...pair, direction: 'down' }),
      'direction has changed',
    ],
    [
      'its status does not allow it',
      () => hand.tasks.splice(0, 1, { ...pair, status: 'PAUSING' }),
      'is not possible',
    ],
    ['DRS does not show its task', () => hand.tasks.splice(0), 'could not be read'],
    [
      'something else is done to its task',
      () => claimTask(redis, 'prod', pair.id, { by: 'U', verb: 'stop', token: 'x' }, minute, hand.now),
      'Another action on orders-dr is under way',
    ],
  ])('is not made if %s', async (_, change, why) => {
    const { id, hash } = await approved(switchover)
    await change()
    const from = answering({})
    expect(await as('UASKS', from).execute(id, hash)).toMatchObject({
      state: 'stale',
      why: { en: expect.stringContaining(why) },
    })
    expect(hand.called).toEqual([])
  })

  it('is made with the very file that was approved, for the one who asked, and with no other', async () => {
    const approvedFile = { name: 'driver.jar', bytes: new Uint8Array([1, 2, 3]) }
    const upload = callOf({
      ...{ verb: 'api', operation: 'upload-jdbc-driver', input: {} },
      file: payloadFile('F1', approvedFile),
    })
    const asked: unknown[] = []
    const sent: unknown[] = []
    const holding = (bytes: Uint8Array) =>
      deps({
        readFile: async (...given) => {
          asked.push(given)
          return { name: 'driver.jar', bytes }
        },
        call: async (_, op, __, { file }) => {
          sent.push([op.id, file])
          return { kind: 'answer', answer: {} }
        },
      })
    const { id, hash } = await approved(upload)
    const swapped = as('UASKS', holding(new Uint8Array([1, 2, 4])))
    await expect(swapped.execute(id, hash)).rejects.toThrow('changed since the approval')
    expect(sent).toEqual([])
    // Another operator has no right to the requester's file, and needs none.
    await as('UOPS', holding(approvedFile.bytes)).execute(id, hash)
    expect(asked).toEqual([
      ['F1', 'UASKS'],
      ['F1', 'UASKS'],
    ])
    expect(sent).toEqual([['upload-jdbc-driver', approvedFile]])
  })

  it('is not made if the request does not say how its task stood', async () => {
    const { tasks: _, ...bare } = switchover.payload.kind === 'call' ? switchover.payload : never()
    const { id, hash } = await approved({ ...switchover, payload: bare })
    expect(await as('UASKS').execute(id, hash)).toMatchObject({
      state: 'stale',
      why: { en: expect.stringContaining(`the state of ${pair.id}`) },
    })
    expect(hand.called).toEqual([])
  })

  it('that DRS refuses has failed, and nobody waits', async () => {
    const refused = new DrsError({ code: 'DRS.M05004', message: 'no', operation: 'batch-switchover' })
    for (const answer of [refused, { jobs: [{ id: pair.id, error_code: 'DRS.M05004', error_msg: 'no' }] }]) {
      const { id, hash } = await approved(switchover)
      expect(await as('UASKS', answering(answer)).execute(id, hash)).toMatchObject({
        state: 'failed',
        results: { [pair.id]: 'refused' },
        why: 'DRS.M05004 no',
      })
      expect(await pendingActionsOfTask(redis, 'prod', pair.id)).toEqual([])
    }
  })

  it('without an answer is not made again: looking decides', async () => {
    const { id, hash } = await approved(switchover)
    const lost = new DrsError({ code: 'timeout', message: 'no answer', operation: 'batch-switchover' })
    expect(await as('UASKS', answering(lost)).execute(id, hash)).toMatchObject({ state: 'executing' })
    expect(slack.titles).toContain('No answer from DRS')
    expect(await pendingActionsOfTask(redis, 'prod', pair.id)).toHaveLength(1)
  })

  it('whose tasks are stopped or deleted each by itself looks at each for its own verb', async () => {
    const running = sampleTask({ id: 'a-jb1', name: 'running', status: 'INCRE_TRANSFER_STARTED' })
    const ended = sampleTask({ id: 'b-jb2', name: 'ended', status: 'RELEASE_RESOURCE_COMPLETE' })
    hand.tasks = [running, ended]
    const jobs = [
      { job_id: running.id, delete_type: 'terminate' },
      { job_id: ended.id, delete_type: 'delete' },
    ]
    const tasks = hand.tasks.map(wantedTask)
    const input = { body: { jobs } }
    const request = await approved(
      callOf({ verb: 'stop', operation: 'batch-stop-or-delete-jobs', input, tasks }),
    )
    const answer = { jobs: [{ id: ended.id, error_code: 'DRS.M00202', error_msg: 'no' }, { id: running.id }] }
    expect(await as('UASKS', answering(answer)).execute(request.id, request.hash)).toMatchObject({
      state: 'executing',
      results: { [ended.id]: 'refused' },
    })
    expect(hand.pendingActions.map(({ verb, taskId }) => [verb, taskId])).toEqual([
      ['stop', running.id],
      ['delete', ended.id],
    ])
    expect(await pendingActionsOfTask(redis, 'prod', ended.id)).toEqual([])
  })

  it('whose end no task shows ends with the answer of DRS', async () => {
    const params = { job_id: pair.id, compare_job_id: 'c1' }
    const wanted = {
      verb: 'api',
      operation: 'cancel-compare-job',
      input: { params },
      tasks: [wantedTask(pair)],
    } as const
    for (const [answer, state] of [
      [{}, 'verified'],
      [{ error_code: 'DRS.M00202', error_msg: 'no' }, 'failed'],
    ] as const) {
      const { id, hash } = await approved(callOf(wanted))
      expect(await as('UASKS', answering(answer)).execute(id, hash)).toMatchObject({ state })
    }
    expect(hand.pendingActions).toEqual([])
  })
})

function never(): never {
  throw new Error('not the sample')
}

/** Stops working at that point, as a process that is killed there: nothing that comes after happens. */
function dyingAt(point: 'before the note' | 'before the call' | 'after the call' | 'before the result') {
  const dead = () => Promise.reject(new Error('killed'))
  if (point === 'before the note') return deps({ note: dead })
  if (point === 'before the call') hand.call = dead
  const error = new DrsError({ code: 'DRS.M05004', message: 'no', operation: 'batch-switchover' })
  if (point === 'before the result') hand.call = async (_, ids) => ids.map((id) => ({ id, ok: false, error }))
  const from = deps()
  if (point !== 'before the result') return from
  const saveTicket: typeof from.store.saveRequest = (request, record) =>
    record?.kind === 'result' ? dead() : from.store.saveRequest(request, record)
  return { ...from, store: { ...from.store, saveRequest: saveTicket } }
}

describe('a process that dies while it carries out', () => {
  it.each(['before the note', 'before the call', 'after the call', 'before the result'] as const)(
    '%s leaves what looking at DRS resolves, and nothing is asked again',
    async (point) => {
      const request = await approved(draft)
      const execution = as('UASKS', dyingAt(point)).execute(request.id, request.hash)
      if (point === 'after the call') await execution
      else await expect(execution).rejects.toThrow('killed')
      const asked = hand.called.length
      hand.call = async () => Promise.reject(new Error('asked again'))
      hand.now += 2 * minute
      await createSweeper(deps()).run()
      await createSweeper(deps()).run()
      const [action, ...more] = await pendingActionsOfTask(redis, 'prod', pair.id)
      expect(more).toEqual([])
      if (!action) throw new Error('nobody looks after it')
      expect(action).toMatchObject({ requestId: request.id, verb: 'switchover', direction: pair.direction })
      await recordOutcome(deps(), outcomeMessage(action, 'overdue', sampleSnapshot({ id: pair.id })))
      expect(await as('UASKS').get(request.id)).toMatchObject({
        state: 'failed',
        why: { en: expect.stringContaining('not reached the result') },
      })
      expect(hand.called).toHaveLength(asked)
    },
  )

  it('in a raw call whose end is waited for is looked after as well', async () => {
    const { id, hash } = await approved(switchover)
    const dying = deps({ note: () => Promise.reject(new Error('killed')) })
    await expect(as('UASKS', dying).execute(id, hash)).rejects.toThrow('killed')
    hand.now += 2 * minute
    await createSweeper(deps()).run()
    expect(hand.pendingActions).toMatchObject([{ requestId: id, verb: 'switchover', taskId: pair.id }])
    expect(hand.called).toEqual([])
  })

  it('leaves nothing to look after once the result is in the request', async () => {
    const request = await approved(draft)
    await as('UASKS').execute(request.id, request.hash)
    const [action] = hand.pendingActions
    if (!action) throw new Error('nothing is pending')
    await recordOutcome(deps(), outcomeMessage(action, 'reached', sampleSnapshot({ id: pair.id })))
    hand.now += 2 * minute
    await createSweeper(deps()).run()
    expect(hand.pendingActions).toHaveLength(1)
  })
})

describe('the audit', () => {
  it('calls an execution that has lost its votes refused, not executed', async () => {
    hand.groups.set('UGROUP', ['S1'])
    const { id, hash } = await as('UASKS').request(draft)
    for (const by of ['UBOB', 'UGROUP']) await as(by).transition(id, { kind: 'vote', by, hash })
    hand.groups.delete('UGROUP')
    await expect(as('UASKS').execute(id, hash)).rejects.toThrow()
    const kinds: string[] = []
    for await (const some of deps().store.records()) kinds.push(...some.map(({ record }) => record.kind))
    expect(kinds).not.toContain('execute')
    expect(kinds.filter((kind) => kind === 'refused')).not.toEqual([])
  })
})
