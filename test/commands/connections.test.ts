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
