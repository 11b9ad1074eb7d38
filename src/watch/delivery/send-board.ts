import { type Board, mostOnBoard } from '../../domain/delivery/board.ts'
import { boardKey } from '../../domain/delivery/outbox-message.ts'
import type { PlannedMessage, ShownReply } from '../../domain/delivery/route-facts.ts'
import { searchTasks } from '../../domain/tasks/task-search.ts'
import type { ChannelRef, FilterWatch } from '../../domain/watching/watch.ts'
import { noteBoard } from '../../store/boards.ts'
import { filtersOf } from '../../store/filters.ts'
import { channelRefId } from '../../store/keys.ts'
import type { DeliveryLease } from '../../store/outbox.ts'
import { connectionOf } from '../../store/plain-values.ts'
import { postedCards } from '../../store/posted-cards.ts'
import { readIndexed } from '../../store/task-index.ts'
import { loadTasks, tasksInNeed } from '../../store/task-states.ts'
import { watchesOfChannel } from '../../store/watches.ts'
import type { DeliveryDeps } from './deps.ts'
import { drawCard, emitSent, noteDelivered, type SendingParts } from './send-once.ts'
import { putReply } from './send-ongoing.ts'

/** Draws the board of a filter as its tasks stand now: one edit says all that waits for it. */
export async function sendBoard(
  deps: DeliveryDeps,
  lease: DeliveryLease,
  message: Extract<PlannedMessage, { readonly kind: 'board' }>,
  { facts, find }: Pick<SendingParts, 'facts' | 'find'>,
): Promise<void> {
  const { redis } = deps
  const { connection, channelRef } = lease
  const { filter: id, entries, shown, key } = message
  const messages = find(entries)
  const filter = await livingFilter(deps, lease, id)
  if (filter === undefined) return noteDelivered(deps, lease, { taskId: '', messages, keys: [] })
  const board = await boardOf(deps, filter)
  const now = deps.clock()
  const card = drawCard(() => deps.render.boardCard(board, filter.locale, now))
  const sent = await putReply(deps, lease, { post: { ...channelRef, key, card }, shown, rings: false })
  const standing = { ts: sent.ts, key: sent.key, at: now }
  await noteBoard(redis, connection, channelRef, id, standing)
  facts.boards.set(id, standing)
  await noteDelivered(deps, lease, { taskId: '', messages, keys: [key] })
  emitSent(deps, lease, '', { ts: sent.ts, how: sent.how, key: sent.key, merged: messages.length })
}

async function livingFilter(
  { redis }: DeliveryDeps,
  { connection, channelRef }: Pick<DeliveryLease, 'connection' | 'channelRef'>,
  id: string,
): Promise<FilterWatch | undefined> {
  const stored = await filtersOf(redis, connection)
  const own = stored.find(
    ({ filter, ended }) => !ended && filter.id === id && channelRefId(filter) === channelRefId(channelRef),
  )
  return own?.filter
}

async function boardOf(deps: DeliveryDeps, filter: FilterWatch): Promise<Board> {
  const { redis, clock } = deps
  const { connection, id } = filter
  const watches = await watchesOfChannel(redis, [connection], filter)
  const ids = watches.filter(({ via }) => via === id).map(({ taskId }) => taskId)
  const [rows, needing, own = connection] = await Promise.all([
    readIndexed(redis, connection, ids),
    tasksInNeed(redis, connection),
    connectionOf(redis, filter),
  ])
  const { counts, listed } = searchTasks([...rows.values()], { words: [], terms: [] }, needing, clock())
  const worst = listed.filter(({ attention }) => attention === 'failed' || attention === 'needs')
  const shown = worst.slice(0, mostOnBoard)
  const shownIds = shown.map(({ task }) => task.id)
  const [stored, cards] = await Promise.all([
    loadTasks(redis, connection, shownIds),
    postedCards(redis, connection, filter, shownIds),
  ])
  const snapshots = new Map(stored.map((task) => [task.id, task.snapshot]))
  const tasks = shown.map(async (one) => {
    const snapshot = snapshots.get(one.task.id)
    const link = await linkTo(deps, filter, cards.get(one.task.id)?.ts)
    return { ...one, ...(snapshot && { snapshot }), ...(link !== undefined && { link }) }
  })
  const elsewhere = own !== connection && ({ elsewhere: true } as const)
  return { filter, counts, needing: await Promise.all(tasks), ...elsewhere }
}

/** A board without the address of a card is better than none. */
async function linkTo(
  { permalink, log }: DeliveryDeps,
  { channel }: ChannelRef,
  ts: string | undefined,
): Promise<string | undefined> {
  if (permalink === undefined || ts === undefined) return undefined
  try {
    return await permalink(channel, ts)
  } catch (err) {
    log.warn({ channel, err }, 'Slack did not say the address of a card')
    return undefined
  }
}

/** Says on a board that the channel does not watch its tasks any more; where Slack does not take that, it is left. */
export async function retireBoard(deps: DeliveryDeps, filter: FilterWatch, shown: ShownReply): Promise<void> {
  const { log, messenger, render, clock } = deps
  const { team, channel, connection, id } = filter
  try {
    const board = { ...(await boardOf(deps, filter)), over: true } as const
    const card = render.boardCard(board, filter.locale, clock())
    await messenger.update({ team, channel, ts: shown.ts, key: boardKey(connection, id), card })
  } catch (err) {
    log.warn(
      { connection, team, channel, err },
      'A board could not say that its tasks are not watched any more',
    )
  }
}
