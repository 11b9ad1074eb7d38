import type { Log } from '../../base/log.ts'
import { attributeEvents, attributionCandidates } from '../../domain/actions/attribution.ts'
import { mostCards } from '../../domain/delivery/board.ts'
import { cardMessage, eventMessage } from '../../domain/delivery/outbox-message.ts'
import type { IndexedTask } from '../../domain/tasks/indexed-task.ts'
import type { Task } from '../../domain/tasks/task.ts'
import type { TaskService } from '../../domain/tasks/task-service.ts'
import {
  asksForTags,
  type DiscoveryPlan,
  isAmong,
  planDiscovery,
  watchFromFilter,
} from '../../domain/watching/discovery.ts'
import type { TaskEvent } from '../../domain/watching/event.ts'
import type { Snapshot } from '../../domain/watching/snapshot.ts'
import type { ChannelRef, FilterWatch, Watch } from '../../domain/watching/watch.ts'
import { beginBoard, boardsOfChannel, forgetBoard, redrawBoard } from '../../store/boards.ts'
import {
  addDiscoveredWatches,
  changeDiscoveredWatch,
  type DiscoveredWatch,
  endFilter,
  filtersOf,
  forgetFilter,
  judgeAnew,
  noteJudged,
  removeDiscoveredWatches,
  type StoredFilter,
} from '../../store/filters.ts'
import { channelRefId } from '../../store/keys.ts'
import { pendingActionsOfTasks } from '../../store/pending-actions.ts'
import { type PostedCard, postedCards } from '../../store/posted-cards.ts'
import type { Redis } from '../../store/redis.ts'
import {
  type IndexState,
  indexChanges,
  indexState,
  noteTagged,
  readIndexed,
  readWholeIndex,
} from '../../store/task-index.ts'
import { recentActions } from '../../store/task-locks.ts'
import { loadTasks, makeDue } from '../../store/task-states.ts'
import { suspendedChannels } from '../../store/unreachable-channels.ts'
import { watchesAmong, watchesOfChannel } from '../../store/watches.ts'
import type { EngineEmitter } from '../events.ts'
import type { EngineOptions } from '../options.ts'
import { refreshTags } from './discovery-tags.ts'
import { walkLists } from './walk.ts'

export type RetireCard = (
  where: { readonly connection: string; readonly channelRef: ChannelRef },
  taskId: string,
  card: PostedCard,
) => Promise<void>

/** What the end of a filter touches. */
interface FilterDeps {
  readonly redis: Redis
  /** Says on a card that its task is not watched there any more. */
  readonly retire: RetireCard
}

export interface DiscoveryDeps extends FilterDeps {
  readonly service: (connection: string) => TaskService
  readonly clock: () => number
  readonly log: Log
  readonly events: EngineEmitter
  readonly options: EngineOptions
}

/*
 * Filters name no tasks: their watches follow the index. A filter that has found its tasks once looks only at what has
 * changed in the index since. Two discoveries at the same time do no harm: a watch is added only where there is none, and
 * what is said of a new task is said by the one that added it.
 */

/** Walks DRS's lists, and lets filters find their tasks. Returns the channels that have something to be said. */
export async function discoverTasks(deps: DiscoveryDeps, connection: string): Promise<readonly ChannelRef[]> {
  const at = deps.clock()
  const { listed } = await walkLists(deps, connection, deps.options.listPages)
  const found = await judgeFilters(deps, connection)
  const tagged = await refreshTags(deps, connection, found.terms)
  const again = tagged.size > 0 ? await judgeFilters(deps, connection, tagged) : nothingFound
  const [added, removed] = [found.added + again.added, found.removed + again.removed]
  deps.events.emit('discovery:done', { connection, at, listed, added, removed })
  return added === 0 ? [] : found.channels
}

interface Judged {
  readonly added: number
  readonly removed: number
  readonly channels: readonly ChannelRef[]
  readonly terms: readonly FilterWatch[]
}

const nothingFound = { added: 0, removed: 0 } as const

/** Tasks whose tags have just been read. */
type Tagged = Awaited<ReturnType<typeof refreshTags>>

/** Lets the filters find their tasks in the index as it is. */
async function judgeFilters(
  deps: DiscoveryDeps,
  connection: string,
  tagged: Tagged = new Map(),
): Promise<Judged> {
  const { redis } = deps
  const stored = await filtersOf(redis, connection)
  for (const { filter, ended } of stored) if (ended) await takeBack(deps, filter)
  const resting = new Set(
    (await suspendedChannels(redis, connection)).map(({ channelRef }) => channelRefId(channelRef)),
  )
  const awake = stored.filter(({ filter, ended }) => !ended && !resting.has(channelRefId(filter)))
  let [added, removed] = [0, 0]
  for (const own of byPlace(awake)) {
    const done = await judgeFor(deps, connection, own, tagged)
    added += done.added
    removed += done.removed
  }
  const terms = awake.map(({ filter }) => filter)
  return { added, removed, channels: terms.map(placeOnly), terms }
}

