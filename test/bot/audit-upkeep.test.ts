import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { configurationDigest, maintainAudit } from '../../src/bot/audit-upkeep.ts'
import { readConfig } from '../../src/config/config.ts'
import type { Config } from '../../src/config/types.ts'
import { type ApprovalStore, openApprovalStore } from '../../src/store/approval-store.ts'
import { approvalKeys } from '../../src/store/keys.ts'
import { closeRedis, connectRedis, type Redis } from '../../src/store/redis.ts'
import { testLog } from '../helpers/log.ts'
import { testRedis } from '../helpers/redis.ts'
import { noon } from '../helpers/samples.ts'
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
  redis = await connectRedis((await testRedis()).url)
})
beforeEach(() => redis.flushdb())
afterAll(() => closeRedis(redis))

/** A start of the bot; ends when its first round of work is done. */
async function run(
  store: ApprovalStore,
  given: Config,
  log = testLog(),
): Promise<ReturnType<typeof testLog>> {
  const stop = maintainAudit(store, given, log, () => noon)
  await stop()
  return log
}

async function kinds(store: ApprovalStore): Promise<readonly string[]> {
  const { entries } = await store.search({ team: 'T1', connections: [] }, { limit: 100 })
  return entries.map(({ record }) => record.kind).toReversed()
}

describe('the configuration', () => {
  it('is written down at the first start, and when what it allows has changed', async () => {
    const store = openApprovalStore(redis, { log: testLog() })
    await run(store, config)
    await run(store, config)
    expect(await kinds(store)).toEqual(['configuration'])
    await run(store, opened)
    expect(await kinds(store)).toEqual(['configuration', 'configuration'])
  })

  it('is the same one with other tokens, and shows none of them', async () => {
    const other = readConfig({ ...env, SLACK_BOT_TOKEN: 'xoxb-two', SLACK_APP_TOKEN: 'xapp-two' })
    expect(configurationDigest(other)).toBe(configurationDigest(config))
    const store = openApprovalStore(redis, { log: testLog() })
    await run(store, config)
    expect(JSON.stringify(await redis.xrange(approvalKeys.audit, '-', '+'))).not.toContain('xoxb')
  })
})

it('records that were kept long enough go at the start', async () => {
  const store = openApprovalStore(redis, { log: testLog() })
  const old = { at: noon - 401 * day }
  await store.append(auditRecord('old', old), auditRecord('also old', old), auditRecord('young'))
  await run(store, config)
  expect(await kinds(store)).toEqual(['act', 'configuration', 'retention'])
  expect((await store.verify()).ok).toBe(true)
})

it('an audit that cannot be written is loudly said, and does not keep the bot from starting', async () => {
  const store = openApprovalStore(redis, { log: testLog() })
  await store.append(auditRecord('one', { at: noon - 500 * day }))
  await redis.del(approvalKeys.head)
  const log = await run(openApprovalStore(redis, { log: testLog() }), config)
  expect(log.lines.map(({ level, sentence }) => `${level}: ${sentence}`)).toEqual([
    'error: the configuration could not be written to the audit',
    'error: old records could not be taken out of the audit',
  ])
})
