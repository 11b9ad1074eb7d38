import { sameInAll, type Text } from '../base/i18n.ts'

/**
 * The values that a task is made of, with their names (DRS API reference 6.1.1 and the glossary of both editions).
 * The service may add values: look-ups of an unknown one give its wire name.
 */
interface Named {
  readonly value: string
  readonly words: Text
}

export const scenarios = [
  { value: 'migration', words: { en: 'Real-time migration', 'zh-CN': '实时迁移' } },
  { value: 'sync', words: { en: 'Real-time synchronization', 'zh-CN': '实时同步' } },
  { value: 'cloudDataGuard', words: { en: 'Real-time disaster recovery', 'zh-CN': '实时灾备' } },
] as const satisfies readonly Named[]
export type Scenario = (typeof scenarios)[number]['value']

export const directions = [
  { value: 'up', words: { en: 'To the cloud', 'zh-CN': '入云' } },
  { value: 'down', words: { en: 'Out of the cloud', 'zh-CN': '出云' } },
  { value: 'non-dbs', words: { en: 'Self-built databases', 'zh-CN': '自建数据库' } },
] as const satisfies readonly Named[]

/** In disaster recovery the direction tells which side this cloud is. */
const directionsInDr: readonly Named[] = [
  { value: 'up', words: { en: 'This cloud is the standby', 'zh-CN': '本云为备' } },
  { value: 'down', words: { en: 'This cloud is the active side', 'zh-CN': '本云为主' } },
]

export const modes = [
  { value: 'FULL_INCR_TRANS', words: { en: 'Full + incremental', 'zh-CN': '全量+增量' } },
  { value: 'FULL_TRANS', words: { en: 'Full', 'zh-CN': '全量' } },
  { value: 'INCR_TRANS', words: { en: 'Incremental', 'zh-CN': '增量' } },
] as const satisfies readonly Named[]

export const networks = [
  { value: 'eip', words: { en: 'Public network (EIP)', 'zh-CN': '公网网络' } },
  { value: 'vpc', words: { en: 'VPC network', 'zh-CN': 'VPC网络' } },
  { value: 'vpn', words: { en: 'VPN or dedicated line', 'zh-CN': 'VPN、专线网络' } },
] as const satisfies readonly Named[]

/** A kind of source and destination; `engine` goes over the wire as engine_type. */
export interface EnginePair {
  readonly engine: string
  readonly scenarios: readonly Scenario[]
  /** db_type of the two ends. */
  readonly source: string
  readonly destination: string
  readonly words: Text
}

function pair(
  engine: string,
  scenarios: readonly Scenario[],
  source: string,
  destination: string,
  en: string,
  zh = en,
): EnginePair {
  return { engine, scenarios, source, destination, words: { en, 'zh-CN': zh } }
}

const distributed = { en: 'GaussDB Distributed', zh: 'GaussDB分布式版' }
const centralized = { en: 'GaussDB Centralized', zh: 'GaussDB主备版' }

/** The engine types of DRS API reference 6.1.1 with the scenarios of section 1.4. */
export const enginePairs: readonly EnginePair[] = [
  pair('mysql', ['migration', 'sync'], 'mysql', 'mysql', 'MySQL → MySQL'),
  pair('mongodb', ['migration'], 'mongodb', 'mongodb', 'MongoDB → DDS'),
  pair('cloudDataGuard-mysql', ['cloudDataGuard'], 'mysql', 'mysql', 'MySQL ⇄ MySQL'),
  pair('postgresql', ['sync'], 'postgresql', 'postgresql', 'PostgreSQL → PostgreSQL'),
  pair('mysql-to-kafka', ['sync'], 'mysql', 'kafka', 'MySQL → Kafka'),
  pair('taurus-to-kafka', ['sync'], 'taurus', 'kafka', 'TaurusDB → Kafka', 'GaussDB(for MySQL) → Kafka'),
  pair(
    'gaussdbv5',
    ['sync'],
    'gaussdbv5',
    'gaussdbv5',
    `${distributed.en} → ${distributed.en}`,
    `${distributed.zh} → ${distributed.zh}`,
  ),
  pair(
    'gaussdbv5-to-kafka',
    ['sync'],
    'gaussdbv5',
    'kafka',
    `${distributed.en} → Kafka`,
    `${distributed.zh} → Kafka`,
  ),
  pair(
    'gaussdbv5ha-to-kafka',
    ['sync'],
    'gaussdbv5ha',
    'kafka',
    `${centralized.en} → Kafka`,
    `${centralized.zh} → Kafka`,
  ),
  pair(
    'oracle-to-gaussdbv5',
    ['sync'],
    'oracle',
    'gaussdbv5',
    `Oracle → ${distributed.en}`,
    `Oracle → ${distributed.zh}`,
  ),
  pair(
    'oracle-to-gaussdbv5ha',
    ['sync'],
    'oracle',
    'gaussdbv5ha',
    `Oracle → ${centralized.en}`,
    `Oracle → ${centralized.zh}`,
  ),
  pair(
    'gaussdbv5-to-oracle',
    ['sync'],
    'gaussdbv5',
    'oracle',
    `${distributed.en} → Oracle`,
    `${distributed.zh} → Oracle`,
  ),
  pair(
    'gaussdbv5ha-to-oracle',
    ['sync'],
    'gaussdbv5ha',
    'oracle',
    `${centralized.en} → Oracle`,
    `${centralized.zh} → Oracle`,
  ),
]

