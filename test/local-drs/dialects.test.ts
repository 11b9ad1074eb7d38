import { describe, expect, it } from 'vitest'
import { operationById } from '../../src/drs/index.ts'
import { type Dialect, dialects, formsFor, spoken } from '../../src/local-drs/dialects.ts'
import { defaultSeed, type LocalDrsOptions } from '../../src/local-drs/server.ts'
import { aDrs, ask, configure, create, idOf, minutes, statusOf } from './a-drs.ts'
import { askEverything, createMongo } from './every-operation.ts'
import { send } from './signed-request.ts'
import { askTaskCalls, newTask } from './v5/task-world.ts'

const unknown = '24834eb6-be30-464e-a299-f7aa730jb101'
const calls = Array.from({ length: 60 }, (_, call) => call)

function speaking(dialect: Dialect, options: LocalDrsOptions = {}) {
  return aDrs({ seed: defaultSeed, dialect, ...options })
}

/** The bodies of one call, asked many times of a DRS that speaks every form by turns. */
async function byTurns(options: LocalDrsOptions, id: string, body: object) {
  const drs = await speaking('mixed', options)
  const answers = []
  for (const _ of calls) answers.push(await ask(drs, id, body))
  return answers
}

describe('every form of every answer', () => {
  it.each([
    ['v3', askEverything],
    ['v5', askTaskCalls],
  ] as const)('of %s keeps to the contract', async (_api, everything) => {
    const asked = await everything(await aDrs({ seed: defaultSeed }))
    const broken = asked.flatMap(({ id, answer, body }) =>
      calls.flatMap((call) => {
        const forms = formsFor({ dialect: 'mixed', operation: id, seed: 'any', call })
        const said = spoken(forms, { status: 200, body: answer }, { body, locale: 'en' })
        const { error } = operationById(id)?.response.safeParse(said.body) ?? {}
        return error ? [{ id, forms: forms.map(({ says }) => says), error: error.message }] : []
      }),
    )
    expect(broken).toEqual([])
  })

  it('comes from the seed and the number of the call alone', async () => {
    const bodies = async (dialectSeed: string) =>
      (await byTurns({ dialectSeed }, 'batch-job-status', { jobs: [unknown] })).map(({ text }) => text)
    const [first, again, other] = await Promise.all(['a', 'a', 'b'].map(bodies))
    expect(again).toEqual(first)
    expect(other).not.toEqual(first)
  })
})

describe('a task that is there', () => {
  const told = async (options: LocalDrsOptions) => {
    const drs = await speaking('mixed', options)
    const jobs = drs.control.tasks().map(({ id }) => id)
    const missing: string[] = []
    for (let asked = 0; asked < 400; asked += 1) {
      const { json } = await ask(drs, 'batch-job-status', { jobs })
      for (const { id, error_code, status } of json.results)
        if (!status) missing.push(error_code === 'DRS.M05004' ? 'someone' : id)
    }
    return { missing, jobs }
  }

  it('does not exist for one answer, once each, while the clock moves', async () => {
    const { missing, jobs } = await told({ speed: 1 })
    expect(missing).toHaveLength(jobs.length)
    for (const options of [{ speed: 0 }, { speed: 1, neverLate: true }])
      expect((await told(options)).missing).toEqual([])
  })
})

describe('a task that is not there', () => {
  it('is told in every witnessed form, once asked often enough', async () => {
    const answers = await byTurns({}, 'batch-job-details', { jobs: [unknown] })
    const forms = answers.map(({ status, json }) => `${status} ${json.results[0].error_code}`)
    expect(new Set(forms)).toEqual(new Set(['200 DRS.M05003', '200 DRS.M00289', '400 DRS.M05004']))
  })

  it('turns a whole batch down for the Terraform provider, and names itself by nothing but its code', async () => {
    const drs = await speaking('terraform', { dialectSeed: 'whole' })
    const jobs = [idOf(drs, 'billing-sync'), unknown]
    const answers = []
    for (const _ of calls) answers.push(await ask(drs, 'batch-job-status', { jobs }))
    const whole = answers.find(({ status }) => status === 400)
    expect(whole?.json).toEqual({
      results: [{ error_code: 'DRS.M05004', error_msg: expect.any(String) }],
      count: '1',
    })
  })

  it('may be a task with the status DELETED, when it was deleted', async () => {
    const drs = await speaking('mixed')
    const { id } = drs.control.act({ task: 'orders-to-rds', action: 'stop' })
    drs.control.advance(minutes(2))
    drs.control.act({ task: id, action: 'delete' })
    const answers = []
    for (const _ of calls) answers.push(await ask(drs, 'batch-job-status', { jobs: [id] }))
    expect(answers.map(({ json }) => json.results[0].status)).toContain('DELETED')
  })
})

