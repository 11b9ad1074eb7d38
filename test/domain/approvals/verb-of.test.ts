import { describe, expect, it } from 'vitest'
import { verbsOfCall, verbsOfTask } from '../../../src/domain/actions/of-call.ts'
import { operationById, operations } from '../../../src/drs/index.ts'
import type { Operation } from '../../../src/drs/operation.ts'

function known(id: string): Operation {
  const operation = operationById(id)
  if (!operation) throw new Error(id)
  return operation
}

/** Every destructive operation of both generations, with the verb whose consent it needs. */
const expected: Readonly<Record<string, readonly string[]>> = {
  'batch-delete-jobs': ['delete'],
  'batch-job-action': ['api'],
  'batch-job-action-reset': ['reset'],
  'batch-modify-passwords': ['password'],
  'batch-stop-jobs': ['stop'],
  'batch-stop-or-delete-jobs': ['stop', 'delete'],
  'batch-switchover': ['switchover'],
  'cancel-compare-job': ['api'],
  'delete-jdbc-drivers': ['api'],
  'delete-job': ['delete'],
  'delete-resource-tags': ['api'],
  'job-action': ['api'],
  'job-action-reset': ['reset'],
  'job-tags-action': ['api'],
  'job-tags-action-delete': ['api'],
  'stop-job': ['stop'],
}

describe('a raw call', () => {
  it('that is destructive has the verb that stands for it', () => {
    const destructive = operations.filter(({ risk }) => risk === 'destructive')
    const found = destructive.map((operation) => [operation.id, verbsOfCall(operation, {})])
    expect(Object.fromEntries(found)).toEqual(expected)
  })

  it('that is not needs nobody’s consent', () => {
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
    ['job-action', { job: { action_name: 'restart' } }, ['api']],
    ['batch-job-action', { jobs: [{ action_name: 'restart' }, { action_name: 'reset' }] }, ['reset', 'api']],
    ['batch-switchover', { jobs: ['x'] }, ['switchover']],
  ])('of %s with %j needs the consent for %j', (id, body, verbs) => {
    expect(verbsOfCall(known(id), { body })).toEqual(verbs)
  })

  it('does to each task what stands in its own items, or in those that name none', () => {
    const jobs = [
      { job_id: 'a', delete_type: 'delete' },
      { job_id: 'b', delete_type: 'terminate' },
    ]
    const op = known('batch-stop-or-delete-jobs')
    expect(verbsOfTask(op, { body: { jobs } }, 'a')).toEqual(['delete'])
    expect(verbsOfTask(op, { body: { jobs } }, 'b')).toEqual(['stop'])
    const reset = { body: { job: { action_name: 'reset' } } }
    expect(verbsOfTask(known('job-action'), reset, 'a')).toEqual(['reset'])
    expect(verbsOfTask(known('batch-switchover'), { body: { jobs: ['a'] } }, 'a')).toEqual(['switchover'])
  })
})
