import * as z from 'zod'
import type { Text } from '../src/base/i18n.ts'
import { UserError } from '../src/base/user-error.ts'
import { auditKinds } from '../src/domain/audit/audit.ts'
import { type ChainedRecord, exportLine } from '../src/domain/audit/audit-chain.ts'
import { commandTarget } from '../src/domain/command-targets.ts'
import { parseRef } from '../src/domain/tasks/task-ref.ts'
import { parseSpan } from '../src/domain/text/duration.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import type { CommandContext } from '../src/kit/context.ts'
import { parseText } from '../src/kit/parse-text.ts'
import { type Reply, reply } from '../src/kit/reply.ts'
import { auditCard, auditKindWords, exportTitle } from '../src/views/audit-card.ts'
import type { Button, Card } from '../src/views/card.ts'

type Ctx = CommandContext<never, 'auditing'>

const pageSize = 15
/** A file of at most so many records; npm run audit:export has all. */
const exported = 20_000
const exportedAtOnce = 1_000

const words = {
  more: { en: 'Earlier ones', 'zh-CN': '更早的记录' },
  span: { en: 'Write for example 30m, 2h or 3d.', 'zh-CN': '请写成例如 30m、2h 或 3d。' },
  file: {
    en: 'One record a line, the oldest first, with its hash. npm run audit:verify checks the whole chain.',
    'zh-CN': '每行一条记录，由旧到新，附哈希值。可用 npm run audit:verify 校验整条记录链。',
  },
} satisfies Record<string, Text>

const kinds = auditKinds.map((value) => ({ value, words: auditKindWords[value] }))

const args = z.strictObject({
  who: arg.people({ label: { en: 'Who', 'zh-CN': '操作人' } }).optional(),
  verb: arg.text({ label: { en: 'Command', 'zh-CN': '命令' }, max: 50 }).optional(),
  kind: arg.choice(kinds, { label: { en: 'Kind', 'zh-CN': '类型' } }).optional(),
  task: arg.text({ label: { en: 'ID of a task', 'zh-CN': '任务 ID' }, max: 200 }).optional(),
  request: arg.text({ label: { en: 'ID of a request', 'zh-CN': '请求 ID' }, max: 64 }).optional(),
  since: arg
    .text({
      label: { en: 'How far back', 'zh-CN': '时间范围' },
      hint: { en: '30m, 2h, 3d', 'zh-CN': '30m、2h、3d' },
      max: 20,
    })
    .optional(),
  before: arg
    .number({ label: { en: 'Before the record', 'zh-CN': '早于该编号' }, min: 1, max: 999_999_999_999 })
    .optional(),
  export: arg.flag({ label: { en: 'As a file', 'zh-CN': '导出文件' } }),
})
type Query = z.output<typeof args>

/** What was written down for good, about connections of which the person is an admin here. */
export const auditCommand = command({
  name: 'audit',
  group: 'admin',
  summary: { en: 'Search the audit', 'zh-CN': '查看审计记录' },
  uses: [],
  capabilities: ['auditing'],
  role: 'admin',
  args,
  run: (ctx, query) => (query.export ? asFile(ctx, query) : page(ctx, query, reply.toMe)),
  actions: {
    /** The value is the query as it would be typed, with where to go on. */
    page: (ctx, value) => page(ctx, args.parse(parseText(`audit ${value}`).options), reply.replace),
  },
})

async function page(ctx: Ctx, query: Query, answer: (card: Card) => Reply): Promise<Reply> {
  const { before } = query
  const found = await ctx.auditing.page(filterOf(ctx, query), {
    limit: pageSize,
    ...(before !== undefined && { before }),
  })
  const more = found.next === undefined ? undefined : moreButton(ctx, query, found.next)
  return answer(auditCard(found.entries, ctx.locale, more))
}

function filterOf({ now }: Pick<Ctx, 'now'>, { who, verb, kind, task, request, since }: Query) {
  const span = since === undefined ? undefined : parseSpan(since)
  if (since !== undefined && span === undefined) throw new UserError(words.span, 'since')
  return {
    ...(who && { who }),
    ...(verb !== undefined && { verb }),
    ...(kind && { kind }),
    ...(task !== undefined && { task: parseRef(task)?.id ?? task }),
    ...(request !== undefined && { ticket: request }),
    ...(span !== undefined && { since: now - span }),
  }
}

function moreButton({ locale }: Pick<Ctx, 'locale'>, query: Query, before: number): Button {
  const { export: _, who, ...rest } = query
  const options = { ...rest, before, ...(who && { who: who.map((id) => `<@${id}>`).join(' ') }) }
  const typed = Object.entries(options).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}="${String(value).replaceAll('"', '')}"`],
  )
  return { label: words.more[locale], action: commandTarget('audit', 'page'), value: typed.join(' ') }
}

async function asFile(ctx: Ctx, query: Query): Promise<Reply> {
  const filter = filterOf(ctx, query)
  const entries: ChainedRecord[] = []
  let before = query.before
  do {
    const at = before === undefined ? {} : { before }
    const found = await ctx.auditing.page(filter, { limit: exportedAtOnce, ...at })
    entries.push(...found.entries)
    before = found.next
  } while (before !== undefined && entries.length < exported)
  const text = entries.toReversed().map((entry) => `${exportLine(entry)}\n`)
  return {
    kind: 'file',
    file: { name: 'audit.jsonl', bytes: new TextEncoder().encode(text.join('')) },
    card: {
      title: exportTitle[ctx.locale](entries.length, before === undefined),
      lines: [words.file[ctx.locale]],
    },
  }
}
