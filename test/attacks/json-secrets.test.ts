import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databaseUser, sourcePassword } from '../../src/local-drs/databases.ts'
import { defaultSeed } from '../../src/local-drs/server.ts'
import { everythingKept } from '../helpers/redis.ts'
import { channel, startTarget, type Target } from './target.ts'

/**
 * A connection test of a cluster has its databases as JSON in a text (6.1.3), where no schema sees a password: one that is
 * typed there passes through Slack, and is kept in drafts, requests and the audit.
 */
let target: Target
const alice = () => target.people.as('U01ALICE')
const operation = 'batch-test-connections-cluster'

beforeAll(async () => {
  const [first] = defaultSeed.tasks ?? []
  if (!first) throw new Error('a seed without tasks')
  const mongo = { ...first, name: 'catalog', engine: 'mongodb', source: '192.168.0.31:27017' } as const
  target = await startTarget({ ...defaultSeed, tasks: [first, mongo] })
})

afterAll(() => target?.stop())

const idOf = (name: string) => target.drs.control.tasks().find((task) => task.name === name)?.id ?? ''
const mysql = {
  ...{ ip: '192.168.0.27:3306', dbtype: 'mysql', dbuser: databaseUser, dbpassword: 'env:DB_SOURCE_PASSWORD' },
  ...{ ssllink: false, projectId: '0549a6a31000d4e82fd1c00c3d6f2d76', region: 'cn-north-4' },
  ...{ nettype: 'eip', endpointtype: 'so' },
}
const shard = {
  ...{ ip: '192.168.0.31:27017', nettype: 'eip', dbtype: 'mongodb', dbport: 0, dbuser: databaseUser },
  ...{ dbpassword: 'env:DB_SOURCE_PASSWORD', ssllink: false, sslcertkey: '', sslcertname: '' },
  ...{ sslcertchecksum: '', endpointtype: 'ls', dbName: 'admin' },
}

async function fill(task: string, property: string) {
  await alice().command(channel, `/drs api ${operation}`)
  const form = await alice().waitForView({ actionId: 'field' })
  const jobs = JSON.stringify([{ action: 'testConnection', job_id: idOf(task), property }])
  return { form, sent: await alice().submit(form.id, { jobs }) }
}

const calls = () => target.drs.control.requests().filter((call) => call.operation === operation)

describe('a test of', () => {
  it.each([
    ['a MySQL primary/standby task', 'orders-to-rds', [mysql]],
    ['the shards of a MongoDB cluster', 'catalog', [shard]],
  ])('%s goes through with references, which the call alone sees filled in', async (_, task, databases) => {
    const before = calls().length
    const last = (await alice().transcript(channel)).at(-1)?.ts ?? '0'
    const { sent } = await fill(task, JSON.stringify(databases))
    expect(sent).toMatchObject({ ok: true })
    const answer = await alice().waitFor(channel, { text: idOf(task), after: last })
    expect(answer.plain).toMatch(/success\W+true/i)
    expect(calls()).toHaveLength(before + 1)
    expect(await everythingKept(target.redisUrl)).not.toContain(sourcePassword)
    expect(await target.audited()).toContainEqual(expect.stringContaining('reads env:DB_SOURCE_PASSWORD'))
    const slack = JSON.stringify([await target.people.calls(), await alice().transcript(channel)])
    expect(slack).not.toContain(sourcePassword)
  })
})

describe('a secret that is typed into the text', () => {
  const typed = 'Hunter2-typed-by-hand'
  const inside = (fields: object) => JSON.stringify([{ ...mysql, ...fields }])

  it.each([
    ['as the password', inside({ dbpassword: typed })],
    ['as a certificate', inside({ sslcertkey: typed })],
    ['of Kafka', inside({ kafkaSecurityConfig: { trust_store_password: typed } })],
    ['under a name of its own', inside({ extra: { api_token: typed } })],
    ['below the name', inside({ dbpassword: { value: typed } })],
    ['as one of a list', inside({ dbpassword: ['env:DB_SOURCE_PASSWORD', typed] })],
    ['in another spelling of the name', inside({ DB_PassWord: typed })],
    ['in an address', inside({ ip: `mysql://root:${typed}@192.168.0.27:3306` })],
    ['in JSON once more', inside({ extra: JSON.stringify({ dbpassword: typed }) })],
    ['before a reference of the same name', `[{"ip":"x","dbpassword":"${typed}","dbpassword":"env:DB_X"}]`],
    ['in what is no JSON', `[{"ip":"x","dbpassword":"${typed}"`],
    ['with the name escaped', inside({ note: 1 }).replace('"note":1', `"dbp\\u0061ssword":"${typed}"`)],
  ])('%s is refused at the field, and kept nowhere', async (_, property) => {
    const before = calls().length
    const { form, sent } = await fill('orders-to-rds', property)
    expect(JSON.stringify(sent)).toContain('reference')
    expect(JSON.stringify(sent)).not.toContain(typed)
    await alice().close(form.id)
    expect(calls()).toHaveLength(before)
    expect(await everythingKept(target.redisUrl)).not.toContain(typed)
  })

  it('as a number is refused as well', async () => {
    const { form, sent } = await fill('orders-to-rds', inside({ dbpassword: 28_071_969 }))
    expect(JSON.stringify(sent)).toContain('reference')
    await alice().close(form.id)
    expect(await everythingKept(target.redisUrl)).not.toContain('28071969')
  })
})
