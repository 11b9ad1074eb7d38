import * as z from 'zod'
import { formatRef } from '../src/domain/ref.ts'
import { actOn, requireAllowed } from '../src/kit/actions.ts'
import { arg } from '../src/kit/args.ts'
import { actionId, type Context, command } from '../src/kit/command.ts'
import { askBack } from '../src/kit/confirm.ts'
import type { Button } from '../src/views/card.ts'

const forcibly = {
  label: { en: 'Forcibly stop', 'zh-CN': '强制结束' },
  text: {
    en: 'Ends the task even if DRS cannot clean up in order. Use it when a normal stop has failed.',
    'zh-CN': '即使 DRS 无法正常清理也会结束任务，请在正常结束失败后使用。',
  },
  yes: { en: 'Yes, do it', 'zh-CN': '确定' },
  no: { en: 'No', 'zh-CN': '取消' },
}

/** Ends a task for good; its resources are released (DRS API reference 6.1.14, terminate and force_terminate). */
export const stop = command({
  name: 'stop',
  group: 'run',
  summary: { en: 'Stop a task for good', 'zh-CN': '结束任务' },
  uses: ['stop'],
  args: z.strictObject({ task: arg.task() }),
  positional: ['task'],
  async run(ctx, { task }) {
    const found = await ctx.task(task)
    requireAllowed('stop', found)
    return askBack(ctx, 'stop', found, [forceButton(ctx, formatRef(found))])
  },
  actions: {
    do: (ctx, ref) => end(ctx, ref, false),
    force: (ctx, ref) => end(ctx, ref, true),
  },
})

function end(ctx: Context<'stop'>, ref: string, force: boolean) {
  return actOn(ctx, 'stop', ref, (found) => ctx.service(found.connection).stop([found.id], { force }))
}

function forceButton({ locale }: Pick<Context, 'locale'>, value: string): Button {
  return {
    label: forcibly.label[locale],
    action: actionId('stop', 'force'),
    value,
    style: 'danger',
    confirm: {
      title: forcibly.label[locale],
      text: forcibly.text[locale],
      yes: forcibly.yes[locale],
      no: forcibly.no[locale],
    },
  }
}
