import { createHmac, randomUUID } from 'node:crypto'
import { pino } from 'pino'
import { vi } from 'vitest'
import { type Bot, startBot } from '../../src/bot/bot.ts'
import type { Config } from '../../src/config/types.ts'
import type { Grant } from '../../src/domain/access/roles.ts'
import { menuTarget, parseMenuValue } from '../../src/domain/command-targets.ts'
import { operationById } from '../../src/drs/index.ts'
import type { Generation } from '../../src/drs/operation.ts'
import type { Seed } from '../../src/local-drs/server.ts'
import type { SeenMessage } from '../../src/local-slack/control/seen.ts'
import { defaultWorkspace } from '../../src/local-slack/workspace.ts'
import { openApprovalStore } from '../../src/store/approval-store.ts'
import { connectRedis } from '../../src/store/redis.ts'
import { environmentOf, startWorld, type World } from '../e2e/world.ts'
import { testLog } from '../helpers/log.ts'

/** The whole bot in HTTP mode, attacked over its one open address and through the hands of people of the workspace. */
export const channel = 'C01MIGRATION'
export const home = 'T0LOCAL'

/** Everybody operates; the members of a user group approve, Carol by name as well; Dana administers. */
export const usualGrants: readonly Grant[] = [
  { role: 'operator', users: ['U01ALICE', 'U06LIWEI', 'U07EVE'], connections: ['*'], channels: ['*'] },
  { role: 'approver', users: ['S01DBA', 'U01ALICE'], connections: ['*'], channels: ['*'] },
  { role: 'admin', users: ['U04DANA'], connections: ['*'], channels: ['*'] },
]

const usual = defaultWorkspace()
const [model] = usual.people
if (!model) throw new Error('a workspace without people')

/** With somebody of a connected workspace in the channel, a guest, and an engineer who may only look on. */
const workspace = {
  ...usual,
  people: [
    ...usual.people,
    { ...model, id: 'U07EVE', name: 'eve' },
    { ...model, id: 'U08PARTNER', name: 'paul', teamId: 'T9PARTNER', isStranger: true },
  ],
  channels: usual.channels.map((one) =>
    one.id === channel ? { ...one, members: new Set([...one.members, 'U07EVE', 'U08PARTNER']) } : one,
  ),
}

export interface Target extends World {
  readonly bots: readonly Bot[]
  /** Sends a body as Slack would, or otherwise if `headers` say so. */
  post(body: string, headers?: Readonly<Record<string, string>>): Promise<Response>
  /** Headers that make a body Slack's. */
  signed(body: string, options?: { readonly at?: number; readonly key?: string }): Record<string, string>
  /** A clicked button that nobody has clicked, signed as if by Slack. */
  click(click: ClickedButton): Promise<Response>
  /** The same at that replica. */
  clickAt(replica: number, click: ClickedButton): Promise<Response>
  /** All that was written into the audit, oldest first, as kind and sentence. */
  audited(): Promise<readonly string[]>
  /** What DRS was asked to do, reads left out. */
  deeds(operation: string): number
}

export interface ClickedButton {
  readonly user: string
  readonly action: string
  readonly value: string
  readonly channel?: string
  readonly team?: string
  readonly userTeam?: string
  /** The organisation that the payload names around the person. */
  readonly organisation?: string
  readonly trigger?: string
}

export async function startTarget(
  seed: Seed,
  options: {
    readonly replicas?: number
    readonly config?: Partial<Config>
    readonly generations?: readonly Generation[]
    /** The same project once more, as the connection `lab`: only names tell them apart. */
    readonly twoConnections?: boolean
  } = {},
): Promise<Target> {
  const world = await startWorld(seed, {
    workspace,
    ...(options.generations && { generations: options.generations }),
  })
  const { signingSecret } = world.slack
  const config: Config = {
    ...world.config,
    slack: { ...world.config.slack, transport: { mode: 'http', signingSecret, port: 0 } },
    grants: usualGrants,
    ...(options.twoConnections && {
      connections: world.config.connections.flatMap((one) => [one, { ...one, name: 'lab' }]),
    }),
    ...options.config,
  }
  const log = pino({ level: process.env.E2E_LOG ?? 'silent' })
  const bots = await Promise.all(
    Array.from({ length: options.replicas ?? 1 }, () =>
      startBot({ config, log, env: environmentOf(world.drs) }),
    ),
  )
  const urlOf = (replica: number) => `http://127.0.0.1:${bots[replica]?.port}/slack/events`
  const url = urlOf(0)
  if (!(await world.slack.control.deliverTo(url))) throw new Error('the bot did not repeat the challenge')
  const signed: Target['signed'] = (body, { at = Date.now(), key = signingSecret } = {}) => {
    const stamp = String(Math.floor(at / 1000))
    const mac = createHmac('sha256', key).update(`v0:${stamp}:${body}`).digest('hex')
    return {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': stamp,
      'x-slack-signature': `v0=${mac}`,
    }
  }
  const post: Target['post'] = (body, headers = signed(body)) => fetch(url, { method: 'POST', body, headers })
  return {
    ...world,
    config,
    bots,
    post,
    signed,
    click: (click) => post(clickBody(click)),
    clickAt: (replica, click) => {
      const body = clickBody(click)
      return fetch(urlOf(replica), { method: 'POST', body, headers: signed(body) })
    },
    audited: () => auditOf(world.redisUrl),
    deeds: (operation) => {
      if (!operationById(operation)) throw new Error(`DRS has no operation ${operation}`)
      return world.drs.control.requests().filter((call) => call.operation === operation).length
    },
    stop: async () => {
      await world.slack.control.deliverTo(undefined)
      for (const bot of bots) await bot.stop()
      await world.stop()
    },
  }
}

