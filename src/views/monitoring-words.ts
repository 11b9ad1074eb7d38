import { type Locale, say, type Text, type TextTemplate } from '../base/i18n.ts'
import { type DelayPlace, delayPlace, type ReplicationHealth } from '../domain/tasks/monitoring.ts'
import type { Inline, Line } from './card.ts'
import { colon, comma, formatDuration } from './format.ts'

/** How replication goes, end by end, in words. */

const words = {
  source: say('Source', '源库'),
  destination: say('Destination', '目标库'),
  node: say('Replication instance', '复制实例'),
  network: say('Network', '网络'),
  reachable: say('reachable', '连接正常'),
  unreachable: say('not reachable', '无法连接'),
  unknown: say('DRS doesn’t say whether it’s reachable', 'DRS 未提供连接状态'),
  offset: say('position ', '位点 '),
  delay: say('delay ', '时延 '),
  bandwidth: say('bandwidth ', '带宽 '),
  measured: say('measured by DRS ', 'DRS 测量于 '),
  now: say('asked just now; DRS doesn’t say when it measured', '刚刚查询，DRS 未提供测量时间'),
} satisfies Record<string, Text>

const placeWords: Readonly<Record<DelayPlace, Text>> = {
  read: say('mostly when the source is read', '主要在读取源库'),
  apply: say('mostly when changes are applied to the destination', '主要在回放到目标库'),
  both: say('when the source is read and when changes are applied', '读取源库和回放到目标库均有时延'),
}

const rows: TextTemplate<[count: string]> = {
  en: (count) => `${count} rows/s`,
  'zh-CN': (count) => `${count} 行/秒`,
}

const loads: Readonly<Record<'cpu' | 'memory' | 'disk', TextTemplate<[value: string]>>> = {
  cpu: { en: (value) => `CPU ${value}`, 'zh-CN': (value) => `CPU ${value}` },
  memory: { en: (value) => `memory ${value}`, 'zh-CN': (value) => `内存 ${value}` },
  disk: { en: (value) => `disk ${value}`, 'zh-CN': (value) => `磁盘 ${value}` },
}

/** Where most of the delay arises, as far as DRS tells. */
export function delayPlaceWords(monitoring: ReplicationHealth | undefined): Text | undefined {
  const place = monitoring && delayPlace(monitoring)
  return place && placeWords[place]
}

/** Both ends, the instance between them and the network, one line each, and how old it is. */
export function monitoringLines(monitoring: ReplicationHealth, locale: Locale): readonly Line[] {
  const { source, destination, node } = monitoring
  return [
    endLine(words.source, source, locale),
    ...nodeLines(node, locale),
    endLine(words.destination, destination, locale),
    networkLine(monitoring, locale),
  ]
}

function endLine(name: Text, end: ReplicationHealth['source'], locale: Locale): Line {
  const { reachable, offset, delayMs, rowsPerSecond } = end
  const health = reachable === undefined ? words.unknown : reachable ? words.reachable : words.unreachable
  const sign = reachable === false ? '🔴 ' : ''
  return [
    { bold: name[locale] },
    `${colon[locale]}${sign}${health[locale]}`,
    ...(delayMs === undefined ? [] : [` · ${words.delay[locale]}${formatDuration(delayMs, locale)}`]),
    ...(rowsPerSecond === undefined ? [] : [` · ${rows[locale](numbered(rowsPerSecond, locale))}`]),
    ...offsetParts(offset, locale),
  ]
}

function offsetParts(offset: string | undefined, locale: Locale): readonly Inline[] {
  return offset === undefined ? [] : [` · ${words.offset[locale]}`, { code: offset }]
}

function nodeLines(node: ReplicationHealth['node'], locale: Locale): readonly Line[] {
  const { offset, cpuPercent } = node
  const load = [
    ...(cpuPercent === undefined ? [] : [loads.cpu[locale](percent(cpuPercent, locale))]),
    ...usage('memory', node.memoryMb, node.memoryMbTotal, 'MB', locale),
    ...usage('disk', node.diskGb, node.diskGbTotal, 'GB', locale),
  ]
  if (load.length === 0 && offset === undefined) return []
  const said = load.length === 0 ? [] : [load.join(' · ')]
  const [first, ...more] = offsetParts(offset, locale)
  const position = load.length === 0 ? [words.offset[locale], ...more] : [first ?? '', ...more]
  return [[{ bold: words.node[locale] }, colon[locale], ...said, ...(offset === undefined ? [] : position)]]
}

function usage(
  what: 'memory' | 'disk',
  used: number | undefined,
  total: number | undefined,
  unit: string,
  locale: Locale,
): readonly string[] {
  if (used === undefined) return []
  const all = total === undefined ? '' : ` / ${numbered(total, locale)}`
  return [loads[what][locale](`${numbered(used, locale)}${all} ${unit}`)]
}

/**
 * With the age of all these figures. 6.4.2 names no unit of the bandwidth; 7.5.5 does, and tells when it was measured.
 */
function networkLine({ bandwidth, bytesPerSecond, at }: ReplicationHealth, locale: Locale): Line {
  const unit = at === undefined ? '' : ' MB/s'
  const parts = [
    ...(bytesPerSecond === undefined ? [] : [`${numbered(bytesPerSecond / 1_048_576, locale)} MB/s`]),
    ...(bandwidth === undefined ? [] : [`${words.bandwidth[locale]}${numbered(bandwidth, locale)}${unit}`]),
  ]
  const age: readonly Inline[] =
    at === undefined ? [words.now[locale]] : [words.measured[locale], { time: at }]
  if (parts.length === 0) return age
  return [{ bold: words.network[locale] }, `${colon[locale]}${parts.join(comma[locale])} · `, ...age]
}

function numbered(value: number, locale: Locale): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(value)
}

function percent(value: number, locale: Locale): string {
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format(value / 100)
}
