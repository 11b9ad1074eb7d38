import { describe, expect, it } from 'vitest'
import type { TaskEvent } from '../../src/domain/watching/event.ts'
import { noon } from '../helpers/samples.ts'
import { grant, seedTask, stage } from './stage.ts'

/** Watching with options and by filter, snoozing, looking back. */
const world = {
  prod: [
    seedTask('orders', 'INCRE_TRANSFER_STARTED'),
    seedTask('billing-eu', 'CONFIGURATION'),
    seedTask('billing-us', 'INCRE_TRANSFER_FAILED'),
  ],
}
const hour = 3_600_000

describe('watch with options', () => {
  it('keeps them, and says them', async () => {
    const { say, memory } = await stage(world)
    const said = await say(
      'watch orders --lag "30s for 5m" --rto=1m --quiet 22:00-07:00 --digest 1h --mute-own --where channel --events failure,limit --mention <@U024BE7LH|maria>',
    )
    expect(memory.watched[0]?.options).toEqual({
      events: ['failure', 'limit'],
      limits: [
        { metric: 'lag', aboveMs: 30_000, forMs: 300_000 },
        { metric: 'rto', aboveMs: 60_000, forMs: 0 },
      ],
      quiet: { from: '22:00', to: '07:00', zone: 'UTC' },
      digestMs: hour,
      muteOwn: true,
      where: 'channel',
      mention: ['U024BE7LH'],
    })
    for (const part of [
      'only: failures and limits of delay, RPO and RTO',
      'delay above 30 sec for 5 min',
      'RTO above 1 min',
      'quiet 22:00–07:00 (UTC) but for failures',
      'digest every 1 hr',
    ]) {
      expect(said.plain).toContain(part)
    }
    expect(said.json).toContain('<@U024BE7LH>')
  })

  it('means the hours of the person’s own time zone', async () => {
    const { say, memory } = await stage(world)
    memory.people.set('UALICE', { locale: 'en', zone: 'Asia/Shanghai', groups: [] })
    await say('watch orders --quiet 22:00-07:00')
    expect(memory.watched[0]?.options?.quiet?.zone).toBe('Asia/Shanghai')
    await say('watch orders --quiet "22:00-07:00 Europe/Berlin"')
    expect(memory.watched[0]?.options?.quiet?.zone).toBe('Europe/Berlin')
  })

  it('changes them when it is said again, and leaves them alone without any', async () => {
    const { say, memory } = await stage(world)
    await say('watch orders --lag 30s')
    expect((await say('watch orders --rpo 10s')).plain).toContain('watch options for orders have changed')
    expect((await say('watch orders')).plain).toContain('already watches orders')
    expect(memory.watched.map(({ options }) => options?.limits)).toEqual([
      [{ metric: 'rpo', aboveMs: 10_000, forMs: 0 }],
    ])
  })

  it('takes several mentions, groups too, without quotes', async () => {
    const { say, memory } = await stage(world)
    await say('watch orders --mention <@U024BE7LH> <!subteam^S0614TZR7|@dba>')
    expect(memory.watched[0]?.options?.mention).toEqual(['U024BE7LH', 'S0614TZR7'])
  })

  it.each([
    ['--lag soon', 'lag: Write for example 30s'],
    ['--quiet night', 'quiet: Write for example 22:00-07:00'],
    ['--digest 1s', 'digest: Write for example 1h'],
    ['--events everything', 'events: Use one or more of: status, failure'],
    ['--mention maria', 'mention: Name people and groups as mentions'],
    ['--where here', 'where: Use one of: thread, channel'],
  ])('refuses %s with what would be right', async (option, wanted) => {
    const { say, memory } = await stage(world)
    expect((await say(`watch orders ${option}`)).plain).toContain(wanted)
    expect(memory.watched).toEqual([])
  })
})

