import * as z from 'zod'
import { type ApprovalRead, approvalReads, reasonArg } from '../src/app/ask-approval.ts'
import { askOrCall } from '../src/app/raw-call.ts'
import { askForCallSecret, callWithSecret, type SecretCall } from '../src/app/secret-call.ts'
import { continueWithSecrets } from '../src/app/secret-page.ts'
import { noReference } from '../src/app/secret-reference-arg.ts'
import { offersChange, requireChangeable } from '../src/app/task-settings.ts'
import { say, type Text, type TextTemplate } from '../src/base/i18n.ts'
import { UserError } from '../src/base/user-error.ts'
import { commandTarget } from '../src/domain/command-targets.ts'
import { secretReference } from '../src/domain/secrets/secret-reference.ts'
import {
  type ChosenUsers,
  hasSourceUsers,
  type SourceUsers,
  usersEntry,
} from '../src/domain/tasks/source-users.ts'
import type { Task } from '../src/domain/tasks/task.ts'
import { formatRef } from '../src/domain/tasks/task-ref.ts'
import { nameIn, nameValue } from '../src/domain/text/form-name.ts'
import { batchUpdateUsers } from '../src/drs/index.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import type { CommandContext } from '../src/kit/context.ts'
import { type Reply, reply } from '../src/kit/reply.ts'
import type { Line } from '../src/views/card.ts'
import { immovableLines, usersCard } from '../src/views/users-card.ts'

const words = {
  name: say('Users to migrate', '要迁移的用户'),
  users: say('Users', '用户'),
  roles: say('Roles', '角色'),
  none: say('Migrate no users', '不迁移用户'),
  passwords: say('Passwords in the destination', '目标库中的密码'),
  keep: say('Keep', '保持不变'),
  one: say('One for all chosen users', '所选用户使用同一密码'),
  reference: say('Reference to this password', '该密码的引用'),
  referenceHint: say(
    'Where the bot finds it: env:NAME or file:/path. Leave it empty to get a link to a page where you type it. Never type the password itself.',
    '机器人读取密码的位置：env:变量名 或 file:/路径。留空可获取填写密码的页面链接。请勿直接填写密码。',
  ),
  field: say('Password of all chosen users', '所选用户的密码'),
  noPage: say(
    'Give a reference to the password: env:NAME or file:/path. The bot has no page for passwords.',
    '请填写密码的引用：env:变量名 或 file:/路径。机器人未配置密码填写页面。',
  ),
  reason: say('Needed for passwords, if approval rules ask for it.', '设置密码且审批规则要求时需要填写。'),
  set: say('Set the users', '设置用户'),
  choose: say('Choose…', '选择…'),
  left: say('Can’t be migrated:', '不支持迁移：'),
  both: say(
    'Choose users or roles, or none of them, not both.',
    '请选择用户或角色，或选择不迁移，不能同时选择。',
  ),
  unused: say(
    'A password is only for chosen users. Choose some, and “One for all chosen users”.',
    '密码仅用于所选用户，请选择用户，并选择“所选用户使用同一密码”。',
  ),
  scenario: say(
    'Only migrations and synchronizations from PostgreSQL migrate users.',
    '仅迁移任务和以 PostgreSQL 为源的同步任务支持迁移用户。',
  ),
  noCall: say(
    'The API of this connection has no call that lists users. Choose them in the console.',
    '该连接的接口不支持查询用户，请在控制台选择。',
  ),
  nobody: say('DRS lists no users of this source that could be migrated.', 'DRS 未返回该源库可迁移的用户。'),
} satisfies Record<string, Text>

