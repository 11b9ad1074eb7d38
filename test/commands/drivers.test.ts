import { describe, expect, it } from 'vitest'
import type { Policy } from '../../src/domain/approvals/policy.ts'
import type { RequestDraft } from '../../src/domain/approvals/request.ts'
import { instances } from '../../src/local-drs/databases.ts'
import { oddDrs } from '../helpers/odd-drs.ts'
import { grant, type StageOptions, seedTask, stage } from './stage.ts'

const access = { user: 'drs_user', password: 'secret' }
const databases: NonNullable<StageOptions['databases']> = [
  { name: 'ledger', engine: 'db2', host: '192.168.0.35', port: 50000, ...access },
]
const fromDb2 = { scenario: 'sync', source: '192.168.0.35:50000', destination: instances.mysql } as const
const world = { prod: [seedTask('ledger', 'CONFIGURATION', fromDb2), seedTask('orders', 'CONFIGURATION')] }

const nobody: Policy = { need: [], answerWithinMs: 1, useWithinMs: 1, preconditions: {} }

async function staged(options: StageOptions = {}) {
  const staging = await stage(world, {
    ...{ databases, generations: ['v3', 'v5'], approvals: { policy: async () => nobody } },
    ...options,
  })
  const bytes = new TextEncoder().encode('PK driver')
  for (const name of ['jcc-11.5.jar', 'x.jar', 'driver.zip']) staging.files.set(name, { name, bytes })
  const changes = () =>
    staging
      .drs('prod')
      .control.requests(100)
      .filter(({ operation }) => operation?.includes('jdbc-driver') && operation !== 'list-jdbc-drivers')
      .map(({ operation }) => operation)
  return { ...staging, changes }
}

describe('JDBC drivers', () => {
  it.each([['v3', 'v5'], ['v5']] as const)(
    'are listed, uploaded, given to a task and deleted (%s %s)',
    async (...generations) => {
      const { say, changes } = await staged({ generations })
      expect((await say('drivers')).plain).toMatch(/JDBC drivers: prod[\s\S]*No drivers yet/)
      expect((await say('drivers upload --file jcc-11.5.jar')).plain).toMatch(
        /Driver uploaded: jcc-11\.5\.jar[\s\S]*jcc-11\.5\.jar/,
      )
      const listed = await say('drivers', 'ULIWEI')
      expect(listed.plain).toMatch(/JDBC 驱动：prod[\s\S]*jcc-11\.5\.jar/)
      expect(listed.json).toContain('--deed assign')
      expect((await say('drivers assign jcc-11.5.jar ledger')).plain).toContain('ledger uses the driver')
      expect((await say('drivers remove jcc-11.5.jar', 'ULIWEI')).plain).toContain('已删除驱动：jcc-11.5.jar')
      expect(changes()).toEqual(['upload-jdbc-driver', 'sync-jdbc-driver', 'delete-jdbc-drivers'])
    },
  )

  it.each([
    ['drivers upload --file driver.zip', 'ends in .jar'],
    ['drivers upload --file x.jar', 'Driver uploaded'],
    ['drivers remove "<!channel>.jar"', 'DRS has no driver “<!channel>.jar”'],
    ['drivers assign jcc-11.5.jar orders', 'Only synchronizations from DB2'],
    ['drivers assign jcc-11.5.jar ledger', 'DRS has no driver'],
  ])('%s: %s', async (text, told) => {
    const { say } = await staged()
    const heard = await say(text)
    expect(heard.plain).toContain(told)
    expect(heard.json).not.toContain('<!channel>')
  })

  it('need API v5, and the role operator to be changed', async () => {
    const three = await staged({ generations: ['v3'] })
    expect((await three.say('drivers')).plain).toContain('Only API v5 has calls for drivers')
    expect((await three.say('drivers upload --file jcc-11.5.jar', 'ULIWEI')).plain).toContain('仅 v5 接口')
    const { say, changes } = await staged({ grants: [grant('viewer', '*')] })
    expect((await say('drivers')).json).not.toContain('--deed')
    expect((await say('drivers upload --file jcc-11.5.jar')).plain).toContain('operator')
    expect(changes()).toEqual([])
  })

  it('are approved with the file as it was, where rules ask for it', async () => {
    const drafts: RequestDraft[] = []
    const { say, changes } = await staged({
      approvals: {
        policy: async () => ({
          ...nobody,
          need: [{ group: { name: 'dba', users: ['UBOB'], userGroups: [] }, seats: 1 }],
        }),
        request: async (draft) => {
          drafts.push(draft)
          throw new Error('asked')
        },
      },
    })
    expect((await say('drivers upload --file jcc-11.5.jar')).plain).toContain('reason')
    await say('drivers upload --file jcc-11.5.jar --reason "new version"')
    expect(drafts).toMatchObject([
      { reason: 'new version', payload: { kind: 'call', verb: 'api', file: { id: 'jcc-11.5.jar' } } },
    ])
    expect(changes()).toEqual([])
  })

  it('that DRS refuses are said to be', async () => {
    const { say } = await staged({
      between: async (drs) => {
        const odd = await oddDrs(drs)
        odd.instead('upload-jdbc-driver', () => ({
          status: 400,
          body: { error_code: 'DRS.10030006', error_msg: 'x' },
        }))
        return odd
      },
    })
    expect((await say('drivers upload --file jcc-11.5.jar')).plain).toContain('DRS.10030006')
  })
})

it('a synchronization from DB2 names them among its settings', async () => {
  const { say } = await staged()
  expect((await say('settings ledger')).json).toContain('cmd:drivers:form')
  expect((await say('settings orders')).json).not.toContain('cmd:drivers:form')
})
