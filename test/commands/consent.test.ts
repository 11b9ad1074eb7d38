import { describe, expect, it } from 'vitest'
import type { RequestDraft } from '../../src/domain/approvals/request.ts'
import { defaultRules, policyForScope } from '../../src/domain/approvals/rules.ts'
import type { Approvals } from '../../src/ports/approvals.ts'
import { sampleTicket } from '../helpers/tickets.ts'
import { seedTask, stage } from './stage.ts'

/** The verbs that may need consent: what they ask for, and what they refuse before anybody is troubled. */
const world = {
  prod: [
    seedTask('running', 'INCRE_TRANSFER_STARTED'),
    seedTask('copying', 'FULL_TRANSFER_STARTED'),
    seedTask('broken', 'INCRE_TRANSFER_FAILED'),
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
      return sampleTicket(draft)
    },
    rules: async () => ({ given: [], file: defaultRules }),
    list: async () => [sampleTicket(), sampleTicket({ requester: 'UALICE', id: 'other-ticket' })],
  }
  return { asked, ...(await stage(world, { approvals })) }
}

describe('a verb that needs consent', () => {
  it('asks for all its tasks at once, as they are, and says who has to agree', async () => {
    const { say, asked, taskId, drs } = await guarded()
    const said = await say('stop running,copying --force they are not needed any more')
    expect(said.plain).toContain('Needed: 1 approver')
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
              observed: { status: 'INCRE_TRANSFER_STARTED' },
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
    ['delete running because', '“Delete” is not possible'],
    ['stop running,ended because', '“Stop” is not possible'],
    ['reset running because', '“Reset” is not possible'],
  ])('%s is refused before anybody is asked', async (typed, why) => {
    const { say, asked } = await guarded()
    expect((await say(typed)).plain).toContain(why)
    expect(asked).toEqual([])
  })

  it('cannot be done by an old button that asked nobody', async () => {
    const { press, taskId, statusOf } = await guarded()
    const said = await press('cmd:stop:do', `prod/${taskId('prod', 'running')}`)
    expect(said.plain).toContain('needs the consent of others now')
    expect(statusOf('prod', 'running')).toBe('INCRE_TRANSFER_STARTED')
  })
})

describe('a reset that needs nobody', () => {
  it('is refused by v3, in clear words', async () => {
    const { say, press, taskId } = await stage(world)
    expect((await say('reset broken')).json).toContain('cmd:reset:do')
    const said = await press('cmd:reset:do', `prod/${taskId('prod', 'broken')}`)
    expect(said.plain).toContain('has no call for it, so nothing was sent')
  })
})

describe('/drs approvals', () => {
  it('lists what is open, each with a button, and only one’s own if asked', async () => {
    const { say } = await guarded()
    const all = await say('approvals')
    expect(all.json.match(/cmd:approvals:look/g)).toHaveLength(2)
    expect((await say('approvals --mine')).json.match(/cmd:approvals:look/g)).toHaveLength(1)
  })

  it('tells the policy in words', async () => {
    const { say } = await guarded()
    expect((await say('approvals policy')).plain).toMatch(/Switch over\*? \(everywhere\): 2 approvers/)
    expect((await say('approvals policy', 'ULIWEI')).plain).toMatch(/主备倒换.{0,2}（所有连接）：2 名审批人/)
  })
})
