import type { Ticket, WantedTask } from '../domain/approvals/request.ts'
import type { Follow } from '../domain/watching/watch.ts'

/** After this an accepted action without a result counts as not done, ms. */
const patience = 30 * 60_000

export function followOf(ticket: Ticket, task: WantedTask, verb: Follow['verb'], at: number): Follow {
  const { team, channel, connection, locale, requester, id } = ticket
  return {
    id: `${id}.${task.id}`,
    team,
    channel,
    connection,
    taskId: task.id,
    verb,
    by: requester,
    locale,
    since: at,
    deadline: at + patience,
    status: task.seen.status,
    direction: task.seen.direction,
    ticket: id,
  }
}
