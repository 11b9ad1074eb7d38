import type { Text } from '../base/i18n.ts'
import { taskIdsOf } from '../domain/approvals/open.ts'
import type { Ticket } from '../domain/approvals/request.ts'
import { targetsOf } from '../domain/approvals/targets.ts'
import { followsOfTask } from '../store/pending-actions.ts'
import { claimTask, releaseTask } from '../store/task-locks.ts'
import type { ApprovalParts } from './deps.ts'

/** Longer than reading and asking takes; a replica that dies holds its tasks no longer than this. In ms. */
const claimMs = 2 * 60_000

function busy(name: string, verb: string): Text {
  return {
    en: `Something else is being done to ${name}: ${verb}. Wait for its end and ask again.`,
    'zh-CN': `${name} 正在执行其他操作（${verb}）。请等待其结束后重新发起。`,
  }
}

/** Every task that the request names anywhere, by its name where that is known. */
function tasksOf({ wanted }: Ticket): readonly { readonly id: string; readonly name: string }[] {
  const known = new Map(targetsOf(wanted).map(({ task }) => [task.id, task.name]))
  return taskIdsOf({ wanted }).map((id) => ({ id, name: known.get(id) ?? id }))
}

/**
 * Takes the tasks for this ticket, so that no other action runs on them. The ticket itself is the token: two presses of
 * the same button are told apart by the ticket's own move, not here. Returns why it cannot be, if so.
 */
export async function claimAll(parts: ApprovalParts, ticket: Ticket, by: string): Promise<Text | undefined> {
  const { connection, wanted, id: token } = ticket
  for (const { id, name } of tasksOf(ticket)) {
    const claim = { by, verb: wanted.verb, token }
    const claimed = await claimTask(parts.redis, connection, id, claim, claimMs, parts.now())
    if (!claimed.ok) return busy(name, claimed.held.verb)
    const others = (await followsOfTask(parts.redis, connection, id)).filter((f) => f.ticket !== token)
    if (others[0]) return busy(name, others[0].verb)
  }
  return undefined
}

/** A claim that somebody else holds meanwhile is left alone. */
export async function releaseAll(parts: ApprovalParts, ticket: Ticket): Promise<void> {
  const { id: token, connection } = ticket
  for (const { id } of tasksOf(ticket)) {
    await releaseTask(parts.redis, connection, id, token).catch((err: unknown) => {
      parts.log.warn({ err, ticket: token, task: id }, 'a task stays claimed until its time is over')
    })
  }
}
