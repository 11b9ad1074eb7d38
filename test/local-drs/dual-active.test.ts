import { beforeEach, describe, expect, it } from 'vitest'
import { createTaskServiceV3 } from '../../src/client/index.ts'
import { createTaskServiceV5 } from '../../src/client/v5/service.ts'
import { instances } from '../../src/local-drs/databases.ts'
import type { LocalDrs } from '../../src/local-drs/server.ts'
import { testClient } from '../client/scripted-server.ts'
import {
  aDrs,
  ask,
  billing,
  call,
  create,
  destination,
  destinationTest,
  minutes,
  outcome,
  precheck,
  sourceTest,
  statusOf,
  stored,
} from './a-drs.ts'
import { act, outcome as outcomeV5 } from './v5/task-world.ts'

/** A dual-active DR pair: a parent, and a task for each direction, which are set and started one by one. */

const pair = {
  name: 'dr-both',
  db_use_type: 'cloudDataGuard',
  engine_type: 'cloudDataGuard-mysql',
  multi_write: true,
}
const engine = { engine_type: 'cloudDataGuard-mysql' }

let drs: LocalDrs
let parent: string
let forward: string
let backward: string

async function listed() {
  const answer = await call(drs, 'list-jobs', {
    cur_page: 1,
    per_page: 10,
    db_use_type: 'cloudDataGuard',
    engine_type: '',
  })
  return answer.jobs
}

async function details(id: string) {
  return (await call(drs, 'batch-job-details', { jobs: [id] })).results[0]
}

beforeEach(async () => {
  drs = await aDrs()
  parent = await create(drs, pair)
  drs.control.advance(minutes(2))
  const [{ children }] = await listed()
  ;[forward, backward] = children.map(({ id }: { id: string }) => id)
})

/** Tests and stores the databases of the forward task, and starts it. */
async function forwardRuns(): Promise<void> {
  await call(drs, 'batch-test-connections', { jobs: [sourceTest(forward), destinationTest(forward)] })
  await call(drs, 'batch-modify-jobs', { jobs: [stored(forward, undefined, engine)] })
  await precheck(drs, forward)
  expect(await outcome(drs, 'batch-start-jobs', { job_id: forward })).toBe('success')
  drs.control.advance(minutes(12))
}

/** The two ends of the backward task: what is the destination of the other is its source. */
const backwardEnds = () => [
  { ...destinationTest(backward), end_point_type: 'so' },
  { ...sourceTest(backward), end_point_type: 'ta' },
]

async function backwardIsSet(): Promise<void> {
  await call(drs, 'batch-test-connections', { jobs: backwardEnds() })
  const ends = {
    job_direction: 'down',
    source_endpoint: { db_type: 'mysql', ...destination },
    target_endpoint: { db_type: 'mysql', ...billing },
  }
  const item = stored(backward, undefined, { ...engine, ...ends })
  expect(await outcome(drs, 'batch-modify-jobs', item)).toBe('success')
}

describe('a dual-active pair', () => {
  it('is one task in the list, with one below it for each direction, in both generations', async () => {
    const [shown, ...others] = await listed()
    expect(others).toEqual([])
    expect(shown).toMatchObject({
      id: parent,
      children: [
        { id: forward, name: 'dr-both-forward', job_direction: 'up', status: 'CONFIGURATION' },
        { id: backward, name: 'dr-both-backward', job_direction: 'down', status: 'CONFIGURATION' },
      ],
    })
    const v5 = await call(drs, 'v5-list-jobs', undefined, { query: { job_type: 'cloudDataGuard' } })
    expect(v5.total_count).toBe(1)
    expect(v5.jobs[0].children).toMatchObject([{ id: forward }, { id: backward, job_direction: 'down' }])
  })

  it('is told with its parts when it is made, and in the details', async () => {
    const answers = drs.control.requests().map(({ requestId }) => drs.control.answer(requestId))
    expect(JSON.stringify(answers)).toContain(JSON.stringify({ child_ids: [forward, backward] }).slice(1, -1))
    expect((await details(parent)).children).toEqual([
      { id: forward, name: 'dr-both-forward' },
      { id: backward, name: 'dr-both-backward' },
    ])
    const [whole, part] = [await details(parent), await details(backward)]
    expect(part).toMatchObject({ parent_id: parent, job_direction: 'down', multi_write: true })
    expect(part.source_endpoint.inst_id).toBe(instances.mysql)
    expect(part.target_endpoint).toEqual(whole.source_endpoint)
    const shown = await call(drs, 'get-job', undefined, {
      params: { job_id: backward },
      query: { type: 'detail' },
    })
    expect(shown.job).toMatchObject({ id: backward, base_info: { name: 'dr-both-backward' } })
  })

  it.each([
    ['batch-test-connections', () => sourceTest(parent)],
    ['batch-modify-jobs', () => ({ job_id: parent, name: 'other-name' })],
    ['batch-precheck', () => ({ job_id: parent, precheck_mode: 'forStartJob' })],
    ['batch-start-jobs', () => ({ job_id: parent })],
    ['batch-pause-jobs', () => ({ job_id: parent, pause_mode: 'target' })],
    ['batch-retry-jobs', () => ({ job_id: parent })],
  ])('leaves %s to its parts', async (operation, item) => {
    expect(await outcome(drs, operation, item())).toBe('DRS.M00307')
  })

  it('does not let its parts be ended or deleted on their own', async () => {
    for (const delete_type of ['terminate', 'force_terminate', 'delete'])
      expect(await outcome(drs, 'batch-stop-or-delete-jobs', { job_id: forward, delete_type })).toBe(
        'DRS.M00308',
      )
    const ended = await ask(drs, 'stop-job', { is_force_stop: false }, { params: { job_id: forward } })
    expect(ended.status).toBeGreaterThanOrEqual(400)
  })

  it('says of each what can be done to it', async () => {
    const [shown] = await listed()
    expect(shown.job_action.available_actions).toEqual(['CREATE', 'FREE_RESOURCE'])
    const [part] = shown.children
    expect(part.job_action.available_actions).toContain('PRE_CHECK')
    expect(part.job_action.available_actions).not.toContain('FREE_RESOURCE')
    const allowed = async (job_id: string) =>
      (await call(drs, 'job-actions-allowed', undefined, { params: { job_id } })).job_action.available_actions
    expect(await allowed(parent)).toEqual(['FREE_RESOURCE'])
    expect(await allowed(forward)).not.toContain('FREE_RESOURCE')
  })
})

