import type { InputBlock } from '@slack/types'
import { describe, expect, it } from 'vitest'
import { instances, subnetId, vpcId } from '../../src/local-drs/databases.ts'
import { oddDrs } from '../helpers/odd-drs.ts'
import { type StageOptions, seedTask, stage } from './stage.ts'

/** The wizard on a real DRS: what it asks for, and that DRS takes what it has let through. */
const answers = {
  name: 'shop-to-cloud',
  scenario: 'migration',
  engine: 'mysql',
  direction: 'up',
  network: 'eip',
  nodeType: 'high',
  subnet: subnetId,
  sourceHost: '192.168.0.28',
  sourceUser: 'drs_user',
  destinationUser: 'drs_user',
  destinationInstance: instances.mysql,
}

type Page = Awaited<ReturnType<Awaited<ReturnType<typeof stage>>['wizard']>>['pages'][number]

const inputs = (page: Page | undefined) =>
  page?.blocks.filter((block): block is InputBlock => block.type === 'input') ?? []
const fieldsOf = (page: Page | undefined) => inputs(page).map(({ block_id }) => block_id)
const neededOn = (page: Page | undefined) =>
  inputs(page)
    .filter(({ optional }) => !optional)
    .map(({ block_id }) => block_id)
const onPage = (pages: readonly Page[], title: string) => pages.find((page) => page.title.text === title)
const created = (of: Awaited<ReturnType<typeof stage>>, connection = 'prod') =>
  of
    .drs(connection)
    .control.requests(100)
    .filter(({ operation }) => /create-job/.test(operation ?? ''))

describe('creating a task', () => {
  it('ends with what will be created, what it takes and who will watch', async () => {
    const on = await stage({ prod: [] })
    const { pages, errors } = await on.wizard('create', answers)
    expect(errors).toEqual({})
    expect(pages.map(({ title }) => title.text)).toEqual([
      'New task',
      'What is replicated',
      'Replication instance',
      'Source database',
      'Destination database',
      'Review',
    ])
    expect(JSON.stringify(pages[1]?.blocks)).toContain('Page 2 of 6')
    const review = pages.at(-1)
    expect(review?.submit?.text).toBe('Create')
    const said = JSON.stringify(review?.blocks)
    expect(said).toContain('*shop-to-cloud*: Real-time migration, MySQL → MySQL, To the cloud')
    expect(said).toContain(`It copies everything from 192.168.0.28:3306 to ${instances.mysql}`)
    expect(said).toContain('1 replication instance, size high')
    expect(said).toContain('This channel watches it')
    expect(on.slack.said.at(-1)?.text).toContain('DRS accepted the new task shop-to-cloud')
  })

  it('begins with the usual port, and with the network and size of last time', async () => {
    const on = await stage({ prod: [] })
    const { pages } = await on.wizard('create', answers)
    const port = inputs(onPage(pages, 'Source database')).find(({ block_id }) => block_id === 'sourcePort')
    expect(port?.element).toMatchObject({ initial_value: '3306' })
    const again = await on.wizard('create', { ...answers, name: 'another-one' })
    const third = inputs(onPage(again.pages, 'Replication instance'))
    const initial = Object.fromEntries(third.map(({ block_id, element }) => [block_id, element]))
    expect(initial).toMatchObject({
      network: { initial_option: { value: 'eip' } },
      nodeType: { initial_option: { value: 'high' } },
      subnet: { initial_value: subnetId },
    })
  })

  it('takes over what another task has', async () => {
    const on = await stage({ prod: [seedTask('orders-live', 'INCRE_TRANSFER_STARTED')] })
    const from = `prod/${on.taskId('prod', 'orders-live')}`
    const { name, scenario, subnet, nodeType } = answers
    const { errors, pages } = await on.wizard('create', { name, scenario, subnet, nodeType, from })
    expect(errors).toEqual({})
    const source = inputs(onPage(pages, 'Source database'))
    expect(source.find(({ block_id }) => block_id === 'sourceHost')?.element).toMatchObject({
      initial_value: '192.168.0.28',
    })
    expect(created(on)).toHaveLength(1)
  })

  it('refuses a name that is taken on the first page', async () => {
    const on = await stage({ prod: [seedTask('orders-live', 'INCRE_TRANSFER_STARTED')] })
    const { pages, errors } = await on.wizard('create', { ...answers, name: 'Orders-Live' })
    expect(pages).toHaveLength(1)
    expect(errors).toEqual({
      name: 'prod already has a task named “orders-live”. Choose another name.',
    })
    const typed = await on.say('create orders-live')
    expect(typed.plain).toContain('already has a task named')
  })

  it('does not open where no connection was chosen, or by somebody without the role', async () => {
    const on = await stage({ prod: [], staging: [] })
    expect((await on.say('create')).plain).toContain('Choose the connection of this channel first')
    const held = await stage({ prod: [] }, { grants: [] })
    expect((await held.say('create')).plain).toContain('Only operators')
    expect([on.slack.shown, held.slack.shown]).toEqual([[], []])
  })
})

