import { describe, expect, it } from 'vitest'
import { grant, seedTask, stage } from './stage.ts'

/** The verbs that change a task: what they do, and how they refuse in both languages. */
const world = {
  prod: [
    seedTask('waiting', 'CONFIGURATION'),
    seedTask('running', 'INCRE_TRANSFER_STARTED'),
    seedTask('paused', 'PAUSING'),
    seedTask('broken', 'INCRE_TRANSFER_FAILED'),
    seedTask('ended', 'RELEASE_RESOURCE_COMPLETE'),
    seedTask('creating', 'CREATING'),
  ],
}
const verbs = ['test', 'precheck', 'start', 'pause', 'resume', 'stop', 'delete', 'switchover'] as const

/** A reason, for the verb that wants one. */
const typed = (verb: string, task: string) =>
  `${verb} ${task}${verb === 'switchover' ? ' --reason "why not"' : ''}`

describe('a status that does not allow it', () => {
  const wrong = [
    ['test', 'running', 'Test connections', '测试连接'],
    ['precheck', 'running', 'Pre-check', '预检查'],
    ['start', 'running', 'Start', '启动'],
    ['pause', 'waiting', 'Pause', '暂停'],
    ['resume', 'running', 'Resume', '续传'],
    ['stop', 'ended', 'Stop', '结束'],
    ['stop', 'creating', 'Stop', '结束'],
    ['delete', 'running', 'Delete', '删除'],
  ] as const

  it.each(wrong)('is refused by %s of a task that is %s', async (verb, task, en, zh) => {
    const { say, drs, memory } = await stage(world)
    expect((await say(typed(verb, task))).plain).toContain(`“${en}” is not possible while the task is in`)
    expect((await say(typed(verb, task), 'ULIWEI')).plain).toMatch(
      new RegExp(`任务当前为“.+”，不能执行“${zh}”`),
    )
    const asked = drs('prod')
      .control.requests()
      .map((call) => call.operation)
    expect(new Set(asked)).toEqual(new Set(['list-jobs', 'batch-job-details']))
    expect(memory.pendingActions).toEqual([])
  })

  it('of a task that is not for disaster recovery is none for a switchover, which says so in place of its form', async () => {
    const { say, slack } = await stage(world)
    for (const [user, words] of [
      ['UALICE', 'Only a disaster recovery task'],
      ['ULIWEI', '只有灾备任务可以主备倒换'],
    ] as const) {
      await say('switchover running --reason "why not"', user).catch(() => undefined)
      const shown = slack.shown.at(-1)
      expect(JSON.stringify(shown)).toContain(words)
      expect(shown).not.toHaveProperty('submit')
    }
  })
})

describe('a task that does not exist', () => {
  const answering = verbs.filter((verb) => verb !== 'switchover')

  it.each([...answering, 'show', 'watch', 'unwatch'])(
    'is said by %s, with the way to find one',
    async (verb) => {
      const { say } = await stage(world)
      expect((await say(typed(verb, 'nothing'))).plain).toContain('There is no task “nothing” in prod')
      expect((await say(typed(verb, 'nothing'), 'ULIWEI')).plain).toContain('找不到任务“nothing”')
    },
  )
})

describe('a person without the role', () => {
  const onlyLooking = { grants: [grant('viewer', '*')] }

  it.each([...verbs, 'create', 'use', 'reject', 'approve'])(
    'is refused by %s and DRS is not asked',
    async (verb) => {
      const { say, drs } = await stage(world, onlyLooking)
      const role = verb === 'approve' || verb === 'reject' ? 'approver' : 'operator'
      expect((await say(typed(verb, 'waiting'))).plain).toContain(
        `Only ${role}s of prod can do this. Your roles here: viewer.`,
      )
      expect((await say(typed(verb, 'waiting'), 'ULIWEI')).plain).toMatch(
        new RegExp(`仅 prod 的.+（${role}）可以执行此操作。您在此处的角色：查看者`),
      )
      expect(drs('prod').control.requests()).toEqual([])
    },
  )

  it.each(['stop', 'delete'])('cannot click the button of %s either', async (verb) => {
    const { click, drs, taskId } = await stage(world, onlyLooking)
    const said = await click(`cmd:${verb}:do`, `prod/${taskId('prod', 'ended')}`)
    expect(said.plain).toContain('Only operators of prod can do this')
    expect(drs('prod').control.requests()).toEqual([])
  })

  it('is refused for the connection that the task is of, whatever the channel works with', async () => {
    const two = { prod: world.prod, lab: [seedTask('running', 'INCRE_TRANSFER_STARTED')] }
    const { say, taskId, statusOf } = await stage(two, { grants: [grant('operator', '*', 'lab')] })
    const said = await say(`pause prod/${taskId('prod', 'running')}`)
    expect(said.plain).toContain('Only operators of prod can do this. Your roles here: none.')
    expect(statusOf('prod', 'running')).toBe('INCRE_TRANSFER_STARTED')
  })
})

