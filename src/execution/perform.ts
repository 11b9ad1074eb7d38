import { UserError } from '../base/user-error.ts'
import { actionOf } from '../domain/actions/rows.ts'
import { withSecretsRead } from '../domain/secrets/input-secrets.ts'
import { withSheetSecretsRead } from '../domain/secrets/sheet-secrets.ts'
import type { ItemResult } from '../domain/tasks/task-service.ts'
import type { PendingAction } from '../domain/watching/watch.ts'
import { DrsError } from '../drs/drs-error.ts'
import { errorOf } from '../drs/errors.ts'
import type { SecretReader } from '../ports/secret-reader.ts'
import { refusalText } from '../views/problem-card.ts'
import { resultsOf } from './answers.ts'
import { auditedSecret, refusalForAudit } from './audit-notes.ts'
import { isCertainlyNotDone } from './certainty.ts'
import type { ExecutionAnswer, ExecutionDeps, ExecutionOrder, ExecutionResult, Instruction } from './order.ts'
import { checkTasksAfresh } from './preconditions.ts'
import { exclusionObjection, lockTasks, unlockTasks } from './task-lock.ts'

/**
 * The one way to act on DRS: lock the tasks, see what else is under way, read them afresh and hold that to what has to be,
 * write down what is done, note what is waited for, ask, and tell what is certain from what nobody knows yet.
 *
 * What is waited for is stored *before* DRS is asked. When the process dies
 *  - before that: nothing was asked, and it can be asked for again;
 *  - after it: the watch engine finds out by looking what became of it, and nothing is ever asked twice.
 * Before DRS is asked for what was approved, Redis is waited for until that is on disk or on a replica.
 */
export async function perform(deps: ExecutionDeps, order: ExecutionOrder): Promise<ExecutionResult> {
  let begun = false
  try {
    const busy = await lockTasks(deps, order)
    if (busy) return { kind: 'held', why: busy }
    const look = await lookAt(deps, order)
    const held =
      (await exclusionObjection(deps, order, look.tasks)) ??
      look.objection ??
      (await order.objection?.(look.tasks))
    if (held) return { kind: 'held', why: held }
    await begin(order)
    begun = true
    const pending = order.pending(look.tasks)
    // Once it has begun nobody can begin it again, so that a moment without Redis must not end it here.
    for (const one of pending) await deps.store.untilStored(() => deps.store.note({ ...one, asked: true }))
    if (order.begin) await acknowledge(deps, order)
    return await asked(deps, order, pending)
  } finally {
    if (begun || (await order.releases?.()) !== false) await unlockTasks(deps, order)
  }
}

function lookAt({ service, log, now }: ExecutionDeps, order: ExecutionOrder) {
  const { connection, locale, targets, preconditions, everything } = order
  return checkTasksAfresh(service(connection, locale), targets, preconditions, {
    now,
    failed: (err) =>
      log.warn({ err, connection, verb: order.verb }, 'a fresh read before an execution failed'),
    ...(everything && { everything }),
  })
}

async function begin(order: ExecutionOrder): Promise<void> {
  if (order.begin) return void (await order.begin())
  await order.note({ kind: 'act', ...about(order), what: `asks DRS ${purposeOf(order.instruction)}` })
}

/**
 * What was approved is carried out once, also if Redis loses its newest writes: so the beginning has to outlive the server.
 * Where Redis cannot say so, that is logged, and docs/operations.md says what holds then.
 */
async function acknowledge(
  { store, log }: ExecutionDeps,
  { connection, verb, token }: ExecutionOrder,
): Promise<void> {
  const facts = { connection, verb, order: token }
  try {
    const where = await store.acknowledged()
    if (where === 'nowhere') log.warn(facts, 'Redis does not say that the beginning of an execution is kept')
    else log.info({ ...facts, where }, 'the beginning of an execution is kept')
  } catch (err) {
    log.warn({ ...facts, err }, 'Redis could not be asked whether the beginning of an execution is kept')
  }
}

function purposeOf(instruction: Instruction): string {
  return instruction.kind === 'action' ? `to ${instruction.action}` : `for ${instruction.operation.id}`
}

function about({ connection, verb, tasks }: ExecutionOrder) {
  return { connection, verb, ...(tasks.length > 0 && { tasks: tasks.map(({ id }) => id) }) }
}

