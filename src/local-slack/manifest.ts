import { isObject, type JsonObject, objectOf, objectsOf, stringsOf, textOf } from './json.ts'

/** The part of an app manifest that changes how Slack behaves (Slack docs, App manifest reference). */
export interface Manifest {
  readonly commands: readonly SlashCommand[]
  readonly shortcuts: readonly Shortcut[]
  readonly botEvents: ReadonlySet<string>
  readonly scopes: readonly string[]
  /** Where the install page may send people back to; empty lets it be anywhere. */
  readonly redirectUrls: readonly string[]
  /** Can the app write to a person in the App Home? */
  readonly messagesTab: boolean
  /** Addresses of these domains, and of those below them, are told to the app. */
  readonly unfurlDomains: readonly string[]
}

export interface SlashCommand {
  /** With the leading slash. */
  readonly command: string
  readonly description: string
  readonly usageHint: string
  /** Mentions reach the app as `<@U…>` and `<#C…|name>`. */
  readonly shouldEscape: boolean
}

/** What people find under the bolt of the composer (`global`) or in the menu of a message. */
export interface Shortcut {
  readonly name: string
  readonly type: 'global' | 'message'
  readonly callbackId: string
  readonly description: string
}

const defaultScopes = [
  'app_mentions:read',
  'channels:history',
  'channels:join',
  'channels:read',
  'chat:write',
  'chat:write.public',
  'commands',
  'files:read',
  'files:write',
  'groups:history',
  'groups:read',
  'im:history',
  'im:read',
  'im:write',
  'reactions:write',
  'team:read',
  'usergroups:read',
  'users:read',
]

const defaultManifest: Manifest = {
  commands: [
    {
      command: '/drs',
      description: 'Migrate, synchronize and recover databases with DRS',
      usageHint: '[help | list | show <task> | create | watch <task>]',
      shouldEscape: true,
    },
  ],
  shortcuts: [],
  botEvents: new Set(['app_home_opened', 'app_mention', 'app_uninstalled', 'message.im', 'tokens_revoked']),
  scopes: defaultScopes,
  redirectUrls: [],
  messagesTab: true,
  unfurlDomains: [],
}

/** Reads a manifest in Slack's own shape; without one, an app with the one command `/drs`. */
export function readManifest(manifest: unknown): Manifest {
  if (!isObject(manifest)) return defaultManifest
  const commands = objectsOf(objectOf(manifest.features).slash_commands)
  const settings = objectOf(objectOf(manifest.settings).event_subscriptions)
  const oauth = objectOf(manifest.oauth_config)
  const tabs = objectOf(objectOf(manifest.features).app_home)
  return {
    commands: commands.map(readCommand),
    shortcuts: objectsOf(objectOf(manifest.features).shortcuts).map(readShortcut),
    botEvents: new Set(stringsOf(settings.bot_events)),
    scopes: stringsOf(objectOf(oauth.scopes).bot),
    redirectUrls: stringsOf(oauth.redirect_urls),
    messagesTab: tabs.messages_tab_enabled !== false,
    unfurlDomains: stringsOf(objectOf(manifest.features).unfurl_domains),
  }
}

function readShortcut(row: JsonObject): Shortcut {
  return {
    name: textOf(row.name) ?? '',
    type: row.type === 'message' ? 'message' : 'global',
    callbackId: textOf(row.callback_id) ?? '',
    description: textOf(row.description) ?? '',
  }
}

function readCommand(row: JsonObject): SlashCommand {
  return {
    command: textOf(row.command) ?? '',
    description: textOf(row.description) ?? '',
    usageHint: textOf(row.usage_hint) ?? '',
    shouldEscape: row.should_escape === true,
  }
}