const purpose: TextTemplate<[name: string]> = {
  en: (name) => `Password of the users that ${name} migrates`,
  'zh-CN': (name) => `${name} 所迁移用户的密码`,
}
const unknown: TextTemplate<[id: string]> = {
  en: (id) => `DRS lists no “${id}” in the source.`,
  'zh-CN': (id) => `DRS 在源库中未找到“${id}”。`,
}
const impossible: TextTemplate<[id: string, why: string]> = {
  en: (id, why) => `DRS can’t migrate “${id}”${why && `: ${why}`}`,
  'zh-CN': (id, why) => `DRS 不支持迁移“${id}”${why && `：${why}`}`,
}

type Ctx = CommandContext<'sourceUsers' | ApprovalRead, 'rawCalls' | 'approvals' | 'roles' | 'secretPage'>

/**
 * Which accounts of the source are made in the destination (DRS API reference 6.2.1, 6.2.2). v5 has no call that lists them;
 * the v3 calls of the same project are used.
 */
export const usersCommand = command({
  name: 'users',
  group: 'setup',
  summary: say('Choose which database users are migrated', '选择要迁移的数据库用户'),
  uses: ['sourceUsers', ...approvalReads],
  calls: [batchUpdateUsers],
  capabilities: ['rawCalls', 'approvals', 'roles', 'secretPage'],
  args: z.strictObject({
    task: arg.task(),
    users: arg.clouds({ label: words.users }).optional(),
    roles: arg.clouds({ label: words.roles }).optional(),
    none: arg.flag({ label: words.none }),
    passwords: arg
      .choice(
        [
          { value: 'keep', words: words.keep },
          { value: 'one', words: words.one },
        ],
        { label: words.passwords },
      )
      .default('keep'),
    password: arg
      .text({
        label: words.reference,
        hint: words.referenceHint,
        pattern: { regex: secretReference, hint: words.referenceHint, wrong: noReference },
        typed: 'env:NAME',
      })
      .optional(),
    reason: reasonArg.meta({ ...reasonArg.meta(), hint: words.reason }).optional(),
  }),
  positional: ['task'],
  pages: [
    { title: words.name, fields: ['task'] },
    {
      title: words.name,
      fields: ['users', 'roles', 'none', 'passwords', 'password', 'reason'],
      about: aboutUsers,
    },
  ],
  deed: words.set,
  inspect: ({ users, roles, none, passwords, password }) => [
    ...(none === 'true' && (users ?? roles) !== undefined ? [{ field: 'none', text: words.both }] : []),
    ...((password !== undefined && passwords !== 'one') || (passwords === 'one' && users === undefined)
      ? [{ field: 'passwords', text: words.unused }]
      : []),
  ],
  options: {
    users: async (ctx, { task = '' }) => offered((await present(ctx, await ctx.task(task))).users),
    roles: async (ctx, { task = '' }) => offered((await present(ctx, await ctx.task(task))).roles),
  },
  async proposes(ctx, { task: given }) {
    if (given === undefined) return {}
    const { users, roles } = await present(ctx, await ctx.task(given))
    return { ...proposed('users', users), ...proposed('roles', roles) }
  },
  async run(ctx, { task: given, users = [], roles = [], none, passwords, password, reason }) {
    const task = await ctx.task(given)
    const people = await present(ctx, task)
    if (users.length === 0 && roles.length === 0 && !none) return shown(ctx, task, people)
    requireChangeable(ctx, 'users', task)
    const chosen = {
      users: chosenOf(people.users, users, 'users'),
      roles: chosenOf(people.roles, roles, 'roles'),
    }
    if (passwords === 'one' && password === undefined)
      return askForPassword(ctx, task, people, chosen, reason)
    const input = { body: { jobs: [usersEntry(task.id, people, chosen, password)] } }
    const { asked } = await askOrCall(ctx, task, { operation: batchUpdateUsers, input }, reason ?? '')
    return asked ?? done(ctx, task)
  },
  actions: {
    resume: (ctx, id) =>
      continueWithSecrets(ctx, 'users', id, async ({ values, references }) => {
        const task = await ctx.task(values.task ?? '')
        requireChangeable(ctx, 'users', task)
        const call = usersCall(task, await present(ctx, task), chosenIn(values.chosen))
        const { password: reference = '' } = references
        const { reason, kept } = values
        return (
          (await callWithSecret(ctx, call, { reference, reason, kept: kept === 'true' })) ?? done(ctx, task)
        )
      }),
  },
})

