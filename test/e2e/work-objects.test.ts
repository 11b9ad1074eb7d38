import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Bot } from '../../src/bot/bot.ts'
import type { SeenMessage } from '../../src/local-slack/control/seen.ts'
import { type OddDrs, oddDrs } from '../helpers/odd-drs.ts'
import { askFor } from './approving.ts'
import { startBotIn, startWorld, type World, type WorldOptions } from './world.ts'

/** A task as a thing of Slack: on cards and requests, below its address, and in a pane of its own. */
const channel = 'C01MIGRATION'
const [alice, bob, chen, dana] = ['U01ALICE', 'U02BOB', 'U06LIWEI', 'U04DANA']
const name = 'orders-to-rds'

async function worldWith(options: WorldOptions) {
  const task = {
    name,
    scenario: 'sync',
    engine: 'mysql',
    status: 'INCRE_TRANSFER_STARTED',
    source: '192.168.0.27:3306',
    destination: '192.168.0.131:3306',
  } as const
  const world = await startWorld({ tasks: [task] }, options)
  const odd = await oddDrs(world.drs)
  const to = { connections: ['*'], channels: ['*'] }
  const [connection] = world.config.connections
  if (!connection) throw new Error('no connection')
  const console = 'https://console.huaweicloud.com/drs/?region={region}#/task/{id}'
  const config = {
    ...world.config,
    connections: [{ ...connection, endpoint: odd.endpoint, console }],
    grants: [
      { role: 'operator', users: [alice, chen], ...to },
      { role: 'approver', users: [bob], ...to },
      { role: 'viewer', users: [bob], ...to },
    ] as const,
  }
  const bot = await startBotIn({ ...world, config })
  return { world, odd, bot }
}

const hands = ({ slack: { control } }: World) => ({
  open: (user: string, message: SeenMessage) => control.act(user, { act: 'openEntity', on: message.ts }),
  pane: async (user: string, text: string) => {
    const pane = await control.waitForPane(user, text)
    if (!pane) throw new Error(`no pane with ${text}: ${JSON.stringify(control.pane(user))}`)
    return pane
  },
})

