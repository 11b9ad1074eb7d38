import { describe, expect, it } from 'vitest'
import type { TaskSetup } from '../../src/domain/tasks/task-setup.ts'
import { oddDrs } from '../helpers/odd-drs.ts'
import { grant, type StageOptions, seedTask, stage } from './stage.ts'

const kafka = { scenario: 'sync', engine: 'mysql-to-kafka', destination: '192.168.0.40:9092' } as const

const world = {
  prod: [
    seedTask('orders', 'CONFIGURATION', { scenario: 'sync' }),
    seedTask('events', 'CONFIGURATION', kafka),
    seedTask('running', 'INCRE_TRANSFER_STARTED', { scenario: 'sync' }),
    seedTask('moving', 'CONFIGURATION'),
  ],
}

async function staged(options: StageOptions = {}) {
  const staging = await stage(world, options)
  const asked = (operation: string) =>
    staging
      .drs('prod')
      .control.requests(200)
      .filter((one) => one.operation === operation)
  /** As if the bot had set the task up and tested its databases. */
  const setUp = (name: string, more: Partial<TaskSetup> = {}) => {
    const source = { dbType: 'mysql', ip: '192.168.0.28', port: 3306, user: 'root' }
    const destination = { dbType: 'kafka', ip: '192.168.0.40:9092' }
    staging.setups.set(`prod/${staging.taskId('prod', name)}`, { source, destination, testedAt: 1, ...more })
  }
  return { ...staging, asked, setUp }
}

describe.each([
  { api: 'v3', operation: 'batch-set-sync-policy' },
  { api: 'v5', operation: 'update-job' },
] as const)('over $api', ({ api, operation }) => {
  const options: StageOptions = { generations: [api] }

  it('sets the policy, and shows what it was and what it is', async () => {
    const { say, asked } = await staged(options)
    const set = await say('policy orders --conflict overwrite --indexes false')
    expect(set.plain).toMatch(
      /Sync policy set: orders[\s\S]*Before[\s\S]*Unknown[\s\S]*Now[\s\S]*Overwrite the row[\s\S]*ordinary indexes: No/,
    )
    expect(asked(operation)).toHaveLength(1)
    expect(JSON.stringify(asked(operation)[0]?.body)).toMatch(
      /"conflict_policy":"overwrite".*"index_trans":false/,
    )
    const again = await say('policy orders --conflict stop', 'ULIWEI')
    expect(again.plain).toMatch(/已设置同步策略：orders[\s\S]*修改前[\s\S]*覆盖[\s\S]*当前[\s\S]*报错/)
  })

  it('of several tasks, item by item', async () => {
    const { say } = await staged(options)
    const set = await say('policy orders,events,running --conflict ignore')
    expect(set.plain).toContain('Sync policy set on 1 of 3 tasks')
    expect(set.plain).toContain('*events* · Tasks of this link don’t have this setting')
    expect(set.plain).toContain('*running* · The sync policy can be set until the task starts')
  })
})

it('the form asks for what the link and the API generation have, and insists on what Kafka needs', async () => {
  const { wizard, asked, slack, dispatch } = await staged({ generations: ['v3'] })
  await dispatch('policy orders', 'UALICE')
  const database = JSON.stringify(slack.shown.at(-1))
  expect(database).toContain('"block_id":"conflict"')
  for (const none of ['topics', 'dml', 'slot']) expect(database).not.toContain(`"block_id":"${none}"`)
  const { pages, errors } = await wizard('policy events', {})
  expect(JSON.stringify(pages)).not.toContain('"block_id":"conflict"')
  expect(Object.keys(errors ?? {})).toEqual(['topics', 'partition'])
  const wrong = await wizard('policy events', { topics: '1', partition: '3' })
  expect(wrong.errors).toMatchObject({ partition: expect.stringContaining('don’t go with these topics') })
  expect(asked('batch-set-sync-policy')).toEqual([])
  const done = await wizard('policy events', { topics: '0', topic: 'shop', partition: '1', ddl: 'false' })
  expect(done.errors).toEqual({})
  expect(JSON.stringify(asked('batch-set-sync-policy')[0]?.body)).toMatch(
    /"topic_policy":"0".*"topic":"shop"/,
  )
})

