import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createAuthority } from '../../src/access/authority.ts'
import type { Principal } from '../../src/domain/access/person.ts'
import { type LocalSlack, startLocalSlack } from '../../src/local-slack/server.ts'
import { defaultWorkspace } from '../../src/local-slack/workspace.ts'
import type { PeopleChange } from '../../src/ports/directory.ts'
import { createDirectory, type PeopleChanges } from '../../src/slack/people.ts'
import { testLog } from '../helpers/log.ts'
import { noon } from '../helpers/samples.ts'
import { webClient } from './web-client.ts'

/** Who somebody is, asked of a Slack on this machine; the clock of the memory is moved by hand. */
let slack: LocalSlack
let now = noon
const team = 'T0LOCAL'
const log = testLog()

const usual = defaultWorkspace()
const [model] = usual.people
if (!model) throw new Error('a workspace without people')

const workspace = {
  ...usual,
  people: [
    ...usual.people,
    { ...model, id: 'U07SINGLE', name: 'sina', isRestricted: true, isUltraRestricted: true },
    { ...model, id: 'U08PARTNER', name: 'paul', teamId: 'T9PARTNER', isStranger: true },
    { ...model, id: 'U09FOREIGN', name: 'fay', teamId: 'T9PARTNER' },
  ],
}

beforeAll(async () => {
  slack = await startLocalSlack({ rateLimits: false, workspace })
})

afterEach(() => slack.control.clearFaults())
afterAll(() => slack?.stop())

/** What replicas share: here one list. */
const noted: PeopleChange[] = []
let shared: 'works' | 'is away' = 'works'
const changes: PeopleChanges = {
  since: async (point) => {
    if (shared === 'is away') throw new Error('Redis is away')
    return { point: String(noted.length), changes: noted.slice(Number(point)) }
  },
  note: async (change) => void noted.push(change),
}

const people = (own = team) =>
  createDirectory({ client: webClient(slack), team: own, log, changes, now: () => now })
const who = (user: string, own?: string) => people(own).principal(user)
const asked = (method = 'users.info') => slack.control.log().filter((call) => call.method === method).length
const refusalOf = (person: Principal) => Object.values(person.refused ?? {}).join(' ')

describe('a member of the workspace', () => {
  it.each([
    ['U01ALICE', 'Alice Meyer', 'en', 'Europe/Berlin', []],
    ['U06LIWEI', '李伟', 'zh-CN', 'Asia/Shanghai', []],
    ['U02BOB', 'Bob Tan', 'en', 'Asia/Singapore', ['S01DBA']],
  ])(
    '%s, %s, may use the bot, in %s and %s, with the groups %j',
    async (user, name, locale, zone, groups) => {
      expect(await who(user)).toEqual({ name, locale, zone, groups })
    },
  )
})

describe('several people in one interaction', () => {
  const interaction = (users: readonly string[], all = people()) =>
    createAuthority({
      config: { grants: [{ role: 'approver', users, connections: ['*'], channels: ['*'] }], approvals: [] },
      store: { grants: async () => [], rules: async () => [] },
      people: all,
      now: () => now,
    })

  it('cost one question about the user groups, and none where nobody is anything as a member of one', async () => {
    const all = people()
    const before = asked('usergroups.list')
    const first = interaction(['S01DBA'], all)
    const users = ['U01ALICE', 'U02BOB', 'U03CAROL']
    const known = await Promise.all(users.map((user) => first.principal(user, { fresh: true })))
    expect(known.map(({ groups }) => groups.length)).toEqual([0, 1, 1])
    await first.principal('U06LIWEI', { fresh: true })
    expect(asked('usergroups.list')).toBe(before + 1)
    await interaction(['S01DBA'], all).principal('U02BOB', { fresh: true })
    expect(asked('usergroups.list')).toBe(before + 2)
    expect((await interaction(['U02BOB'], all).principal('U02BOB', { fresh: true })).groups).toEqual([])
    expect(asked('usergroups.list')).toBe(before + 2)
  })

  it('cost none if they may not use the bot', async () => {
    const before = asked('usergroups.list')
    await interaction(['S01DBA']).principal('U05GUEST', { fresh: true })
    expect(asked('usergroups.list')).toBe(before)
  })

  it('are told so, each in their language, where Slack does not tell the groups that count', async () => {
    const authority = interaction(['S01DBA'])
    slack.control.fault({ method: 'usergroups.list', kind: 'rate-limit', retryAfter: 30 })
    const known = await Promise.all(
      ['U02BOB', 'U06LIWEI'].map((user) => authority.principal(user, { fresh: true })),
    )
    const unsure = {
      en: expect.stringContaining('which user groups you are in'),
      'zh-CN': expect.stringContaining('用户组'),
    }
    expect(known).toEqual([
      { name: 'Bob Tan', locale: 'en', zone: 'Asia/Singapore', groups: [], unsure },
      { name: '李伟', locale: 'zh-CN', zone: 'Asia/Shanghai', groups: [], unsure },
    ])
  })

  it('are asked about where the request at hand names a group, though nothing else does', async () => {
    const before = asked('usergroups.list')
    const authority = interaction(['U02BOB'])
    expect((await authority.principal('U02BOB', { groups: true })).groups).toEqual(['S01DBA'])
    expect(asked('usergroups.list')).toBe(before + 1)
  })
})

