import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { readConfig } from '../../src/config/config.ts'
import { hostFits, scopeObjection } from '../../src/domain/secrets/secret-scope.ts'
import { databaseUser } from '../../src/local-drs/databases.ts'
import { defaultSeed } from '../../src/local-drs/server.ts'
import { complaintsAbout } from '../helpers/configuration.ts'
import { buttonOf, channel, startTarget, type Target, waitForAudit } from './target.ts'

/**
 * An operator knows the names of references, and has a database: the bot is asked to send the password of another one there,
 * where it can be read.
 */
let target: Target
const theirs = '192.168.0.27'
const evil = '192.168.0.66'
const alice = () => target.people.as('U01ALICE')
const everywhere = { connections: ['*'], roles: [], hosts: [] }

beforeAll(async () => {
  target = await startTarget(defaultSeed, {
    config: {
      secrets: [
        {
          ...{ references: ['env:DB_SOURCE_PASSWORD'], connections: ['*'], roles: ['operator'] },
          hosts: [theirs, '*.orders.example.com', 'ordersin01'],
        },
        { ...everywhere, references: ['env:DB_DESTINATION_PASSWORD'] },
        { ...everywhere, references: ['env:DB_ADMIN'], roles: ['admin'], hosts: ['*'] },
        { ...everywhere, references: ['env:DB_LAB'], connections: ['lab'], hosts: ['*'] },
      ],
    },
  })
})

afterAll(() => target?.stop())

const idOf = (name: string) => target.drs.control.tasks().find((task) => task.name === name)?.id ?? ''
const requests = (operation: string) =>
  target.drs.control.requests(1_000).filter((call) => call.operation === operation).length
const lastAt = async () => (await alice().transcript(channel)).at(-1)?.ts ?? '0'

const database = (more: object = {}) => ({
  ...{ id: idOf('orders-to-rds'), net_type: 'eip', db_type: 'mysql', ip: theirs, db_port: 3306 },
  ...{ db_user: databaseUser, db_password: 'env:DB_SOURCE_PASSWORD', end_point_type: 'so' },
  ...more,
})

/** Fills in the form of that operation; what the person sees next in the channel. */
async function call(operation: string, jobs: readonly object[], reason = '') {
  const after = await lastAt()
  await alice().command(channel, `/drs api ${operation}`)
  const form = await alice().waitForView({ actionId: 'field' })
  const sent = await alice().submit(form.id, {
    jobs: JSON.stringify(jobs),
    ...(reason && { Reason: reason }),
  })
  expect(sent).toMatchObject({ ok: true })
  return { after, seen: (text: string) => alice().waitFor(channel, { text, after }) }
}