it('over v5 what only v5 has is set too, and Kafka with the call of v3, where the connection has it', async () => {
  const both = await staged({ generations: ['v3', 'v5'] })
  await both.say('policy events --topics 1 --partition 1')
  expect(both.asked('batch-set-sync-policy')).toHaveLength(1)
  const { say, asked } = await staged({ generations: ['v5'] })
  const set = await say('policy orders --dml i,u --topology many2one')
  expect(set.plain).toMatch(/Kinds of DML: Insert and Update[\s\S]*Many to one/)
  expect(JSON.stringify(asked('update-job')[0]?.body)).toContain('"dml_types":"i,u"')
  const refused = await say('policy events --topics 1 --partition 1')
  expect(refused.plain).toMatch(/no call for/i)
  expect((await say('policy orders --dml i --slot s1', 'ULIWEI')).plain).toContain('分两次设置')
})

describe('what has to be set before the start', () => {
  it('is asked for in place of the pre-check and the start', async () => {
    const { say, click, asked, setUp, taskId } = await staged()
    setUp('events')
    for (const verb of ['precheck', 'start']) {
      const held = await say(`${verb} events`)
      expect(held.plain).toMatch(/events: set the sync policy before the start[\s\S]*Kafka topics/)
      expect(held.json).toContain('cmd:policy:form')
    }
    expect((await say('precheck events', 'ULIWEI')).plain).toContain('启动前须设置同步策略')
    expect(asked('batch-precheck')).toEqual([])
    await click('cmd:precheck:anyway', `prod/${taskId('prod', 'events')}`)
    expect(asked('batch-precheck')).toHaveLength(1)
  })

  it('is known once it was set with the bot, though DRS does not show it', async () => {
    const { say, asked, setUp } = await staged()
    setUp('events')
    const set = await say('policy events --topics 1 --partition 2')
    expect(set.plain).toMatch(/Kafka topics: One per table \(set here, DRS doesn’t show it\)/)
    await say('precheck events')
    expect(asked('batch-precheck')).toHaveLength(1)
    expect((await say('settings events', 'ULIWEI')).plain).toMatch(/同步策略[\s\S]*按表自动生成/)
  })

  it('is not asked for where the task was set up elsewhere', async () => {
    const { say, asked } = await staged()
    await say('precheck events')
    expect(asked('batch-precheck')).toHaveLength(1)
  })
})

it('refused by DRS, the reason is said', async () => {
  const { say } = await staged({
    between: async (drs) => {
      const odd = await oddDrs(drs)
      odd.instead('batch-set-sync-policy', () => ({
        status: 400,
        body: { error_code: 'DRS.M00403', error_msg: 'no' },
      }))
      return odd
    },
  })
  expect((await say('policy orders --conflict ignore')).plain).toContain('DRS.M00403')
})

it.each([
  ['running', 'until the task starts', '任务启动前才能设置'],
  ['moving', 'no sync policy that can be set', '没有可通过该连接的接口设置的同步策略'],
])('the form does not open for a task that is %s', async (task, en, zh) => {
  const { dispatch, slack } = await staged({ generations: ['v3'] })
  for (const [user, words] of [
    ['UALICE', en],
    ['ULIWEI', zh],
  ] as const) {
    await dispatch(`policy ${task}`, user)
    expect(JSON.stringify(slack.shown.at(-1))).toContain(words)
    expect(slack.shown.at(-1)).not.toHaveProperty('submit')
  }
})

it('is refused to viewers, and DRS is not asked', async () => {
  const { say, asked } = await staged({ grants: [grant('viewer', '*')] })
  expect((await say('policy orders --conflict ignore')).plain).toContain('operator')
  expect(asked('batch-set-sync-policy')).toEqual([])
})

it('a topic that looks like markup stays a topic', async () => {
  const { say } = await staged()
  const set = await say('policy events --topics 0 --partition 1 --topic "<!channel> *x*"')
  expect(set.plain).toContain('Topic: <!channel>')
  expect(set.json).not.toContain('<!channel>')
})
