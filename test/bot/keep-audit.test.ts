import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { configurationDigest, keepAudit } from '../../src/bot/audit-upkeep.ts'
import { readConfig } from '../../src/config/config.ts'
import type { Config } from '../../src/config/types.ts'
import { type Ledger, openLedger } from '../../src/store/approval-store.ts'
import { ledgerKeys } from '../../src/store/keys.ts'
import { closeRedis, connect, type Redis } from '../../src/store/redis.ts'
import { testRedis } from '../helpers/redis.ts'
import { noon } from '../helpers/samples.ts'
import { testLog } from '../helpers/slack-desk.ts'
import { auditRecord } from '../store/ledger-samples.ts'

const day = 24 * 60 * 60_000
const env = {
  SLACK_BOT_TOKEN: 'xoxb-one',
  SLACK_APP_TOKEN: 'xapp-one',
  REDIS_URL: 'redis://127.0.0.1:1',
  HUAWEICLOUD_SDK_AK: 'ak',
  HUAWEICLOUD_SDK_SK: 'sk',
  DRS_PROJECT_ID: '0123456789abcdef0123456789abcdef',
  DRS_REGION: 'eu-west-101',
}
const config = readConfig(env)
const opened: Config = {
  ...config,
  grants: [{ role: 'admin', users: ['*'], connections: ['*'], channels: ['*'] }],
}
let redis: Redis

beforeAll(async () => {
  redis = await connect((await testRedis()).url)
})
beforeEach(() => redis.flushdb())
afterAll(() => closeRedis(redis))

/** A start of the bot; ends when its first round of work is done. */
async function run(ledger: Ledger, given: Config, log = testLog()): Promise<ReturnType<typeof testLog>> {
  const stop = keepAudit(ledger, given, log, () => noon)
  await stop()
  return log
}

async function kinds(ledger: Ledger): Promise<readonly string[]> {
  const { entries } = await ledger.search({ team: 'T1', connections: [] }, { limit: 100 })
  return entries.map(({ record }) => record.kind).toReversed()
}

describe('the configuration', () => {
  it('is written down at the first start, and when what it allows has changed', async () => {
    const ledger = openLedger(redis, { log: testLog() })
    await run(ledger, config)
    await run(ledger, config)
    expect(await kinds(ledger)).toEqual(['configuration'])
    await run(ledger, opened)
    expect(await kinds(ledger)).toEqual(['configuration', 'configuration'])
  })

  it('is the same one with other tokens, and shows none of them', async () => {
    const other = readConfig({ ...env, SLACK_BOT_TOKEN: 'xoxb-two', SLACK_APP_TOKEN: 'xapp-two' })
    expect(configurationDigest(other)).toBe(configurationDigest(config))
    const ledger = openLedger(redis, { log: testLog() })
    await run(ledger, config)
    expect(JSON.stringify(await redis.xrange(ledgerKeys.audit, '-', '+'))).not.toContain('xoxb')
  })
})

it('records that were kept long enough go at the start', async () => {
  const ledger = openLedger(redis, { log: testLog() })
  const old = { at: noon - 401 * day }
  await ledger.append(auditRecord('old', old), auditRecord('also old', old), auditRecord('young'))
  await run(ledger, config)
  expect(await kinds(ledger)).toEqual(['act', 'configuration', 'retention'])
  expect((await ledger.verify()).ok).toBe(true)
})

it('an audit that cannot be written is loudly said, and does not keep the bot from starting', async () => {
  const ledger = openLedger(redis, { log: testLog() })
  await ledger.append(auditRecord('one', { at: noon - 500 * day }))
  await redis.del(ledgerKeys.head)
  const log = await run(openLedger(redis, { log: testLog() }), config)
  expect(log.lines.map(({ level, sentence }) => `${level}: ${sentence}`)).toEqual([
    'error: the configuration could not be written to the audit',
    'error: old records could not be taken out of the audit',
  ])
})