describe('a reference with hosts', () => {
  it('is sent where it belongs', async () => {
    const { seen } = await call('batch-test-connections', [database()])
    await seen('success: true')
  })

  it.each([
    ['goes where it belongs', '', /DB_DESTINATION_PASSWORD” was not given for 192.168.0.131/],
    [
      'goes to an instance it was given for',
      '--sourceInstance ordersin01',
      /DB_DESTINATION_PASSWORD” was not/,
    ],
    [
      'goes to no other instance',
      '--sourceInstance evilin01',
      /DB_SOURCE_PASSWORD” was not given for .*evilin01/,
    ],
  ])('in a verb %s, with the role that it was given for', async (_, instance, said) => {
    const after = await lastAt()
    const before = requests('batch-test-connections')
    const source = `--sourceHost ${theirs} ${instance} --sourceUser x --sourcePassword env:DB_SOURCE_PASSWORD`
    const other =
      '--destinationHost 192.168.0.131 --destinationUser x --destinationPassword env:DB_DESTINATION_PASSWORD'
    await alice().command(channel, `/drs test orders-to-rds ${source} ${other}`)
    const refused = await alice().waitFor(channel, { text: 'was not given for', after })
    expect(refused.plain).toMatch(said)
    expect(requests('batch-test-connections')).toBe(before)
  })

  it('is sent nowhere else by a verb, not even when it is asked again', async () => {
    const before = requests('batch-test-connections')
    const account = `--sourceHost ${evil} --sourceUser x --sourcePassword env:DB_SOURCE_PASSWORD`
    const other =
      '--destinationHost 192.168.0.131 --destinationUser x --destinationPassword env:DB_SOURCE_PASSWORD'
    for (let tries = 0; tries < 2; tries += 1) {
      const after = await lastAt()
      await alice().command(channel, `/drs test orders-to-rds ${account} ${other}`)
      const refused = await alice().waitFor(channel, { text: 'was not given for', after })
      expect(refused.plain).toContain(evil)
      expect(refused.plain).toContain('hosts')
    }
    expect(requests('batch-test-connections')).toBe(before)
  })

  it.each([
    ['to another address', () => [database({ ip: evil })]],
    ['to one more address', () => [database({ ip: `${theirs}:3306,${evil}:3306` })]],
    ['to an instance of somebody else', () => [database({ inst_id: 'evilin01' })]],
    [
      'by a name server of somebody else',
      () => [
        database({
          ip: 'db.orders.example.com',
          customized_dns: { is_set_dns: true, set_dns_action: 'add', dns_ip: evil },
        }),
      ],
    ],
    ['beside an item that names the right address', () => [database(), database({ ip: evil })]],
    ['to what only looks like the address', () => [database({ ip: `${theirs}.evil.example` })]],
    ['to what has the name in it', () => [database({ ip: 'evil.example;x.orders.example.com' })]],
    ['to a user at the address', () => [database({ ip: `${theirs}@evil.example` })]],
    ['to no address', () => [database({ ip: '' })]],
  ])('is not sent by a raw call %s, unless others approve', async (_, jobs) => {
    const before = requests('batch-test-connections')
    const bare = await call('batch-test-connections', jobs())
    await bare.seen('Enter a reason')
    const asked = await call('batch-test-connections', jobs(), 'moved')
    const request = await asked.seen('Approval needed')
    expect(requests('batch-test-connections')).toBe(before)
    await target.click({ user: 'U01ALICE', ...buttonOf(request, 'cmd:cancel:ask') })
    await alice().waitFor(channel, { ts: request.ts, text: 'cancelled' })
  })

  it.each([
    ['another address', { ip: `${evil}:3306` }],
    ['a decoy', { ip: `${evil}:3306`, encrypt: { ip: theirs, dbpassword: 'env:DB_SOURCE_PASSWORD' } }],
  ])('is not sent by the JSON text of a cluster’s test to %s', async (_, more) => {
    const before = requests('batch-test-connections-cluster')
    const one = {
      dbtype: 'mysql',
      dbuser: 'x',
      endpointtype: 'so',
      dbpassword: 'env:DB_SOURCE_PASSWORD',
      ...more,
    }
    const job = { action: 'testConnection', job_id: idOf('orders-to-rds'), property: JSON.stringify([one]) }
    const asked = await call('batch-test-connections-cluster', [job])
    await asked.seen('Enter a reason')
    expect(requests('batch-test-connections-cluster')).toBe(before)
  })

  it('is sent with the approval that a new password needs', async () => {
    const before = requests('batch-test-connections')
    const asked = await call(
      'batch-test-connections',
      [database({ ip: '192.168.0.28' })],
      'the database has moved',
    )
    const request = await asked.seen('Approval needed')
    await target.click({ user: 'U02BOB', ...buttonOf(request, 'cmd:approve:ask') })
    const ready = await alice().waitFor(channel, { ts: request.ts, actionId: 'cmd:execute:ask' })
    expect(requests('batch-test-connections')).toBe(before)
    await target.click({ user: 'U01ALICE', ...buttonOf(ready, 'cmd:execute:ask') })
    await waitForAudit(target, /reads env:DB_SOURCE_PASSWORD/)
    await vi.waitFor(() => expect(requests('batch-test-connections')).toBe(before + 1), { timeout: 10_000 })
  })
})

describe('a reference', () => {
  it('without hosts is sent nowhere without approval', async () => {
    const asked = await call('batch-test-connections', [
      database({ db_password: 'env:DB_DESTINATION_PASSWORD' }),
    ])
    await asked.seen('Enter a reason')
  })

  it.each([
    ['for another role', 'env:DB_ADMIN', 'Your role'],
    ['for another connection', 'env:DB_LAB', 'for the connection'],
    ['that is not listed', 'env:DB_OTHER', 'is not allowed'],
    ['to the bot’s own token', 'env:SLACK_BOT_TOKEN', 'is not allowed'],
  ])('%s is not to be had by approval either', async (_, reference, why) => {
    const before = requests('batch-test-connections')
    const asked = await call('batch-test-connections', [database({ db_password: reference })], 'please')
    await asked.seen(why)
    const after = await lastAt()
    await alice().command(channel, `/drs password billing-sync source ${reference} --reason please`)
    await alice().waitFor(channel, { text: why, after })
    expect(requests('batch-test-connections')).toBe(before)
    expect(
      (await alice().transcript(channel)).filter(
        ({ ts, text }) => ts > asked.after && text.includes('Approval needed'),
      ),
    ).toEqual([])
  })
})

