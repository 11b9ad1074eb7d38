import { describe, expect, it } from 'vitest'
import { oddDrs } from '../helpers/odd-drs.ts'
import { grant, type StageOptions, seedTask, stage } from './stage.ts'

const sync = { scenario: 'sync', engine: 'mysql' } as const
const world = {
  prod: [
    seedTask('following', 'INCRE_TRANSFER_STARTED', sync),
    seedTask('waiting', 'CONFIGURATION', sync),
    seedTask('moving', 'INCRE_TRANSFER_STARTED'),
  ],
}

const full = { quotas: { resource: { quota: '3', used: '3' } } }

function answering(operation: string, status: number, body: object): StageOptions {
  return {
    between: async (drs) => {
      const odd = await oddDrs(drs)
      odd.instead(operation, () => ({ status, body }))
      return odd
    },
  }
}

async function staged(options: StageOptions = {}) {
  const staging = await stage(world, { generations: ['v3', 'v5'], ...options })
  const asked = (operation: string) =>
    staging
      .drs('prod')
      .control.requests(100)
      .filter((one) => one.operation === operation)
  return { ...staging, asked }
}

describe.each([[['v5']], [['v3', 'v5']]] as const)('over %j', (generations) => {
  it('clones a task, remembers its databases without passwords, and follows the clone', async () => {
    const { say, memory, setups, taskId, asked } = await staged({ generations })
    const of = taskId('prod', 'following')
    const end = { dbType: 'mysql', ip: '10.0.0.1', user: 'drs', passwordRef: 'env:DB_A' }
    setups.set(`prod/${of}`, { source: end, destination: { ...end, ip: '10.0.0.2' } })
    const done = await say('clone following orders-2')
    expect(done.plain).toMatch(/DRS accepted orders-2, a clone of following[\s\S]*Not copied[\s\S]*passwords/)
    const id = taskId('prod', 'orders-2')
    expect(asked('clone-job').map(({ body }) => body)).toEqual([{ name: 'orders-2', job_id: of }])
    expect(memory.audited).toContainEqual(
      expect.objectContaining({ kind: 'act', verb: 'clone', tasks: [of] }),
    )
    expect(memory.pendingActions).toMatchObject([{ verb: 'create', taskId: id }])
    expect([...setups.values()].at(-1)).toEqual({
      source: { dbType: 'mysql', ip: '10.0.0.1', user: 'drs' },
      destination: { dbType: 'mysql', ip: '10.0.0.2', user: 'drs' },
    })
    expect((await say('clone following orders-3', 'ULIWEI')).plain).toContain('DRS 已接受克隆任务 orders-3')
  })
})

describe('what DRS clones not', () => {
  it.each([
    ['waiting', 'once it has started', '任务启动后才能克隆'],
    ['moving', 'synchronization tasks only', '仅支持克隆同步任务'],
  ])('%s is created in the wizard, filled from it', async (task, en, zh) => {
    const { say, asked, taskId, click, slack } = await staged()
    const refused = await say(`clone ${task} orders-2`)
    expect(refused.plain).toContain(en)
    expect((await say(`clone ${task} orders-2`, 'ULIWEI')).plain).toContain(zh)
    expect(asked('clone-job')).toEqual([])
    const [, value = ''] = /"action_id":"cmd:create:ask[^"]*"[^}]*"value":"([^"]*)"/.exec(refused.json) ?? []
    expect(value).toContain(`--from prod/${taskId('prod', task)} --connection prod`)
    await click('cmd:create:ask', value)
    expect(JSON.stringify(slack.shown.at(-1))).toContain('Description')
  })

  it('over v3 alone is said, with the wizard in its place', async () => {
    const { say } = await staged({ generations: ['v3'] })
    const refused = await say('clone following orders-2')
    expect(refused.plain).toContain('Only API v5 has a call for this')
    expect(refused.json).toContain('cmd:create:ask')
  })

  it('does not open a form', async () => {
    const { dispatch, slack } = await staged()
    await dispatch('clone waiting', 'UALICE')
    expect(JSON.stringify(slack.shown.at(-1))).toContain('/drs create --from waiting')
    expect(slack.shown.at(-1)).not.toHaveProperty('submit')
  })
})

it.each(['clone following', 'create'])('with a full quota %s says so in place of its form', async (text) => {
  const { dispatch, slack } = await staged(answering('list-quotas', 200, full))
  await dispatch(text, 'UALICE')
  expect(JSON.stringify(slack.shown.at(-1))).toContain('The quota of prod is full: 3 of 3 tasks')
  expect(slack.shown.at(-1)).not.toHaveProperty('submit')
  await dispatch(text, 'ULIWEI')
  expect(JSON.stringify(slack.shown.at(-1))).toContain('任务配额已用完（3/3）')
})

it('a quota that DRS does not tell keeps nobody from the form', async () => {
  const { dispatch, slack } = await staged(
    answering('list-quotas', 403, { error_code: 'APIGW.0302', error_msg: 'no' }),
  )
  await dispatch('create', 'UALICE')
  expect(slack.shown.at(-1)).toHaveProperty('submit')
})

it('a taken name, or a refusal by DRS, is said', async () => {
  const { say, asked } = await staged()
  expect((await say('clone following waiting')).plain).toContain('already has a task named “waiting”')
  expect(asked('clone-job')).toEqual([])
  const refusing = await staged(answering('clone-job', 400, { error_code: 'DRS.10010006', error_msg: 'no' }))
  expect((await refusing.say('clone following orders-2')).plain).toContain('DRS.10010006')
  expect(refusing.memory.pendingActions).toEqual([])
})

it('is refused to viewers, and DRS is not asked', async () => {
  const { say, asked } = await staged({ grants: [grant('viewer', '*')] })
  expect((await say('clone following orders-2')).plain).toContain('operator')
  expect(asked('clone-job')).toEqual([])
})
