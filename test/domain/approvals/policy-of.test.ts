import { describe, expect, it } from 'vitest'
import type { PolicyRule } from '../../../src/domain/approvals/policy.ts'
import { policyForDraft } from '../../../src/domain/approvals/policy-of.ts'
import type { ActionPayload, CallPayload, PayloadTask } from '../../../src/domain/approvals/request.ts'
import { dba, policy } from './fixtures.ts'

/** Rules go by tags, and people by names: who changes those needs what the task needs at its strictest. */
const needs = (seats: number) => policy({ need: [{ group: dba, seats }] })

const rules: readonly PolicyRule[] = [
  { verbs: ['switchover'], connections: ['prod'], tags: ['Env = prod'], policy: needs(4) },
  { verbs: ['*'], connections: ['prod'], tags: ['tier'], policy: needs(3) },
  { verbs: ['*'], connections: ['lab'], tags: ['scratch'], policy: needs(1) },
  { verbs: ['switchover'], connections: ['*'], policy: needs(2) },
  { verbs: ['*'], connections: ['*'], policy: needs(1) },
]

interface Case {
  readonly operation: string
  readonly params?: Readonly<Record<string, string>>
  readonly body: unknown
  /** `undefined`: they could not be read. */
  readonly before: readonly string[] | undefined
  readonly connection?: string
}

/** How many people have to agree. */
function seatsFor({ operation, params, body, before, connection = 'prod' }: Case): number | undefined {
  const payload: CallPayload = {
    kind: 'call',
    verb: 'api',
    operation,
    title: { en: '', 'zh-CN': '' },
    input: { ...(params && { params }), body },
  }
  return policyForDraft(rules, { connection, payload }, () => before)?.need[0]?.seats
}

const params = { job_id: 'a', resource_type: 'sync' }
const tags = (...list: readonly string[]) =>
  list.map((tag) => {
    const [key = '', value] = tag.split('=')
    return { key, ...(value !== undefined && { value }) }
  })
const deleting = (...list: readonly string[]) => ({ action: 'delete', tags: tags(...list) })
const adding = (...list: readonly string[]) => ({ action: 'create', tags: tags(...list) })

describe('a change of tags needs what the task needs at its strictest', () => {
  const operation = 'job-tags-action'

  it.each([
    ['before: a tag that a rule looks at goes', deleting('env'), ['env=prod'], 4],
    ['before: it is overwritten', adding('env=test'), ['env=prod'], 4],
    ['after: it comes', adding('env=prod'), [], 4],
    ['in other letters and with blanks', deleting(' ENV'), ['Env = PROD'], 4],
    ['in full-width letters', adding('ｅｎｖ=prod'), [], 4],
    ['by a rule for every verb', deleting('tier'), ['tier=1'], 3],
    ['where the tags could not be read', deleting('env'), undefined, 4],
  ])('%s', (_, body, before, seats) => {
    expect(seatsFor({ operation, params, body, before })).toBe(seats)
  })

  it('but no more than the call itself where no rule looks at the tag', () => {
    expect(seatsFor({ operation, params, body: adding('owner=ann'), before: ['env=prod'] })).toBe(1)
    expect(
      seatsFor({ operation, params, body: deleting('env'), before: ['env=prod'], connection: 'lab' }),
    ).toBe(1)
    const resource = { resource_id: 'a', resource_type: 'sync' }
    const add = { operation: 'create-resource-tags', params: resource, body: { tags: tags('owner=ann') } }
    expect(seatsFor({ ...add, before: ['env=prod'] })).toBe(1)
  })

  it('whatever operation changes them', () => {
    const before = ['env=prod']
    const resource = { resource_id: 'a', resource_type: 'sync' }
    const list = { tags: tags('env=test') }
    const cases: readonly Case[] = [
      { operation: 'job-tags-action-create', params, body: { action: 'create', ...list }, before },
      { operation: 'job-tags-action-delete', params, body: { action: 'delete', ...list }, before },
      { operation: 'create-resource-tags', params: resource, body: list, before },
      { operation: 'delete-resource-tags', params: resource, body: list, before },
      { operation: 'batch-modify-jobs', body: { jobs: [{ job_id: 'a', ...list }] }, before },
      {
        operation: 'update-job',
        params: { job_id: 'a' },
        body: { job: { type: 'description', params: { base_info: list } } },
        before,
      },
    ]
    for (const one of cases) expect(seatsFor(one), one.operation).toBe(4)
  })

  it('also where a list replaces the tags without naming the one that a rule looks at', () => {
    const body = { jobs: [{ job_id: 'a', tags: tags('owner=ann') }] }
    expect(seatsFor({ operation: 'batch-modify-jobs', body, before: ['env=prod'] })).toBe(4)
    expect(seatsFor({ operation: 'batch-modify-jobs', body, before: undefined })).toBe(4)
    const change = { job: { type: 'name', params: { base_info: { tags: tags('owner=ann') } } } }
    expect(
      seatsFor({ operation: 'update-job', params: { job_id: 'a' }, body: change, before: ['tier=1'] }),
    ).toBe(3)
  })
})

