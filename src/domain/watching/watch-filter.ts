import * as z from 'zod'
import type { DeepReadonly } from '../../base/deep-readonly.ts'
import { globFits } from '../../base/glob.ts'
import { locales, say, type Text } from '../../base/i18n.ts'
import { directions, directionWords, enginePair, engineWords, scenarioWords } from '../../drs/engines.ts'
import { type StatusKind, statuses, statusOf, statusWords } from '../../drs/statuses.ts'
import { nearest } from '../text/nearest.ts'

/**
 * What a filter watch looks for, one term a word: `engine:mysql`, `name:billing-*`, `!tag:env=test`. Terms of the same
 * field are alternatives, different fields must all fit, and a negative term excludes whatever it fits.
 */
export const filterFields = ['scenario', 'engine', 'direction', 'status', 'name', 'tag'] as const
export type FilterField = (typeof filterFields)[number]

export const termSchema = z.object({
  field: z.enum(filterFields),
  /** `*` stands for any letters. For `status` a kind of status (`failed`); for `tag` a key, or `key=value`. */
  glob: z.string(),
  not: z.boolean(),
})
export type FilterTerm = DeepReadonly<z.output<typeof termSchema>>

/** What a filter looks at; parts that are not known fit no term. */
export interface Filterable {
  readonly name?: string
  readonly scenario?: string
  readonly engine?: string
  readonly direction?: string
  readonly status?: string | null
  readonly tags?: readonly string[]
}

export interface InvalidTerm {
  readonly word: string
  readonly why: Text
}

export interface ParsedTerms {
  readonly terms: readonly FilterTerm[]
  /** From `connection:<name>`: which connections' tasks are meant. It is no term, for a filter belongs to one connection. */
  readonly connections: readonly string[]
  readonly wrong: readonly InvalidTerm[]
}

/** Reads `engine:mysql !tag:env=test name:"billing *"`; a word that is no term comes back with the reason. */
export function parseTerms(text: string): ParsedTerms {
  const read = words(text).map(readWord)
  return {
    terms: read.flatMap((one) => ('term' in one ? [one.term] : [])),
    connections: read.flatMap((one) => ('connection' in one ? [one.connection] : [])),
    wrong: read.flatMap((one) => ('wrong' in one ? [one.wrong] : [])),
  }
}

/** Whether a text looks like terms and not like the name of a task, which has no colon (6.1.1). */
export function looksLikeTerms(text: string): boolean {
  return words(text).some((word) => /^!?[a-z]+:(?!\/)/i.test(word))
}

/** As a person would type them: read again they are the same terms. */
export function formatTerms(terms: readonly FilterTerm[]): string {
  return terms.map(formatTerm).join(' ')
}

function formatTerm({ field, glob, not }: FilterTerm): string {
  return `${not ? '!' : ''}${field}:${/\s/.test(glob) ? `"${glob}"` : glob}`
}

/** Words between blanks; a part in double quotes may hold blanks. */
function words(text: string): readonly string[] {
  return text.match(/(?:"[^"]*"|[^\s"])+/g) ?? []
}

type Read = { readonly term: FilterTerm } | { readonly connection: string } | { readonly wrong: InvalidTerm }

function readWord(word: string): Read {
  const match = /^(!?)([^:]*):(.*)$/.exec(word)
  if (match === null) return { wrong: { word, why: noTerm(word) } }
  const [, bang = '', given = '', rest = ''] = match
  const [name, glob, not] = [given.toLowerCase(), rest.replaceAll('"', ''), bang === '!']
  if (glob === '') return { wrong: { word, why: noValue(word) } }
  if (name === 'connection') {
    return not ? { wrong: { word, why: notConnection } } : { connection: glob }
  }
  const field = filterFields.find((known) => known === name)
  if (field === undefined) return { wrong: { word, why: unknownField(given) } }
  const why = unfit(field, glob)
  return why ? { wrong: { word, why } } : { term: { field, glob, not } }
}

/** A value that no task can ever have is a slip of the hand. Engines, names and tags are open. */
function unfit(field: FilterField, glob: string): Text | undefined {
  const known = closed[field]
  if (known === undefined || known.some((value) => fits(glob, value))) return undefined
  return unknownValue(field, glob, known)
}

/** Whether a task is one that the terms look for. Without terms every task is. */
export function matchesTerms(terms: readonly FilterTerm[], task: Filterable): boolean {
  return fieldsOf(terms).every((field) => {
    const own = terms.filter((term) => term.field === field)
    const wanted = own.filter(({ not }) => !not)
    const hit = ({ glob }: FilterTerm) => valuesOf[field](task).some((value) => fits(glob, value))
    return !own.some((term) => term.not && hit(term)) && (wanted.length === 0 || wanted.some(hit))
  })
}

function fieldsOf(terms: readonly FilterTerm[]): readonly FilterField[] {
  return filterFields.filter((name) => terms.some(({ field }) => field === name))
}

/** Without regard to case. */
function fits(glob: string, value: string): boolean {
  return globFits(glob.toLowerCase(), value.toLowerCase())
}

