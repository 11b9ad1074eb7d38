import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Text } from '../../src/base/i18n.ts'
import { createLedgerWatch } from '../../src/bot/ledger-watch.ts'
import { type ChainedRecord, headAt, linkAfter, plainMac } from '../../src/domain/audit/audit-chain.ts'
import { type ApprovalStore, openApprovalStore } from '../../src/store/approval-store.ts'
import { auditKind } from '../../src/store/chain.ts'
import { headKind } from '../../src/store/chain-head.ts'
import { approvalKeys, auditWitnessKey } from '../../src/store/keys.ts'
import { closeRedis, connectRedis, type Redis } from '../../src/store/redis.ts'
import { testLog } from '../helpers/log.ts'
import { testRedis } from '../helpers/redis.ts'
import { noon } from '../helpers/samples.ts'
import { auditRecord } from '../store/ledger-samples.ts'

/** Somebody who can write to Redis, but has no key, against the audit of a bot that has one. */
const day = 24 * 60 * 60_000
const [first, second] = [randomBytes(32), randomBytes(32)]
let redis: Redis

beforeAll(async () => {
  redis = await connectRedis((await testRedis()).url)
})
beforeEach(() => redis.flushdb())
afterAll(() => closeRedis(redis))

function replica(...keys: readonly Uint8Array[]): ApprovalStore {
  return openApprovalStore(redis, { keys, log: testLog() })
}

async function all(store: ApprovalStore): Promise<readonly ChainedRecord[]> {
  const records: ChainedRecord[] = []
  for await (const part of store.records()) records.push(...part)
  return records
}

async function endOf(store: ApprovalStore): Promise<ChainedRecord> {
  const last = (await all(store)).at(-1)
  if (!last) throw new Error('the audit is empty')
  return last
}

async function kinds(store: ApprovalStore): Promise<readonly string[]> {
  return (await all(store)).map(({ record }) => record.kind)
}

function write(store: ApprovalStore, what: string, at = noon): Promise<void> {
  return store.append(auditRecord(what, { at }))
}

/** Puts a record that fits the one before it at the end, sealed as everybody can, and the head with it. */
async function forgeEnd(before: ChainedRecord): Promise<ChainedRecord> {
  const forged = linkAfter(plainMac, before, { id: 'f', record: auditRecord('nobody did this') })
  const { seq, id, mac, hash, seal, record } = forged
  const fields = ['id', id, 'mac', mac, 'hash', hash, 'seal', seal, 'record', auditKind.write(record)]
  await redis.xadd(approvalKeys.audit, `${seq}-0`, ...fields)
  return forged
}

async function forgeHead(at: ChainedRecord): Promise<void> {
  await redis.set(approvalKeys.head, headKind.write(headAt(plainMac, at)))
}

describe('without the key', () => {
  it('nothing can be put at the end', async () => {
    const store = replica(first)
    await write(store, 'one')
    await forgeHead(await forgeEnd(await endOf(store)))
    expect(await store.verify()).toEqual({ ok: false, seq: 2, broken: 'weakened' })
    await expect(write(replica(first), 'two')).rejects.toThrow('not sealed with a key')
  })

  it('the head cannot be replaced by one that everybody can make', async () => {
    const store = replica(first)
    await write(store, 'one')
    await forgeHead(await endOf(store))
    expect(await store.verify()).toEqual({ ok: false, seq: 1, broken: 'unkeyed' })
    await expect(write(replica(first), 'two')).rejects.toThrow('not sealed with a key')
  })

  it('the whole cannot be put in the place of another, as if there had never been a key', async () => {
    await write(replica(first), 'one')
    await redis.flushdb()
    await write(replica(), 'another story')
    const store = replica(first)
    expect(await store.verify()).toEqual({ ok: false, seq: 1, broken: 'unkeyed' })
    await expect(write(store, 'two')).rejects.toThrow('audit:seal')
  })

  it('a bot whose key was taken away writes nothing on top', async () => {
    await write(replica(first), 'one')
    await expect(write(replica(), 'two')).rejects.toThrow('not among those of DRS_CHATOPS_KEY')
  })
})

