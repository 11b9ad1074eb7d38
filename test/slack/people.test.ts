import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type LocalSlack, startLocalSlack } from '../../src/sandbox/slack/server.ts'
import { createPeople, type Person } from '../../src/slack/people.ts'
import { noon } from '../helpers/samples.ts'
import { webClient } from './web-client.ts'

/** Who somebody is, asked of a Slack on this machine; the clock of the memory is moved by hand. */
let slack: LocalSlack
let now = noon
const team = 'T0LOCAL'

beforeAll(async () => {
  slack = await startLocalSlack({ rateLimits: false })
})

afterEach(() => slack.control.clearFaults())
afterAll(() => slack?.stop())

const people = (workspace = team) => createPeople(webClient(slack), workspace, () => now)
const asked = () => slack.control.log().filter((call) => call.method === 'users.info').length

describe('a member of the workspace', () => {
  it.each([
    ['U01ALICE', 'en'],
    ['U06LIWEI', 'zh-CN'],
  ])('%s may use the bot, in %s', async (user, locale) => {
    expect(await people()(user)).toEqual({ locale })
  })
})

describe('somebody who may not', () => {
  const refusalOf = (person: Person) => Object.values(person.refused ?? {}).join(' ')

  it.each([
    ['a guest', 'U05GUEST', 'Guests of this workspace cannot use the bot. 工作区的访客不能使用该机器人。'],
    ['a bot', 'U0BOT', 'People of other workspaces cannot use the bot. 其他工作区的成员不能使用该机器人。'],
    [
      'nobody we know',
      'U0NOBODY',
      'People of other workspaces cannot use the bot. 其他工作区的成员不能使用该机器人。',
    ],
  ])('is %s', async (_, user, words) => {
    expect(refusalOf(await people()(user))).toBe(words)
  })

  it('is a member of another workspace', async () => {
    expect(refusalOf(await people('T0OTHER')('U01ALICE'))).toContain('People of other workspaces')
  })

  it('is somebody whose account was deactivated', async () => {
    slack.control.deactivate('U02BOB')
    try {
      expect(refusalOf(await people()('U02BOB'))).toBe('This account is deactivated. 该账号已停用。')
    } finally {
      slack.control.deactivate('U02BOB', false)
    }
  })
})

describe('the memory', () => {
  it('spares Slack a question for a minute, and forgets then', async () => {
    const who = people()
    const before = asked()
    await who('U03CAROL')
    now += 59_999
    await who('U03CAROL')
    expect(asked() - before).toBe(1)
    slack.control.deactivate('U03CAROL')
    expect((await who('U03CAROL')).refused).toBeUndefined()
    now += 1
    expect((await who('U03CAROL')).refused).toBeDefined()
    expect(asked() - before).toBe(2)
    slack.control.deactivate('U03CAROL', false)
  })

  it('is kept for each person', async () => {
    const who = people()
    const before = asked()
    expect(await who('U01ALICE')).not.toEqual(await who('U06LIWEI'))
    expect(asked() - before).toBe(2)
  })

  it('does not hold what could not be asked', async () => {
    const who = people()
    slack.control.fault({ method: 'users.info', kind: 'status', status: 503 })
    await expect(who('U01ALICE')).rejects.toThrow()
    expect(await who('U01ALICE')).toEqual({ locale: 'en' })
  })
})