describe('on the VPC network', () => {
  const ids = {
    ...{ sourceVpc: vpcId, sourceSubnet: subnetId },
    ...{ destinationVpc: vpcId, destinationSubnet: subnetId },
  }

  it('asks for the VPC and subnet of both databases, and DRS takes the test', async () => {
    const on = await stage({ prod: [] })
    const { pages, errors } = await on.wizard('create', { ...answers, network: 'vpc', ...ids })
    expect(errors).toEqual({})
    expect(neededOn(onPage(pages, 'Source database'))).toEqual(['sourceVpc', 'sourceSubnet'])
    expect(neededOn(onPage(pages, 'Destination database'))).toEqual(['destinationVpc', 'destinationSubnet'])
    const [request] = created(on)
    expect(JSON.stringify(request?.body)).toContain(`"vpc_id":"${vpcId}"`)
  })

  it('does not go on without them', async () => {
    const on = await stage({ prod: [] })
    const { errors } = await on.wizard('create', { ...answers, network: 'vpc' })
    expect(errors).toEqual({ sourceVpc: 'Fill in this field.', sourceSubnet: 'Fill in this field.' })
  })

  it('is not asked for on others', async () => {
    const on = await stage({ prod: [] })
    const { pages } = await on.wizard('create', answers)
    expect(pages.flatMap(fieldsOf)).not.toContain('sourceVpc')
    expect(pages.flatMap(fieldsOf)).not.toContain('vpc')
  })
})

describe('replication instances', () => {
  const inZones = { ...answers, zones: 'two', zone: 'az2xahz', standbyZone: 'az3xahz' }
  const reviewOf = (pages: readonly Page[]) => JSON.stringify(pages.at(-1)?.blocks)

  it.each(['v3', 'v5'] as const)('in two zones are two over %s, and each is billed', async (generation) => {
    const on = await stage({ prod: [] }, { generations: [generation] })
    const { pages, errors } = await on.wizard('create', inZones)
    expect(errors).toEqual({})
    expect(neededOn(onPage(pages, 'Availability zones'))).toEqual(
      expect.arrayContaining(['zone', 'standbyZone']),
    )
    expect(reviewOf(pages)).toContain('2 replication instances, size high each')
    const said = JSON.stringify(created(on).at(-1)?.body)
    expect(said).toContain(
      generation === 'v3'
        ? '"master_az":"az2xahz","slave_az":"az3xahz"'
        : '"instance_type":"ha","arch":"x86","availability_zone":"az2xahz,az3xahz"',
    )
    expect(on.drs('prod').control.tasks()).toHaveLength(1)
  })

  it('say which zones have none of the size, and are in two different ones', async () => {
    const on = await stage({ prod: [] })
    const { pages, errors } = await on.wizard('create', { ...inZones, standbyZone: 'az2xahz' })
    expect(errors).toEqual({ standbyZone: 'Choose another zone than that of the primary instance.' })
    expect(JSON.stringify(onPage(pages, 'Availability zones')?.blocks)).toContain('az1xahz · sold out')
  })

  it('are one by default, and two for dual-active disaster recovery', async () => {
    const on = await stage({ prod: [] })
    const dr = { ...answers, scenario: 'cloudDataGuard', engine: 'cloudDataGuard-mysql', network: 'vpn' }
    const single = await on.wizard('create', dr)
    expect(reviewOf(single.pages)).toContain('1 replication instance, size high')
    const { pages, errors } = await on.wizard('create', {
      ...dr,
      name: 'both-ways',
      active: 'dual',
      zones: 'two',
    })
    expect(errors).toEqual({})
    expect(onPage(pages, 'Availability zones')).toBeUndefined()
    expect(reviewOf(pages)).toContain('2 replication instances')
    expect(JSON.stringify(created(on).at(-1)?.body)).toContain('"multi_write":true')
  })

  it('are as many as the shards of a cluster', async () => {
    const on = await stage({ prod: [] })
    const mongodb = { ...answers, engine: 'mongodb', destinationInstance: instances.mongodb, shards: '3' }
    const { pages, errors } = await on.wizard('create', mongodb, { user: 'ULIWEI' })
    expect(errors).toEqual({})
    expect(reviewOf(pages)).toContain('占用 3 个复制实例，规格均为 high')
    expect(JSON.stringify(created(on).at(-1)?.body)).toContain('"node_num":3')
  })
})