describe('watch by filter', () => {
  it('keeps the conditions, and names what fits now', async () => {
    const { say, memory } = await stage(world)
    const said = await say('watch name:billing-* !status:failed --lag 30s')
    expect(said.plain).toContain('now watches all matching tasks')
    expect(said.plain).toContain('name:billing-* !status:failed')
    expect(said.plain).toContain('Matches now: billing-eu')
    expect(memory.filtered).toMatchObject([
      {
        connection: 'prod',
        team: 'T1',
        channel: 'C1',
        by: 'UALICE',
        createdAt: noon,
        terms: [
          { field: 'name', glob: 'billing-*', not: false },
          { field: 'status', glob: 'failed', not: true },
        ],
        options: { limits: [{ metric: 'lag' }] },
      },
    ])
  })

  it('knows the same conditions again, in any order', async () => {
    const { say, memory } = await stage(world)
    await say('watch name:billing-* !status:failed')
    expect((await say('watch !status:failed name:billing-*')).plain).toContain('already watches these tasks')
    expect((await say('watch !status:failed name:billing-* --rpo 1m')).plain).toContain(
      'watch options for these tasks have changed',
    )
    expect(memory.filtered).toHaveLength(1)
  })

  it('says so where nothing fits yet, or where DRS is silent', async () => {
    const { say, memory, drs } = await stage(world)
    expect((await say('watch engine:mongodb', 'ULIWEI')).plain).toContain('目前没有符合条件的任务')
    drs('prod').control.fault({ cut: true })
    expect((await say('watch engine:kafka')).plain).toContain('read from DRS right now')
    expect(memory.filtered).toHaveLength(2)
  })

  it.each([
    ['watch engin:mysql', 'Did you mean “engine:”'],
    ['watch status:faild', 'Did you mean “failed”'],
    ['watch orders --filter status:failed', 'Name one task, or give conditions; not both'],
    ['watch connection:moon name:*', 'There is no connection “moon”'],
  ])('refuses %s', async (text, wanted) => {
    const { say, memory } = await stage(world)
    expect((await say(text)).plain).toContain(wanted)
    expect(memory.filtered).toEqual([])
  })

  it('goes over several connections, those that are open to the person', async () => {
    const both = { ...world, lab: [seedTask('toys', 'CONFIGURATION')] }
    const { say, memory } = await stage(both, {
      grants: [grant('operator', 'UALICE'), grant('viewer', 'UBOB', 'lab')],
    })
    expect((await say('watch connection:prod name:*', 'UBOB')).plain).toContain('role')
    expect(memory.filtered).toEqual([])
    await say('watch connection:prod connection:lab name:*')
    expect(memory.filtered.map(({ connection }) => connection)).toEqual(['prod', 'lab'])
  })

  it('offers kinds of tasks before each task, in a form', async () => {
    const { click, slack } = await stage(world)
    await click('cmd:watch:form', '-').catch(() => undefined)
    const view = JSON.stringify(slack.shown.at(-1))
    for (const type of ['external_select', 'multi_static_select', 'multi_users_select']) {
      expect(view).toContain(`"type":"${type}"`)
    }
  })
})

describe('watches', () => {
  it('shows filters with what they have found, options and snoozes', async () => {
    const { say, memory, taskId } = await stage(world)
    await say('watch name:billing-* --lag 30s')
    await say('watch orders --digest daily')
    const [filter] = memory.filtered
    const [own] = memory.watched
    if (!filter || !own) throw new Error('nothing is watched')
    memory.watched.push({ ...own, taskId: taskId('prod', 'billing-eu'), via: filter.id, options: {} })
    await say('snooze orders 2h')
    const listed = await say('watches')
    expect(listed.plain).toContain('1 task found')
    expect(listed.plain).toContain('delay above 30 sec')
    expect(listed.plain).toContain('by filter')
    expect(listed.plain).toContain('2 tasks and 1 filter')
    expect(listed.plain).toMatch(/orders.*snoozed until .*digest every 1 day/)
    expect(listed.json).toContain(`"value":"#${filter.id}"`)
    expect(listed.json).not.toContain(`"value":"prod/${taskId('prod', 'billing-eu')}"`)
  })

  it('says of which connection nothing is told any more', async () => {
    const { say, memory } = await stage(world)
    await say('watch orders')
    memory.rested.push({ connection: 'prod', since: noon })
    expect((await say('watches')).plain).toContain('Messages about prod are paused here')
    expect((await say('watches', 'ULIWEI')).plain).toContain('prod 的通知已暂停')
  })

  it('shows a filter that has found nothing', async () => {
    const { say } = await stage(world)
    await say('watch engine:mongodb')
    expect((await say('watches', 'ULIWEI')).plain).toContain('已找到 0 个任务')
  })
})

describe('unwatch', () => {
  it.each(['name:billing-*', 'connection:prod name:billing-*', 'mark'])(
    'ends a filter by %s',
    async (how) => {
      const { say, memory } = await stage(world)
      await say('watch name:billing-*')
      const text = how === 'mark' ? `#${memory.filtered[0]?.id}` : how
      const said = await say(`unwatch ${text}`)
      expect(said.plain).toContain('no longer watches these tasks')
      expect(said.plain).toContain('prod · name:billing-*')
      expect(memory.filtered).toEqual([])
      expect((await say(`unwatch ${text}`)).plain).toContain('does not watch')
    },
  )

  it('sends the person to the filter where one has found the task', async () => {
    const { say, memory, taskId } = await stage(world)
    await say('watch orders')
    const [own] = memory.watched.splice(0)
    if (!own) throw new Error('nothing is watched')
    memory.watched.push({ ...own, via: 'f00d' })
    const said = await say('unwatch orders')
    expect(said.plain).toContain('/drs unwatch #f00d')
    expect(memory.watched.map((watch) => watch.taskId)).toEqual([taskId('prod', 'orders')])
  })
})