describe('an audit from before there was a key', () => {
  it('is sealed once, up to the end that a person knows, and says so', async () => {
    const plain = replica()
    await write(plain, 'one')
    const store = replica(first)
    const end = await endOf(plain)
    await expect(store.sealForTheFirstTime({ ...end, hash: 'f'.repeat(64) }, noon)).rejects.toThrow(
      '--expect',
    )
    await store.sealForTheFirstTime(end, noon)
    await write(store, 'two')
    const [, bridge] = await all(store)
    expect(bridge?.record).toMatchObject({ kind: 'key' })
    expect(bridge?.record.what).toContain(`before with sha256, up to 1:${end.hash}`)
    expect(await store.verify()).toMatchObject({ ok: true, records: 3, keyedFrom: 2 })
    await expect(store.sealForTheFirstTime(await endOf(store), noon)).rejects.toThrow('already')
  })

  it('is not sealed if it is not what was written', async () => {
    const plain = replica()
    for (const what of ['one', 'two', 'three']) await write(plain, what)
    await redis.xdel(approvalKeys.audit, '2-0')
    await expect(replica(first).sealForTheFirstTime(await endOf(plain), noon)).rejects.toThrow(
      'differs from what was',
    )
  })
})

describe('an audit that was emptied or set back', () => {
  const emptied = () => redis.del(approvalKeys.audit, approvalKeys.head)

  it('is found out at the next start, by the copy of its end', async () => {
    await write(replica(first), 'one')
    await emptied()
    const store = replica(first)
    expect(await store.verify()).toEqual({ ok: false, seq: 1, broken: 'truncated' })
    await expect(write(store, 'two')).rejects.toThrow('ends at record 0')
  })

  it('is found out by a bot that runs, even if all of Redis was emptied, and told once', async () => {
    const log = testLog()
    const store = openApprovalStore(redis, { keys: [first], log })
    const told: Text[] = []
    const tell = async (trouble: Text) => void told.push(trouble)
    const look = createLedgerWatch({ store, log, clockAhead: async () => 0, host: 'one', tell })
    await write(store, 'one')
    await look()
    expect(told).toEqual([])
    await redis.flushdb()
    await look()
    await look()
    expect(told.map(({ en }) => en)).toEqual([expect.stringContaining('ends at record 0')])
    expect(log.lines.filter(({ level }) => level === 'error')).toHaveLength(1)
    await expect(write(store, 'two')).rejects.toThrow('Nothing was done')
    expect(await all(store)).toEqual([])
  })

  it('is found out by a bot that only looks on', async () => {
    const onlooker = replica(first)
    const store = replica(first)
    await write(store, 'one')
    expect(await onlooker.troubles()).toEqual([])
    await redis.flushdb()
    expect(await onlooker.troubles()).toHaveLength(1)
  })

  it('is found out by the last line of the log', async () => {
    const store = replica(first)
    await write(store, 'one')
    const { seq, hash } = await endOf(store)
    await redis.flushdb()
    expect(await replica(first).verify({ seq, hash })).toEqual({ ok: false, seq: 1, broken: 'truncated' })
  })

  it('goes on only when a person says so, with a record of what is missing that no check passes over', async () => {
    const store = replica(first)
    for (const what of ['one', 'two', 'three']) await write(store, what)
    const { seq, hash } = await endOf(store)
    await redis.flushdb()
    const repair = replica(first)
    await repair.continueAfterBreak({ expect: { seq, hash }, reason: 'the disk was lost', at: noon })
    await write(store, 'five')
    const [resumed] = await all(store)
    expect(resumed).toMatchObject({
      seq: 4,
      record: { kind: 'break', lost: { after: { seq: 0 }, upTo: { seq: 3 } } },
    })
    expect(resumed?.record.what).toContain('the disk was lost')
    expect(await store.verify()).toMatchObject({
      ok: true,
      records: 2,
      losses: [{ seq: 4, upTo: { seq, hash } }],
    })
    expect(await store.verify({ seq, hash })).toEqual({ ok: false, seq: 3, broken: 'witness' })
  })

  it('does not go on from an end that is known to be too old, nor without a break', async () => {
    const store = replica(first)
    await write(store, 'one')
    const old = await endOf(store)
    await write(store, 'two')
    const reason = 'no reason'
    const newest = await endOf(store)
    await expect(store.continueAfterBreak({ expect: newest, reason, at: noon })).rejects.toThrow(
      'no break to continue',
    )
    await emptied()
    await expect(store.continueAfterBreak({ expect: old, reason, at: noon })).rejects.toThrow('up to 2:')
  })

  it.each([
    ['its head is gone', () => redis.del(approvalKeys.head)],
    ['its head is forged', async () => forgeHead(await endOf(replica(first)))],
    [
      'the copy of its end is forged',
      () => redis.set(auditWitnessKey, headKind.write(headAt(plainMac, { seq: 99, hash: 'f' }))),
    ],
  ])('goes on as well when %s', async (_, damage) => {
    const store = replica(first)
    await write(store, 'one')
    const { seq, hash } = await endOf(store)
    await damage()
    await expect(write(replica(first), 'two')).rejects.toThrow('Nothing was done')
    await store.continueAfterBreak({ expect: { seq, hash }, reason: 'looked at', at: noon })
    await write(replica(first), 'two')
    expect(await kinds(store)).toEqual(['act', 'break', 'act'])
    expect(await store.verify()).toMatchObject({ ok: true, losses: [{ seq: 2 }] })
  })

  it('stays broken where a record was changed, whoever goes on', async () => {
    const store = replica(first)
    await write(store, 'one')
    const end = await endOf(store)
    await redis.del(approvalKeys.audit)
    const { id, mac, hash, seal } = end
    const record = auditKind.write(auditRecord('something else'))
    await redis.xadd(
      approvalKeys.audit,
      '1-0',
      ...['id', id, 'mac', mac, 'hash', 'f'.repeat(64), 'seal', seal, 'record', record],
    )
    await store.continueAfterBreak({ expect: { seq: 1, hash }, reason: 'looked at', at: noon })
    expect(await store.verify()).toEqual({ ok: false, seq: 1, broken: 'changed' })
  })
})

