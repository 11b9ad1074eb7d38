import { addMessage, directChannel, payloadName, wireMessage } from '../messages.ts'
import { respond } from '../posting.ts'
import { issueResponseUrl, issueTrigger } from '../tickets.ts'
import type { Channel, Person } from '../types.ts'
import { app, slackbot } from '../workspace.ts'
import type { World } from '../world.ts'
import { tellLinks } from './entity-acts.ts'
import { type ActResult, ackError, failed, personIn, type Stage } from './stage.ts'

export interface Saying {
  readonly channel: string
  readonly text: string
  readonly threadTs?: string | undefined
}

/** A person sends what stands in the composer: a message, or a slash command. */
export async function say(stage: Stage, user: string, saying: Saying): Promise<ActResult> {
  const place = personIn(stage.world, user, saying.channel)
  if (typeof place === 'string') return failed(place)
  if (saying.text.startsWith('/')) return command(stage, place.person, place.channel, saying)
  const message = addMessage(stage.world, {
    channel: saying.channel,
    user,
    text: withReferences(stage.world, saying.text),
    threadTs: saying.threadTs,
  })
  const wire = { ...wireMessage(stage.world, message), channel: saying.channel }
  await tellApp(stage, place.channel, wire, message.text)
  await tellLinks(stage, place.channel, message)
  return { ok: true, ts: message.ts }
}

export async function tellApp(stage: Stage, channel: Channel, wire: object, text: string): Promise<void> {
  const { world } = stage
  if (!channel.members.has(world.bot.user)) return
  const kinds = {
    public: ['channels', 'channel'],
    private: ['groups', 'group'],
    im: ['im', 'im'],
    mpim: ['mpim', 'mpim'],
  } as const
  const [subscription, channelType] = kinds[channel.kind]
  await stage.sendEvent(`message.${subscription}`, { ...wire, channel_type: channelType })
  if (text.includes(`<@${world.bot.user}>`))
    await stage.sendEvent('app_mention', { ...wire, type: 'app_mention' })
}

async function command(stage: Stage, person: Person, channel: Channel, saying: Saying): Promise<ActResult> {
  const { world } = stage
  const { enterprise } = world.team
  const [name = '', text = ''] = splitCommand(saying.text)
  const known = world.installation && world.manifest.commands.find((row) => row.command === name)
  const complain = (error: string, text: string) => {
    addMessage(world, { channel: channel.id, user: slackbot, text, ephemeralTo: person.id })
    return failed(error)
  }
  if (!known) return complain('unknown_command', `\`${name}\` is not a valid command.`)
  if (saying.threadTs) return complain('not_in_threads', `\`${name}\` is not supported in threads.`)
  const responseUrl = issueResponseUrl(world, channel.id, person.id)
  const payload = {
    token: world.tokens.verification,
    team_id: world.team.id,
    team_domain: world.team.domain,
    ...(enterprise ? { enterprise_id: enterprise.id, enterprise_name: enterprise.name } : {}),
    channel_id: channel.id,
    channel_name: payloadName(channel),
    user_id: person.id,
    user_name: person.name,
    command: name,
    text: known.shouldEscape ? withReferences(world, text) : escaped(text),
    api_app_id: app.id,
    is_enterprise_install: 'false',
    response_url: responseUrl,
    trigger_id: issueTrigger(world, person.id),
  }
  const ack = await stage.deliver({ type: 'slash_commands', payload })
  const error = ackError(ack)
  if (error) return complain(error, `\`${name}\` failed with the error "${error}"`)
  if (ack.status !== 'acked' || !ack.payload) return { ok: true }
  const url = { channel: channel.id, user: person.id, at: world.now(), message: undefined, uses: 0 }
  const refusal = respond(world, url, ack.payload)
  return refusal
    ? complain(refusal.error, `\`${name}\` failed with the error "${refusal.error}"`)
    : { ok: true }
}

function splitCommand(text: string): readonly string[] {
  const [name = '', ...rest] = text.trim().split(/(\s+)/)
  return [name, rest.join('').trim()]
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** `@alice`, `@Alice Meyer`, `#dba` and `@dba` as Slack sends them; what is no name stays as it is. */
export function withReferences(world: World, text: string): string {
  const everybody = [...world.people.values()]
  const people = new Map(everybody.map((person) => [person.name, `<@${person.id}>`]))
  const groups = new Map(world.groups.map((group) => [group.handle, `<!subteam^${group.id}>`]))
  const channels = new Map([...world.channels.values()].map(({ name, id }) => [name, `<#${id}|${name}>`]))
  const named = everybody.reduce(
    (told, { realName, id }) => told.replaceAll(`@${escaped(realName)}`, `<@${id}>`),
    escaped(text),
  )
  return named
    .replace(/&lt;(@[UW]\w+|#[CG]\w+)&gt;/g, '<$1>')
    .replace(/(?<![\w<])@([\w.-]+)/g, (all, name: string) => people.get(name) ?? groups.get(name) ?? all)
    .replace(/(?<![\w<])#([\w-]+)/g, (all, name: string) => channels.get(name) ?? all)
}

/** Opens the direct conversation with the app. */
export function openDirect({ world }: Stage, user: string): ActResult {
  return world.people.has(user)
    ? { ok: true, channel: directChannel(world, user).id }
    : failed('user_not_found')
}
