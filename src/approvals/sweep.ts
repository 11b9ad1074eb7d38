import { lostWrites, mayBeDoneAlready } from '../domain/approvals/lost-writes.ts'
import type { ApprovalRequest } from '../domain/approvals/request.ts'
import { trackableTasks } from '../domain/approvals/targets.ts'
import type { ChannelRef } from '../domain/watching/watch.ts'
import { pendingOutcomes } from '../store/outcomes.ts'
import { pendingActionsOfTask } from '../store/pending-actions.ts'
import type { ApprovalDeps, AuthorizedApprovalDeps } from './deps.ts'
import { postRequest, takePosting } from './message.ts'
import { batchOf, pendingActionsOf } from './pending-action.ts'
import { applyTransition, moveFromChannel, presentRequest } from './transition.ts'

/**
 * What time and crashes do to requests, looked after by every replica:
 *  - deadlines run out, people are reminded, others are asked as well;
 *  - a request whose message was not noted is found by its key, or posted;
 *  - a state that was not drawn, because of Slack's limits, an outage or the end of a process, is drawn when that works;
 *  - an execution whose process died is looked after again: by a pending action for tasks, which finds out by asking DRS how they
 *    stand, and by saying that nobody knows for a raw call. Nothing is asked of DRS a second time.
 */
export interface Sweeper {
  /** One look at everything. Never throws: what fails is logged and tried at the next look. */
  run(): Promise<void>
  start(): void
  /** Finishes the look at hand. */
  stop(): Promise<void>
}

const everyMs = 10_000
const atOnce = 50
/** Few enough for Slack's rate limit; the others follow. */
const redrawn = 20
/** A living process is about to post, or has stored its pending actions, long before. */
const postMs = 10_000
const followMs = 60_000
/** No call takes so long. */
const callMs = 10 * 60_000

export function createSweeper(deps: ApprovalDeps): Sweeper {
  const round = (): AuthorizedApprovalDeps => ({ ...deps, authority: deps.newAuthority() })
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()
  const run = async () => {
    try {
      await sweep(round())
    } catch (err) {
      deps.log.error({ err }, 'approval requests could not be looked after')
    }
  }
  const again = () => {
    running = running.then(run)
    return running
  }
  return {
    run: again,
    start: () => {
      timer = setInterval(again, everyMs)
      timer.unref()
    },
    stop: async () => {
      clearInterval(timer)
      await running
    },
  }
}

async function each(
  deps: AuthorizedApprovalDeps,
  requests: readonly ApprovalRequest[],
  work: (request: ApprovalRequest) => Promise<unknown>,
): Promise<void> {
  for (const request of requests) {
    try {
      await work(request)
    } catch (err) {
      deps.log.error({ err, request: request.id }, 'a request could not be looked after')
    }
  }
}

async function sweep(deps: AuthorizedApprovalDeps): Promise<void> {
  await redrawUndrawn(deps)
  const now = await deps.time()
  const due = await deps.store.dueRequests(now, atOnce)
  await each(deps, due, ({ id }) => applyTransition(deps, id, { kind: 'tick' }))
  const epoch = await deps.store.epoch()
  await each(deps, await deps.store.openRequests(), (request) => mend(deps, request, { now, epoch }))
}

/** What was not drawn, because of Slack's limits, an outage, or the end of a process, is drawn as soon as it can be. */
async function redrawUndrawn(deps: AuthorizedApprovalDeps): Promise<void> {
  await each(deps, await deps.store.undrawnRequests(redrawn), (request) => presentRequest(deps, request))
}

/** A channel in which requests were shown is lost: they are shown to those who need them elsewhere. Never throws. */
export async function tellOfLostRequests(deps: ApprovalDeps, { team, channel }: ChannelRef): Promise<void> {
  const now = { ...deps, authority: deps.newAuthority() }
  try {
    await each(now, await openRequestsIn(deps, { team, channel }), (request) =>
      moveFromChannel(now, request, channel),
    )
  } catch (err) {
    deps.log.error({ err, channel }, 'nobody could be told of requests in a channel that is gone')
  }
}

