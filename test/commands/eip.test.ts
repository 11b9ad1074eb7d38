import { describe, expect, it } from 'vitest'
import type { Policy } from '../../src/domain/approvals/policy.ts'
import type { RequestDraft } from '../../src/domain/approvals/request.ts'
import { grant, type StageOptions, seedTask, stage } from './stage.ts'

const world = {
  prod: [seedTask('orders', 'CONFIGURATION'), seedTask('ended', 'RELEASE_RESOURCE_COMPLETE')],
}

const nobody: Policy = { need: [], answerWithinMs: 1, useWithinMs: 1, preconditions: {} }
const one: Policy = {
  ...nobody,
  need: [{ group: { name: 'dba', users: ['UBOB'], userGroups: [] }, seats: 1 }],
}

async function staged(options: StageOptions = {}) {
  const staging = await stage(world, {
    generations: ['v5'],
    approvals: { policy: async () => nobody },
    ...options,
  })
  const asked = () =>
    staging
      .drs('prod')
      .control.requests(100)
      .filter(({ operation }) => operation === 'job-action')
  return { ...staging, asked }
}

const bind = 'eip orders bind --id eip-1 --ip 203.0.113.7'

describe('an EIP', () => {
  it('is bound and unbound, with what was before, in both languages', async () => {
    const { say, asked, memory, taskId } = await staged()
    expect((await say(bind)).plain).toMatch(/EIP set: orders[\s\S]*none bound[\s\S]*203\.0\.113\.7/)
    expect(JSON.stringify(asked()[0]?.body)).toContain(
      '"public_ip_config":{"id":"eip-1","public_ip":"203.0.113.7","type":"master"}',
    )
    expect(memory.audited).toContainEqual(
      expect.objectContaining({ kind: 'act', verb: 'bind', tasks: [taskId('prod', 'orders')] }),
    )
    const off = await say('eip orders unbind', 'ULIWEI')
    expect(off.plain).toMatch(/已设置弹性公网 IP：orders[\s\S]*203\.0\.113\.7[\s\S]*未绑定/)
  })

  it('is unbound only with the approval that the rules want', async () => {
    const drafts: RequestDraft[] = []
    const { say, asked } = await staged({
      approvals: {
        policy: async () => one,
        request: async (draft) => {
          drafts.push(draft)
          throw new Error('asked')
        },
      },
    })
    await say('eip orders unbind --reason "closing the firewall"')
    expect(drafts).toMatchObject([{ payload: { verb: 'unbind' }, reason: 'closing the firewall' }])
    expect(asked()).toEqual([])
  })

  it('that is not there, or is there already, is refused by DRS, which is said', async () => {
    const { say } = await staged()
    expect((await say('eip orders unbind')).plain).toContain('DRS.')
    await say(bind)
    expect((await say('eip orders bind --id eip-2 --ip 203.0.113.8')).plain).toContain('DRS.')
  })

  it.each([
    ['eip orders bind', 'Enter ID and address'],
    ['eip orders bind --id eip-1 --ip 203.0.113.999', 'no IPv4 address'],
    ['eip ended unbind', 'until the task stops'],
  ])('%s is refused before DRS is asked', async (text, words) => {
    const { say, dispatch, slack, asked } = await staged()
    if (text === 'eip orders bind') await dispatch(text, 'UALICE')
    const said = text === 'eip orders bind' ? JSON.stringify(slack.said.at(-1)) : (await say(text)).plain
    expect(said).toContain(words)
    expect(asked()).toEqual([])
  })

  it('over v3 alone has no call, which is said', async () => {
    const { say } = await staged({ generations: ['v3'] })
    expect((await say(bind)).plain).toMatch(/API|not offered/)
  })

  it('is refused to viewers, and DRS is not asked', async () => {
    const { say, asked } = await staged({ grants: [grant('viewer', '*')] })
    expect((await say(bind)).plain).toContain('operator')
    expect(asked()).toEqual([])
  })
})
