import { describe, expect, it } from 'vitest'
import { instances } from '../../../src/local-drs/databases.ts'
import { defaultSeed, type LocalDrs } from '../../../src/local-drs/server.ts'
import { aDrs, ask, call, idOf } from '../a-drs.ts'
import { act, configured, outcome, prechecked, tested } from './task-world.ts'

const nobody = '24834eb6-be30-464e-a299-f7aa730jb999'

async function allowed(drs: LocalDrs, job_id: string) {
  const { job_action } = await call(drs, 'job-actions-allowed', undefined, { params: { job_id } })
  return job_action
}

describe('actions on several tasks', () => {
  it('answer item by item; 202 when all are asked about later', async () => {
    const drs = await aDrs({ seed: defaultSeed })
    const [sync, dr] = [idOf(drs, 'billing-sync'), idOf(drs, 'dr-orders')]
    const both = await ask(drs, 'batch-job-action', {
      jobs: [
        { job_id: sync, action_name: 'stop', action_params: {} },
        { job_id: dr, action_name: 'start' },
        { job_id: nobody, action_name: 'stop' },
      ],
    })
    expect(both.status).toBe(200)
    expect(both.json.jobs).toMatchObject([
      { id: sync, name: 'billing-sync', status: 'Success' },
      { id: dr, name: 'dr-orders', status: 'Failed', error_code: 'DRS.10010014' },
      { id: nobody, status: 'Failed', error_code: 'DRS.10000010' },
    ])
    const checks = await ask(drs, 'batch-job-action', {
      jobs: [{ job_id: dr, action_name: 'precheck', action_params: { precheck_mode: 'forRetryJob' } }],
    })
    expect(checks.status).toBe(202)
    expect(checks.json.jobs).toMatchObject([{ id: dr, query_id: expect.stringMatching(/^[0-9a-f-]{36}$/) }])
  })

  it('refuse parameters of other actions, and a task other than that of the path', async () => {
    const drs = await aDrs()
    const id = await tested(drs)
    expect(await outcome(act(drs, id, 'precheck'))).toBe('DRS.10020001')
    expect(await outcome(act(drs, id, 'start', { precheck_mode: 'forStartJob' }))).toBe('DRS.10020002')
    expect(await outcome(act(drs, id, 'network', { endpoints: [] }))).toBe('DRS.10020001')
    expect(await outcome(act(drs, nobody, 'start'))).toBe('DRS.10000010')
    const job = { job_id: nobody, action_name: 'start' }
    expect(await outcome(ask(drs, 'job-action', { job }, { params: { job_id: id } }))).toBe('DRS.10020002')
  })
})

describe('what a task allows', () => {
  /** The call that stands for a command, with parameters that are right. */
  const attempts: Readonly<Record<string, (drs: LocalDrs, id: string) => Promise<string>>> = {
    START: (drs, id) => outcome(act(drs, id, 'start')),
    PAUSE: (drs, id) => outcome(act(drs, id, 'stop')),
    RETRY: (drs, id) => outcome(act(drs, id, 'restart')),
    CONTINUE_JOB: (drs, id) => outcome(act(drs, id, 'restart')),
    FREE_RESOURCE: (drs, id) => outcome(ask(drs, 'stop-job', {}, { params: { job_id: id } })),
    DELETE: async (drs, id) => {
      const { status, json } = await ask(drs, 'delete-job', undefined, { params: { job_id: id } })
      return status === 200 ? 'success' : json.error_code
    },
    CLONE: (drs, id) =>
      outcome(ask(drs, 'clone-job', { job_id: id, name: 'a-clone' })).then((said) =>
        said === '202' ? 'success' : said,
      ),
    SWITCH_OVER: async (drs, id) => {
      const { results } = await call(drs, 'batch-switchover', { jobs: [id] })
      return results[0].error_code ?? 'success'
    },
  }

  it.each([
    'CREATING',
    'CONFIGURATION',
    'FULL_TRANSFER_STARTED',
    'FULL_TRANSFER_COMPLETE',
    'FULL_TRANSFER_FAILED',
    'INCRE_TRANSFER_STARTED',
    'INCRE_TRANSFER_FAILED',
    'PAUSING',
    'RELEASE_RESOURCE_COMPLETE',
  ] as const)('in %s it does, and nothing else', async (status) => {
    for (const scenario of ['sync', 'cloudDataGuard'] as const) {
      for (const [command, attempt] of Object.entries(attempts)) {
        const drs = await aDrs()
        const engine = scenario === 'sync' ? 'mysql' : 'cloudDataGuard-mysql'
        const places = { source: '192.168.0.28:3306', destination: instances.mysql }
        const { id } = drs.control.create({ name: 'a-task', scenario, engine, status, ...places })
        drs.control.advance({ ms: 20_000 })
        const { available_actions, unavailable_actions } = await allowed(drs, id)
        expect(available_actions.includes(command)).not.toBe(unavailable_actions.includes(command))
        const did = (await attempt(drs, id)) === 'success'
        // `restart` is one call for two commands.
        const resumes = command === 'RETRY' || command === 'CONTINUE_JOB'
        const promised = resumes
          ? available_actions.includes('RETRY') || available_actions.includes('CONTINUE_JOB')
          : available_actions.includes(command)
        expect({ scenario, command, did }).toEqual({ scenario, command, did: promised })
      }
    }
  })

  it('is the same in the list', async () => {
    const drs = await aDrs({ seed: defaultSeed })
    const { jobs } = await call(drs, 'v5-list-jobs', undefined, { query: { job_type: 'cloudDataGuard' } })
    expect(jobs[0].job_action).toEqual(await allowed(drs, jobs[0].id))
    expect(jobs[0].job_action.available_actions).toContain('SWITCH_OVER')
    expect(await outcome(ask(drs, 'job-actions-allowed', undefined, { params: { job_id: nobody } }))).toBe(
      'DRS.10000010',
    )
  })

  it('needs a passed precheck for a start', async () => {
    const drs = await aDrs()
    const id = await configured(drs)
    expect((await allowed(drs, id)).available_actions).toContain('PRE_CHECK')
    expect((await allowed(drs, id)).unavailable_actions).toContain('START')
    await prechecked(drs, id)
    expect((await allowed(drs, id)).available_actions).toContain('START')
  })
})
