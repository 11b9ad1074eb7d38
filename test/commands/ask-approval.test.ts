import { describe, expect, it } from 'vitest'
import type { Grant } from '../../src/domain/access/roles.ts'
import { parsePolicyRule } from '../../src/domain/approvals/policy-change.ts'
import type { RequestDraft } from '../../src/domain/approvals/request.ts'
import { defaultRules, policyDefaults, policyForScope } from '../../src/domain/approvals/rules.ts'
import type { Approvals } from '../../src/ports/approvals.ts'
import { sampleApprovalRequest } from '../helpers/approval-requests.ts'
import { seedTask, stage } from './stage.ts'

/** The verbs that may need approval: what they ask for, and what they refuse before anybody is troubled. */
const world = {
  prod: [
    seedTask('running', 'INCRE_TRANSFER_STARTED', { scenario: 'sync' }),
    seedTask('copying', 'FULL_TRANSFER_STARTED'),
    seedTask('broken', 'INCRE_TRANSFER_FAILED'),
    seedTask('fresh', 'CONFIGURATION'),
    seedTask('ended', 'RELEASE_RESOURCE_COMPLETE'),
  ],
}

async function guarded() {
  const asked: RequestDraft[] = []
  const approvals: Partial<Approvals> = {
    policy: async ({ payload, connection }) =>
      policyForScope(defaultRules, { verb: payload.verb, connection }),
    mayNeed: async () => true,
    request: async (draft) => {
      asked.push(draft)
      return sampleApprovalRequest(draft)
    },
    waitingFor: async (requests) => requests.filter(({ requester }) => requester === 'UASKS'),
    rules: async () => ({ given: [], file: defaultRules }),
    list: async () => [
      sampleApprovalRequest(),
      sampleApprovalRequest({ requester: 'UALICE', id: 'other-request' }),
    ],
  }
  return { asked, ...(await stage(world, { approvals })) }
}

describe('a verb that needs approval', () => {
  it('asks for all its tasks at once, as they are, and says who has to agree', async () => {
    const { say, asked, taskId, drs } = await guarded()
    const said = await say('stop running,copying --force --reason "they are not needed any more"')
    expect(said.plain).toContain('Needs approval from 2 approvers')
    expect(asked).toMatchObject([
      {
        connection: 'prod',
        reason: 'they are not needed any more',
        payload: {
          kind: 'action',
          verb: 'stop',
          options: { force: 'true' },
          tasks: [
            {
              id: taskId('prod', 'running'),
              name: 'running',
              observed: { status: 'INCRE_TRANSFER_STARTED', lagMs: expect.any(Number) },
            },
            { id: taskId('prod', 'copying'), name: 'copying', observed: { status: 'FULL_TRANSFER_STARTED' } },
          ],
        },
      },
    ])
    expect(
      drs('prod')
        .control.requests()
        .map(({ operation }) => operation),
    ).not.toContain('batch-stop-or-delete-jobs')
  })

  it('opens the form for the reason, which has to be filled in there', async () => {
    const { say, slack, asked } = await guarded()
    await say('stop running').catch(() => undefined)
    const form = JSON.stringify(slack.shown.at(-1))
    expect(form).toContain('"block_id":"reason"')
    expect(/"block_id":"reason".*?"optional":(\w+)/.exec(form)?.[1]).toBe('false')
    expect(asked).toEqual([])
  })

  it.each([
    ['delete running --reason because', '“Delete” is not possible'],
    ['stop running ended --reason because', '“Stop” is not possible'],
    ['reset running --reason because', '“Reset” is not possible'],
  ])('%s is refused before anybody is asked', async (typed, why) => {
    const { say, asked } = await guarded()
    expect((await say(typed)).plain).toContain(why)
    expect(asked).toEqual([])
  })

  it('cannot be done by an old button that asked nobody', async () => {
    const { click, taskId, statusOf } = await guarded()
    const said = await click('cmd:stop:do', `prod/${taskId('prod', 'running')}`)
    expect(said.plain).toContain('now needs approval')
    expect(statusOf('prod', 'running')).toBe('INCRE_TRANSFER_STARTED')
  })
})

describe('a pause', () => {
  it('asks only if log capturing stops as well', async () => {
    const { say, asked, taskId, statusOf } = await guarded()
    const said = await say('pause running all --reason "the source is under maintenance"')
    expect(said.plain).toContain('Needs approval from 2 approvers')
    expect(asked).toMatchObject([
      { payload: { verb: 'pause', options: { what: 'all' }, tasks: [{ id: taskId('prod', 'running') }] } },
    ])
    expect(statusOf('prod', 'running')).toBe('INCRE_TRANSFER_STARTED')
    await say('pause running target')
    expect(asked).toHaveLength(1)
    expect(statusOf('prod', 'running')).toBe('PAUSING')
  })
})

