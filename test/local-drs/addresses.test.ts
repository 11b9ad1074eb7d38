import { describe, expect, it } from 'vitest'
import { createTaskServiceFor } from '../../src/client/index.ts'
import { instances } from '../../src/local-drs/databases.ts'
import type { LocalDrs } from '../../src/local-drs/server.ts'
import { testClient } from '../client/scripted-server.ts'
import { aDrs, call, create, minutes, sourceTest } from './a-drs.ts'

/** Databases at IPv6 addresses, however they are written, and a pair of engines that only answers name. */

async function configurable(drs: LocalDrs, change: object = {}): Promise<string> {
  const id = await create(drs, change)
  drs.control.advance(minutes(2))
  return id
}

function service(drs: LocalDrs) {
  const { client } = testClient(drs.endpoint, {
    connection: { projectId: drs.projectId, credentials: { ak: drs.ak, sk: drs.sk } },
    options: { now: Date.now },
  })
  return createTaskServiceFor(client)('en')
}

describe('an IPv6 address', () => {
  it.each([
    ['2001:db8::28', 3306, undefined],
    ['2001:0DB8:0:0:0:0:0:0028', 3306, undefined],
    ['[2001:db8::28]:3306', undefined, undefined],
    ['2001:db8::28', 3307, 'DRS.KE0003'],
    ['2001:db8::29', 3306, 'DRS.KE0001'],
    ['2001:db8::28:3306', undefined, 'DRS.KE0001'],
  ])('%s with port %s is answered with %s', async (ip, db_port, code) => {
    const drs = await aDrs()
    const id = await configurable(drs)
    const { results } = await call(drs, 'batch-test-connections', {
      jobs: [sourceTest(id, { ip, db_port })],
    })
    expect(results[0].error_code).toBe(code)
  })

  it('has its port in brackets where a database has several', async () => {
    const drs = await aDrs()
    const mongo = { engine_type: 'mongodb', source_endpoint: { db_type: 'mongodb' } }
    const target_endpoint = { region: 'eu-west-101', db_type: 'mongodb', inst_id: instances.mongodb }
    const id = await configurable(drs, { ...mongo, target_endpoint })
    const { results } = await call(drs, 'batch-test-connections', {
      jobs: [
        sourceTest(id, {
          ...{ db_type: 'mongodb', db_name: 'admin', db_port: 0 },
          ip: '192.168.0.250:27017,[2001:db8::31]:27017',
        }),
      ],
    })
    expect(results[0].error_code).toBeUndefined()
  })

  it('is what the client sends, and reads again', async () => {
    const drs = await aDrs()
    const { id } = drs.control.create({
      ...{ name: 'six-sync', scenario: 'sync', engine: 'mysql', status: 'CONFIGURATION', configured: false },
      source: '[2001:db8::28]:3306',
      destination: instances.mysql,
    })
    const drsService = service(drs)
    const { found } = await drsService.details([id])
    expect(found.get(id)?.source).toMatchObject({ ip: '2001:db8::28', port: 3306 })
    const { results } = await call(drs, 'batch-job-details', { jobs: [id] })
    expect(results[0].support_ip_v6).toBe(true)
  })
})

it('a pair of engines that requests do not name is read by its name', async () => {
  const drs = await aDrs()
  const { id } = drs.control.create({
    ...{ name: 'erp-to-rds', scenario: 'sync', engine: 'oracle-to-mysql', status: 'INCRE_TRANSFER_STARTED' },
    source: '192.168.0.33:1521',
    destination: instances.mysql,
  })
  const { found } = await service(drs).details([id])
  expect(found.get(id)).toMatchObject({ engine: 'oracle-to-mysql', source: { dbType: 'oracle' } })
  const { tasks } = await service(drs).list()
  expect(tasks.map(({ engine }) => engine)).toContain('oracle-to-mysql')
})
