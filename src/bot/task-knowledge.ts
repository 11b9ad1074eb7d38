import type { Config } from '../config/types.ts'
import { linkSeenIn, taskIdsOf } from '../domain/approvals/open.ts'
import { guardedVerbWords } from '../domain/approvals/policy.ts'
import type { CardExtras } from '../domain/delivery/card-extras.ts'
import { consoleUrlOf, taskAtConsole } from '../domain/tasks/console-address.ts'
import type { TaskRef } from '../domain/tasks/task-ref.ts'
import { formatLimit } from '../domain/watching/limits.ts'
import { type CrossedLimit, defaultLimits } from '../domain/watching/usual-limits.ts'
import type { ChannelRef } from '../domain/watching/watch.ts'
import type { TaskKnowledge } from '../ports/task-knowledge.ts'
import type { ApprovalStore } from '../store/approval-store.ts'
import { figuresOfTasks } from '../store/figures.ts'
import { eventsSince } from '../store/history.ts'
import { channelRefId } from '../store/keys.ts'
import { limitsOfTasks } from '../store/limits.ts'
import type { Redis } from '../store/redis.ts'
import { getSetup } from '../store/task-setups.ts'
import { loadTasks, tasksInNeed } from '../store/task-states.ts'

interface KnowledgeDeps {
  readonly redis: Redis
  readonly store: Pick<ApprovalStore, 'requestsOfTask' | 'openRequests'>
  readonly config: Pick<Config, 'connections'>
}

/** What the bot knows of tasks, read from what it remembers. */
export function taskKnowledge({ redis, store, config }: KnowledgeDeps): TaskKnowledge {
  const seen: TaskKnowledge['seen'] = async (connection, ids) => {
    const tasks = await loadTasks(redis, connection, ids)
    return new Map(tasks.flatMap(({ id, snapshot }) => (snapshot ? [[id, snapshot] as const] : [])))
  }
  return {
    seen,
    extras: async (task, channelRef) => {
      const [requests, setup, ownCrossed] = await Promise.all([
        requestsOf(store, task, channelRef),
        getSetup(redis, task.connection, task.id),
        ownCrossedOf(redis, task, channelRef),
      ])
      const consoleUrl = consoleUrlOf(config.connections, task)
      return { ...requests, ownCrossed, ...(setup && { setup }), ...(consoleUrl && { consoleUrl }) }
    },
    figures: (connection, ids, since) => figuresOfTasks(redis, connection, ids, since),
    history: ({ connection, id }, since, channelRef) =>
      eventsSince(redis, connection, since, channelRef, new Set([id])),
    limits: (connection) =>
      config.connections.find(({ name }) => name === connection)?.limits ?? defaultLimits,
    prices: (connection) => config.connections.find(({ name }) => name === connection)?.prices,
    consoleUrl: (task) => consoleUrlOf(config.connections, task),
    taskAt: (url) => taskAtConsole(config.connections, url),
    needing: async (connection) => {
      const [needing, requests] = await Promise.all([tasksInNeed(redis, connection), store.openRequests()])
      const waiting = requests
        .filter((one) => one.connection === connection && isWaiting(one))
        .flatMap(taskIdsOf)
      return new Set([...needing, ...waiting])
    },
  }
}

type Requests = Awaited<ReturnType<KnowledgeDeps['store']['requestsOfTask']>>

function isWaiting({ state }: Requests[number]): boolean {
  return state === 'pending' || state === 'approved'
}

async function requestsOf(
  store: KnowledgeDeps['store'],
  { connection, id: taskId }: TaskRef,
  { channel }: ChannelRef,
): Promise<Pick<CardExtras, 'openRequests'>> {
  const requests = await store.requestsOfTask(connection, taskId)
  return {
    openRequests: requests.filter(isWaiting).map((request) => {
      const { id, payload, requester: by, answerBy, useBy } = request
      const link = linkSeenIn(request, channel)
      const verb = guardedVerbWords(payload.verb)
      return { id, verb, by, until: useBy ?? answerBy, ...(link !== undefined && { link }) }
    }),
  }
}

/** The limits of the channel's own watch that were told to be crossed, and still are. */
async function ownCrossedOf(
  redis: Redis,
  { connection, id }: TaskRef,
  channelRef: ChannelRef,
): Promise<readonly CrossedLimit[]> {
  const all = (await limitsOfTasks(redis, connection, [id])).get(id) ?? []
  const own = all.find((one) => channelRefId(one.channelRef) === channelRefId(channelRef))
  return (own?.limits ?? []).flatMap((limit) => {
    const { told, since, unread } = own?.state?.[formatLimit(limit)] ?? {}
    return told && since !== undefined && unread === undefined ? [{ limit, since }] : []
  })
}
