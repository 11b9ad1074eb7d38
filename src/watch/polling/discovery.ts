import type { Log } from '../../base/log.ts'
import { attributeEvents, attributionCandidates } from '../../domain/actions/attribution.ts'
import { cardMessage, eventMessage } from '../../domain/delivery/outbox-message.ts'
import type { Task } from '../../domain/tasks/task.ts'
import type { TaskService } from '../../domain/tasks/task-service.ts'
import {
  type DiscoveryPlan,
  type ListedTask,
  planDiscovery,
  watchFromFilter,
} from '../../domain/watching/discovery.ts'
import type { TaskEvent } from '../../domain/watching/event.ts'
import type { Snapshot } from '../../domain/watching/snapshot.ts'
import type { ChannelRef, FilterWatch, Watch } from '../../domain/watching/watch.ts'
import {
  addDiscoveredWatches,
  changeDiscoveredWatch,
  type DiscoveredWatch,
  discoveredTasks,
  endFilter,
  filtersOf,
  forgetFilter,
  noteDiscoveredTasks,
  noteFirstDiscovery,
  removeDiscoveredWatches,
  type StoredFilter,
} from '../../store/filters.ts'
import { channelRefId } from '../../store/keys.ts'
import { pendingActionsOfTasks } from '../../store/pending-actions.ts'
import type { Redis } from '../../store/redis.ts'
import { recentActions } from '../../store/task-locks.ts'
import { loadTasks, makeDue } from '../../store/task-states.ts'
import { suspendedChannels } from '../../store/unreachable-channels.ts'
import { watchesOfChannel } from '../../store/watches.ts'
import type { EngineEmitter } from '../events.ts'
import { withTags } from './discovery-tags.ts'

export interface DiscoveryDeps {
  readonly redis: Redis
  readonly service: (connection: string) => TaskService
  readonly clock: () => number
  readonly log: Log
  readonly events: EngineEmitter
}

/*
 * Filters name no tasks: discovery lists what the connection has and lets each filter's watches follow. It costs the pages
 * of the list, whatever the number of filters. Two discoveries at the same time do no harm: a watch is added only where
 * there is none, and what is said of a new task is said by the one that added it.
 */

/** Returns the channels that have something to be said. Does not ask DRS if the connection has no filters. */
export async function discoverTasks(deps: DiscoveryDeps, connection: string): Promise<readonly ChannelRef[]> {
  const { redis, service, clock, events } = deps
  const stored = await filtersOf(redis, connection)
  for (const { filter, ended } of stored) if (ended) await takeBack(redis, filter)
  const filters = stored.filter(({ ended }) => !ended)
  if (filters.length === 0) return []
  const at = clock()
  const { tasks: listed } = await service(connection).list()
  const { tasks, undecided } = await withTags(deps, connection, listed, filters)
  const resting = new Set(
    (await suspendedChannels(redis, connection)).map(({ channelRef }) => channelRefId(channelRef)),
  )
  const awake = filters.filter(({ filter }) => !resting.has(channelRefId(filter)))
  const fresh = await freshTasks(deps, connection, tasks, awake)
  let [added, removed] = [0, 0]
  for (const own of byPlace(awake)) {
    const done = await discoverFor(deps, { connection, at, tasks, fresh, undecided }, own)
    added += done.added
    removed += done.removed
  }
  await noteDiscoveredTasks(
    redis,
    connection,
    tasks.filter(({ id }) => !undecided.has(id)).map(({ id }) => id),
  )
  await noteFirstDiscovery(
    redis,
    awake.filter(({ looked }) => !looked).map(({ filter }) => filter),
  )
  events.emit('discovery:done', { connection, at, listed: listed.length, added, removed })
  return added === 0 ? [] : awake.map(({ filter }) => placeOnly(filter))
}

/** Ends a filter watch and the watches it made. Returns whether there was such a filter. */
export async function endFilterWatch(
  redis: Redis,
  connection: string,
  channelRef: ChannelRef,
  id: string,
): Promise<boolean> {
  if (!(await endFilter(redis, connection, channelRef, id))) return false
  const ended = (await filtersOf(redis, connection)).filter(({ filter }) => filter.id === id)
  for (const { filter } of ended) await takeBack(redis, filter)
  return true
}

/** Where another filter is left in the channel it may find the tasks again, and then goes on with their cards. */
async function takeBack(redis: Redis, filter: FilterWatch): Promise<void> {
  const { connection, id } = filter
  const filters = await filtersOf(redis, connection)
  const others = filters.some((other) => !other.ended && channelRefId(other.filter) === channelRefId(filter))
  const watches = await watchesOfChannel(redis, [connection], filter)
  const taskIds = watches.filter(({ via }) => via === id).map(({ taskId }) => taskId)
  const left = await removeDiscoveredWatches(redis, connection, filter, { taskIds, forgetCards: !others })
  if (left.length === 0) await forgetFilter(redis, filter)
}

