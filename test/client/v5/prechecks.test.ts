import { describe, expect, it } from 'vitest'
import { processMemory } from '../../../src/client/v5/precheck-memory.ts'
import { type Asked, example, Refused, serviceOver, task, taskIds } from './helpers.ts'

const { id } = task

const result = {
  result: 'false',
  process: '100%',
  precheck_results: [
    {
      item: 'srcDbBinlogIsOff',
      result: 'FAILED',
      failed_reason: 'off',
      raw_error_message: 'log_bin=OFF',
      is_support_skip: true,
      is_skipped: false,
      failed_sub_jobs: [{ id: 's1', name: 'sub' }],
    },
    { item: 'checkRead', result: 'PASSED' },
  ],
}

/** A DRS whose task has a status and a precheck result. */
function drs(status: string) {
  return ({ call, query }: Asked) => {
    if (call.startsWith('POST v3'))
      return { count: 0, results: [{ precheck_id: id, process: '50%', result: 'false' }] }
    if (call.startsWith('POST')) return example('job-action.response.2')
    return { job: { id, status, ...(query.type === 'precheck' ? { precheck_result: result } : {}) } }
  }
}

describe('a precheck', () => {
  it.each([
    ['CONFIGURATION', 'precheck', 'forStartJob'],
    ['INCRE_TRANSFER_STARTED', 'precheck', 'forRetryJob'],
    ['INCRE_TRANSFER_STARTED', 'editcheck', 'forRetryJob'],
    ['FULL_TRANSFER_FAILED', 'resetcheck', 'forResetJob'],
  ] as const)('of a task in %s, as %s, is %s', async (status, action, precheck_mode) => {
    const { service, asked } = await serviceOver(drs(status))
    expect(await service.act(action, [id], {})).toEqual([{ id, ok: true }])
    expect(asked.at(-1)?.body).toEqual({ job: { action_name: 'precheck', action_params: { precheck_mode } } })
  })

  it('is read with the id that started it', async () => {
    const { service, asked } = await serviceOver(drs('CONFIGURATION'))
    await service.act('precheck', [id], {})
    const { found } = await service.precheckReports([id])
    expect(asked.at(-1)?.query).toEqual({
      type: 'precheck',
      query_id: 'c5c1ffb3-c902-4b31-a606-dfa1231831f9',
    })
    expect(found.get(id)).toEqual({
      percent: 100,
      finished: true,
      passed: false,
      items: [
        {
          item: 'srcDbBinlogIsOff',
          verdict: 'FAILED',
          reason: 'off',
          raw: 'log_bin=OFF',
          failedSubtasks: ['sub'],
          canSkip: true,
          skipped: false,
        },
        { item: 'checkRead', verdict: 'PASSED' },
      ],
    })
  })

  it('is found by another service with the same memory', async () => {
    const prechecks = processMemory()
    await (await serviceOver(drs('CONFIGURATION'), { prechecks })).service.act('precheck', [id], {})
    const { service } = await serviceOver(drs('CONFIGURATION'), { prechecks, v3: false })
    expect((await service.precheckReports([id])).found.get(id)).toMatchObject({ finished: true })
  })

  it('that somebody else started is asked of v3', async () => {
    const { service, asked } = await serviceOver(drs('CONFIGURATION'))
    expect((await service.precheckReports([id])).found.get(id)).toMatchObject({
      percent: 50,
      finished: false,
    })
    expect(asked.map(({ call }) => call)).toEqual(['POST v3/jobs/batch-precheck-result'])
  })

  it('of several tasks has an id for each that was accepted', async () => {
    const [a = '', b = ''] = taskIds(2)
    const prechecks = processMemory()
    const { service } = await serviceOver(
      ({ call }) =>
        call === 'POST v5/jobs/action'
          ? {
              jobs: [
                { id: a, query_id: 'qa' },
                { id: b, status: 'Failed', error_code: 'DRS.10000024' },
              ],
            }
          : { job: { status: 'CONFIGURATION' } },
      { prechecks },
    )
    expect(await service.act('precheck', [a, b], {})).toMatchObject([
      { ok: true },
      { ok: false, error: { code: 'DRS.10000024' } },
    ])
    expect(await prechecks.get([a, b])).toEqual(new Map([[a, 'qa']]))
  })

  it('whose result cannot be read has failed to be read, not passed', async () => {
    const prechecks = processMemory()
    await prechecks.put(id, 'q')
    const { service } = await serviceOver(() => new Refused(400, 'DRS.10020002'), { prechecks })
    await expect(service.precheckReports([id])).rejects.toMatchObject({ code: 'DRS.10020002' })
  })
})

it('a memory of this process forgets the oldest', async () => {
  const memory = processMemory(2)
  for (const [one, query] of [
    ['a', '1'],
    ['b', '2'],
    ['a', '3'],
    ['c', '4'],
  ] as const)
    await memory.put(one, query)
  expect(await memory.get(['a', 'b', 'c'])).toEqual(
    new Map([
      ['a', '3'],
      ['c', '4'],
    ]),
  )
})
