import { describe, expect, it } from 'vitest'
import { selectionOf, writtenSelection } from '../../../src/domain/objects/selection.ts'
import type { Comparison } from '../../../src/domain/tasks/comparison.ts'
import { type Asked, example, serviceOver, task } from './helpers.ts'

const { id } = task

describe('a comparison', () => {
  it.each([
    ['object', undefined, { type: 'object' }],
    ['row', ['a'], { type: 'lines', db_object: { a: { name: 'a', all: true } } }],
    ['value', undefined, { type: 'contents' }],
  ] as const)('of kind %s of %j is an action', async (kind, databases, compare_task_param) => {
    const { service, asked } = await serviceOver(({ call }) =>
      call.startsWith('GET') ? { job: { id } } : example('job-action.response.2'),
    )
    const objects = databases && { objects: writtenSelection(selectionOf({ databases })) }
    expect(await service.act('compare', [id], { kinds: kind, ...objects })).toMatchObject([{ id, ok: true }])
    expect(asked.slice(1)).toEqual([
      {
        call: `POST v5/jobs/${id}/action`,
        query: {},
        body: { job: { action_name: 'create_compare', action_params: { compare_task_param } } },
      },
    ])
  })
})

it('of a task with parts goes to its main part', async () => {
  const { service, asked } = await serviceOver(({ call }) =>
    call.startsWith('GET')
      ? { job: { id, master_job_id: 'main' } }
      : { ...(example('job-action.response.2') as object) },
  )
  await service.act('compare', [id], { kinds: 'row' })
  await service.act('endcompare', [id], { comparison: 'c1' })
  const posted = asked.filter(({ call }) => call.startsWith('POST'))
  expect(posted.map(({ call }) => call)).toEqual(['POST v5/jobs/main/action', 'POST v5/jobs/main/action'])
})

interface Parts {
  readonly list?: readonly object[]
  readonly lines?: readonly object[]
  readonly contents?: readonly object[]
  readonly objects?: object
}

/** 7.5.1 with `type=compare`, in pages. */
function comparing({ list = [], lines = [], contents = [], objects }: Parts) {
  return ({ query }: Asked) => {
    const cut = (rows: readonly object[]) => rows.slice(Number(query.offset)).slice(0, Number(query.limit))
    const part = {
      data_compare: { data_compare_task_list: cut(list) },
      line_compare: { line_compare_overview_infos: cut(lines) },
      content_compare: { content_compare_overview_infos: cut(contents) },
      object_compare: { objects_compare_overview_info: objects ?? null },
    }[query.compare_type ?? '']
    const total_count = { data_compare: list, line_compare: lines, content_compare: contents }[
      query.compare_type ?? ''
    ]
    return { job: { id, total_count: total_count?.length, compare_result: part } }
  }
}

const time = { start_time: '2024-03-14T06:30:14Z', end_time: '2024-03-14T06:31:14Z' }
const rows = { id: 'r', type: 'lines', status: 'SUCCESSFUL', ...time }
const values = { id: 'v', type: 'contents', status: 'SUCCESSFUL', ...time }
const verdict = (status: string, fields: object = {}) => ({ status, ...fields })
const byId = (found: readonly Comparison[], one: string) => found.find((comparison) => comparison.id === one)

describe('comparisons', () => {
  it('are read kind by kind', async () => {
    const objects = {
      compare_job_id: 'o',
      status: 'SUCCESSFUL',
      create_time: '2024-03-15T06:30:14Z',
      compare_results: [verdict('CONSISTENT'), verdict('INCONSISTENT')],
    }
    const list = [rows, { ...values, type: 'random', id: 'x' }]
    const { service, asked } = await serviceOver(comparing({ list, lines: [verdict('CONSISTENT')], objects }))
    const startedAt = Date.UTC(2024, 2, 14, 6, 30, 14)
    const endedAt = startedAt + 60_000
    expect(await service.comparisons(id)).toEqual([
      {
        id: 'o',
        kind: 'object',
        status: 'SUCCESSFUL',
        startedAt: Date.UTC(2024, 2, 15, 6, 30, 14),
        clean: false,
        differences: 1,
        uncomparable: 0,
      },
      {
        id: 'r',
        kind: 'row',
        status: 'SUCCESSFUL',
        startedAt,
        endedAt,
        clean: true,
        differences: 0,
        uncomparable: 0,
        compared: 1,
        unit: 'databases',
      },
      { id: 'x', kind: 'random', status: 'SUCCESSFUL', startedAt, endedAt },
    ])
    expect(asked.map(({ query }) => [query.compare_type, query.query_type, query.compare_task_id])).toEqual([
      ['data_compare', 'list', undefined],
      ['object_compare', 'overview', undefined],
      ['line_compare', 'overview', 'r'],
    ])
  })

  it.each([
    [[verdict('CONSISTENT', { compare_result: true })], { clean: true }],
    [[verdict('CONSISTENT', { compare_result: false })], { clean: false, differences: 1 }],
    [[{ compare_result: true }], { clean: true }],
    [[verdict('TARGET_DB_NOT_EXIST')], { clean: false, differences: 1 }],
    [[verdict('CAN_NOT_COMPARE')], { clean: false, uncomparable: 1 }],
    [[{}], { clean: false, uncomparable: 1 }],
  ])('of values are judged: %j', async (contents, judged) => {
    const { service } = await serviceOver(comparing({ list: [values], contents }))
    expect(byId(await service.comparisons(id), 'v')).toMatchObject(judged)
  })

  it('are judged by all pages of the result', async () => {
    const lines = [...Array(150).fill(verdict('CONSISTENT')), verdict('INCONSISTENT')]
    const { service } = await serviceOver(comparing({ list: [rows], lines }))
    expect(byId(await service.comparisons(id), 'r')).toMatchObject({ clean: false, differences: 1 })
  })

  it('that run, or found nothing, are not judged', async () => {
    const { service } = await serviceOver(comparing({ list: [{ ...rows, status: 'RUNNING' }, values] }))
    for (const comparison of await service.comparisons(id)) expect(comparison).not.toHaveProperty('clean')
  })
})
