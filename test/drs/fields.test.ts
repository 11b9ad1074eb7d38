import { describe, expect, it } from 'vitest'
import type * as z from 'zod'
import { type Operation, operations } from '../../src/drs/index.ts'
import { type FieldFact, fieldFacts } from './fixtures.ts'
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
  'batch-test-connections request jobs[].customized_dns': 'only in the SDK',
  'batch-test-connections request jobs[].customized_dns.is_set_dns': 'only in the SDK',
  'batch-test-connections request jobs[].customized_dns.set_dns_action': 'only in the SDK',
  'batch-test-connections request jobs[].customized_dns.dns_ip': 'only in the SDK',
  'batch-start-jobs request jobs[].is_auto_create_compare': 'only in the SDK',
}

const written = (value: number, fact: FieldFact): unknown => (fact.type === 'text' ? String(value) : value)

/** Values at the edge of what the table allows, and just beyond it. */
function probes(fact: FieldFact): readonly { value: unknown; allowed: boolean }[] {
  const probe = (value: unknown, allowed: boolean) => ({ value, allowed })
  return [
    ...(fact.enum ?? []).map((value) => probe(value, true)),
    ...(fact.min === undefined
      ? []
      : [probe(written(fact.min, fact), true), probe(written(fact.min - 1, fact), false)]),
    ...(fact.max === undefined
      ? []
      : [probe(written(fact.max, fact), true), probe(written(fact.max + 1, fact), false)]),
    ...(fact.maxLength === undefined
      ? []
      : [probe('x'.repeat(fact.maxLength), true), probe('x'.repeat(fact.maxLength + 1), false)]),
    ...(fact.minLength
      ? [probe('x'.repeat(fact.minLength), true), probe('x'.repeat(fact.minLength - 1), false)]
      : []),
  ]
}

interface Problem {
  readonly where: string
  readonly what: readonly string[]
}

function compare(where: string, field: z.ZodType, fact: FieldFact): Problem {
  const what: string[] = []
  if (field.safeParse(undefined).success === (fact.required === true)) what.push('required')
  for (const { value, allowed } of probes(fact)) {
    if (field.safeParse(value).success !== allowed) what.push(`${allowed ? 'refuses' : 'takes'} ${value}`)
  }
  if (fact.maxItems !== undefined && !complainsAbout(field, fact.maxItems + 1, 'too_big'))
    what.push('maxItems')
  if (fact.minItems !== undefined && !complainsAbout(field, fact.minItems - 1, 'too_small'))
    what.push('minItems')
  return { where, what }
}

function complainsAbout(field: z.ZodType, items: number, code: string): boolean {
  return field.safeParse(Array(items).fill('x')).error?.issues.some((issue) => issue.code === code) ?? false
}

function problemsOf(op: Operation, part: 'params' | 'query' | 'request'): readonly Problem[] {
  const facts = fieldFacts[op.id]?.[part] ?? {}
  const schema = op[part]
  const fields = schema ? fieldsOf(schema) : new Map<string, z.ZodType>()
  const known = Object.entries(facts).map(([path, fact]) => {
    const where = `${op.id} ${part} ${path}`
    const field = fields.get(path)
    return field ? compare(where, field, fact) : { where, what: ['missing'] }
  })
  const unknown = [...fields.keys()]
    .filter((path) => !(path in facts))
    .map((path) => ({ where: `${op.id} ${part} ${path}`, what: ['not in the table'] }))
  return [...known, ...unknown].filter((problem) => problem.what.length > 0)
}

function requestProblems(op: Operation): readonly Problem[] {
  return (['params', 'query', 'request'] as const).flatMap((part) => problemsOf(op, part))
}

describe.each(operations.filter((op) => op.api === 'v3').map((op) => [op.id, op] as const))('%s', (_, op) => {
  it('takes what the tables say, field by field and limit by limit', () => {
    expect(requestProblems(op).filter((problem) => !(problem.where in departures))).toEqual([])
  })

  it('reads every documented field of the answer', () => {
    const fields = fieldsOf(op.response)
    const missing = (fieldFacts[op.id]?.response ?? []).filter((path) => !fields.has(path))
    expect(missing).toEqual([])
  })
})

describe('the departures from the tables', () => {
  it('are all still there', () => {
    const found = operations.flatMap(requestProblems).map((problem) => problem.where)
    expect(Object.keys(departures).filter((where) => !found.includes(where))).toEqual([])
  })
})
