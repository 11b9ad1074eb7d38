import * as z from 'zod'
import { latestReport } from '../src/app/prechecks.ts'
import { say, type Text } from '../src/base/i18n.ts'
import { UserError } from '../src/base/user-error.ts'
import { checkResult, checksWith } from '../src/domain/tasks/precheck.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import { reply } from '../src/kit/reply.ts'
import { allItems as all, checkMarks, problemOf, problemsNamed } from '../src/views/check-words.ts'

const words = {
  title: say('Assign check items', '指派检查项'),
  items: say('Check items', '检查项'),
  all: say('All failed items', '全部失败项'),
  to: say('Assign to', '负责人'),
  one: say('Choose one person.', '请选择一名负责人。'),
  nobody: say(
    'This person can’t use the bot, so the item can’t be theirs.',
    '该成员无法使用机器人，不能指派。',
  ),
  gone: say(
    'The latest pre-check has no such open item. Choose one from the list.',
    '最近一次预检查中没有该未通过的检查项，请从列表中选择。',
  ),
  done: say('Assigned', '已指派'),
} satisfies Record<string, Text>

/** Makes somebody look after what a pre-check has found: they are told once, and find it on their Home until it has passed. */
export const assignCommand = command({
  name: 'assign',
  group: 'check',
  summary: say('Assign items of a pre-check to a person', '将预检查的检查项指派给成员'),
  uses: ['precheckReports'],
  capabilities: ['checks', 'rights'],
  role: 'operator',
  args: z.strictObject({
    task: arg.task(),
    item: arg.clouds({ label: words.items }),
    to: arg.people({ label: words.to }),
  }),
  positional: ['task', 'item', 'to'],
  pages: [
    {
      title: words.title,
      fields: ['task', 'item', 'to'],
      about: async (ctx, { task: given, item }) => [
        ...(given === undefined ? [] : [[{ bold: (await ctx.task(given)).name }] as const]),
        ...problemsNamed(item, ctx.locale).map((problem) => [problem]),
      ],
    },
  ],
  options: {
    item: async (ctx, { task: given = '' }) => {
      const report = await latestReport(ctx, await ctx.task(given))
      const open = checksWith(report, 'failed', 'alarm')
      const options = open.map((item) => ({
        value: item.item,
        label: `${checkMarks[checkResult(item)]} ${problemOf(item.item, ctx.locale)}`,
      }))
      return [...options, { value: all, label: words.all[ctx.locale] }]
    },
  },
  async run(ctx, { task: given, item: wanted, to: people }) {
    const [to, ...others] = people
    if (to === undefined || others.length > 0 || to.startsWith('S')) throw new UserError(words.one, 'to')
    const { refused } = await ctx.rights.principal(to)
    if (refused) throw new UserError(words.nobody, 'to')
    const task = await ctx.task(given)
    const report = await latestReport(ctx, task)
    const items = checksWith(report, 'failed', 'alarm').filter(
      (item) => wanted.includes(item.item) || (wanted.includes(all) && checkResult(item) === 'failed'),
    )
    const gone = wanted.filter((one) => one !== all && !items.some(({ item }) => item === one))
    if (gone.length > 0 || items.length === 0) throw new UserError(words.gone, 'item')
    await ctx.checks.assign(task, items, to)
    return reply.toMe({ title: words.done[ctx.locale], tone: 'good' })
  },
})
