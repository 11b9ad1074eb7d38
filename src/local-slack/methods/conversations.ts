import { flagOf, type JsonObject, numberOf, textOf } from '../json.ts'
import { directChannel, findMessage, isInChannel, messagesIn, repliesTo, wireMessage } from '../messages.ts'
import type { Channel, ChannelKind, Message } from '../types.ts'
import { changed, type World } from '../world.ts'
import {
  type Answer,
  type Call,
  channelOf,
  isMember,
  type Method,
  type Methods,
  type Page,
  pageOf,
  refused,
} from './method.ts'

/** Slack docs, conversations.history method: `limit` is at most 999. */
const mostMessages = 999

function wireChannel(world: World, channel: Channel): JsonObject {
  const im = channel.kind === 'im'
  return {
    id: channel.id,
    ...(im ? { user: channel.name } : { name: channel.name, name_normalized: channel.name }),
    is_channel: channel.kind === 'public',
    is_group: channel.kind === 'private',
    is_im: im,
    is_mpim: channel.kind === 'mpim',
    is_private: channel.kind !== 'public',
    is_archived: channel.archived,
    is_member: isMember(world, channel),
    is_general: channel.name === 'general',
    is_shared: channel.shared ?? false,
    is_ext_shared: channel.shared ?? false,
    is_read_only: channel.readOnly ?? false,
    context_team_id: world.team.id,
    topic: { value: channel.topic, creator: '', last_set: 0 },
    purpose: { value: channel.topic, creator: '', last_set: 0 },
    num_members: channel.members.size,
  }
}

function readable(call: Call): Channel | string {
  const { world, args } = call
  const channel = channelOf(world, args.channel)
  if (!channel) return 'channel_not_found'
  return isMember(world, channel) ? channel : 'not_in_channel'
}

function between(args: JsonObject): (message: Message) => boolean {
  const oldest = numberOf(args.oldest) ?? 0
  const latest = numberOf(args.latest) ?? Infinity
  const inclusive = flagOf(args.inclusive)
  return ({ ts }) => {
    const at = Number(ts)
    return inclusive ? at >= oldest && at <= latest : at > oldest && at < latest
  }
}

function messagesAnswer(world: World, page: Page<Message> | undefined, args: JsonObject): Answer {
  if (!page) return refused('invalid_cursor')
  const all = flagOf(args.include_all_metadata)
  return {
    messages: page.items.map((message) => wireMessage(world, message, all)),
    has_more: page.cursor !== '',
    response_metadata: { next_cursor: page.cursor },
  }
}

function history(call: Call): Answer {
  const channel = readable(call)
  if (typeof channel === 'string') return refused(channel)
  const shown = messagesIn(call.world, channel.id).filter(
    (one) => !one.deleted && one.ephemeralTo === undefined && isInChannel(one),
  )
  const newestFirst = shown.filter(between(call.args)).reverse()
  const page = pageOf(newestFirst, call.args, 100, mostMessages)
  return { ...messagesAnswer(call.world, page, call.args), ...(page ? { pin_count: 0 } : {}) }
}

function replies(call: Call): Answer {
  const channel = readable(call)
  if (typeof channel === 'string') return refused(channel)
  const ts = textOf(call.args.ts) ?? ''
  const parent = findMessage(call.world, channel.id, ts)
  if (!parent) return refused('thread_not_found')
  const root = parent.threadTs ?? ts
  const others = repliesTo(call.world, channel.id, root).filter((one) => one.ts !== root)
  const first = findMessage(call.world, channel.id, root)
  const thread = [...(first ? [first] : []), ...others.filter(between(call.args))]
  return messagesAnswer(call.world, pageOf(thread, call.args, 1000, 1000), call.args)
}

