import { isProgressProbe, nextRestLook } from '../../domain/watching/poll-interval.ts'
import { hasUnseen, noteAnswer, noteIdleRound, notePoll } from '../../store/heartbeats.ts'
import { type ClaimedGroup, claimGroups, rescheduleGroups, wakeFromRest } from '../../store/resting-groups.ts'
import { type ClaimOrder, claimDue, countDue, type DueCounts } from '../../store/task-states.ts'
import type { EngineOptions } from '../options.ts'
import { chunkOf, type LookEnd, lookAt } from './look.ts'
import {
  type Claim,
  claimUntil,
  dueUntil,
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
  const due = await countDue(deps.redis, connection, dueUntil(at, deps.options))
  const questions = questionsFor(due, deps.options)
  await deps.onDue?.(connection, questions)
  const someUnseen = questions > 0 && (await hasUnseen(deps.redis, connection))
  const pass: PollPass = {
    connection,
    at,
    looked: 0,
    changed: 0,
    failed: 0,
    groupsLeft: due.groups,
    answeredAt: Number.NEGATIVE_INFINITY,
    someUnseen,
    lists: createListReader(deps, connection, at),
  }
  const look = which === 'all' ? lookAtAll : lookAtMoving
  const lanes = Math.min(questions, deps.options.parallel)
  await Promise.all(Array.from({ length: lanes }, (_, lane) => look(deps, pass, due, lane)))
  const { looked, changed, failed } = pass
  if (looked === 0 && which === 'all') await noteIdleRound(deps.redis, connection, at)
  deps.events.emit('poll:done', { connection, at, looked, changed })
  deps.onFailpoint?.('poll:done')
  // Who finds nothing due does not know what those have found who were first.
  return looked > 0 && failed === 0
}

/** How many questions what is due fills; a group of tasks at rest has one of its own. */
function questionsFor({ tasks, groups }: DueCounts, { chunk }: EngineOptions): number {
  return Math.ceil(tasks / chunk) + groups
}

/** Whoever is next in the line would get no call either: the next poll tries again. */
async function lookAtAll(deps: PollDeps, pass: PollPass, due: DueCounts, lane: number): Promise<void> {
  // However much is in motion, what rests has its turn in one of the lanes.
  const order = lane === 0 ? 'oldest' : 'moving-first'
  const end = due.tasks > 0 ? await lookAtSingles(deps, pass, order) : 'done'
  if (end === 'done') await lookAtGroups(deps, pass)
}

const lookAtMoving = (deps: PollDeps, pass: PollPass, { tasks }: DueCounts) =>
  tasks > 0 ? lookAtSingles(deps, pass, 'moving-only') : undefined

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
  while (pass.groupsLeft > 0) {
    const claimed = claimUntil(clock(), options)
    const groups = await claimGroups(redis, pass.connection, {
      due: dueUntil(pass.at, options),
      until: claimed,
    })
    if (groups.length === 0) return
    pass.groupsLeft -= groups.length
    deps.onFailpoint?.('poll:claimed')
    const claim: GroupClaim = { claimed, groups }
    const looked = await lookAtClaimed(deps, pass, claim)
    await reschedule(deps, pass, claim, ({ group, due }) => looked.next.get(group) ?? due)
    if (looked.end === 'no-budget') return
  }
}

/** Groups claimed in one step; their claims are renewed together. */
interface GroupClaim extends Claim {
  readonly groups: readonly ClaimedGroup[]
}

interface GroupsLook {
  readonly end: LookEnd
  /** When to look next at the groups that were looked at. */
  readonly next: ReadonlyMap<string, number>
}

async function lookAtClaimed(deps: PollDeps, pass: PollPass, claim: GroupClaim): Promise<GroupsLook> {
  const next = new Map<string, number>()
  for (const some of questionsOf(claim.groups)) {
    // Somebody else may have taken them.
    if (deps.clock() > claim.claimed) break
    const look = await lookAtRest(deps, pass, some, claim)
    for (const one of some) next.set(one.group, look.next(one))
    if (look.end === 'no-budget') return { end: 'no-budget', next }
  }
  return { end: 'done', next }
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
  { claimed, groups }: GroupClaim,
  next: (group: ClaimedGroup) => number,
): Promise<void> {
  const appointments = groups.map((one) => ({ group: one.group, next: next(one) }))
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

interface RestLookEnd {
  readonly end: LookEnd
  readonly next: (group: ClaimedGroup) => number
}

/** Only tasks that are not what they were are looked at by themselves, by what was answered of them. */
async function lookAtRest(
  deps: PollDeps,
  pass: PollPass,
  groups: readonly ClaimedGroup[],
  claim: GroupClaim,
): Promise<RestLookEnd> {
  const { redis, service, options } = deps
  const { connection, at } = pass
  const limits = options.limits(connection)
  const ids = groups.flatMap(({ tasks }) => Object.keys(tasks))
  pass.looked += ids.length
  try {
    const keep = (until: number) => reschedule(deps, pass, claim, () => until)
    const ask = () => askGroups(service(connection), groups, { at, limits }, pass.lists.statuses)
    const { changed: others, answered } = await whileClaimed(deps, pass, claim, keep, ask)
    await noteAnswered(deps, pass, ids, others)
    const changed = groups.some((group) => isSparse(group, options.chunk)) ? ids : others
    await wakeFromRest(redis, connection, changed, claim.claimed)
    const groupOf = (id: string) => groups.find(({ tasks }) => Object.hasOwn(tasks, id))
    const claims = changed.map((id) => ({ id, due: groupOf(id)?.due ?? at }))
    const end =
      claims.length === 0 ? 'done' : await lookAt(deps, pass, chunkOf(claims, claim.claimed), answered)
    return { end, next: ({ kind, due: was }) => nextRestLook(kind, at, options, isProgressProbe(was)) }
  } catch (error) {
    await noteFailedLook(deps, pass, ids, error)
    const isShort = isShortage(error)
    return {
      end: isShort ? 'no-budget' : 'done',
      next: ({ due: was }) => (isShort ? was : at + options.motion),
    }
  }
}
