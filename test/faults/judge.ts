import type { SeenMessage } from '../../src/local-slack/control/seen.ts'

/** A change of a task, in the words in which it has to be told: `<task>: <from> → <to>`. */
export interface Change {
  readonly task: string
  readonly from: string
  readonly to: string
}

/** What is wrong with what a channel was told. */
export interface Verdict {
  readonly lost: number
  readonly twice: number
  /** Tasks whose changes are told in another order than they happened. */
  readonly disorder: number
  /** Tasks whose card does not show the latest state, or that have none, or several. */
  readonly cards: number
  /** How often it was told that nothing can be seen, and that it can again. */
  readonly blind: number
  readonly sighted: number
  /** How often it was told that Redis has lost all. */
  readonly emptied: number
}

/** Compares the transcript of a channel with the changes that happened, oldest first. */
export function judge(transcript: readonly SeenMessage[], changes: readonly Change[]): Verdict {
  const said = messagesOf(transcript)
  const told = said.flatMap((message) => changesIn(message))
  const tasks = [...new Set(changes.map(({ task }) => task))]
  const verdicts = tasks.map((task) => compare(of(task, told), of(task, changes)))
  const sum = (count: (verdict: Compared) => number) =>
    verdicts.reduce((total, verdict) => total + count(verdict), 0)
  return {
    lost: sum(({ lost }) => lost),
    twice: sum(({ twice }) => twice),
    disorder: sum(({ ordered }) => (ordered ? 0 : 1)),
    cards: tasks.filter((task) => !hasRightCard(transcript, task, of(task, changes).at(-1))).length,
    blind: said.filter(({ text }) => text.startsWith('Can’t see the tasks')).length,
    sighted: said.filter(({ text }) => isSighted(text)).length,
    emptied: said.filter(({ text }) => text.startsWith('All watches of')).length,
  }
}

/** Channel and threads, oldest first; a reply that the channel shows too is one message. */
function messagesOf(transcript: readonly SeenMessage[]): readonly SeenMessage[] {
  const all = transcript
    .flatMap((message) => [message, ...message.replies])
    .filter(({ ephemeral }) => !ephemeral)
  const byTs = new Map(all.map((message) => [message.ts, message]))
  return [...byTs.values()].toSorted((a, b) => Number(a.ts) - Number(b.ts))
}

function isSighted(text: string): boolean {
  return /^Can see the tasks of .* again/.test(text)
}

const arrow = ' → '

/** A merged message tells several; the list of what was missed repeats what is told by messages of their own. */
function changesIn({ text, plain }: SeenMessage): readonly Change[] {
  if (isSighted(text)) return []
  const [title = ''] = text.split('\n')
  if (/^\d+ changes? in \d+ tasks?/.test(title)) return linesOf(plain).flatMap(stepsIn)
  return stepsIn(title)
}

/** The lines of a list, each after its time; the fallback text repeats them. */
function linesOf(plain: string): readonly string[] {
  return [...new Set(plain.split('\n').flatMap((line) => line.split(' · ').slice(1)))]
}

/** `name: A → B`, or `name: 3 changes merged: A → B → C → D`. */
function stepsIn(sentence: string): readonly Change[] {
  const [, task, path] = /^\*?([\w-]+): (?:\d+ changes merged: )?(.+ → .+?)\*?$/.exec(sentence.trim()) ?? []
  if (task === undefined || path === undefined) return []
  const states = path.split(arrow)
  return states.slice(1).map((to, index) => ({ task, from: states[index] ?? '', to }))
}

function of(task: string, changes: readonly Change[]): readonly Change[] {
  return changes.filter((change) => change.task === task)
}

interface Compared {
  readonly lost: number
  readonly twice: number
  readonly ordered: boolean
}

function compare(told: readonly Change[], happened: readonly Change[]): Compared {
  const [has, wants] = [counts(told), counts(happened)]
  const names = [...new Set([...has.keys(), ...wants.keys()])]
  const missing = names.map((name) => (wants.get(name) ?? 0) - (has.get(name) ?? 0))
  const total = (some: readonly number[]) => some.reduce((sum, one) => sum + Math.max(0, one), 0)
  const lost = total(missing)
  const twice = total(missing.map((one) => -one))
  const inOrder = lost + twice > 0 || told.every((change, at) => nameOf(change) === nameOf(happened[at]))
  return { lost, twice, ordered: inOrder }
}

function counts(changes: readonly Change[]): ReadonlyMap<string, number> {
  const counted = new Map<string, number>()
  for (const change of changes) counted.set(nameOf(change), (counted.get(nameOf(change)) ?? 0) + 1)
  return counted
}

function nameOf(change: Change | undefined): string {
  return change === undefined ? '' : `${change.from}${arrow}${change.to}`
}

function hasRightCard(transcript: readonly SeenMessage[], task: string, last: Change | undefined): boolean {
  const cards = transcript.filter(
    ({ metadata, threadTs, text }) => metadata && !threadTs && text.startsWith(task),
  )
  const [card] = cards
  return cards.length === 1 && last !== undefined && card?.plain.includes(last.to) === true
}
