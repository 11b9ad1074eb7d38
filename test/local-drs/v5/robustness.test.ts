import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Operation } from '../../../src/drs/operation.ts'
import { statuses } from '../../../src/drs/statuses.ts'
import { defaultSeed, type LocalDrs } from '../../../src/local-drs/server.ts'
import { handlersV5 } from '../../../src/local-drs/v5/index.ts'
import { aDrs, ask, idOf, pathOf } from '../a-drs.ts'
import { type Received, send } from '../signed-request.ts'
import { form } from './rest-world.ts'
import { newAsyncTask, newTask, source } from './task-world.ts'

/** A call that is turned down is JSON with a code, never a stack. */
function expectHonest({ status, text, json }: Received): void {
  expect(status, text).toBeLessThan(500)
  expect(text).not.toMatch(/\bat .*\.ts:|node:internal/)
  if (status >= 400) expect(json?.error_code).toBeDefined()
}

function expectNoDefect(drs: LocalDrs): void {
  expect(drs.control.requests(1_000).filter(({ defect }) => defect)).toEqual([])
}

describe('whatever a caller sends', () => {
  const every: readonly Operation[] = handlersV5.map(({ operation }) => operation)

  it('on any route is answered honestly', async () => {
    const drs = await aDrs({ seed: defaultSeed })
    const ids = ['billing-sync', 'orders-to-rds', 'dr-orders'].map((name) => idOf(drs, name))
    const piece = fc.oneof(
      fc.constantFrom(...ids, newTask(), newAsyncTask(), source(), {
        job_id: ids[0],
        action_name: 'precheck',
      }),
      fc.jsonValue(),
      fc.constantFrom(null, -1, '', '\u0000', { __proto__: null, constructor: 1 }),
    )
    const body = fc.oneof(
      piece,
      fc.record({ job: piece }),
      fc.record({ jobs: fc.array(piece, { maxLength: 3 }) }),
      fc.record({
        job: fc.record({ type: fc.constantFrom('name', 'endpoint', 'db_object', 'policy'), params: piece }),
      }),
      fc.record({
        job: fc.record({
          action_name: fc.constantFrom('network', 'start', 'create_compare'),
          action_params: piece,
        }),
      }),
    )
    const word = fc.oneof(
      fc.constantFrom(...ids, 'sync', 'table', '%00', '__proto__', '..%2F'),
      fc.string().map(encodeURIComponent),
    )
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...every), body, word, word, async (operation, sent, id, other) => {
        const text = operation.method === 'GET' ? '' : (JSON.stringify(sent) ?? '')
        const address = operation.upload ? form('x.xlsx', text) : { text }
        const root = operation.path.split('/')[1] ?? 'v5'
        const path = pathOf(operation.path, {
          params: { job_id: id, async_job_id: id, resource_id: id, resource_type: other, type: other },
        })
        expectHonest(
          await send(drs, { root, path: `${path}?type=${other}`, method: operation.method, ...address }),
        )
      }),
      { numRuns: 600 },
    )
    expectNoDefect(drs)
  })

  it('in a file is answered honestly', async () => {
    const drs = await aDrs({ seed: defaultSeed })
    const { bytes } = await ask(drs, 'download-job-template')
    const spoiled = fc
      .record({
        at: fc.nat({ max: bytes.length - 1 }),
        by: fc.nat({ max: 255 }),
        cut: fc.nat({ max: bytes.length }),
      })
      .map(({ at, by, cut }) => {
        const copy = Buffer.from(bytes)
        copy[at] = by
        return copy.subarray(0, cut)
      })
    const content = fc.oneof(
      spoiled,
      fc.uint8Array({ maxLength: 200 }).map((raw) => Buffer.from(raw)),
    )
    await fc.assert(
      fc.asyncProperty(content, async (file) => {
        expectHonest(await ask(drs, 'import-jobs', undefined, form('tasks.xlsx', file)))
      }),
      { numRuns: 150 },
    )
    expectNoDefect(drs)
  })
})

const known = new Set<string>(statuses.map(({ status }) => status))

describe('any schedule of actions over both generations', () => {
  it('leaves tasks in documented statuses, and every answer tells what v3 tells', async () => {
    const drs = await aDrs({ seed: defaultSeed })
    const ids = ['billing-sync', 'orders-to-rds', 'dr-orders'].map((name) => idOf(drs, name))
    const names = ['start', 'stop', 'restart', 'reset', 'unbind_eip', 'reload_parameters'] as const
    const v5 = fc.constantFrom(...names).map((action_name) => ({ id: 'job-action', item: { action_name } }))
    const check = fc.constantFrom('forStartJob', 'forRetryJob', 'forResetJob').map((precheck_mode) => ({
      id: 'job-action',
      item: { action_name: 'precheck', action_params: { precheck_mode } },
    }))
    const v3 = fc.constantFrom('batch-pause-jobs', 'batch-retry-jobs').map((id) => ({ id, item: undefined }))
    const console = fc.constant({ id: 'fail', item: undefined })
    const step = fc.record({
      what: fc.oneof(v5, check, v3, console),
      job_id: fc.constantFrom(...ids),
      wait: fc.nat({ max: 300 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        for (const { what, job_id, wait } of steps) {
          await carryOut(drs, job_id, what)
          drs.control.advance({ ms: wait * 1_000 })
          const { json } = await ask(drs, 'get-job', undefined, {
            params: { job_id },
            query: { type: 'progress' },
          })
          const { results } = (await ask(drs, 'batch-job-progress', { jobs: [job_id] })).json
          expect(known).toContain(json.job.status)
          expect(results[0]).toMatchObject({
            transfer_status: json.job.status,
            progress: json.job.progress_info.progress,
            incre_trans_delay_millis: json.job.progress_info.incr_trans_delay_millis,
          })
        }
      }),
      { numRuns: 20 },
    )
    expectNoDefect(drs)
  })
})

async function carryOut(
  drs: LocalDrs,
  job_id: string,
  { id, item }: { id: string; item: object | undefined },
) {
  if (id === 'fail') {
    const task = drs.control.tasks().find((one) => one.id === job_id)
    const fails = task?.status === 'FULL_TRANSFER_STARTED' || task?.status === 'INCRE_TRANSFER_STARTED'
    return fails ? drs.control.act({ task: job_id, action: 'fail', reason: 'lost' }) : undefined
  }
  if (id === 'job-action') return expectHonest(await ask(drs, id, { job: item }, { params: { job_id } }))
  const job = id === 'batch-pause-jobs' ? { job_id, pause_mode: 'target' } : { job_id }
  return expectHonest(await ask(drs, id, { jobs: [job] }))
}
