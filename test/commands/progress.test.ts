import { describe, expect, it } from 'vitest'
import { oddDrs } from '../helpers/odd-drs.ts'
import { grant, type StageOptions, seedTask, stage } from './stage.ts'

const world = {
  prod: [
    seedTask('books', 'FULL_TRANSFER_STARTED'),
    seedTask('orders', 'INCRE_TRANSFER_STARTED', { scenario: 'sync' }),
    seedTask('pair', 'FULL_TRANSFER_STARTED', { scenario: 'cloudDataGuard', engine: 'cloudDataGuard-mysql' }),
    seedTask('fresh', 'CONFIGURATION'),
    seedTask('wave1-a', 'FULL_TRANSFER_STARTED'),
    seedTask('wave1-b', 'INCRE_TRANSFER_STARTED'),
  ],
}

async function staged(options: StageOptions = {}) {
  const staging = await stage(world, { generations: ['v3'], dialect: 'documents', ...options })
  const asked = () =>
    staging
      .drs('prod')
      .control.requests(500)
      .map(({ operation }) => operation)
  const ref = (name: string) => `prod/${staging.taskId('prod', name)}`
  /** Cards in modals. */
  const pane = () => JSON.stringify(staging.slack.shown.at(-1) ?? '')
  return { ...staging, asked, ref, pane }
}

type Row = Readonly<Record<string, unknown>>

/** A DRS whose answers of this operation have these fields in their only row. */
function withRows(operation: string, change: (row: Row) => Row): Pick<StageOptions, 'between'> {
  return {
    between: async (drs) => {
      const odd = await oddDrs(drs)
      odd.on(operation, ({ body }) => ({ body: { ...body, results: body.results.map(change) } }))
      return odd
    },
  }
}

function withJob(part: Row): Pick<StageOptions, 'between'> {
  return {
    between: async (drs) => {
      const odd = await oddDrs(drs)
      odd.on('get-job', ({ body }) => {
        const { job } = body
        return job.progress_info ? { body: { ...body, job: { ...job, ...part } } } : {}
      })
      return odd
    },
  }
}

describe('a task that copies everything', () => {
  it('shows its parts over v3, and says where the counts by kind are', async () => {
    const { say, drs } = await staged()
    drs('prod').control.advance({ ms: 20_000 })
    const shown = await say('progress books')
    expect(shown.plain).toMatch(/Progress: books[\s\S]*Full phase running · [▓░]{10} 3%/)
    expect(shown.plain).toMatch(/DRS reports no counts by kind here/)
    expect(shown.plain).toMatch(/Structures: [▓░]{10} \d+%[\s\S]*Data: [▓░]{10} \d+%/)
    expect((await say('progress books', 'ULIWEI')).plain).toMatch(/进度：books[\s\S]*结构：[▓░]{10}/)
  })

  it('shows counts by kind over v5, with what has failed first', async () => {
    const { say } = await staged({
      generations: ['v5'],
      ...withJob({
        migration_object_progress_info: {
          migration_object_overview: [
            {
              type: 'database',
              src_count: '1',
              dst_count: '1',
              status: '2',
              end_time: '2026-11-30T10:00:00Z',
            },
            { type: 'table', src_count: '20', dst_count: 5, status: '1', end_time: null },
            null,
            { type: 'view', src_count: '4', dst_count: '3', status: '2', end_time: '2026-11-30T10:00:00Z' },
            { type: 'function', src_count: '0', dst_count: '0', status: '0' },
            { src_count: '4' },
            { type: 'event', src_count: '-', dst_count: '2' },
          ],
        },
      }),
    })
    const { plain } = await say('progress books')
    expect(plain).toMatch(
      /🔴 Views: [▓░]{10} 75% · 3 of 4 · not complete[\s\S]*Table data: [▓░]{10} 25% · 5 of 20/,
    )
    expect(plain).toMatch(/Table data[\s\S]*Events: 2 done, total not reported[\s\S]*Databases: ▓{10} 100%/)
    expect(plain).not.toContain('Functions')
  })

  it.each([
    ['00:12:30', 'about 12 min 30 sec left', '预计剩余 12分钟30秒'],
    ['2h 5min', 'about 2 hr 5 min left', '预计剩余 2小时5分钟'],
    ['750', 'remaining time 750 (DRS names no unit)', '预计剩余时间 750（DRS 未说明单位）'],
  ])('remaining time %s is told in words', async (written, en, zh) => {
    const { say } = await staged(
      withRows('batch-job-progress', (row) => ({ ...row, remaining_time: written })),
    )
    expect((await say('progress books')).plain).toContain(en)
    expect((await say('progress books', 'ULIWEI')).plain).toContain(zh)
  })

  it.each(['-', '0', '', null])('remaining time %j is none', async (written) => {
    const { say } = await staged(
      withRows('batch-job-progress', (row) => ({ ...row, remaining_time: written, progress_map: null })),
    )
    const { plain } = await say('progress books')
    expect(plain).toContain('Full phase running')
    expect(plain).not.toMatch(/left|remaining/)
  })
})

