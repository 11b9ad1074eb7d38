import { describe, expect, it } from 'vitest'
import { tableKey } from '../../src/domain/tasks/abnormal-rows.ts'
import { oddDrs } from '../helpers/odd-drs.ts'
import { grant, type StageOptions, seedTask, stage } from './stage.ts'

const world = {
  prod: [
    seedTask('orders', 'INCRE_TRANSFER_STARTED', { scenario: 'sync' }),
    seedTask('wave1-a', 'INCRE_TRANSFER_STARTED'),
    seedTask('wave1-b', 'INCRE_TRANSFER_STARTED'),
  ],
}

type Rows = readonly (Readonly<Record<string, unknown>> | null)[]

const statement = "INSERT INTO shop.orders (name) VALUES ('Mallory')"
const some: Rows = [
  row('orders', '2026-11-30T10:00:00Z', "Duplicate entry '7' for key 'PRIMARY'"),
  row('orders', 1_795_000_000_000, "Duplicate entry '9' for key 'PRIMARY'"),
  row('orders', '2026-11-30 12:00:00', 'Lock wait timeout'),
  null,
  {},
  { db_name: 'shop', schema_name: null, table_name: 'gone' },
  row('<!channel>', '-', ''),
]

function row(table: string, error_time: unknown, error_msg: string) {
  return { db_name: 'shop', schema_name: '', table_name: table, error_sql: statement, error_time, error_msg }
}

function answering(rows: Rows, count: unknown = rows.length): Pick<StageOptions, 'between'> {
  return {
    between: async (drs) => {
      const odd = await oddDrs(drs)
      odd.instead('list-dirty-data', () => ({ status: 200, body: { count, dirty_data_list: rows } }))
      return odd
    },
  }
}

async function staged(options: StageOptions = {}) {
  const staging = await stage(world, { generations: ['v5'], dialect: 'documents', ...options })
  const asked = () =>
    staging
      .drs('prod')
      .control.requests(500)
      .filter((one) => one.operation === 'list-dirty-data')
  const ref = (name: string) => `prod/${staging.taskId('prod', name)}`
  const pane = () => JSON.stringify(staging.slack.shown.at(-1) ?? '')
  return { ...staging, asked, ref, pane }
}

describe('abnormal rows of a task', () => {
  it('are counted by table with the cause, and no statement stands in the answer', async () => {
    const { say } = await staged(answering(some))
    const shown = await say('dirty orders')
    expect(shown.plain).toMatch(
      /Abnormal rows: orders[\s\S]*5 rows in 3 tables[\s\S]*2 rows could not be read/,
    )
    expect(shown.plain).toMatch(/shop\.orders[\s\S]*3[\s\S]*Duplicate entry '7'[\s\S]*1 other cause/)
    expect(shown.json).not.toContain('Mallory')
    // In cells of a table nothing is markup.
    expect(shown.json).toContain('"type":"text","text":"shop.<!channel>"')
    expect(shown.json).toMatch(/cmd:transform:form[\s\S]*cmd:objects:ask/)
    expect((await say('dirty orders', 'ULIWEI')).plain).toMatch(/异常数据：orders[\s\S]*3 张表，共 5 行/)
  })

  it('are shown with their statements in a modal, five at a time, to who asks', async () => {
    const rows = Array.from({ length: 7 }, (_, i) =>
      row('orders', 1_795_000_000_000 + i * 1000, `cause ${i}`),
    )
    const { click, pane, ref } = await staged(answering(rows))
    await click('cmd:dirty:rows', `${ref('orders')} 1 0 ${tableKey('shop.orders')}`).catch(() => undefined)
    expect(pane()).toMatch(
      /Row 1 to 5 of 7[\s\S]*Only you see them[\s\S]*cause 6[\s\S]*Mallory[\s\S]*cause 2/,
    )
    expect(pane()).not.toContain('cause 1')
    await click('cmd:dirty:rows', `${ref('orders')} 2 0 ${tableKey('shop.orders')}`, 'ULIWEI').catch(
      () => undefined,
    )
    expect(pane()).toMatch(/第 6 至 7 行，共 7 行[\s\S]*仅您可见[\s\S]*cause 1/)
    await click('cmd:dirty:rows', `${ref('orders')} 1 0 ${tableKey('shop.nothing')}`).catch(() => undefined)
    expect(pane()).toContain('no longer listed')
  })

  it('are those of the local DRS in whichever form it writes them', async () => {
    const { say, click, drs, taskId, pane, ref } = await staged({ dialect: 'mixed' })
    drs('prod').control.difference({
      task: taskId('prod', 'orders'),
      table: 'billing.accounts',
      kind: 'missing',
      rows: 4,
    })
    drs('prod').control.advance({ ms: 60_000 })
    for (let time = 0; time < 6; time += 1)
      expect((await say('dirty orders')).plain).toMatch(/Abnormal rows: orders[\s\S]*4 rows in 1 table/)
    await click('cmd:dirty:rows', `${ref('orders')} 1 0 ${tableKey('billing.accounts')}`).catch(
      () => undefined,
    )
    expect(pane()).toMatch(/Row 1 to 4 of 4|no longer listed/)
  })

  it('that are very many are bounded, and it is said', async () => {
    const { say } = await staged(answering(some, '9000'))
    expect((await say('dirty orders')).plain).toMatch(/Only \d+ of 9000 rows are read/)
  })

  it('are narrowed to a table and a time', async () => {
    const { say, asked } = await staged(answering(some))
    expect((await say('dirty orders --table shop.go*')).plain).toMatch(/1 row in 1 table[\s\S]*shop\.gone/)
    expect((await say('dirty orders --table nothing')).plain).toContain('No abnormal row fits the filter')
    expect((await say('dirty orders --table nothing', 'ULIWEI')).plain).toContain('没有符合条件的异常数据')
    expect((await say('dirty orders --since 7d')).plain).toMatch(/shop\.orders[\s\S]*Row|shop\.gone/)
    expect(asked()).toEqual([])
  })

  it('are none where DRS has none', async () => {
    const { say } = await staged()
    expect((await say('dirty orders')).plain).toContain('DRS has no abnormal rows of this task')
  })
})

it('v3 has no call, and that is said; with both, v5 is asked', async () => {
  const v3 = await staged({ generations: ['v3'] })
  expect((await v3.say('dirty orders')).plain).toContain('Only API v5 lists abnormal rows')
  expect((await v3.say('dirty orders', 'ULIWEI')).plain).toContain('仅 v5 接口提供异常数据列表')
  const both = await staged({ generations: ['v3', 'v5'], ...answering(some) })
  expect((await both.say('dirty orders')).plain).toContain('5 rows in 3 tables')
})

it('of several tasks each has its line', async () => {
  const { say } = await staged(answering(some))
  const { plain } = await say('dirty wave1-*')
  expect(plain).toMatch(/wave1-a\* · 5 rows in 3 tables[\s\S]*wave1-b\* · 5 rows in 3 tables/)
})

it('refused by DRS, the reason is said; people without a role see nothing', async () => {
  const { say } = await staged({
    between: async (drs) => {
      const odd = await oddDrs(drs)
      odd.instead('list-dirty-data', () => ({
        status: 400,
        body: { error_code: 'DRS.M05003', error_msg: 'Task information not found.' },
      }))
      return odd
    },
  })
  expect((await say('dirty orders')).plain).toContain('DRS.M05003')
  const stranger = await staged({ grants: [grant('viewer', 'UBOB')] })
  await stranger.say('dirty orders')
  expect(stranger.asked()).toEqual([])
})
