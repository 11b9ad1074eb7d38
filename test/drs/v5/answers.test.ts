import { describe, expect, it } from 'vitest'
import { getJob, operationsV5, v5ListJobs } from '../../../src/drs/v5/index.ts'
import { declared } from './fixtures.ts'

describe('an answer', () => {
  it('may be nothing anywhere', () => {
    for (const op of operationsV5) expect(op.response.safeParse({}).success, op.id).toBe(true)
    const answer = {
      job: {
        base_info: null,
        source_endpoint: [{ endpoint: null }],
        progress_info: { progress_map: { a: null } },
      },
    }
    expect(getJob.response.parse(answer)).toEqual(answer)
  })

  it('is open where the request of the same structure is strict', () => {
    const { job } = getJob.response.parse({
      job: {
        base_info: { name: 'x', job_type: 'brand-new', expired_days: 14, more: 1 },
        source_endpoint: [
          { endpoint: { db_port: 3306 }, config: { node_num: '4', is_target_readonly: 'true' } },
        ],
        period_order: { period_type: '9' },
        tuning_params: { full_sync: [{ param_name: 'a', availability: 'yes' }] },
      },
    })
    expect(job).toEqual({
      base_info: { name: 'x', job_type: 'brand-new', expired_days: '14', more: 1 },
      source_endpoint: [{ endpoint: { db_port: '3306' }, config: { node_num: 4, is_target_readonly: true } }],
      period_order: { period_type: 9 },
      tuning_params: { full_sync: [{ param_name: 'a', availability: null }] },
    })
  })

  it('has the columns of a rule as a list, however the service writes them', () => {
    const read = (columns: unknown) =>
      declared('get-data-processing-rules').response.parse({
        data_process_info: [{ db_object_column_info: columns }],
      })
    const listed = { data_process_info: [{ db_object_column_info: [{ table_name: 't' }] }] }
    expect(read({ table_name: 't' })).toEqual(listed)
    expect(read([{ table_name: 't' }])).toEqual(listed)
    expect(read(null)).toEqual({ data_process_info: [{ db_object_column_info: null }] })
  })

  it('is refused when it has another shape altogether', () => {
    expect(v5ListJobs.response.safeParse({ jobs: 'none' }).success).toBe(false)
    expect(getJob.response.safeParse({ job: { source_endpoint: {} } }).success).toBe(false)
  })
})
