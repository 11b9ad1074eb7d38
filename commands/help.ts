import * as z from 'zod'
import type { Locale, Text } from '../src/base/i18n.ts'
import { UserError } from '../src/base/user-error.ts'
import { arg } from '../src/kit/args.ts'
import { type Command, command, commandGroups, commandUsage } from '../src/kit/command.ts'
import type { Context } from '../src/kit/context.ts'
import { nearest } from '../src/kit/parse-text.ts'
import { reply } from '../src/kit/reply.ts'
import type { Card, Line } from '../src/views/card.ts'

const words = {
  title: { en: 'What you can do here', 'zh-CN': '您在此可以执行的操作' },
  hint: {
    en: 'Every verb asks for what you leave out. /drs help <verb> tells more.',
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
      verb: arg.text({ label: { en: 'Verb', 'zh-CN': '命令' }, max: 50 }).optional(),
    }),
    positional: ['verb'],
    async run(ctx, { verb }) {
      if (verb === undefined) return reply.toMe(helpCard(all(), ctx))
      const found = all().find((target) => target.name === verb.toLowerCase())
      if (found) return reply.toMe(verbCard(found, ctx.locale))
      const names = all().map((target) => target.name)
      const guess = nearest(verb, names) ?? 'help'
      throw new UserError({
        en: `There is no verb “${verb}”. Try /drs help ${guess}.`,
        'zh-CN': `没有命令“${verb}”。请尝试 /drs help ${guess}。`,
      })
    },
  })
}

/** The verbs this person may use, by group; also the body of the Home tab. */
export function helpCard(all: readonly Command[], ctx: Pick<Context, 'locale' | 'may'>): Card {
  const { locale } = ctx
  const mine = all.filter((target) => ctx.may(target))
  const sections = commandGroups
    .map(({ group, words: heading }) => ({
      heading: heading[locale],
      list: mine.filter((target) => target.group === group).map((target) => helpLine(target, locale)),
    }))
    .filter((section) => section.list.length > 0)
  return { title: words.title[locale], sections, footer: words.hint[locale] }
}

function helpLine(target: Command, locale: Locale): Line {
  return [{ code: commandUsage(target) }, ` ${target.summary[locale]}`]
}

function verbCard(target: Command, locale: Locale): Card {
  return {
    title: `/drs ${target.name}`,
    lines: [target.summary[locale]],
    facts: [
      { label: words.usage[locale], value: { code: commandUsage(target) } },
      { label: words.role[locale], value: target.role },
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
