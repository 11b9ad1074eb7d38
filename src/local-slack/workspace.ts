import type { Channel, ChannelKind, Person, UserGroup } from './types.ts'

/** The app; what belongs to it in one workspace is in `Workspace.bot`. */
export const app = { id: 'A0DRS', name: 'DRS' } as const
/** Slack's own bot, who speaks when a command fails. */
export const slackbot = 'USLACKBOT'

export interface Team {
  readonly id: string
  /** The organisation (Enterprise Grid) that it is part of. */
  readonly enterprise?: { readonly id: string; readonly name: string }
  readonly name: string
  readonly domain: string
}

/** The app's bot in one workspace: its bot id and its user id. */
export interface Bot {
  readonly id: string
  readonly user: string
}

/** What a workspace starts with. */
export interface Workspace {
  readonly team: Team
  readonly bot: Bot
  /** Somebody has installed the app already. */
  readonly installed: boolean
  readonly people: readonly Person[]
  readonly channels: readonly Channel[]
  readonly groups: readonly UserGroup[]
}

function person(id: string, name: string, realName: string, more: Partial<Person> = {}): Person {
  return {
    id,
    name,
    realName,
    title: '',
    locale: 'en-US',
    tz: 'Europe/Berlin',
    tzOffset: 3600,
    isAdmin: false,
    isRestricted: false,
    isBot: false,
    deleted: false,
    ...more,
  }
}

function channel(
  id: string,
  name: string,
  topic: string,
  members: readonly string[],
  kind: ChannelKind = 'public',
) {
  return { id, name, kind, topic, members: new Set(members), archived: false } satisfies Channel
}

/** The app as a member of a workspace. */
export function botPerson(id: string): Person {
  return person(id, 'drs', app.name, { isBot: true, title: 'App' })
}

/** The people, channels and group every sandbox starts with; a fresh copy each time. */
export function defaultWorkspace(): Workspace {
  const bot = { id: 'B0BOT', user: 'U0BOT' }
  const staff = ['U01ALICE', 'U02BOB', 'U03CAROL', 'U04DANA', 'U06LIWEI']
  return {
    team: { id: 'T0LOCAL', name: 'Local Workspace', domain: 'local' },
    bot,
    installed: true,
    people: [
      person('U01ALICE', 'alice', 'Alice Meyer', { title: 'Migration engineer' }),
      person('U02BOB', 'bob', 'Bob Tan', { title: 'Approver', tz: 'Asia/Singapore', tzOffset: 28_800 }),
      person('U03CAROL', 'carol', 'Carol Diaz', { title: 'Approver', tz: 'Europe/Madrid' }),
      person('U04DANA', 'dana', 'Dana Fox', {
        title: 'Workspace admin',
        isAdmin: true,
        tz: 'Europe/London',
        tzOffset: 0,
      }),
      person('U05GUEST', 'gus', 'Gus Guest', { title: 'Guest', isRestricted: true }),
      person('U06LIWEI', 'liwei', '李伟', {
        title: '迁移工程师',
        locale: 'zh-CN',
        tz: 'Asia/Shanghai',
        tzOffset: 28_800,
      }),
      botPerson(bot.user),
      person(slackbot, 'slackbot', 'Slackbot', { isBot: true }),
    ],
    channels: [
      channel('C01MIGRATION', 'migration', 'Moving databases', [...staff, 'U05GUEST', bot.user]),
      channel('C02DBA', 'dba', 'Database operations', [...staff, bot.user]),
      channel('C03GENERAL', 'general', 'Everybody', staff),
      channel('G01PROD', 'prod-dr', 'Disaster recovery of production', [...staff, bot.user], 'private'),
    ],
    groups: [{ id: 'S01DBA', handle: 'dba', name: 'Database administrators', users: ['U02BOB', 'U03CAROL'] }],
  }
}

/** A second workspace, in which the app can be installed over OAuth. */
export function otherWorkspace(): Workspace {
  const people = ['U11ERIN', 'U12FRANK']
  return {
    team: { id: 'T1OTHER', name: 'Other Workspace', domain: 'other' },
    bot: { id: 'B1BOT', user: 'U1BOT' },
    installed: false,
    people: [
      person('U11ERIN', 'erin', 'Erin Moss', { title: 'Workspace admin', isAdmin: true }),
      person('U12FRANK', 'frank', 'Frank Ito', { title: 'Migration engineer' }),
      person(slackbot, 'slackbot', 'Slackbot', { isBot: true }),
    ],
    channels: [channel('C11OPS', 'ops', 'Operations', people), channel('C12LOBBY', 'lobby', 'All', people)],
    groups: [],
  }
}
