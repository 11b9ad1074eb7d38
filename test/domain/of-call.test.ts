import { describe, expect, it } from 'vitest'
import { taskIdsIn } from '../../src/domain/actions/call-entries.ts'
import { doneToTask, trackedInCall, verbsOfCall } from '../../src/domain/actions/of-call.ts'
import { trackableTasks } from '../../src/domain/approvals/targets.ts'
import { operationById, operations } from '../../src/drs/index.ts'
import type { Operation } from '../../src/drs/operation.ts'

function known(id: string): Operation {
  const operation = operationById(id)
  if (!operation) throw new Error(id)
  return operation
}

/** The operations that a guarded action stands for, whatever stands in their bodies. */
const expected: Readonly<Record<string, readonly string[]>> = {
  'batch-delete-jobs': ['delete'],
  'batch-job-action-reset': ['reset'],
  'batch-modify-passwords': ['password'],
  'batch-stop-jobs': ['stop'],
  'batch-stop-or-delete-jobs': ['stop', 'delete'],
  'batch-switchover': ['switchover'],
  'batch-pause-jobs': ['pause'],
  'batch-test-connections-cluster': ['password'],
  'delete-job': ['delete'],
  'job-action-reset': ['reset'],
  'job-action-skip-precheck': ['skip'],
  'batch-job-action-skip-precheck': ['skip'],
  'stop-job': ['stop'],
  'delete-jdbc-drivers': ['api'],
  'delete-resource-tags': ['tags'],
  'job-tags-action': ['tags'],
  'job-tags-action-delete': ['tags'],
}

describe('a raw call', () => {
  it.each(Object.entries(expected))('of %s needs the approval for %j', (id, verbs) => {
    expect(verbsOfCall(known(id), {})).toEqual(verbs)
  })

  it('that is not needs nobody’s approval', () => {
    const others = operations.filter(({ risk }) => risk !== 'destructive')
    expect(others.flatMap((operation) => verbsOfCall(operation, {}))).toEqual([])
  })

  it.each([
    ['batch-stop-or-delete-jobs', { jobs: [{ delete_type: 'delete' }] }, ['delete']],
    ['batch-stop-or-delete-jobs', { jobs: [{ delete_type: 'terminate' }] }, ['stop']],
    [
      'batch-stop-or-delete-jobs',
      { jobs: [{ delete_type: 'force_terminate' }, { delete_type: 'delete' }] },
      ['stop', 'delete'],
    ],
    ['job-action', { job: { action_name: 'reset' } }, ['reset']],
    ['job-action', { job: { action_name: 'skip_precheck' } }, ['skip']],
    ['job-action', { job: { action_name: 'restart' } }, []],
    ['job-action', { job: { action_name: 'stop', action_params: { pause_mode: 'all' } } }, ['pause']],
    [
      'batch-job-action',
      { jobs: [{ action_name: 'unbind_eip' }, { action_name: 'reset' }] },
      ['reset', 'unbind'],
    ],
    ['batch-pause-jobs', { jobs: [{ pause_mode: 'target' }] }, []],
    ['batch-pause-jobs', { jobs: [{ pause_mode: 'target' }, { pause_mode: 'all' }] }, ['pause']],
    ['batch-create-jobs', { jobs: [{ name: 'new' }] }, []],
    ['batch-create-jobs', { jobs: [{ name: 'new', period_order: { period_type: 3 } }] }, ['api']],
    ['update-job', { job: { type: 'description', params: { base_info: { description: 'x' } } } }, []],
    ['batch-switchover', { jobs: ['x'] }, ['switchover']],
  ])('of %s with %j needs the approval for %j', (id, body, verbs) => {
    expect(verbsOfCall(known(id), { body })).toEqual(verbs)
  })

  it('names its tasks in any of the ways of the reference', () => {
    const jobs = [{ job_id: 'a' }, { id: 'b' }, 'c', { params: { job_id: 'd' } }]
    expect(taskIdsIn({ params: { resource_id: 'e' }, body: { jobs } })).toEqual(['e', 'a', 'b', 'c', 'd'])
  })

  it('does to each task what stands in its own items, or in those that name none', () => {
    const jobs = [
      { job_id: 'a', delete_type: 'delete' },
      { job_id: 'b', delete_type: 'terminate' },
    ]
    const op = known('batch-stop-or-delete-jobs')
    expect(doneToTask(op, { body: { jobs } }, { id: 'a' })).toEqual(['delete'])
    expect(doneToTask(op, { body: { jobs } }, { id: 'b' })).toEqual(['stop'])
    const reset = { body: { job: { action_name: 'reset' } } }
    expect(doneToTask(known('job-action'), reset, { id: 'a' })).toEqual(['reset'])
    expect(doneToTask(known('batch-switchover'), { body: { jobs: ['a'] } }, { id: 'a' })).toEqual([
      'switchover',
    ])
  })

  it('sets a task up without approval as long as that task is being configured, and not a moment longer', () => {
    const op = known('batch-select-objects')
    const input = { body: { jobs: [{ job_id: 'a' }, { job_id: 'b' }] } }
    const seen = (status: Readonly<Record<string, string>>) => (id: string | undefined) => status[id ?? '']
    const verbs = (status: Readonly<Record<string, string>>) => verbsOfCall(op, input, seen(status))
    expect(verbs({ a: 'CONFIGURATION', b: 'CONFIGURATION' })).toEqual([])
    expect(verbs({ a: 'CONFIGURATION', b: 'INCRE_TRANSFER_STARTED' })).toEqual(['objects'])
    expect(verbs({ a: 'CONFIGURATION' })).toEqual(['objects'])
    // It is held to that status when it is carried out.
    expect(doneToTask(op, input, { id: 'a', status: 'CONFIGURATION' })).toEqual(['configure'])
  })

  it('needs no less through the operation that carries several actions than through that of one', () => {
    const actions = operations.filter((op) => op.actionOf === 'job-action')
    for (const op of actions) {
      const action_name = op.id.slice('job-action-'.length).replaceAll('-', '_')
      for (const action_params of [{}, { pause_mode: 'all' }, { is_sync_re_edit: true }]) {
        const body = { job: { action_name, action_params } }
        expect(verbsOfCall(known('job-action'), { body }), op.id).toEqual(verbsOfCall(op, { body }))
      }
    }
  })

  it('is followed to the end of exactly the check items that it skips, for each task', () => {
    const skip = (...items: readonly string[]) => ({
      skip_precheck_info: { skipped_precheck_list: items, skip_reason: 'known' },
    })
    const one = { body: { job: { action_params: skip('binlog', 'ttl') } } }
    expect(trackedInCall(known('job-action-skip-precheck'), one, { id: 'a' })).toEqual({
      verb: 'skip',
      aims: { items: ['binlog', 'ttl'] },
    })
    const jobs = [
      { job_id: 'a', action_params: skip('binlog') },
      { job_id: 'b', action_params: skip('ttl') },
    ]
    const several = known('batch-job-action-skip-precheck')
    expect(trackedInCall(several, { body: { jobs } }, { id: 'b' })?.aims).toEqual({ items: ['ttl'] })
    const tasks = ['a', 'b'].map((id) => ({
      ...{ id, name: id, scenario: 'migration' },
      observed: { status: 'CONFIGURATION', direction: 'up' },
    }))
    const { id: operation, title } = several
    const payload = {
      kind: 'call',
      verb: 'skip',
      operation,
      title,
      input: { body: { jobs } },
      tasks,
    } as const
    expect(trackableTasks(payload).map(({ aims }) => aims)).toEqual([
      { items: ['binlog'] },
      { items: ['ttl'] },
    ])
  })
})
