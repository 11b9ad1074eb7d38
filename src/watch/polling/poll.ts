import { isProgressProbe, nextRestLook } from '../../domain/watching/poll-interval.ts'
import { hasUnseen, noteAnswer, noteIdleRound, notePoll } from '../../store/heartbeats.ts'
import { type ClaimedGroup, claimGroups, rescheduleGroups, wakeFromRest } from '../../store/resting-groups.ts'
import { type ClaimOrder, claimDue, countDue, recallDistantPolls } from '../../store/task-states.ts'
import { chunkOf, type LookEnd, lookAt } from './look.ts'
import {
  type Claim,
  claimUntil,
  dueUntil,
  latestLook,
  noteFailedLook,
  type PollDeps,
  type PollPass,
  whileClaimed,
} from './pass.ts'
import { askGroups, isShortage } from './rest.ts'
import { createListReader } from './walk.ts'

/** `moving`: only tasks in motion, or with an action under way. */
export type PollScope = 'all' | 'moving'

/**
 * Looks at every task of a connection that is due, in hundreds, and commits what differs: at those that are due by
 * themselves first, and then at groups of tasks at rest. Any number of polls may run at the same time on any number of
 * replicas: a task is claimed by one of them, and a commit is refused if another was first. Returns whether there was
 * anything to ask and DRS answered all of it. Never throws on account of DRS.
 */
export async function pollConnection(
  deps: PollDeps,
  connection: string,
  which: PollScope = 'all',
): Promise<boolean> {
  const at = deps.clock()
  const someUnseen = await hasUnseen(deps.redis, connection)
  const pass: PollPass = {
    connection,
    at,
    looked: 0,
    changed: 0,
    failed: 0,
    answeredAt: Number.NEGATIVE_INFINITY,
    someUnseen,
    lists: createListReader(deps, connection, at),
  }
  await recallDistantPolls(deps.redis, connection, { latest: latestLook(at, deps.options), at })
  const look = which === 'all' ? lookAtAll : lookAtMoving
  const lanes = await lanesFor(deps, pass)
  await Promise.all(Array.from({ length: lanes }, (_, lane) => look(deps, pass, lane)))
  const { looked, changed, failed } = pass
  if (looked === 0 && which === 'all') await noteIdleRound(deps.redis, connection, at)
  deps.events.emit('poll:done', { connection, at, looked, changed })
  deps.onFailpoint?.('poll:done')
  // Who finds nothing due does not know what those have found who were first.
  return looked > 0 && failed === 0
}

/** As many as have something to ask, and one to find out that there is nothing. */
async function lanesFor({ redis, options }: PollDeps, { connection, at }: PollPass): Promise<number> {
  const { chunk, parallel } = options
  const due = await countDue(redis, connection, dueUntil(at, options), chunk)
  return Math.min(Math.max(1, Math.ceil(due / chunk)), parallel)
}

/** Whoever is next in the line would get no call either: the next poll tries again. */
async function lookAtAll(deps: PollDeps, pass: PollPass, lane: number): Promise<void> {
  // However much is in motion, what rests has its turn in one of the lanes.
  const order = lane === 0 ? 'oldest' : 'moving-first'
  if ((await lookAtSingles(deps, pass, order)) === 'done') await lookAtGroups(deps, pass)
}

const lookAtMoving = (deps: PollDeps, pass: PollPass) => lookAtSingles(deps, pass, 'moving-only')

async function lookAtSingles(deps: PollDeps, pass: PollPass, order: ClaimOrder): Promise<LookEnd> {
  const { redis, options, clock } = deps
  for (;;) {
    const claimed = claimUntil(clock(), options)
    const due = dueUntil(pass.at, options)
    const claim = { due, until: claimed, limit: options.chunk, order }
    const claims = await claimDue(redis, pass.connection, claim)
    if (claims.length === 0) return 'done'
    deps.onFailpoint?.('poll:claimed')
    pass.looked += claims.length
    if ((await lookAt(deps, pass, chunkOf(claims, claimed))) === 'no-budget') return 'no-budget'
  }
}