/** A payload of a clicked button (Slack docs, block_actions payload). */
export function clickBody(click: ClickedButton): string {
  const { user, action, value, team = home, userTeam = team, trigger = randomUUID(), organisation } = click
  const payload = {
    type: 'block_actions',
    user: { id: user, username: 'x', name: 'x', team_id: userTeam },
    api_app_id: 'A0DRS',
    token: 'x',
    team: { id: team, domain: 'x', ...(organisation && { enterprise_id: organisation }) },
    enterprise: organisation === undefined ? null : { id: organisation, name: 'x' },
    container: { type: 'message', channel_id: click.channel ?? channel, message_ts: '1.000001' },
    channel: { id: click.channel ?? channel, name: 'x' },
    trigger_id: trigger,
    actions: [{ type: 'button', action_id: action, block_id: 'b', value, action_ts: '1.000002' }],
  }
  return new URLSearchParams({ payload: JSON.stringify(payload) }).toString()
}

/** A typed command (Slack docs, Implementing slash commands). */
export function commandBody(text: string, more: Readonly<Record<string, string>> = {}): string {
  const fields = {
    ...{ token: 'x', team_id: home, team_domain: 'x', channel_id: channel, channel_name: 'x' },
    ...{ user_id: 'U01ALICE', user_name: 'x', command: '/drs', text, api_app_id: 'A0DRS' },
    trigger_id: randomUUID(),
  }
  return new URLSearchParams({ ...fields, ...more }).toString()
}

async function auditOf(redisUrl: string): Promise<readonly string[]> {
  const redis = await connectRedis(redisUrl)
  const store = openApprovalStore(redis, { log: testLog() })
  const said: string[] = []
  for await (const some of store.records()) {
    for (const { record } of some) said.push(`${record.kind} ${record.who}: ${record.what}`)
  }
  redis.disconnect()
  return said
}

/** Waits until that stands in the audit. */
export function waitForAudit(target: Target, part: RegExp): Promise<void> {
  return vi.waitFor(
    async () => {
      const said = await target.audited()
      if (!said.some((one) => part.test(one)))
        throw new Error(`not in the audit: ${part} among ${said.join('\n')}`)
    },
    { timeout: 10_000, interval: 50 },
  )
}

/** Asks for a switchover of that pair, in the form that such a request needs; the request's message. */
export async function askSwitchover(
  target: Target,
  name: string,
  as = 'U01ALICE',
  reason = 'planned',
): Promise<SeenMessage> {
  const person = target.people.as(as)
  const before = (await person.transcript(channel)).at(-1)?.ts ?? '0'
  await person.command(channel, `/drs switchover ${name}`)
  const form = await person.waitForView({ actionId: 'field' })
  const sent = await person.submit(form.id, { Reason: reason })
  if (!sent.ok) throw new Error(`the form was not taken: ${JSON.stringify(sent)}`)
  return person.waitFor(channel, { text: `Approval needed`, after: before })
}

/** The button of a message, with what it carries. */
export function buttonOf(
  message: SeenMessage,
  action: string,
): { readonly action: string; readonly value: string } {
  for (const block of message.blocks) {
    const elements = Array.isArray(block.elements) ? block.elements : []
    const found = elements.find((element) => element.action_id === action)
    if (found) return { action, value: String(found.value) }
    const menus = elements.filter((element) => element.action_id === menuTarget)
    const entries = menus.flatMap(({ options }) => (Array.isArray(options) ? options : []))
    const entry = entries
      .map(({ value }) => parseMenuValue(String(value)))
      .find((one) => one.action === action)
    if (entry) return entry
  }
  throw new Error(`no button ${action} in ${message.text}`)
}
