import { describe, expect, it } from 'vitest'
import { selectionOf, writtenSelection } from '../../../src/domain/objects/selection.ts'
import type { Comparison } from '../../../src/domain/tasks/comparison.ts'
import { type Asked, example, Refused, serviceOver, task } from './helpers.ts'

const { id } = task

describe('a comparison', () => {
  it.each([
    ['object', undefined, 'object/compare', {}],
    ['row', undefined, 'table/compare', { type: 'lines', compare_mode: 'quick_comparison' }],
    [
      'row',
      ['a', 'b'],
      'table/compare',
      { type: 'lines', compare_object: [{ db_name: 'a' }, { db_name: 'b' }] },
    ],
    ['value', ['a'], 'table/compare', { type: 'contents', compare_object: [{ db_name: 'a' }] }],
  ] as const)('of kind %s of %j is begun at %s', async (kind, databases, path, body) => {
    const { service, asked } = await serviceOver(() => ({ id: 'c1' }))
    const objects = databases && { objects: writtenSelection(selectionOf({ databases })) }
    const begun = kind === 'object' ? { kind } : { kind, id: 'c1' }
    expect(await service.act('compare', [id], { kinds: kind, ...objects })).toEqual([
      { id, ok: true, aims: { comparisons: [begun] } },
    ])
    expect(asked).toEqual([{ call: `POST jobs/${id}/${path}`, body }])
  })

  it('that DRS refuses is an error', async () => {
    const { service } = await serviceOver(() => new Refused(400, 'DRS.10000024'))
    expect(await service.act('compare', [id], { kinds: 'object,row' })).toMatchObject([
      { id, ok: false, error: { code: 'DRS.10000024' } },
    ])
  })

  it('of which DRS refuses one kind tells so, and goes on with the other', async () => {
    const { service } = await serviceOver(({ call }) =>
      call.endsWith('object/compare') ? new Refused(400, 'DRS.10000024') : { id: 'c1' },
    )
    const [begun] = await service.act('compare', [id], { kinds: 'object,row' })
    expect(begun).toMatchObject({
      ok: true,
      aims: {
        comparisons: [
          { kind: 'object', refused: {} },
          { kind: 'row', id: 'c1' },
        ],
      },
    })
  })

  it('takes tables, a time and settings under the names that DRS has for them', async () => {
    const { service, asked } = await serviceOver(() => ({ id: 'c1' }))
    const objects = writtenSelection({
      scope: 'some',
      objects: [{ path: ['shop', 'orders'] }, { path: ['shop', 'items'] }, { path: ['crm'], whole: true }],
    })
    await service.act('compare', [id], {
      ...{ kinds: 'value', objects, at: '1809366237000' },
      ...{ method: 'dynamic', lob: 'length' },
    })
    expect(asked[0]?.body).toEqual({
      type: 'contents',
      compare_object: [{ db_name: 'shop', table_name: ['orders', 'items'] }, { db_name: 'crm' }],
      start_time: '1809366237000',
      options: { contentCompareType: 'dynamic', lobCompare: 'length' },
    })
  })

  it('is cancelled, begun now and exported by its id', async () => {
    const { service, asked } = await serviceOver(() => ({}))
    const comparison = 'c1'
    await service.act('endcompare', [id], { comparison })
    await service.act('comparenow', [id], { comparison })
    await service.act('exportcompare', [id], { comparison, kind: 'value' })
    expect(asked.map(({ call }) => call)).toEqual([
      `DELETE jobs/${id}/compare/c1`,
      `POST jobs/${id}/table/compare/c1`,
      `POST jobs/${id}/compare/result/file`,
    ])
  })
})