describe('a raw call', () => {
  const lts = { log_group_id: 'dfc5d3ee', log_stream_id: 'f6774c34', lts_enabled: false }
  const objects = (id: string) => JSON.stringify([{ job_id: id, selected: false }])

  it.each([
    [
      'moves logs away',
      'update-lts-config',
      (id: string) => ({ 'params.job_id': id, 'body.job': JSON.stringify(lts) }),
    ],
    [
      'pauses log capturing',
      'batch-pause-jobs',
      (id: string) => ({ 'body.jobs': JSON.stringify([{ job_id: id, pause_mode: 'all' }]) }),
    ],
    [
      'renames a task',
      'batch-modify-jobs',
      (id: string) => ({ 'body.jobs': JSON.stringify([{ job_id: id, name: 'others' }]) }),
    ],
    [
      'drops objects from a running task',
      'batch-select-objects',
      (id: string) => ({ 'body.jobs': objects(id) }),
    ],
  ])('that %s needs approval, and the task that it is about', async (_, operation, values) => {
    const { fill, asked, taskId, drs } = await guarded()
    const id = taskId('prod', 'running')
    const filled = { ...values(id), reason: 'because' }
    expect((await fill(`api ${operation}`, filled)).plain).toContain('Needs approval from 2 approvers')
    expect(asked).toMatchObject([{ payload: { kind: 'call', operation, tasks: [{ id, name: 'running' }] } }])
    const made = drs('prod').control.requests()
    expect(made.map((request) => request.operation)).not.toContain(operation)
  })

  it('on several tasks names each of them to those who approve', async () => {
    const { fill, asked, taskId } = await guarded()
    const ids = ['running', 'copying'].map((name) => taskId('prod', name))
    const jobs = JSON.stringify(ids.map((job_id) => ({ job_id, delete_type: 'terminate' })))
    await fill('api batch-stop-or-delete-jobs', { 'body.jobs': jobs, reason: 'because' })
    expect(asked).toMatchObject([{ payload: { tasks: ids.map((id) => ({ id })) } }])
  })

  it('that pauses replay needs nobody, as the verb does not', async () => {
    const { fill, asked, taskId, statusOf } = await guarded()
    const jobs = JSON.stringify([{ job_id: taskId('prod', 'running'), pause_mode: 'target' }])
    await fill('api batch-pause-jobs', { 'body.jobs': jobs })
    expect(asked).toEqual([])
    expect(statusOf('prod', 'running')).toBe('PAUSING')
  })

  it('that sets up a task which is being configured needs nobody', async () => {
    const { fill, asked, taskId, drs } = await guarded()
    await fill('api batch-select-objects', { 'body.jobs': objects(taskId('prod', 'fresh')) })
    expect(asked).toEqual([])
    expect(drs('prod').control.requests().at(-1)?.operation).toBe('batch-select-objects')
  })
})

describe('a reset that needs nobody', () => {
  it('is refused by v3, in clear words', async () => {
    const { say, click, taskId } = await stage(world)
    expect((await say('reset broken')).json).toContain('cmd:reset:do')
    const said = await click('cmd:reset:do', `prod/${taskId('prod', 'broken')}`)
    expect(said.plain).toContain('has no call for it, so nothing was sent')
  })
})

describe('/drs approvals', () => {
  it('lists what waits for the person first, then their own, then the others', async () => {
    const { say } = await guarded()
    const all = await say('approvals')
    expect(all.plain).toMatch(/Waiting for you \(1\)[\s\S]*Yours \(1\)/)
    expect(all.json).toContain('cmd:approvals:look')
    const mine = await say('approvals --mine')
    expect(mine.plain).toContain('Yours (1)')
    expect(mine.plain).toContain('Nothing is waiting for you')
  })

  it('tells the policy in words', async () => {
    const { say } = await guarded()
    expect((await say('approvals policy')).plain).toMatch(/Switch over\*? \(everywhere\): 2 approvers/)
    expect((await say('approvals policy', 'ULIWEI')).plain).toMatch(/主备倒换.{0,2}（所有连接）：2 名审批人/)
  })
})

describe('a change of the policy', () => {
  const labAdmin: Grant = { role: 'admin', users: ['ULAB'], connections: ['prod'], channels: ['*'] }
  const strict = { verbs: ['stop'], connections: ['other'], policy: { ...policyDefaults, need: [] } } as const

  async function changing() {
    const asked: RequestDraft[] = []
    const approvals: Partial<Approvals> = {
      parseRule: (text) => parsePolicyRule(text, []),
      rules: async () => ({ given: [{ id: 'rule-one', by: 'UALL', value: strict }], file: [] }),
      request: async (draft) => {
        asked.push(draft)
        return sampleApprovalRequest(draft)
      },
    }
    return { asked, ...(await stage({ ...world, other: [] }, { approvals, grants: [labAdmin] })) }
  }

  it.each([
    ['for another connection', '--set "stop other 1"'],
    ['for a list with another one', '--set "stop prod,other 1"'],
    ['for a pattern that covers others', '--set "stop * 1"'],
    ['that takes back a rule of another one', '--unset rule-one'],
  ])('%s is refused to an admin of one', async (_, typed) => {
    const { say, asked } = await changing()
    expect((await say(`approvals ${typed} --reason why`, 'ULAB')).plain).toMatch(
      /Only admins of .+ can do this/,
    )
    expect(asked).toEqual([])
  })

  it('for the own connection is asked for', async () => {
    const { say, asked } = await changing()
    await say('approvals --set "stop prod 1" --reason why', 'ULAB')
    expect(asked).toMatchObject([
      {
        connection: 'prod',
        payload: {
          kind: 'change',
          verb: 'policy',
          title: { en: expect.stringContaining('Set the approval rule for Stop') },
          otherwise: [],
        },
      },
    ])
  })
})
