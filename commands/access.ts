import * as z from 'zod'
import { sameInAll, say, type Text, type TextTemplate } from '../src/base/i18n.ts'
import { AccessDenied, UserError } from '../src/base/user-error.ts'
import { explainRole, rolesOf } from '../src/domain/access/access.ts'
import {
  type AccessChange,
  accessChangeTitle,
  connectionOfChange,
  formatAccessChange,
  mayChange,
} from '../src/domain/access/access-change.ts'
import { type AccessSubject, type Role, roles } from '../src/domain/access/roles.ts'
import { arg } from '../src/kit/args.ts'
import { type Command, command } from '../src/kit/command.ts'
import type { CommandContext } from '../src/kit/context.ts'
import { nearest } from '../src/kit/parse-text.ts'
import { type Reply, reply } from '../src/kit/reply.ts'
import { type AccessView, grantsCard, personCard, verbCard } from '../src/views/access-card.ts'

const words = {
  one: say('Name one person.', '请只指定一名用户。'),
  onePerson: say('Name a person, not a user group.', '请指定一名用户，而不是用户组。'),
  whom: say('Name the person or group: --user @name.', '请指定授予对象：--user @用户。'),
  gone: say(
    'There is no such grant from Slack. /drs access --list shows them.',
    '没有该授权，可用 /drs access --list 查看。',
  ),
  reason: say('Enter a reason: add --reason.', '请用 --reason 填写原因。'),
  beyond: say(
    'You can only change roles for connections and channels of which you are an admin yourself.',
    '您只能变更自己担任管理员的连接和频道的授权。',
  ),
  connection: say(
    'Use names of connections, with * for any letters, separated by commas',
    '请填写连接名，可用 * 匹配任意字符，以逗号分隔',
  ),
  channel: say('Mention channels (#name), or write *', '请用 # 指定频道，或填写 *'),
} satisfies Record<string, Text>

const asked: TextTemplate<[id: string]> = {
  en: (id) => `Requested (${id.slice(0, 8)}). The change applies once it is approved and carried out`,
  'zh-CN': (id) => `已提交审批（${id.slice(0, 8)}）：经他人批准并执行后生效`,
}

const roleTable = roles.map((value) => ({ value, words: sameInAll(value) }))

const args = z.strictObject({
  user: arg.people({ label: { en: 'Person', 'zh-CN': '用户' } }).optional(),
  verb: arg.text({ label: { en: 'Command', 'zh-CN': '命令' }, max: 50 }).optional(),
  list: arg.flag({ label: { en: 'List all grants', 'zh-CN': '列出全部授权' } }),
  grant: arg.choice(roleTable, { label: { en: 'Give the role', 'zh-CN': '授予角色' } }).optional(),
  connections: arg
    .text({ label: { en: 'For connections', 'zh-CN': '适用连接' }, hint: words.connection, max: 300 })
    .optional(),
  channels: arg
    .text({ label: { en: 'In channels', 'zh-CN': '适用频道' }, hint: words.channel, max: 300 })
    .optional(),
  revoke: arg.text({ label: { en: 'Revoke the grant', 'zh-CN': '收回授权' }, max: 64 }).optional(),
  reason: arg.multiline({ label: { en: 'Reason', 'zh-CN': '原因' }, max: 500 }).optional(),
})
type Args = z.output<typeof args>
/** It asks nothing of DRS. */
type Ctx = CommandContext<never, 'rights' | 'roles' | 'approvals'>

/** Explains why somebody may do something here or may not. `all` is handed in because the list contains this verb too. */
export function createAccessCommand(all: () => readonly Command[]): Command {
  return command({
    name: 'access',
    group: 'admin',
    summary: { en: 'Explain or change who may do what', 'zh-CN': '查看或变更权限' },
    uses: [],
    capabilities: ['rights', 'roles', 'approvals'],
    role: 'viewer',
    open: true,
    fresh: true,
    args,
    positional: ['user', 'verb'],
    async run(ctx, given) {
      if (given.revoke !== undefined) return revoke(ctx, given.revoke, given.reason)
      if (given.grant !== undefined) return give(ctx, given.grant, given)
      return given.list ? listAll(ctx) : explain(ctx, all(), given)
    },
    actions: {
      revoke: (ctx, id) => revoke(ctx, id, say('Revoked with a button', '通过按钮收回')[ctx.locale]),
    },
  })
}

