import { describe, expect, it } from 'vitest'
import { oddDrs } from '../helpers/odd-drs.ts'
import { grant, type StageOptions, seedTask, stage } from './stage.ts'

/** What a project may have and what the region offers: answers only. */
const world = { prod: [seedTask('orders', 'CONFIGURATION')] }

const changedBy = (operation: string, body: unknown): StageOptions => ({
  between: async (drs) => {
    const odd = await oddDrs(drs)
    odd.instead(operation, () => ({ status: 200, body }))
    return odd
  },
})

const refusing = (operation: string): StageOptions => ({
  between: async (drs) => {
    const odd = await oddDrs(drs)
    odd.instead(operation, () => ({ status: 403, body: { error_code: 'APIGW.0302', error_msg: 'no' } }))
    return odd
  },
})

describe('quota', () => {
  it.each([[['v3']], [['v3', 'v5']]] as const)(
    'over %j says how many tasks are left',
    async (generations) => {
      const { say } = await stage(world, { generations })
      expect((await say('quota')).plain).toMatch(/Quota of tasks: prod[\s\S]*1 of \d+ used, \d+ left/)
      expect((await say('quota', 'ULIWEI')).plain).toMatch(/任务配额：prod[\s\S]*已用 1 个/)
    },
  )

  it('that is full says what helps', async () => {
    const { say } = await stage(
      world,
      changedBy('list-quotas', { quotas: { resource: { quota: '5', used: '6' } } }),
    )
    expect((await say('quota')).plain).toMatch(/6 of 5 used, 0 left[\s\S]*Delete ended tasks/)
  })

  it('has none over v5 alone, which is said', async () => {
    const { say } = await stage(world, { generations: ['v5'] })
    expect((await say('quota')).plain).toMatch(/v3|not offered|no call/i)
  })

  it('that DRS refuses says the reason', async () => {
    const { say } = await stage(world, refusing('list-quotas'))
    expect((await say('quota')).plain).toContain('APIGW.0302')
  })

  it('is shown to viewers', async () => {
    const { say } = await stage(world, { grants: [grant('viewer', '*')] })
    expect((await say('quota')).plain).toContain('left')
  })
})

describe('nodes', () => {
  it('shows sizes by zones', async () => {
    const { say } = await stage(world)
    const shown = await say('nodes')
    expect(shown.plain).toContain('Specifications: Real-time migration · MySQL → MySQL · To the cloud')
    expect(shown.json).toContain('available')
    expect((await say('nodes sync', 'ULIWEI')).plain).toContain('规格：实时同步')
  })

  it('asks for no zones of a size that is sold out, and shows names of zones as text', async () => {
    const { say, drs } = await stage(world, {
      between: async (local) => {
        const odd = await oddDrs(local)
        odd.instead('list-node-types', () => ({
          status: 200,
          body: { node_types: [{ node_type: 'small', is_sellout: 'true' }, { node_type: 'high' }] },
        }))
        odd.instead('list-available-zones', () => ({
          status: 200,
          body: {
            az_infos: [
              { code: 'a', name: '<!channel>', status: 'ENABLED' },
              { code: 'b', status: 'DISABLED' },
            ],
          },
        }))
        return odd
      },
    })
    const shown = await say('nodes')
    expect(shown.json).toContain('sold out')
    expect(shown.json).toContain('available')
    expect(shown.json).not.toMatch(/"text":"<!channel>"[^}]*mrkdwn/)
    expect(drs('prod').control.requests()).toEqual([])
    // A new task can have what is to be had, with what it was looked for.
    expect(shown.json).toContain('--engine mysql --direction up --nodeType high')
    expect(shown.json).not.toContain('--nodeType small')
  })

  it('leads to the wizard with the size, for those who may create tasks', async () => {
    const { say, click, slack } = await stage(world)
    const { json } = await say('nodes')
    const [, value = ''] = /"value":"(--scenario migration [^"]*)"/.exec(json) ?? []
    await click('cmd:create:ask', value)
    const form = JSON.stringify(slack.shown.at(-1))
    expect(form).toContain('Description')
    expect(form).not.toContain('Scenario')
    const viewing = await stage(world, { grants: [grant('viewer', '*')] })
    expect((await viewing.say('nodes')).json).not.toContain('cmd:create')
  })

  it('over v5 alone shows the documented sizes, and says that zones are not told', async () => {
    const { say } = await stage(world, { generations: ['v5'] })
    const shown = await say('nodes')
    expect(shown.json).toContain('medium')
    expect(shown.plain).toContain('Only API v3 shows the zones')
  })
})

describe('links', () => {
  it('over v5 are those that the region tells, by scenario', async () => {
    const { say, drs } = await stage(world, { generations: ['v3', 'v5'] })
    const shown = await say('links sync')
    expect(shown.plain).toMatch(/Real-time synchronization/)
    expect(shown.json).toMatch(/MySQL → Kafka/)
    expect(shown.json).toContain('VPC network')
    expect(
      drs('prod')
        .control.requests()
        .map(({ operation }) => operation),
    ).toContain('list-links')
  })

  it('over v3 are the documented ones, which is said', async () => {
    const { say } = await stage(world)
    const shown = await say('links')
    expect(shown.plain).toContain('These are the documented links')
    expect(shown.json).toContain('MongoDB → DDS')
    expect((await say('links', 'ULIWEI')).plain).toContain('文档所列')
  })

  it('that DRS refuses says the reason', async () => {
    const { say } = await stage(world, { generations: ['v5'], ...refusing('list-links') })
    expect((await say('links')).plain).toContain('APIGW.0302')
  })
})