/** The open requests that a channel shows are drawn again: it reads another language now. */
export async function redrawRequestsIn(deps: AuthorizedApprovalDeps, channelRef: ChannelRef): Promise<void> {
  await each(deps, await openRequestsIn(deps, channelRef), (request) => presentRequest(deps, request))
}

async function openRequestsIn(
  { store }: Pick<ApprovalDeps, 'store'>,
  { team, channel }: ChannelRef,
): Promise<readonly ApprovalRequest[]> {
  const open = await store.openRequests(team)
  return open.filter(({ messages }) => messages.some((message) => message.channel === channel))
}

async function mend(
  deps: AuthorizedApprovalDeps,
  request: ApprovalRequest,
  { now, epoch }: { readonly now: number; readonly epoch: string },
): Promise<void> {
  const { state, messages, createdAt, executedAt = 0, id, payload } = request
  const age = (since: number) => now - since
  const unposted = state === 'pending' && messages.some(({ ts }) => ts === undefined)
  if (unposted && age(createdAt) > postMs && (await takePosting(deps, request))) {
    const posted = await postRequest(deps, request, { look: true })
    await applyTransition(deps, id, { kind: 'posted', ...posted })
  }
  if (state === 'pending' || state === 'approved') await closeIfLost(deps, request, epoch)
  if (state !== 'executing') return
  if (trackableTasks(payload).length > 0) {
    if (age(executedAt) > followMs) await followAgain(deps, request)
  } else if (age(executedAt) > callMs) await giveUpCall(deps, request)
}

/** People learn at once that they have to look, not only when they click. */
async function closeIfLost(
  deps: AuthorizedApprovalDeps,
  request: ApprovalRequest,
  epoch: string,
): Promise<void> {
  if (!mayBeDoneAlready(request, epoch)) return
  const step = { kind: 'stale', why: lostWrites, unknown: true } as const
  await applyTransition(deps, request.id, step, {
    only: ({ state }) => state === 'pending' || state === 'approved',
  })
}

const lost = {
  en: 'The bot stopped while it was carrying this out, so it is not clear whether it was done. Check the task before you make a new request.',
  'zh-CN': '机器人在执行该请求时退出，无法确定是否已执行。再次发起前请先检查任务。',
} as const

async function giveUpCall(deps: AuthorizedApprovalDeps, { id }: ApprovalRequest): Promise<void> {
  await applyTransition(deps, id, { kind: 'finish', outcome: 'failed', answer: 'lost', why: lost })
}

/** Tasks without a result of which nobody finds out how they end. */
async function followAgain(deps: AuthorizedApprovalDeps, request: ApprovalRequest): Promise<void> {
  const since = request.executedAt ?? request.createdAt
  const batch = batchOf(request, since)
  for (const action of pendingActionsOf(request, trackableTasks(request.payload), since)) {
    const { taskId } = action
    if (request.results[taskId] !== undefined || (await isLookedAfter(deps, request, taskId))) continue
    if (batch) await deps.execution.store.tellBatch(batch.head, batch.tasks, `again:${taskId}`)
    await deps.execution.store.note(action)
  }
}

/** In the order in which a result travels: a pending action, what it has found, the request itself. */
async function isLookedAfter(
  deps: AuthorizedApprovalDeps,
  request: ApprovalRequest,
  id: string,
): Promise<boolean> {
  const actions = await pendingActionsOfTask(deps.redis, request.connection, id)
  if (actions.some((action) => action.requestId === request.id)) return true
  const ended = await pendingOutcomes(deps.redis, request.connection)
  if (ended.some(({ action, taskId }) => action.requestId === request.id && taskId === id)) return true
  return (await deps.store.loadRequest(request.id))?.results[id] !== undefined
}
