import type { Ticket, TicketStep, WantedAction } from '../domain/approvals/ticket.ts'
import type { ItemResult, TaskService } from '../domain/task-service.ts'
import type { Follow } from '../domain/watch.ts'
import { DrsError } from '../drs/drs-error.ts'
import { removeFollow } from '../store/follows.ts'
import type { Text } from '../text.ts'
import { runCall } from './call.ts'
import { isRefusal } from './certain.ts'
import { runChange } from './change.ts'
import { claimAll, releaseAll } from './claims.ts'
import { followOf } from './follows.ts'
import { lookNow } from './fresh.ts'
import { sayInThread } from './message.ts'
import type { ApprovalParts } from './parts.ts'
import { giveUp, judge, takeStep, ticketOf } from './step.ts'

/**
 * Carrying out what was approved. When a process dies
 *  - before the ticket has moved to "executing": nothing was asked of DRS, and the button works again;
 *  - after that: follows are stored before DRS is asked, and they find out by looking whether it was. Nothing is ever
 *    asked twice, because only the one who has moved the ticket asks.
 */
export type Begin = Extract<TicketStep, { readonly kind: 'start' | 'break-glass' }>

/** Throws `Refusal` where it must not begin; the ticket that comes back says what became of it. */
export async function executeTicket(
  parts: ApprovalParts,
  team: string,
  id: string,
  begin: Begin,
): Promise<Ticket> {
  const ticket = await ticketOf(parts, id, team)
  const decision = await judge(parts, ticket, begin)
  // DRS is not troubled for what the rules refuse; the step itself tells why, and writes it down.
  if (decision.kind === 'refused') return takeStep(parts, id, begin)
  switch (ticket.wanted.kind) {
    case 'action':
      return runAction(parts, ticket, ticket.wanted, begin)
    case 'call':
      return runCall(parts, ticket, ticket.wanted, begin)
    case 'change':
      return runChange(parts, ticket, ticket.wanted, begin)
  }
}

async function runAction(
  parts: ApprovalParts,
  ticket: Ticket,
  wanted: WantedAction,
  begin: Begin,
): Promise<Ticket> {
  let won = false
  try {
    const busy = await claimAll(parts, ticket, wanted.tasks, begin.by)
    if (busy) return await giveUp(parts, ticket, busy)
    const look = await lookNow(parts, ticket, wanted)
    if (look.objection) return await giveUp(parts, ticket, look.objection)
    const executing = await takeStep(parts, ticket.id, begin)
    won = true
    await askDrs(parts, executing, { ...wanted, tasks: look.tasks })
    return await ticketOf(parts, ticket.id, ticket.team)
  } finally {
    // Whoever lost the race for the ticket must not give back the tasks of the winner.
    if (won || !(await isExecuting(parts, ticket))) await releaseAll(parts, ticket, wanted.tasks)
  }
}

async function isExecuting(parts: ApprovalParts, { id }: Ticket): Promise<boolean> {
  return (await parts.ledger.loadTicket(id))?.state === 'executing'
}

/** Stored before DRS is asked: whatever happens then, somebody looks whether it was. */
async function askDrs(parts: ApprovalParts, ticket: Ticket, wanted: WantedAction): Promise<void> {
  const { verb, tasks } = wanted
  if (verb === 'password') throw new Error('a change of passwords is a call, not an action on tasks')
  const follows = tasks.map((task) => followOf(ticket, task, verb, parts.now()))
  for (const follow of follows) await parts.follow(follow)
  const ids = tasks.map(({ id }) => id)
  try {
    const results = await perform(parts.service(ticket.connection, ticket.locale), verb, ids, wanted.options)
    await settle(parts, ticket, follows, results)
  } catch (error) {
    if (!(error instanceof DrsError)) throw error
    // Of several tasks some may have been asked for before it, so that all of them are looked after.
    const certain = isRefusal(error) && ids.length === 1
    const lost = new DrsError({ code: 'network', message: error.message, operation: error.operation })
    const results = ids.map((id): ItemResult => ({ id, ok: false, error: certain ? error : lost }))
    await settle(parts, ticket, follows, results)
  }
}

function perform(
  drs: TaskService,
  verb: Exclude<WantedAction['verb'], 'password'>,
  ids: readonly string[],
  options: WantedAction['options'],
): Promise<readonly ItemResult[]> {
  switch (verb) {
    case 'switchover':
      return drs.switchover(ids)
    case 'stop':
      return drs.stop(ids, { force: options?.force === 'true' })
    case 'delete':
      return drs.delete(ids)
    case 'reset':
      return drs.reset(ids)
  }
}

/**
 * What DRS refused has ended: nobody waits for it. What got no answer is not asked again: looking at the task decides.
 */
async function settle(
  parts: ApprovalParts,
  ticket: Ticket,
  follows: readonly Follow[],
  results: readonly ItemResult[],
): Promise<void> {
  const errors = results.flatMap((result) => (result.ok ? [] : [result]))
  for (const { id: taskId, error } of errors.filter((one) => isRefusal(one.error))) {
    for (const follow of follows.filter((one) => one.taskId === taskId))
      await removeFollow(parts.redis, follow)
    const why = `${error.code} ${error.message}`
    await takeStep(parts, ticket.id, { kind: 'result', taskId, outcome: 'refused', why })
  }
  const lost = errors.filter((one) => !isRefusal(one.error))
  if (lost.length === 0) return
  parts.log.error({ err: lost[0]?.error, ticket: ticket.id }, 'DRS gave no answer to an execution')
  const card = { title: unanswered[ticket.locale], tone: 'warning', lines: [looking[ticket.locale]] } as const
  await sayInThread(parts, ticket, { card, broadcast: false })
}

const unanswered: Text = { en: 'No answer of DRS came back', 'zh-CN': '未收到 DRS 的响应' }
const looking: Text = {
  en: 'Nobody knows yet whether it was done. It is not asked again; I look at the task until that is clear.',
  'zh-CN': '目前无法确定是否已执行。不会重复请求，我会持续查看任务直到结果明确。',
}
