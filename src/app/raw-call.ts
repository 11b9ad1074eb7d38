import { UserError } from '../base/user-error.ts'
import { verbsOfCall, verbsOfTask } from '../domain/actions/of-call.ts'
import { isWeighty } from '../domain/actions/rows.ts'
import { taskIdsIn } from '../domain/approvals/open.ts'
import type { Policy } from '../domain/approvals/policy.ts'
import type { CallPayload } from '../domain/approvals/request.ts'
import { secretReferences } from '../domain/secrets/input-secrets.ts'
import type { Task } from '../domain/tasks/task.ts'
import { formatRef } from '../domain/tasks/task-ref.ts'
import type { Operation, OperationInput } from '../drs/operation.ts'
import { permissionFor } from '../execution/preconditions.ts'
import type { CommandContext } from '../kit/context.ts'
import type { Reply } from '../kit/reply.ts'
import { type ApprovalRead, approvalRequestedReply, asObserved } from './consent.ts'

/** A destructive call of `/drs api` is held to all that the verbs which stand for it are held to. */

type Ctx = CommandContext<ApprovalRead, 'approvals'>

/** Either the request was posted, or the call may be made at once, held to that policy. */
type AskedOrFree =
  | { readonly asked: Reply }
  | { readonly asked?: never; readonly tasks: readonly Task[]; readonly policy: Policy | undefined }

/** Asks for approval of the call where a policy wants it, and says so. */
export async function askApprovalForCall(
  ctx: Ctx,
  connection: string,
  op: Operation,
  input: OperationInput,
  reason: string,
): Promise<AskedOrFree> {
  // Refuses typed secrets before anybody is asked.
  secretReferences(op, input)
  const [verb = 'api'] = verbsOfCall(op, input)
  const bare: CallPayload = { kind: 'call', verb, operation: op.id, title: op.title, input }
  const policy = await ctx.approvals.policy({ connection, payload: bare })
  const named = await tasksNamed(ctx, connection, input)
  if (!policy || policy.need.length === 0) return { tasks: named, policy }
  for (const task of named) requireAllowedBy(op, input, task)
  const comparisons = isWeighty(verb) || policy.preconditions.comparisonWithinMs !== undefined
  const tasks = await asObserved(ctx.service(connection), named, comparisons, ctx.now)
  await ctx.approvals.request({ connection, reason, payload: { ...bare, tasks } })
  return { asked: approvalRequestedReply(policy, ctx.locale) }
}

/** Throws for a task that DRS does not show: nobody can consent to what is done to something unknown. */
async function tasksNamed(ctx: Ctx, connection: string, input: OperationInput): Promise<readonly Task[]> {
  const found: Task[] = []
  for (const id of taskIdsIn(input)) found.push(await ctx.task(formatRef({ connection, id })))
  return found
}

function requireAllowedBy(op: Operation, input: OperationInput, task: Task): void {
  for (const verb of verbsOfTask(op, input, task.id)) {
    const allowed = permissionFor(verb, task)
    if (!allowed.ok) throw new UserError(allowed.why)
  }
}
