import { describe, expect, it } from 'vitest'
import { carryOutAll, carryOutCapabilities } from '../../src/app/batch.ts'
import { askApprovalForCall } from '../../src/app/raw-call.ts'
import type { Policy, Preconditions } from '../../src/domain/approvals/policy.ts'
import type { CallPayload } from '../../src/domain/approvals/request.ts'
import type { TaskService } from '../../src/domain/tasks/task-service.ts'
import { batchStopOrDeleteJobs, batchSwitchover } from '../../src/drs/index.ts'
import type { Operation } from '../../src/drs/operation.ts'
import type { Approvals } from '../../src/ports/approvals.ts'
import { testContext, testServices, withDrs } from '../helpers/command-services.ts'
import { sampleTask } from '../helpers/samples.ts'

/** Rules without approval, and raw calls: neither is a way around what fresh reads have to show. */
const task = sampleTask({ status: 'INCRE_TRANSFER_STARTED', scenario: 'cloudDataGuard' })
const seconds = 1_000

function policyWith(preconditions: Preconditions, seats = 0): Policy {
  const approvers = { name: 'approvers', users: ['*'], userGroups: [] }
  const need = seats > 0 ? [{ group: approvers, seats }] : []
  return { need, answerWithinMs: 1, useWithinMs: 1, preconditions }
}

async function stage(policy: Policy | undefined, lagMs: number | undefined, tasks = [task]) {
  const called: string[] = []
  const requested: CallPayload[] = []
  const memory = testServices({ tasks })
  const none = { gone: new Set<string>(), failed: new Map(), found: new Map() }
  const service = (): TaskService => ({
    ...memory.service('prod', 'en'),
    progress: async () => ({
      ...none,
      found: new Map(lagMs === undefined ? [] : tasks.map(({ id }) => [id, { lagMs }])),
    }),
    recovery: async () => none,
    comparisons: async () => [],
    act: async (action, ids) => {
      called.push(`${action} ${ids}`)
      return ids.map((id) => ({ id, ok: true }) as const)
    },
  })
  const approvals = (...who: Parameters<typeof memory.approvals>): Approvals => ({
    ...memory.approvals(...who),
    policy: async () => policy,
    request: async ({ payload }) => {
      if (payload.kind === 'call') requested.push(payload)
      return Promise.reject(new Error('asked for approval'))
    },
  })
  const services = {
    ...withDrs(memory, { service, call: async () => ({ kind: 'answer', answer: {} }) }),
    approvals,
  }
  const actor = { team: 'T1', channel: 'C1', user: 'U1', locale: 'en' } as const
  const ctx = await testContext(services, actor, 'operator', ...carryOutCapabilities, 'rawCalls')
  const click = () => carryOutAll(ctx, 'switchover', `prod/${task.id}`, {})
  const call = async (input: { body: unknown }, operation: Operation = batchSwitchover) => {
    const held = await askApprovalForCall(ctx, 'prod', operation, input, { reason: 'because' })
    if (held.asked) return held.asked
    return ctx.rawCalls.call('prod', { operation, input, tasks: held.tasks, policy: held.policy })
  }
  return { called, requested, click, call }
}

describe('a rule that asks for nobody but has preconditions', () => {
  it.each([
    ['within them', { maxLagMs: 5 * seconds }, 4 * seconds, undefined],
    ['beyond them', { maxLagMs: 5 * seconds }, 6 * seconds, 'The delay is 6 s; the policy allows 5 s.'],
    ['without an answer', { maxLagMs: 5 * seconds }, undefined, 'The delay of the task could not be read'],
    [
      'never compared',
      { comparisonWithinMs: 3_600 * seconds },
      0,
      'The latest comparison of the task could not be read',
    ],
  ])('%s decides about the button and the raw call alike', async (_, preconditions, lagMs, why) => {
    const { called, click, call } = await stage(policyWith(preconditions), lagMs)
    const body = { jobs: [task.id] }
    if (why === undefined) {
      await click()
      expect(called).toEqual([`switchover ${task.id}`])
      const other = await stage(policyWith(preconditions), lagMs)
      expect(await other.call({ body })).toEqual({ kind: 'answer', answer: {} })
      return
    }
    await expect(click()).rejects.toThrow(why)
    await expect(call({ body })).rejects.toThrow(why)
    expect(called).toEqual([])
  })

  it('is not asked where there are no preconditions', async () => {
    const { called, click } = await stage(policyWith({}), undefined)
    await click()
    expect(called).toHaveLength(1)
  })

  it('holds no more once it asks for somebody: the button of an old question is refused', async () => {
    const { called, click } = await stage(policyWith({}, 1), 0)
    await expect(click()).rejects.toThrow('now needs approval')
    expect(called).toEqual([])
  })
})

describe('a raw call that needs approval', () => {
  const policy = policyWith({}, 1)

  it('carries how the tasks stand that it names', async () => {
    const { requested, call } = await stage(policy, 2 * seconds)
    await expect(call({ body: { jobs: [task.id] } })).rejects.toThrow('asked for approval')
    const { status, direction } = task
    expect(requested).toMatchObject([
      {
        verb: 'switchover',
        tasks: [{ id: task.id, name: task.name, observed: { status, direction, lagMs: 2_000 } }],
      },
    ])
  })

  it('on a task that DRS does not show, or whose status does not allow it, troubles nobody', async () => {
    const { requested, call } = await stage(policy, 0)
    await expect(call({ body: { jobs: ['nowhere'] } })).rejects.toThrow('There is no task')
    const jobs = [{ job_id: task.id, delete_type: 'delete' }]
    await expect(call({ body: { jobs } }, batchStopOrDeleteJobs)).rejects.toThrow('“Delete” is not possible')
    expect(requested).toEqual([])
  })
})
