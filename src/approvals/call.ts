import type { Text } from '../base/i18n.ts'
import { Refusal } from '../base/user-error.ts'
import type { Ticket, WantedCall } from '../domain/approvals/request.ts'
import { withSecretsRead } from '../domain/secrets/input-secrets.ts'
import type { ItemResult } from '../domain/tasks/task-service.ts'
import type { Follow } from '../domain/watching/watch.ts'
import { DrsError } from '../drs/drs-error.ts'
import { operationById } from '../drs/index.ts'
import type { Operation } from '../drs/operation.ts'
import { auditedSecret } from '../execution/audited-call.ts'
import { isRefusal } from '../execution/certainty.ts'
import type { Called } from '../ports/drs.ts'
import { itemErrors, refusedItems } from '../views/answer-card.ts'
import type { ApprovalParts } from './deps.ts'
import { noteRecord } from './records.ts'
import { settle } from './settle.ts'
import { takeStep } from './transition.ts'

const words = {
  answered: {
    en: 'DRS answered with success. A raw call of this kind is not followed any further.',
    'zh-CN': 'DRS 返回成功。此类直接调用不会继续跟踪结果。',
  },
  lost: {
    en: 'No answer of DRS came back: nobody knows whether it was done. Look before asking again.',
    'zh-CN': '未收到 DRS 的响应，无法确定是否已执行。再次发起前请先查看。',
  },
} satisfies Record<string, Text>

/**
 * Makes a raw call that was approved. Where its tasks show how it ends it is followed like the verb that it stands for;
 * otherwise DRS's answer is its result.
 */
export async function askCall(
  parts: ApprovalParts,
  ticket: Ticket,
  wanted: WantedCall,
  follows: readonly Follow[],
): Promise<void> {
  const op = operationById(wanted.operation)
  if (!op) throw new Error(`the operation ${wanted.operation} of a request is not in the contract`)
  const answer = await asked(parts, ticket, op, wanted)
  if (follows.length > 0) return settle(parts, ticket, follows, resultsOf(op, answer, follows))
  const why = failureOf(op, answer, ticket)
  const outcome = why === undefined ? 'verified' : 'failed'
  const step = { kind: 'finish', outcome, why: why ?? words.answered[ticket.locale] } as const
  await takeStep(parts, ticket.id, step)
}

/** What came back: an answer, an error of the whole, or that nothing was sent because a reference leads nowhere. */
type Answer = Called | { readonly kind: 'error'; readonly error: DrsError | Refusal }

async function asked(
  parts: ApprovalParts,
  ticket: Ticket,
  op: Operation,
  { input }: WantedCall,
): Promise<Answer> {
  try {
    const { connection, locale } = ticket
    const read = auditedSecret(parts.secret, (note) =>
      parts.ledger.append(noteRecord(ticket, note, parts.now())),
    )
    const filled = await withSecretsRead(connection, op, input, read)
    return await parts.call(connection, op, filled, { locale })
  } catch (error) {
    parts.log.error({ err: error, ticket: ticket.id }, 'a call that was approved has failed')
    if (error instanceof DrsError || error instanceof Refusal) return { kind: 'error', error }
    const message = error instanceof Error ? error.message : String(error)
    return { kind: 'error', error: new DrsError({ code: 'network', message, operation: op.id }) }
  }
}

function failureOf(op: Operation, answer: Answer, { locale }: Ticket): string | undefined {
  if (answer.kind === 'file') return undefined
  if (answer.kind === 'answer') return itemErrors(op, answer.answer).map(inWords)[0]
  const { error } = answer
  if (error instanceof Refusal) return error.text[locale]
  return isRefusal(error) ? inWords(error) : words.lost[locale]
}

function inWords({ code, message }: DrsError): string {
  return `${code} ${message}`
}

/** A refusal that names no task is the only task's; of several nobody knows whose, so that all are looked after. */
function resultsOf(op: Operation, answer: Answer, follows: readonly Follow[]): readonly ItemResult[] {
  const ids = follows.map(({ taskId }) => taskId)
  const of = (error: DrsError) => ids.map((id): ItemResult => ({ id, ok: false, error }))
  if (answer.kind === 'error') return of(asDrsError(op, answer.error))
  const refused = answer.kind === 'answer' ? refusedItems(op, answer.answer) : []
  const nobodys = refused.find(({ id }) => id === undefined || !ids.includes(id))
  if (nobodys && ids.length === 1) return of(nobodys.error)
  return ids.map((id): ItemResult => {
    const own = refused.find((item) => item.id === id)
    if (own) return { id, ok: false, error: own.error }
    return nobodys ? { id, ok: false, error: unclear(op, nobodys.error) } : { id, ok: true }
  })
}

function asDrsError(op: Operation, error: DrsError | Refusal): DrsError {
  if (error instanceof DrsError) return error
  return new DrsError({ code: 'secret', message: error.text.en, operation: op.id })
}

function unclear(op: Operation, { code, message }: DrsError): DrsError {
  return new DrsError({ code: 'unfinished', message: `${code} ${message}`, operation: op.id })
}
