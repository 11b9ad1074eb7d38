import { describe, expect, it } from 'vitest'
import type { LocalDrs, SeedTask } from '../../src/local-drs/server.ts'
import { aDrs, ask, call, minutes, outcome, statusOf } from './a-drs.ts'
import { createSync } from './every-operation.ts'

const kafka = { destination: '192.168.0.40:9092' }
const centralizedGauss = { engine: 'gaussdbv5ha', name: 'gauss', host: '192.168.0.162', port: 8000 }

/** A checked synchronization, which lacks nothing but what the test is about. */
async function checked(drs: LocalDrs, change: Partial<SeedTask>, policy: object = {}): Promise<string> {
  const id = createSync(drs, 'to-be-started', change)
  await check(drs, id, policy)
  return id
}

async function check(drs: LocalDrs, id: string, policy: object): Promise<void> {
  if (Object.keys(policy).length > 0) {
    expect(await outcome(drs, 'batch-set-sync-policy', { job_id: id, ...policy })).toBe('success')
  }
  await call(drs, 'batch-precheck', { jobs: [{ job_id: id, precheck_mode: 'forStartJob' }] })
  drs.control.advance(minutes(1))
}

async function started(drs: LocalDrs, id: string): Promise<string> {
  const { results } = await call(drs, 'batch-start-jobs', { jobs: [{ job_id: id }] })
  return results[0].error_msg ?? results[0].status
}

describe('a start is refused while the policy lacks', () => {
  const topics = { topic_policy: '1', partition_policy: '1' }
  const seed = { databases: [{ ...centralizedGauss, user: 'drs_user', password: 'source-secret' }] }

  it.each([
    ['how topics of Kafka are made', { ...kafka, engine: 'mysql-to-kafka' }, {}, 'topic_policy', topics],
    [
      'the topics and the replication slot of GaussDB',
      { ...kafka, engine: 'gaussdbv5ha-to-kafka', source: '192.168.0.162:8000' },
      {},
      'topic_policy',
      { ...topics, slot_name: 'drs_slot' },
    ],
    [
      'where an incremental task begins',
      { mode: 'INCR_TRANS' as const },
      { conflict_policy: 'ignore' },
      'file_and_position',
      { file_and_position: 'mysql-bin.000019:197', gtid_set: 'e4979f26-4bc3-11ee-b279-fa163ef21d64:1-23' },
    ],
    [
      'the GTID set that belongs to a position of MySQL',
      { mode: 'INCR_TRANS' as const },
      { file_and_position: 'mysql-bin.000019:197' },
      'gtid_set',
      { gtid_set: 'e4979f26-4bc3-11ee-b279-fa163ef21d64:1-23' },
    ],
  ])('%s', async (_what, change, policy, field, rest) => {
    const drs = await aDrs({ seed })
    const id = await checked(drs, change, policy)
    expect(await started(drs, id)).toContain(field)
    expect(await statusOf(drs, id)).toBe('CONFIGURATION')
    await check(drs, id, rest)
    expect(await started(drs, id)).toBe('success')
  })

  it('in v5 with the reason inside, until 7.6.9 has set the position', async () => {
    const drs = await aDrs()
    const id = await checked(drs, { mode: 'INCR_TRANS' })
    const start = () => ask(drs, 'job-action', { job: { action_name: 'start' } }, { params: { job_id: id } })
    const refused = await start()
    expect(refused.json).toMatchObject({
      error_code: 'DRS.10010014',
      error_msg: expect.stringContaining('file_and_position'),
    })
    const position = { file_and_position: 'mysql-bin.000277:805', gtid_set: '123' }
    await call(drs, 'update-start-position', position, { params: { job_id: id } })
    expect((await start()).json.status).toBe('success')
  })
})
