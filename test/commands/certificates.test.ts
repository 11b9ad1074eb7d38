import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { passwordFields, withPasswordReferences } from '../../src/app/secret-page.ts'
import { testedDatabase } from '../../src/client/v3/write.ts'
import type { Task } from '../../src/domain/tasks/task.ts'
import type { DatabaseAccess } from '../../src/domain/tasks/task-service.ts'
import {
  databaseUser,
  destinationPassword,
  instances,
  sourcePassword,
} from '../../src/local-drs/databases.ts'
import { type StageOptions, seedTask, stage } from './stage.ts'

const home = { name: 'prod', region: 'eu-west-101', projectId: 'p' }
const task: Task = {
  ...{ id: 't', name: 'events', connection: 'prod', scenario: 'sync', engine: 'mysql-to-kafka' },
  ...{ direction: 'up', mode: 'FULL_INCR_TRANS', status: 'CONFIGURATION', network: 'eip' },
}
const bytes = new TextEncoder().encode('-----BEGIN CERTIFICATE-----\nof a walk\n')
const base64 = Buffer.from(bytes).toString('base64')
const sum = createHash('sha256').update(bytes).digest('hex')

async function staged(options: StageOptions) {
  const kafka = { scenario: 'sync', engine: 'mysql-to-kafka', destination: '192.168.0.40:9092' } as const
  const on = await stage(
    {
      prod: [
        seedTask('orders', 'CONFIGURATION', { configured: false }),
        seedTask('events', 'CONFIGURATION', { ...kafka, configured: false }),
      ],
    },
    options,
  )
  on.files.set('F1', { name: 'ca.pem', bytes })
  on.memory.heldSecrets.set('env:SOURCE', sourcePassword)
  on.memory.heldSecrets.set('env:DESTINATION', destinationPassword)
  on.memory.heldSecrets.set('env:STORE', 'store secret')
  const sent = () =>
    JSON.stringify(
      on
        .drs('prod')
        .control.requests(100)
        .map(({ body }) => body),
    )
  return { ...on, sent }
}

const source = `--sourceHost 192.168.0.28 --sourcePort 3306 --sourceUser ${databaseUser} --sourcePassword env:SOURCE`
const destination = `--destinationHost 192.168.0.131 --destinationPort 3306 --destinationUser ${databaseUser} --destinationPassword env:DESTINATION --destinationInstance ${instances.mysql}`

describe.each([{ generations: ['v3'] }, { generations: ['v5'] }] as const)('over $generations', (options) => {
  it('a certificate goes with the test and the configuration, and is kept nowhere', async () => {
    const { say, sent, setups, log, memory } = await staged(options)
    const certificate = '--sourceCertificate F1 --sourceCertificatePassword env:STORE'
    const tested = await say(`test orders ${source} ${certificate} ${destination}`)
    expect(tested.plain).toContain('both databases answer')
    expect(sent()).toMatch(/"ssl_link":true/)
    expect(sent()).toContain('"ssl_cert_name":"ca.pem"')
    expect(sent()).toContain(`"ssl_cert_check_sum":"${sum}"`)
    const kept = JSON.stringify([[...setups], log.lines, memory.audited])
    expect(kept).toContain('"certificate":"F1"')
    for (const secret of [base64, 'store secret']) {
      expect(kept).not.toContain(secret)
      expect(tested.json).not.toContain(secret)
    }
    // Tested again, it goes with it again.
    const before = sent().split('ca.pem').length
    await say('test orders', 'ULIWEI')
    expect(sent().split('ca.pem').length).toBeGreaterThan(before)
  })
})

it('the trust store of Kafka goes with its security settings', async () => {
  const { say, sent } = await staged({ generations: ['v3'] })
  const account = `--destinationUser ${databaseUser} --destinationPassword env:DESTINATION`
  const kafka = `--destinationHost 192.168.0.40:9092 ${account} --kafkaTrustStore F1 --kafkaTrustStorePassword env:STORE`
  const tested = await say(`test events ${source} ${kafka}`)
  expect(tested.plain).toContain('both databases answer')
  expect(sent()).toMatch(/"type":"SASL_SSL","trust_store_key_name":[^}]*"trust_store_key":/)
})

