import { judge, type Verdict } from './judge.ts'
import { type Ground, openStage, type Stage } from './stage.ts'
import type { Fault } from './table.ts'

/** One line of the table: counted over both channels, but for what is told of blindness: so often in one of them. */
export interface Row extends Verdict {
  readonly fault: string
  readonly changes: number
  readonly seconds: number
  /** That nothing is told twice is not promised here, only counted. */
  readonly counted: boolean
  /** What was promised and is not so; empty if all of it is. */
  readonly broken: readonly string[]
}

/** Both intervals, and what dies with a process, on the scale of a test. */
export const usualTimes = {
  motion: 100,
  steady: 300,
  discovery: 60_000,
  claimMs: 1_000,
  leaseMs: 1_000,
  staleMs: 60_000,
  backoffMs: 200,
  groupMs: 0,
  paceMs: 0,
  repeatMs: 0,
} as const

/** Two intervals, after which blindness is told. */
const withSight = { steady: 2_000, staleMs: 4_000 } as const

/** A look that is so late, on a machine that is busy, may be told as an outage of its own: then that is true. */
const lateLookMs = 1.5 * withSight.steady

/** Plays a fault from its beginning and judges what the channels were told. */
export async function play(ground: Ground, fault: Fault): Promise<Row> {
  const begin = performance.now()
  const { replicas = 1, blind = false, before } = fault
  const times = { ...usualTimes, ...(blind !== false && withSight), ...fault.times }
  const stage = await openStage(ground, { replicas, times, before })
  try {
    const trouble = await played(stage, fault)
    const counted = fault.twice === 'counted'
    const row = { fault: fault.name, changes: stage.changes.length, ...judged(stage), counted }
    const silences = stage.silences(lateLookMs)
    const broken = [...trouble, ...brokenBy(fault, stage, silences)]
    return { ...row, seconds: Math.round((performance.now() - begin) / 100) / 10, broken }
  } finally {
    ground.redis.mend()
    await stage.stop()
  }
}

async function played(stage: Stage, fault: Fault): Promise<readonly string[]> {
  try {
    await fault.play(stage)
    await stage.stored()
    await stage.delivered()
    return []
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)]
  }
}

function verdictsOf(stage: Stage): readonly Verdict[] {
  return stage.transcripts().map((transcript) => judge(transcript, stage.changes))
}

const nothing: Verdict = { lost: 0, twice: 0, disorder: 0, cards: 0, blind: 0, sighted: 0, emptied: 0 }

function judged(stage: Stage): Verdict {
  return verdictsOf(stage).reduce(
    (sum, one) => ({
      lost: sum.lost + one.lost,
      twice: sum.twice + one.twice,
      disorder: sum.disorder + one.disorder,
      cards: sum.cards + one.cards,
      blind: Math.max(sum.blind, one.blind),
      sighted: Math.max(sum.sighted, one.sighted),
      emptied: Math.max(sum.emptied, one.emptied),
    }),
    nothing,
  )
}

/** What is promised of each channel, and is not so. `silences`: how often there was something to be told. */
function brokenBy(
  { blind = false, twice = 'never', emptied = false }: Fault,
  stage: Stage,
  silences: number,
): readonly string[] {
  const isTold = (times: number) => {
    if (blind === 'often') return times > 0
    return times === Number(blind) || (blind !== false && times > Number(blind) && times <= silences)
  }
  return verdictsOf(stage).flatMap((one) => [
    ...(one.lost > 0 ? ['a change is lost'] : []),
    ...(one.twice > 0 && twice === 'never' ? ['a change is told twice'] : []),
    ...(one.disorder > 0 ? ['the order is not kept'] : []),
    // Who watches again after everything was lost gets a card more.
    ...(one.cards > 0 && !emptied ? ['a card is wrong'] : []),
    ...(one.emptied === Number(emptied) ? [] : [`the loss is told ${one.emptied} times`]),
    ...(isTold(one.blind) ? [] : [`blindness is told ${one.blind} times`]),
    ...(isTold(one.sighted) && one.sighted === one.blind ? [] : [`sight is told ${one.sighted} times`]),
  ])
}