async function explain(ctx: Ctx, all: readonly Command[], { user, verb }: Args): Promise<Reply> {
  const who = personOf(user) ?? ctx.user
  const { connection } = ctx
  // Others' rights are no secret to those who work here, but not everybody's business.
  if (who !== ctx.user) ctx.roles.require('viewer', connection)
  const [{ refused, unsure, groups }, grants] = await Promise.all([
    ctx.rights.principal(who),
    ctx.rights.grants(),
  ])
  const subject: AccessSubject = { user: who, groups, connection, channel: ctx.channel }
  const held = refused ? [] : rolesOf(grants, subject)
  const unknown = refused ?? unsure
  const view: AccessView = { subject, roles: held, ...(unknown && { refused: unknown }) }
  if (verb !== undefined) {
    const target = verbNamed(all, verb)
    return reply.toMe(verbCard(view, target, explainRole(grants, subject, target.role), ctx.locale))
  }
  const may = ({ role }: Command) => held.includes(role)
  const names = (some: readonly Command[]) => some.map(({ name }) => name)
  const verbs = { may: names(all.filter(may)), mayNot: names(all.filter((one) => !may(one))) }
  const by = grants.filter((grant) => explainRole([grant], subject, 'viewer').by.length > 0)
  return reply.toMe(personCard(view, verbs, refused ? [] : by, ctx.locale))
}

function personOf(named: readonly string[] | undefined): string | undefined {
  if (named === undefined) return undefined
  const [only, ...more] = named
  if (only === undefined || more.length > 0) throw new UserError(words.one, 'user')
  if (only.startsWith('S')) throw new UserError(words.onePerson, 'user')
  return only
}

function verbNamed(all: readonly Command[], verb: string): Command {
  const name = verb.replace(/^\/drs\s+/, '').toLowerCase()
  const found = all.find((target) => target.name === name)
  if (found) return found
  const guess = nearest(
    name,
    all.map((target) => target.name),
  )
  throw new UserError(
    say(
      `There is no command “${verb}”.${guess ? ` Did you mean ${guess}?` : ''}`,
      `没有命令“${verb}”。${guess ? `您是想输入 ${guess} 吗？` : ''}`,
    ),
    'verb',
  )
}

/** The whole list is for those who can change it. */
async function listAll(ctx: Ctx): Promise<Reply> {
  await ctx.roles.confirm('admin', ctx.connection)
  return reply.toMe(grantsCard(await ctx.rights.grants(), ctx.locale))
}

async function give(ctx: Ctx, role: Role, { user, connections, channels, reason }: Args): Promise<Reply> {
  if (user === undefined) throw new UserError(words.whom, 'user')
  const names = connections?.split(/[\s,，、]+/).filter(Boolean) ?? [ctx.connection]
  const places = channels === undefined ? [ctx.channel] : channelsIn(channels)
  for (const name of names) requireKnown(ctx, name)
  const change: AccessChange = { kind: 'grant', role, users: user, connections: names, channels: places }
  return ask(ctx, change, reason)
}

/** A pattern may wait for connections to come; a plain name that nobody knows is a slip. */
function requireKnown(ctx: Ctx, name: string): void {
  const fits = /^[\w.*-]+$/.test(name) && (name.includes('*') || ctx.connections.includes(name))
  if (!fits) throw new UserError(words.connection, 'connections')
}

const channelPattern = /^(?:<#([CGD][A-Z0-9]+)(?:\|[^>]*)?>|([CGD][A-Z0-9]{2,})|(\*))$/

function channelsIn(text: string): readonly string[] {
  return text
    .split(/[\s,，、]+/)
    .filter(Boolean)
    .map((word) => {
      const [, mentioned, id, all] = channelPattern.exec(word) ?? []
      const channel = mentioned ?? id ?? all
      if (channel === undefined) throw new UserError(words.channel, 'channels')
      return channel
    })
}

async function revoke(ctx: Ctx, given: string, reason: string | undefined): Promise<Reply> {
  const found = (await ctx.rights.grants()).filter(({ id }) => given.length >= 4 && id?.startsWith(given))
  const [grant] = found
  if (found.length !== 1 || grant?.id === undefined) throw new UserError(words.gone, 'revoke')
  const { id, role, users, connections, channels } = grant
  return ask(ctx, { kind: 'revoke', id, role, users, connections, channels }, reason)
}

/** A change of access is a request like any other: somebody else has to agree, and it is carried out by a button. */
async function ask(ctx: Ctx, change: AccessChange, reason: string | undefined): Promise<Reply> {
  const [{ refused, groups }, grants] = await Promise.all([
    ctx.rights.principal(ctx.user),
    ctx.rights.grants(),
  ])
  if (refused) throw new AccessDenied(refused)
  if (!mayChange(grants, { user: ctx.user, groups }, change)) throw new AccessDenied(words.beyond)
  if (reason === undefined) throw new UserError(words.reason, 'reason')
  const title = accessChangeTitle(change)
  const request = await ctx.approvals.request({
    connection: connectionOfChange(change),
    reason,
    payload: { kind: 'change', verb: 'access', title, change: formatAccessChange(change) },
  })
  return reply.toMe({ title: asked[ctx.locale](request.id), tone: 'working', lines: [title[ctx.locale]] })
}
