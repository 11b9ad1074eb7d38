import { describe, expect, it } from 'vitest'
import { noon } from '../helpers/samples.ts'
import { grant, seedTask, stage } from './stage.ts'

/** Watching, and choosing the connection of a channel. */
const world = { prod: [seedTask('orders', 'INCRE_TRANSFER_STARTED'), seedTask('billing', 'CONFIGURATION')] }
const both = {
  prod: world.prod,
  lab: [seedTask('games', 'CONFIGURATION'), seedTask('toys', 'CONFIGURATION')],
}

describe('watch', () => {
  it('subscribes the channel once', async () => {
    const { say, memory, taskId } = await stage(world)
    expect((await say('watch orders')).plain).toContain('This channel now watches orders')
    expect((await say('watch orders', 'ULIWEI')).plain).toContain('本频道已在关注 orders')
    expect(memory.watched).toEqual([
      {
        connection: 'prod',
        taskId: taskId('prod', 'orders'),
        team: 'T1',
        channel: 'C1',
        by: 'UALICE',
        locale: 'en',
        createdAt: noon,
      },
    ])
  })
})

describe('watches', () => {
  it('says how to begin where there are none', async () => {
    const { say } = await stage(world)
    expect((await say('watches')).plain).toContain('This channel watches nothing yet')
    expect((await say('watches')).plain).toContain('/drs watch <task>')
    expect((await say('watches', 'ULIWEI')).plain).toContain('本频道尚未关注任何任务')
  })

  it('lists them with their state and who asked, and a choice that ends one', async () => {
    const { say, click, memory, taskId } = await stage(world)
    await say('watch orders')
    await say('watch billing')
    const listed = await say('watches')
    expect(listed.plain).toContain('This channel watches 2 tasks')
    expect(listed.plain).toMatch(/orders.* · Incremental phase running/)
    expect(listed.plain).toMatch(/billing.* · Waiting for configuration/)
    expect(listed.json).toContain('<@UALICE>')
    expect(listed.json).toContain('"action_id":"cmd:unwatch:ask"')
    const ref = `prod/${taskId('prod', 'orders')}`
    expect(listed.json).toContain(`"value":"${ref}"`)
    expect((await click('cmd:unwatch:ask', ref)).plain).toContain('no longer watches')
    expect(memory.watched.map((watch) => watch.taskId)).toEqual([taskId('prod', 'billing')])
  })

  it('calls a task gone only if DRS says so', async () => {
    const { say, drs } = await stage(world)
    await say('watch orders')
    await say('watch billing')
    drs('prod').control.act({ task: 'billing', action: 'stop' })
    drs('prod').control.advance({ ms: 60 * 60_000 })
    drs('prod').control.act({ task: 'billing', action: 'delete' })
    const listed = await say('watches')
    expect(listed.plain.match(/not in DRS/g)).toHaveLength(1)
    drs('prod').control.fault({ status: 503, code: 'APIGW.0201' })
    const blind = await say('watches')
    expect(blind.plain).not.toContain('not in DRS')
    expect(blind.plain.match(/state unknown right now/g)).toHaveLength(2)
    expect((await say('watches', 'ULIWEI')).plain).toContain('当前状态未知')
  })

  it('shows the others where one connection is silent or closed to the person', async () => {
    const { say, drs } = await stage(both, {
      grants: [grant('operator', 'UALICE'), grant('viewer', 'UBOB', 'lab')],
    })
    for (const connection of ['prod', 'lab']) {
      await say(`use ${connection}`)
      await say(`watch ${connection === 'prod' ? 'orders' : 'toys'}`)
    }
    const seenByBob = await say('watches', 'UBOB')
    expect(seenByBob.plain).toMatch(/toys.* · Waiting for configuration/)
    expect(seenByBob.plain).toContain('state unknown right now')
    expect(seenByBob.plain).not.toContain('orders')
    drs('lab').control.fault({ cut: true })
    const seen = await say('watches')
    expect(seen.plain).toMatch(/orders.* · Incremental/)
    expect(seen.plain).toContain('state unknown right now')
  })
})

describe('unwatch', () => {
  it.each(['id', 'reference'] as const)('needs no DRS where it is given the %s', async (how) => {
    const { say, drs, memory, taskId } = await stage(world)
    await say('watch orders')
    drs('prod').control.fault({ cut: true })
    const id = taskId('prod', 'orders')
    const said = await say(`unwatch ${how === 'id' ? id : `prod/${id}`}`)
    expect(said.plain).toContain(`no longer watches ${id}`)
    expect(memory.watched).toEqual([])
  })

  it('says so where the channel does not watch the task', async () => {
    const { say } = await stage(world)
    expect((await say('unwatch orders')).plain).toContain('This channel does not watch orders')
    expect((await say('unwatch orders', 'ULIWEI')).plain).toContain('本频道没有关注 orders')
  })
})

describe('use', () => {
  it('chooses for the channel, and everything there goes to that connection from then on', async () => {
    const { say, slack } = await stage(both)
    expect((await say('list')).plain).toContain('Choose the connection of this channel first')
    expect((await say('list', 'ULIWEI')).plain).toContain('可用连接：prod、lab')
    expect(await say('use lab')).toMatchObject({ way: 'post', to: 'C1' })
    expect(slack.said.at(-1)?.text).toContain('This channel now works with lab')
    expect((await say('list')).plain).toContain('toys')
    await say('use prod')
    expect((await say('list')).plain).not.toContain('toys')
  })

  it('chooses the language of the channel, and draws what it watches anew', async () => {
    const { say, slack, memory } = await stage(both)
    await say('use prod')
    await say('watch orders', 'ULIWEI')
    expect(memory.watched.map(({ locale }) => locale)).toEqual(['en'])
    expect(await say('use --language zh')).toMatchObject({ way: 'post', to: 'C1' })
    expect(slack.said.at(-1)?.text).toContain('本频道的消息从现在起使用简体中文')
    expect(memory.watched.map(({ locale }) => locale)).toEqual(['zh-CN'])
    expect((await say('unwatch nothing')).plain).toContain('not done')
    await say('use lab --language en', 'ULIWEI')
    expect(slack.said.at(-1)?.text).toContain('This channel now works with lab')
    expect(slack.said.at(-1)?.text).toContain('Messages in this channel are in English from now on')
  })

  it('names the connections that there are', async () => {
    const { say } = await stage(both)
    expect((await say('use moon')).plain).toContain('There is no connection “moon”. Known: prod, lab.')
    expect((await say('use moon', 'ULIWEI')).plain).toContain('没有名为“moon”的连接')
  })

  it('offers them in a form', async () => {
    const { slack, click } = await stage(both)
    await click('cmd:use:form', '-').catch(() => undefined)
    const view = JSON.stringify(slack.shown.at(-1))
    for (const name of ['prod', 'lab']) expect(view).toContain(`"value":"${name}"`)
  })

  it('is for operators of that connection', async () => {
    const { say } = await stage(both, { grants: [grant('operator', 'UALICE', 'lab')] })
    expect((await say('use prod')).plain).toContain('Only operators of prod can do this')
    expect((await say('list')).plain).toContain('Choose the connection')
    expect((await say('use lab')).plain).toContain('This channel now works with lab')
  })

  it('is not needed where there is one connection', async () => {
    const { say } = await stage(world)
    expect((await say('list')).plain).toContain('2 tasks in prod')
  })
})
