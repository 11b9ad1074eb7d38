import * as z from 'zod'
import { type ApprovalRead, approvalReads, reasonArg } from '../src/app/ask-approval.ts'
import { askOrCall } from '../src/app/raw-call.ts'
import { unlessRefused } from '../src/app/task-settings.ts'
import { say, type Text, type TextTemplate } from '../src/base/i18n.ts'
import { UserError } from '../src/base/user-error.ts'
import { type Driver, isDriverName, usesDrivers } from '../src/domain/tasks/drivers.ts'
import { nameIn, nameValue } from '../src/domain/text/form-name.ts'
import { deleteJdbcDrivers, syncJdbcDriver, uploadJdbcDriver } from '../src/drs/v5/index.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import type { CommandContext } from '../src/kit/context.ts'
import { type Reply, reply } from '../src/kit/reply.ts'
import { driverDoneCard, driverGivenCard, driversCard } from '../src/views/drivers-card.ts'

const words = {
  name: say('JDBC drivers', 'JDBC 驱动'),
  deed: say('What to do', '操作'),
  upload: say('Upload a driver', '上传驱动'),
  assign: say('Give a driver to a task', '将驱动同步到任务'),
  remove: say('Delete a driver', '删除驱动'),
  file: say('Driver file', '驱动文件'),
  fileHint: say(
    'A .jar file whose name has 5 to 64 characters. It goes straight to DRS, where it replaces one of the same name for every task.',
    '.jar 文件，文件名长度 5 到 64 个字符。文件直接上传到 DRS，将替换同名驱动，对所有任务生效。',
  ),
  driver: say('Driver', '驱动'),
  reason: say('Only needed if approval rules ask for it.', '仅审批规则要求时需要填写。'),
  noName: say(
    'A driver needs a name of 5 to 64 characters that ends in .jar. Rename the file, then upload it again.',
    '驱动文件名长度须为 5 到 64 个字符，并以 .jar 结尾。请重命名后重新上传。',
  ),
  notDb2: say(
    'Only synchronizations from DB2 for LUW use a driver.',
    '仅 DB2（LUW 版）为源的同步任务使用驱动文件。',
  ),
  onlyV5: say(
    'Only API v5 has calls for drivers. Use the console, or add v5 to `api` of the connection.',
    '仅 v5 接口支持管理驱动。请在控制台操作，或在该连接的 api 配置中加入 v5。',
  ),
} satisfies Record<string, Text>

const unknown: TextTemplate<[name: string]> = {
  en: (name) => `DRS has no driver “${name}”.`,
  'zh-CN': (name) => `DRS 中没有驱动“${name}”。`,
}

type Ctx = CommandContext<'drivers' | ApprovalRead, 'rawCalls' | 'approvals' | 'roles' | 'inputs'>

const needed = { upload: ['file'], assign: ['driver', 'task'], remove: ['driver'] } as const

/** JDBC drivers of the project (DRS API reference 7.6.10 to 7.6.13); v5 only. Files go to DRS and are kept nowhere else. */
export const driversCommand = command({
  name: 'drivers',
  group: 'setup',
  summary: say('Upload JDBC drivers and give them to tasks (v5)', '管理 JDBC 驱动（v5）'),
  uses: ['drivers', ...approvalReads],
  calls: [uploadJdbcDriver, syncJdbcDriver, deleteJdbcDrivers],
  capabilities: ['rawCalls', 'approvals', 'roles', 'inputs'],
  args: z.strictObject({
    deed: arg
      .choice(
        (['upload', 'assign', 'remove'] as const).map((value) => ({ value, words: words[value] })),
        { label: words.deed },
      )
      .optional(),
    file: arg.file({ label: words.file, hint: words.fileHint }).optional(),
    driver: arg.cloud({ label: words.driver }).optional(),
    task: arg.task().optional(),
    reason: reasonArg.meta({ ...reasonArg.meta(), hint: words.reason }).optional(),
  }),
  positional: ['deed', 'driver', 'task'],
  pages: [
    { title: words.name, fields: ['deed'] },
    { title: words.name, fields: ['file', 'driver', 'task', 'reason'] },
  ],
  deed: ({ deed }) => words[isDeed(deed) ? deed : 'name'],
  shows: (field, { deed }) =>
    field === 'deed' || field === 'reason' || (isDeed(deed) && needed[deed].some((one) => one === field)),
  needs: async (_, { deed }) => (isDeed(deed) ? needed[deed] : []),
  options: {
    driver: async (ctx) => (await present(ctx)).map(({ name }) => ({ value: nameValue(name), label: name })),
  },
  async run(ctx, { deed, file = '', driver = '', task = '', reason = '' }) {
    if (deed === undefined) {
      const changes = ctx.may({ open: false, anywhere: false, role: 'operator' })
      return reply.toMe(driversCard(ctx.connection, await present(ctx), { changes, locale: ctx.locale }))
    }
    if (deed === 'upload') return upload(ctx, file, reason)
    if (deed === 'assign') return assign(ctx, nameIn(driver), task, reason)
    return remove(ctx, nameIn(driver), reason)
  },
})

function isDeed(deed: string | undefined): deed is keyof typeof needed {
  return deed !== undefined && Object.hasOwn(needed, deed)
}

async function present(ctx: Ctx, connection: string = ctx.connection): Promise<readonly Driver[]> {
  const drivers = await ctx.service(connection).drivers()
  if (!drivers) throw new UserError(words.onlyV5)
  return drivers
}

async function requireDriver(ctx: Ctx, name: string, connection: string): Promise<void> {
  const known = await present(ctx, connection)
  if (known.some((one) => one.name === name)) return
  throw new UserError(say(unknown.en(name), unknown['zh-CN'](name)), 'driver')
}

async function upload(ctx: Ctx, id: string, reason: string): Promise<Reply> {
  const { connection } = ctx
  ctx.roles.require('operator', connection)
  if (!ctx.rawCalls.generations(connection).includes('v5')) throw new UserError(words.onlyV5)
  const file = await ctx.inputs.file(id)
  if (!isDriverName(file.name)) throw new UserError(words.noName, 'file')
  const call = { operation: uploadJdbcDriver, input: {}, file: { ...file, id } }
  const { asked } = await askOrCall(ctx, { connection }, call, reason)
  return asked ?? done(ctx, 'upload', file.name)
}

async function remove(ctx: Ctx, name: string, reason: string): Promise<Reply> {
  const { connection } = ctx
  ctx.roles.require('operator', connection)
  await requireDriver(ctx, name, connection)
  const input = { body: { driver_names: [name] } }
  const { asked } = await askOrCall(ctx, { connection }, { operation: deleteJdbcDrivers, input }, reason)
  return asked ?? done(ctx, 'remove', name)
}

async function done(ctx: Ctx, deed: 'upload' | 'remove', name: string): Promise<Reply> {
  const drivers = await unlessRefused(present(ctx), undefined)
  return reply.toMe(driverDoneCard(deed, name, drivers, ctx.locale))
}

async function assign(ctx: Ctx, driver: string, given: string, reason: string): Promise<Reply> {
  const task = await ctx.task(given)
  ctx.roles.require('operator', task.connection)
  if (!usesDrivers(task)) throw new UserError(words.notDb2, 'task')
  await requireDriver(ctx, driver, task.connection)
  const input = { params: { job_id: task.id }, body: { driver_name: driver } }
  const { asked } = await askOrCall(ctx, task, { operation: syncJdbcDriver, input }, reason)
  return asked ?? reply.toMe(driverGivenCard(driver, task.name, ctx.locale))
}
