import type { WebClient } from '@slack/web-api'
import { WebAPIPlatformError } from '@slack/web-api'
import { type Locale, localeOf, type Text } from '../base/i18n.ts'
import type { Log } from '../base/log.ts'
import type { Directory, PeopleChange, UserGroups } from '../ports/directory.ts'
import { type HomeWorkspace, isMemberOf, type MembershipClaims } from './identity.ts'

/** Slack tells one replica of a change; all of them have to know. */
export interface PeopleChanges {
  /** Who has changed after that point ('' at the beginning), and the point from which to ask the next time. */
  since(point: string): Promise<PeopleNews>
  note(change: PeopleChange): Promise<void>
}

export interface PeopleNews {
  readonly point: string
  /** `all`: nobody can tell any more who. */
  readonly changes: readonly PeopleChange[] | 'all'
}

export interface DirectoryDeps extends HomeWorkspace {
  /** Should give up early: people wait for the answer. */
  readonly client: WebClient
  readonly log: Log
  readonly changes: PeopleChanges
  now(): number
}

const words = {
  guest: { en: 'Guests of this workspace cannot use the bot.', 'zh-CN': '工作区的访客不能使用该机器人。' },
  stranger: {
    en: 'People of other workspaces cannot use the bot.',
    'zh-CN': '其他工作区的成员不能使用该机器人。',
  },
  inactive: { en: 'This account is deactivated.', 'zh-CN': '该账号已停用。' },
  unsure: {
    en: 'Slack can’t confirm right now who you are, so nothing was done. Try again in a moment.',
    'zh-CN': '目前无法从 Slack 核实您的身份，因此未执行任何操作。请稍后重试。',
  },
  groupsUnsure: {
    en: 'Slack can’t confirm right now which user groups you are in, and your role here may come from one. Try again in a moment.',
    'zh-CN': '目前无法从 Slack 获取您所在的用户组，而您在此处的角色可能来自用户组。请稍后重试。',
  },
} satisfies Record<string, Text>

/** For an interaction that says itself that it comes from another workspace. */
export const strangerWords = words.stranger

interface UserInfo extends MembershipClaims {
  readonly locale?: string
  readonly tz?: string
  readonly name?: string
  readonly real_name?: string
  readonly deleted?: boolean
  readonly is_bot?: boolean
  readonly is_restricted?: boolean
  readonly is_ultra_restricted?: boolean
}

interface Known {
  readonly locale: Locale
  readonly name?: string
  readonly zone?: string
  readonly refused?: Text
}

function refusal(user: UserInfo, home: HomeWorkspace): Text | undefined {
  if (user.deleted) return words.inactive
  if (user.is_restricted || user.is_ultra_restricted) return words.guest
  // An id alone says nothing: only together with the workspace it is somebody.
  if (user.is_bot || !isMemberOf(user, home)) return words.stranger
  return undefined
}

function nameIn({ real_name, name }: UserInfo): string | undefined {
  return real_name || name || undefined
}

/** `undefined` for somebody this workspace knows nothing of, as people of connected ones may be. */
async function infoOf(client: WebClient, user: string): Promise<UserInfo | undefined> {
  try {
    const { user: found } = await client.users.info({ user, include_locale: true })
    return found
  } catch (error) {
    if (error instanceof WebAPIPlatformError && unknown.has(error.data.error)) return undefined
    throw error
  }
}

const unknown = new Set(['user_not_found', 'user_not_visible'])

/**
 * Nobody is in a group where there are none: free plans, an app that was installed before it asked for the scope, and
 * stand-ins for Slack that do not know the method.
 */
const noGroups = new Set(['plan_upgrade_required', 'missing_scope', 'unknown_method'])

/** All groups in one call, because their rate limit is low (tier 2). Disabled ones are left out, so they give nothing. */
async function groupsOf(client: WebClient): Promise<UserGroups> {
  try {
    const { usergroups = [] } = await client.usergroups.list({ include_users: true })
    return new Map(usergroups.map(({ id = '', users = [] }) => [id, users]))
  } catch (error) {
    if (error instanceof WebAPIPlatformError && noGroups.has(error.data.error)) return new Map()
    throw error
  }
}

const memoryMs = 60_000

/** Of the twenty questions a minute that Slack allows about user groups (tier 2), so many may be due to changes. */
const groupQuestions = 12

interface Remembered<T> {
  readonly value: T
  readonly until: number
  /** Slack has told of a change since. */
  readonly changed: boolean
}

/**
 * Keeps values for a minute. What was asked for before a change of it is not kept. A question that is under way answers
 * everybody who would be content with what is remembered. Whoever needs to know how it is now is not answered by a question
 * that began before: all of them wait for the next one, which begins when it ends, since Slack allows few such questions.
 * Where changes come in floods, `perMinute` questions are asked; then what is not older than the minute has to do.
 */