describe('disaster recovery', () => {
  const dr = { ...answers, scenario: 'cloudDataGuard', engine: 'cloudDataGuard-mysql', network: 'vpn' }

  it.each([
    ['to the cloud', 'up', 'Destination database', 'destinationInstance', 'sourceInstance'],
    ['out of the cloud', 'down', 'Source database', 'sourceInstance', 'destinationInstance'],
  ])('%s needs the instance on this cloud', async (_, direction, title, needed, other) => {
    const on = await stage({ prod: [] })
    const { destinationInstance, ...rest } = dr
    const without = await on.wizard('create', { ...rest, direction })
    expect(without.errors).toEqual({ [needed]: 'Fill in this field.' })
    const { pages, errors } = await on.wizard('create', {
      ...{ ...rest, name: `with-${direction}`, direction },
      [needed]: destinationInstance,
    })
    expect(errors).toEqual({})
    expect(neededOn(onPage(pages, title))).toEqual([needed])
    expect(pages.flatMap(fieldsOf)).not.toContain(other)
    expect(created(on)).toHaveLength(1)
  })
})

describe('over v5', () => {
  const inV5 = { generations: ['v5'] } as const
  const selfBuilt = { ...answers, scenario: 'sync', direction: 'non-dbs', destinationHost: '192.168.0.131' }

  it('asks for the VPC of the replication instance between self-built databases', async () => {
    const on = await stage({ prod: [] }, inV5)
    const { pages, errors } = await on.wizard('create', { ...selfBuilt, vpc: vpcId })
    expect(errors).toEqual({})
    expect(neededOn(onPage(pages, 'Replication instance'))).toContain('vpc')
    const [request] = created(on)
    expect(JSON.stringify(request?.body)).toContain(`"vpc":{"vpc_id":"${vpcId}"`)
  })

  it('does not ask for it over v3, which has no place for it', async () => {
    const on = await stage({ prod: [] })
    const { pages, errors } = await on.wizard('create', selfBuilt)
    expect(errors).toEqual({})
    expect(pages.flatMap(fieldsOf)).not.toContain('vpc')
  })
})

describe('what can be chosen', () => {
  const asked = async (options: StageOptions, user?: string) => {
    const on = await stage({ prod: [] }, options)
    const { pages } = await on.wizard('create', answers, user === undefined ? {} : { user })
    return pages.map(({ blocks }) => JSON.stringify(blocks))
  }

  it('is what the region offers, with its directions, networks and modes', async () => {
    const [, what, where] = await asked({ generations: ['v3', 'v5'] })
    expect(what).toContain('redis-to-gaussredis')
    expect(what).not.toContain('documented kinds')
    expect(where).toMatch(/The region offers[\s\S]*To the cloud[\s\S]*Full/)
  })

  it('is what is documented where the API has no call that tells, and says so', async () => {
    const [, what, where] = await asked({ generations: ['v3'] })
    expect(what).toMatch(/API v3 doesn’t say what the region offers/)
    expect(what).not.toContain('redis-to-gaussredis')
    expect(where).not.toContain('The region offers')
  })

  it('is what is documented where DRS does not say, and says so', async () => {
    const between: StageOptions['between'] = async (drs) => {
      const odd = await oddDrs(drs)
      odd.instead('list-links', () => ({
        status: 400,
        body: { error_code: 'DRS.10000001', error_msg: 'no' },
      }))
      return odd
    }
    const [, what] = await asked({ generations: ['v3', 'v5'], between }, 'ULIWEI')
    expect(what).toContain('未能从 DRS 获取区域支持的链路')
  })

  it('of a pair that is not in the documents is taken over v5', async () => {
    const redis = { engine: 'redis', host: '192.168.0.60', port: 6379, user: 'r', password: 'p' }
    const on = await stage({ prod: [] }, { generations: ['v3', 'v5'], databases: [{ name: 'r', ...redis }] })
    await on.wizard('create', { ...answers, engine: 'redis-to-gaussredis', sourcePort: '6379' })
    expect(created(on).map(({ operation }) => operation)).toEqual(['create-job'])
  })
})
