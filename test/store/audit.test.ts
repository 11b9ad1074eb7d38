import { randomBytes } from 'node:crypto'
import { createServer, connect as dial, type Socket } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { ChainedRecord } from '../../src/domain/audit/audit-chain.ts'
import { type ApprovalStore, openApprovalStore } from '../../src/store/approval-store.ts'
import { approvalKeys } from '../../src/store/keys.ts'
import { closeRedis, connectRedis, type Redis } from '../../src/store/redis.ts'
import { testLog } from '../helpers/log.ts'
import { testRedis } from '../helpers/redis.ts'
import { noon } from '../helpers/samples.ts'
import { auditRecord } from './ledger-samples.ts'

const day = 24 * 60 * 60_000
const key = randomBytes(32)
let redis: Redis
let second: Redis
let url: string

beforeAll(async () => {
  ;({ url } = await testRedis())
  redis = await connectRedis(url)
  second = await connectRedis(url)
})
beforeEach(() => redis.flushdb())
afterAll(() => Promise.all([closeRedis(redis), closeRedis(second)]))

function ledgerOn(handle: Redis, keys: readonly Uint8Array[] = [key]) {
  const log = testLog()
  return { log, ledger: openApprovalStore(handle, { keys, log }) }
}

async function all(store: ApprovalStore): Promise<readonly ChainedRecord[]> {
  const records: ChainedRecord[] = []
  for await (const part of store.records()) records.push(...part)
  return records
}

async function whats(store: ApprovalStore): Promise<readonly string[]> {
  return (await all(store)).map(({ record }) => record.what)
}

async function fill(store: ApprovalStore, count: number, at = noon): Promise<void> {
  const names = Array.from({ length: count }, (_, i) => `record ${i + 1}`)
  await store.append(...names.map((what) => auditRecord(what, { at })))
}

