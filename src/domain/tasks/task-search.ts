import { say, type Text } from '../../base/i18n.ts'
import { scenarios } from '../../drs/engines.ts'
import {
  type FilterTerm,
  looksLikeTerms,
  matchesTerms,
  parseTerms,
  wordsFor,
} from '../watching/watch-filter.ts'
import { type Attention, attention, attentions } from './attention.ts'
import type { Task } from './task.ts'

/** Finding tasks in a list by what people call them. */

/** What each attention may be called in a search. */
const attentionNames: Readonly<Record<Attention, readonly string[]>> = {
  failed: ['failed', 'failure', '失败', '异常'],
  needs: ['needs', 'attention', '待处理', '需要处理'],
  moving: ['moving', 'running', '进行中', '运行中'],
  paused: ['paused', '已暂停', '暂停'],
  healthy: ['healthy', 'ok', '正常'],
  rest: ['rest', 'idle', '未运行'],
}

export interface TaskQuery {
  /** Plain words: each has to be part of the name, the beginning of the id, or what somebody may call the task. In small letters. */
  readonly words: readonly string[]
  readonly terms: readonly FilterTerm[]
  readonly attention?: Attention
  readonly engine?: string
}

/** Reads `failed mysql tag:wave1`. */
export function parseSearch(
  text: string,
): Pick<TaskQuery, 'words' | 'terms'> & { readonly wrong: readonly Text[] } {
  const parts = text.match(/(?:"[^"]*"|[^\s"])+/g) ?? []
  const { terms, connections, wrong } = parseTerms(parts.filter(looksLikeTerms).join(' '))
  const words = parts
    .filter((part) => !looksLikeTerms(part))
    .map((word) => word.replaceAll('"', '').toLowerCase())
  const elsewhere = connections.length > 0 ? [otherConnection] : []
  return {
    words: words.filter((word) => word !== ''),
    terms,
    wrong: [...wrong.map(({ why }) => why), ...elsewhere],
  }
}

const otherConnection = say(
  'A list shows the tasks of the channel’s connection. Choose another one with /drs use.',
  '列表只显示本频道所用连接的任务，请用 /drs use 切换连接。',
)

export interface ListedTask {
  readonly task: Task
  readonly attention: Attention
}

export interface SearchResult {
  /** Worst first, then what moves, then the rest by name. */
  readonly listed: readonly ListedTask[]
  /** Of all that fits but for the attention that is asked for. */
  readonly counts: Readonly<Record<Attention, number>>
  /** Of all tasks. */
  readonly engines: readonly string[]
  readonly scenarios: readonly string[]
}

/** `needing`: ids of tasks of which more is known than their status. `now` in milliseconds since the epoch. */
export function searchTasks(
  tasks: readonly Task[],
  query: TaskQuery,
  needing: ReadonlySet<string>,
  now: number,
): SearchResult {
  const { attention: wanted, engine } = query
  const ownOf = attentionByStatus(now)
  const fitting = tasks
    .filter((task) => engine === undefined || task.engine === engine)
    .filter((task) => query.terms.length === 0 || matchesTerms(query.terms, task))
    .map((task) => ({ task, attention: needing.has(task.id) ? asNeeding(ownOf(task)) : ownOf(task) }))
    .filter((one) => query.words.every((word) => fitsWord(word, one)))
  const counts = Object.fromEntries(attentions.map((name) => [name, 0])) as Record<Attention, number>
  for (const one of fitting) counts[one.attention] += 1
  const listed = fitting.filter((one) => wanted === undefined || one.attention === wanted)
  return {
    listed: inOrder(listed),
    counts,
    engines: [...new Set(tasks.map((task) => task.engine))].sort(),
    scenarios: scenarios
      .map(({ value }) => value)
      .filter((value) => tasks.some(({ scenario }) => scenario === value)),
  }
}

/** A list tells no more of a task than its status, of which there are few. */
function attentionByStatus(now: number): (task: Task) => Attention {
  const known = new Map<string, Attention>()
  return ({ status }) => {
    const found = known.get(status) ?? attention({ status }, now)
    known.set(status, found)
    return found
  }
}

function asNeeding(own: Attention): Attention {
  return own === 'failed' ? own : 'needs'
}

function fitsWord(word: string, { task, attention: own }: ListedTask): boolean {
  return (
    task.name.toLowerCase().includes(word) ||
    task.id.toLowerCase().startsWith(word) ||
    attentionNames[own].includes(word) ||
    kindWordsOf(task).has(word)
  )
}

/** The same for all tasks of a kind, of which there are few. */
const kinds = new Map<string, ReadonlySet<string>>()

function kindWordsOf({ scenario, engine, direction, status }: Task): ReadonlySet<string> {
  const key = [scenario, engine, direction, status].join(' ')
  const known = kinds.get(key)
  if (known) return known
  const words = new Set(wordsFor({ scenario, engine, direction, status }).map((word) => word.toLowerCase()))
  if (kinds.size > 10_000) kinds.clear()
  kinds.set(key, words)
  return words
}

const ranks: Readonly<Record<Attention, number>> = {
  failed: 0,
  needs: 1,
  moving: 2,
  paused: 3,
  healthy: 3,
  rest: 3,
}

function inOrder(listed: readonly ListedTask[]): readonly ListedTask[] {
  const keyed = listed.map((one) => ({ one, rank: ranks[one.attention], name: one.task.name.toLowerCase() }))
  keyed.sort((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  return keyed.map(({ one }) => one)
}
