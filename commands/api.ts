import * as z from 'zod'
import { type ApprovalRead, approvalReads } from '../src/app/ask-approval.ts'
import { parseWithFiles, typedAndFile } from '../src/app/json-files.ts'
import { type AskedOrFree, askApprovalForCall } from '../src/app/raw-call.ts'
import type { Text, TextTemplate } from '../src/base/i18n.ts'
import { type InvalidField, UserError } from '../src/base/user-error.ts'
import { roleForRisk } from '../src/domain/access/roles.ts'
import { commandTarget } from '../src/domain/command-targets.ts'
import { takesSecrets } from '../src/domain/secrets/input-secrets.ts'
import { byArea } from '../src/drs/areas.ts'
import { operationById, operations } from '../src/drs/index.ts'
import type { Operation, OperationInput, Risk } from '../src/drs/operation.ts'
import { nextCalls } from '../src/drs/results.ts'
import { type ArgumentField, arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import type { CommandContext } from '../src/kit/context.ts'
import { alternativeFields, operationFields } from '../src/kit/operation-form.ts'
import { jsonFilesGiven, parseOperationInput, tasksChosen } from '../src/kit/operation-input.ts'
import { nearest } from '../src/kit/parse-text.ts'
import { type Reply, reply } from '../src/kit/reply.ts'
import { resultButtons } from '../src/kit/result-buttons.ts'
import { describeAnswer, fileCard } from '../src/views/answer-card.ts'
import type { Card, Line } from '../src/views/card.ts'

type Ctx = CommandContext<ApprovalRead, 'rawCalls' | 'inputs' | 'roles' | 'approvals'>
type RawValues = Readonly<Record<string, string>>

const words = {
  title: { en: 'Every operation of DRS', 'zh-CN': 'DRS 的全部接口' },
  open: { en: 'Choose an operation', 'zh-CN': '选择接口' },
  hint: {
    en: '/drs api <operation> opens a form for its request.',
    'zh-CN': '输入 /drs api <接口> 打开请求表单。',
  },
} satisfies Record<string, Text>

const reasonField: Omit<ArgumentField, 'required'> = {
  name: 'reason',
  control: 'multiline',
  label: { en: 'Reason', 'zh-CN': '原因' },
  hint: { en: 'The approvers read it.', 'zh-CN': '审批人会看到此内容。' },
  max: 500,
}

/** Whether it is needed hangs on the addresses in the request. */
const reasonForSecrets: ArgumentField = {
  ...reasonField,
  required: false,
  hint: {
    en: 'Needed when a secret goes to an address that the configuration does not list for it. That needs approval.',
    'zh-CN': '若机密将发送到配置中未为其指定的地址，则需要填写，并须经审批。',
  },
}

/** Whether every call needs approval, whatever its body says and however the task stands. */
function isAlwaysGrave({ effects = [] }: Operation): boolean {
  return effects.some((one) => 'risk' in one && one.risk === 'destructive' && !one.untilStart)
}

/**
 * Any operation of both API generations: the form comes from its request schema, the role from its risk. A destructive one
 * needs the same approval as the verbs that are.
 */
export const apiCommand = command({
  name: 'api',
  group: 'admin',
  summary: { en: 'Call any DRS operation', 'zh-CN': '调用任意 DRS 接口' },
  uses: [...approvalReads],
  capabilities: ['rawCalls', 'inputs', 'roles', 'approvals'],
  args: z
    .object({ operation: arg.search({ label: { en: 'Operation', 'zh-CN': '接口' } }).optional() })
    .catchall(z.string()),
  positional: ['operation'],
  pages: [
    { title: { en: 'Any operation', 'zh-CN': '任意接口' }, fields: ['operation'] },
    { title: { en: 'Request', 'zh-CN': '请求' }, fields: 'extra', about: aboutOperation },
  ],
  options: {
    operation: async (ctx) =>
      operations.map((op) => ({ value: op.id, label: `${op.id} · ${op.title[ctx.locale]}` })),
  },
  extra: extraFields,
  alternatives: (values) => {
    const op = chosenOperation(values)
    return op ? alternativeFields(op) : []
  },
  inspect,
  inspectKnown: inspectFiles,
  async run(ctx, { operation, ...values }) {
    if (operation === undefined) return overview(ctx)
    const op = known(operation)
    const read = await parseWithFiles(ctx, op, values)
    if (!read.ok) throw refusal(op, read.invalid)
    return carryOut(ctx, op, read.input, values)
  },
})

function chosenOperation({ operation }: RawValues): Operation | undefined {
  return operation === undefined ? undefined : operationById(operation)
}

function extraFields(values: RawValues): readonly ArgumentField[] {
  const op = chosenOperation(values)
  if (!op) return []
  const fields = operationFields(op)
  if (op.risk === 'destructive') return [...fields, { ...reasonField, required: isAlwaysGrave(op) }]
  return takesSecrets(op) ? [...fields, reasonForSecrets] : fields
}

const riskWords: Readonly<Record<Risk, Text>> = {
  read: { en: 'only reads', 'zh-CN': '仅查询' },
  change: { en: 'changes something', 'zh-CN': '会更改设置' },
  destructive: { en: 'destructive, needs approval', 'zh-CN': '高危操作，需要审批' },
}

/** What will be called, and where: before anybody fills anything in. */
async function aboutOperation(ctx: Ctx, { operation = '', ...values }: RawValues): Promise<readonly Line[]> {
  const op = known(operation)
  const connection = connectionFor(ctx, op, values)
  return [
    [{ bold: op.title[ctx.locale] }, ` · ${riskWords[op.risk][ctx.locale]} · ${connection}`],
    [{ code: `${op.method} ${op.path}` }],
  ]
}

const noGeneration: TextTemplate<[operation: string, generation: string, connection: string]> = {
  en: (operation, generation, connection) =>
    `${operation} belongs to API ${generation}, which ${connection} does not use. Choose another operation, or add ${generation} to \`api\` of the connection.`,
  'zh-CN': (operation, generation, connection) =>
    `${operation} 属于 ${generation} 接口，而连接 ${connection} 未启用 ${generation}。请选择其他接口，或在该连接的 api 配置中加入 ${generation}。`,
}

/** Where the call goes. Throws for whoever may not make it there, and where it cannot be made. */
function connectionFor(ctx: Ctx, op: Operation, values: RawValues): string {
  const connection = tasksChosen(op, values)[0]?.connection ?? ctx.connection
  ctx.roles.require(roleForRisk(op.risk), connection)
  if (ctx.rawCalls.generations(connection).includes(op.api)) return connection
  throw new UserError(
    {
      en: noGeneration.en(op.id, op.api, connection),
      'zh-CN': noGeneration['zh-CN'](op.id, op.api, connection),
    },
    'operation',
  )
}

function inspect(values: RawValues): readonly InvalidField[] {
  const op = chosenOperation(values)
  if (!op) return []
  const places = [...typedAndFile(op, values), ...ofOneConnection(op, values)]
  if (jsonFilesGiven(op, values).length > 0) return places
  const read = parseOperationInput(op, values)
  return [...(read.ok ? [] : read.invalid), ...places]
}

/** A request with JSON in files is looked at once it is complete, since reading them takes time. */
async function inspectFiles(ctx: Ctx, values: RawValues): Promise<readonly InvalidField[]> {
  const op = chosenOperation(values)
  if (!op || jsonFilesGiven(op, values).length === 0) return []
  const read = await parseWithFiles(ctx, op, values)
  return read.ok ? [] : read.invalid
}

/** Of what only came to light after the form was sent. */
function refusal({ id }: Operation, [first]: readonly InvalidField[]): Error {
  return first ? new UserError(first.text, first.field) : new Error(`a request of ${id} was not inspected`)
}

/** One call reaches one connection. */
function ofOneConnection(op: Operation, values: RawValues): readonly InvalidField[] {
  const [first, ...more] = tasksChosen(op, values)
  const other = more.find(({ connection }) => connection !== first?.connection)
  return first && other
    ? [{ field: other.field, text: otherConnection(first.connection, other.connection) }]
    : []
}

function otherConnection(first: string, other: string): Text {
  return {
    en: `These tasks are of ${first} and ${other}. One call reaches one connection: choose tasks of one.`,
    'zh-CN': `所选任务分属 ${first} 和 ${other}。一次调用只能访问一个连接，请选择同一连接的任务。`,
  }
}

function known(id: string): Operation {
  const op = operationById(id)
  if (op) return op
  const guess = nearest(
    id,
    operations.map((candidate) => candidate.id),
  )
  throw new UserError(
    {
      en: `There is no operation “${id}”.${guess ? ` Did you mean ${guess}?` : ''} /drs api lists them all.`,
      'zh-CN': `没有接口“${id}”。${guess ? `您是想输入 ${guess} 吗？` : ''}可用 /drs api 查看全部接口。`,
    },
    'operation',
  )
}

async function carryOut(ctx: Ctx, op: Operation, input: OperationInput, values: RawValues): Promise<Reply> {
  const connection = connectionFor(ctx, op, values)
  const { reason = '' } = values
  const file = values.file === undefined ? undefined : await ctx.inputs.file(values.file)
  const asks = op.risk === 'destructive' || ctx.rawCalls.secretsNeedApproval(connection, op, input, file)
  const held: AskedOrFree = asks
    ? await askApprovalForCall(ctx, connection, op, input, {
        reason,
        file: file && { ...file, id: values.file ?? '' },
      })
    : { tasks: [], policy: undefined }
  if (held.asked) return held.asked
  const begins = beginsComparison(op, input) ? (['compare'] as const) : []
  const called = await ctx.rawCalls.call(connection, {
    operation: op,
    input,
    file,
    begins,
    ...held,
  })
  return called.kind === 'file'
    ? { kind: 'file', file: called.file, card: fileCard(op, called.file.name, ctx.locale) }
    : answerReply(ctx.locale, op, {
        answer: called.answer,
        next: resultButtons(nextCalls(op, input, called.answer), connection, ctx.locale),
      })
}

/** What has no room in a message comes as a file, too. */
function answerReply(
  locale: Ctx['locale'],
  op: Operation,
  { answer, next }: { readonly answer: unknown; readonly next: Pick<Card, 'buttons'> },
): Reply {
  const { card: described, file } = describeAnswer(op, answer, locale)
  const card = { ...described, ...next }
  return file ? { kind: 'file', file, card } : reply.toMe(card)
}

const comparing: ReadonlySet<string> = new Set([
  'create-object-compare-job',
  'create-table-compare-job',
  'start-table-compare-job',
  'job-action-create-compare',
])

/** A comparison that begins now is followed to its end; one with a set time is not. */
function beginsComparison(op: Operation, { params, body }: OperationInput): boolean {
  return (
    comparing.has(op.id) &&
    params?.job_id !== undefined &&
    !/"start_time":"[^"]/.test(JSON.stringify(body ?? {}))
  )
}

function overview({ locale }: Ctx): Reply {
  return reply.toMe({
    title: words.title[locale],
    sections: byArea(operations).map((area) => ({
      heading: area.words[locale],
      list: area.operations.map((op) => [{ code: op.id }, ` ${op.title[locale]}`]),
    })),
    buttons: [
      { label: words.open[locale], action: commandTarget('api', 'form'), value: '-', style: 'primary' },
    ],
    footer: words.hint[locale],
  })
}
