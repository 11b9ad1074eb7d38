import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AuditRecord, auditKinds } from '../../src/domain/audit/audit.ts'
import {
  type ChainedRecord,
  type ChainLink,
  chainBeginning,
  headAt,
  linkAfter,
  type Mac,
  macOf,
  macsOf,
  plainMac,
} from '../../src/domain/audit/audit-chain.ts'
import { verifyChain, verifyLinks } from '../../src/domain/audit/verify-chain.ts'

const key = new Uint8Array(32).fill(7)
const other = new Uint8Array(32).fill(8)

function recordOf(what: string, more: Partial<AuditRecord> = {}): AuditRecord {
  return { kind: 'act', at: 1_000, who: 'U1', team: 'T1', channel: 'C1', what, ...more }
}

function chainOf(
  records: readonly AuditRecord[],
  mac: Mac,
  base: ChainLink = chainBeginning,
): ChainedRecord[] {
  const chain: ChainedRecord[] = []
  for (const [i, record] of records.entries())
    chain.push(linkAfter(mac, chain.at(-1) ?? base, { id: `id${i}`, record }))
  return chain
}

function expectedOf(chain: readonly ChainedRecord[], mac: Mac, macs: readonly Mac[] = [mac]) {
  return { base: chainBeginning, head: headAt(mac, chain.at(-1) ?? chainBeginning), macs }
}

const three = ['one', 'two', 'three'].map((what) => recordOf(what))

const anyRecord: fc.Arbitrary<AuditRecord> = fc.record(
  {
    kind: fc.constantFrom(...auditKinds.filter((kind) => kind !== 'retention')),
    at: fc.nat(),
    who: fc.string(),
    team: fc.string(),
    channel: fc.string(),
    what: fc.string({ unit: 'binary' }),
    verb: fc.string(),
    tasks: fc.array(fc.string()),
    ticket: fc.string(),
  },
  { requiredKeys: ['kind', 'at', 'who', 'team', 'channel', 'what'] },
)

const anyMac = fc.constantFrom(plainMac, macOf(key))

/** A chain with one thing done to it, and the first place at which it is not what was written. */
interface Damaged {
  readonly mac: Mac
  readonly chain: readonly ChainedRecord[]
  readonly records: readonly ChainedRecord[]
  readonly place: number
}

type Damage = (chain: readonly ChainedRecord[], at: number, to: number) => readonly ChainedRecord[]

const damages: Readonly<Record<string, Damage>> = {
  changed: (chain, at) =>
    chain.map((entry, i) =>
      i === at ? { ...entry, record: { ...entry.record, what: `${entry.record.what}!` } } : entry,
    ),
  'with another id': (chain, at) =>
    chain.map((entry, i) => (i === at ? { ...entry, id: `${entry.id}!` } : entry)),
  removed: (chain, at) => chain.toSpliced(at, 1),
  'put in twice': (chain, at, to) => chain.toSpliced(to, 0, ...chain.slice(at, at + 1)),
  swapped: (chain, at, to) => chain.with(at, chain[to] ?? missing()).with(to, chain[at] ?? missing()),
  'swapped with their numbers': (chain, at, to) => {
    const [a, b] = [chain[at] ?? missing(), chain[to] ?? missing()]
    return chain.with(at, { ...b, seq: a.seq }).with(to, { ...a, seq: b.seq })
  },
  'cut off': (chain, at) => chain.slice(0, at),
}

function missing(): never {
  throw new Error('no such record')
}

describe.each(Object.entries(damages))('a chain with records %s', (_, damage) => {
  const damaged: fc.Arbitrary<Damaged> = fc
    .tuple(fc.array(anyRecord, { minLength: 2, maxLength: 12 }), anyMac, fc.nat(), fc.nat())
    .map(([records, mac, a, b]) => {
      const chain = chainOf(records, mac)
      const at = a % chain.length
      const to = (at + 1 + (b % (chain.length - 1))) % chain.length
      const after = damage(chain, at, to)
      const same = chain.findIndex((entry, i) => JSON.stringify(entry) !== JSON.stringify(after[i]))
      return { mac, chain, records: after, place: (same < 0 ? chain.length : same) + 1 }
    })

  it('is found out, not later than at the first damage or right behind it', () => {
    fc.assert(
      fc.property(damaged, ({ mac, chain, records, place }) => {
        const verdict = verifyChain(records, expectedOf(chain, mac))
        expect(verdict.ok).toBe(false)
        if (!verdict.ok) expect(verdict.seq).toBeLessThanOrEqual(place)
      }),
    )
  })
})

