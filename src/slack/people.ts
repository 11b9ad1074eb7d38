import type { WebClient } from '@slack/web-api'
import { WebAPIPlatformError } from '@slack/web-api'
import { type Locale, localeOf, type Text } from '../base/i18n.ts'
import type { Log } from '../base/log.ts'
import type { Directory, UserGroups } from '../ports/directory.ts'

/** Slack tells one replica of a change; all of them have to know. */
export interface PeopleChanges {
  /** Differs from the last answer if something has changed. */
  seen(): Promise<string>
  note(): Promise<void>
}

export interface DirectoryDeps {
  /** Should give up early: people wait for the answer. */
  readonly client: WebClient
  /** The bot's own workspace. */
  readonly team: string
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
    en: 'Slack does not say right now who you are, and without that nothing is done. Try again in a moment.',
    'zh-CN': '目前无法从 Slack 核实您的身份，因此未执行任何操作。请稍后重试。',
  },
} satisfies Record<string, Text>

/** For an interaction that says itself that it comes from another workspace. */
export const strangerWords = words.stranger

interface UserInfo {
  readonly locale?: string
  readonly tz?: string
  readonly team_id?: string
  readonly deleted?: boolean
  readonly is_bot?: boolean
  readonly is_restricted?: boolean
  readonly is_ultra_restricted?: boolean
  readonly is_stranger?: boolean
}

interface Known {
  readonly locale: Locale
  readonly zone?: string
  readonly refused?: Text
}

function refusal(user: UserInfo, team: string): Text | undefined {
  if (user.deleted) return words.inactive
  if (user.is_restricted || user.is_ultra_restricted) return words.guest
  // An id alone says nothing: only together with the workspace it is somebody.
  if (user.is_bot || user.is_stranger || user.team_id !== team) return words.stranger
  return undefined
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

/** Nobody is in a group where there are none: free plans, and an app that was installed before it asked for the scope. */
const noGroups = new Set(['plan_upgrade_required', 'missing_scope'])

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

/**
 * Keeps values for a minute. What was asked for before it was told to forget is not kept. A question that is under way
 * answers everybody who would be content with what is remembered. Whoever needs to know how it is now is not answered by a
 * question that began before: all of them wait for the next one, which begins when it ends, since Slack allows few such
 * questions.
 */
function memory<T>(now: () => number) {
  const held = new Map<string, { readonly value: T; readonly until: number }>()
  const asking = new Map<string, Promise<T>>()
  const next = new Map<string, Promise<T>>()
  let forgotten = 0
  const askAnew = async (key: string, ask: () => Promise<T>): Promise<T> => {
    const before = forgotten
    try {
      const value = await ask()
      if (forgotten === before) held.set(key, { value, until: now() + memoryMs })
      return value
    } finally {
      if (forgotten === before) asking.delete(key)
    }
  }
  const begin = (key: string, ask: () => Promise<T>): Promise<T> => {
    next.delete(key)
    const asked = askAnew(key, ask)
    asking.set(key, asked)
    return asked
  }
  const afterwards = (key: string, ask: () => Promise<T>, under: Promise<T>): Promise<T> => {
    const waiting = next.get(key)
    if (waiting !== undefined) return waiting
    const go = () => begin(key, ask)
    const later = under.then(go, go)
    next.set(key, later)
    return later
  }
  return {
    async get(key: string, fresh: boolean, ask: () => Promise<T>): Promise<T> {
      const known = held.get(key)
      if (!fresh && known && known.until > now()) return known.value
      const under = asking.get(key)
      if (under === undefined) return begin(key, ask)
      return fresh ? afterwards(key, ask, under) : under
    },
    forget(): void {
      forgotten += 1
      held.clear()
      asking.clear()
      next.clear()
    },
  }
}

export function createDirectory({ client, team, log, changes, now }: DirectoryDeps): Directory {
  const people = memory<Known>(now)
  const groups = memory<UserGroups>(now)
  /** So that even a refusal for want of an answer is in the person's language. */
  const spoken = new Map<string, Locale>()
  const person = (user: string, fresh: boolean) =>
    people.get(user, fresh, async () => {
      const info = await infoOf(client, user)
      const refused = info ? refusal(info, team) : words.stranger
      const zone = info?.tz
      return { locale: localeOf(info?.locale), ...(zone && { zone }), ...(refused && { refused }) }
    })
  const allGroups = (fresh: boolean) => groups.get('', fresh, () => groupsOf(client))
  const forget = () => {
    people.forget()
    groups.forget()
  }
  let latest = ''
  /** Of what changed elsewhere nothing is known while the memory that replicas share is away: then Slack is asked. */
  const keepUp = async () => {
    try {
      const seen = await changes.seen()
      if (seen !== latest) forget()
      latest = seen
    } catch (err) {
      log.warn({ err }, 'nobody can tell whether people have changed; Slack is asked')
      forget()
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
        const all = await members()
        return { ...known, groups: [...all].flatMap(([id, users]) => (users.includes(user) ? [id] : [])) }
      } catch (err) {
        log.warn({ err, user }, 'Slack did not say who somebody is; refused')
        return { locale: spoken.get(user) ?? 'en', refused: words.unsure, groups: [] }
      }
    },
    async groups({ fresh = false } = {}) {
      await keepUp()
      return allGroups(fresh)
    },
    async forget() {
      forget()
      await changes.note()
    },
  }
}
