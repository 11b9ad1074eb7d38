import * as z from 'zod'
import { command } from '../src/kit/command.ts'
import { reply } from '../src/kit/reply.ts'
import { quotaCard } from '../src/views/resource-cards.ts'

/** How many tasks the project may have (DRS API reference 5.1.1); v5 has no call of its own. */
export const quotaCommand = command({
  name: 'quota',
  group: 'see',
  summary: { en: 'Show how many tasks are left', 'zh-CN': '查看任务配额' },
  uses: ['quota'],
  args: z.strictObject({}),
  async run(ctx) {
    const { connection, locale } = ctx
    return reply.toMe(quotaCard(connection, await ctx.service(connection).quota(), locale))
  },
})