/** Ends a filter watch and the watches it made. Returns whether there was such a filter. */
export async function endFilterWatch(
  deps: FilterDeps,
  connection: string,
  channelRef: ChannelRef,
  id: string,
): Promise<boolean> {
  if (!(await endFilter(deps.redis, connection, channelRef, id))) return false
  const ended = (await filtersOf(deps.redis, connection)).filter(({ filter }) => filter.id === id)
  for (const { filter } of ended) await takeBack(deps, filter)
  return true
}

/** What another filter of the channel fits goes on with its card; on the others the card says that it has ended. */
async function takeBack(deps: FilterDeps, filter: FilterWatch): Promise<void> {
  const { redis } = deps
  const { connection, id } = filter
  const filters = await filtersOf(redis, connection)
  const others = filters
    .filter((other) => !other.ended && channelRefId(other.filter) === channelRefId(filter))
    .map((other) => other.filter)
  const watches = await watchesOfChannel(redis, [connection], filter)
  const taskIds = watches.filter(({ via }) => via === id).map(({ taskId }) => taskId)
  const indexed =
    others.length === 0 ? new Map<string, IndexedTask>() : await readIndexed(redis, connection, taskIds)
  const kept = taskIds.filter((taskId) => isAmong(others, indexed.get(taskId)))
  const over = taskIds.filter((taskId) => !kept.includes(taskId))
  const cards = await postedCards(redis, connection, filter, over)
  const left = await removeDiscoveredWatches(redis, connection, filter, { taskIds: kept, forgetCards: false })
  await removeDiscoveredWatches(redis, connection, filter, { taskIds: over, forgetCards: true })
  await retireAll(deps, connection, placeOnly(filter), cards)
  await judgeAnew(redis, connection, filter)
  if (left.length > 0) return
  await forgetBoard(redis, connection, filter, id)
  await forgetFilter(redis, filter)
}

/** Of tasks that somebody names meanwhile the cards go on. */
async function retireAll(
  { redis, retire }: FilterDeps,
  connection: string,
  channelRef: ChannelRef,
  cards: ReadonlyMap<string, PostedCard>,
): Promise<void> {
  const watched = await watchesAmong(redis, connection, channelRef, [...cards.keys()])
  const alive = new Set(watched.map(({ taskId }) => taskId))
  for (const [taskId, card] of cards)
    if (!alive.has(taskId)) await retire({ connection, channelRef }, taskId, card)
}

function byPlace(filters: readonly StoredFilter[]): readonly (readonly StoredFilter[])[] {
  const places = new Set(filters.map(({ filter }) => channelRefId(filter)))
  return [...places].map((place) => filters.filter(({ filter }) => channelRefId(filter) === place))
}

function placeOnly({ team, channel }: FilterWatch): ChannelRef {
  return { team, channel }
}

/** What a channel's filters look at: what has changed since they looked last, or everything. */
interface Sight {
  readonly connection: string
  readonly channelRef: ChannelRef
  readonly at: number
  readonly state: IndexState
  readonly tasks: readonly IndexedTask[]
  readonly watches: readonly Watch[]
}

async function sightOf(
  { redis, clock }: DiscoveryDeps,
  connection: string,
  own: readonly StoredFilter[],
  channelRef: ChannelRef,
): Promise<Sight> {
  // The state first: what changes after it is looked at again.
  const state = await indexState(redis, connection)
  const seen = own.map(({ judged }) => judged ?? -1)
  const ids = await indexChanges(redis, connection, Math.min(...seen))
  const [tasks, watches] =
    ids === 'all'
      ? [await readWholeIndex(redis, connection), await watchesOfChannel(redis, [connection], channelRef)]
      : [
          [...(await readIndexed(redis, connection, ids)).values()],
          await watchesAmong(redis, connection, channelRef, ids),
        ]
  return { connection, channelRef, at: clock(), state, tasks, watches }
}

async function judgeFor(
  deps: DiscoveryDeps,
  connection: string,
  own: readonly StoredFilter[],
  tagged: Tagged,
): Promise<{ readonly added: number; readonly removed: number }> {
  const { redis } = deps
  const [first] = own
  if (first === undefined) return { added: 0, removed: 0 }
  const channelRef = placeOnly(first.filter)
  const sight = await sightOf(deps, connection, own, channelRef)
  const { tasks, state, at } = sight
  const filters = own.map(({ filter }) => filter)
  const undecided = new Set(tasks.filter((task) => asksForTags(filters, task)).map(({ id }) => id))
  await noteTagged(redis, connection, [...undecided], 0)
  const plan = planDiscovery({ filters, tasks, undecided, watches: sight.watches })
  const fresh = await freshTasks(deps, sight, { own, tagged }, plan)
  const found = plan.add.map(({ task, filter }) => foundBy(filter, task, at, fresh.get(task.id)))
  await beginBoards(deps, sight, plan)
  const added = await addDiscoveredWatches(redis, connection, found, at)
  for (const watch of plan.change) await changeDiscoveredWatch(redis, watch, at)
  const { removed, waiting } = await removeUnfit(deps, sight, plan)
  if (removed + plan.change.length > 0)
    for (const { id } of filters) await redrawBoard(redis, connection, channelRef, id)
  if (!waiting) await noteJudged(redis, own, state.version)
  return { added, removed }
}

