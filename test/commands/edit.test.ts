import { describe, expect, it } from 'vitest'
import type { Policy } from '../../src/domain/approvals/policy.ts'
import type { RequestDraft } from '../../src/domain/approvals/request.ts'
import { oddDrs } from '../helpers/odd-drs.ts'
import { noon } from '../helpers/samples.ts'
import { grant, type StageOptions, seedTask, stage } from './stage.ts'

const world = {
  prod: [
    seedTask('waiting', 'CONFIGURATION'),
    seedTask('running', 'INCRE_TRANSFER_STARTED'),
    seedTask('ended', 'RELEASE_RESOURCE_COMPLETE'),
  ],
}

const generations = [
  ['v3', 'batch-modify-jobs'],
  ['v5', 'update-job'],
] as const

const nobody: Policy = { need: [], answerWithinMs: 1, useWithinMs: 1, preconditions: {} }
const somebody: Policy = {
  ...nobody,
  need: [{ group: { name: 'dba', users: ['UBOB'], userGroups: [] }, seats: 1 }],
}

async function staged(options: StageOptions = {}) {
  const staging = await stage(world, { approvals: { policy: async () => nobody }, ...options })
  const asked = (operation: string) =>
    staging
      .drs('prod')
      .control.requests(100)
      .filter((one) => one.operation === operation)
  return { ...staging, asked }
}

describe.each(generations)('over %s', (generation, operation) => {
  const options = { generations: [generation] }

  it('gives name and description, each with what it was, and writes both down', async () => {
    const { say, asked, memory, taskId } = await staged(options)
    const id = taskId('prod', 'waiting')
    const done = await say('edit waiting --name orders-2 --description "second try"')
    expect(done.plain).toMatch(
      /Task changed: waiting[\s\S]*Name\* · waiting → orders-2[\s\S]*Description\* · none → second try/,
    )
    expect(asked(operation)).toHaveLength(2)
    for (const verb of ['rename', 'describe'])
      expect(memory.audited).toContainEqual(expect.objectContaining({ kind: 'act', verb, tasks: [id] }))
    const again = await say('edit orders-2 --description 第三次', 'ULIWEI')
    expect(again.plain).toMatch(/任务已修改：orders-2[\s\S]*second try → 第三次/)
  })

  it('changes nothing that is so already', async () => {
    const { say, asked } = await staged(options)
    expect((await say('edit waiting --name waiting')).plain).toContain('Change at least one')
    expect(asked(operation)).toEqual([])
  })

  it('refuses a name that another task has before anybody is asked', async () => {
    const { say, asked } = await staged(options)
    const refused = await say('edit waiting --name Running')
    expect(refused.plain).toContain('already has a task named “running”')
    expect(asked(operation)).toEqual([])
  })
})

it('over v5 DRS is asked whether it takes the name, and the days are set', async () => {
  const { say, asked } = await staged({ generations: ['v5'] })
  await say('edit waiting --name orders-2')
  expect(asked('validate-job-name').map(({ body }) => body)).toEqual([{ name: 'orders-2', type: 'trans' }])
  const set = await say('edit orders-2 --days 30')
  expect(set.plain).toContain('14 → 30')
})

it('what one generation has no call for is said, and keeps nothing else from being changed', async () => {
  const v3 = await staged()
  const done = await v3.say('edit waiting --days 30 --node small --readOnly true')
  expect(done.plain).toContain('Task partly changed: waiting')
  expect(done.plain).toMatch(/Specifications\* · \w+ → small/)
  expect(done.plain).toMatch(/Destination is read-only\* · \w+ → Yes/)
  expect(done.plain).toMatch(/Ends automatically[^·]*· .*API/)
  expect(v3.asked('update-job')).toEqual([])
})

it('the size is changed only while the task is in configuration', async () => {
  const { say, asked } = await staged()
  const refused = await say('edit running --node small')
  expect(refused.plain).toContain('Nothing was changed')
  expect(refused.plain).toContain('is not possible while the task is in “Incremental')
  expect(asked('batch-modify-jobs')).toEqual([])
})

