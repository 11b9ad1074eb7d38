import * as z from 'zod'
import { say, type Text } from '../src/base/i18n.ts'
import { UserError } from '../src/base/user-error.ts'
import { parseTags, tagText } from '../src/domain/tasks/task-tags.ts'
import { scenarios } from '../src/drs/engines.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import { reply } from '../src/kit/reply.ts'
import { taggedCard } from '../src/views/tagged-card.ts'

const words = {
  tags: say('Tags', '标签'),
  tagsHint: say(
    '“env=test”, or several with commas: tasks that have all of them. “env” alone is any value. Empty: tasks without tags.',
    '例如“env=test”，多个标签以逗号分隔，查询同时带有这些标签的任务。仅填写“env”表示任意值。留空则查询没有标签的任务。',
  ),
  onlyV5: say(
    'Only API v5 finds tasks by tags. Use /drs list tag:env=test, or add v5 to `api` of the connection.',
    '仅 v5 接口支持按标签查询。请使用 /drs list tag:env=test，或在该连接的 api 配置中加入 v5。',
  ),
} satisfies Record<string, Text>

/** Tasks by their tags as DRS has them now (DRS API reference 7.11.6, 7.11.7); v5 only. */
export const taggedCommand = command({
  name: 'tagged',
  group: 'see',
  summary: say('Find tasks by their tags in DRS (v5)', '按标签查询任务（v5）'),
  uses: ['tagged'],
  args: z.strictObject({ tags: arg.text({ label: words.tags, hint: words.tagsHint }).optional() }),
  inspect: ({ tags }) => {
    const parsed = parseTags(tags ?? '')
    return parsed.ok ? [] : [{ field: 'tags', text: parsed.why }]
  },
  async run(ctx, { tags = '' }) {
    const parsed = parseTags(tags)
    if (!parsed.ok) throw new UserError(parsed.why, 'tags')
    const drs = ctx.service(ctx.connection)
    const found = await Promise.all(
      scenarios.map(async ({ value }) => {
        const tasks = await drs.tagged(value, parsed.tags)
        if (!tasks) throw new UserError(words.onlyV5)
        return [value, tasks] as const
      }),
    )
    return reply.toMe(taggedCard(parsed.tags.map(tagText), found, ctx.locale))
  },
})
