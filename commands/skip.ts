import * as z from 'zod'
import { type ApprovalRead, approvalReads, askApproval, reasonArg } from '../src/app/ask-approval.ts'
import { type CarryOutCapability, carryOutAll, carryOutCapabilities } from '../src/app/batch.ts'
import { latestReport } from '../src/app/prechecks.ts'
import { say, type Text, type TextTemplate } from '../src/base/i18n.ts'
import { UserError } from '../src/base/user-error.ts'
import { actionOf } from '../src/domain/actions/rows.ts'
import { checksWith } from '../src/domain/tasks/precheck.ts'
import type { PrecheckItem, PrecheckReport, Task } from '../src/domain/tasks/task.ts'
import { formatRef } from '../src/domain/tasks/task-ref.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import type { CommandContext } from '../src/kit/context.ts'
import { allItems as all, checkMarks, problemOf, problemsNamed } from '../src/views/check-words.ts'

const words = {
  title: say('Skip check items', '跳过检查项'),
  items: say('Check items', '检查项'),
  all: say('All items that can be skipped', '所有可跳过的检查项'),
  none: say(
    'DRS lets no failed item of this pre-check be skipped. Fix them, then run the pre-check again.',
    'DRS 不允许跳过此次预检查的失败项，请处理后重新预检查。',
  ),
} satisfies Record<string, Text>

const notThis: TextTemplate<[problem: string]> = {
  en: (problem) => `DRS doesn’t let “${problem}” be skipped. Fix it, then run the pre-check again.`,
  'zh-CN': (problem) => `DRS 不允许跳过“${problem}”，请处理后重新预检查。`,
}

/** Lets a task start though checks of it have failed (DRS API reference 7.6.1, skip_precheck); v5 only, and only what it lets be skipped. */
export const skipCommand = command({
  name: 'skip',
  group: 'check',
  summary: say('Skip failed items of a pre-check (v5)', '跳过预检查的失败项（v5）'),
  uses: ['skip', 'precheckReports', ...approvalReads],
  capabilities: carryOutCapabilities,
  args: z.strictObject({ task: arg.task(), item: arg.clouds({ label: words.items }), reason: reasonArg }),
  positional: ['task', 'item', 'reason'],
  pages: [
    {
      title: words.title,
      fields: ['task', 'item', 'reason'],
      about: async (ctx, { task: given, item }) => [
        ...(given === undefined ? [] : [[{ bold: (await ctx.task(given)).name }] as const]),
        ...problemsNamed(item, ctx.locale).map((problem) => [problem]),
        actionOf('skip').words.effect?.[ctx.locale] ?? '',
      ],
    },
  ],
  options: {
    item: async (ctx, { task: given = '' }) => {
      const open = skippable(await latestReport(ctx, await ctx.task(given)))
      const options = open.map(({ item }) => ({
        value: item,
        label: `${checkMarks.failed} ${problemOf(item, ctx.locale)}`,
      }))
      return options.length > 1 ? [...options, { value: all, label: words.all[ctx.locale] }] : options
    },
  },
  async run(ctx, { task: given, item, reason }) {
    const task = await ctx.task(given)
    const items = wantedItems(await latestReport(ctx, task), item)
    const options = { items: items.join(','), reason }
    return askApproval(ctx, { verb: 'skip', tasks: [task], reason, options }, () => skip(ctx, task, options))
  },
})

function skip(
  ctx: CommandContext<'skip' | ApprovalRead, CarryOutCapability>,
  task: Task,
  options: { readonly items: string; readonly reason: string },
) {
  return carryOutAll(ctx, 'skip', formatRef(task), options)
}

function skippable(report: PrecheckReport): readonly PrecheckItem[] {
  return checksWith(report, 'failed').filter(({ canSkip }) => canSkip === true)
}

/** Throws `UserError` for what DRS would refuse. */
function wantedItems(report: PrecheckReport, wanted: readonly string[]): readonly string[] {
  const open = skippable(report).map(({ item }) => item)
  if (open.length === 0) throw new UserError(words.none, 'item')
  const other = wanted.find((item) => item !== all && !open.includes(item))
  if (other === undefined) return wanted.includes(all) ? open : wanted
  throw new UserError(
    { en: notThis.en(problemOf(other, 'en')), 'zh-CN': notThis['zh-CN'](problemOf(other, 'zh-CN')) },
    'item',
  )
}