it('another name needs those that the rules name, and the request says which', async () => {
  const drafts: RequestDraft[] = []
  const { say, asked } = await staged({
    approvals: {
      policy: async ({ payload }) =>
        payload.kind === 'action' && payload.verb === 'rename' ? somebody : nobody,
      request: async (draft) => {
        drafts.push(draft)
        throw new Error('asked')
      },
    },
  })
  expect((await say('edit running --name orders-2')).plain).toContain('needs approval')
  await say('edit running --name orders-2 --reason "renamed at the source"')
  expect(drafts).toMatchObject([
    { reason: 'renamed at the source', payload: { verb: 'rename', options: { name: 'orders-2' } } },
  ])
  expect(asked('batch-modify-jobs')).toEqual([])
})

describe('the form', () => {
  it('shows and proposes what the task has now', async () => {
    const { dispatch, slack } = await staged({ generations: ['v5'] })
    await dispatch('edit waiting', 'UALICE')
    const form = JSON.stringify(slack.shown.at(-1))
    expect(form).toContain('Ends automatically after a failure (days): 14')
    expect(form).toContain('"initial_value":"waiting"')
  })

  it('does not open for a task that has ended', async () => {
    const { dispatch, slack } = await staged()
    for (const [user, words] of [
      ['UALICE', 'until the task stops'],
      ['ULIWEI', '任务结束前才能修改'],
    ] as const) {
      await dispatch('edit ended', user)
      expect(JSON.stringify(slack.shown.at(-1))).toContain(words)
      expect(slack.shown.at(-1)).not.toHaveProperty('submit')
    }
  })

  it.each([
    [{ name: 'a b c d' }, 'name', 'a space'],
    [{ name: '1abc' }, 'name', 'not with a letter'],
    [{ days: '13' }, 'days', '14'],
    [{ description: 'a <b>' }, 'description', '“<”'],
  ])('%o is refused on its field', async (answers, field, words) => {
    const { wizard, asked } = await staged()
    const { errors } = await wizard('edit waiting', answers)
    expect(errors).toMatchObject({ [field]: expect.stringContaining(words) })
    expect(asked('batch-modify-jobs')).toEqual([])
  })
})

describe('an instance that DRS has released', () => {
  it('is offered to be built again, and is', async () => {
    const { say, click, asked, memory, taskId } = await staged({
      generations: ['v5'],
      between: async (drs) => {
        const odd = await oddDrs(drs)
        const longAgo = String(noon - 4 * 86_400_000)
        odd.on('get-job', ({ body }) => ({ body: { ...body, job: { ...body.job, create_time: longAgo } } }))
        return odd
      },
    })
    const done = await say('edit waiting --description late')
    expect(done.plain).toContain('Build the instance again')
    const [, value = ''] = /"action_id":"cmd:edit:rebuild[^"]*"[^}]*"value":"([^"]*)"/.exec(done.json) ?? []
    const built = await click('cmd:edit:rebuild', value)
    expect(built.plain).toContain('DRS is building the replication instance again: waiting')
    expect(JSON.stringify(asked('update-job').map(({ body }) => body))).toContain('"type":"re_create"')
    expect(memory.audited).toContainEqual(
      expect.objectContaining({ kind: 'act', verb: 'rebuild', tasks: [taskId('prod', 'waiting')] }),
    )
  })

  it('is not offered before', async () => {
    const { say } = await staged({ generations: ['v5'] })
    expect((await say('edit waiting --description early')).plain).not.toContain('again')
  })
})

it('refused by DRS, the reason is said', async () => {
  const { say } = await staged({
    between: async (drs) => {
      const odd = await oddDrs(drs)
      odd.on('batch-modify-jobs', ({ body }) => ({
        body: {
          ...body,
          results: body.results.map((row: object) => ({
            ...row,
            status: 'failed',
            error_code: 'DRS.M00403',
            error_msg: 'no',
          })),
        },
      }))
      return odd
    },
  })
  const refused = await say('edit waiting --description late')
  expect(refused.plain).toContain('Nothing was changed')
  expect((await say('edit waiting --description later', 'ULIWEI')).plain).toContain('未做任何修改')
})

it('is refused to viewers, and DRS is not asked', async () => {
  const { say, asked } = await staged({ grants: [grant('viewer', '*')] })
  expect((await say('edit waiting --name orders-2')).plain).toContain('operator')
  expect(asked('batch-modify-jobs')).toEqual([])
})

it('a description that looks like markup stays text', async () => {
  const { say } = await staged()
  const done = await say('edit waiting --description "*bold* _x_ @here"')
  expect(done.plain).not.toContain('→ *bold*')
  expect(done.plain).toContain('bold')
})
