import { botPerson } from './workspace.ts'
import { botToken, changed, type RevokedBecause, type Shared, secret, type World } from './world.ts'

/** All workspaces of one local Slack, and what is under way between them and the app. */
export interface Site {
  readonly shared: Shared
  /** The first is the one that the page shows. */
  readonly worlds: readonly [World, ...World[]]
  /** What people have granted on the install page, by the code that stands for it. */
  readonly grants: Map<string, Grant>
}

/** What the code of an OAuth redirect stands for. */
export interface Grant {
  readonly world: World
  readonly user: string
  readonly scopes: readonly string[]
  readonly redirectUri: string
  /** Milliseconds. */
  readonly at: number
  used: boolean
}

/** Whom a token speaks for; with `error` it does not any more. */
export type TokenHolder =
  | { readonly world: World; readonly kind: 'bot' | 'app' }
  | { readonly world: World; readonly error: string }

/** Whom a token speaks for; undefined for a token that never was. */
export function holderOf({ worlds, shared }: Site, token: string): TokenHolder | undefined {
  if (token === shared.tokens.app) return { world: worlds[0], kind: 'app' }
  const world = worlds.find((one) => one.installation?.token === token)
  if (world) return { world, kind: 'bot' }
  const former = worlds.find((one) => one.revoked.has(token))
  return former && { world: former, error: former.revoked.get(token) ?? 'token_revoked' }
}

/** A code for what somebody has allowed; good for one exchange within ten minutes. */
export function issueGrant(site: Site, grant: Omit<Grant, 'at' | 'used'>): string {
  const code = secret()
  site.grants.set(code, { ...grant, at: site.shared.now(), used: false })
  return code
}

/** Lets the app into the workspace; where it is in already it keeps its token and gains the scopes. */
export function install(world: World, by: string, scopes: readonly string[]): string {
  const { installation, bot } = world
  const token = installation?.token ?? botToken()
  world.installation = { token, by, scopes: [...new Set([...(installation?.scopes ?? []), ...scopes])] }
  world.people.set(bot.user, botPerson(bot.user))
  changed(world)
  return token
}

/** Takes the app out of the workspace: its token is void, its bot leaves all channels. */
export function uninstall(world: World, reason: RevokedBecause): void {
  const { installation, bot } = world
  if (!installation) return
  world.revoked.set(installation.token, reason)
  world.installation = undefined
  const person = world.people.get(bot.user)
  if (person) person.deleted = true
  for (const channel of world.channels.values()) if (channel.kind !== 'im') channel.members.delete(bot.user)
  changed(world)
}