describe('somebody who may not', () => {
  const guest = 'Guests of this workspace cannot use the bot. 工作区的访客不能使用该机器人。'
  const stranger = 'People of other workspaces cannot use the bot. 其他工作区的成员不能使用该机器人。'

  it.each([
    ['a guest of several channels', 'U05GUEST', guest],
    ['a guest of one channel', 'U07SINGLE', guest],
    ['a stranger from a connected workspace', 'U08PARTNER', stranger],
    ['a member of another workspace whom Slack does not call a stranger', 'U09FOREIGN', stranger],
    ['a bot', 'U0BOT', stranger],
    ['nobody we know', 'U0NOBODY', stranger],
  ])('is %s', async (_, user, words) => {
    expect(refusalOf(await who(user))).toBe(words)
  })

  it('is anybody, if the bot belongs to another workspace', async () => {
    expect(refusalOf(await who('U01ALICE', 'T0OTHER'))).toBe(stranger)
  })

  it('is somebody whose account was deactivated, who is in no group any more', async () => {
    await slack.control.deactivate('U02BOB')
    try {
      const bob = await who('U02BOB')
      expect(refusalOf(bob)).toBe('This account is deactivated. 该账号已停用。')
      expect(bob.groups).toEqual([])
    } finally {
      await slack.control.deactivate('U02BOB', false)
    }
  })
})

