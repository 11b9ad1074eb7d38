import { flagOf, type JsonObject, textOf } from '../json.ts'
import type { Person, UserGroup } from '../types.ts'
import { app } from '../workspace.ts'
import type { World } from '../world.ts'
import { type Answer, type Call, type Methods, pageOf, refused } from './method.ts'

/** A person as users.info and the event user_change show them. */
export function wireUser(world: World, person: Person, withLocale: boolean): JsonObject {
  const team = person.teamId ?? world.team.id
  const { enterprise, untold = [] } = person
  const told = {
    id: person.id,
    team_id: team,
    name: person.name,
    deleted: person.deleted,
    real_name: person.realName,
    tz: person.tz,
    tz_label: person.tz,
    tz_offset: person.tzOffset,
    profile: {
      title: person.title,
      real_name: person.realName,
      real_name_normalized: person.realName,
      display_name: person.name,
      display_name_normalized: person.name,
      team,
      ...(person.id === world.bot.user ? { bot_id: world.bot.id, api_app_id: app.id } : {}),
    },
    is_admin: person.isAdmin,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: person.isRestricted,
    is_ultra_restricted: person.isUltraRestricted ?? false,
    is_stranger: person.isStranger ?? false,
    is_bot: person.isBot,
    is_app_user: false,
    updated: 0,
    ...(withLocale ? { locale: person.locale } : {}),
    ...(enterprise
      ? { enterprise_user: { id: person.id, enterprise_id: enterprise.id, teams: enterprise.teams } }
      : {}),
  }
  return Object.fromEntries(Object.entries(told).filter(([field]) => !untold.includes(field)))
}

function info({ world, args }: Call): Answer {
  const person = world.people.get(textOf(args.user) ?? '')
  return person ? { user: wireUser(world, person, flagOf(args.include_locale)) } : refused('user_not_found')
}

function list({ world, args }: Call): Answer {
  const page = pageOf([...world.people.values()], args, 200, 1000)
  if (!page) return refused('invalid_cursor')
  const locale = flagOf(args.include_locale)
  return {
    members: page.items.map((person) => wireUser(world, person, locale)),
    cache_ts: Math.floor(world.now() / 1000),
    response_metadata: { next_cursor: page.cursor },
  }
}

/** A user group as usergroups.list and the event subteam_updated show it. */
export function wireGroup(world: World, group: UserGroup, withUsers: boolean): JsonObject {
  return {
    id: group.id,
    team_id: world.team.id,
    is_usergroup: true,
    name: group.name,
    handle: group.handle,
    description: '',
    date_delete: 0,
    user_count: group.users.length,
    ...(withUsers ? { users: group.users } : {}),
  }
}

function groups({ world, args }: Call): Answer {
  return { usergroups: world.groups.map((group) => wireGroup(world, group, flagOf(args.include_users))) }
}

function groupUsers({ world, args }: Call): Answer {
  const group = world.groups.find((one) => one.id === args.usergroup)
  return group ? { users: group.users } : refused('no_such_subteam')
}

function botInfo({ world, args }: Call): Answer {
  if (args.bot !== undefined && args.bot !== world.bot.id) return refused('bot_not_found')
  return {
    bot: {
      id: world.bot.id,
      deleted: false,
      name: app.name,
      updated: 0,
      app_id: app.id,
      user_id: world.bot.user,
    },
  }
}

function teamInfo({ world }: Call): Answer {
  return {
    team: { id: world.team.id, name: world.team.name, domain: world.team.domain, email_domain: '', icon: {} },
  }
}

const usersRead = ['users:read']
const groupsRead = ['usergroups:read']

/** users.*, usergroups.*, bots.info and team.info. */
export const peopleMethods: Methods = {
  'users.info': { token: 'bot', scopes: usersRead, run: info },
  'users.list': { token: 'bot', scopes: usersRead, run: list },
  'usergroups.list': { token: 'bot', scopes: groupsRead, run: groups },
  'usergroups.users.list': { token: 'bot', scopes: groupsRead, run: groupUsers },
  'bots.info': { token: 'bot', scopes: usersRead, run: botInfo },
  'team.info': { token: 'bot', scopes: ['team:read'], run: teamInfo },
}
