import * as z from 'zod'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import { reply } from '../src/kit/reply.ts'
import { taskDetails } from '../src/views/task-card.ts'

/** Everything DRS says of one task, with what may be done now. */
export const showCommand = command({
  name: 'show',
  group: 'see',
  summary: { en: 'Show a task in detail', 'zh-CN': '查看任务详情' },
  uses: ['details', 'progress', 'recovery', 'precheckReports'],
  args: z.strictObject({ task: arg.task() }),
  positional: ['task'],
  async run(ctx, { task: given }) {
    const { connection, id, scenario, status } = await ctx.task(given)
    const drs = ctx.service(connection)
    const [details, progress, recovery, precheck] = await Promise.all([
      drs.details([id]),
      drs.progress([id]),
      scenario === 'cloudDataGuard' ? drs.recovery([id]) : undefined,
      status === 'CONFIGURATION' ? drs.precheckReports([id]) : undefined,
    ])
    const task = details.found.get(id)
    if (!task) throw details.failed.get(id) ?? new Error(`task ${id} vanished while it was looked at`)
    const more = {
      now: ctx.now,
      ...optional('progress', progress.found.get(id)),
      ...optional('recovery', recovery?.found.get(id)),
      ...optional('precheck', precheck?.found.get(id)),
    }
    return reply.toMe(taskDetails(task, more, ctx.locale))
  },
})

function optional<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [key]: value } as Partial<Record<K, V>>)
}
