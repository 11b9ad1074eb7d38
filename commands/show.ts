import * as z from 'zod'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import { reply } from '../src/kit/reply.ts'
import { taskDetails } from '../src/views/task-details.ts'

/** Everything that DRS and the bot know of one task, with what may be done now. */
export const showCommand = command({
  name: 'show',
  group: 'see',
  summary: { en: 'Show a task in detail', 'zh-CN': '查看任务详情' },
  uses: ['details', 'progress', 'recovery', 'precheckReports'],
  capabilities: ['knowledge'],
  args: z.strictObject({ task: arg.task() }),
  positional: ['task'],
  async run(ctx, { task: given }) {
    const { connection, id, scenario, status } = await ctx.task(given)
    const drs = ctx.service(connection)
    const [details, progress, recovery, precheck, extras, seen] = await Promise.all([
      drs.details([id]),
      drs.progress([id]),
      scenario === 'cloudDataGuard' ? drs.recovery([id]) : undefined,
      status === 'CONFIGURATION' ? drs.precheckReports([id]) : undefined,
      ctx.knowledge.extras({ connection, id }),
      ctx.knowledge.seen(connection, [id]),
    ])
    const task = details.found.get(id)
    if (!task) throw details.failed.get(id) ?? new Error(`task ${id} vanished while it was looked at`)
    const more = {
      ...optional('progress', progress.found.get(id)),
      ...optional('recovery', recovery?.found.get(id)),
      ...optional('precheck', precheck?.found.get(id)),
      ...optional('snapshot', seen.get(id)),
    }
    return reply.toMe(taskDetails(task, more, { now: ctx.now, locale: ctx.locale, extras }))
  },
})

function optional<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [key]: value } as Partial<Record<K, V>>)
}
