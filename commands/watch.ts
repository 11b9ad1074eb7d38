import * as z from 'zod'
import { arg } from '../src/kit/args.ts'
import { command, reply } from '../src/kit/command.ts'
import type { Words } from '../src/text.ts'

const said: Readonly<Record<'added' | 'already', Words<[name: string]>>> = {
  added: {
    en: (name) => `This channel now watches ${name}; its card follows`,
    'zh-CN': (name) => `本频道已关注 ${name}，任务卡片即将发布`,
  },
  already: {
    en: (name) => `This channel already watches ${name}`,
    'zh-CN': (name) => `本频道已在关注 ${name}`,
  },
}

/** Subscribes the channel to a task: one living card, its events in the thread. */
export const watch = command({
  name: 'watch',
  group: 'together',
  summary: { en: 'Watch a task in this channel', 'zh-CN': '在本频道关注任务' },
  uses: ['details'],
  args: z.strictObject({ task: arg.task() }),
  positional: ['task'],
  async run(ctx, { task: given }) {
    const task = await ctx.task(given)
    const outcome = await ctx.watch(task)
    return reply.toMe({ title: said[outcome][ctx.locale](task.name), tone: 'good' })
  },
})
