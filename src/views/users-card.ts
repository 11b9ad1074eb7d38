import { type Locale, say, type TextTemplate } from '../base/i18n.ts'
import type { SourceRole, SourceUser, SourceUsers } from '../domain/tasks/source-users.ts'
import type { Task } from '../domain/tasks/task.ts'
import type { Button, Card, Inline, Line, Section } from './card.ts'
import { aside, plural } from './format.ts'

const words = {
  migrated: say('Migrated', '迁移'),
  left: say('Left out', '不迁移'),
  unchosen: say('not chosen', '未选择'),
  impossible: say('DRS can’t migrate it', 'DRS 不支持迁移'),
  role: say('role', '角色'),
}

const title: TextTemplate<[name: string]> = {
  en: (name) => `Users to migrate: ${name}`,
  'zh-CN': (name) => `要迁移的用户：${name}`,
}
const titleSet: TextTemplate<[name: string]> = {
  en: (name) => `Users to migrate set: ${name}`,
  'zh-CN': (name) => `已设置要迁移的用户：${name}`,
}

const counted: TextTemplate<[users: number, roles: number]> = {
  en: (users, roles) =>
    `${plural(users, 'user', 'users')} and ${plural(roles, 'role', 'roles')} will be migrated.`,
  'zh-CN': (users, roles) => `将迁移 ${users} 个用户、${roles} 个角色。`,
}

interface ShownUsers {
  readonly people: SourceUsers
  /** They were just chosen. */
  readonly set: boolean
  readonly change?: Button
}

/** Which users and roles of the source are migrated, and why the others are not. */
export function usersCard(
  { name }: Pick<Task, 'name'>,
  { people, set, change }: ShownUsers,
  locale: Locale,
): Card {
  const all = [...people.users, ...people.roles]
  const moved = all.filter(({ chosen }) => chosen)
  const left = all.filter(({ chosen }) => !chosen)
  const count = (some: SourceUsers[keyof SourceUsers]) => some.filter(({ chosen }) => chosen).length
  return {
    title: (set ? titleSet : title)[locale](name),
    tone: set ? 'good' : 'neutral',
    lines: [counted[locale](count(people.users), count(people.roles))],
    sections: [
      ...section(
        words.migrated[locale],
        moved.map((one) => named(one, locale)),
      ),
      ...section(
        words.left[locale],
        left.map((one) => leftOut(one, locale)),
      ),
    ],
    ...(change && { buttons: [change] }),
  }
}

/** Those that nobody can choose, each with the reason. */
export function immovableLines({ users, roles }: SourceUsers, locale: Locale): readonly Line[] {
  return [...users, ...roles].filter(({ movable }) => !movable).map((one) => leftOut(one, locale))
}

function section(heading: string, list: readonly Line[]): readonly Section[] {
  return list.length === 0 ? [] : [{ heading, list, ...(list.length > 20 && { folded: true as const }) }]
}

function named(one: SourceUser | SourceRole, locale: Locale): readonly Inline[] {
  return [{ code: one.id }, ...('inherits' in one ? [aside(words.role[locale], locale)] : [])]
}

function leftOut(one: SourceUser | SourceRole, locale: Locale): Line {
  const why = one.movable ? words.unchosen : words.impossible
  return [...named(one, locale), ` · ${(one.movable ? undefined : one.remark) ?? why[locale]}`]
}
