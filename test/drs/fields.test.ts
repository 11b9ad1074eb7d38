import { describe, expect, it } from 'vitest'
import { type Operation, operations } from '../../src/drs/index.ts'
import { requestProblems } from './checks.ts'
import { fieldFacts } from './fixtures.ts'
import { fieldsOf } from './walk.ts'

/** Fields where the contract knowingly departs from the table, `operation part path`: the reason. */
const departures: Readonly<Record<string, string>> = {
  'batch-create-jobs request jobs[].source_endpoint.db_port': 'the examples of 6.1.4 send 0 for MongoDB',
  'batch-create-jobs request jobs[].target_endpoint.db_port': 'the examples of 6.1.4 send 0 for MongoDB',
  'batch-modify-jobs request jobs[].source_endpoint.db_port': 'the examples send 0 for MongoDB',
  'batch-modify-jobs request jobs[].target_endpoint.db_port': 'the examples send 0 for MongoDB',
  'batch-modify-jobs request jobs[].alarm_notify.delay_time': 'default 0 lies outside the range',
  'batch-modify-jobs request jobs[].alarm_notify.rto_delay': 'default 0 lies outside the range',
  'batch-modify-jobs request jobs[].alarm_notify.rpo_delay': 'default 0 lies outside the range',
  'batch-create-jobs request jobs[].period_order.period_type': 'mandatory wherever period_order may be sent',
  'batch-create-jobs request jobs[].period_order.period_num': 'mandatory wherever period_order may be sent',
  'batch-create-jobs request jobs[].sys_tags[].key': 'the text allows only _sys_enterprise_project_id',
  'batch-test-connections request jobs[].db_user': 'the Kafka examples leave it out',
  'batch-test-connections request jobs[].db_password': 'the Kafka examples leave it out',
  'download-compare-result request compare_type': 'the example has no body',
  'download-compare-result query compare_type': 'as no body is sent, it has to stand here',
  'batch-test-connections request jobs[].customized_dns': 'only in the SDK',
  'batch-test-connections request jobs[].customized_dns.is_set_dns': 'only in the SDK',
  'batch-test-connections request jobs[].customized_dns.set_dns_action': 'only in the SDK',
  'batch-test-connections request jobs[].customized_dns.dns_ip': 'only in the SDK',
  'batch-start-jobs request jobs[].is_auto_create_compare': 'only in the SDK',
}

const problemsOf = (op: Operation) => requestProblems(op, fieldFacts[op.id])

describe.each(operations.filter((op) => op.api === 'v3').map((op) => [op.id, op] as const))('%s', (_, op) => {
  it('takes what the tables say, field by field and limit by limit', () => {
    expect(problemsOf(op).filter((problem) => !(problem.where in departures))).toEqual([])
  })

  it('reads every documented field of the answer', () => {
    const fields = fieldsOf(op.response)
    const missing = (fieldFacts[op.id]?.response ?? []).filter((path) => !fields.has(path))
    expect(missing).toEqual([])
  })
})

describe('the departures from the tables', () => {
  it('are all still there', () => {
    const found = operations
      .filter((op) => op.api === 'v3')
      .flatMap(problemsOf)
      .map((problem) => problem.where)
    expect(Object.keys(departures).filter((where) => !found.includes(where))).toEqual([])
  })
})