function byPlace(filters: readonly StoredFilter[]): readonly (readonly StoredFilter[])[] {
  const places = new Set(filters.map(({ filter }) => channelRefId(filter)))
  return [...places].map((place) => filters.filter(({ filter }) => channelRefId(filter) === place))
}

function placeOnly({ team, channel }: FilterWatch): ChannelRef {
  return { team, channel }
}

interface List {
  readonly connection: string
  readonly at: number
  readonly tasks: readonly Task[]
  /** Tasks that stay as they are, because their tags are not known yet. */
  readonly undecided: ReadonlySet<string>
  /** What is said of tasks that nobody has seen before. */
  readonly fresh: ReadonlyMap<string, TaskEvent>
}

/** The tasks that are new since the last discovery. Before any filter has looked, everything is unknown and nothing is new. */
async function freshTasks(
  { redis, clock }: DiscoveryDeps,
  connection: string,
  tasks: readonly Task[],
  filters: readonly StoredFilter[],
): Promise<ReadonlyMap<string, TaskEvent>> {
  if (!filters.some(({ looked }) => looked)) return new Map()
  const known = await discoveredTasks(
    redis,
    connection,
    tasks.map(({ id }) => id),
  )
  const ids = tasks.filter(({ id }) => !known.has(id)).map(({ id }) => id)
  const acts = await recentActions(redis, connection, ids)
  const pendingActions = await pendingActionsOfTasks(redis, connection, ids)
  const at = clock()
  return new Map(
    ids.flatMap((id) => {
      const event: TaskEvent = { id: `${connection}:${id}:appeared`, at, kind: 'appeared' }
      const deeds = attributionCandidates(id, pendingActions.get(id) ?? [], acts.get(id))
      return attributeEvents([event], deeds, undefined, at).map((one) => [id, one] as const)
    }),
  )
}

async function discoverFor(
  deps: DiscoveryDeps,
  list: List,
  own: readonly StoredFilter[],
): Promise<{ readonly added: number; readonly removed: number }> {
  const { redis } = deps
  const { connection, at, tasks, undecided } = list
  const [first] = own
  if (first === undefined) return { added: 0, removed: 0 }
  const channelRef = placeOnly(first.filter)
  const watches = await watchesOfChannel(redis, [connection], channelRef)
  const plan = planDiscovery({ filters: own.map(({ filter }) => filter), tasks, undecided, watches })
  const looked = new Set(own.filter((one) => one.looked).map(({ filter }) => filter.id))
  const found = plan.add.map(({ task, filter }) => foundBy(filter, task, list, looked.has(filter.id)))
  const added = await addDiscoveredWatches(redis, connection, found, at)
  for (const watch of plan.change) await changeDiscoveredWatch(redis, watch)
  return { added, removed: await removeUnfit(deps, list, channelRef, plan) }
}

function foundBy(filter: FilterWatch, task: Task, { at, fresh }: List, looked: boolean): DiscoveredWatch {
  const watch: Watch = watchFromFilter(filter, task.id)
  const card = cardMessage(filter.connection, task.id, `found:${at}`, filter.locale)
  const event = looked ? fresh.get(task.id) : undefined
  return event === undefined
    ? { watch, card }
    : { watch, card, appeared: eventMessage(event, firstSight(task, at)) }
}

/** What the list says of a task that no look has seen. */
function firstSight(task: Task, at: number): Snapshot {
  const { connection, id, name, scenario, engine, mode, direction, status } = task
  return { connection, id, name, scenario, engine, mode, direction, status, version: 0, changedAt: at }
}

/** A task leaves only after the look that saw why has told it: one that is listed in another state is looked at first. */
async function removeUnfit(
  { redis, log }: DiscoveryDeps,
  { connection, at, tasks }: List,
  channelRef: ChannelRef,
  { remove }: DiscoveryPlan<Task>,
): Promise<number> {
  const listed = new Map<string, ListedTask>(tasks.map((task) => [task.id, task]))
  const stored = await loadTasks(redis, connection, remove)
  const unseen = stored.filter(
    ({ id, snapshot }) => snapshot !== undefined && snapshot.status !== (listed.get(id)?.status ?? null),
  )
  for (const { id } of unseen) await makeDue(redis, connection, id, at)
  const waiting = new Set(unseen.map(({ id }) => id))
  const taskIds = remove.filter((id) => !waiting.has(id))
  const left = await removeDiscoveredWatches(redis, connection, channelRef, { taskIds, forgetCards: false })
  if (left.length > 0)
    log.debug({ connection, ...channelRef, left: left.length }, 'Tasks leave a filter later')
  return taskIds.length - left.length
}
