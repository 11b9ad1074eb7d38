import type { Locale, TextTemplate } from '../base/i18n.ts'
import type { TaskShape } from '../drs/conditions.ts'
import { directionWords, engineWords, modeWords, networkWords, scenarioWords } from '../drs/engines.ts'
import type { Line } from './card.ts'
import { formatList } from './format.ts'

/** A task as it is going to be created. */
export interface PlannedTask extends TaskShape {
  readonly name: string
  readonly connection: string
  readonly engine: string
  readonly mode: string
  readonly nodeType: string
  /** How many replication instances of that size DRS bills. */
  readonly instances: number
  /** Instance and address of each database, as far as they were given. */
  readonly source: readonly (string | undefined)[]
  readonly destination: readonly (string | undefined)[]
  /** Those that are copied; none means all. */
  readonly databases: readonly string[]
}

const kind: TextTemplate<[parts: readonly string[]]> = {
  en: (parts) => `: ${parts.join(', ')}.`,
  'zh-CN': (parts) => `：${parts.join('，')}。`,
}

const ends: TextTemplate<[source: string, destination: string, databases: readonly string[]]> = {
  en: (source, destination, databases) =>
    `It copies ${databases.length > 0 ? formatList(databases, 'en') : 'everything'} from ${source} to ${destination}.`,
  'zh-CN': (source, destination, databases) =>
    `从${source}复制${databases.length > 0 ? formatList(databases, 'zh-CN') : '全部内容'}到${destination}。`,
}

const protects: TextTemplate<[source: string, destination: string]> = {
  en: (source, destination) => `It keeps ${destination} as the standby of ${source}.`,
  'zh-CN': (source, destination) => `以${destination}作为${source}的备库。`,
}

/** Pay per use begins with the start of a task and ends with it (price details of DRS); no call of the API tells a price. */
const cost: TextTemplate<[count: number, size: string]> = {
  en: (count, size) =>
    count === 1
      ? `It takes 1 replication instance, size ${size}. Configuring is free; it is billed by use from the start until the task ends.`
      : `It takes ${count} replication instances, size ${size} each. Configuring is free; each is billed by use from the start until the task ends.`,
  'zh-CN': (count, size) =>
    count === 1
      ? `占用 1 个复制实例，规格 ${size}。配置阶段不收费，从启动到任务结束按需计费。`
      : `占用 ${count} 个复制实例，规格均为 ${size}。配置阶段不收费，从启动到任务结束，每个实例分别按需计费。`,
}

const watchers: Readonly<Record<Locale, string>> = {
  en: 'This channel watches it, unless you untick the box.',
  'zh-CN': '本频道将关注该任务；如不需要，请取消勾选。',
}

const notNamed: Readonly<Record<Locale, Readonly<Record<'source' | 'destination', string>>>> = {
  en: {
    source: 'the source (address not given yet)',
    destination: 'the destination (address not given yet)',
  },
  'zh-CN': { source: '源库（尚未填写地址）', destination: '目标库（尚未填写地址）' },
}

/** One paragraph: what will be created, what it takes, and who will watch it. */
export function newTaskLines(task: PlannedTask, locale: Locale): readonly Line[] {
  const { scenario, direction, network, mode } = task
  const parts = [
    scenarioWords(scenario)[locale],
    engineWords(task.engine)[locale],
    directionWords(direction, scenario)[locale],
    modeWords(mode)[locale],
    networkWords(network)[locale],
    task.connection,
  ]
  const place = (side: 'source' | 'destination') =>
    task[side].filter(Boolean).join(' · ') || notNamed[locale][side]
  const [from, to] = [place('source'), place('destination')]
  // In DR the direction tells which of both is the standby.
  const does =
    scenario === 'cloudDataGuard' ? protects[locale](from, to) : ends[locale](from, to, task.databases)
  const space = locale === 'en' ? ' ' : ''
  const rest = [
    kind[locale](parts),
    does,
    cost[locale](task.instances, task.nodeType),
    watchers[locale],
  ].join(space)
  return [[{ bold: task.name }, rest]]
}
