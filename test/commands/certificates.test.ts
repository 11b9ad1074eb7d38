import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  databaseUser,
  destinationPassword,
  instances,
  sourcePassword,
} from '../../src/local-drs/databases.ts'
import { type StageOptions, seedTask, stage } from './stage.ts'

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
  const kafka = `--destinationHost 192.168.0.40:9092 ${account} --destinationCertificate F1`
  const tested = await say(`test events ${source} ${kafka}`)
  expect(tested.plain).toContain('both databases answer')
  expect(sent()).toMatch(/"type":"SASL_SSL","trust_store_key_name":[^}]*"trust_store_key":/)
})

it('a file that is gone is said to be, and DRS is not asked', async () => {
  const { say, sent, files } = await staged({ generations: ['v3'] })
  files.clear()
  const told = await say(`test orders ${source} --sourceCertificate F1 ${destination}`)
  expect(told.plain).not.toContain('both databases answer')
  expect(sent()).not.toContain('ssl_link')
})