describe('a verb', () => {
  it.each([
    ['precheck', 'waiting', 'batch-precheck'],
    ['pause', 'running', 'batch-pause-jobs'],
    ['resume', 'paused', 'batch-retry-jobs'],
    ['resume', 'broken', 'batch-retry-jobs'],
    ['retry', 'broken', 'batch-retry-jobs'],
  ])('%s of a task that is %s asks DRS once and waits for its end', async (verb, task, operation) => {
    const { say, drs, memory, taskId } = await stage(world)
    // What is on its way to a pause arrives there.
    drs('prod').control.advance({ ms: 60_000 })
    const said = await say(`${verb} ${task}`)
    expect(said.plain).toContain(`DRS accepted the request for ${task}`)
    const calls = drs('prod')
      .control.requests()
      .filter((call) => call.operation === operation)
    expect(calls).toHaveLength(1)
    expect(memory.pendingActions).toMatchObject([{ verb, taskId: taskId('prod', task), by: 'UALICE' }])
  })

  it('retry takes several tasks, and answers for each of them', async () => {
    const { say, memory } = await stage(world)
    const said = await say('retry broken,running,nowhere')
    expect(said.plain).toContain('Retrying 1 task…')
    expect(said.plain).toContain('*nowhere* · There is no task “nowhere”')
    expect(memory.batches.at(-1)).toMatchObject([
      { name: 'broken', state: 'asked' },
      { name: 'running', state: 'held', why: { en: expect.stringContaining('“Retry” is not possible') } },
    ])
    expect(memory.pendingActions).toMatchObject([{ verb: 'retry', inBatch: true }])
    const again = await say('retry running,nowhere', 'ULIWEI')
    expect(again.plain).toContain('不能执行“重试”')
  })

  it.each(['pause orders-1 orders-2', 'pause orders-1，orders-2', 'pause orders-*', 'pause ORDERS-* target'])(
    '“%s” is for each of them',
    async (text) => {
      const one = (name: string) => seedTask(name, 'INCRE_TRANSFER_STARTED')
      const { say, memory } = await stage({ prod: [one('orders-1'), one('orders-2'), one('billing')] })
      expect((await say(text)).plain).toContain('Pausing 2 tasks…')
      expect(memory.batches.at(-1)).toMatchObject([
        { name: 'orders-1', state: 'asked' },
        { name: 'orders-2', state: 'asked' },
      ])
    },
  )

  it('a pattern that fits nothing, or everything, does nothing', async () => {
    const { say, memory } = await stage(world)
    expect((await say('pause wave1-*')).plain).toContain('There is no task “wave1-')
    expect((await say('pause *')).plain).toContain('A pattern needs a part of the name')
    expect(memory.pendingActions).toEqual([])
  })

  it('pause stops the replay, and with “all” the capturing of logs too', async () => {
    const { say, drs, memory } = await stage(world)
    /** Until each has ended, and the watch engine has seen it. */
    const later = () => {
      drs('prod').control.advance({ ms: 60_000 })
      memory.pendingActions.length = 0
    }
    await say('pause running')
    later()
    await say('resume running')
    later()
    await say('pause running all')
    const bodies = drs('prod')
      .control.requests()
      .filter((call) => call.operation === 'batch-pause-jobs')
      .map((call) => call.body)
    expect(bodies).toMatchObject([{ jobs: [{ pause_mode: 'target' }] }, { jobs: [{ pause_mode: 'all' }] }])
  })

  it('pause takes no other mode', async () => {
    const { say } = await stage(world)
    expect((await say('pause running --what everything')).plain).toContain(
      'what: “everything” is not one of: target, all',
    )
    expect((await say('pause running --what everything', 'ULIWEI')).plain).toContain(
      '“everything”无效，可选值：target、all',
    )
  })

  it('start wants a time that is still to come', async () => {
    const { say } = await stage(world)
    expect((await say('start waiting --at 2020-01-01T10:00Z')).plain).toContain('has already passed')
    const odd = await say('start waiting --at 2026-13-41T10:00Z')
    expect(odd.plain).toContain('“2026-13-41T10:00Z” is not a time')
    expect((await say('start waiting --at tomorrow', 'ULIWEI')).plain).toContain('无法识别时间“tomorrow”')
  })

  it('start shows a time in both zones before it counts', async () => {
    const { say, click, memory, statusOf, drs, taskId } = await stage(world)
    memory.people.set('UALICE', { locale: 'en', groups: [], zone: 'Europe/Berlin' })
    const asked = await say('start waiting --at "tomorrow 6am"')
    expect(asked.plain).toMatch(/Start waiting at this time\?[\s\S]*06:00 Berlin · [\s\S]*05:00 UTC/)
    const starts = () =>
      drs('prod')
        .control.requests(100)
        .filter((one) => one.operation === 'batch-start-jobs')
    expect(starts()).toEqual([])
    const [, value = ''] =
      /"action_id":"cmd:start:schedule[^"]*"[^}]*"value":"([^"]*)"/.exec(asked.json) ?? []
    expect(value).toMatch(new RegExp(`T05:00:00.000Z prod/${taskId('prod', 'waiting')}$`))
    await click('cmd:start:schedule', value)
    expect(starts()).toHaveLength(1)
    expect(JSON.stringify(starts()[0]?.body)).toContain(String(Date.parse(value.split(' ')[0] ?? '')))
    expect(statusOf('prod', 'waiting')).toBeDefined()
  })

  it.each([
    ['stop', 'running', 'cmd:stop:do', 'RELEASE_RESOURCE_STARTED', 'terminate'],
    ['stop', 'running', 'cmd:stop:force', 'RELEASE_RESOURCE_STARTED', 'force_terminate'],
    ['delete', 'ended', 'cmd:delete:do', undefined, 'delete'],
  ])('%s of a task that is %s asks back, and does it with %s', async (verb, task, action, status, kind) => {
    const { say, click, drs, taskId, statusOf, memory } = await stage(world)
    const question = await say(`${verb} ${task}`)
    expect(question.json).toContain(`"action_id":"${action}"`)
    const ref = `prod/${taskId('prod', task)}`
    expect(question.json).toContain(`"value":"${ref}"`)
    const calls = () =>
      drs('prod')
        .control.requests()
        .filter((call) => call.operation === 'batch-stop-or-delete-jobs')
    expect(calls()).toEqual([])
    expect((await click(action, ref)).plain).toContain(`DRS accepted the request for ${task}`)
    expect(calls().map((call) => call.body)).toMatchObject([{ jobs: [{ delete_type: kind }] }])
    expect(statusOf('prod', task)).toBe(status)
    expect(memory.pendingActions).toMatchObject([{ verb }])
  })

  it('is checked again when its button is clicked: the task may have moved on', async () => {
    const { click, taskId, drs } = await stage(world)
    const ref = `prod/${taskId('prod', 'running')}`
    drs('prod').control.act({ task: 'running', action: 'stop' })
    drs('prod').control.advance({ ms: 60 * 60_000 })
    expect((await click('cmd:stop:do', ref)).plain).toContain('“Stop” is not possible')
  })
})

it('the pre-check for a reset is made for that, on a task that has failed (v5)', async () => {
  const { say, drs } = await stage(
    { prod: [seedTask('broken', 'FULL_TRANSFER_FAILED')] },
    { generations: ['v3', 'v5'] },
  )
  expect((await say('reset broken --check')).plain).toContain('The pre-check for the reset is running')
  const asked = drs('prod')
    .control.requests(100)
    .filter(({ operation }) => operation?.startsWith('job-action'))
  expect(JSON.stringify(asked.map(({ body }) => body))).toContain('forResetJob')
})
