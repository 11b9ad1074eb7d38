import { describe, expect, it } from 'vitest'
import { grant, type StageOptions, seedTask, stage } from './stage.ts'

const world = {
  prod: [
    seedTask('waiting', 'CONFIGURATION', { scenario: 'sync', tags: [{ key: 'env', value: 'test' }] }),
    seedTask('following', 'INCRE_TRANSFER_STARTED'),
    seedTask('ended', 'RELEASE_RESOURCE_COMPLETE'),
  ],
}

const targets = [
  'cmd:tags:form',
  'cmd:speed:form',
  'cmd:alarm:form',
  'cmd:policy:form',
  'cmd:params:ask',
] as const

function shownIn(json: string): readonly string[] {
  // Beside the buttons there is a menu, whose entries carry their target before their value.
  return targets.filter(
    (target) => json.includes(`"action_id":"${target}"`) || json.includes(`"value":"${target} `),
  )
}

const v5: StageOptions = { generations: ['v3', 'v5'] }

describe('the settings of a task', () => {
  it.each([[['v3', 'v5']], [['v5']]] as const)(
    'over %j are shown, each with the way to change it',
    async (generations) => {
      const { say } = await stage(world, { generations })
      await say('speed waiting --limit 15')
      const shown = await say('settings waiting')
      expect(shown.plain).toMatch(
        /Settings: waiting[\s\S]*Tags[\s\S]*env=test[\s\S]*Speed limit[\s\S]*All day: 15 MB\/s[\s\S]*Alarm[\s\S]*DRS notifies nobody/,
      )
      expect(shownIn(shown.json)).toEqual([...targets])
      expect((await say('settings waiting', 'ULIWEI')).plain).toMatch(
        /任务设置：waiting[\s\S]*全天：15 MB\/s/,
      )
    },
  )

  it('lead to the form with the task and the present value', async () => {
    const { click, taskId, slack } = await stage(world, v5)
    await click('cmd:speed:form', `prod/${taskId('prod', 'waiting')}`).catch(() => undefined)
    expect(JSON.stringify(slack.shown.at(-1))).toMatch(/Not limited[\s\S]*"initial_value":"off"/)
  })

  it.each([
    ['following', ['cmd:tags:form', 'cmd:alarm:form', 'cmd:params:ask'], 'only slows the full copy'],
    ['ended', ['cmd:tags:form'], 'until the task stops'],
  ])('of a task that is %s say why something cannot be changed', async (task, editable, why) => {
    const { say } = await stage(world, v5)
    const shown = await say(`settings ${task}`)
    expect(shownIn(shown.json)).toEqual(editable)
    expect(shown.plain).toContain(why)
  })

  it('name rules, start position and EIP where the task has them', async () => {
    const { say } = await stage(
      {
        prod: [
          seedTask('late', 'CONFIGURATION', { scenario: 'sync', mode: 'INCR_TRANS' }),
          seedTask('moving', 'CONFIGURATION'),
        ],
      },
      v5,
    )
    const late = await say('settings late')
    expect(late.plain.replaceAll('*', '')).toMatch(
      /Data rules: No rules[\s\S]*Start position: Where[\s\S]*EIP: /,
    )
    for (const target of ['cmd:transform:ask', 'cmd:position:form', 'cmd:eip:form'])
      expect(late.json).toContain(target)
    expect((await say('settings moving', 'ULIWEI')).plain).not.toMatch(/数据加工规则|启动位点/)
  })

  it('over v3 alone have no way to change tags, and say so', async () => {
    const { say } = await stage(world)
    const shown = await say('settings waiting')
    expect(shownIn(shown.json)).toEqual([
      'cmd:speed:form',
      'cmd:alarm:form',
      'cmd:policy:form',
      'cmd:params:ask',
    ])
    expect(shown.plain).toContain('only be changed over API v5')
  })

  it('are shown to viewers, without a way to change them', async () => {
    const { say } = await stage(world, { ...v5, grants: [grant('viewer', '*')] })
    const shown = await say('settings waiting')
    expect(shown.plain).toContain('env=test')
    expect(shownIn(shown.json)).toEqual([])
  })

  it('are in the menu of the card of a task under way', async () => {
    const { say } = await stage(world, v5)
    expect((await say('show following')).json).toContain('cmd:settings:ask')
  })
})