async function lookAtGroups(deps: PollDeps, pass: PollPass): Promise<void> {
  const { redis, options, clock } = deps
  for (;;) {
    const claimed = claimUntil(clock(), options)
    const groups = await claimGroups(redis, pass.connection, {
      due: dueUntil(pass.at, options),
      until: claimed,
    })
    if (groups.length === 0) return
    deps.onFailpoint?.('poll:claimed')
    const claim: GroupClaim = { claimed, open: new Set(groups) }
    for (const some of questionsOf(groups)) {
      // Somebody else may have taken them.
      if (clock() > claim.claimed) break
      if ((await lookAtRest(deps, pass, some, claim)) === 'done') continue
      await reschedule(deps, pass, claim, claim.open, ({ due }) => due)
      return
    }
  }
}

/** Groups claimed in one step. */
interface GroupClaim extends Claim {
  /** Those that are still to be looked at; their claims are renewed with those of the others. */
  readonly open: Set<ClaimedGroup>
}

/** The last, half filled groups share a question. */
function questionsOf(groups: readonly ClaimedGroup[]): readonly (readonly ClaimedGroup[])[] {
  const last = groups.filter(({ isOpen }) => isOpen)
  const full = groups.filter(({ isOpen }) => !isOpen).map((group) => [group])
  return last.length > 0 ? [...full, last] : full
}

async function reschedule(
  { redis }: PollDeps,
  { connection }: PollPass,
  { claimed }: Claim,
  groups: Iterable<ClaimedGroup>,
  next: (group: ClaimedGroup) => number,
): Promise<void> {
  const appointments = Array.from(groups, (one) => ({ group: one.group, next: next(one) }))
  await rescheduleGroups(redis, connection, claimed, appointments)
}

/** One answer in a while is sign enough that DRS can be seen, unless some tasks were noted as not answering. */
async function noteAnswered(
  { redis, clock }: PollDeps,
  pass: PollPass,
  ids: readonly string[],
  others: readonly string[],
): Promise<void> {
  const now = clock()
  if (others.length === ids.length) return
  if (pass.someUnseen) {
    const open = new Set(others)
    const seen = ids.filter((id) => !open.has(id))
    await notePoll(redis, pass.connection, { at: now, seen, failed: [], cause: undefined })
  } else if (now - pass.answeredAt >= 1_000) {
    pass.answeredAt = now
    await noteAnswer(redis, pass.connection, now)
  }
}

/** Too many of its tasks have left: the others are to join a group that fills a question. */
function isSparse({ isOpen, tasks }: ClaimedGroup, full: number): boolean {
  return !isOpen && Object.keys(tasks).length < 0.9 * full
}

/** Only tasks that are not what they were are looked at by themselves, by what was answered of them. */
async function lookAtRest(
  deps: PollDeps,
  pass: PollPass,
  groups: readonly ClaimedGroup[],
  claim: GroupClaim,
): Promise<LookEnd> {
  const { redis, service, options } = deps
  const { connection, at } = pass
  const limits = options.limits(connection)
  const ids = groups.flatMap(({ tasks }) => Object.keys(tasks))
  pass.looked += ids.length
  const later = async (next: (group: ClaimedGroup) => number) => {
    for (const group of groups) claim.open.delete(group)
    await reschedule(deps, pass, claim, groups, next)
  }
  try {
    const keep = (until: number) => reschedule(deps, pass, claim, claim.open, () => until)
    const ask = () => askGroups(service(connection), groups, { at, limits }, pass.lists.statuses)
    const { changed: others, answered } = await whileClaimed(deps, pass, claim, keep, ask)
    await noteAnswered(deps, pass, ids, others)
    const changed = groups.some((group) => isSparse(group, options.chunk)) ? ids : others
    const due = new Map(groups.flatMap((group) => Object.keys(group.tasks).map((id) => [id, group.due])))
    await wakeFromRest(redis, connection, changed, claim.claimed)
    const claims = changed.map((id) => ({ id, due: due.get(id) ?? at }))
    const end =
      claims.length === 0 ? 'done' : await lookAt(deps, pass, chunkOf(claims, claim.claimed), answered)
    await later(({ kind, due: was }) => nextRestLook(kind, at, options, isProgressProbe(was)))
    return end
  } catch (error) {
    await noteFailedLook(deps, pass, ids, error)
    await later(({ due: was }) => (isShortage(error) ? was : at + options.motion))
    return isShortage(error) ? 'no-budget' : 'done'
  }
}
