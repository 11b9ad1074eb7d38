import { statusOf } from '../../drs/statuses.ts'
import { extraQuestionsFor } from './poll-questions.ts'
import type { Observation, Snapshot } from './snapshot.ts'

type Unread = NonNullable<Snapshot['unread']>
type Metric = keyof Unread

/** For so long an old figure may stand as if it were new, ms. */
const longMs = 3 * 60_000

/** What a poll did with a figure: it was read, it should have been, or the poll did not ask for it. */
type Reading = 'read' | 'unread' | 'not-asked'

/** Which figures cannot be read at `at` (milliseconds since the epoch), and since when. Nothing: all that should be there are. */
export function unreadFigures(
  before: Snapshot | undefined,
  seen: Observation,
  scenario: string | undefined,
  at: number,
): Unread | undefined {
  const found = (['lag', 'rpo', 'rto'] as const).flatMap((metric) => {
    const reading = isDue(metric, seen.status, scenario) ? readingOf(metric, before, seen) : 'read'
    const earlier = before?.unread?.[metric]
    if (reading === 'read' || (reading === 'not-asked' && earlier === undefined)) return []
    return [[metric, missing(earlier, reading === 'unread', at)] as const]
  })
  return found.length === 0 ? undefined : Object.fromEntries(found)
}

/** One question that fails is no silence. */
function missing(earlier: Unread[Metric], asked: boolean, at: number): NonNullable<Unread[Metric]> {
  if (earlier === undefined) return { since: at }
  const { since } = earlier
  if (!asked && !earlier.again) return earlier
  return at - since < longMs ? { since, again: true } : { since, again: true, long: true }
}

/** Whether there should be such a figure in this status. */
function isDue(metric: Metric, status: string | null, scenario: string | undefined): boolean {
  if (status === null) return false
  if (metric === 'lag') return statusOf(status).status === 'INCRE_TRANSFER_STARTED'
  return extraQuestionsFor(status, scenario).recovery
}

function readingOf(metric: Metric, before: Snapshot | undefined, seen: Observation): Reading {
  const part = metric === 'lag' ? 'progress' : 'recovery'
  if (seen.unanswered?.includes(part)) return 'unread'
  if (seen[part] === undefined) return 'not-asked'
  if (figureIn(metric, seen) !== undefined) return 'read'
  // DRS has no such figure of some tasks: only one that was there is missed.
  const wasThere = before !== undefined && (figureIn(metric, before) !== undefined || before.unread?.[metric])
  return wasThere ? 'unread' : 'read'
}

function figureIn(metric: Metric, { progress, recovery }: Observation): number | undefined {
  if (metric === 'lag') return progress?.lagMs
  return metric === 'rpo' ? recovery?.rpoMs : recovery?.rtoMs
}
