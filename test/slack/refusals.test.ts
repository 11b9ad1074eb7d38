import { WebAPIPlatformError } from '@slack/web-api'
import { describe, expect, it } from 'vitest'
import { refusalOf, refusals } from '../../src/slack/refusals.ts'

const answered = (error: string, more: object = {}) =>
  new WebAPIPlatformError({ ok: false, error, ...more } as WebAPIPlatformError['data'])

describe("a refusal of Slack's", () => {
  it.each(Object.entries(refusals))('%s has words in both languages', (code, { text }) => {
    const said = refusalOf(answered(code)).text
    expect(said).toEqual(text)
    expect(said.en).toMatch(/^[A-Z].*\.$/)
    expect(said['zh-CN']).toMatch(/。$/)
  })

  it('for want of a scope names it, and how to add it', () => {
    const { text } = refusalOf(answered('missing_scope', { needed: 'mpim:history' }))
    expect(text.en).toContain('lacks the scope mpim:history')
    expect(text.en).toContain('OAuth & Permissions')
    expect(text['zh-CN']).toContain('mpim:history')
  })

  it('that is not known may pass, unless it is a restriction of the channel', () => {
    expect(refusalOf(answered('a_code_of_tomorrow')).kind).toBe('passing')
    expect(refusalOf(answered('restricted_action_of_tomorrow'))).toMatchObject({
      kind: 'channel',
      barrier: 'forbidden',
    })
  })

  it('keeps what Slack has said as its cause, and is not wrapped twice', () => {
    const error = answered('is_archived')
    const refusal = refusalOf(error)
    expect(refusal.cause).toBe(error)
    expect(refusalOf(refusal)).toBe(refusal)
  })
})