/** Everything a person may call the value: as on the wire, in both languages, and in short. */
const valuesOf: Readonly<Record<FilterField, (task: Filterable) => readonly string[]>> = {
  scenario: ({ scenario }) => (scenario === undefined ? [] : scenarioNames(scenario)),
  engine: ({ engine }) => (engine === undefined ? [] : engineNames(engine)),
  direction: ({ direction, scenario = '' }) =>
    direction === undefined ? [] : directionNames(direction, scenario),
  status: ({ status, scenario }) => (status ? statusNames(status, scenario) : []),
  name: ({ name }) => (name === undefined ? [] : [name]),
  tag: ({ tags = [] }) => tags.flatMap((tag) => [tag, tag.split('=', 1)[0] ?? tag]),
}

/** Everything that a task of this kind may be called, in both languages. */
export function wordsFor(task: Filterable): readonly string[] {
  return (['scenario', 'engine', 'direction', 'status'] as const).flatMap((field) => valuesOf[field](task))
}

const shortScenarios: Readonly<Record<string, readonly string[]>> = {
  migration: ['migration', 'migrate', '迁移'],
  sync: ['sync', 'synchronization', '同步'],
  cloudDataGuard: ['dr', 'disaster-recovery', '灾备'],
}

function scenarioNames(scenario: string): readonly string[] {
  return [...(shortScenarios[scenario] ?? []), scenario, ...inBoth(scenarioWords(scenario))]
}

/** The kind of task, and what is at its two ends: `engine:mysql` fits a disaster recovery of MySQL too. */
function engineNames(engine: string): readonly string[] {
  const pair = enginePair(engine)
  return [engine, ...(pair ? [pair.source, pair.destination] : []), ...inBoth(engineWords(engine))]
}

const shortDirections: Readonly<Record<string, readonly string[]>> = {
  up: ['up', 'in'],
  down: ['down', 'out'],
  'non-dbs': ['non-dbs', 'self-built'],
}

function directionNames(direction: string, scenario: string): readonly string[] {
  return [...(shortDirections[direction] ?? []), direction, ...inBoth(directionWords(direction, scenario))]
}

const kindWords = {
  pending: say('pending', '准备中'),
  configuring: say('configuring', '配置中'),
  running: say('running', '运行中'),
  healthy: say('healthy', '正常'),
  changing: say('changing', '变更中'),
  stopping: say('stopping', '结束中'),
  ended: say('ended', '已结束'),
  failed: say('failed', '失败'),
  other: say('other', '其他'),
} satisfies Record<StatusKind, Text>

function statusNames(status: string, scenario: string | undefined): readonly string[] {
  const { kind } = statusOf(status)
  const paused = status === 'PAUSING' ? ['paused'] : []
  return [...inBoth(kindWords[kind]), ...paused, status, ...inBoth(statusWords(status, scenario))]
}

function inBoth(text: Text): readonly string[] {
  return locales.map((locale) => text[locale])
}

const everyScenario = Object.keys(shortScenarios)

/** All names of the values of fields that have a known set of them. */
const closed: Readonly<Partial<Record<FilterField, readonly string[]>>> = {
  scenario: everyScenario.flatMap(scenarioNames),
  direction: everyScenario.flatMap((scenario) =>
    directions.flatMap(({ value }) => directionNames(value, scenario)),
  ),
  status: everyScenario.flatMap((scenario) =>
    statuses.flatMap(({ status }) => statusNames(status, scenario)),
  ),
}

const fieldNames = [...filterFields, 'connection']

function unknownField(given: string): Text {
  const guess = nearest(given, fieldNames)
  const known = fieldNames.map((name) => `${name}:`)
  return {
    en: `There is no filter “${given}:”.${guess ? ` Did you mean “${guess}:”?` : ''} Known: ${known.join(' ')}`,
    'zh-CN': `没有名为“${given}:”的过滤条件。${guess ? `您是否要输入“${guess}:”？` : ''}可用条件：${known.join(' ')}`,
  }
}

function unknownValue(field: FilterField, glob: string, known: readonly string[]): Text {
  const guess = nearest(glob, known)
  const short = [...new Set(known)].filter((name) => /^[a-z-]+$/.test(name))
  return {
    en: `No task can fit “${field}:${glob}”.${guess ? ` Did you mean “${guess}”?` : ''} Known: ${short.join(', ')}.`,
    'zh-CN': `没有任务会符合“${field}:${glob}”。${guess ? `您是否要输入“${guess}”？` : ''}可用取值：${short.join('、')}。`,
  }
}

function noTerm(word: string): Text {
  return {
    en: `“${word}” is not a filter. Write field:value, for example name:${word}*. Known fields: ${fieldNames.join(', ')}.`,
    'zh-CN': `“${word}”不是过滤条件。请写成 条件:取值，例如 name:${word}*。可用条件：${fieldNames.join('、')}。`,
  }
}

function noValue(word: string): Text {
  return { en: `“${word}” needs a value after the colon.`, 'zh-CN': `“${word}”的冒号后需要取值。` }
}

const notConnection: Text = {
  en: 'A connection can’t be excluded. Name the connections you want.',
  'zh-CN': '不能排除连接，请直接写出需要的连接。',
}