describe('a key that is replaced', () => {
  const steps = { old: [first], announced: [first, second], both: [second, first], next: [second] } as const
  type Step = keyof typeof steps
  const at = (step: Step) => replica(...steps[step])
  const start = (step: Step) => at(step).useFirstKey(noon)

  /** Three replicas are started again one after the other, as the README says; each row is one order. */
  const orders: readonly (readonly Step[])[] = [
    ['old', 'announced', 'announced', 'announced', 'both', 'both', 'both', 'next', 'next', 'next'],
    ['old', 'announced', 'both', 'announced', 'both', 'both', 'next', 'both', 'next', 'next'],
    ['old', 'announced', 'both', 'both', 'announced', 'both', 'next', 'next'],
    ['old', 'both', 'next'],
  ]

  it.each(orders.map((order) => [order.join(', '), order] as const))(
    'leaves the audit whole, written and trimmed, with records in between: %s',
    async (_, order) => {
      for (const [i, step] of order.entries()) {
        await start(step)
        await write(at(step), `written ${i}`, noon - (i < order.length / 2 ? 10 * day : 0))
        expect(await at(step).verify()).toMatchObject({ ok: true })
      }
      const store = at('next')
      const [oldest] = await all(store)
      const taken = await store.trim(noon - 5 * day, noon)
      expect((await all(store))[0]?.seq).toBe((oldest?.seq ?? 0) + taken)
      expect(taken).toBeGreaterThan(0)
      await write(store, 'after')
      expect(await store.verify()).toMatchObject({ ok: true })
    },
  )

  it('leaves the audit whole without a record in between', async () => {
    await write(at('old'), 'one')
    for (const step of ['announced', 'both', 'next'] as const) await start(step)
    const store = at('next')
    expect(await kinds(store)).toEqual(['act', 'key'])
    expect(await store.verify()).toMatchObject({ ok: true, records: 2 })
    await write(store, 'two')
    expect(await store.trim(noon + day, noon + 2 * day)).toBe(3)
    expect(await store.verify()).toMatchObject({ ok: true, records: 1 })
  })

  it('that nobody handed over is not known to be the next one', async () => {
    await write(at('old'), 'one')
    await expect(write(at('next'), 'two')).rejects.toThrow('not among those of DRS_CHATOPS_KEY')
    expect(await at('next').verify()).toEqual({ ok: false, seq: 1, broken: 'unknown-key' })
    await start('both')
    await expect(write(at('old'), 'two')).rejects.toThrow('not among those of DRS_CHATOPS_KEY')
  })

  it('lets nobody change what lies under the key before it', async () => {
    for (const what of ['one', 'two']) await write(at('old'), what)
    await start('both')
    const [one] = await all(at('next'))
    if (!one) throw new Error('no record')
    await redis.xdel(approvalKeys.audit, '1-0')
    expect(await at('next').verify()).toMatchObject({ ok: false, broken: 'removed' })
  })
})
