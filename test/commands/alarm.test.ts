import { describe, expect, it } from 'vitest'
import type { Policy } from '../../src/domain/approvals/policy.ts'
import { oddDrs } from '../helpers/odd-drs.ts'
import { grant, type StageOptions, seedTask, stage } from './stage.ts'

const world = {
  prod: [
    seedTask('waiting', 'CONFIGURATION'),
    seedTask('second', 'CONFIGURATION'),
    seedTask('running', 'INCRE_TRANSFER_STARTED'),
    seedTask('ended', 'RELEASE_RESOURCE_COMPLETE'),
  ],
}

const generations = [
  ['v3', 'batch-set-smn'],
  ['v5', 'update-job'],
] as const

const urn = 'urn:smn:eu-west-7:04f9aca88c00d3202fd4c01ed679daf0:drs-zw'
const nobody: Policy = { need: [], answerWithinMs: 1, useWithinMs: 1, preconditions: {} }

async function staged(options: StageOptions = {}) {
  const staging = await stage(world, { approvals: { policy: async () => nobody }, ...options })
  const asked = (operation: string) =>
    staging
      .drs('prod')
      .control.requests(100)
      .filter((one) => one.operation === operation)
  const last = () => ({
    plain: staging.slack.said.at(-1)?.text ?? '',
    json: JSON.stringify(staging.slack.said.at(-1)?.blocks ?? ''),
  })
  return { ...staging, asked, last }
}

describe.each(generations)('over %s', (generation, operation) => {
  const options = { generations: [generation] }

  it('sets topic and delay, and shows what was and is set', async () => {
    const { wizard, asked, last, memory, taskId } = await staged(options)
    const { errors } = await wizard('alarm waiting', { topic: urn, delay: '60', users: 'true' })
    expect(errors).toEqual({})
    expect(last().json).toMatch(
      /Before[\s\S]*DRS notifies nobody[\s\S]*Now[\s\S]*drs-zw[\s\S]*Delay above 1 min/,
    )
    expect(JSON.stringify(asked(operation)[0]?.body)).toContain(`"topic_urn":"${urn}","delay_time":60`)
    expect(memory.audited).toContainEqual(
      expect.objectContaining({ kind: 'act', verb: 'alarm', tasks: [taskId('prod', 'waiting')] }),
    )
    await wizard('alarm waiting', { topic: 'none', delay: '0', users: 'false' }, { user: 'ULIWEI' })
    expect(last().json).toMatch(/修改前[\s\S]*时延超过1分钟[\s\S]*当前[\s\S]*DRS 不通知任何人/)
  })

  it('of several tasks, item by item', async () => {
    const { wizard, last } = await staged(options)
    await wizard('alarm waiting,second,ended', { topic: urn, delay: '30' })
    expect(last().json).toContain('Alarm set on 2 of 3 tasks')
    expect(last().json).toContain('The alarm can be set until the task stops')
  })
})

describe('the form', () => {
  it('shows what is set, proposes it, and names the way to be told here', async () => {
    const { wizard, dispatch, slack } = await staged({ generations: ['v5'] })
    await wizard('alarm waiting', { topic: urn, delay: '60' })
    await dispatch('alarm waiting', 'UALICE')
    const form = JSON.stringify(slack.shown.at(-1))
    expect(form).toContain(`"initial_value":"${urn}"`)
    expect(form).toContain('"initial_value":"60"')
    expect(form).toContain('/drs watch waiting --lag')
  })

  it('does not open for a task that has ended', async () => {
    const { dispatch, slack } = await staged()
    for (const [user, words] of [
      ['UALICE', 'until the task stops'],
      ['ULIWEI', '任务结束前才能设置异常通知'],
    ] as const) {
      await dispatch('alarm ended', user)
      expect(JSON.stringify(slack.shown.at(-1))).toContain(words)
      expect(slack.shown.at(-1)).not.toHaveProperty('submit')
    }
  })

  it.each([
    [{ topic: 'drs-zw' }, 'topic', 'not the URN of a topic'],
    [{ delay: '3601' }, 'delay', '3600'],
  ])('%o is refused on its field', async (answers, field, words) => {
    const { wizard, asked } = await staged()
    const { errors } = await wizard('alarm waiting', answers)
    expect(errors).toMatchObject({ [field]: expect.stringContaining(words) })
    expect(asked('batch-set-smn')).toEqual([])
  })
})

it('a topic of which v3 tells only the name is asked for again rather than lost', async () => {
  const { wizard, asked, last } = await staged()
  await wizard('alarm waiting', { topic: urn })
  await wizard('alarm waiting', { delay: '90' })
  expect(last().json).toContain('can’t be kept')
  await wizard('alarm waiting', { delay: '90' }, { user: 'ULIWEI' })
  expect(last().json).toContain('无法保持不变')
  expect(asked('batch-set-smn')).toHaveLength(1)
})

it('of a running task needs those that the rules name, who see what will be set', async () => {
  const drafts: unknown[] = []
  const one: Policy = {
    ...nobody,
    need: [{ group: { name: 'dba', users: ['UBOB'], userGroups: [] }, seats: 1 }],
  }
  const { wizard, last, asked } = await staged({
    approvals: {
      policy: async () => one,
      request: async (draft) => {
        drafts.push(draft)
        throw new Error('asked')
      },
    },
  })
  await wizard('alarm running', { topic: urn })
  expect(last().json).toContain('This needs approval')
  await wizard('alarm running', { topic: urn, reason: 'new on-call' })
  expect(drafts).toMatchObject([
    { reason: 'new on-call', payload: { verb: 'alarm', options: { topic: urn, delay: '0' } } },
  ])
  expect(asked('batch-set-smn')).toEqual([])
})

it('refused by DRS, the reason is said', async () => {
  const { wizard, last } = await staged({
    between: async (drs) => {
      const odd = await oddDrs(drs)
      odd.instead('batch-set-smn', () => ({
        status: 400,
        body: { error_code: 'DRS.M00202', error_msg: 'engine_type' },
      }))
      return odd
    },
  })
  await wizard('alarm waiting', { topic: urn })
  expect(last().json).toContain('DRS.M00202')
})

it('is refused to viewers, and DRS is not asked', async () => {
  const { say, asked } = await staged({ grants: [grant('viewer', '*')] })
  expect((await say('alarm waiting')).plain).toContain('operator')
  expect(asked('batch-job-details')).toEqual([])
})

it('phone numbers stay untold, and a topic that looks like markup stays text', async () => {
  const { dispatch, slack } = await staged({
    between: async (drs) => {
      const odd = await oddDrs(drs)
      const alarm_notify = {
        subscriptions: [{ protocol: 'sms', endpoints: ['12345678910', '12345678911'] }],
        topic_name: '<!channel>',
        delay_time: '120',
      }
      odd.on('batch-job-details', ({ body }) => ({
        body: { ...body, results: body.results.map((row: object) => ({ ...row, alarm_notify })) },
      }))
      return odd
    },
  })
  await dispatch('alarm waiting', 'UALICE')
  const form = JSON.stringify(slack.shown.at(-1))
  expect(form).toContain('2 phone numbers and mail addresses')
  expect(form).toContain('Delay above 2 min')
  expect(form).not.toContain('12345678910')
  expect(form).not.toContain('<!channel>')
})
