import type { InputBlock, ModalView } from '@slack/types'
import { describe, expect, it } from 'vitest'
import {
  destinationPassword,
  instances,
  sourcePassword,
  subnetId,
  vpcId,
} from '../../src/local-drs/databases.ts'
import { seedTask, stage } from './stage.ts'

/** The connection test: what is wrong is asked for again, and nothing else. */
const setup = {
  source: { dbType: 'mysql', ip: '192.168.0.28', port: 3306, user: 'drs_user', passwordRef: 'env:SOURCE' },
  destination: {
    ...{ dbType: 'mysql', ip: '192.168.0.131', port: 3306, user: 'drs_user' },
    ...{ passwordRef: 'env:DESTINATION', instanceId: instances.mysql },
  },
}

async function onStage() {
  const on = await stage({ prod: [seedTask('orders', 'CONFIGURATION')] })
  on.memory.heldSecrets.set('env:SOURCE', sourcePassword)
  on.memory.heldSecrets.set('env:DESTINATION', destinationPassword)
  return { ...on, ref: `prod/${on.taskId('prod', 'orders')}` }
}

const inputs = (view: ModalView | undefined) =>
  view?.blocks.filter((block): block is InputBlock => block.type === 'input') ?? []
const begunWith = (view: ModalView | undefined) =>
  Object.fromEntries(
    inputs(view).map(({ block_id, element }) => [
      block_id,
      element.type === 'plain_text_input' || element.type === 'number_input' ? element.initial_value : '',
    ]),
  )

