import { createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { keyRing } from '../../src/security/key-ring.ts'

const [one, two] = [randomBytes(32), randomBytes(32)]
const text = 'pässword 密码 "with" everything'

describe('what a key ring seals', () => {
  it.each([text, '', 'x'.repeat(10_000)])('opens again for the same thing', (given) => {
    const ring = keyRing([one])
    expect(ring.open(ring.seal(given, 'prod/task'), 'prod/task')).toBe(given)
  })

  it('does not open for anything else', () => {
    const ring = keyRing([one])
    const sealed = ring.seal(text, 'prod/task/source/10.0.0.1:3306/drs')
    for (const other of ['', 'prod/task', 'prod/task/source/10.0.0.2:3306/drs'])
      expect(ring.open(sealed, other)).toBeUndefined()
  })

  it('does not open when a single sign of it was changed, nor by a stranger', () => {
    const ring = keyRing([one])
    const sealed = ring.seal(text, 'a')
    const changed = [...sealed].map((sign, at) => {
      const other = sign === 'A' ? 'B' : 'A'
      return sealed.slice(0, at) + other + sealed.slice(at + 1)
    })
    for (const broken of [...changed, '', 'v1', sealed.slice(0, -4), `${sealed}.x`, `v2${sealed.slice(2)}`])
      expect(ring.open(broken, 'a'), broken).toBeUndefined()
    expect(keyRing([two]).open(sealed, 'a')).toBeUndefined()
  })

  it('is never the same twice, and does not show the text', () => {
    const ring = keyRing([one])
    const [first, second] = [ring.seal(text, 'a'), ring.seal(text, 'a')]
    expect(first).not.toBe(second)
    expect(Buffer.from(first.split('.')[4] ?? '', 'base64url').toString()).not.toContain('word')
  })

  it('is AES-256-GCM as anybody can do it, named after the key', () => {
    const sealed = keyRing([one]).seal(text, 'about')
    const [version, id, nonce = '', tag = '', body = ''] = sealed.split('.')
    expect([version, id]).toEqual(['v1', createHash('sha256').update(one).digest('hex').slice(0, 8)])
    const decipher = createDecipheriv('aes-256-gcm', one, Buffer.from(nonce, 'base64url'))
    decipher.setAAD(Buffer.from('about')).setAuthTag(Buffer.from(tag, 'base64url'))
    const opened = decipher.update(Buffer.from(body, 'base64url'), undefined, 'utf8') + decipher.final('utf8')
    expect(opened).toBe(text)
  })
})

describe('a ring of several keys', () => {
  it('seals with the first and opens with all', () => {
    const old = keyRing([one]).seal(text, 'a')
    const rotated = keyRing([two, one])
    expect(rotated.open(old, 'a')).toBe(text)
    expect(rotated.isCurrent(old)).toBe(false)
    const fresh = rotated.seal(text, 'a')
    expect(rotated.isCurrent(fresh)).toBe(true)
    expect(keyRing([one]).open(fresh, 'a')).toBeUndefined()
  })

  it('needs keys of 32 bytes, and one at least', () => {
    expect(() => keyRing([one, randomBytes(16)])).toThrow(RangeError)
    expect(() => keyRing([])).toThrow(RangeError)
  })
})