describe('a list of tags that replaces those before', () => {
  const info = (...list: readonly string[]) => ({
    job: { type: 'description', params: { base_info: { tags: tags(...list) } } },
  })
  const seats = (body: unknown, before: readonly string[], connection: string) =>
    seatsFor({ operation: 'update-job', params: { job_id: 'a' }, body, before, connection })

  it('needs what the task needs with those tags, wherever they stand', () => {
    expect(seats(info('env=prod'), [], 'prod')).toBe(4)
    const body = { jobs: [{ job_id: 'a', tags: tags('env=prod') }] }
    expect(seatsFor({ operation: 'batch-modify-jobs', body, before: [] })).toBe(4)
  })

  it('needs what the task needs without the tag that makes a rule milder', () => {
    expect(seats(info('owner=ann'), ['scratch'], 'lab')).toBe(2)
  })
})

describe('a setting', () => {
  const wanted = (status: string): PayloadTask => ({
    ...{ id: status, name: status, scenario: 'sync' },
    observed: { status, direction: 'up' },
  })
  const seats = (verb: ActionPayload['verb'], ...statuses: readonly string[]) =>
    needed({ kind: 'action', verb, tasks: statuses.map(wanted) })
  const needed = (payload: ActionPayload | CallPayload) =>
    policyForDraft(rules, { connection: 'prod', payload }, () => [])?.need[0]?.seats

  it('needs nobody only where every one of its tasks is in configuration', () => {
    expect(seats('expire', 'CONFIGURATION', 'CONFIGURATION')).toBeUndefined()
    expect(seats('expire', 'CONFIGURATION', 'INCRE_TRANSFER_STARTED')).toBe(1)
    expect(seats('expire', 'INCRE_TRANSFER_STARTED')).toBe(1)
  })

  it('of a verb needs what its raw call needs, and only what is asked for counts', () => {
    const tasks = [wanted('INCRE_TRANSFER_STARTED')]
    const pause = (what: string) => needed({ kind: 'action', verb: 'pause', tasks, options: { what } })
    expect(pause('all')).toBe(1)
    expect(pause('target')).toBeUndefined()
  })

  it('that gives a task another name needs what the task needs at its strictest, while it is in configuration as well', () => {
    expect(seats('rename', 'CONFIGURATION')).toBe(2)
    expect(seats('rename', 'INCRE_TRANSFER_STARTED')).toBe(2)
  })
})

describe('another name needs what the task needs at its strictest', () => {
  it.each([
    ['batch-modify-jobs', undefined, { jobs: [{ job_id: 'a', name: 'other' }] }],
    ['update-job', { job_id: 'a' }, { job: { type: 'name', params: { base_info: { name: 'other' } } } }],
    [
      'update-job',
      { job_id: 'a' },
      { job: { type: 'description', params: { base_info: { name: 'other' } } } },
    ],
  ])('with %s', (operation, path, body) => {
    const call = { operation, body, ...(path && { params: path }) }
    expect(seatsFor({ ...call, before: ['env=prod'] })).toBe(4)
    expect(seatsFor({ ...call, before: [] })).toBe(2)
    expect(seatsFor({ ...call, before: undefined })).toBe(4)
  })
})
