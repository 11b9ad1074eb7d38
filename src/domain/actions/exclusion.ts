import { sameInAll, say, type Text } from '../../base/i18n.ts'
import { isCommandName } from '../command-targets.ts'
import type { ActionNature } from './action.ts'
import { type ActionName, actionOf, isAction } from './rows.ts'

/** What excludes what: whether an action may begin while another is under way on the task. */
type Exclusion = 'go on' | 'wait' | 'refuse'

/** For an action of that nature, by the nature of what is under way. */
const table: Readonly<Record<ActionNature, Readonly<Record<ActionNature, Exclusion>>>> = {
  // Comparisons run beside each other and beside everything that leaves the task there; DRS says what it cannot compare.
  reads: {
    reads: 'go on',
    checks: 'go on',
    sets: 'go on',
    creates: 'wait',
    moves: 'go on',
    turns: 'wait',
    ends: 'refuse',
    removes: 'refuse',
  },
  checks: {
    reads: 'go on',
    checks: 'wait',
    sets: 'go on',
    creates: 'wait',
    moves: 'wait',
    turns: 'wait',
    ends: 'refuse',
    removes: 'refuse',
  },
  // A setting counts from when it is made, whatever goes on.
  sets: {
    reads: 'go on',
    checks: 'go on',
    sets: 'go on',
    creates: 'wait',
    moves: 'go on',
    turns: 'wait',
    ends: 'refuse',
    removes: 'refuse',
  },
  creates: {
    reads: 'go on',
    checks: 'go on',
    sets: 'go on',
    creates: 'go on',
    moves: 'go on',
    turns: 'go on',
    ends: 'go on',
    removes: 'go on',
  },
  moves: {
    reads: 'go on',
    checks: 'wait',
    sets: 'go on',
    creates: 'wait',
    moves: 'wait',
    turns: 'wait',
    ends: 'refuse',
    removes: 'refuse',
  },
  turns: {
    reads: 'go on',
    checks: 'wait',
    sets: 'go on',
    creates: 'wait',
    moves: 'wait',
    turns: 'refuse',
    ends: 'refuse',
    removes: 'refuse',
  },
  // A stop is the way out of whatever hangs, but for a pair whose roles are just being swapped.
  ends: {
    reads: 'go on',
    checks: 'go on',
    sets: 'go on',
    creates: 'wait',
    moves: 'go on',
    turns: 'wait',
    ends: 'wait',
    removes: 'refuse',
  },
  removes: {
    reads: 'go on',
    checks: 'go on',
    sets: 'go on',
    creates: 'wait',
    moves: 'wait',
    turns: 'wait',
    ends: 'wait',
    removes: 'refuse',
  },
}

function exclusionOf(action: string, underWay: ActionName): Exclusion {
  // A raw call that no action stands for may do anything: it counts like one that moves the task.
  const nature = isAction(action) ? actionOf(action).nature : 'moves'
  // Asked for again where the task as it is now allows it: DRS has not done it, or somebody has undone it unseen.
  if (action === underWay && nature === 'moves') return 'go on'
  return table[nature][actionOf(underWay).nature]
}

/** Why the action must not begin on that task now; nothing if it may. */
export function excludedBy(action: string, name: string, underWay: readonly ActionName[]): Text | undefined {
  const refusal = refusedBy(action, name, underWay)
  if (refusal) return refusal
  const holding = underWay.find((other) => exclusionOf(action, other) === 'wait')
  return holding && busyText(name, holding)
}

/** Without those that were over when a later one began, which would have had to wait for them otherwise. */
export function stillUnderWay<Pending extends { readonly verb: ActionName; readonly since: number }>(
  pending: readonly Pending[],
): readonly Pending[] {
  return pending.filter(
    (one) =>
      !pending.some((later) => later.since > one.since && exclusionOf(later.verb, one.verb) !== 'go on'),
  )
}

/** Why there is no use in asking for it at all. What only has to wait may be asked for and voted on meanwhile. */
export function refusedBy(action: string, name: string, underWay: readonly ActionName[]): Text | undefined {
  const refusing = underWay.find((other) => exclusionOf(action, other) === 'refuse')
  return refusing && refused(name, refusing)
}

/** The command that asks for it; its own words where none does. */
function verbText(verb: string): Text {
  return isAction(verb) && !isCommandName(verb) ? actionOf(verb).words.button : sameInAll(verb)
}

/** Something is under way that has to end first. */
export function busyText(name: string, doing: string): Text {
  const verb = verbText(doing)
  return say(
    `Another action on ${name} is under way: ${verb.en}. Wait until it ends, then try again.`,
    `${name} 正在执行其他操作（${verb['zh-CN']}）。请等待其结束后重新发起。`,
  )
}

function refused(name: string, doing: string): Text {
  const verb = verbText(doing)
  return say(
    `Another action on ${name} is under way: ${verb.en}. After it, this is no longer needed.`,
    `${name} 正在执行其他操作（${verb['zh-CN']}），完成后无需再执行此操作。`,
  )
}