describe('an untouched chain', () => {
  it('is found whole, with its head to write down', () => {
    fc.assert(
      fc.property(fc.array(anyRecord, { maxLength: 12 }), anyMac, (records, mac) => {
        const chain = chainOf(records, mac)
        const { seq, hash } = chain.at(-1) ?? chainBeginning
        expect(verifyChain(chain, expectedOf(chain, mac))).toMatchObject({
          ok: true,
          records: records.length,
          head: { seq, hash },
        })
      }),
    )
  })

  it('survives being written as JSON and read again', () => {
    fc.assert(
      fc.property(fc.array(anyRecord, { maxLength: 6 }), (records) => {
        const chain = chainOf(records, plainMac)
        const read: ChainedRecord[] = JSON.parse(JSON.stringify(chain))
        expect(verifyChain(read, expectedOf(chain, plainMac)).ok).toBe(true)
      }),
    )
  })

  it('goes on with another key, and says from where on it is bound with one', () => {
    const plain = chainOf(three, plainMac)
    const keyed = linkAfter(macOf(other), plain.at(-1) ?? chainBeginning, {
      id: 'k',
      record: recordOf('keyed', { kind: 'key' }),
    })
    const rotated = linkAfter(macOf(key), keyed, { id: 'r', record: recordOf('rotated') })
    const chain = [...plain, keyed, rotated]
    const macs = macsOf([key, other])
    expect(verifyChain(chain, expectedOf(chain, macOf(key), macs))).toMatchObject({ ok: true, keyedFrom: 4 })
  })
})

/** All that somebody can do who writes to Redis but does not have the key. */
describe('without the key', () => {
  const chain = chainOf(three, macOf(key))
  const macs = macsOf([key])

  it('a chain made anew with plain hashes behind bound records is found out', () => {
    const forged = chain.slice(0, 1)
    for (const what of ['two', 'forged'])
      forged.push(linkAfter(plainMac, forged.at(-1) ?? chainBeginning, { id: 'f', record: recordOf(what) }))
    expect(verifyChain(forged, expectedOf(forged, plainMac, macs))).toEqual({
      ok: false,
      seq: 2,
      broken: 'weakened',
    })
  })

  it('a record that fits the hashes, with a seal that nobody with the key has made, is found out by itself', () => {
    const mac = macOf(key)
    const chain = chainOf(three, mac)
    const forged = linkAfter({ ...macOf(other), name: mac.name }, chain[1] ?? missing(), {
      id: 'x',
      record: three[2] ?? missing(),
    })
    const records = [...chain.slice(0, 2), forged]
    expect(verifyLinks(records, { base: chainBeginning, macs: [mac] })).toEqual({
      ok: false,
      seq: 3,
      broken: 'changed',
    })
    expect(verifyLinks(chain, { base: chainBeginning, macs: [mac] }).ok).toBe(true)
  })

  it('records cut off together with a head of one’s own are found out', () => {
    const cut = chain.slice(0, 2)
    const head = { ...headAt(macOf(key), cut[1] ?? missing()), seal: 'f'.repeat(64) }
    expect(verifyChain(cut, { base: chainBeginning, head, macs })).toEqual({
      ok: false,
      seq: 2,
      broken: 'head',
    })
    expect(verifyChain(cut, expectedOf(cut, plainMac, macs))).toMatchObject({ ok: false, broken: 'unkeyed' })
  })

  it('a record bound with a key that is not here is not believed', () => {
    const verdict = verifyChain(chain, expectedOf(chain, macOf(key), macsOf([other])))
    expect(verdict).toEqual({ ok: false, seq: 1, broken: 'unknown-key' })
  })
})

describe('a head that was written down elsewhere', () => {
  const chain = chainOf(three, plainMac)
  const witness = chain[1] ?? missing()

  it('fits the chain that it was taken from', () => {
    expect(verifyChain(chain, { ...expectedOf(chain, plainMac), witnesses: [witness] }).ok).toBe(true)
  })

  it('finds out a chain that was made anew from the beginning', () => {
    const anew = chainOf([recordOf('one'), recordOf('forged'), recordOf('three')], plainMac)
    const verdict = verifyChain(anew, { ...expectedOf(anew, plainMac), witnesses: [witness] })
    expect(verdict).toEqual({ ok: false, seq: 2, broken: 'witness' })
  })

  it('finds out an end that is missing together with an old head', () => {
    const cut = chain.slice(0, 1)
    const verdict = verifyChain(cut, { ...expectedOf(cut, plainMac), witnesses: [witness] })
    expect(verdict).toEqual({ ok: false, seq: 2, broken: 'truncated' })
  })
})

describe('what was taken out by rule', () => {
  const whole = chainOf(three, plainMac)
  const upTo = whole[1] ?? missing()
  const removed = { count: 2, seq: upTo.seq, hash: upTo.hash }
  const retention = linkAfter(plainMac, whole[2] ?? missing(), {
    id: 'r',
    record: recordOf('took out 2', { kind: 'retention', removed }),
  })
  const rest = [...whole.slice(2), retention]

  it('is not missing', () => {
    const verdict = verifyChain(rest, { ...expectedOf(rest, plainMac), base: upTo })
    expect(verdict).toMatchObject({ ok: true, records: 2 })
  })

  it('does not cover what was taken out besides', () => {
    const less = [retention]
    const base = whole[2] ?? missing()
    const verdict = verifyChain(less, { ...expectedOf(less, plainMac), base })
    expect(verdict).toEqual({ ok: false, seq: 4, broken: 'base' })
  })
})