describe('the memory', () => {
  it('spares Slack a question for a minute, and forgets then', async () => {
    const known = people()
    const before = asked()
    await known.principal('U03CAROL')
    now += 59_999
    await known.principal('U03CAROL')
    expect(asked() - before).toBe(1)
    await slack.control.deactivate('U03CAROL')
    expect((await known.principal('U03CAROL')).refused).toBeUndefined()
    now += 1
    expect((await known.principal('U03CAROL')).refused).toBeDefined()
    expect(asked() - before).toBe(2)
    await slack.control.deactivate('U03CAROL', false)
  })

  it('is kept for each person, and for all groups at once', async () => {
    const known = people()
    const before = [asked(), asked('usergroups.list')]
    expect(await known.principal('U01ALICE')).not.toEqual(await known.principal('U06LIWEI'))
    expect([asked(), asked('usergroups.list')]).toEqual([(before[0] ?? 0) + 2, (before[1] ?? 0) + 1])
  })

  it('is passed over, and renewed, when somebody has to be known as they are now', async () => {
    const known = people()
    expect((await known.principal('U02BOB')).groups).toEqual(['S01DBA'])
    await slack.control.setGroup('S01DBA', ['U03CAROL'])
    expect((await known.principal('U02BOB')).groups).toEqual(['S01DBA'])
    expect((await known.principal('U02BOB', { fresh: true })).groups).toEqual([])
    expect((await known.principal('U02BOB')).groups).toEqual([])
    await slack.control.setGroup('S01DBA', ['U02BOB', 'U03CAROL'])
  })

  it('ends on every replica when Slack tells one of them that somebody or some group has changed', async () => {
    const [told, other] = [people(), people()]
    for (const one of [told, other]) await one.principal('U02BOB')
    await slack.control.setGroup('S01DBA', [])
    expect((await other.principal('U02BOB')).groups).toEqual(['S01DBA'])
    await told.forget('groups')
    for (const one of [told, other]) expect((await one.principal('U02BOB')).groups).toEqual([])
    await slack.control.setGroup('S01DBA', ['U02BOB', 'U03CAROL'])
  })

  it('of one person ends with a change of that person, and of nobody else, on every replica', async () => {
    const replicas = [people(), people()]
    for (const one of replicas) for (const user of ['U02BOB', 'U03CAROL']) await one.principal(user)
    await slack.control.deactivate('U02BOB')
    const before = [asked(), asked('usergroups.list')]
    for (let changes = 0; changes < 40; changes++) {
      await replicas[0]?.forget({ person: `U9${changes}` })
      for (const one of replicas) await one.principal('U03CAROL')
    }
    expect([asked(), asked('usergroups.list')]).toEqual(before)
    await replicas[0]?.forget({ person: 'U02BOB' })
    for (const one of replicas) expect((await one.principal('U02BOB')).refused).toBeDefined()
    await slack.control.deactivate('U02BOB', false)
  })

  it('of the groups bears a flood of changes: Slack is asked as often as it allows, then a minute is borne', async () => {
    const known = people()
    const before = asked('usergroups.list')
    for (let changes = 0; changes < 40; changes++) {
      await known.forget('groups')
      expect((await known.principal('U02BOB')).groups).toEqual(['S01DBA'])
    }
    expect(asked('usergroups.list') - before).toBeLessThanOrEqual(15)
    now += 60_000
    await known.principal('U02BOB')
    expect(asked('usergroups.list') - before).toBeLessThanOrEqual(16)
  })

  it('is not trusted while replicas cannot tell each other of changes', async () => {
    const known = people()
    await known.principal('U02BOB')
    shared = 'is away'
    await slack.control.setGroup('S01DBA', [])
    expect((await known.principal('U02BOB')).groups).toEqual([])
    shared = 'works'
    await slack.control.setGroup('S01DBA', ['U02BOB', 'U03CAROL'])
  })

  it('does not keep an answer that was under way when it had to forget', async () => {
    const known = people()
    slack.control.fault({ method: 'usergroups.list', kind: 'delay', delayMs: 50, when: 'after' })
    const slow = known.principal('U02BOB')
    await slack.control.waitForCall('usergroups.list', asked('usergroups.list') + 1)
    await known.forget('groups')
    await slow
    const before = asked('usergroups.list')
    await known.principal('U02BOB')
    expect(asked('usergroups.list')).toBe(before + 1)
  })
})

describe('a Slack that does not answer', () => {
  const unsure = 'Slack can’t confirm right now who you are, so nothing was done. Try again in a moment.'

  it('to users.info lets nobody in, and is asked again the next time', async () => {
    const known = people()
    slack.control.fault({ method: 'users.info', kind: 'status', status: 503 })
    expect(await known.principal('U02BOB')).toMatchObject({ refused: { en: unsure }, groups: [] })
    expect(await known.principal('U02BOB')).toMatchObject({ locale: 'en', groups: ['S01DBA'] })
  })

  it('to usergroups.list takes nothing but the groups, and is asked again the next time', async () => {
    const known = people()
    slack.control.fault({ method: 'usergroups.list', kind: 'status', status: 503 })
    const bob = await known.principal('U02BOB')
    expect(bob).toMatchObject({ groups: [], unsure: { en: expect.stringContaining('user groups') } })
    expect(bob.refused).toBeUndefined()
    expect(await known.principal('U02BOB')).toEqual({
      name: 'Bob Tan',
      locale: 'en',
      zone: 'Asia/Singapore',
      groups: ['S01DBA'],
    })
  })

  it('is not made up for by the memory when it has to be known now', async () => {
    const known = people()
    expect((await known.principal('U06LIWEI')).refused).toBeUndefined()
    slack.control.fault({ method: 'users.info', kind: 'rate-limit', retryAfter: 30 })
    expect(await known.principal('U06LIWEI', { fresh: true })).toMatchObject({
      locale: 'zh-CN',
      refused: { 'zh-CN': expect.stringContaining('核实') },
    })
  })

  it.each(['plan_upgrade_required', 'missing_scope'])(
    'to the question for groups because of %s leaves everybody without groups',
    async (error) => {
      slack.control.fault({ method: 'usergroups.list', kind: 'error', error })
      expect(await who('U02BOB')).toEqual({
        name: 'Bob Tan',
        locale: 'en',
        zone: 'Asia/Singapore',
        groups: [],
      })
    },
  )
})