async function asked(
  deps: ExecutionDeps,
  order: ExecutionOrder,
  pending: readonly PendingAction[],
): Promise<ExecutionResult> {
  const { instruction } = order
  if (instruction.kind === 'action') {
    const items = await act(deps, order, instruction)
    return { kind: 'asked', items: await settled(deps, order, pending, items), answer: undefined, pending }
  }
  const answer = await call(deps, order, instruction)
  const items = resultsOf(instruction.operation, answer, [...new Set(pending.map(({ taskId }) => taskId))])
  if (pending.length === 0 && answer.kind === 'error') await noteRefused(order, [], answer.error)
  return { kind: 'asked', items: await settled(deps, order, pending, items), answer, pending }
}

async function act(
  { service }: ExecutionDeps,
  { connection, locale }: ExecutionOrder,
  { action, ids, options }: Extract<Instruction, { kind: 'action' }>,
): Promise<readonly ItemResult[]> {
  // What a request carries was stored in between: it has to be what the action takes.
  actionOf(action).options?.parse(options)
  try {
    return await service(connection, locale).act(action, ids, options)
  } catch (error) {
    if (!(error instanceof DrsError)) throw error
    // Of several tasks some may have been asked for before a refusal, so that all of them are looked after.
    const unsure = isCertainlyNotDone(error) && ids.length > 1
    const { message, operation } = error
    const told = unsure ? new DrsError({ code: 'network', message, operation }) : error
    return ids.map((id): ItemResult => ({ id, ok: false, error: told }))
  }
}

async function call(
  deps: ExecutionDeps,
  { connection, locale, note, secretRight }: ExecutionOrder,
  { operation, input, file }: Extract<Instruction, { kind: 'call' }>,
): Promise<ExecutionAnswer> {
  try {
    const read = auditedSecret(deps.secret, note)
    const readAs: SecretReader = (reference, use) => read(reference, { ...use, ...secretRight })
    const filled = await withSecretsRead(connection, operation, input, readAs)
    const sent =
      file && operation.upload?.holdsPasswords ? await withSheetSecretsRead(connection, file, readAs) : file
    return await deps.call(connection, operation, filled, { locale, ...(sent && { file: sent }) })
  } catch (error) {
    noteFailedCall(deps, error, { connection, operation: operation.id })
    if (error instanceof DrsError || error instanceof UserError) return { kind: 'error', error }
    const message = error instanceof Error ? error.message : String(error)
    return { kind: 'error', error: new DrsError({ code: 'network', message, operation: operation.id }) }
  }
}

/** A call that was refused for a reason that is known is no fault of the bot: the person reads the reason. */
function noteFailedCall({ log }: Pick<ExecutionDeps, 'log'>, err: unknown, facts: object): void {
  const refused = isCertainlyNotDone(err) && errorOf(err.code) !== undefined
  if (refused || err instanceof UserError) log.info({ err, ...facts }, 'a raw call was refused')
  else log.error({ err, ...facts }, 'a raw call has failed')
}

/**
 * What DRS refused has ended: nobody waits for it. What it accepted is judged by looking from now on; and so is what got
 * no answer, which is never asked again.
 */
async function settled(
  deps: ExecutionDeps,
  order: ExecutionOrder,
  pending: readonly PendingAction[],
  items: readonly ItemResult[],
): Promise<readonly ItemResult[]> {
  for (const item of items) {
    const refusal = !item.ok && isCertainlyNotDone(item.error) ? item.error : undefined
    for (const one of pending.filter(({ taskId }) => taskId === item.id)) {
      await deps.store.untilStored(() =>
        refusal
          ? deps.store.refuse(one, refusalText(refusal))
          : deps.store.accept(item.ok ? { ...one, ...item.aims } : one),
      )
    }
    if (refusal) await noteRefused(order, [item.id], refusal)
  }
  return items
}

/** A request that is carried out writes its results down itself. */
async function noteRefused(order: ExecutionOrder, tasks: readonly string[], error: unknown): Promise<void> {
  if (order.begin) return
  const { connection, verb, instruction } = order
  const what = refusalForAudit(
    instruction.kind === 'action' ? instruction.action : instruction.operation.id,
    error,
  )
  await order.note({ kind: 'result', connection, verb, ...(tasks.length > 0 && { tasks }), what })
}

/** Throws what a person has to hear: why nothing was done, or what DRS refused. */
export function requireDone(performed: ExecutionResult): Extract<ExecutionResult, { kind: 'asked' }> {
  if (performed.kind === 'held') throw new UserError(performed.why, 'task')
  for (const item of performed.items) if (!item.ok) throw item.error
  if (performed.answer?.kind === 'error') throw performed.answer.error
  return performed
}