/** A way to Redis on which one answer gets lost together with the connection, after Redis has done what it was told. */
async function forgetfulLink(to: string) {
  const target = new URL(to)
  let losing = false
  let lost = 0
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const far = dial(Number(target.port), target.hostname)
    for (const socket of [near, far]) sockets.add(socket.on('error', () => socket.destroy()))
    near.on('data', (bytes) => far.write(bytes)).on('close', () => far.destroy())
    far.on('close', () => near.destroy())
    far.on('data', (bytes) => {
      if (!losing) return near.write(bytes)
      losing = false
      lost++
      return near.destroy()
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the link has no port')
  const through = new URL(to)
  through.host = `127.0.0.1:${address.port}`
  const handle = await connectRedis(through.href)
  onTestFinished(async () => {
    await closeRedis(handle)
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return {
    redis: handle,
    lost: () => lost,
    loseNextAnswer: () => {
      losing = true
    },
  }
}

/** As somebody would who can write to Redis. */
async function rewrite(seq: number, change: (text: string) => string): Promise<void> {
  const rows = await redis.xrange(approvalKeys.audit, '-', '+')
  await redis.del(approvalKeys.audit)
  for (const [id, fields] of rows) {
    const changed = fields.map((field) => (id === `${seq}-0` ? change(field) : field))
    await redis.xadd(approvalKeys.audit, id, ...changed)
  }
}

describe('the audit', () => {
  it('keeps every record as it was given, in the order of writing', async () => {
    const { ledger: store } = ledgerOn(redis)
    const record = auditRecord('asked “why?”\n 为什么 \u{1F600}', {
      kind: 'ask',
      tasks: ['t1'],
      ticket: 'k1',
    })
    await store.append(record)
    await Promise.all(['two', 'three', 'four'].map((what) => store.append(auditRecord(what))))
    const records = await all(store)
    expect(records.map(({ seq }) => seq)).toEqual([1, 2, 3, 4])
    expect(records[0]?.record).toEqual(record)
    expect(records.slice(1).map((entry) => entry.record.what)).toEqual(['two', 'three', 'four'])
    expect(await store.verify()).toMatchObject({ ok: true, records: 4, keyedFrom: 1 })
  })

  it('tells the log the number and hash of every record', async () => {
    const { ledger: store, log } = ledgerOn(redis)
    await store.append(auditRecord('one', { ticket: 'k1' }))
    const [entry] = await all(store)
    const facts = { audit: { seq: 1, hash: entry?.hash, kind: 'act', request: 'k1' } }
    expect(log.lines).toContainEqual({ level: 'info', facts, sentence: 'audited' })
  })

  it('has one chain when two replicas write at once', async () => {
    const [a, b] = [ledgerOn(redis).ledger, ledgerOn(second).ledger]
    const names = Array.from({ length: 100 }, (_, i) => `record ${i}`)
    await Promise.all(names.map((what, i) => (i % 2 ? a : b).append(auditRecord(what))))
    expect((await whats(a)).toSorted()).toEqual(names.toSorted())
    expect(await b.verify()).toMatchObject({ ok: true, records: 100 })
  })

  it('does not write twice what a lost connection made the client send again', async () => {
    const link = await forgetfulLink(url)
    const { ledger: store } = ledgerOn(link.redis)
    await store.append(auditRecord('one'))
    link.loseNextAnswer()
    await store.append(auditRecord('two'))
    expect(link.lost()).toBe(1)
    expect(await whats(ledgerOn(redis).ledger)).toEqual(['one', 'two'])
    expect(await ledgerOn(redis).ledger.verify()).toMatchObject({ ok: true, records: 2 })
  })

  it('takes what is learned to be secret out of the sentence before it is bound', async () => {
    const redact = (text: string) => text.replaceAll('hunter2', '***')
    const store = openApprovalStore(redis, { keys: [key], log: testLog(), redact })
    await store.append(auditRecord('tried hunter2'))
    expect(await whats(store)).toEqual(['tried ***'])
    expect((await store.verify()).ok).toBe(true)
  })

  it('goes on with a new key, and with plain hashes where there was none', async () => {
    await fill(ledgerOn(redis, []).ledger, 2)
    const [, plain] = await all(ledgerOn(redis, []).ledger)
    const { ledger: keyed } = ledgerOn(redis, [key])
    await keyed.sealForTheFirstTime({ seq: 2, hash: plain?.hash ?? '' }, noon)
    await fill(keyed, 2)
    const next = randomBytes(32)
    const { ledger: store } = ledgerOn(redis, [next, key])
    await fill(store, 2)
    expect(await store.verify()).toMatchObject({ ok: true, records: 8, keyedFrom: 3 })
    expect((await all(store)).map(({ record }) => record.kind)).toEqual([
      ...['act', 'act', 'key', 'act', 'act', 'key', 'act', 'act'],
    ])
  })
})

describe('an audit that somebody has had a hand in', () => {
  it('shows the changed record', async () => {
    const { ledger: store } = ledgerOn(redis)
    await fill(store, 600)
    await rewrite(301, (field) => field.replace('UALICE', 'UMALLORY'))
    expect(await store.verify()).toEqual({ ok: false, seq: 301, broken: 'changed' })
  })

  it('shows what cannot be read, was taken out, or was put in', async () => {
    const { ledger: store } = ledgerOn(redis)
    await fill(store, 5)
    await redis.xadd(approvalKeys.audit, '5-1', 'record', '{}')
    expect(await store.verify()).toMatchObject({ ok: false, seq: 5, broken: 'inserted' })
    await redis.xdel(approvalKeys.audit, '5-1')
    expect((await store.verify()).ok).toBe(true)
    await redis.xadd(approvalKeys.audit, '99-0', 'record', 'x')
    expect(await store.verify()).toMatchObject({ ok: false, seq: 6 })
    await redis.xdel(approvalKeys.audit, '99-0', '3-0')
    expect(await store.verify()).toEqual({ ok: false, seq: 3, broken: 'removed' })
    await rewrite(2, (field) => field.replace('{', '['))
    expect(await store.verify()).toEqual({ ok: false, seq: 2, broken: 'changed' })
  })

  it.each([
    ['its head is gone', async () => redis.del(approvalKeys.head)],
    ['its head was written by another hand', async () => redis.set(approvalKeys.head, '{"seq":3}')],
    ['its last record is gone', async () => redis.xdel(approvalKeys.audit, '3-0')],
    [
      'its last record is another one',
      async () => rewrite(3, (field) => field.replace(/^[0-9a-f]{64}$/, 'f'.repeat(64))),
    ],
  ])('takes nothing more when %s', async (_, damage) => {
    await fill(ledgerOn(redis).ledger, 3)
    await damage()
    const { ledger: store } = ledgerOn(second)
    const before = await whats(store)
    await expect(store.append(auditRecord('four'))).rejects.toThrow('audit:verify')
    await expect(
      store.addGrant({ id: 'g1', by: 'U1', at: noon, value: grant }, auditRecord('give')),
    ).rejects.toThrow()
    expect(await whats(store)).toEqual(before)
    expect(await store.grants()).toEqual([])
    expect((await store.verify()).ok).toBe(false)
  })

  it('takes nothing more when Redis has gone back to an older state', async () => {
    const { ledger: store } = ledgerOn(redis)
    await fill(store, 2)
    const [head, records] = [
      await redis.get(approvalKeys.head),
      await redis.xrange(approvalKeys.audit, '-', '+'),
    ]
    await fill(store, 2)
    const [latest] = (await all(store)).slice(-1)
    await redis.del(approvalKeys.audit)
    for (const [id, fields] of records) await redis.xadd(approvalKeys.audit, id, ...fields)
    await redis.set(approvalKeys.head, head ?? '')
    await expect(store.append(auditRecord('after'))).rejects.toThrow(`records up to 4:${latest?.hash}`)
    await expect(store.append(auditRecord('after'))).rejects.toThrow('audit:continue')
    expect(await whats(store)).toEqual(['record 1', 'record 2'])
    expect(await store.verify(latest)).toEqual({ ok: false, seq: 4, broken: 'truncated' })
  })
})

const grant = { role: 'operator', users: ['UBOB'], connections: ['*'], channels: ['*'] } as const

describe('retention', () => {
  it('takes out what is old, writes down how much, and leaves a chain that fits', async () => {
    const { ledger: store } = ledgerOn(redis)
    await fill(store, 7, noon - 10 * day)
    await fill(store, 3)
    expect(await store.trim(noon - 5 * day, noon)).toBe(7)
    const records = await all(store)
    expect(records.map(({ seq }) => seq)).toEqual([8, 9, 10, 11])
    expect(records.at(-1)?.record).toMatchObject({ kind: 'retention', removed: { count: 7, seq: 7 } })
    expect(await store.verify()).toMatchObject({ ok: true, records: 4 })
    expect(await store.trim(noon - 5 * day, noon)).toBe(0)
    expect(await store.trim(noon + day, noon + 2 * day)).toBe(4)
    await store.append(auditRecord('goes on'))
    expect(await store.verify()).toMatchObject({ ok: true, records: 2 })
  })

  it('is done by one of two replicas', async () => {
    const [a, b] = [ledgerOn(redis).ledger, ledgerOn(second).ledger]
    await fill(a, 5, noon - 10 * day)
    const taken = await Promise.all([a.trim(noon, noon), b.trim(noon, noon)])
    expect(taken.toSorted()).toEqual([0, 5])
    expect(await a.verify()).toMatchObject({ ok: true, records: 1 })
  })

  it('does not cover up for what was taken out by another hand', async () => {
    const { ledger: store } = ledgerOn(redis)
    await fill(store, 5, noon - 10 * day)
    await redis.xdel(approvalKeys.audit, '2-0')
    await expect(store.trim(noon, noon)).rejects.toThrow('record 2')
    await redis.set(approvalKeys.base, JSON.stringify({ seq: 2, hash: (await all(store))[0]?.hash }))
    expect((await store.verify()).ok).toBe(false)
  })

  it('keeps a part that was tampered with', async () => {
    const { ledger: store } = ledgerOn(redis)
    await fill(store, 5, noon - 10 * day)
    await rewrite(4, (field) => field.replace('UALICE', 'UMALLORY'))
    await expect(store.trim(noon, noon)).rejects.toThrow('record 4')
    expect(await all(store)).toHaveLength(5)
  })
})

describe('searching the audit', () => {
  const query = { team: 'T1', connections: ['prod'] }

  it('goes backwards in pages that leave nothing out', async () => {
    const { ledger: store } = ledgerOn(redis)
    await fill(store, 12)
    const seen: string[] = []
    let before: number | undefined
    do {
      const page = await store.search(query, { limit: 5, ...(before !== undefined && { before }) })
      seen.push(...page.entries.map(({ record }) => record.what))
      before = page.next
    } while (before !== undefined)
    expect(seen).toEqual(Array.from({ length: 12 }, (_, i) => `record ${12 - i}`))
  })

  it('finds what fits all that was asked for', async () => {
    const { ledger: store } = ledgerOn(redis)
    await store.append(
      auditRecord('fits', { kind: 'vote', who: 'UBOB', verb: 'stop', tasks: ['t1', 't2'], ticket: 'k1' }),
      auditRecord('another person', { kind: 'vote', verb: 'stop', tasks: ['t1'], ticket: 'k1' }),
      auditRecord('another kind', { kind: 'ask', who: 'UBOB', verb: 'stop', tasks: ['t1'], ticket: 'k1' }),
      auditRecord('another verb', { kind: 'vote', who: 'UBOB', verb: 'delete', tasks: ['t1'], ticket: 'k1' }),
      auditRecord('another task', { kind: 'vote', who: 'UBOB', verb: 'stop', tasks: ['t3'], ticket: 'k1' }),
      auditRecord('another ticket', { kind: 'vote', who: 'UBOB', verb: 'stop', tasks: ['t1'], ticket: 'k2' }),
      auditRecord('another workspace', {
        kind: 'vote',
        who: 'UBOB',
        verb: 'stop',
        tasks: ['t1'],
        ticket: 'k1',
        team: 'T2',
      }),
      auditRecord('closed', {
        kind: 'vote',
        who: 'UBOB',
        verb: 'stop',
        tasks: ['t1'],
        ticket: 'k1',
        connection: 'lab',
      }),
    )
    const wanted = { ...query, kind: 'vote', who: ['UBOB'], verb: 'stop', task: 't1', ticket: 'k1' } as const
    const { entries, next } = await store.search(wanted, { limit: 10 })
    expect(entries.map(({ record }) => record.what)).toEqual(['fits'])
    expect(next).toBeUndefined()
  })

  it('stops at the time that was asked for, without reading all that is older', async () => {
    const { ledger: store } = ledgerOn(redis)
    await fill(store, 1, noon - day)
    await fill(store, 2, noon)
    const { entries, next } = await store.search({ ...query, since: noon - 60_000 }, { limit: 10 })
    expect(entries).toHaveLength(2)
    expect(next).toBeUndefined()
  })
})

it('the configuration is written down when it is another one than the last time', async () => {
  const [a, b] = [ledgerOn(redis).ledger, ledgerOn(second).ledger]
  const noted = (store: ApprovalStore, digest: string) =>
    store.noteConfiguration(digest, auditRecord(digest, { kind: 'configuration' }))
  expect(await Promise.all([noted(a, 'one'), noted(b, 'one')])).toEqual(expect.arrayContaining([true, false]))
  expect(await noted(a, 'two')).toBe(true)
  expect(await noted(a, 'two')).toBe(false)
  expect(await whats(a)).toEqual(['one', 'two'])
})