/** Throws where there is nothing to choose from. */
async function present(ctx: Ctx, task: Task): Promise<SourceUsers> {
  if (!hasSourceUsers(task)) throw new UserError(words.scenario, 'task')
  const people = await ctx.service(task.connection).sourceUsers(task.id)
  if (!people) throw new UserError(words.noCall, 'task')
  if (people.users.length + people.roles.length === 0) throw new UserError(words.nobody, 'task')
  return people
}

type Listed = SourceUsers['users'] | SourceUsers['roles']

/** Those that DRS cannot migrate cannot be chosen. */
function offered(some: Listed) {
  return some.filter(({ movable }) => movable).map(({ id }) => ({ value: nameValue(id), label: id }))
}

function proposed(field: string, some: Listed): Readonly<Record<string, string>> {
  const chosen = some.filter((one) => one.chosen).map(({ id }) => nameValue(id))
  return chosen.length === 0 ? {} : { [field]: chosen.join(',') }
}

/** Ids of what was chosen. Throws `UserError` for what is not there, and for what DRS cannot migrate. */
function chosenOf(some: Listed, given: readonly string[], field: string): readonly string[] {
  return given.map((text) => {
    const found = some.find(({ id }) => id === text || id === nameIn(text))
    if (!found) throw new UserError(say(unknown.en(text), unknown['zh-CN'](text)), field)
    const { id, movable, remark = '' } = found
    if (!movable) throw new UserError(say(impossible.en(id, remark), impossible['zh-CN'](id, remark)), field)
    return id
  })
}

async function aboutUsers(
  ctx: Ctx,
  { task: given = '' }: Readonly<Record<string, string>>,
): Promise<readonly Line[]> {
  const task = await ctx.task(given)
  requireChangeable(ctx, 'users', task)
  const immovable = immovableLines(await present(ctx, task), ctx.locale)
  return [[{ bold: task.name }], ...(immovable.length > 0 ? [words.left[ctx.locale], ...immovable] : [])]
}

function shown(ctx: Ctx, task: Task, people: SourceUsers): Reply {
  const label = words.choose[ctx.locale]
  const change = { label, action: commandTarget('users', 'form'), value: formatRef(task) }
  return reply.toMe(
    usersCard(task, { people, set: false, ...(offersChange(ctx, 'users', task) && { change }) }, ctx.locale),
  )
}

/** What DRS says of it now. */
async function done(ctx: Ctx, task: Task): Promise<Reply> {
  return reply.toMe(usersCard(task, { people: await present(ctx, task), set: true }, ctx.locale))
}

function usersCall(task: Task, people: SourceUsers, chosen: ChosenUsers): SecretCall {
  return {
    ...{ verb: 'users', task, operation: batchUpdateUsers },
    input: (reference) => ({ body: { jobs: [usersEntry(task.id, people, chosen, reference)] } }),
  }
}

const chosenSchema = z.object({ users: z.array(z.string()), roles: z.array(z.string()) })

function chosenIn(text = '{}'): ChosenUsers {
  return chosenSchema.parse(JSON.parse(text))
}

async function askForPassword(
  ctx: Ctx,
  task: Task,
  people: SourceUsers,
  chosen: ChosenUsers,
  reason: string | undefined,
): Promise<Reply> {
  if (!ctx.secretPage) throw new UserError(words.noPage, 'password')
  return askForCallSecret(ctx, usersCall(task, people, chosen), {
    purpose: say(purpose.en(task.name), purpose['zh-CN'](task.name)),
    label: words.field,
    reason,
    values: { chosen: JSON.stringify(chosen) },
  })
}
