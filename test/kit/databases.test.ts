import { describe, expect, it } from 'vitest'
import {
  databaseOf,
  destinationArgs,
  destinationFields,
  missingDetails,
  missingFields,
  setupOf,
  sourceArgs,
  sourceFields,
} from '../../src/app/databases.ts'
import { kafkaProtocolField } from '../../src/app/kafka-fields.ts'
import type { TaskSetup } from '../../src/domain/tasks/task-setup.ts'
import { enginePairs } from '../../src/drs/engines.ts'

/** Where the two databases of a task are, put together from what was given and what was known. */
const full = {
  sourceHost: '192.168.0.27',
  sourcePort: 3306,
  sourceUser: 'drs',
  sourcePassword: 'env:DB_SOURCE',
  destinationHost: '192.168.0.131',
  destinationPort: 3306,
  destinationUser: 'drs',
  destinationPassword: 'env:DB_DESTINATION',
}

describe('a database', () => {
  it('is what was given for its side only', () => {
    expect(databaseOf('source', { ...full, sourceInstance: 'rds-1', sourceName: 'admin' }, 'mysql')).toEqual({
      dbType: 'mysql',
      ip: '192.168.0.27',
      port: 3306,
      user: 'drs',
      passwordRef: 'env:DB_SOURCE',
      instanceId: 'rds-1',
      dbName: 'admin',
    })
  })

  it('keeps what was known where nothing new was given', () => {
    const known = { dbType: 'mysql', ip: '10.0.0.1', user: 'old', passwordRef: 'env:DB_OLD' }
    expect(databaseOf('source', { sourceUser: 'new', sourceHost: '' }, 'mysql', known)).toEqual({
      ...known,
      user: 'new',
    })
  })

  it('is of the type that the task has now', () => {
    expect(databaseOf('source', {}, 'postgresql', { dbType: 'mysql', ip: '10.0.0.1' })).toEqual({
      dbType: 'postgresql',
      ip: '10.0.0.1',
    })
  })
})

describe('the setup of a task', () => {
  it.each(enginePairs.map((pair) => [pair.engine, pair] as const))('of %s has both types', (engine, pair) => {
    const setup = setupOf(engine, {})
    expect([setup.source.dbType, setup.destination.dbType]).toEqual([pair.source, pair.destination])
  })

  it('keeps the chosen databases', () => {
    const known: TaskSetup = {
      source: { dbType: 'mysql' },
      destination: { dbType: 'mysql' },
      databases: ['shop'],
    }
    expect(setupOf('mysql', full, known).databases).toEqual(['shop'])
  })
})

describe('what is missing', () => {
  it('is nothing when both sides are complete', () => {
    expect(missingDetails(setupOf('mysql', full))).toBeUndefined()
  })

  it('is said all at once, in both languages', () => {
    const missing = missingDetails(setupOf('mysql', { ...full, sourceUser: '', destinationPassword: '' }))
    expect(missing?.en).toContain(
      'Some details of the databases are missing: Source user, Reference to the destination password.',
    )
    expect(missing?.['zh-CN']).toContain('缺少：源库用户、目标库密码引用。')
  })

  it('is not an account where Kafka has none', () => {
    const kafka = { dbType: 'kafka', ip: '192.168.0.9:9092' }
    expect(missingFields('destination', kafka)).toEqual([])
    expect(missingFields('destination', { ...kafka, dbType: 'mysql' })).toEqual([
      'destinationUser',
      'destinationPassword',
    ])
    expect(missingFields('destination', { dbType: 'kafka' })).toEqual(['destinationHost'])
  })
})

describe('the arguments', () => {
  it('are named after their sides', () => {
    expect(sourceFields.map((name) => name.replace('source', ''))).toEqual(
      destinationFields
        .filter((name) => name !== kafkaProtocolField)
        .map((name) => name.replace('destination', '')),
    )
  })

  const passwords = [sourceArgs.sourcePassword, destinationArgs.destinationPassword]

  it.each(['env:DB_SOURCE', 'file:/run/secrets/source'])('take %s for a password', (given) => {
    for (const schema of passwords) expect(schema.safeParse(given).success).toBe(true)
  })

  it.each(['hunter2', 'env:', 'env:1x', 'env:A-B', 'file:secret', 'vault:x', ' '])(
    'do not take “%s” for a password',
    (given) => {
      for (const schema of passwords) expect(schema.safeParse(given).success).toBe(false)
    },
  )

  it.each(['0', '65536', '3306.5', 'mysql'])('do not take %s for a port', (given) => {
    expect(sourceArgs.sourcePort.safeParse(given).success).toBe(false)
  })
})
