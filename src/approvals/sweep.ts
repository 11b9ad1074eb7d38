import type { Ticket, WantedTask } from '../domain/approvals/request.ts'
import { followableOf } from '../domain/approvals/targets.ts'
import { pendingOutcomes } from '../store/outcomes.ts'
import { followsOfTask } from '../store/pending-actions.ts'
import type { ApprovalDeps, ApprovalParts } from './deps.ts'
import { followOf } from './follows.ts'
import { findOrPost, showTicket } from './message.ts'
import { takeStep } from './transition.ts'

/**
 * What time and crashes do to requests, looked after by every replica:
 *  - clocks run out, people are reminded, others are asked as well;
 *  - a request whose message was not noted is found by its key, or posted;
 *  - an execution whose process died is looked after again: by a follow for tasks, which finds out by asking DRS how they
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
/** Few enough for Slack's rate limit; whoever presses a button on an older one gets the new picture. */
const redrawn = 20
const redrawMs = 2 * 60 * 60_000
/** A living process has posted, or stored its follows, long before. */
const postMs = 10_000
const followMs = 60_000
/** No call takes so long. */
const callMs = 10 * 60_000

export function createSweeper(deps: ApprovalDeps): Sweeper {
  const round = (): ApprovalParts => ({ ...deps, authority: deps.newAuthority() })
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()
  const run = async () => {
    try {
      await sweep(round())
    } catch (err) {
      deps.log.error({ err }, 'requests for consent could not be looked after')
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
      running = running.then(() => redraw(round()))
    },
    stop: async () => {
      clearInterval(timer)
      await running
    },
  }
}

async function each(
  parts: ApprovalParts,
  tickets: readonly Ticket[],
  work: (ticket: Ticket) => Promise<unknown>,
): Promise<void> {
  for (const ticket of tickets) {
    try {
      await work(ticket)
    } catch (err) {
      parts.log.error({ err, ticket: ticket.id }, 'a request could not be looked after')
    }
  }
}

async function sweep(parts: ApprovalParts): Promise<void> {
  const due = await parts.ledger.dueTickets(parts.now(), atOnce)
  await each(parts, due, ({ id }) => takeStep(parts, id, { kind: 'tick' }))
  await each(parts, await parts.ledger.openTickets(), (ticket) => mend(parts, ticket))
}

/** A process that died between a move and its picture leaves an old picture. */
async function redraw(parts: ApprovalParts): Promise<void> {
  try {
    const recent = await parts.ledger.recentTickets(parts.team, redrawn)
    const young = recent.filter(({ createdAt }) => parts.now() - createdAt < redrawMs)
    await each(parts, young, (ticket) => showTicket(parts, ticket))
  } catch (err) {
    parts.log.error({ err }, 'the messages of requests could not be drawn again')
  }
}

async function mend(parts: ApprovalParts, ticket: Ticket): Promise<void> {
  const { state, messageTs, createdAt, executedAt = 0, id, wanted } = ticket
  const age = (since: number) => parts.now() - since
  if (state === 'pending' && messageTs === undefined && age(createdAt) > postMs) {
    await takeStep(parts, id, { kind: 'posted', messageTs: await findOrPost(parts, ticket) })
  }
  if (state !== 'executing') return
  if (followableOf(wanted).length > 0) {
    if (age(executedAt) > followMs) await followAgain(parts, ticket)
  } else if (age(executedAt) > callMs) await giveUpCall(parts, ticket)
}

const lost = {
  en: 'The process that carried it out has ended: nobody knows whether it was done. Look before asking again.',
  'zh-CN': '执行该请求的进程已退出，无法确定是否已执行。再次发起前请先查看。',
} as const

async function giveUpCall(parts: ApprovalParts, { id, locale }: Ticket): Promise<void> {
  await takeStep(parts, id, { kind: 'finish', outcome: 'failed', why: lost[locale] })
}

/** Tasks without a result of which nobody finds out how they end. */
async function followAgain(parts: ApprovalParts, ticket: Ticket): Promise<void> {
  for (const { task, verb } of followableOf(ticket.wanted)) {
    if (ticket.results[task.id] !== undefined || (await isLookedAfter(parts, ticket, task))) continue
    await parts.execution.store.note(followOf(ticket, task, verb, ticket.executedAt ?? ticket.createdAt))
  }
}

/** In the order in which a result travels: a follow, what it has found, the ticket itself. */
async function isLookedAfter(parts: ApprovalParts, ticket: Ticket, { id }: WantedTask): Promise<boolean> {
  const follows = await followsOfTask(parts.redis, ticket.connection, id)
  if (follows.some((follow) => follow.ticket === ticket.id)) return true
  const ended = await pendingOutcomes(parts.redis, ticket.connection)
  if (ended.some(({ follow, taskId }) => follow.ticket === ticket.id && taskId === id)) return true
  return (await parts.ledger.loadTicket(ticket.id))?.results[id] !== undefined
}