describe('a DR pair', () => {
  it('shows its initialization by kind over v3', async () => {
    const { say, asked } = await staged()
    const { plain } = await say('progress pair')
    expect(plain).toMatch(
      /Initialization running[\s\S]*By kind of object[\s\S]*Databases: [▓░]{10} \d+% · \d of \d/,
    )
    expect(asked()).toContain('batch-struct-process')
  })

  it('says why its kinds could not be read, and shows the rest', async () => {
    const { say } = await staged(
      withRows('batch-struct-process', ({ job_id }) => ({
        job_id,
        error_code: 'DRS.M00304',
        error_message: 'no',
      })),
    )
    const { plain } = await say('progress pair')
    expect(plain).toMatch(/Initialization running[\s\S]*could not be read[\s\S]*DRS\.M00304/)
  })
})

describe('objects one by one', () => {
  it('are paged in a modal, those that are not done first, over v5', async () => {
    const { dispatch, click, pane, ref } = await staged({
      generations: ['v5'],
      between: async (drs) => {
        const odd = await oddDrs(drs)
        odd.on('list-progress-data', () => ({
          body: {
            count: '45',
            flow_compare_data: [
              null,
              {},
              ...Array.from({ length: 40 }, (_, i) => ({
                src_db: 'shop',
                src_tb: `done_${i}`,
                progress: 100,
              })),
              { src_db: 'shop', src_tb: '<!channel>', dst_db: 'store', dst_tb: 'x', progress: '7%' },
              { src_db: 'shop', src_tb: 'odd', progress: {} },
            ],
          },
        }))
        return odd
      },
    })
    await dispatch('progress books', 'UALICE')
    await click('cmd:progress:objects', `${ref('books')} 1 table`).catch(() => undefined)
    expect(pane()).toMatch(/1 to 20 of 42[\s\S]*Only the first 42 of 45[\s\S]*2 rows could not be read/)
    expect(pane()).toMatch(/shop\.odd[\s\S]*not reported[\s\S]*channel[\s\S]*7%[\s\S]*done_0/)
    expect(pane()).not.toContain('<!channel>')
    await click('cmd:progress:objects', `${ref('books')} 3 table`, 'ULIWEI').catch(() => undefined)
    expect(pane()).toContain('第 41 至 42 个，共 42 个')
  })

  it('are read over v3 for DR tasks, and for others it is said that v5 has them', async () => {
    const { click, pane, ref, asked } = await staged()
    await click('cmd:progress:objects', `${ref('pair')} 1 database`).catch(() => undefined)
    expect(pane()).toMatch(/Databases: pair[\s\S]*1 to \d+ of/)
    expect(asked()).toContain('batch-struct-detail')
    await click('cmd:progress:objects', `${ref('books')} 1 table`).catch(() => undefined)
    expect(pane()).toContain('Enable API v5 for the connection')
  })
})

describe('a task that copies changes', () => {
  it('shows delay and components where DRS has them', async () => {
    const components = [
      { type: 'capture', status: 'STARTED', current_point: '0;0|0', delay: '2' },
      { type: 'apply', status: 'STOPPED', delay: '-1' },
      { status: 'STARTED' },
    ]
    const { say } = await staged({
      generations: ['v5'],
      between: async (drs) => {
        const odd = await oddDrs(drs)
        odd.instead('increment-components', () => ({
          status: 200,
          body: { increment_components_list: components },
        }))
        return odd
      },
    })
    const { plain } = await say('progress orders')
    expect(plain).toMatch(/Incremental phase running · delay [\s\S]*The full phase is over/)
    expect(plain).toMatch(/Capture: running · delay 2 sec · at `0;0\|0`[\s\S]*Apply: stopped/)
    expect(plain).not.toContain('By kind of object')
    expect((await say('progress orders', 'ULIWEI')).plain).toMatch(/抓取：运行中 · 时延 2秒/)
  })

  it('of another link has none, and nothing is missing from the rest', async () => {
    const { say } = await staged({ generations: ['v5'] })
    const { plain } = await say('progress orders')
    expect(plain).toContain('The full phase is over')
    expect(plain).not.toMatch(/Components|DRS\./)
  })
})

it('of a task that has not started nothing is copied yet', async () => {
  const { say } = await staged()
  expect((await say('progress fresh')).plain).toContain('Nothing is copied yet')
  expect((await say('progress fresh', 'ULIWEI')).plain).toContain('任务尚未启动')
})

it('of several tasks each has its line, and one that DRS refuses keeps the others from nobody', async () => {
  const { say, taskId } = await staged(
    withRows('batch-job-progress', (row) =>
      row.transfer_status === 'INCRE_TRANSFER_STARTED'
        ? { job_id: row.job_id, error_code: 'DRS.M00001', error_msg: 'no' }
        : row,
    ),
  )
  expect(taskId('prod', 'wave1-a')).toBeTruthy()
  const { plain } = await say('progress wave1-*')
  expect(plain).toMatch(/Progress of tasks[\s\S]*wave1-a[^\n]*[▓░]{10} 0%/)
  expect(plain).toMatch(/wave1-b[^\n]*Incremental phase running · /)
})

it('is for people who may see tasks', async () => {
  const viewer = await staged({ grants: [grant('viewer', '*')] })
  expect((await viewer.say('progress books')).plain).toContain('Full phase running')
  const stranger = await staged({ grants: [grant('viewer', 'UBOB')] })
  expect((await stranger.say('progress books')).plain).not.toContain('Full phase running')
  expect(stranger.asked()).not.toContain('batch-job-progress')
})

it('refused by DRS, the reason is said', async () => {
  const { say } = await staged(
    withRows('batch-job-progress', ({ job_id }) => ({ job_id, error_code: 'DRS.M00304', error_msg: 'no' })),
  )
  expect((await say('progress books')).plain).toContain('DRS.M00304')
})
