import { describe, expect, it } from 'vitest'
import { example, jobsOf, serviceOver, taskIds } from './helpers.ts'

describe('precheck reports', () => {
  it('reads the documented examples', async () => {
    const { service } = await serviceOver(() => example('batch-precheck-result.response.2'))
    const id = 'a281f62f-4631-45d6-a2d3-679a9f4jb105'
    const report = (await service.precheckReports([id])).found.get(id)
    expect(report).toMatchObject({ percent: 100, finished: true, passed: true })
    expect(report?.items.find(({ verdict }) => verdict === 'ALARM')).toEqual({
      item: 'srcCollHasTtlIndex',
      verdict: 'ALARM',
      data: '{"srcHasTtlIndexColls":"fastunit.ttlsuoyin"}',
      reason: 'SRC_HAS_TTL_INDEXES',
      group: 'db_params',
    })
  })

  it('is not passed while it runs or when it failed', async () => {
    const ids = taskIds(3)
    const rows = [
      { result: true, process: '40%' },
      { result: false, process: '100%' },
      { result: 'true', process: 100 },
    ]
    const { service } = await serviceOver(() => ({
      results: rows.map((row, n) => ({ precheck_id: ids[n], ...row })),
    }))
    const { found } = await service.precheckReports(ids)
    expect([...found.values()]).toMatchObject([
      { percent: 40, finished: false, passed: false },
      { percent: 100, finished: true, passed: false },
      { percent: 100, finished: true, passed: true },
    ])
  })

  it('names failed subtasks and raw texts', async () => {
    const [id = ''] = taskIds(1)
    const failed = { item: 'i', result: 'FAILED', failed_reason: 'r', raw_error_msg: 'raw', group: 'g' }
    const { service } = await serviceOver(() => ({
      results: [
        {
          precheck_id: id,
          process: '100%',
          precheck_result: [
            { ...failed, failed_sub_jobs: [{ id: '1', name: 'sub' }, { id: '2' }] },
            { odd: 1 },
          ],
        },
      ],
    }))
    expect((await service.precheckReports([id])).found.get(id)?.items).toEqual([
      { item: 'i', verdict: 'FAILED', reason: 'r', raw: 'raw', group: 'g', failedSubtasks: ['sub', '2'] },
    ])
  })

  it.each(['DRS.M00002', 'DRS.M00289', 'DRS.M05003'])(
    'leaves out tasks that were never prechecked: %s',
    async (code) => {
      const [checked = '', never = '', silent = ''] = taskIds(3)
      const { service } = await serviceOver(() => ({
        results: [
          { precheck_id: checked, process: '100%', result: true },
          { precheck_id: never, error_code: code, error_msg: 'none' },
        ],
      }))
      const { found, gone, failed } = await service.precheckReports([checked, never, silent])
      expect([[...found.keys()], gone.size, failed.size]).toEqual([[checked], 0, 0])
    },
  )

  it('asks one by one when the answers carry ids of their own', async () => {
    const ids = taskIds(3)
    const { service, asked } = await serviceOver((call) => ({
      results: jobsOf(call).map((id) => ({ precheck_id: `p-${id}`, process: `${ids.indexOf(id)}%` })),
    }))
    const { found } = await service.precheckReports(ids)
    expect(ids.map((id) => found.get(id)?.percent)).toEqual([0, 1, 2])
    expect(asked).toHaveLength(4)
  })
})
