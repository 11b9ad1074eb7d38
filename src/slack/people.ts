import type { WebClient } from '@slack/web-api'
import { WebAPIPlatformError } from '@slack/web-api'
import { type Locale, localeOf, type Text } from '../text.ts'

export interface Person {
  readonly locale: Locale
  readonly refused?: Text
}

const words = {
  guest: { en: 'Guests of this workspace cannot use the bot.', 'zh-CN': '工作区的访客不能使用该机器人。' },
  stranger: {
    en: 'People of other workspaces cannot use the bot.',
    'zh-CN': '其他工作区的成员不能使用该机器人。',
  },
  inactive: { en: 'This account is deactivated.', 'zh-CN': '该账号已停用。' },
} satisfies Record<string, Text>

interface UserInfo {
  readonly locale?: string
  readonly team_id?: string
  readonly deleted?: boolean
  readonly is_bot?: boolean
  readonly is_restricted?: boolean
  readonly is_ultra_restricted?: boolean
  readonly is_stranger?: boolean
}

function refusal(user: UserInfo, team: string): Text | undefined {
  if (user.deleted) return words.inactive
  if (user.is_restricted || user.is_ultra_restricted) return words.guest
  if (user.is_bot || user.is_stranger || (user.team_id !== undefined && user.team_id !== team))
    return words.stranger
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

/** Language and standing change seldom; a person who was deactivated is refused after this time at the latest. */
const cacheMs = 60_000

/** Reads who a person is (users.info), with a short memory so that a gesture does not wait for Slack each time. */
export function createPeople(
  client: WebClient,
  team: string,
  now: () => number,
): (user: string) => Promise<Person> {
  const known = new Map<string, { readonly person: Person; readonly until: number }>()
  return async (user) => {
    const held = known.get(user)
    if (held && held.until > now()) return held.person
    const info = await infoOf(client, user)
    const refused = info ? refusal(info, team) : words.stranger
    const person = { locale: localeOf(info?.locale), ...(refused && { refused }) }
    known.set(user, { person, until: now() + cacheMs })
    return person
  }
}