/** A filter that fits many tasks is told by a board from then on. */
async function beginBoards(
  { redis }: DiscoveryDeps,
  { connection, channelRef }: Sight,
  { add }: DiscoveryPlan<IndexedTask>,
): Promise<void> {
  const growing = new Set(add.map(({ filter }) => filter.id))
  for (const known of (await boardsOfChannel(redis, connection, channelRef)).keys()) growing.delete(known)
  if (growing.size === 0) return
  const watches = await watchesOfChannel(redis, [connection], channelRef)
  for (const id of growing) {
    const before = watches.filter(({ via }) => via === id).length
    const added = add.filter(({ filter }) => filter.id === id).length
    if (before + added > mostCards) await beginBoard(redis, connection, channelRef, id)
  }
}

/**
 * What is said of the tasks to be added that appeared since their filter looked last, or since its first look where nobody
 * knew their tags until now.
 */
async function freshTasks(
  { redis, clock }: DiscoveryDeps,
  { connection, state }: Sight,
  { own, tagged }: { readonly own: readonly StoredFilter[]; readonly tagged: Tagged },
  { add }: DiscoveryPlan<IndexedTask>,
): Promise<ReadonlyMap<string, TaskEvent>> {
  const filters = new Map(own.map((one) => [one.filter.id, one]))
  const ids = add.flatMap(({ task, filter }) => {
    const { looked, judged } = filters.get(filter.id) ?? {}
    const seen = tagged.get(task.id) === 'first' ? looked : judged
    if (seen === undefined || state.filled === undefined) return []
    return task.since > Math.max(seen, state.filled) ? [task.id] : []
  })
  const acts = await recentActions(redis, connection, ids)
  const pendingActions = await pendingActionsOfTasks(redis, connection, ids)
  const at = clock()
  return new Map(
    ids.flatMap((id) => {
      const event: TaskEvent = { id: `${connection}:${id}:appeared`, at, kind: 'appeared' }
      const deeds = attributionCandidates(pendingActions.get(id) ?? [], acts.get(id))
      return attributeEvents([event], deeds, undefined, at).map((one) => [id, one] as const)
    }),
  )
}

function foundBy(filter: FilterWatch, task: Task, at: number, event: TaskEvent | undefined): DiscoveredWatch {
  const watch: Watch = watchFromFilter(filter, task.id)
  const card = cardMessage(filter.connection, task.id, `found:${at}`, filter.locale)
  return event === undefined
    ? { watch, card }
    : { watch, card, appeared: eventMessage(event, firstSight(task, at)) }
}

/** What the list says of a task that no look has seen. */
function firstSight(task: Task, at: number): Snapshot {
  const { connection, id, name, scenario, engine, mode, direction, status } = task
  return { connection, id, name, scenario, engine, mode, direction, status, version: 0, changedAt: at }
}

/**
 * A task leaves only after the look that saw why has told it: one that is listed in another state is looked at first.
 * `waiting`: some have to be judged again. Before all lists are read, nothing is missing.
 */
async function removeUnfit(
  deps: DiscoveryDeps,
  { connection, channelRef, at, tasks, state }: Sight,
  { remove }: DiscoveryPlan<IndexedTask>,
): Promise<{ readonly removed: number; readonly waiting: boolean }> {
  const { redis, log } = deps
  const listed = new Map(tasks.map((task) => [task.id, task]))
  const known = remove.filter((id) => listed.has(id) || state.asOf !== undefined)
  const stored = await loadTasks(redis, connection, known)
  const unseen = stored.filter(
    ({ id, snapshot }) => snapshot !== undefined && snapshot.status !== (listed.get(id)?.status ?? null),
  )
  for (const { id } of unseen) await makeDue(redis, connection, id, at)
  const waiting = new Set(unseen.map(({ id }) => id))
  const taskIds = known.filter((id) => !waiting.has(id))
  const left = await removeDiscoveredWatches(redis, connection, channelRef, { taskIds, forgetCards: false })
  const gone = taskIds.filter((id) => !left.includes(id))
  await retireAll(deps, connection, channelRef, await postedCards(redis, connection, channelRef, gone))
  if (left.length > 0)
    log.debug({ connection, ...channelRef, left: left.length }, 'Tasks leave a filter later')
  const isOver = known.length === remove.length && waiting.size === 0 && left.length === 0
  return { removed: taskIds.length - left.length, waiting: !isOver }
}
