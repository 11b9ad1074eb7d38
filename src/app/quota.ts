import { say, type TextTemplate } from '../base/i18n.ts'
import { UserError } from '../base/user-error.ts'
import type { CommandContext } from '../kit/context.ts'
import type { Line } from '../views/card.ts'
import { unlessRefused } from './task-settings.ts'

/** How many tasks may still be made, said before anybody fills a form (DRS API reference 5.1.1). */

const full: TextTemplate<[connection: string, used: number, limit: number]> = {
  en: (connection, used, limit) =>
    `The quota of ${connection} is full: ${used} of ${limit} tasks. Delete ended tasks, or ask for more in the console.`,
  'zh-CN': (connection, used, limit) =>
    `${connection} 的任务配额已用完（${used}/${limit}）。请删除已结束的任务，或在控制台提升配额。`,
}

const few: TextTemplate<[left: number]> = {
  en: (left) => `The quota has room for ${left === 1 ? 'one more task' : `${left} more tasks`}.`,
  'zh-CN': (left) => `任务配额还可创建 ${left} 个任务。`,
}

const mostFew = 3

/** Throws `UserError` where there is no room; says so where there is little. Nothing where DRS does not tell: it has the last word. */
export async function quotaLines(
  ctx: CommandContext<'quota', never>,
  connection: string,
): Promise<readonly Line[]> {
  const quota = await unlessRefused(ctx.service(connection).quota(), undefined)
  if (quota === undefined) return []
  const { limit, used } = quota
  const left = limit - used
  if (left <= 0) {
    throw new UserError(say(full.en(connection, used, limit), full['zh-CN'](connection, used, limit)))
  }
  return left <= mostFew ? [few[ctx.locale](left)] : []
}
