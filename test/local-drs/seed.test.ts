import { describe, expect, it } from 'vitest'
import { precheckItemOf } from '../../src/drs/precheck-items.ts'
import { itemsFor } from '../../src/local-drs/precheck-lists.ts'
import { parseSeed } from '../../src/local-drs/seed.ts'
import { defaultSeed } from '../../src/local-drs/server.ts'
import mysqlExample from '../fixtures/drs/v3/examples/batch-precheck-result.response.1.json' with {
  type: 'json',
}
import mongodbExample from '../fixtures/drs/v3/examples/batch-precheck-result.response.2.json' with {
  type: 'json',
}
import { aDrs, call } from './a-drs.ts'

describe('the default seed', () => {
  it('has a migration to be checked, a running synchronization and a healthy DR pair', async () => {
    const drs = await aDrs({ seed: defaultSeed })
    expect(drs.control.tasks().map(({ name, scenario, status }) => [name, scenario, status])).toEqual([
      ['dr-orders', 'cloudDataGuard', 'INCRE_TRANSFER_STARTED'],
      ['billing-sync', 'sync', 'INCRE_TRANSFER_STARTED'],
      ['orders-to-rds', 'migration', 'CONFIGURATION'],
    ])
  })

  it('is not there unless it is asked for', async () => {
    const drs = await aDrs()
    expect(drs.control.tasks()).toEqual([])
    expect((await call(drs, 'list-quotas')).quotas.resource.used).toBe(0)
  })
})

describe('a seed', () => {
  it('may bring its own databases, also in the place of built-in ones', async () => {
    const database = { name: 'mine', engine: 'mysql', host: '10.1.1.1', port: 3306, user: 'u', password: 'p' }
    const drs = await aDrs({
      seed: {
        databases: [database, { ...database, name: 'orders', host: '192.168.0.27' }],
        tasks: [
          {
            name: 'mine',
            scenario: 'sync',
            engine: 'mysql',
            source: '10.1.1.1:3306',
            destination: '192.168.0.27:3306',
          },
        ],
      },
    })
    expect(drs.control.tasks()[0]).toMatchObject({
      source: { ip: '10.1.1.1' },
      target: { ip: '192.168.0.27' },
    })
    expect(drs.control.databases().find(({ key }) => key === '192.168.0.27:3306')?.broken).toEqual([])
  })

  it.each([
    ['an unknown status', { tasks: [{ ...defaultSeed.tasks?.[0], status: 'FLYING' }] }, /status/],
    [
      'an engine that does not fit',
      { tasks: [{ ...defaultSeed.tasks?.[0], engine: 'postgresql' }] },
      /does not fit the scenario/,
    ],
    ['a misspelled field', { task: [] }, /"task"/],
    [
      'a database without a port',
      { databases: [{ name: 'x', engine: 'mysql', host: 'h', user: 'u', password: 'p' }] },
      /port/,
    ],
  ])('with %s is refused with the field', (_what, seed, says) => {
    expect(() => parseSeed(seed)).toThrow(says)
  })
})

describe('the precheck items', () => {
  const exampleItems = (example: typeof mysqlExample | typeof mongodbExample) =>
    example.results
      .flatMap(({ precheck_result }) => precheck_result.map(({ item, group }) => `${group}/${item}`))
      .sort()
  const ourItems = (engine: string) =>
    Object.entries(itemsFor(engine))
      .flatMap(([group, items]) => items.map((item) => `${group}/${item}`))
      .sort()

  it('are those of the documented examples', () => {
    expect(ourItems('mysql')).toEqual(exampleItems(mysqlExample))
    expect(ourItems('mongodb')).toEqual(exampleItems(mongodbExample))
  })

  it.each(['postgresql', 'oracle', 'gaussdbv5'])('of %s are in the catalogue', (engine) => {
    const unknown = Object.values(itemsFor(engine))
      .flat()
      .filter((item) => !precheckItemOf(item))
    expect(unknown).toEqual([])
  })
})
