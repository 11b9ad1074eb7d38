import type { Locale, Text } from '../base/i18n.ts'
import type { ObservedState } from '../domain/approvals/request.ts'
import type { DatabaseEndpoint, Task } from '../domain/tasks/task.ts'
import { directionWords } from '../drs/engines.ts'
import { statusOf, statusWords } from '../drs/statuses.ts'
import type { Line } from './card.ts'
import { colon, formatDuration } from './format.ts'
import { comparisonLine } from './request-words.ts'

const words = {
  direction: { en: 'Direction', 'zh-CN': '方向' },
  status: { en: 'Status', 'zh-CN': '任务状态' },
  lag: { en: 'Delay', 'zh-CN': '时延' },
  recovery: { en: 'RPO / RTO', 'zh-CN': 'RPO / RTO' },
  connectivity: { en: 'Connections', 'zh-CN': '连通性' },
  comparison: { en: 'Last comparison of objects and rows', 'zh-CN': '最近一次对象与行数对比' },
  unknown: { en: 'DRS does not say', 'zh-CN': 'DRS 未提供' },
  replicates: {
    en: 'DRS replicates, so it reaches both databases',
    'zh-CN': 'DRS 正在复制，两端数据库均可连通',
  },
  silent: { en: 'DRS does not replicate right now', 'zh-CN': 'DRS 当前未在复制' },
} satisfies Record<string, Text>

function labelled(label: Text, value: string, locale: Locale): Line {
  return [{ bold: label[locale] }, `${colon[locale]}${value}`]
}

function span(ms: number | undefined, locale: Locale): string {
  return ms === undefined ? words.unknown[locale] : formatDuration(ms, locale)
}

function endOf(end: DatabaseEndpoint | undefined): string {
  return end?.instanceName ?? end?.ip ?? '?'
}

/** There is no question about connectivity alone: whether DRS replicates, and its own cause of failure, tell. */
function connectivity({ status, error }: Task, locale: Locale): string {
  if (error) return error
  return (statusOf(status).kind === 'healthy' ? words.replicates : words.silent)[locale]
}

/** A DR pair as it is now, before anybody may ask for its switchover. */
export function pairLines(
  task: Task,
  observed: Partial<ObservedState>,
  now: number,
  locale: Locale,
): readonly Line[] {
  const { name, status, direction, scenario, source, destination } = task
  const ends = source || destination ? ` · ${endOf(source)} → ${endOf(destination)}` : ''
  return [
    [{ bold: name }, ends],
    labelled(words.direction, directionWords(direction, scenario)[locale], locale),
    labelled(words.status, statusWords(status, scenario)[locale], locale),
    labelled(words.lag, span(observed.lagMs, locale), locale),
    labelled(words.recovery, `${span(observed.rpoMs, locale)} / ${span(observed.rtoMs, locale)}`, locale),
    labelled(words.connectivity, connectivity(task, locale), locale),
    labelled(words.comparison, comparisonLine(observed, now, locale), locale),
  ]
}
