import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson, canonicalPayload, payloadHash } from '../../../src/domain/approvals/payload.ts'
import type { ObservedState, PayloadTask, RequestDraft } from '../../../src/domain/approvals/request.ts'
import { asked, batch, facts, single, wanted, wantedTask } from './fixtures.ts'

const { digest } = facts()

/** The same value with the keys of every object in another order. */
function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, part]) => [key, shuffled(part)]),
  )
}

describe('canonical JSON', () => {
  it('is JSON of the same value, whatever the order of the keys', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
        expect(canonicalJson(shuffled(value))).toBe(canonicalJson(value))
      }),
    )
  })

  it('leaves out what is absent and keeps odd keys', () => {
    expect(canonicalJson({ b: undefined, a: 1 })).toBe('{"a":1}')
    expect(canonicalJson(undefined)).toBe('null')
    const odd: unknown = JSON.parse('{"__proto__":{"b":1,"a":2},"a":3}')
    expect(canonicalJson(odd)).toBe('{"__proto__":{"a":2,"b":1},"a":3}')
  })
})

function seeing(change: Partial<ObservedState>): RequestDraft {
  const task = wantedTask('orders-dr')
  return withTask({ ...task, observed: { ...task.observed, ...change } })
}

function withTask(task: PayloadTask): RequestDraft {
  return { ...single, payload: { kind: 'action', verb: 'switchover', tasks: [task] } }
}

const other: readonly (readonly [string, RequestDraft])[] = [
  ['connection', { ...single, connection: 'dr' }],
  ['reason', { ...single, reason: 'planned exercise.' }],
  ['verb', { ...single, payload: { ...wanted('orders-dr'), verb: 'stop' } }],
  ['option', { ...single, payload: { ...wanted('orders-dr'), options: { force: 'true' } } }],
  ['tasks', batch],
  ['task', { ...single, payload: wanted('orders-dr2') }],
  ['name of the task', withTask({ ...wantedTask('orders-dr'), name: 'orders' })],
  ['status', seeing({ status: 'INCRE_TRANSFER_FAILED' })],
  ['direction', seeing({ direction: 'down' })],
  ['lag', seeing({ lagMs: 701 })],
  ['RPO', seeing({ rpoMs: 801 })],
  ['RTO', seeing({ rtoMs: 1 })],
  ['comparison', seeing({ comparison: { clean: true, endedAt: asked } })],
  ['age of the comparison', seeing({ comparison: { clean: true, endedAt: asked - 1 } })],
  ['result of the comparison', seeing({ comparison: { clean: false, endedAt: asked } })],
]

describe('the hash of a request', () => {
  it.each(other)('changes with the %s', (_, draft) => {
    expect(payloadHash(draft, digest)).not.toBe(payloadHash(single, digest))
  })

  it('tells all of these apart', () => {
    expect(new Set(other.map(([, draft]) => payloadHash(draft, digest))).size).toBe(other.length)
  })

  it('is of what is asked only, not of where it is posted', () => {
    const seen = { ...single, id: 'T-9', requester: 'UASKS', votes: [] }
    expect(canonicalPayload(seen)).toBe(canonicalPayload(single))
  })
})