describe('where the documents show one form and others rely on another', () => {
  it('a new task of v5 has its id at the top or inside', async () => {
    const drs = await speaking('sdk')
    const { json } = await ask(drs, 'create-job', { job: newTask() })
    expect(json).toMatchObject({ id: expect.any(String), name: 'DRS-1234', status: 'CREATING' })
    const job = newTask({ name: 'other-name', engine_type: 'mysql-to-mysql' })
    const other = await ask(drs, 'create-job', { job })
    expect(other.json.status).toBe('CREATING')
    const documented = await ask(await speaking('documents'), 'create-job', { job: newTask() })
    expect(documented.json.job.id).toBe(json.id)
  })

  it('details leave the network to the list', async () => {
    const drs = await speaking('terraform')
    const id = idOf(drs, 'billing-sync')
    const details = await ask(drs, 'batch-job-details', { jobs: [id] })
    expect(details.json.results[0]).not.toHaveProperty('net_type')
    const list = await ask(drs, 'list-jobs', { cur_page: 1, per_page: 10, db_use_type: 'sync' })
    expect(list.json.jobs[0]).toMatchObject({ net_type: 'eip', engine_type: 'mysql-to-mysql' })
  })

  it('a list without an engine holds DR tasks too', async () => {
    const query = { cur_page: 1, per_page: 10, db_use_type: 'cloudDataGuard' }
    const found = async (dialect: Dialect) =>
      (await ask(await speaking(dialect), 'list-jobs', query)).json.total_record
    expect(await Promise.all(dialects.slice(0, 3).map(found))).toEqual([0, '0', '1'])
  })

  it('MongoDB comes back as a pair that no request names', async () => {
    const drs = await speaking('terraform')
    const id = createMongo(drs)
    const { json } = await ask(drs, 'batch-job-details', { jobs: [id] })
    expect(json.results[0].inst_info.engine_type).toBe('mongodb-to-dds')
  })

  it('successes carry a code that says that there is no error', async () => {
    const paused = async (dialect: Dialect) => {
      const drs = await speaking(dialect)
      const id = idOf(drs, 'billing-sync')
      const body = { jobs: [{ job_id: id, pause_mode: 'target' }] }
      return (await ask(drs, 'batch-pause-jobs', body)).json.results[0]
    }
    expect((await paused('documents')).error_code).toBeUndefined()
    expect((await paused('sdk')).error_code).toBeNull()
    expect((await paused('terraform')).error_code).toBe('')
  })

  it('a page beyond the last is refused', async () => {
    const drs = await speaking('sdk')
    const body = { jobs: [idOf(drs, 'billing-sync')], page_req: { cur_page: 2, per_page: 10 } }
    const { status, json } = await ask(drs, 'batch-job-status', body)
    expect([status, json.error_code]).toEqual([400, 'DRS.M00211'])
  })

  it('the gateway goes by its other name', async () => {
    const drs = await speaking('terraform')
    const { json } = await send(drs, { path: '/jobs/batch-nothing', body: {} })
    expect(json.error_code).toBe('APIG.0101')
  })

  it('delays are texts, numbers, negative, or not there in every way', async () => {
    const drs = await speaking('mixed')
    const id = idOf(drs, 'dr-orders')
    drs.control.lag({ task: id, ms: 2_870 })
    const rows = []
    for (const _ of calls) rows.push((await ask(drs, 'batch-job-progress', { jobs: [id] })).json.results[0])
    const millis = new Set(rows.map(({ incre_trans_delay_millis }) => incre_trans_delay_millis))
    expect(millis).toEqual(new Set(['2870', 2870, '-7130']))
    expect(new Set(rows.map(({ incre_trans_delay }) => incre_trans_delay))).toContain('-8')
  })
})

describe('after an accepted action', () => {
  it('readers see the old status for some seconds', async () => {
    const drs = await speaking('terraform')
    const id = idOf(drs, 'billing-sync')
    await ask(drs, 'batch-pause-jobs', { jobs: [{ job_id: id, pause_mode: 'target' }] })
    expect(await statusOf(drs, id)).toBe('INCRE_TRANSFER_STARTED')
    drs.control.advance({ ms: 5_000 })
    expect(await statusOf(drs, id)).toBe('PAUSING')
  })

  it('and the previous pre-check report', async () => {
    const drs = await aDrs()
    const late = await aDrs({ dialect: 'terraform' })
    const processes = async (on: typeof drs) => {
      const id = await create(on)
      on.control.advance(minutes(2))
      await configure(on, id)
      const check = () => ask(on, 'batch-precheck', { jobs: [{ job_id: id, precheck_mode: 'forStartJob' }] })
      const process = async () => {
        const { json } = await ask(on, 'batch-precheck-result', { jobs: [id] })
        return json.results[0].process
      }
      await check()
      const first = await process()
      on.control.advance(minutes(1))
      await check()
      const second = await process()
      on.control.advance({ ms: 6_000 })
      return [first, second, await process()]
    }
    expect(await processes(drs)).toEqual(['0%', '0%', '10%'])
    expect(await processes(late)).toEqual(['0%', '100%', '10%'])
  })

  it('while other calls judge by what is', async () => {
    const drs = await speaking('terraform')
    const id = idOf(drs, 'billing-sync')
    const pause = () => ask(drs, 'batch-pause-jobs', { jobs: [{ job_id: id, pause_mode: 'target' }] })
    await pause()
    expect((await pause()).json.results[0].error_code).toBe('DRS.M00304')
  })
})