const wayBack = { action: 'cmd:test:form', value: '' }
const buttonTo = (json: string) => {
  const [, value = ''] = /"action_id":"cmd:test:form[^"]*"[^}]*"value":"([^"]*)"/.exec(json) ?? []
  return { ...wayBack, value }
}

describe('after a failed connection test', () => {
  it('only the side that failed is shown, filled in; what is left empty is kept', async () => {
    const on = await onStage()
    on.setups.set(on.ref, { ...setup, source: { ...setup.source, user: 'nobody' } })
    const said = await on.say('test orders')
    expect(said.plain).toContain('the connection test failed')
    const back = buttonTo(said.json)
    const { pages, errors } = await on.wizard(back, { sourceUser: 'drs_user', sourcePassword: '' })
    expect(errors).toEqual({})
    expect(pages.map(({ title }) => title.text)).toEqual(['Source database'])
    expect(begunWith(pages[0])).toEqual({
      ...{ sourceHost: '192.168.0.28', sourcePort: '3306', sourceUser: 'nobody' },
      ...{ sourcePassword: 'env:SOURCE', sourceInstance: undefined, sourceName: undefined },
      ...{ sourceCertificate: '', sourceCertificatePassword: undefined },
    })
    expect(JSON.stringify(pages[0]?.blocks)).toContain('A field that you leave empty keeps what is stored')
    expect(pages[0]?.submit?.text).toBe('Test')
    expect(on.slack.said.at(-1)?.text).toContain('orders: both databases answer')
  })

  it('both are shown where both failed', async () => {
    const on = await onStage()
    const nobody = { user: 'nobody' }
    on.setups.set(on.ref, {
      source: { ...setup.source, ...nobody },
      destination: { ...setup.destination, ...nobody },
    })
    const back = buttonTo((await on.say('test orders')).json)
    const { pages } = await on.wizard(back, { sourceUser: 'drs_user', destinationUser: 'drs_user' })
    expect(pages.map(({ title }) => title.text)).toEqual(['Source database', 'Destination database'])
    expect(on.slack.said.at(-1)?.text).toContain('both databases answer')
  })
})

describe('what the bot has not been told yet', () => {
  it('is asked for, and nothing is tested before', async () => {
    const on = await onStage()
    const { user: _, ...source } = setup.source
    on.setups.set(on.ref, { ...setup, source })
    const { pages, errors } = await on.wizard('test orders', {})
    expect(errors).toEqual({ sourceUser: 'Fill in this field.' })
    expect(begunWith(pages[0])).toMatchObject({ sourceHost: '192.168.0.28' })
    await on.wizard('test orders', { sourceUser: 'drs_user' })
    expect(on.slack.said.at(-1)?.text).toContain('both databases answer')
  })

  it('includes the VPC of the databases on the VPC network, which DRS would miss', async () => {
    const on = await onStage()
    const ids = {
      ...{ sourceVpc: vpcId, sourceSubnet: subnetId },
      ...{ destinationVpc: vpcId, destinationSubnet: subnetId },
    }
    await on.wizard('create', {
      ...{ name: 'in-vpc', scenario: 'migration', engine: 'mysql', direction: 'up' },
      ...{ network: 'vpc', nodeType: 'high', subnet: subnetId, destinationInstance: instances.mysql, ...ids },
    })
    on.drs('prod').control.advance({ ms: 600_000 })
    // As set up by a release that did not ask for it.
    on.setups.set(`prod/${on.taskId('prod', 'in-vpc')}`, setup)
    const { errors } = await on.wizard('test in-vpc', ids)
    expect(errors).toEqual({})
    expect(on.slack.said.at(-1)?.text).toContain('both databases answer')
  })
})

describe('a task that only DRS knows', () => {
  it('is asked for what is missing, with what DRS knows filled in, and tested then', async () => {
    const on = await onStage()
    const { pages } = await on.wizard('test orders', {
      ...{ sourceUser: 'drs_user', sourcePassword: 'env:SOURCE' },
      ...{ destinationUser: 'drs_user', destinationPassword: 'env:DESTINATION' },
    })
    expect(begunWith(pages[0])).toMatchObject({ sourceHost: '192.168.0.28', sourcePort: '3306' })
    expect(on.slack.said.at(-1)?.text).toContain('orders: both databases answer')
  })

  it('is told by a button what is missing, where no form could open for it', async () => {
    const on = await onStage()
    // As if the index had not heard of it yet: only what DRS is asked itself tells.
    const said = await on.say('test ord')
    expect(said.plain).toContain('orders can’t be tested yet')
    expect(said.plain).toContain(
      'Some details of the databases are missing: Reference to the source password',
    )
    const { pages, errors } = await on.wizard(buttonTo(said.json), {
      ...{ sourceUser: 'drs_user', sourcePassword: 'env:SOURCE' },
      ...{ destinationUser: 'drs_user', destinationPassword: 'env:DESTINATION' },
    })
    expect([pages.length, errors]).toEqual([2, {}])
    expect(on.slack.said.at(-1)?.text).toContain('orders: both databases answer')
  })
})

describe('several tasks', () => {
  const names = ['orders', 'orders-2', 'billing'] as const
  async function withSeveral() {
    const tasks = names.map((name) => seedTask(name, 'CONFIGURATION'))
    const on = await stage({ prod: [...tasks, seedTask('running', 'INCRE_TRANSFER_STARTED')] })
    on.memory.heldSecrets.set('env:SOURCE', sourcePassword)
    on.memory.heldSecrets.set('env:DESTINATION', destinationPassword)
    for (const name of names) on.setups.set(`prod/${on.taskId('prod', name)}`, setup)
    return on
  }

  it('are tested with what is stored, and told in one message', async () => {
    const on = await withSeveral()
    const said = await on.say('test orders* billing')
    expect(said.plain).toContain('Connection test: 3 of 3 tasks passed')
    for (const name of names) expect(said.plain).toContain(`✅ *${name}* · both databases answer`)
    const [, asked = ''] = /"action_id":"cmd:precheck:ask[^"]*"[^}]*"value":"([^"]*)"/.exec(said.json) ?? []
    expect(asked.split(',')).toHaveLength(3)
  })

  it('are told each what keeps it from being tested, with the form for the only one that lacks something', async () => {
    const on = await withSeveral()
    const of = (name: string) => `prod/${on.taskId('prod', name)}`
    on.setups.delete(of('orders'))
    on.setups.set(of('billing'), { ...setup, source: { ...setup.source, user: 'nobody' } })
    const { plain, json } = await on.say('test orders,orders-2,billing,running,ordres-3')
    expect(plain).toContain('Connection test: 1 of 4 tasks passed')
    expect(plain).toContain(
      '🟠 *orders* · Some details of the databases are missing: Reference to the source',
    )
    expect(plain).toContain('✅ *orders-2*')
    expect(plain).toMatch(/❌ \*billing\* · Source database: ./)
    expect(plain).toMatch(/❌ \*running\* · ./)
    expect(plain).toContain('*ordres-3* · There is no task “ordres-3” in prod. Did you mean orders-2?')
    expect(buttonTo(json).value).toBe(of('orders'))
  })

  it('say what is missing in Chinese too, and open no form for several', async () => {
    const on = await withSeveral()
    for (const name of ['orders', 'billing']) on.setups.delete(`prod/${on.taskId('prod', name)}`)
    const { plain, json } = await on.say('test orders billing', 'ULIWEI')
    expect(plain).toContain('连接测试：2 个任务中 0 个通过')
    expect(plain).toContain('数据库信息不完整')
    expect(json).not.toContain('cmd:test:form')
  })

  it('take no details of one database', async () => {
    const on = await withSeveral()
    const said = await on.say('test orders,billing --sourceHost 10.0.0.1')
    expect(said.plain).toContain('Database details are for one task.')
  })
})
