import { describe, expect, it } from 'vitest'
import type { Policy } from '../../src/domain/approvals/policy.ts'
import type { RequestDraft } from '../../src/domain/approvals/request.ts'
import type { Generation } from '../../src/drs/operation.ts'
import { oddDrs } from '../helpers/odd-drs.ts'
import { grant, type StageOptions, seedTask, stage } from './stage.ts'

const world = {
  prod: [seedTask('orders', 'INCRE_TRANSFER_STARTED'), seedTask('ended', 'RELEASE_RESOURCE_COMPLETE')],
}

const nobody: Policy = { need: [], answerWithinMs: 1, useWithinMs: 1, preconditions: {} }

async function staged(options: StageOptions = {}) {
  const staging = await stage(world, { approvals: { policy: async () => nobody }, ...options })
  const asked = () =>
    staging
      .drs('prod')
      .control.requests(100)
      .filter(({ operation }) => operation === 'update-lts-config')
      .map(({ body }) => body)
  return { ...staging, asked }
}

const on = 'logs orders on --group g-1 --stream s-1'

describe('logs of a task', () => {
  it.each<{ generations: readonly Generation[] }>([{ generations: ['v3'] }, { generations: ['v3', 'v5'] }])(
    'over $generations go to LTS, are shown there, and stop, in both languages',
    async (options) => {
      const { say, asked } = await staged(options)
      expect((await say(on)).plain).toMatch(
        /Log delivery set: orders[\s\S]*Before[\s\S]*don’t go to LTS[\s\S]*Now[\s\S]*Logs go to LTS[\s\S]*g-1[\s\S]*s-1/,
      )
      const shown = await say('logs orders')
      expect(shown.plain).toMatch(/Log delivery: orders[\s\S]*Log group: g-1/)
      expect(shown.json).toContain('cmd:logs:form')
      const off = await say('logs orders off', 'ULIWEI')
      expect(off.plain).toMatch(/已设置日志上报：orders[\s\S]*日志上报到 LTS[\s\S]*日志未上报到 LTS/)
      expect(asked()).toEqual([
        { job: { lts_enabled: true, log_group_id: 'g-1', log_stream_id: 's-1' } },
        { job: { lts_enabled: false, log_group_id: 'g-1', log_stream_id: 's-1' } },
      ])
    },
  )

  it('keep their group when they get another stream, and stand in the settings', async () => {
    const { say, asked } = await staged()
    await say(on)
    await say('logs orders on --stream s-2')
    expect(asked().at(-1)).toEqual({
      job: { lts_enabled: true, log_group_id: 'g-1', log_stream_id: 's-2' },
    })
    const settings = await say('settings orders')
    expect(settings.plain).toMatch(/Log delivery[\s\S]*Log stream: s-2/)
    expect(settings.json).toContain('cmd:logs:form')
  })

  it('are sent elsewhere only with the approval that the rules want', async () => {
    const drafts: RequestDraft[] = []
    const one = { ...nobody, need: [{ group: { name: 'dba', users: ['UBOB'], userGroups: [] }, seats: 1 }] }
    const { say, asked } = await staged({
      approvals: {
        policy: async () => one,
        request: async (draft) => {
          drafts.push(draft)
          throw new Error('asked')
        },
      },
    })
    expect((await say(on)).plain).toContain('reason')
    await say(`${on} --reason audit`)
    expect(drafts).toMatchObject([
      { payload: { verb: 'logs', operation: 'update-lts-config' }, reason: 'audit' },
    ])
    expect(asked()).toEqual([])
  })

  it.each([
    ['logs orders on --stream s-1', 'Enter the log group'],
    ['logs orders on --group g-1', 'Enter the log stream'],
    ['logs ended off', 'until the task stops'],
  ])('%s is refused before DRS is asked', async (text, why) => {
    const { say, asked } = await staged()
    expect((await say(text)).plain).toContain(why)
    expect(asked()).toEqual([])
  })

  it('refused by DRS stay as they are, which is said', async () => {
    const { say } = await staged({
      between: async (drs) => {
        const odd = await oddDrs(drs)
        odd.on('update-lts-config', () => ({
          status: 400,
          body: { error_code: 'DRS.M00403', error_msg: 'no' },
        }))
        return odd
      },
    })
    expect((await say(on)).plain).toContain('DRS.M00403')
  })

  it('with a name that looks like Slack’s markup are shown as they are', async () => {
    const { say } = await staged()
    const shown = await say('logs orders on --group <!channel> --stream "*s*"')
    expect(shown.plain).toContain('Log group: <!channel>')
    expect(shown.json).not.toContain('<!channel>')
  })

  it.each<{ what: string; options: StageOptions; settings: RegExp }>([
    { what: 'over v5 alone', options: { generations: ['v5'] }, settings: /Settings: orders/ },
    {
      what: 'in a region without the call',
      options: {
        between: async (drs) => {
          const odd = await oddDrs(drs)
          odd.on('get-lts-config', () => ({
            status: 404,
            body: { error_code: 'APIGW.0101', error_msg: 'The API does not exist' },
          }))
          return odd
        },
      },
      settings: /Settings: orders/,
    },
  ])('$what have no call, which is said, and the settings go without', async ({ options, settings }) => {
    const { say, asked } = await staged(options)
    expect((await say(on)).plain).toContain('no call for log delivery')
    expect(asked()).toEqual([])
    expect((await say('settings orders')).plain).toMatch(settings)
  })

  it('are shown to viewers, who may not change them', async () => {
    const { say, asked } = await staged({ grants: [grant('viewer', '*')] })
    const shown = await say('logs orders')
    expect(shown.plain).toContain('don’t go to LTS')
    expect(shown.json).not.toContain('cmd:logs:form')
    expect((await say(on)).plain).toContain('operator')
    expect(asked()).toEqual([])
  })
})
