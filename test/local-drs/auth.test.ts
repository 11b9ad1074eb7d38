import { describe, expect, it } from 'vitest'
import { type SignedRequest, signatureFault } from '../../src/local-drs/auth.ts'
import file from '../fixtures/signing-vectors.json' with { type: 'json' }

type Vector = (typeof file.vectors)[number]

const signedAt = Date.UTC(2025, 10, 19, 8, 30, 0)

/** The request of a vector as it would come over the wire. */
function arriving(vector: Vector, change: Partial<SignedRequest> = {}): SignedRequest {
  const url = new URL(vector.url)
  const names = Object.entries(vector.headers).map(([name, value]) => [name.toLowerCase(), value])
  const headers = { ...Object.fromEntries(names), authorization: vector.expected.authorization }
  const target = vector.url.slice(vector.url.indexOf(url.host) + url.host.length)
  return { method: vector.method, target, headers, body: Buffer.from(vector.body ?? ''), ...change }
}

const keysOf = ({ ak, sk }: Vector) => [{ ak, sk }]

describe('the vendor’s signatures', () => {
  it.each(file.vectors)('$name is accepted', (vector) => {
    expect(signatureFault(arriving(vector), keysOf(vector), signedAt)).toBeUndefined()
  })

  it.each(file.vectors)('$name is refused with another secret key', (vector) => {
    const keys = [{ ak: vector.ak, sk: `${vector.sk}x` }]
    expect(signatureFault(arriving(vector), keys, signedAt)).toMatch(/does not match/)
  })
})

describe('what else is refused', () => {
  const vector = file.vectors.find(({ name }) => name === 'post-json-batch-status')
  if (!vector) throw new Error('the vector is gone')
  const keys = keysOf(vector)
  const fault = (change: Partial<SignedRequest>, now = signedAt) =>
    signatureFault(arriving(vector, change), keys, now)

  it('another body, path, query or method', () => {
    expect(fault({ body: Buffer.from('{}') })).toMatch(/does not match/)
    expect(fault({ target: '/v3/x/jobs' })).toMatch(/does not match/)
    expect(fault({ target: `${arriving(vector).target}?limit=1` })).toMatch(/does not match/)
    expect(fault({ method: 'PUT' })).toMatch(/does not match/)
  })

  it('no signature, a malformed one, and another access key', () => {
    const headers = arriving(vector).headers
    expect(fault({ headers: {} })).toMatch(/no Authorization/)
    expect(fault({ headers: { ...headers, authorization: 'Bearer x' } })).toMatch(/malformed/)
    expect(signatureFault(arriving(vector), [{ ak: 'OTHER', sk: vector.sk }], signedAt)).toMatch(/access key/)
  })

  it('a date more than 15 minutes off, in both directions', () => {
    expect(fault({}, signedAt + 15 * 60_000)).toBeUndefined()
    expect(fault({}, signedAt + 15 * 60_000 + 1)).toMatch(/15 minutes/)
    expect(fault({}, signedAt - 15 * 60_000 - 1)).toMatch(/15 minutes/)
  })

  it('a signature that leaves out the host or the date', () => {
    const headers = arriving(vector).headers
    const authorization = String(headers.authorization).replace(
      /SignedHeaders=[^,]+/,
      'SignedHeaders=content-type',
    )
    expect(fault({ headers: { ...headers, authorization } })).toMatch(/must be signed/)
  })
})
