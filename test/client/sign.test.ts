import { describe, expect, it } from 'vitest'
import { authorization, canonicalRequest, sdkDate, stringToSign } from '../../src/client/sign.ts'
import fixture from '../fixtures/signing-vectors.json' with { type: 'json' }

const vectors = fixture.vectors.map((vector) => ({
  name: vector.name,
  request: {
    method: vector.method,
    url: vector.url,
    // The fixture's headers are a union of shapes; absent ones appear as undefined in the type only.
    headers: Object.fromEntries(
      Object.entries(vector.headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    ),
    body: vector.body ?? 'does not matter',
  },
  credentials: { ak: vector.ak, sk: vector.sk },
  expected: vector.expected,
}))

describe('the signature agrees with the vendor signer', () => {
  it('has vectors to prove it by', () => expect(vectors.length).toBeGreaterThanOrEqual(10))

  it.each(vectors)('$name', ({ request, credentials, expected }) => {
    expect(canonicalRequest(request)).toBe(expected.canonical_request)
    expect(stringToSign(request)).toBe(expected.string_to_sign)
    expect(authorization(request, credentials)).toBe(expected.authorization)
  })
})

it('writes the date as the gateway reads it', () => {
  expect(sdkDate(Date.UTC(2025, 10, 19, 8, 30, 0, 123))).toBe('20251119T083000Z')
})
