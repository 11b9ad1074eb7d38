import * as z from 'zod'
import { type ApprovalRead, approvalReads, reasonArg } from '../src/app/ask-approval.ts'
import { askOrCall } from '../src/app/raw-call.ts'
import { say, type Text } from '../src/base/i18n.ts'
import { UserError } from '../src/base/user-error.ts'
import { commitAsyncJob, downloadJobTemplate, importJobs } from '../src/drs/v5/index.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import type { CommandContext } from '../src/kit/context.ts'
import { type Reply, reply } from '../src/kit/reply.ts'
import {
  importBatchCard,
  importRefusedCard,
  importsCard,
  importTemplateCard,
} from '../src/views/import-card.ts'

const words = {
  name: say('Import tasks', '批量导入任务'),
  file: say('Sheet of tasks', '任务表格'),
  fileHint: say(
    'The filled-in template of DRS. Write references for passwords (env:NAME, file:/path), never the passwords.',
    'DRS 模板填写后的文件。密码请填写引用（env:变量名 或 file:/路径），切勿填写密码本身。',
  ),
  reason: say('Only needed if approval rules ask for it.', '仅审批规则要求时需要填写。'),
  upload: say('Upload the sheet', '上传表格'),
  onlyV5: say(
    'Only API v5 imports tasks. Create them with /drs create, or add v5 to `api` of the connection.',
    '仅 v5 接口支持批量导入。请使用 /drs create 创建任务，或在该连接的 api 配置中加入 v5。',
  ),
  gone: say('DRS has no such batch any more.', 'DRS 中已没有该批次。'),
} satisfies Record<string, Text>

type Ctx = CommandContext<
  'importBatches' | 'batchTasks' | ApprovalRead,
  'rawCalls' | 'approvals' | 'roles' | 'inputs'
>

/** Tasks from a sheet: checked by DRS, created once somebody commits (DRS API reference 7.3); v5 only. */
export const importCommand = command({
  name: 'import',
  group: 'setup',
  summary: say('Create many tasks from a sheet (v5)', '从表格批量创建任务（v5）'),
  uses: ['importBatches', 'batchTasks', ...approvalReads],
  calls: [downloadJobTemplate, importJobs, commitAsyncJob],
  capabilities: ['rawCalls', 'approvals', 'roles', 'inputs'],
  args: z.strictObject({
    file: arg.file({ label: words.file, hint: words.fileHint }).optional(),
    reason: reasonArg.meta({ ...reasonArg.meta(), hint: words.reason }).optional(),
  }),
  pages: [{ title: words.name, fields: ['file', 'reason'] }],
  deed: words.upload,
  async run(ctx, { file, reason = '' }) {
    if (file !== undefined) return upload(ctx, file, reason)
    const batches = await ctx.service(ctx.connection).importBatches()
    if (!batches) throw new UserError(words.onlyV5)
    return reply.toMe(importsCard(ctx.connection, batches, { changes: mayChange(ctx), locale: ctx.locale }))
  },
  looks: ['download', 'look'],
  actions: {
    async download(ctx) {
      requireV5(ctx)
      const call = { operation: downloadJobTemplate, input: {}, tasks: [] }
      const called = await ctx.rawCalls.call(ctx.connection, call)
      if (called.kind !== 'file') throw new Error('the template has come without a file')
      return { kind: 'file', file: called.file, card: importTemplateCard(ctx.locale) }
    },
    look: (ctx, id) => look(ctx, id),
    async commit(ctx, id) {
      ctx.roles.require('operator', ctx.connection)
      const call = { operation: commitAsyncJob, input: { params: { async_job_id: id } } }
      const { asked } = await askOrCall(ctx, ctx, call, '')
      return asked ?? look(ctx, id)
    },
  },
})

function mayChange({ may }: Pick<Ctx, 'may'>): boolean {
  return may({ open: false, anywhere: false, role: 'operator' })
}

function requireV5(ctx: Ctx): void {
  if (!ctx.rawCalls.generations(ctx.connection).includes('v5')) throw new UserError(words.onlyV5)
}

async function look(ctx: Ctx, id: string): Promise<Reply> {
  const drs = ctx.service(ctx.connection)
  const [batches, tasks] = await Promise.all([drs.importBatches(id), drs.batchTasks(id)])
  const batch = batches?.find((one) => one.id === id)
  if (!batch) throw new UserError(batches ? words.gone : words.onlyV5)
  return reply.toMe(importBatchCard(batch, tasks, { changes: mayChange(ctx), locale: ctx.locale }))
}

const answerSchema = z.looseObject({
  async_job_id: z.string().nullish(),
  import_error_messages: z
    .array(
      z.looseObject({
        sheet_name: z.unknown(),
        row_num: z.unknown(),
        error_message: z.unknown(),
      }),
    )
    .nullish(),
})

async function upload(ctx: Ctx, id: string, reason: string): Promise<Reply> {
  ctx.roles.require('operator', ctx.connection)
  requireV5(ctx)
  const file = { ...(await ctx.inputs.file(id)), id }
  const { asked, answer } = await askOrCall(ctx, ctx, { operation: importJobs, input: {}, file }, reason)
  if (asked) return asked
  const { async_job_id: batch, import_error_messages: wrong } = answerSchema.parse(answer)
  // Errors in rows come with a status of success as well (7.3.7). What stands in a cell may be a password.
  if (batch) return look(ctx, batch)
  const rows = (wrong ?? []).map((one) => `${one.sheet_name} ${one.row_num}: ${one.error_message}`)
  return reply.toMe(importRefusedCard(rows, ctx.locale))
}