describe('the configuration', () => {
  const connections = `
connections:
  prod:
    region: eu-west-101
    projectId: 054ba152d480d55b2f5dc0069e7ddef0
    ak: env:PROD_AK
    sk: file:/run/secrets/prod-sk`

  it.each([
    ['env:*', 'env:PROD_AK'],
    ['env:P*', 'env:PROD_AK'],
    ['env:*_TOKEN', 'env:SLACK_BOT_TOKEN'],
    ['env:SLACK_*', 'env:SLACK_BOT_TOKEN'],
    ['env:SLACK_OTHER', 'env:SLACK_OTHER'],
    ['env:REDIS_URL', 'env:REDIS_URL'],
    ['env:DRS_*', 'env:DRS_CHATOPS_KEY'],
    ['env:HUAWEICLOUD_SDK_SK', 'env:HUAWEICLOUD_SDK_SK'],
    ['env:*PROXY', 'env:HTTPS_PROXY'],
    ['env:NODE_*', 'env:NODE_OPTIONS'],
    ['file:/*', 'file:/run/secrets/prod-sk'],
    ['file:/run/secrets/*', 'file:/run/secrets/prod-sk'],
    ['file:/run/secrets/prod-sk', 'file:/run/secrets/prod-sk'],
    ['file:/proc/*', 'file:/proc/self/environ'],
  ])('that lets people refer to %s is refused, and says why', async (reference, found) => {
    const said = await complaintsAbout(
      `${connections}\nsecrets:\n  - reference: "${reference}"\n    hosts: ["*"]\n`,
    )
    expect(said).toHaveLength(1)
    expect(said[0]).toContain('line 9: secrets.0.reference')
    expect(said[0]).toContain(`“${reference}” fits ${found}`)
    expect(said[0]).toContain('env:DB_*')
  })

  it.each([
    ['a port', 'hosts: ["10.1.2.3:3306"]', 'without port'],
    ['an address of a page', 'hosts: ["https://db.example"]', 'without port'],
    ['no host', 'hosts: []', 'hosts'],
    ['a role that there is not', 'roles: [owner]', 'operator'],
    ['a connection that there is not', 'connections: [other]', 'fits no connection: prod'],
    ['a key that there is not', 'host: db', 'host'],
  ])('with %s is refused', async (_, line, why) => {
    const said = await complaintsAbout(`${connections}\nsecrets:\n  - reference: env:DB_X\n    ${line}\n`)
    expect(said.join('\n')).toContain(why)
    expect(said.join('\n')).toContain('secrets.0')
  })
})

describe('an address', () => {
  it.each([
    ['10.1.2.3', '10.1.2.3', true],
    ['10.1.2.3', '10.1.2.3:3306', true],
    ['DB.example.com', 'db.Example.com:5432', true],
    ['*.example.com', 'db.example.com', true],
    ['10.1.*.*', '10.1.2.3', true],
    ['2001:db8::10', '[2001:db8::10]:27017', true],
    ['2001:db8::10', '2001:db8::10', true],
    ['10.1.2.3', '10.1.2.33', false],
    ['10.1.2.3', '10.1.2.3.evil.example', false],
    ['10.1.*', '10.1.2.3', false],
    ['10.1.2.*', '10.1.2.evil.example', false],
    ['10.1.2.3', '10x1x2x3', false],
    ['*.example.com', 'evil.example.com.evil.example', false],
    ['*.example.com', 'a.b.example.com', false],
    ['*.example.com', 'evil.example/.example.com', false],
    ['db.example.com', 'x@db.example.com', false],
    ['db.example.com', 'db.example.com:3306@evil.example', false],
  ])('for %s: %s fits: %s', (host, address, fits) => expect(hostFits(host, address)).toBe(fits))

  it('has to fit the same entry as the connection and the role', () => {
    const scopes = [
      { references: ['env:A'], connections: ['prod'], roles: [], hosts: ['a.example'] },
      { references: ['env:A'], connections: ['lab'], roles: [], hosts: ['b.example'] },
    ]
    const at = (connection: string, address: string) =>
      scopeObjection(scopes, 'env:A', { connection, addresses: [address] })
    expect(at('prod', 'a.example')).toBeUndefined()
    expect(at('prod', 'b.example')).toBe('address')
    expect(at('lab', 'a.example')).toBe('address')
  })
})

it('the environment alone lets nobody send anything without approval', () => {
  const { secrets } = readConfig({
    ...{ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1', REDIS_URL: 'redis://127.0.0.1:6379' },
    ...{ HUAWEICLOUD_SDK_AK: 'AK', HUAWEICLOUD_SDK_SK: 'SK', DRS_REGION: 'eu-west-101' },
    DRS_PROJECT_ID: '054ba152d480d55b2f5dc0069e7ddef0',
  })
  const use = { connection: 'eu-west-101', addresses: ['10.1.2.3'] }
  expect(scopeObjection(secrets, 'env:DB_X', use)).toBe('address')
})
