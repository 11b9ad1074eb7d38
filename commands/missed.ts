import * as z from 'zod'
import type { Locale, Text, TextTemplate } from '../src/base/i18n.ts'
import { UserError } from '../src/base/user-error.ts'
import { breaksThroughQuiet, type EventSummary } from '../src/domain/delivery/outbox-message.ts'
import { parseSpan } from '../src/domain/text/duration.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import { reply } from '../src/kit/reply.ts'
import type { Section } from '../src/views/card.ts'
import { countChanges, taskLines } from '../src/views/event-title.ts'
import { formatDuration } from '../src/views/format.ts'

const words = {
  nothing: {
    en: 'No changes in the tasks that this channel watches.',
    'zh-CN': '本频道关注的任务没有变化。',
  },
  rule: {
    en: 'Write for example 30m, 2h or 3d; at most 7 days are kept.',
    'zh-CN': '请写成例如 30m、2h 或 3d，最多保留 7 天。',
  },
} satisfies Record<string, Text>

const title: TextTemplate<[span: string, changes: string | undefined]> = {
  en: (span, changes = 'no changes') => `The last ${span}: ${changes}`,
  'zh-CN': (span, changes = '没有变化') => `最近 ${span}：${changes}`,
}

const cutOff: TextTemplate<[count: number]> = {
  en: (count) => `${count} earlier ones are not shown. Choose a shorter time.`,
  'zh-CN': (count) => `另有更早的 ${count} 条未显示，请缩短时间范围。`,
}

/** As long as the engine remembers. */
const longest = 7 * 86_400_000
/** Of those there are more the latest are shown. */
const maxLines = 60

/** What happened to the channel's tasks, whether it was told or not: task by task, in order. */
export const missedCommand = command({
  name: 'missed',
  group: 'together',
  summary: { en: 'Show what happened here recently', 'zh-CN': '查看本频道最近的变化' },
  uses: ['details'],
  capabilities: ['watching'],
  args: z.strictObject({
    since: arg
      .text({
        label: { en: 'How far back', 'zh-CN': '时间范围' },
        hint: { en: '30m, 2h, 3d', 'zh-CN': '30m、2h、3d' },
        max: 20,
      })
      .default('2h'),
  }),
  positional: ['since'],
  async run(ctx, { since }) {
    const { locale, now } = ctx
    const span = parseSpan(since)
    if (span === undefined || span === 0 || span > longest) throw new UserError(words.rule, 'since')
    const events = await ctx.watching.missed(now - span)
    const hidden = Math.max(0, events.length - maxLines)
    return reply.toMe({
      title: title[locale](
        formatDuration(span, locale),
        events.length === 0 ? undefined : countChanges(events, locale),
      ),
      tone: events.some(({ event }) => breaksThroughQuiet(event)) ? 'warning' : 'neutral',
      lines: events.length === 0 ? [words.nothing[locale]] : hidden > 0 ? [cutOff[locale](hidden)] : [],
      sections: byTask(events.slice(hidden), locale),
    })
  },
})

/** Tasks in the order of what happened to them first, what went wrong before everything else. */
function byTask(events: readonly EventSummary[], locale: Locale): readonly Section[] {
  const tasks = new Map<string, readonly EventSummary[]>()
  for (const one of events) tasks.set(one.taskId, [...(tasks.get(one.taskId) ?? []), one])
  const bad = (some: readonly EventSummary[]) => some.some(({ event }) => breaksThroughQuiet(event))
  const ordered = [...tasks.values()].toSorted((a, b) => Number(bad(b)) - Number(bad(a)))
  return ordered.map((some) => ({
    heading: some.at(-1)?.name ?? '',
    list: taskLines(some, locale),
  }))
}
