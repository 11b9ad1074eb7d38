import * as z from 'zod'
import { type Locale, say, type Text } from '../src/base/i18n.ts'
import { UserError } from '../src/base/user-error.ts'
import { type CommandName, commandTarget } from '../src/domain/command-targets.ts'
import { arg } from '../src/kit/args.ts'
import { type Command, command, commandGroups, commandUsage } from '../src/kit/command.ts'
import type { Context } from '../src/kit/context.ts'
import { commandExample } from '../src/kit/docs.ts'
import { nearest } from '../src/kit/parse-text.ts'
import { reply } from '../src/kit/reply.ts'
import type { Card, Line } from '../src/views/card.ts'
import { colon } from '../src/views/format.ts'

const words = {
  title: { en: 'What you can do here', 'zh-CN': '您在此可以执行的操作' },
  more: { en: 'More commands…', 'zh-CN': '更多命令…' },
  hint: {
    en: 'A form asks for what you leave out. /drs help <command> shows more.',
    'zh-CN': '省略的参数会通过表单询问。输入 /drs help <命令> 查看详情。',
  },
  role: { en: 'Role', 'zh-CN': '所需角色' },
  usage: { en: 'Usage', 'zh-CN': '用法' },
  required: { en: 'required', 'zh-CN': '必填' },
} satisfies Record<string, Text>

/** Lists what *this* person may do here. `all` is handed in because the list contains help itself. */
export function createHelpCommand(all: () => readonly Command[]): Command {
  return command({
    name: 'help',
    group: 'admin',
    summary: { en: 'Show what you can do here', 'zh-CN': '显示可用命令' },
    uses: [],
    args: z.strictObject({
      verb: arg.text({ label: { en: 'Command', 'zh-CN': '命令' }, max: 50 }).optional(),
    }),
    positional: ['verb'],
    async run(ctx, { verb }) {
      if (verb === undefined) return reply.toMe(helpCard(all(), ctx))
      const found = all().find((target) => target.name === verb.toLowerCase())
      if (found) return reply.toMe(verbCard(found, ctx.locale))
      const names = all().map((target) => target.name)
      const guess = nearest(verb, names) ?? 'help'
      throw new UserError({
        en: `There is no command “${verb}”. Try /drs help ${guess}.`,
        'zh-CN': `没有命令“${verb}”。请尝试 /drs help ${guess}。`,
      })
    },
    actions: { group: async (ctx, group) => reply.toMe(groupCard(all(), ctx, group)) },
  })
}

/** What people mostly come for, in the order of a migration's life, each with the verb that does it. */
const wants: readonly { readonly verb: CommandName; readonly want: Text }[] = [
  { verb: 'list', want: say('See all tasks, the worst first', '查看全部任务，异常任务排在最前') },
  { verb: 'show', want: say('Show one task', '查看一个任务') },
  { verb: 'watch', want: say('Follow a task in this channel', '在本频道关注任务') },
  { verb: 'create', want: say('Create a task', '创建任务') },
  { verb: 'test', want: say('Enter the databases and test the connections', '填写数据库信息并测试连接') },
  { verb: 'precheck', want: say('Find out what keeps a task from starting', '检查任务能否启动') },
  { verb: 'start', want: say('Start a task', '启动任务') },
  { verb: 'pause', want: say('Pause a task', '暂停任务') },
  { verb: 'resume', want: say('Resume a paused or failed task', '续传已暂停或失败的任务') },
  { verb: 'approvals', want: say('See what waits for approval', '查看待审批的请求') },
]

/** What this person mostly needs, and the rest by group on demand. */
export function helpCard(all: readonly Command[], ctx: Pick<Context, 'locale' | 'may'>): Card {
  const { locale } = ctx
  const mine = all.filter((target) => ctx.may(target))
  const list = wants.flatMap(({ verb, want }): readonly Line[] => {
    const target = mine.find(({ name }) => name === verb)
    return target ? [[want[locale], colon[locale], { code: commandExample(target) }]] : []
  })
  const groups = commandGroups.filter(({ group }) => mine.some((target) => target.group === group))
  return {
    title: words.title[locale],
    mark: '👋',
    sections: [{ list }],
    choice: {
      placeholder: words.more[locale],
      action: commandTarget('help', 'group'),
      options: groups.map(({ group, words: label }) => ({ label: label[locale], value: group })),
    },
    footer: words.hint[locale],
  }
}

function groupCard(all: readonly Command[], ctx: Pick<Context, 'locale' | 'may'>, given: string): Card {
  const { locale } = ctx
  const group = commandGroups.find((one) => one.group === given) ?? commandGroups[0]
  const mine = all.filter((target) => target.group === group.group && ctx.may(target))
  const line = (target: Command): Line => [{ code: commandExample(target) }, ` ${target.summary[locale]}`]
  return {
    title: group.words[locale],
    mark: '👋',
    sections: [{ list: mine.map(line) }],
    footer: words.hint[locale],
  }
}

function verbCard(target: Command, locale: Locale): Card {
  return {
    title: `/drs ${target.name}`,
    lines: [target.summary[locale]],
    facts: [
      { label: words.usage[locale], said: { code: commandUsage(target) } },
      { label: words.role[locale], said: target.role },
    ],
    sections: [
      {
        list: target.fields.map((field) => [
          { code: field.name },
          ` ${field.label[locale]}${field.required ? ` (${words.required[locale]})` : ''}`,
          field.hint ? `: ${field.hint[locale]}` : '',
          field.values && field.values.length < 8 ? ` ${field.values.join(' | ')}` : '',
        ]),
      },
    ],
  }
}
