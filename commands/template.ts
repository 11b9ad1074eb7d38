import * as z from 'zod'
import { type ApprovalRead, approvalReads, reasonArg } from '../src/app/ask-approval.ts'
import { askOrCall } from '../src/app/raw-call.ts'
import { offersChange, requireChangeable } from '../src/app/task-settings.ts'
import { say, type Text } from '../src/base/i18n.ts'
import { UserError } from '../src/base/user-error.ts'
import type { ObjectFileSupport } from '../src/domain/objects/object-files.ts'
import type { Task } from '../src/domain/tasks/task.ts'
import { requestEngine } from '../src/drs/engines.ts'
import type { Operation } from '../src/drs/operation.ts'
import { downloadObjectTemplate, objectTemplateResult, uploadObjectTemplate } from '../src/drs/v5/index.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import type { CommandContext } from '../src/kit/context.ts'
import { type Reply, reply } from '../src/kit/reply.ts'
import type { ReceivedFile } from '../src/ports/drs.ts'
import type { Line } from '../src/views/card.ts'
import {
  areManyMappings,
  mappingsCard,
  mappingText,
  templateCard,
  templateReadCard,
  templateSentCard,
} from '../src/views/template-card.ts'

const words = {
  name: say('Object file of DRS', 'DRS 对象文件'),
  file: say('File', '文件'),
  fileHint: say(
    'The filled-in template. It goes straight to DRS and replaces the selection.',
    '填写后的模板，将直接上传到 DRS 并替换当前对象选择。',
  ),
  level: say('What its rows name', '对象级别'),
  table: say('Tables', '表'),
  database: say('Databases', '库'),
  upload: say('Upload the file', '上传文件'),
  reason: say('Only needed if approval rules ask for it.', '仅审批规则要求时需要填写。'),
  onlyV5: say(
    'Only API v5 reads object files. Choose objects with /drs objects, or add v5 to `api` of the connection.',
    '仅 v5 接口支持对象文件。请使用 /drs objects 选择对象，或在该连接的 api 配置中加入 v5。',
  ),
  otherLink: say(
    'DRS takes no object file for this link. Choose objects with /drs objects.',
    '该链路不支持对象文件，请使用 /drs objects 选择对象。',
  ),
} satisfies Record<string, Text>

type Ctx = CommandContext<
  'objectSupport' | 'objectImport' | 'objectMappings' | ApprovalRead,
  'rawCalls' | 'approvals' | 'roles' | 'inputs'
>

/** Objects by the file that DRS itself reads, for the links that take one (DRS API reference 7.4.6 to 7.4.12); v5 only. */
export const templateCommand = command({
  name: 'template',
  group: 'setup',
  summary: say('Choose objects with the file that DRS reads (v5)', '通过 DRS 模板文件选择对象（v5）'),
  uses: ['objectSupport', 'objectImport', 'objectMappings', ...approvalReads],
  calls: [downloadObjectTemplate, uploadObjectTemplate, objectTemplateResult],
  capabilities: ['rawCalls', 'approvals', 'roles', 'inputs'],
  args: z.strictObject({
    task: arg.task(),
    file: arg.file({ label: words.file, hint: words.fileHint }).optional(),
    level: arg
      .choice(
        [
          { value: 'table', words: words.table },
          { value: 'database', words: words.database },
        ],
        { label: words.level },
      )
      .optional(),
    reason: reasonArg.meta({ ...reasonArg.meta(), hint: words.reason }).optional(),
  }),
  positional: ['task'],
  pages: [
    { title: words.name, fields: ['task'] },
    { title: words.name, fields: ['file', 'level', 'reason'], about: aboutTask },
  ],
  deed: words.upload,
  async proposes(ctx, { task: given }) {
    if (given === undefined) return {}
    const { level = 'table' } = await supportOf(ctx, await ctx.task(given))
    return { level }
  },
  async run(ctx, { task: given, file, level, reason = '' }) {
    const task = await ctx.task(given)
    const support = await supportOf(ctx, task)
    if (file === undefined) {
      const changes = offersChange(ctx, 'objects', task)
      return reply.toMe(templateCard(task, { support, takes: takes(support, task), changes }, ctx.locale))
    }
    requireChangeable(ctx, 'objects', task)
    if (!takes(support, task)) throw new UserError(words.otherLink, 'task')
    return upload(ctx, task, { file, level: level ?? support.level ?? 'table', reason })
  },
  looks: ['download', 'result', 'mappings'],
  actions: {
    async download(ctx, ref) {
      const task = await ctx.task(ref)
      const { level = 'table' } = await supportOf(ctx, task)
      return fileOf(ctx, task, downloadObjectTemplate, { file_import_db_level: level })
    },
    result: async (ctx, ref) => fileOf(ctx, await ctx.task(ref), objectTemplateResult, { type: 'detail' }),
    async mappings(ctx, ref) {
      const task = await ctx.task(ref)
      const mappings = await ctx.service(task.connection).objectMappings(task)
      if (!mappings) throw new UserError(words.onlyV5, 'task')
      const card = mappingsCard(task, mappings, ctx.locale)
      if (!areManyMappings(mappings)) return reply.toMe(card)
      const text = mappings.map((one) => `${mappingText(one)}\n`).join('')
      const file = { name: `${safe(task.name)}-mappings.txt`, bytes: new TextEncoder().encode(text) }
      return { kind: 'file', file, card }
    },
  },
})

function safe(name: string): string {
  return name.replace(/[^\p{L}\p{N}_-]+/gu, '_')
}

async function supportOf(ctx: Ctx, task: Task): Promise<ObjectFileSupport> {
  const support = await ctx.service(task.connection).objectSupport(task)
  if (!support) throw new UserError(words.onlyV5, 'task')
  return support
}

function takes({ engines }: ObjectFileSupport, { engine }: Task): boolean {
  return engines.some((one) => requestEngine(one) === requestEngine(engine))
}

async function aboutTask(
  ctx: Ctx,
  { task: given = '' }: Readonly<Record<string, string>>,
): Promise<readonly Line[]> {
  const task = await ctx.task(given)
  requireChangeable(ctx, 'objects', task)
  if (!takes(await supportOf(ctx, task), task)) throw new UserError(words.otherLink, 'task')
  return [[{ bold: task.name }]]
}

interface Upload {
  readonly file: string
  readonly level: 'table' | 'database'
  readonly reason: string
}

async function upload(ctx: Ctx, task: Task, { file: id, level, reason }: Upload): Promise<Reply> {
  const file = { ...(await ctx.inputs.file(id)), id }
  const input = { params: { job_id: task.id }, query: { file_import_db_level: level } }
  const { asked } = await askOrCall(ctx, task, { operation: uploadObjectTemplate, input, file }, reason)
  if (asked) return asked
  const read = await ctx.service(task.connection).objectImport(task)
  return reply.toMe(templateReadCard(task, read, ctx.locale))
}

/** Goes to the person's direct messages. */
async function fileOf(
  ctx: Ctx,
  task: Task,
  operation: Operation,
  query: Readonly<Record<string, string>>,
): Promise<Reply> {
  const input = { params: { job_id: task.id }, query }
  const called = await ctx.rawCalls.call(task.connection, { operation, input, tasks: [] })
  if (called.kind !== 'file') throw new Error(`${operation.id} has answered no file`)
  const file: ReceivedFile = called.file
  return { kind: 'file', file, card: templateSentCard(task, ctx.locale) }
}
