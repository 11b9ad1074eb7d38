import { describe, expect, it } from 'vitest'
import type { Policy } from '../../src/domain/approvals/policy.ts'
import { oddDrs } from '../helpers/odd-drs.ts'
import { grant, type StageOptions, seedTask, stage } from './stage.ts'

const world = {
  prod: [
    seedTask('books', 'CONFIGURATION'),
    seedTask('orders', 'CONFIGURATION', { scenario: 'sync' }),
    seedTask('ended', 'RELEASE_RESOURCE_COMPLETE'),
  ],
}

const nobody: Policy = { need: [], answerWithinMs: 1, useWithinMs: 1, preconditions: {} }
const free = { policy: async () => nobody }

async function staged(options: StageOptions = {}) {
  const staging = await stage(world, { approvals: free, generations: ['v3'], ...options })
  const asked = (operation: string) =>
    staging
      .drs('prod')
      .control.requests(200)
      .filter((one) => one.operation === operation)
  return { ...staging, asked }
}

describe('parameters of the databases', () => {
  it('are shown with what differs first', async () => {
    const { say } = await staged()
    const shown = await say('params books')
    expect(shown.plain).toMatch(/2 of 20 differ[\s\S]*binlog_cache_size[\s\S]*16384[\s\S]*32768/)
    expect(shown.plain).toMatch(
      /Same on both sides \(18\)[\s\S]*Parameters of the task[\s\S]*slotAdvanceInterval/,
    )
    expect((await say('params books', 'ULIWEI')).plain).toContain('共 20 项，2 项不一致')
  })

  it('get the value of the source, or one that was typed, and it is said what needs a restart', async () => {
    const { say, asked } = await staged()
    const set = await say('params books --set "character_set_server = utf8mb4" --copy max_connections')
    expect(set.plain).toMatch(
      /Parameters set: books[\s\S]*Restart the destination[\s\S]*Before[\s\S]*max_connections = 800/,
    )
    expect(set.plain).toMatch(/Now[\s\S]*character_set_server = utf8mb4[\s\S]*max_connections = 1200/)
    expect(asked('modify-params').map(({ body }) => body)).toEqual([
      {
        group: 'common',
        params: [
          { key: 'character_set_server', target_value: 'utf8mb4' },
          { key: 'max_connections', target_value: '1200' },
        ],
      },
    ])
  })

  it('need others where a rule asks for them, while those of the task do not', async () => {
    const drafts: unknown[] = []
    const two: Policy = {
      ...nobody,
      need: [{ group: { name: 'dba', users: ['UBOB'], userGroups: [] }, seats: 1 }],
    }
    const { say, asked } = await staged({
      approvals: {
        policy: async () => two,
        request: async (draft) => {
          drafts.push(draft)
          throw new Error('asked')
        },
      },
    })
    expect((await say('params books --copy max_connections')).plain).toContain('reason')
    await say('params books --copy max_connections --reason "load test"').catch(() => undefined)
    expect(drafts).toEqual([expect.objectContaining({ reason: 'load test' })])
    expect(asked('modify-params')).toEqual([])
    await say('params books --set slotAdvanceInterval=5')
    expect(asked('update-tuning-params')).toHaveLength(1)
  })

  it('refused by DRS, the reason is said', async () => {
    const { say } = await staged({
      between: async (drs) => {
        const odd = await oddDrs(drs)
        odd.on('modify-params', () => ({
          body: { success: false, should_restart: 'false', error_code: 'DRS.M00403', error_msg: 'no' },
        }))
        return odd
      },
    })
    expect((await say('params books --copy max_connections')).plain).toContain('DRS.M00403')
  })

  it('that were set are told, though DRS refuses those of the task after them', async () => {
    const { say } = await staged({
      between: async (drs) => {
        const odd = await oddDrs(drs)
        odd.instead('update-tuning-params', () => ({
          status: 400,
          body: { error_code: 'DRS.M00289', error_msg: 'no' },
        }))
        return odd
      },
    })
    const said = await say('params books --copy max_connections --set slotAdvanceInterval=5')
    expect(said.plain).toMatch(/DRS\.M00289[\s\S]*Now[\s\S]*max_connections = 1200/)
  })
})

