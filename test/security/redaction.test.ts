import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isRecognisable } from '../../src/security/known-values.ts'
import { createRedactor, redactLogLine } from '../../src/security/redaction.ts'

const secret = `p&ss "w<rd'/+ é 密%`

function knowing(...values: readonly string[]) {
  const redactor = createRedactor()
  for (const value of values) redactor.registerSecret(value)
  return redactor
}

describe('a known value', () => {
  const forms: Readonly<Record<string, string>> = {
    plain: secret,
    'in JSON': JSON.stringify({ secret }),
    'in JSON inside JSON': JSON.stringify({ text: JSON.stringify({ secret }) }),
    'in a URL': `https://db/?p=${encodeURIComponent(secret)}`,
    'in a URL with small letters': encodeURIComponent(secret).toLowerCase(),
    'in a form': new URLSearchParams({ secret }).toString(),
    'in a message to Slack': secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;'),
    'in Base64': Buffer.from(secret).toString('base64'),
    'in Base64 for URLs': Buffer.from(secret).toString('base64url'),
    'in the Base64 of a longer text': Buffer.from(`user:${secret}:more`).toString('base64'),
    'in the Base64 of a longer text, broken into lines': Buffer.from(`user:${secret}:more`)
      .toString('base64')
      .replace(/.{8}/g, '$&\r\n'),
    'in a URL inside a URL': encodeURIComponent(encodeURIComponent(secret)),
    'in a form inside JSON': JSON.stringify({ q: new URLSearchParams({ secret }).toString() }),
    'in JSON inside a form': new URLSearchParams({ q: JSON.stringify({ secret }) }).toString(),
    'in JSON with every character by its number': [...secret]
      .map((sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
    'in JSON with escaped slashes': JSON.stringify(secret).replaceAll('/', '\\/'),
    'in HTML by numbers': [...secret].map((sign) => `&#${sign.codePointAt(0)};`).join(''),
    'in HTML by hex numbers': [...secret].map((sign) => `&#x${sign.codePointAt(0)?.toString(16)};`).join(''),
    'in hex': Buffer.from(secret).toString('hex'),
    'in hex with capitals': Buffer.from(secret).toString('hex').toUpperCase(),
    'broken by a line': `${secret.slice(0, 5)}\n${secret.slice(5)}`,
    'broken by signs without width': [...secret].join('\u200b'),
    decomposed: secret.normalize('NFD'),
  }

  it.each(Object.entries(forms))('does not pass %s', (_, text) => {
    const cleaned = knowing(secret).redact(`before ${text} after`)
    expect(cleaned).toMatch(/^before .*\*\*\*.* after$/s)
    expect(cleaned.length).toBeLessThan(`before ${text} after`.length)
  })

  it('never passes, whatever it is and stands in', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 8, unit: 'grapheme' }), fc.string(), fc.string(), (value, a, b) => {
        fc.pre(!value.includes('*') && isRecognisable(value))
        const redactor = knowing(value)
        const whole = `${a}${value}${b}`
        expect(redactor.redact(whole)).not.toContain(value)
        expect(JSON.stringify(redactor.redactDeep({ deep: [{ text: whole }] }))).not.toContain(
          JSON.stringify(value).slice(1, -1),
        )
      }),
    )
  })

  it('leaves everything around it as it was', () => {
    const before = 'a%20b \\u0041 &amp; c\u200b'
    expect(knowing(secret).redact(`${before}${encodeURIComponent(secret)} %20d`)).toBe(`${before}*** %20d`)
  })

  it('is taken out whole where it begins with another', () => {
    expect(knowing('secret-1', 'secret-1-and-more').redact('secret-1-and-more')).toBe('***')
  })

  it.each(['abc', 'test', 'elements', 'switchover', '12345678', 'aaaaaaaa1', ''])(
    'that cannot be told from other words is none: %s',
    (value) => {
      const redactor = knowing(value)
      redactor.registerSecret(undefined)
      expect(redactor.redact(`a ${value} b`)).toBe(`a ${value} b`)
    },
  )
})

describe('values that pass', () => {
  it('go when there are too many, but for those that were used again and those that last', () => {
    const redactor = knowing('lasting-secret-1')
    redactor.registerPassing('first-secret-1')
    redactor.registerPassing('second-secret-1')
    for (let i = 0; i < 199; i++) {
      redactor.registerPassing(`value-number-${i}`)
      redactor.registerPassing('first-secret-1')
    }
    expect(redactor.redact('lasting-secret-1 first-secret-1 second-secret-1')).toBe('*** *** second-secret-1')
  })
})

describe('data', () => {
  it('keeps its shape, its names and everything that is not text', () => {
    const bytes = new Uint8Array([1, 2])
    const given = { n: 12345678, yes: true, 'secret-1': null, list: ['secret-1', { bytes }], at: undefined }
    expect(knowing('secret-1').redactDeep(given)).toEqual({ ...given, list: ['***', { bytes }] })
  })

  it('keeps the fields that a machine reads', () => {
    const given = { action_id: 'cmd:test-1:ask', text: 'test-1 2 3', other: { value: 'test-1 2 3' } }
    const keep = new Set(['action_id', 'value'])
    expect(knowing('test-1 2 3', 'cmd:test-1:ask').redactDeep(given, keep)).toEqual({ ...given, text: '***' })
  })
})

describe('a redactor upon another', () => {
  it('knows the values of both, also those learned later; the other does not know its own', () => {
    const base = createRedactor()
    const more = createRedactor(base)
    more.registerSecret('code-123456')
    base.registerSecret('password-1')
    expect(more.redact('code-123456 password-1')).toBe('*** ***')
    expect(base.redact('code-123456 password-1')).toBe('code-123456 ***')
  })
})

describe('a line of the log', () => {
  it('stays one, also where a secret looks like its time', () => {
    const line = `${JSON.stringify({ level: 30, time: 1700000000000, msg: 'it is 17034567-0000' })}\n`
    expect(JSON.parse(redactLogLine(knowing('17034567-0000'), line))).toEqual({
      level: 30,
      time: 1700000000000,
      msg: 'it is ***',
    })
  })

  it('keeps the witness of the audit, whatever is secret', () => {
    const audit = { seq: 1, hash: 'abcdef0123456789', kind: 'switchover' }
    const line = `${JSON.stringify({ audit, msg: 'password=hunter22 abcdef0123456789' })}\n`
    expect(JSON.parse(redactLogLine(knowing('abcdef0123456789'), line))).toEqual({
      audit,
      msg: 'password=*** ***',
    })
  })

  it('that is none of ours is cleaned as text', () => {
    expect(redactLogLine(knowing('secret-1'), 'Error: secret-1\n  at line 1\n')).toBe(
      'Error: ***\n  at line 1\n',
    )
  })

  it('without a secret is handed on as it is', () => {
    const line = '{ "a" :1}\n'
    expect(redactLogLine(knowing('secret-1'), line)).toBe(line)
  })
})