describe('the backward task', () => {
  it('is tested once the forward task replicates changes', async () => {
    const [test = {}] = backwardEnds()
    expect(await outcome(drs, 'batch-test-connections', test)).toBe('DRS.M00304')
    const network = { endpoints: [{ endpoint_role: 'so', endpoint: {} }] }
    expect(await outcomeV5(act(drs, backward, 'network', network))).not.toBe('202')
    await forwardRuns()
    expect(await outcome(drs, 'batch-test-connections', test)).toBe('success')
  })

  it('starts without a pre-check of its own, and not before the forward task has caught up', async () => {
    await forwardRuns()
    await backwardIsSet()
    drs.control.lag({ task: forward, ms: 61_000 })
    expect(await outcome(drs, 'batch-start-jobs', { job_id: backward })).toBe('DRS.M00304')
    drs.control.lag({ task: forward, ms: 5_000 })
    expect(await outcome(drs, 'batch-start-jobs', { job_id: backward })).toBe('success')
    drs.control.advance({ ms: 70_000 })
    const [{ status, children }] = await listed()
    expect([status, ...children.map((child: { status: string }) => child.status)]).toEqual([
      'INCRE_TRANSFER_STARTED',
      'INCRE_TRANSFER_STARTED',
      'FULL_TRANSFER_STARTED',
    ])
    expect(await statusOf(drs, backward)).toBe('FULL_TRANSFER_STARTED')
  })

  it('makes the whole a failed one when it fails, which both generations of the client tell by name', async () => {
    await forwardRuns()
    await backwardIsSet()
    drs.control.advance(minutes(5))
    await call(drs, 'batch-start-jobs', { jobs: [{ job_id: backward }] })
    drs.control.advance(minutes(20))
    drs.control.act({ task: backward, action: 'fail', reason: 'no space left' })
    expect(await statusOf(drs, parent)).toBe('INCRE_TRANSFER_FAILED')
    const { client } = testClient(drs.endpoint, {
      connection: { projectId: drs.projectId, credentials: { ak: drs.ak, sk: drs.sk } },
      options: { now: Date.now },
    })
    for (const service of [createTaskServiceV3(client, 'en'), createTaskServiceV5(client, 'en')]) {
      const { found } = await service.failedSubtasks([parent], 'cloudDataGuard')
      expect(found.get(parent)).toEqual(['dr-both-backward'])
    }
  })
})

it('the whole is stopped and deleted with both', async () => {
  await forwardRuns()
  expect(await outcome(drs, 'batch-stop-or-delete-jobs', { job_id: parent, delete_type: 'terminate' })).toBe(
    'success',
  )
  drs.control.advance(minutes(2))
  for (const id of [parent, forward, backward])
    expect(await statusOf(drs, id)).toBe('RELEASE_RESOURCE_COMPLETE')
  const gone = await ask(drs, 'delete-job', {}, { params: { job_id: parent } })
  expect(gone.status).toBeLessThan(300)
  expect(await listed()).toEqual([])
  expect(await statusOf(drs, backward)).toBe('DRS.M05004')
})