describe.each(['v3', 'v5'] as const)('a task of %s as a thing of Slack', (generation) => {
  let world: World
  let odd: OddDrs
  let bot: Bot
  let card: SeenMessage

  beforeAll(async () => {
    ;({ world, odd, bot } = await worldWith({ generations: [generation] }))
    await world.people.as(alice).command(channel, '/drs watch orders-to-rds')
    card = await world.people.as(alice).waitFor(channel, { text: 'Incremental phase running' })
  })
  afterAll(async () => {
    await bot?.stop()
    await odd?.stop()
    await world?.stop()
  })
  afterEach(() => world.slack.control.clearFaults())

  const url = () => card.entities[0]?.url ?? ''

  it('stands on its card, under its address in the console', () => {
    expect(card.entities).toHaveLength(1)
    expect(url()).toMatch(/^https:\/\/console\.huaweicloud\.com\/drs\/\?region=[\w-]+#\/task\/[\w-]+$/)
    // How it stands, the card itself says.
    expect(JSON.stringify(card.entities)).not.toContain('Incremental phase running')
  })

  it('opens with what its reader may do, in their language', async () => {
    const { open, pane } = hands(world)
    await open(alice, card)
    const own = await pane(alice, 'Incremental phase running')
    expect(own.title).toBe(name)
    expect(own.plain).toContain('192.168.0.27:3306')
    expect(own.actions).toContain('cmd:pause:ask')
    await open(chen, card)
    const chinese = await pane(chen, '增量')
    expect(chinese.plain).toContain('[暂停]')
    expect(chinese.plain).not.toContain('Pause')
  })

  it('shows no action to somebody who may only look', async () => {
    const { open, pane } = hands(world)
    await open(bob, card)
    const { actions } = await pane(bob, 'Incremental phase running')
    expect(actions).not.toContain('cmd:pause:ask')
    expect(actions).not.toContain('cmd:stop:ask')
  })

  it('is refused to somebody who may not see the connection', async () => {
    const { open, pane } = hands(world)
    await open(dana, card)
    const { plain, refused } = await pane(dana, 'Only viewers of sandbox')
    expect(refused).toBe(true)
    expect(plain).not.toMatch(/192\.168|Incremental/)
  })

  it('does what is clicked in it', async () => {
    const { open, pane } = hands(world)
    await open(alice, card)
    await pane(alice, 'Incremental phase running')
    const pause = { act: 'clickEntity', actionId: 'cmd:pause:ask' }
    expect(await world.slack.control.act(alice, pause)).toEqual({ ok: true })
    await world.people.as(alice).waitFor(channel, { text: 'Paused by Alice Meyer' })
  })

  it('tells what the bot remembers where DRS takes too long', async () => {
    const { open, pane } = hands(world)
    const release = odd.hold(generation === 'v3' ? 'batch-job-details' : 'get-job')
    await open(alice, card)
    const { plain } = await pane(alice, 'DRS hasn’t answered yet')
    expect(plain).toContain('192.168.0.27:3306')
    release()
  })

  it('is shown below its address, in the words of the channel, to those who may see it', async () => {
    const person = world.people.as(chen)
    const { ts = '' } = await person.say(channel, `look: ${url()}`)
    await world.people.waitForCall('chat.unfurl')
    const message = (await person.transcript(channel)).find((one) => one.ts === ts)
    expect(message?.entities).toMatchObject([{ app_unfurl_url: url(), url: url() }])
    expect(JSON.stringify(message?.entities)).toMatch(/Paused|Incremental/)
  })

  it('is not shown below the address that somebody posts who may not see it, nor below others', async () => {
    const before = world.slack.control.log().filter(({ method }) => method === 'chat.unfurl').length
    await world.people.as(dana).say(channel, url())
    await world.people.as(alice).say(channel, url().replace('/task/', '/job/'))
    await world.people.as(alice).say(channel, `${url()} again`)
    await world.people.waitForCall('chat.unfurl', before + 1)
    const unfurled = world.slack.control.log().filter(({ method }) => method === 'chat.unfurl')
    expect(unfurled).toHaveLength(before + 1)
  })

  it('is shown while its address is being typed', async () => {
    const before = world.slack.control.log().filter(({ method }) => method === 'chat.unfurl').length
    await world.slack.control.act(alice, { act: 'compose', text: url() })
    const call = await world.people.waitForCall('chat.unfurl', before + 1)
    expect(call).toMatchObject({ ok: true, args: { source: 'composer' } })
  })

  it('stands on a request about it', async () => {
    const request = await askFor(world.people.as(alice), channel, '/drs stop orders-to-rds', 'over')
    expect(request.entities).toMatchObject([{ url: url() }])
  })
})

describe('a workspace without Work Objects', () => {
  it('gets the plain cards and addresses, and Details in a modal', async () => {
    const { world, odd, bot } = await worldWith({ workObjects: false })
    try {
      const person = world.people.as(alice)
      await person.command(channel, '/drs watch orders-to-rds')
      const card = await person.waitFor(channel, { text: 'Incremental phase running' })
      expect(card.entities).toEqual([])
      const url = `https://console.huaweicloud.com/drs/?region=${world.config.connections[0]?.region}#/task/${world.drs.control.tasks()[0]?.id}`
      const { ts = '' } = await person.say(channel, url)
      await person.waitFor(channel, { ts, text: 'Incremental phase running' })
      await person.choose(card.ts, 'cmd:menu', `cmd:show:details sandbox/${world.drs.control.tasks()[0]?.id}`)
      expect((await person.waitForView({ text: '192.168.0.27:3306' })).title).toBe('Details')
    } finally {
      await bot.stop()
      await odd.stop()
      await world.stop()
    }
  })
})