describe('comparisons', () => {
  const answering =
    (parts: { lines?: object[]; objects?: object | Refused }) =>
    ({ call }: Asked) => {
      if (call.endsWith('table/compare')) return example('list-table-compare-jobs.response.1')
      if (call.endsWith('line-overview'))
        return { total_count: 1, data_compare_overview_infos: parts.lines ?? [] }
      return parts.objects ?? example('object-compare-overview.response.1')
    }
  const ofKind = (comparisons: readonly Comparison[], kind: string) =>
    comparisons.find((one) => one.kind === kind)

  it('are those of the documented examples, latest first, with one question about the rows', async () => {
    const lines = [{ status: 2, compare_num: 3, data_inconsistent_num: 0, uncomparable_num: 0 }]
    const { service, asked } = await serviceOver(answering({ lines }))
    const found = await service.comparisons(id)
    expect(found).toEqual([
      {
        id: 'bfcdc4d9-f0ae-4108-be42-6974d60cd1d2',
        kind: 'object',
        status: 'SUCCESSFUL',
        startedAt: Date.UTC(2024, 3, 2, 6, 17, 49),
        clean: true,
        differences: 0,
        uncomparable: 0,
        compared: 8,
        unit: 'objects',
        file: 'none',
      },
      {
        id: '48c6acb4-1473-48fd-8676-df3705758c27',
        kind: 'row',
        status: 'SUCCESSFUL',
        startedAt: Date.UTC(2024, 2, 14, 6, 30, 14),
        endedAt: Date.UTC(2024, 2, 14, 6, 31, 14),
        clean: true,
        differences: 0,
        uncomparable: 0,
        compared: 3,
        unit: 'tables',
        file: 'none',
      },
      {
        id: '9e01bd96-e627-4538-a545-5f31d1c88e94',
        kind: 'row',
        status: 'SUCCESSFUL',
        startedAt: Date.UTC(2024, 2, 14, 6, 30, 14),
        endedAt: Date.UTC(2024, 2, 14, 6, 31, 14),
        file: 'none',
      },
    ])
    expect(asked.filter(({ call }) => call.includes('overview'))).toHaveLength(1)
  })

  it.each([
    [
      'a table differs',
      [{ status: 0, data_inconsistent_num: 2, uncomparable_num: 0 }],
      { clean: false, differences: 2 },
    ],
    [
      'a database differs and nothing is counted',
      [{ status: 2 }, { status: 0 }],
      { clean: false, differences: 1 },
    ],
    ['a table has no counterpart', [{ status: 12 }], { clean: false, differences: 1 }],
    [
      'a table could not be compared',
      [{ status: 2, uncomparable_num: 1 }],
      { clean: false, uncomparable: 1 },
    ],
    [
      'a database cannot be reached though nothing is counted',
      [{ status: 14, data_inconsistent_num: 0, uncomparable_num: 0 }],
      { clean: false },
    ],
    ['both ends are empty', [{ status: 10 }], { clean: true }],
  ])('are judged: %s', async (_what, lines, judged) => {
    const { service } = await serviceOver(answering({ lines }))
    expect(ofKind(await service.comparisons(id), 'row')).toMatchObject(judged)
  })

  it('prove nothing when nothing was compared', async () => {
    const { service } = await serviceOver(answering({ lines: [] }))
    expect(ofKind(await service.comparisons(id), 'row')).not.toHaveProperty('clean')
  })

  it('of objects that run are not judged', async () => {
    const objects = { compare_job_id: 'o', status: 'RUNNING', compare_result: [{ type: 'DB', status: 2 }] }
    const { service } = await serviceOver(answering({ objects }))
    expect(ofKind(await service.comparisons(id), 'object')).toEqual({
      id: 'o',
      kind: 'object',
      status: 'RUNNING',
    })
  })

  it('may be without one of objects, but not when DRS fails', async () => {
    const without = await serviceOver(answering({ objects: new Refused(400, 'DRS.M00289') }))
    expect(ofKind(await without.service.comparisons(id), 'object')).toBeUndefined()
    const failing = await serviceOver(answering({ objects: new Refused(403, 'DRS.M00261') }))
    await expect(failing.service.comparisons(id)).rejects.toMatchObject({ code: 'DRS.M00261' })
  })

  it('are not clean where DRS says that it compared nothing, or not all', async () => {
    const row = { status: 2, data_inconsistent_num: 0, uncomparable_num: 0 }
    const read = async (counts: object, objects?: object) => {
      const { service } = await serviceOver(
        answering({ lines: [{ ...row, ...counts }], ...(objects && { objects }) }),
      )
      return service.comparisons(id)
    }
    const none = await read({ compare_num: 0, compare_end_num: 0 })
    expect(ofKind(none, 'row')).toMatchObject({ clean: false, nothingCompared: true })
    const half = await read({ compare_num: 16, compare_end_num: 9 })
    expect(ofKind(half, 'row')).toMatchObject({ clean: false, uncomparable: 7 })
    const overview = example('object-compare-overview.response.1')
    const empty = { type: 'TABLE', status: 2, source_count: 0, target_count: 0 }
    const objects = await read({ compare_num: 1 }, { ...(overview as object), compare_result: [empty] })
    expect(ofKind(objects, 'object')).toMatchObject({ clean: false, nothingCompared: true })
  })
})

describe('allowed actions', () => {
  const row = (fields: object) => ({ total_record: 1, jobs: [{ id, ...fields }] })
  const available_actions = ['FREE_RESOURCE', 'PAUSE', 'CONTINUE_JOB', 'QUICK_START']

  it('are asked of the lists of the scenarios until one knows the task', async () => {
    const { service, asked } = await serviceOver(({ body }) =>
      body.db_use_type === 'sync'
        ? row({ job_action: { available_actions } })
        : { total_record: 0, jobs: [] },
    )
    expect(await service.allowedActions(id)).toEqual(new Set(['stop', 'pause', 'resume']))
    expect(asked.map(({ body }) => [body.db_use_type, body.name])).toEqual([
      ['migration', id],
      ['sync', id],
    ])
  })

  it('are unknown where the list does not say them, or does not know the task', async () => {
    for (const answer of [
      row({}),
      { total_record: 1, jobs: [{ id: 'other', job_action: { available_actions } }] },
    ]) {
      const { service } = await serviceOver(() => answer)
      expect(await service.allowedActions(id)).toBeUndefined()
    }
  })
})

it('v3 has no reset: nothing is sent', async () => {
  const { service, asked } = await serviceOver(() => ({}))
  const refused = [{ id, ok: false, error: { code: 'not-offered' } }]
  expect(await service.act('reset', [id], {})).toMatchObject(refused)
  expect(await service.act('resetcheck', [id], {})).toMatchObject(refused)
  expect(asked).toEqual([])
})
