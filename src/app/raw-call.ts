import type { Locale } from '../base/i18n.ts'
import { UserError } from '../base/user-error.ts'
import { taskIdsIn } from '../domain/actions/call-entries.ts'
import { doneToTask, verbsOfCall } from '../domain/actions/of-call.ts'
import { isWeighty } from '../domain/actions/rows.ts'
import { payloadFile, payloadTask } from '../domain/approvals/payload.ts'
import { type CallPayload, statusesIn } from '../domain/approvals/request.ts'
import { requireReferences } from '../domain/secrets/input-secrets.ts'
import type { Task } from '../domain/tasks/task.ts'
import { formatRef } from '../domain/tasks/task-ref.ts'
import { DrsError } from '../drs/drs-error.ts'
import type { Operation, OperationInput } from '../drs/operation.ts'
import { permissionFor } from '../execution/preconditions.ts'
import type { CommandContext } from '../kit/context.ts'
import { type Reply, reply } from '../kit/reply.ts'
import type { ReceivedFile } from '../ports/drs.ts'
import type { RawCall } from '../ports/execution.ts'
import { itemErrors } from '../views/answer-card.ts'
import type { Card } from '../views/card.ts'
import { drsErrorLines } from '../views/problem-card.ts'
import { type ApprovalRead, approvalRequestedReply, asObserved, reasonMissing } from './ask-approval.ts'

/** A destructive call of `/drs api` is held to all that the verbs which stand for it are held to. */

type Ctx = CommandContext<ApprovalRead, 'approvals' | 'rawCalls'>

/** With Slack's id of it. */
type UploadedFile = ReceivedFile & { readonly id: string }

/** What a call is held to that is made at once. */
type HeldCall = Pick<RawCall, 'tasks' | 'policy' | 'secretsApproved'>

/** Either the request was posted, or the call may be made at once, held to that policy. */
export type AskedOrFree = { readonly asked: Reply } | ({ readonly asked?: never } & HeldCall)

/** Asks for approval of the call where a policy wants it, and says so. */
export async function askApprovalForCall(
  ctx: Ctx,
  connection: string,
  op: Operation,
  input: OperationInput,
  { reason, file }: { readonly reason: string; readonly file?: UploadedFile | undefined },
): Promise<AskedOrFree> {
  // Refuses typed secrets before anybody is asked.
  requireReferences(op, input)
  const goesElsewhere = ctx.rawCalls.secretsNeedApproval(connection, op, input, file)
  if (verbsOfCall(op, input).length === 0 && !goesElsewhere) return { tasks: [], policy: undefined }
  const named = await tasksNamed(ctx, connection, input)
  const seen = { tasks: named.map((task) => payloadTask(task)) }
  // A secret that goes where it was not given for needs what a new password needs, whatever else the call needs.
  const verb = goesElsewhere ? 'password' : verbsOfCall(op, input, statusesIn(seen))[0]
  if (verb === undefined) return { tasks: named, policy: undefined }
  const bare: CallPayload = {
    kind: 'call',
    verb,
    operation: op.id,
    title: op.title,
    input,
    ...seen,
    ...(file && { file: payloadFile(file.id, file) }),
  }
  const policy = await ctx.approvals.policy({ connection, payload: bare })
  if (!policy || policy.need.length === 0) return { tasks: named, policy, secretsApproved: true }
  if (reason === '') throw new UserError(reasonMissing, 'reason')
  for (const task of named) requireAllowedBy(op, input, task)
  const comparisons = isWeighty(verb) || policy.preconditions.comparisonWithinMs !== undefined
  const tasks = await asObserved(ctx.service(connection), named, comparisons, ctx.now)
  const request = await ctx.approvals.request({ connection, reason, payload: { ...bare, tasks } })
  return { asked: approvalRequestedReply(request, ctx.locale) }
}

/** A call that a verb makes: either others are asked, or it is made at once. Throws what DRS refused. */
export async function askOrCall(
  ctx: Ctx,
  { connection }: Pick<Task, 'connection'>,
  { operation, input, file }: Pick<RawCall, 'operation' | 'input'> & { readonly file?: UploadedFile },
  reason: string,
): Promise<{ readonly asked?: Reply; readonly answer?: unknown }> {
  const held = await askApprovalForCall(ctx, connection, operation, input, { reason, file })
  if (held.asked) return { asked: held.asked }
  return { answer: await made(ctx, connection, { ...held, operation, input, file }) }
}

async function made(ctx: Ctx, connection: string, call: RawCall): Promise<unknown> {
  const called = await ctx.rawCalls.call(connection, call)
  if (called.kind !== 'answer') return undefined
  const [error] = itemErrors(call.operation, called.answer)
  if (error) throw error
  return called.answer
}

/**
 * Several calls of one verb about one task, in their order, and what is said of them. Others are asked before any is made, so
 * that what lacks a reason leaves nothing half done. `card` shows how things stand afterwards. Throws what DRS refused, unless
 * something has been done or asked by then: that is told, with the refusal.
 */
export async function askOrCallEach(
  ctx: Ctx,
  { connection }: Pick<Task, 'connection'>,
  calls: readonly Pick<RawCall, 'operation' | 'input'>[],
  reason: string,
  card: () => Promise<Card>,
): Promise<Reply> {
  const asked: Reply[] = []
  const free: RawCall[] = []
  for (const call of calls) {
    const held = await askApprovalForCall(ctx, connection, call.operation, call.input, { reason })
    if (held.asked) asked.push(held.asked)
    else free.push({ ...held, ...call })
  }
  const [request] = asked
  if (request && free.length === 0) return request
  let refused: DrsError | undefined
  for (const [done, call] of free.entries()) {
    try {
      await made(ctx, connection, call)
    } catch (error) {
      if (!(error instanceof DrsError) || (done === 0 && !request)) throw error
      refused = error
      break
    }
  }
  return sentReply(request, refused, await card(), ctx.locale)
}

/** What was done, with what DRS refused, beneath the request for what others have to approve. */
function sentReply(
  request: Reply | undefined,
  refused: DrsError | undefined,
  card: Card,
  locale: Locale,
): Reply {
  const { lines = [], sections = [], tone } = card
  const told = [...lines, ...(refused ? drsErrorLines(refused, locale) : [])]
  if (request?.kind !== 'card')
    return reply.toMe({ ...card, lines: told, ...(tone && { tone: refused ? 'warning' : tone }) })
  return reply.toMe({ ...request.card, lines: [...(request.card.lines ?? []), ...told], sections })
}

/** Throws for a task that DRS does not show: nobody can approve what is done to something unknown. */
async function tasksNamed(ctx: Ctx, connection: string, input: OperationInput): Promise<readonly Task[]> {
  const found: Task[] = []
  for (const id of taskIdsIn(input)) found.push(await ctx.task(formatRef({ connection, id })))
  return found
}

function requireAllowedBy(op: Operation, input: OperationInput, task: Task): void {
  for (const verb of doneToTask(op, input, task)) {
    const allowed = permissionFor(verb, task)
    if (!allowed.ok) throw new UserError(allowed.why)
  }
}