describe('the security of Kafka', () => {
  const account = { destinationUser: databaseUser, destinationPassword: 'env:DESTINATION' }
  const ends = {
    ...{ sourceHost: '192.168.0.28', sourcePort: '3306', sourceUser: databaseUser },
    ...{ sourcePassword: 'env:SOURCE', destinationHost: '192.168.0.40:9092', ...account },
  }
  const stores = {
    ...{ kafkaTrustStore: 'F1', kafkaTrustStorePassword: 'env:STORE', kafkaKeyStore: 'F2' },
    ...{ kafkaKeyStorePassword: 'env:KEYSTORE', kafkaKeyProtected: 'true', kafkaKeyPassword: 'env:KEY' },
  }

  async function withStores(options: StageOptions) {
    const on = await staged(options)
    on.files.set('F2', { name: 'client.keystore.jks', bytes })
    on.memory.heldSecrets.set('env:KEYSTORE', 'key store secret')
    on.memory.heldSecrets.set('env:KEY', 'private key secret')
    return on
  }

  const security = (sent: () => string) =>
    JSON.parse(/"kafka_security_config":(\{[^}]*\})/.exec(sent())?.[1] ?? '{}')

  it.each([
    ['v3', ['v3']],
    ['both', ['v3', 'v5']],
  ] as const)(
    'with two-way SSL and SCRAM is asked for by the protocol over %s, and goes to DRS',
    async (_, generations) => {
      const { wizard, sent, slack, setups, log, memory } = await withStores({ generations })
      const { pages, errors } = await wizard('test events', {
        ...{ ...ends, ...stores, kafkaProtocol: 'SASL_SSL', kafkaMechanism: 'SCRAM-SHA-512' },
        ...{ kafkaTokens: 'false', kafkaHostCheck: 'true' },
      })
      expect(errors).toEqual({})
      expect(pages.at(-1)?.title.text).toBe('Security of Kafka')
      expect(slack.said.at(-1)?.text).toContain('both databases answer')
      expect(security(sent)).toMatchObject({
        type: 'SASL_SSL',
        sasl_mechanism: 'SCRAM-SHA-512',
        enable_key_store: true,
      })
      const kept = JSON.stringify([[...setups], log.lines, memory.audited, slack.said, pages])
      for (const secret of [base64, 'store secret', 'key store secret', 'private key secret'])
        expect(kept).not.toContain(secret)
    },
  )

  it('goes to DRS in the fields of 6.1.2, none of which says what was not said', () => {
    const store = (name: string) => ({ name, bytes, password: `${name} secret` })
    const sentFor = (access: Partial<DatabaseAccess>) =>
      testedDatabase(home, task, 'destination', { dbType: 'kafka', ip: '192.168.0.40:9092', ...access })
        .kafka_security_config
    const kafka = { protocol: 'SSL', mechanism: 'PLAIN', tokens: true, checksHost: false }
    expect(
      sentFor({
        kafka,
        certificate: store('trust.jks'),
        keyStore: store('key.jks'),
        keyPassword: 'key secret',
      }),
    ).toEqual({
      type: 'SSL',
      ...{
        trust_store_key_name: 'trust.jks',
        trust_store_key: base64,
        trust_store_password: 'trust.jks secret',
      },
      ...{
        endpoint_algorithm: '',
        enable_key_store: true,
        key_store_key_name: 'key.jks',
        key_store_key: base64,
      },
      ...{ key_store_password: 'key.jks secret', set_private_key_password: true, key_password: 'key secret' },
    })
    const scram = { protocol: 'SASL_PLAINTEXT', mechanism: 'SCRAM-SHA-256', tokens: true }
    expect(sentFor({ user: 'u', kafka: scram })).toEqual({
      ...{ type: 'SASL_PLAINTEXT', sasl_mechanism: 'SCRAM-SHA-256', delegation_tokens: true },
    })
    expect(sentFor({})).toEqual({ type: 'PLAINTEXT' })
    expect(sentFor({ user: 'u' })).toEqual({ type: 'SASL_PLAINTEXT', sasl_mechanism: 'PLAIN' })
  })

  it('says what the protocol needs at its field', async () => {
    const { wizard } = await withStores({})
    const way = { ...ends, kafkaProtocol: 'SASL_SSL' }
    const { errors } = await wizard('test events', { ...way, ...stores, kafkaTrustStore: '' })
    expect(Object.keys(errors)).toEqual(['kafkaMechanism', 'kafkaTrustStore'])
    const odd = { ...way, ...stores, kafkaMechanism: 'PLAIN', kafkaTokens: 'true' }
    expect((await wizard('test events', odd)).errors).toEqual({ kafkaTokens: 'Tokens work with SCRAM only.' })
  })

  it('has no page where nothing of it is asked', async () => {
    const { wizard } = await withStores({})
    const { pages } = await wizard('test events', { ...ends, kafkaProtocol: 'PLAINTEXT' })
    expect(pages.map(({ title }) => title.text)).toEqual(['Source database', 'Destination database'])
  })

  it('over v5 alone is said to be out of reach, with the remedy, and nothing is sent', async () => {
    const { wizard, say, sent } = await withStores({ generations: ['v5'] })
    const { pages } = await wizard('test events', { ...ends, ...account })
    expect(JSON.stringify(pages.at(-1)?.blocks)).toContain('API v5 has no field for the SASL mechanism')
    expect(JSON.stringify(pages)).not.toContain('kafkaProtocol')
    const bodies = () => sent().match(/\{"job/g)?.length
    const before = bodies()
    const told = await say('test events --kafkaProtocol SASL_PLAINTEXT --kafkaMechanism GSSAPI')
    expect(told.plain).toContain('add v3 to “api”')
    const inChinese = await say(
      'test events --kafkaProtocol SASL_PLAINTEXT --kafkaMechanism GSSAPI',
      'ULIWEI',
    )
    expect(inChinese.plain).toContain('“api”配置中加入 v3')
    expect(bodies()).toBe(before)
  })

  it('is kept apart from the account where it was typed on the page', () => {
    const database = {
      dbType: 'kafka',
      ip: '192.168.0.40:9092',
      user: 'u',
      certificate: 'F1',
      keyStore: 'F2',
    }
    const kafka = { keyHasPassword: true }
    const setup = { source: { dbType: 'mysql' }, destination: { ...database, kafka } }
    const file = { name: 'client.jks', bytes }
    const access = {
      source: setup.source,
      destination: { ...database, kafka, certificate: file, keyStore: file },
    }
    const fields = passwordFields({ connection: 'prod', id: 'new' }, setup, access)
    expect(fields.map(({ name }) => name)).toEqual([
      'destination',
      'destination-certificate',
      'destination-keyStore',
      'destination-key',
    ])
    expect(new Set(fields.map(({ about }) => about)).size).toBe(4)
    const references = {
      destination: 'kept:a',
      'destination-keyStore': 'kept:b',
      'destination-key': 'kept:c',
    }
    expect(withPasswordReferences(setup, { references }).destination).toMatchObject({
      ...{ passwordRef: 'kept:a', keyStorePasswordRef: 'kept:b', keyPasswordRef: 'kept:c' },
    })
  })
})

it('a file that is gone is said to be, and DRS is not asked', async () => {
  const { say, sent, files } = await staged({ generations: ['v3'] })
  files.clear()
  const told = await say(`test orders ${source} --sourceCertificate F1 ${destination}`)
  expect(told.plain).not.toContain('both databases answer')
  expect(sent()).not.toContain('ssl_link')
})
