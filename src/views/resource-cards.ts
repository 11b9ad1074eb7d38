import { type Locale, say, type TextTemplate } from '../base/i18n.ts'
import { commandTarget } from '../domain/command-targets.ts'
import type { AvailabilityZone, NodeQuery, NodeType, Quota, TaskLink } from '../domain/tasks/task-service.ts'
import { directionWords, engineWords, modeWords, networkWords, scenarioWords } from '../drs/engines.ts'
import type { Card, CardTable, Line, Section } from './card.ts'
import { aside, colon, formatList } from './format.ts'

/** What a project may have, and what the region offers for new tasks. */

const words = {
  quota: say('Quota of tasks', '任务配额'),
  full: say(
    'The quota is full. Delete ended tasks, or ask for more in the console.',
    '配额已用完，请删除已结束的任务，或在控制台提升配额。',
  ),
  nodes: say('Specifications', '规格'),
  noNodes: say('DRS offers no specifications for this.', 'DRS 未提供适用的规格。'),
  noZones: say(
    'Only API v3 shows the zones, and this connection doesn’t use it.',
    '可用区仅能通过 v3 接口查询，该连接未启用 v3。',
  ),
  soldOut: say('sold out', '已售罄'),
  available: say('available', '可用'),
  unknown: say('unknown', '未知'),
  everywhere: say('All zones', '所有可用区'),
  create: say('Create a task with…', '使用该规格新建任务…'),
  links: say('Supported links', '支持的链路'),
  none: say('None', '无'),
  documented: say(
    'API v3 doesn’t list what the region offers. These are the documented links.',
    'v3 接口不提供区域支持的链路，以下为文档所列。',
  ),
}

const usedOf: TextTemplate<[used: number, limit: number, left: number]> = {
  en: (used, limit, left) => `${used} of ${limit} used, ${left} left`,
  'zh-CN': (used, limit, left) => `已用 ${used} 个，共 ${limit} 个，剩余 ${left} 个`,
}

/** How much of the quota is used. */
export function quotaCard(connection: string, { used, limit }: Quota, locale: Locale): Card {
  const left = Math.max(0, limit - used)
  return {
    title: `${words.quota[locale]}${colon[locale]}${connection}`,
    tone: left === 0 ? 'warning' : 'neutral',
    lines: [usedOf[locale](used, limit, left), ...(left === 0 ? [words.full[locale]] : [])],
  }
}

/** A size with the zones that were told for it; `undefined`: none are told. */
export interface NodeRow extends NodeType {
  readonly zones: readonly AvailabilityZone[] | undefined
}

/** Sizes by zones; `creates`: the wizard of a new task can be opened with one that is to be had. */
export function nodesCard(query: NodeQuery, rows: readonly NodeRow[], locale: Locale, creates = false): Card {
  const { scenario, engine, direction } = query
  const subject = [scenarioWords(scenario), engineWords(engine), directionWords(direction, scenario)]
  const title = `${words.nodes[locale]}${colon[locale]}${subject.map((text) => text[locale]).join(' · ')}`
  if (rows.length === 0) return { title, tone: 'neutral', lines: [words.noNodes[locale]] }
  const told = rows.some(({ zones }) => zones !== undefined)
  return {
    title,
    tone: 'neutral',
    sections: [{ table: nodesTable(rows, locale) }, ...(told ? [] : [{ lines: [words.noZones[locale]] }])],
    ...(creates && createChoice(query, rows, locale)),
  }
}

/** Read as it would be typed. */
function createChoice(
  { scenario, engine, direction }: NodeQuery,
  rows: readonly NodeRow[],
  locale: Locale,
): Pick<Card, 'choice'> {
  const options = rows.filter(isToBeHad).map(({ type }) => ({
    label: type,
    value: `--scenario ${scenario} --engine ${engine} --direction ${direction} --nodeType ${type}`,
  }))
  if (options.length === 0) return {}
  return { choice: { placeholder: words.create[locale], action: commandTarget('create', 'ask'), options } }
}

/** Somewhere at least, as far as DRS tells. */
function isToBeHad({ soldOut, zones }: NodeRow): boolean {
  return !soldOut && (zones === undefined || zones.some(({ available }) => available))
}

function nodesTable(rows: readonly NodeRow[], locale: Locale): CardTable {
  const zones = new Map(rows.flatMap((row) => row.zones ?? []).map((zone) => [zone.code, zone.name]))
  const codes = [...zones.keys()]
  const header = codes.length === 0 ? [words.everywhere[locale]] : [...zones.values()]
  return {
    caption: words.nodes[locale],
    header: [words.nodes[locale], ...header],
    rows: rows.map((row) => [
      row.type,
      ...(codes.length === 0
        ? [stateOf(row.soldOut, locale)]
        : codes.map((code) => zoneState(row, code, locale))),
    ]),
  }
}

function stateOf(soldOut: boolean | undefined, locale: Locale): string {
  if (soldOut === undefined) return words.unknown[locale]
  return (soldOut ? words.soldOut : words.available)[locale]
}

function zoneState({ soldOut, zones }: NodeRow, code: string, locale: Locale): string {
  if (soldOut) return words.soldOut[locale]
  const zone = zones?.find((one) => one.code === code)
  if (!zone) return words.unknown[locale]
  return zone.available ? words.available[locale] : words.soldOut[locale]
}

export interface ScenarioLinks {
  readonly scenario: string
  readonly links: readonly TaskLink[]
  /** Not told by DRS: the ones that its documents name. */
  readonly documented: boolean
}

/** By scenario, from → to, with networks and modes. */
export function linksCard(all: readonly ScenarioLinks[], locale: Locale): Card {
  return {
    title: words.links[locale],
    tone: 'neutral',
    ...(all.some(({ documented }) => documented) && { lines: [words.documented[locale]] }),
    sections: all.map((one) => scenarioSection(one, locale)),
  }
}

function scenarioSection({ scenario, links }: ScenarioLinks, locale: Locale): Section {
  const heading = scenarioWords(scenario)[locale]
  if (links.length === 0) return { heading, lines: [words.none[locale]] }
  const engines = [...new Set(links.map(({ engine }) => engine))]
  const list = engines.map((engine) => linkLine(engine, scenario, links, locale))
  return { heading: `${heading}${aside(engines.length, locale)}`, folded: true, list }
}

/** In which directions, networks and modes tasks of that engine can be created. */
export function linkLine(engine: string, scenario: string, links: readonly TaskLink[], locale: Locale): Line {
  const own = links.filter((link) => link.engine === engine)
  const each = (values: readonly (string | undefined)[], wordsFor: (value: string) => string) =>
    formatList(
      [...new Set(values.flatMap((value) => (value === undefined ? [] : [wordsFor(value)])))],
      locale,
    )
  const parts = [
    each(
      own.map(({ direction }) => direction),
      (value) => directionWords(value, scenario)[locale],
    ),
    each(
      own.map(({ network }) => network),
      (value) => networkWords(value)[locale],
    ),
    each(
      own.flatMap(({ modes }) => modes),
      (value) => modeWords(value)[locale],
    ),
  ].filter((part) => part !== '')
  return [{ bold: engineWords(engine)[locale] }, ...parts.map((part) => ` · ${part}`)]
}