describe('parameters of the task', () => {
  it('over v3 are set by phase, and go back to their defaults', async () => {
    const { say, click, asked, taskId } = await staged()
    const set = await say('params orders --set "slotAdvanceInterval = 5\nfetchLogByTable = true"')
    expect(set.plain).toMatch(/Before[\s\S]*slotAdvanceInterval = 1[\s\S]*Now[\s\S]*slotAdvanceInterval = 5/)
    expect(asked('update-tuning-params')[0]?.body).toEqual({
      incre_relay: { slotAdvanceInterval: '5', fetchLogByTable: 'true' },
    })
    const back = await click('cmd:params:defaults', `prod/${taskId('prod', 'orders')}`)
    expect(back.plain).toMatch(/Before[\s\S]*slotAdvanceInterval = 5[\s\S]*Now[\s\S]*slotAdvanceInterval = 1/)
  })

  it('over v5 are set in one list, with their history and a way to let them count now', async () => {
    const { say, click, asked, taskId } = await staged({ generations: ['v5'] })
    const shown = await say('params orders')
    expect(shown.plain).toMatch(/applier_thread_num[\s\S]*10[\s\S]*1-512/)
    const set = await say('params orders --set read_task_num=20')
    expect(set.plain).toMatch(/read_task_num = 10[\s\S]*Now[\s\S]*read_task_num = 20/)
    expect(set.json).toContain('cmd:params:reload')
    expect(asked('modify-configuration')[0]?.body).toEqual({
      values: [{ parameter_name: 'read_task_num', parameter_value: '20' }],
    })
    const ref = `prod/${taskId('prod', 'orders')}`
    expect((await click('cmd:params:history', ref)).plain).toContain('takes effect after a restart or reload')
    expect((await click('cmd:params:reload', ref)).plain).toContain('The parameters were reloaded: orders')
    expect((await click('cmd:params:history', ref)).plain).toMatch(/`read_task_num`: 10 → 20$/m)
    const back = await click('cmd:params:defaults', ref, 'ULIWEI')
    expect(back.plain).toMatch(/修改前[\s\S]*read_task_num = 20[\s\S]*当前[\s\S]*read_task_num = 10/)
  })

  it('over v3 have no history, and that is said', async () => {
    const { click, taskId } = await staged()
    const answer = await click('cmd:params:history', `prod/${taskId('prod', 'orders')}`)
    expect(answer.plain).toContain('Only API v5 keeps this history')
  })
})

it.each([
  ['books --set nothing=1', 'no parameter “nothing”', '没有参数“nothing”'],
  ['books --set max_connections=0', 'out of the range', '超出 max_connections 的取值范围'],
  ['books --set max_connections', 'not a name and a value', '不是参数名和值'],
  ['books --copy sync_binlog', 'no parameter “sync_binlog”', '没有参数“sync_binlog”'],
  ['ended --set a=1', 'Change parameters', '修改参数'],
])('params %s is refused with the reason', async (text, en, zh) => {
  const { say, asked, slack } = await staged()
  for (const [user, words] of [
    ['UALICE', en],
    ['ULIWEI', zh],
  ] as const) {
    const answer = await say(`params ${text}`, user).then(
      ({ plain }) => plain,
      () => '',
    )
    expect(answer + JSON.stringify(slack.shown.at(-1) ?? '')).toContain(words)
  }
  expect([...asked('modify-params'), ...asked('update-tuning-params')]).toEqual([])
})

it('is shown to viewers, without a way to change anything', async () => {
  const { say, asked } = await staged({ grants: [grant('viewer', '*')] })
  const shown = await say('params books')
  expect(shown.plain).toContain('max_connections')
  expect(shown.json).not.toContain('cmd:params:form')
  expect((await say('params books --copy max_connections')).plain).toContain('operator')
  expect(asked('modify-params')).toEqual([])
})

it('a value that looks like markup stays a value', async () => {
  const { say } = await staged()
  const set = await say('params orders --set "excludeUsers = <!channel>"')
  expect(set.plain).toContain('excludeUsers = <!channel>')
  expect(set.json).not.toContain('<!channel>')
})
