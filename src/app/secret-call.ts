import { say } from '../base/i18n.ts'
import { UserError } from '../base/user-error.ts'
import { payloadTask } from '../domain/approvals/payload.ts'
import type { Policy } from '../domain/approvals/policy.ts'
import type { CallPayload } from '../domain/approvals/request.ts'
import { callPurpose, secretPlaceholder } from '../domain/secrets/stored-secret.ts'
import type { Task } from '../domain/tasks/task.ts'
import { formatRef } from '../domain/tasks/task-ref.ts'
import type { Operation, OperationInput } from '../drs/operation.ts'
import type { SecretPage } from '../kit/capabilities.ts'
import type { CommandContext } from '../kit/context.ts'
import type { Reply } from '../kit/reply.ts'
import { itemErrors } from '../views/answer-card.ts'
import { type ApprovalRead, approvalRequestedReply, reasonMissing } from './ask-approval.ts'
import { askForSecrets } from './secret-page.ts'

/** A call of a verb about one task that carries one secret, typed on the page or somewhere that a reference leads to. */

type Ctx = CommandContext<ApprovalRead, 'rawCalls' | 'roles' | 'approvals' | 'secretPage'>

export interface SecretCall {
  readonly verb: SecretVerb
  readonly task: Task
  readonly operation: Operation
  /** With the reference in place of the secret. */
  input(reference: string): OperationInput
}

type SecretVerb = CallPayload['verb'] & Parameters<SecretPage['ask']>[0]['verb']

const changed = say(
  'This now needs approval. Run the command again; the password you typed was not kept.',
  '该操作现在需要审批。请重新执行命令；您填写的密码未被保存。',
)

function payloadOf({ verb, task, operation, input }: SecretCall, reference: string): CallPayload {
  const { id, title } = operation
  return { kind: 'call', verb, operation: id, title, input: input(reference), tasks: [payloadTask(task)] }
}

function asksForSomebody(policy: Policy | undefined): policy is Policy {
  return policy !== undefined && policy.need.length > 0
}

/** What the page asks for. `values`: what the verb needs to go on, besides the task. */
interface AskedSecret {
  readonly purpose: Parameters<SecretPage['ask']>[0]['purpose']
  readonly label: Parameters<SecretPage['ask']>[0]['purpose']
  readonly reason: string | undefined
  readonly values: Readonly<Record<string, string>>
}

/** Answers with a link to the page; its field is called `password`. */
export async function askForCallSecret(
  ctx: Ctx,
  call: SecretCall,
  { purpose, label, reason, values }: AskedSecret,
): Promise<Reply> {
  const { verb, task } = call
  const { connection } = task
  const payload = payloadOf(call, secretPlaceholder)
  const kept = asksForSomebody(await ctx.approvals.policy({ connection, payload }))
  if (kept && !reason) throw new UserError(reasonMissing, 'reason')
  const about = callPurpose(connection, payload.operation, payload.input)
  return askForSecrets(ctx, {
    verb,
    connection,
    purpose,
    fields: [{ name: 'password', label, about }],
    values: { ...values, task: formatRef(task), kept: String(kept), ...(reason && { reason }) },
    // Without others' approval DRS gets it at once, and it is stored nowhere.
    afterwards: kept ? 'keep' : 'pass',
  })
}

interface GivenSecret {
  readonly reference: string
  readonly reason: string | undefined
  /** Whether what the reference leads to is still there when others have approved. */
  readonly kept: boolean
}

/** Asks others where the rules want it, and answers that; else makes the call, and throws what DRS refused. */
export async function callWithSecret(
  ctx: Ctx,
  call: SecretCall,
  { reference, reason, kept }: GivenSecret,
): Promise<Reply | undefined> {
  const { task, operation } = call
  const { connection } = task
  const payload = payloadOf(call, reference)
  ctx.roles.require('operator', connection)
  const policy = await ctx.approvals.policy({ connection, payload })
  if (asksForSomebody(policy)) {
    if (!kept) throw new UserError(changed)
    if (!reason) throw new UserError(reasonMissing, 'reason')
    return approvalRequestedReply(await ctx.approvals.request({ connection, reason, payload }), ctx.locale)
  }
  const { input } = payload
  const called = await ctx.rawCalls.call(connection, {
    ...{ operation, input, tasks: [task], policy },
    secretsApproved: true,
  })
  const [error] = called.kind === 'answer' ? itemErrors(operation, called.answer) : []
  if (error) throw error
  return undefined
}
