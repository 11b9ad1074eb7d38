import { describe, expect, it } from 'vitest'
import type { Operation } from '../../../src/drs/operation.ts'
import {
  batchJobAction,
  batchJobActionStart,
  jobAction,
  jobActionCancelCompare,
  jobActionStart,
} from '../../../src/drs/v5/index.ts'
import { complaints } from '../checks.ts'

const action = (action_name: string, action_params?: object) => ({ job: { action_name, action_params } })

describe('an action', () => {
  it.each<[string, Operation, unknown, readonly string[]]>([
    ['a precheck', jobAction, action('precheck', { precheck_mode: 'forStartJob' }), []],
    ['a precheck for nothing', jobAction, action('precheck', {}), ['job.action_params.precheck_mode']],
    ['a precheck without parameters', jobAction, action('precheck'), ['job.action_params']],
    [
      'a pause with the parameters of a start',
      jobAction,
      action('stop', { start_time: '1' }),
      ['job.action_params'],
    ],
    ['a start with time', jobAction, action('start', { start_time: '1608188903063' }), []],
    [
      'a cancel without comparison',
      jobAction,
      action('cancel_compare', { compare_task_param: {} }),
      ['job.action_params.compare_task_param.compare_task_id'],
    ],
    [
      'an EIP of neither node',
      jobAction,
      action('bind_eip', { public_ip_config: { id: 'e', public_ip: '1.2.3.4', type: 'both' } }),
      ['job.action_params.public_ip_config.type'],
    ],
    ['a forced reset', jobAction, action('reset', { force_delete: true }), []],
    ['an action that does not exist', jobAction, action('end'), ['job.action_name']],
    [
      'one wrong action among two',
      batchJobAction,
      {
        jobs: [
          { job_id: 'a', action_name: 'start' },
          { job_id: 'b', action_name: 'precheck' },
        ],
      },
      ['jobs.1.action_params'],
    ],
    ['a task without id in a batch', batchJobAction, { jobs: [{ action_name: 'start' }] }, ['jobs.0.job_id']],
    ['another action under a single one', jobActionStart, action('reset'), ['job.action_name']],
    [
      'parameters of another action under a single one',
      jobActionStart,
      action('start', { pause_mode: 'all' }),
      ['job.action_params'],
    ],
    [
      'a cancel without id',
      jobActionCancelCompare,
      action('cancel_compare', { compare_task_param: {} }),
      ['job.action_params.compare_task_param.compare_task_id'],
    ],
  ])('%s', (_, op, value, paths) => {
    expect(complaints(op.request, value)).toEqual(paths)
  })

  it('of one kind names itself', () => {
    expect(jobActionStart.request.parse({ job: {} })).toEqual({ job: { action_name: 'start' } })
    const jobs = [{ job_id: 'a', action_params: { start_time: '1' } }]
    expect(batchJobActionStart.request.parse({ jobs })).toEqual({
      jobs: [{ ...jobs[0], action_name: 'start' }],
    })
  })
})
