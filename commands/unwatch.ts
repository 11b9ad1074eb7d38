import * as z from 'zod'
import { parseRef, type TaskRef } from '../src/domain/ref.ts'
import { arg } from '../src/kit/args.ts'
import { type Context, command, reply } from '../src/kit/command.ts'
import { Refusal } from '../src/refusal.ts'
import type { Words } from '../src/text.ts'

const said: Words<[name: string]> = {
  en: (name) => `This channel no longer watches ${name}`,
  'zh-CN': (name) => `本频道已取消关注 ${name}`,
}

export const unwatch = command({
  name: 'unwatch',
  group: 'together',
  summary: { en: 'Stop watching a task in this channel', 'zh-CN': '在本频道取消关注任务' },
  uses: ['details'],
  args: z.strictObject({ task: arg.task() }),
  positional: ['task'],
  async run(ctx, { task: given }) {
    const { ref, name } = await watched(ctx, given)
    if (await ctx.unwatch(ref)) return reply.toMe({ title: said[ctx.locale](name), tone: 'neutral' })
    throw new Refusal({
      en: `This channel does not watch ${name}.`,
      'zh-CN': `本频道没有关注 ${name}。`,
    })
  },
})

/** A watch must be removable even when DRS no longer knows the task or does not answer: a reference is enough. */
async function watched(ctx: Context<'details'>, given: string): Promise<{ ref: TaskRef; name: string }> {
  const ref = parseRef(given)
  if (ref) return { ref, name: ref.id }
  const byId = (await ctx.watches()).find((watch) => watch.taskId === given)
  if (byId) return { ref: { connection: byId.connection, id: byId.taskId }, name: byId.taskId }
  const task = await ctx.task(given)
  return { ref: task, name: task.name }
}
