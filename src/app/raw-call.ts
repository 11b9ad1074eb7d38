import { Refusal } from '../base/user-error.ts'
import { verbsOfCall, verbsOfTask } from '../domain/actions/of-call.ts'
import { isWeighty } from '../domain/actions/rows.ts'
import { tasksIn } from '../domain/approvals/open.ts'
import type { WantedCall } from '../domain/approvals/request.ts'
import { targetsOf } from '../domain/approvals/targets.ts'
import { secretReferences } from '../domain/secrets/input-secrets.ts'
import type { Task } from '../domain/tasks/task.ts'
import { formatRef } from '../domain/tasks/task-ref.ts'
import type { Operation, OperationInput } from '../drs/operation.ts'
import { permissionFor, requireGates } from '../execution/preconditions.ts'
import type { Context } from '../kit/context.ts'
import type { Reply } from '../kit/reply.ts'
import { asSeen, type ConsentRead, consentAsked, wantedTask } from './consent.ts'

/** A destructive call of `/drs api` is held to all that the verbs which stand for it are held to. */

type Ctx = Context<ConsentRead>

/**
 * Asks for consent to the call where a policy wants it, and says so. Otherwise throws `Refusal` where the gates of the
 * policy are against it.
 */
export async function askForCall(
  ctx: Ctx,
  connection: string,
  op: Operation,
  input: OperationInput,
  reason: string,
): Promise<Reply | undefined> {
  // Refuses typed secrets before anybody is asked.
  secretReferences(op, input)
  const [verb = 'api'] = verbsOfCall(op, input)
  const bare: WantedCall = { kind: 'call', verb, operation: op.id, title: op.title, input }
  const policy = await ctx.approvals.policy({ connection, wanted: bare })
  if (!policy) return undefined
  if (policy.need.length === 0 && Object.keys(policy.gates).length === 0) return undefined
  const named = await tasksNamed(ctx, connection, input)
  if (policy.need.length === 0) {
    const wanted = { ...bare, tasks: named.map((task) => wantedTask(task)) }
    await requireGates(ctx.service(connection), targetsOf(wanted), policy, ctx.now)
    return undefined
  }
  for (const task of named) requireAllowedBy(op, input, task)
  const comparisons = isWeighty(verb) || policy.gates.comparisonWithinMs !== undefined
  const tasks = await asSeen(ctx.service(connection), named, comparisons)
  await ctx.approvals.request({ connection, reason, wanted: { ...bare, tasks } })
  return consentAsked(policy, ctx.locale)
}

/** Throws for a task that DRS does not show: nobody can consent to what is done to something unknown. */
async function tasksNamed(ctx: Ctx, connection: string, input: OperationInput): Promise<readonly Task[]> {
  const found: Task[] = []
  for (const id of tasksIn(input)) found.push(await ctx.task(formatRef({ connection, id })))
  return found
}

function requireAllowedBy(op: Operation, input: OperationInput, task: Task): void {
  for (const verb of verbsOfTask(op, input, task.id)) {
    const allowed = permissionFor(verb, task)
    if (!allowed.ok) throw new Refusal(allowed.why)
  }
}

/** No other action runs on any task that the call names, as long as the work lasts. */
export function aloneOnAll<T>(
  ctx: Pick<Context, 'alone'>,
  connection: string,
  [id, ...others]: readonly string[],
  work: () => Promise<T>,
): Promise<T> {
  if (id === undefined) return work()
  return ctx.alone('api', { connection, id }, () => aloneOnAll(ctx, connection, others, work))
}
