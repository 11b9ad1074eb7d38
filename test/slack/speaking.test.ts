import { readFile } from 'node:fs/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { type LocalSlack, startLocalSlack } from '../../src/local-slack/server.ts'
import { defaultWorkspace } from '../../src/local-slack/workspace.ts'
import { createSpeaking } from '../../src/slack/speaking.ts'
import { testLog } from '../helpers/log.ts'
import { noon } from '../helpers/samples.ts'
import { webClient } from './web-client.ts'

/** Whether the bot can speak in a channel, asked of a Slack on this machine. */
let slack: LocalSlack
let now = noon
const usual = defaultWorkspace()
const talk = (id: string, kind: 'im' | 'mpim', ...members: string[]) => ({
  ...{ id, kind, name: id, topic: '', members: new Set(members), archived: false },
})
const workspace = {
  ...usual,
  channels: [
    ...usual.channels,
    talk('D0OTHERS', 'im', 'U01ALICE', 'U02BOB'),
    talk('G0OTHERS', 'mpim', 'U01ALICE', 'U02BOB', 'U03CAROL'),
    talk('G0WITHUS', 'mpim', 'U01ALICE', 'U02BOB', usual.bot.user),
  ],
}

beforeAll(async () => {
  const manifest: unknown = parse(await readFile('manifest.yml', 'utf8'))
  slack = await startLocalSlack({ rateLimits: false, workspace, manifest })
  await webClient(slack).conversations.open({ users: 'U01ALICE' })
})
afterEach(() => slack.control.clearFaults())
afterAll(() => slack?.stop())

const speaking = () => createSpeaking({ client: webClient(slack), log: testLog(), now: () => now })
const asked = () => slack.control.log().filter(({ method }) => method === 'conversations.info').length

describe('the bot', () => {
  it.each(['C01MIGRATION', 'G01PROD', 'G0WITHUS', 'D01ALICE'])('can speak in %s', async (channel) => {
    expect(await speaking().barrier(channel)).toBeUndefined()
  })

  it.each([
    ['C03GENERAL', 'absent'],
    ['G0OTHERS', 'absent'],
    ['C0NONE', 'absent'],
    ['D0OTHERS', 'foreign'],
  ])('cannot in %s, where it is %s', async (channel, barrier) => {
    expect(await speaking().barrier(channel)).toBe(barrier)
  })

  it('cannot where only some may post, or what was archived, and can again afterwards', async () => {
    const voice = speaking()
    slack.control.restrict('C02DBA')
    expect(await voice.barrier('C02DBA')).toBe('read-only')
    slack.control.restrict('C02DBA', false)
    expect(await voice.barrier('C02DBA')).toBeUndefined()
    voice.changed('C02DBA')
    await slack.control.archive('C02DBA')
    expect(await voice.barrier('C02DBA')).toBe('archived')
    await slack.control.archive('C02DBA', false)
  })

  it('remembers for a minute that it can, until Slack tells of a change', async () => {
    const voice = speaking()
    const before = asked()
    for (let times = 0; times < 3; times++) await voice.barrier('C01MIGRATION')
    expect(asked()).toBe(before + 1)
    now += 60_000
    await voice.barrier('C01MIGRATION')
    voice.changed('C01MIGRATION')
    await voice.barrier('C01MIGRATION')
    expect(asked()).toBe(before + 3)
  })

  it.each(['ratelimited', 'missing_scope', 'internal_error'])(
    'is not held up where Slack does not tell: %s',
    async (error) => {
      slack.control.fault({ method: 'conversations.info', kind: 'error', error })
      expect(await speaking().barrier('C03GENERAL')).toBeUndefined()
    },
  )
})
