import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
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
  }

  it.each(Object.entries(forms))('does not pass %s', (_, text) => {
    const cleaned = knowing(secret).redact(`before ${text} after`)
    expect(cleaned).toMatch(/^before .*\*\*\*.* after$/s)
    expect(cleaned.length).toBeLessThan(`before ${text} after`.length)
  })

  it('never passes, whatever it is and stands in', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 4, unit: 'grapheme' }), fc.string(), fc.string(), (value, a, b) => {
        fc.pre(!value.includes('*'))
        const redactor = knowing(value)
        const whole = `${a}${value}${b}`
        expect(redactor.redact(whole)).not.toContain(value)
        expect(JSON.stringify(redactor.redactDeep({ deep: [{ [value]: whole }] }))).not.toContain(
          JSON.stringify(value).slice(1, -1),
        )
      }),
    )
  })

  it('is taken out whole where it begins with another', () => {
    expect(knowing('secret', 'secret-and-more').redact('secret-and-more')).toBe('***')
  })

  it('that is too short to be looked for leaves the text alone', () => {
    const redactor = knowing('abc', '')
    redactor.registerSecret(undefined)
    expect(redactor.redact('abcdef')).toBe('abcdef')
  })
})

describe('the oldest values', () => {
  it('go when there are too many, those that were used again stay', () => {
    const redactor = knowing('first-secret', 'second-secret')
    for (let i = 0; i < 499; i++) {
      redactor.registerSecret(`value-number-${i}`)
      redactor.registerSecret('first-secret')
    }
    expect(redactor.redact('first-secret second-secret')).toBe('*** second-secret')
  })
})

describe('data', () => {
  it('keeps its shape and everything that is not text', () => {
    const bytes = new Uint8Array([1, 2])
    const given = { n: 12345678, yes: true, none: null, list: ['12345678', { bytes }], at: undefined }
    expect(knowing('12345678').redactDeep(given)).toEqual({ ...given, list: ['***', { bytes }] })
  })

  it('keeps the fields that a machine reads', () => {
    const keep = { whole: new Set(['action_id']), long: new Set(['value']) }
    const given = {
      action_id: 'cmd:test:ask',
      value: 'test/1',
      text: 'test',
      other: { value: 'long-secret' },
    }
    expect(knowing('test', 'long-secret').redactDeep(given, keep)).toEqual({
      action_id: 'cmd:test:ask',
      value: 'test/1',
      text: '***',
      other: { value: '***' },
    })
  })
})

describe('a scrubber upon another', () => {
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
    const line = `${JSON.stringify({ level: 30, time: 1700000000000, msg: 'it is 1700000000000' })}\n`
    expect(JSON.parse(redactLogLine(knowing('1700000000000'), line))).toEqual({
      level: 30,
      time: 1700000000000,
      msg: 'it is ***',
    })
  })

  it('that is none of ours is cleaned as text', () => {
    expect(redactLogLine(knowing('secret'), 'Error: secret\n  at line 1\n')).toBe('Error: ***\n  at line 1\n')
  })

  it('without a secret is handed on as it is', () => {
    const line = '{ "a" :1}\n'
    expect(redactLogLine(knowing('secret'), line)).toBe(line)
  })
})
