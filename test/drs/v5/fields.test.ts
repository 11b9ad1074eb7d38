import { describe, expect, it } from 'vitest'
import type { Operation } from '../../../src/drs/operation.ts'
import { requestProblems } from '../checks.ts'
import { fieldsOf } from '../walk.ts'
import { documented, documentedId, fieldFacts } from './fixtures.ts'

const zeroIsTheDefault = 'the default 0 lies outside the range'
const namedOnly = 'the text wants more of the name than its length'

/** Fields where the contract knowingly departs from the table, by `operation part path` or its end: the reason. */
const departures: Readonly<Record<string, string>> = {
  '.alarm_notify.delay_time': zeroIsTheDefault,
  '.alarm_notify.rpo_delay': zeroIsTheDefault,
  '.alarm_notify.rto_delay': zeroIsTheDefault,
  '.config.node_num': zeroIsTheDefault,
  'batch-job-action request jobs[].job_id': 'the text wants it in batches',
  'update-start-position request file_and_position': namedOnly,
  'sync-jdbc-driver request driver_name': namedOnly,
}

const reasonOf = (where: string) => Object.keys(departures).find((end) => where.endsWith(end))

const problemsOf = (op: Operation) => requestProblems(op, fieldFacts[documentedId(op)])

describe.each(documented.map((op) => [op.id, op] as const))('%s', (_, op) => {
  it('takes what the tables say, field by field and limit by limit', () => {
    expect(problemsOf(op).filter((problem) => !reasonOf(problem.where))).toEqual([])
  })

  it('reads every documented field of the answer', () => {
    const fields = fieldsOf(op.response)
    // The rules are read with a list of tables, as their example has it, and not with one.
    const facts = (fieldFacts[documentedId(op)]?.response ?? []).map((path) =>
      path.replace('[].db_object_column_info.', '[].db_object_column_info[].'),
    )
    expect(facts.filter((path) => !fields.has(path))).toEqual([])
  })
})

describe('the departures from the tables', () => {
  it('are all still there', () => {
    const found = documented.flatMap(problemsOf).map((problem) => reasonOf(problem.where))
    expect(Object.keys(departures).filter((end) => !found.includes(end))).toEqual([])
  })
})