/** The port that a database of the type usually listens on. */
export const usualPorts: Readonly<Record<string, number>> = {
  mysql: 3306,
  taurus: 3306,
  postgresql: 5432,
  oracle: 1521,
  gaussdbv5: 8000,
  gaussdbv5ha: 8000,
}

/** Pairs that answers hold and requests of v3 do not name. */
const listedPairs: readonly EnginePair[] = [
  pair('oracle-to-mysql', ['sync'], 'oracle', 'mysql', 'Oracle → MySQL'),
]

/** What answers, and v5 in places, call the pairs that requests of v3 name more shortly. */
const otherNames: Readonly<Record<string, string>> = {
  'mongodb-to-dds': 'mongodb',
  'mysql-to-mysql': 'mysql',
}

/** The name by which requests know the engine of an answer. */
export function requestEngine(answered: string): string {
  return otherNames[answered] ?? answered
}

/** All names of an engine, that of requests first. */
export function engineNames(engine: string): readonly string[] {
  const name = requestEngine(engine)
  const others = Object.entries(otherNames).filter(([, request]) => request === name)
  return [name, ...others.map(([other]) => other)]
}

/** The pair that requests name so; undefined for one that only answers know. */
export function enginePair(engine: string): EnginePair | undefined {
  const name = requestEngine(engine)
  return enginePairs.find((p) => p.engine === name)
}

/** The db_type of the two ends of a pair, also of one that is known from answers only, or from nothing but its name. */
export function endTypes(engine: string): Pick<EnginePair, 'source' | 'destination'> | undefined {
  const [, source, destination] = /^(\w+)-to-(\w+)$/.exec(engine) ?? []
  const named = source !== undefined && destination !== undefined ? { source, destination } : undefined
  return knownPair(engine) ?? named
}

/** The same, or one that only answers know: the console makes such tasks. */
export function knownPair(engine: string): EnginePair | undefined {
  return enginePair(engine) ?? listedPairs.find((p) => p.engine === engine)
}

function wordsOf(table: readonly Named[], value: string): Text {
  return table.find((row) => row.value === value)?.words ?? sameInAll(value)
}

export const scenarioWords = (scenario: string): Text => wordsOf(scenarios, scenario)
export const modeWords = (mode: string): Text => wordsOf(modes, mode)
export const networkWords = (network: string): Text => wordsOf(networks, network)
/** What the two ends of a pair are called; undefined for one that is not known. */
export function endWords(engine: string): { readonly source: Text; readonly destination: Text } | undefined {
  const words = knownPair(engine)?.words
  if (!words) return undefined
  const part = (locale: keyof Text, at: 0 | 1) => words[locale].split(/ [→⇄] /)[at] ?? words[locale]
  return {
    source: { en: part('en', 0), 'zh-CN': part('zh-CN', 0) },
    destination: { en: part('en', 1), 'zh-CN': part('zh-CN', 1) },
  }
}

export const engineWords = (engine: string): Text => knownPair(engine)?.words ?? sameInAll(engine)
export const directionWords = (direction: string, scenario: string): Text =>
  wordsOf(scenario === 'cloudDataGuard' ? directionsInDr : directions, direction)
