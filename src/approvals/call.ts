import { tasksIn } from '../domain/approvals/open.ts'
import type { Ticket, WantedCall } from '../domain/approvals/ticket.ts'
import type { DrsError } from '../drs/drs-error.ts'
import { operationById } from '../drs/index.ts'
import type { Operation } from '../drs/operation.ts'
import { auditedSecret } from '../kit/auditing.ts'
import { withSecretsRead } from '../kit/operation-secrets.ts'
import { Refusal } from '../refusal.ts'
import type { Text } from '../text.ts'
import { itemErrors } from '../views/answer-card.ts'
import { isRefusal } from './certain.ts'
import { claimAll, releaseAll } from './claims.ts'
import type { Begin } from './execute.ts'
import type { ApprovalParts } from './parts.ts'
import { noteRecord } from './records.ts'
import { giveUp, takeStep } from './step.ts'

/** A raw call has no state to compare with and none to wait for: DRS's answer is its result. */
const words = {
  answered: {
    en: 'DRS answered with success. A raw call is not followed any further.',
    'zh-CN': 'DRS 返回成功。直接调用接口不会继续跟踪结果。',
  },
  lost: {
    en: 'No answer of DRS came back: nobody knows whether it was done. Look before asking again.',
    'zh-CN': '未收到 DRS 的响应，无法确定是否已执行。再次发起前请先查看。',
  },
} satisfies Record<string, Text>

export async function runCall(
  parts: ApprovalParts,
  ticket: Ticket,
  wanted: WantedCall,
  begin: Begin,
): Promise<Ticket> {
  const op = operationById(wanted.operation)
  if (!op) throw new Error(`the operation ${wanted.operation} of a request is not in the contract`)
  // No other action runs on the tasks named anywhere in the request.
  const tasks = tasksIn(wanted.input).map((id) => ({ id, name: id }))
  let won = false
  try {
    const busy = await claimAll(parts, ticket, tasks, begin.by)
    if (busy) return await giveUp(parts, ticket, busy)
    const executing = await takeStep(parts, ticket.id, begin)
    won = true
    const why = await failureOf(parts, executing, op, wanted)
    const done = why ?? { outcome: 'verified' as const, why: words.answered[ticket.locale] }
    return await takeStep(parts, ticket.id, { kind: 'finish', ...done })
  } finally {
    if (won) await releaseAll(parts, ticket, tasks)
  }
}

interface Failure {
  readonly outcome: 'failed'
  readonly why: string
}

async function failureOf(
  parts: ApprovalParts,
  ticket: Ticket,
  op: Operation,
  wanted: WantedCall,
): Promise<Failure | undefined> {
  const [refused] = await asked(parts, ticket, op, wanted)
  return refused === undefined ? undefined : { outcome: 'failed', why: refused }
}

/** What was refused, in words for the ticket; nothing if all went well. */
async function asked(
  parts: ApprovalParts,
  ticket: Ticket,
  op: Operation,
  { input }: WantedCall,
): Promise<readonly string[]> {
  try {
    const { connection, locale } = ticket
    const read = auditedSecret(parts.secret, (note) =>
      parts.ledger.append(noteRecord(ticket, note, parts.now())),
    )
    const filled = await withSecretsRead(connection, op, input, read)
    const called = await parts.call(connection, op, filled, { locale })
    return called.kind === 'answer' ? itemErrors(op, called.answer).map(inWords) : []
  } catch (error) {
    parts.log.error({ err: error, ticket: ticket.id }, 'a call that was approved has failed')
    if (isRefusal(error)) return [inWords(error)]
    // A reference that leads nowhere: nothing was sent.
    if (error instanceof Refusal) return [error.text[ticket.locale]]
    return [words.lost[ticket.locale]]
  }
}

function inWords({ code, message }: DrsError): string {
  return `${code} ${message}`
}
