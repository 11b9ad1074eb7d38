import { describe, expect, it } from 'vitest'
import { instances, subnetId } from '../../src/local-drs/databases.ts'
import { oddDrs } from '../helpers/odd-drs.ts'
import { grant, type StageOptions, seedTask, stage } from './stage.ts'

const world = {
  prod: [
    seedTask('orders', 'INCRE_TRANSFER_STARTED', { tags: [{ key: 'env', value: 'prod' }] }),
    seedTask('billing', 'CONFIGURATION', { scenario: 'sync', tags: [{ key: 'env', value: 'test' }] }),
    seedTask('plain', 'CONFIGURATION'),
  ],
}
const both: StageOptions = { generations: ['v3', 'v5'] }

describe('tasks by their tags', () => {
  it.each([[['v3', 'v5']], [['v5']]] as const)(
    'over %j are counted and named by scenario',
    async (generations) => {
      const { say, drs } = await stage(world, { generations })
      const found = await say('tagged --tags env')
      expect(found.plain).toMatch(
        /Tasks with env[\s\S]*\(1\)[\s\S]*orders[\s\S]*env=prod[\s\S]*\(1\)[\s\S]*billing/,
      )
      expect((await say('tagged --tags env=test', 'ULIWEI')).plain).toMatch(
        /带有标签 env=test 的任务[\s\S]*billing/,
      )
      expect((await say('tagged')).plain).toMatch(/Tasks without tags[\s\S]*plain/)
      expect((await say('tagged --tags env=nowhere')).plain).toContain('No task has them')
      const asked = drs('prod').control.requests(200)
      expect(asked.some(({ operation }) => operation === 'filter-resource-instances')).toBe(true)
    },
  )

  it('need v5, and are said to be refused where DRS refuses', async () => {
    const three = await stage(world)
    expect((await three.say('tagged --tags env')).plain).toContain('Only API v5 finds tasks by tags')
    const { say } = await stage(world, {
      ...both,
      between: async (local) => {
        const odd = await oddDrs(local)
        const body = { error_code: 'DRS.10000001', error_msg: '<!channel>' }
        odd.instead('count-resource-instances', () => ({ status: 400, body }))
        return odd
      },
    })
    const refused = await say('tagged --tags env')
    expect(refused.plain).toContain('DRS.10000001')
    expect(refused.json).not.toContain('<!channel>')
  })
})

describe('what is seldom wanted of a task', () => {
  it('is told with its statistics as a file, to viewers too', async () => {
    const { say, slack } = await stage(world, { ...both, grants: [grant('viewer', '*')] })
    const more = await say('show orders --more')
    expect(more.plain).toMatch(
      /More about orders[\s\S]*DRS allows now.?: [\s\S]*Billed by[\s\S]*hws\.resource/,
    )
    expect(slack.files).toHaveLength(1)
    expect((await say('show orders --more', 'ULIWEI')).plain).toContain('orders 的更多信息')
  })

  it('needs v5', async () => {
    const { say } = await stage(world)
    expect((await say('show orders --more')).plain).toContain('Only API v5 tells more')
  })
})

describe('the enterprise project of a new task', () => {
  const answers = {
    ...{ name: 'shop-to-cloud', scenario: 'migration', engine: 'mysql', direction: 'up', network: 'eip' },
    ...{ nodeType: 'high', subnet: subnetId, sourceHost: '192.168.0.28', sourceUser: 'drs_user' },
    ...{ destinationUser: 'drs_user', destinationInstance: instances.mysql },
  }

  it.each([
    ['v3', /"sys_tags":\[\{"key":"_sys_enterprise_project_id","value":"0"\}\]/],
    ['v5', /"enterprise_project_id":"0"/],
  ] as const)('goes with it over %s', async (generation, wire) => {
    const on = await stage({ prod: [] }, { generations: [generation] })
    const { errors } = await on.wizard('create', { ...answers, project: '0' })
    expect(errors).toEqual({})
    const bodies = on
      .drs('prod')
      .control.requests(100)
      .filter(({ operation }) => /create-job/.test(operation ?? ''))
      .map(({ body }) => JSON.stringify(body))
    expect(bodies.join()).toMatch(wire)
  })

  it('is chosen from those that v5 lists', async () => {
    const on = await stage({ prod: [] }, both)
    const { pages } = await on.wizard('create', answers)
    expect(JSON.stringify(pages[2]?.blocks)).toContain('migration-2025')
  })
})
