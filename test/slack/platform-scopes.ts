/**
 * What an app must be granted to call a method or to hear of an event (Slack docs, the pages of the methods, events and
 * scopes). Methods about a conversation need a scope for each kind in which the bot is to work.
 */
const kinds = ['channels', 'groups', 'im', 'mpim'] as const

const every = (right: 'read' | 'history') => kinds.map((kind) => `${kind}:${right}`)

export const scopesOfMethod: Readonly<Record<string, readonly string[]>> = {
  // With the app-level token, whose scope is not in the manifest.
  'apps.connections.open': [],
  'auth.test': [],
  'chat.delete': ['chat:write'],
  'chat.postEphemeral': ['chat:write'],
  'chat.postMessage': ['chat:write'],
  'chat.getPermalink': [],
  'chat.unfurl': ['links:write'],
  'chat.update': ['chat:write'],
  'conversations.history': every('history'),
  'conversations.members': every('read'),
  'conversations.info': every('read'),
  'conversations.open': ['im:write'],
  'conversations.replies': every('history'),
  'entity.presentDetails': [],
  'files.completeUploadExternal': ['files:write'],
  'files.getUploadURLExternal': ['files:write'],
  'files.info': ['files:read'],
  'usergroups.list': ['usergroups:read'],
  'users.info': ['users:read'],
  'views.open': [],
  'views.publish': [],
  'views.update': [],
}

export const scopesOfEvent: Readonly<Record<string, readonly string[]>> = {
  app_home_opened: [],
  app_uninstalled: [],
  channel_archive: ['channels:read'],
  channel_deleted: ['channels:read'],
  channel_left: ['channels:read'],
  channel_unarchive: ['channels:read'],
  entity_details_requested: [],
  group_archive: ['groups:read'],
  group_deleted: ['groups:read'],
  group_left: ['groups:read'],
  group_unarchive: ['groups:read'],
  link_shared: ['links:read'],
  member_joined_channel: ['channels:read', 'groups:read'],
  member_left_channel: ['channels:read', 'groups:read'],
  subteam_members_changed: ['usergroups:read'],
  subteam_updated: ['usergroups:read'],
  tokens_revoked: [],
  user_change: ['users:read'],
}