describe('snooze', () => {
  it('holds one task for a while, and ends it', async () => {
    const { say, memory, taskId } = await stage(world)
    const id = taskId('prod', 'orders')
    expect((await say('snooze orders until 18:00')).plain).toContain('Snoozed: orders')
    expect(memory.snoozed).toEqual([
      { connection: 'prod', taskId: id, since: noon, until: noon + 6 * hour, by: 'UALICE' },
    ])
    expect((await say('snooze orders off')).plain).toContain('No longer snoozed: orders')
    expect(memory.snoozed).toEqual([])
  })

  it('holds everything, over all connections of the channel', async () => {
    const { say, memory } = await stage({ ...world, lab: [seedTask('toys', 'CONFIGURATION')] })
    expect((await say('snooze all 2h')).plain).toContain('This channel watches nothing')
    for (const connection of ['prod', 'lab']) await say(`watch connection:${connection} name:*`)
    expect((await say('snooze all 30m', 'ULIWEI')).plain).toContain('已静默：本频道的所有任务')
    expect(memory.snoozed.map(({ connection, taskId, until }) => [connection, taskId, until])).toEqual([
      ['prod', undefined, noon + hour / 2],
      ['lab', undefined, noon + hour / 2],
    ])
  })

  it('is one click on a failure, while DRS is silent too', async () => {
    const { say, click, memory, drs, taskId } = await stage(world)
    await say('watch billing-us')
    drs('prod').control.fault({ cut: true })
    await click('cmd:snooze:four-hours', `prod/${taskId('prod', 'billing-us')}`)
    expect(memory.snoozed).toMatchObject([{ until: noon + 4 * hour }])
  })

  it.each(['snooze orders later', 'snooze orders 0m', 'snooze orders 40d'])('refuses %s', async (text) => {
    const { say, memory } = await stage(world)
    expect((await say(text)).plain).toContain('for: Write “30m”')
    expect(memory.snoozed).toEqual([])
  })
})

describe('missed', () => {
  const event = (minutesAgo: number, from: string, to: string): TaskEvent => ({
    id: `e${minutesAgo}`,
    at: noon - minutesAgo * 60_000,
    kind: 'status',
    from,
    to,
  })
  const told = (name: string, what: TaskEvent) => ({ taskId: name, name, scenario: 'migration', event: what })

  it('goes through the tasks in order, those with a failure first', async () => {
    const { say, memory } = await stage(world)
    memory.told.push(
      told('orders', event(200, 'CREATING', 'CONFIGURATION')),
      told('orders', event(90, 'CONFIGURATION', 'STARTJOBING')),
      told('billing-us', event(60, 'INCRE_TRANSFER_STARTED', 'INCRE_TRANSFER_FAILED')),
      told('orders', event(30, 'STARTJOBING', 'FULL_TRANSFER_STARTED')),
    )
    const { plain } = await say('missed')
    expect(plain).toContain('The last 2 hr: 3 changes in 2 tasks')
    const order = ['Incremental phase failed', 'configuration → Starting', 'Starting → Full phase running']
    const places = order.map((words) => plain.indexOf(words))
    expect(places).toEqual(places.toSorted((a, b) => a - b))
    expect(places).not.toContain(-1)
    expect((await say('missed 4h', 'ULIWEI')).plain).toContain('最近 4小时：2 个任务共 4 项变化')
  })

  it('says that nothing happened', async () => {
    const { say } = await stage(world)
    expect((await say('missed 30m')).plain).toContain('No changes in the tasks that this channel watches')
  })

  it('shows the latest where they are too many', async () => {
    const { say, memory } = await stage(world)
    const many = Array.from({ length: 70 }, (_, i) =>
      told('orders', event(100 - i, 'PAUSING', 'STARTJOBING')),
    )
    memory.told.push(...many)
    expect((await say('missed')).plain).toContain('10 earlier ones are not shown')
  })

  it.each(['missed yesterday', 'missed 8d'])('refuses %s', async (text) => {
    const { say } = await stage(world)
    expect((await say(text)).plain).toContain('at most 7 days are kept')
  })
})