function list({ world, args }: Call): Answer {
  const types = (textOf(args.types) ?? 'public_channel').split(',').map((one) => one.trim())
  const kinds = { public: 'public_channel', private: 'private_channel', im: 'im', mpim: 'mpim' } as const
  const shown = [...world.channels.values()].filter(
    (one) =>
      types.includes(kinds[one.kind]) &&
      (one.kind === 'public' || isMember(world, one)) &&
      !(flagOf(args.exclude_archived) && one.archived),
  )
  const page = pageOf(shown, args, 100, 1000)
  if (!page) return refused('invalid_cursor')
  return {
    channels: page.items.map((one) => wireChannel(world, one)),
    response_metadata: { next_cursor: page.cursor },
  }
}

function info({ world, args }: Call): Answer {
  const channel = channelOf(world, args.channel)
  return channel ? { channel: wireChannel(world, channel) } : refused('channel_not_found')
}

function members({ world, args }: Call): Answer {
  const channel = channelOf(world, args.channel)
  if (!channel) return refused('channel_not_found')
  const page = pageOf([...channel.members], args, 100, 1000)
  if (!page) return refused('invalid_cursor')
  return { members: page.items, response_metadata: { next_cursor: page.cursor } }
}

function open({ world, args }: Call): Answer {
  const user = textOf(args.users) ?? ''
  if (user.includes(',')) return refused('method_not_supported_for_channel_type')
  if (!world.people.has(user) || user === world.bot.user) return refused('user_not_found')
  const known = world.channels.has(`D${user.slice(1)}`)
  const channel = directChannel(world, user)
  const shown = flagOf(args.return_im) ? wireChannel(world, channel) : { id: channel.id }
  return { channel: shown, no_op: known, already_open: known }
}

function join({ world, args }: Call): Answer {
  const channel = channelOf(world, args.channel)
  if (!channel) return refused('channel_not_found')
  if (channel.kind !== 'public') return refused('method_not_supported_for_channel_type')
  if (channel.archived) return refused('is_archived')
  channel.members.add(world.bot.user)
  changed(world)
  return { channel: wireChannel(world, channel) }
}

/** The scope for the kind of channel that a call is about; none where there is no such channel. */
function scopeFor(right: 'read' | 'history'): NonNullable<Method['needs']> {
  return ({ world, args }) => {
    const channel = world.channels.get(textOf(args.channel) ?? '')
    return channel ? [`${scopeNames[channel.kind]}:${right}`] : []
  }
}

const scopeNames = {
  public: 'channels',
  private: 'groups',
  im: 'im',
  mpim: 'mpim',
} as const satisfies Record<ChannelKind, string>

/** conversations.list needs the scope of every kind that is asked for. */
function scopesForTypes({ args }: Call): readonly string[] {
  const names: Readonly<Record<string, string>> = {
    public_channel: 'channels:read',
    private_channel: 'groups:read',
    im: 'im:read',
    mpim: 'mpim:read',
  }
  const types = (textOf(args.types) ?? 'public_channel').split(',')
  return types.flatMap((type) => names[type.trim()] ?? [])
}

const read = ['channels:read', 'groups:read', 'im:read', 'mpim:read']
const past = ['channels:history', 'groups:history', 'im:history', 'mpim:history']

/** conversations.* */
export const conversationMethods: Methods = {
  'conversations.history': { token: 'bot', scopes: past, needs: scopeFor('history'), run: history },
  'conversations.replies': { token: 'bot', scopes: past, needs: scopeFor('history'), run: replies },
  'conversations.info': { token: 'bot', scopes: read, needs: scopeFor('read'), run: info },
  'conversations.list': { token: 'bot', scopes: read, needs: scopesForTypes, run: list },
  'users.conversations': { token: 'bot', scopes: read, needs: scopesForTypes, run: list },
  'conversations.members': { token: 'bot', scopes: read, needs: scopeFor('read'), run: members },
  'conversations.open': { token: 'bot', scopes: ['im:write', 'mpim:write'], run: open },
  'conversations.join': { token: 'bot', scopes: ['channels:join', 'channels:manage'], run: join },
}