function memory<T>(now: () => number, perMinute = Infinity) {
  const held = new Map<string, Remembered<T>>()
  const asking = new Map<string, Promise<T>>()
  const next = new Map<string, Promise<T>>()
  let questions: readonly number[] = []
  const ofLastMinute = () => questions.filter((at) => at > now() - memoryMs)
  const askAnew = async (key: string, ask: () => Promise<T>): Promise<T> => {
    questions = [...ofLastMinute(), now()]
    const question = ask()
    asking.set(key, question)
    try {
      const value = await question
      if (asking.get(key) === question) held.set(key, { value, until: now() + memoryMs, changed: false })
      return value
    } finally {
      if (asking.get(key) === question) asking.delete(key)
    }
  }
  const afterwards = (key: string, ask: () => Promise<T>, under: Promise<T>): Promise<T> => {
    const waiting = next.get(key)
    if (waiting !== undefined) return waiting
    const go = () => {
      next.delete(key)
      return askAnew(key, ask)
    }
    const later = under.then(go, go)
    next.set(key, later)
    return later
  }
  return {
    async get(key: string, fresh: boolean, ask: () => Promise<T>): Promise<T> {
      const known = held.get(key)
      const serves = known && known.until > now() && (!known.changed || ofLastMinute().length >= perMinute)
      if (!fresh && serves) return known.value
      const under = asking.get(key)
      if (under === undefined) return askAnew(key, ask)
      return fresh ? afterwards(key, ask, under) : under
    },
    changed(key: string): void {
      const known = held.get(key)
      if (known) held.set(key, { ...known, changed: true })
      asking.delete(key)
    },
    allChanged(): void {
      for (const [key, known] of held) held.set(key, { ...known, changed: true })
      asking.clear()
    },
  }
}

export function createDirectory({ client, log, changes, now, ...home }: DirectoryDeps): Directory {
  const people = memory<Known>(now)
  const groups = memory<UserGroups>(now, groupQuestions)
  /** So that even a refusal for want of an answer is in the person's language. */
  const spoken = new Map<string, Locale>()
  const person = (user: string, fresh: boolean) =>
    people.get(user, fresh, async () => {
      const info = await infoOf(client, user)
      const refused = info ? refusal(info, home) : words.stranger
      const zone = info?.tz
      const name = info && nameIn(info)
      return {
        locale: localeOf(info?.locale),
        ...(zone && { zone }),
        ...(name && { name }),
        ...(refused && { refused }),
      }
    })
  const allGroups = (fresh: boolean) => groups.get('', fresh, () => groupsOf(client))
  const take = (news: PeopleNews['changes']) => {
    if (news === 'all') {
      people.allChanged()
      groups.allChanged()
      return
    }
    for (const change of news) {
      if (change === 'groups') groups.allChanged()
      else people.changed(change.person)
    }
  }
  let point = ''
  /** Of what changed elsewhere nothing is known while the memory that replicas share is away: then Slack is asked. */
  const keepUp = async () => {
    try {
      const news = await changes.since(point)
      take(news.changes)
      point = news.point
    } catch (err) {
      log.warn({ err }, 'nobody can tell whether people have changed; Slack is asked')
      take('all')
    }
  }
  /** Only what hangs on a group is refused where Slack does not tell the groups. */
  const groupsIn = async (user: string, members: () => Promise<UserGroups>) => {
    try {
      const all = await members()
      return { groups: [...all].flatMap(([id, users]) => (users.includes(user) ? [id] : [])) }
    } catch (err) {
      log.warn({ err, user }, 'Slack did not say who is in which user group')
      return { groups: [], unsure: words.groupsUnsure }
    }
  }
  return {
    async principal(user, { fresh = false, groups: members = () => allGroups(fresh) } = {}) {
      try {
        await keepUp()
        const known = await person(user, fresh)
        spoken.set(user, known.locale)
        // Those who may not use the bot must not use up the few questions about groups either.
        if (known.refused || !members) return { ...known, groups: [] }
        return { ...known, ...(await groupsIn(user, members)) }
      } catch (err) {
        log.warn({ err, user }, 'Slack did not say who somebody is; refused')
        return { locale: spoken.get(user) ?? 'en', refused: words.unsure, groups: [] }
      }
    },
    async name(user) {
      return (await person(user, false)).name
    },
    async groups({ fresh = false } = {}) {
      await keepUp()
      return allGroups(fresh)
    },
    async forget(change) {
      take([change])
      await changes.note(change)
    },
  }
}
