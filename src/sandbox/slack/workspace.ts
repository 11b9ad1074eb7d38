import type { Channel, ChannelKind, Person, UserGroup } from './types.ts'

export const team = { id: 'T0LOCAL', name: 'Local Workspace', domain: 'local' } as const
export const app = { id: 'A0DRS', name: 'DRS', botId: 'B0BOT', botUser: 'U0BOT' } as const
/** Slack's own bot, who speaks when a command fails. */
export const slackbot = 'USLACKBOT'

/** What a workspace starts with. */
export interface Workspace {
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

/** The people, channels and group every sandbox starts with; a fresh copy each time. */
export function defaultWorkspace(): Workspace {
  const staff = ['U01ALICE', 'U02BOB', 'U03CAROL', 'U04DANA', 'U06LIWEI']
  return {
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
      person(app.botUser, 'drs', app.name, { isBot: true, title: 'App' }),
      person(slackbot, 'slackbot', 'Slackbot', { isBot: true }),
    ],
    channels: [
      channel('C01MIGRATION', 'migration', 'Moving databases', [...staff, 'U05GUEST', app.botUser]),
      channel('C02DBA', 'dba', 'Database operations', [...staff, app.botUser]),
      channel('C03GENERAL', 'general', 'Everybody', staff),
      channel('G01PROD', 'prod-dr', 'Disaster recovery of production', [...staff, app.botUser], 'private'),
    ],
    groups: [{ id: 'S01DBA', handle: 'dba', name: 'Database administrators', users: ['U02BOB', 'U03CAROL'] }],
  }
}
