import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Bot } from '../../src/bot/bot.ts'
import { instances } from '../../src/local-drs/databases.ts'
import { type LocalDrs, startLocalDrs } from '../../src/local-drs/server.ts'
import { startBotIn, startWorld, type World } from './world.ts'

/** The Home tab of somebody who looks after the tasks of two connections. */
const ends = { source: '192.168.0.28:3306', destination: instances.mysql }
const failed = (name: string) =>
  ({ name, scenario: 'migration', engine: 'mysql', status: 'INCRE_TRANSFER_FAILED', ...ends }) as const

let world: World
let staging: LocalDrs
let bot: Bot

beforeAll(async () => {
  const made = await startWorld({ tasks: [failed('orders')] })
  staging = await startLocalDrs({
    ...{ speed: 0, dialect: 'mixed', neverLate: true, seed: { tasks: [failed('ledger')] } },
  })
  const [sandbox] = made.config.connections
  if (sandbox === undefined) throw new Error('the world has a connection')
  const second = {
    ...sandbox,
    ...{ name: 'staging', endpoint: staging.endpoint, projectId: staging.projectId },
  }
  world = { ...made, config: { ...made.config, connections: [sandbox, second] } }
  bot = await startBotIn(world)
})

afterAll(async () => {
  await bot?.stop()
  await staging?.stop()
  await world?.stop()
})

const alice = () => world.people.as('U01ALICE')
const homeOf = async (text: string) => {
  await alice().home()
  return alice().waitForView({ home: true, text })
}
const choose = async (value: string, from: string) => {
  const { id } = await homeOf(from)
  await alice().choose(id, 'cmd:list:home', value)
}

describe('the Home tab', () => {
  it('shows the tasks of all connections at first', async () => {
    const home = await homeOf('orders')
    expect(home.plain).toContain('ledger')
    expect(home.plain).toContain('Tasks of sandbox and staging.')
  })

  it('is narrowed to one of them where it is chosen, and stays so', async () => {
    await choose('staging', 'orders')
    const narrowed = await alice().waitForView({ home: true, text: 'Only staging is shown.' })
    expect(narrowed.plain).toContain('ledger')
    expect(narrowed.plain).not.toContain('orders')
    expect((await homeOf('Only staging is shown.')).plain).not.toContain('orders')
    // It is the Home of one person.
    const bob = world.people.as('U02BOB')
    await bob.home()
    await bob.waitForView({ home: true, text: 'Tasks of sandbox and staging.' })
  })

  it('begins on the connection that it shows, whatever the direct messages use', async () => {
    const direct = await alice().direct()
    await alice().command(direct, '/drs use sandbox')
    const { id } = await homeOf('Only staging is shown.')
    await alice().click(id, 'cmd:list:ask')
    const list = await alice().waitFor(direct, { text: '1 task in staging' })
    expect(list.plain).toContain('ledger')
    await alice().choose(list.ts, 'cmd:list:page', optionWith(list.blocks, 'attention="failed"'))
    await alice().waitFor(direct, { ts: list.ts, text: '1 task in staging' })
    await alice().click(id, 'cmd:create:ask')
    const form = await alice().waitForView({ actionId: 'field', text: 'Name' })
    const { errors } = await alice().submit(form.id, { Name: 'ledger' })
    expect(JSON.stringify(errors)).toContain('staging already has a task named “ledger”')
    await alice().close(form.id)
  })

  it('shows all of them again', async () => {
    await choose('*', 'Only staging is shown.')
    const all = await alice().waitForView({ home: true, text: 'Tasks of sandbox and staging.' })
    expect(all.plain).toContain('orders')
  })

  it('asks which connection is meant where it shows several', async () => {
    const direct = await alice().direct()
    const { id } = await homeOf('Tasks of sandbox and staging.')
    await alice().click(id, 'cmd:list:ask')
    const question = await alice().waitFor(direct, { text: 'Choose the connection' })
    await alice().choose(question.ts, 'cmd:list:ask', '--connection staging')
    await alice().waitFor(direct, { ts: question.ts, text: '1 task in staging' })
  })

  it('lets any command name its connection', async () => {
    const direct = await alice().direct()
    await alice().command(direct, '/drs list --connection nowhere')
    await alice().waitFor(direct, { text: 'There is no connection “nowhere”' })
    await alice().command(direct, '/drs list failed --connection staging')
    await alice().waitFor(direct, { text: '1 task in staging' })
  })
})

/** Of the option that has the words in its value. */
function optionWith(blocks: unknown, words: string): string {
  const values = JSON.stringify(blocks).matchAll(/"value":"((?:[^"\\]|\\.)*)"/g)
  const found = [...values]
    .map(([, value = '']) => JSON.parse(`"${value}"`))
    .find((one) => one.includes(words))
  return String(found)
}
