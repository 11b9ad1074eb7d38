import { Refusal } from '../base/user-error.ts'
import { actionOf } from '../domain/actions/rows.ts'
import { withSecretsRead } from '../domain/secrets/input-secrets.ts'
import type { ItemResult } from '../domain/tasks/task-service.ts'
import type { Follow } from '../domain/watching/watch.ts'
import { DrsError } from '../drs/drs-error.ts'
import { resultsOf } from './answers.ts'
import { auditedSecret, refusal } from './audit-notes.ts'
import { isRefusal } from './certainty.ts'
import type { Answer, Deed, ExecutionDeps, Order, Performed } from './order.ts'
import { lookAfresh } from './preconditions.ts'
import { lockAll, objectionTo, unlockAll } from './task-lock.ts'

/**
 * The one way to act on DRS: lock the tasks, see what else is under way, read them afresh and hold that to what has to be,
 * write down what is done, note what is waited for, ask, and tell what is certain from what nobody knows yet.
 *
 * What is waited for is stored *before* DRS is asked. When the process dies
 *  - before that: nothing was asked, and it can be asked for again;
 *  - after it: the watch engine finds out by looking what became of it, and nothing is ever asked twice.
 */
export async function perform(deps: ExecutionDeps, order: Order): Promise<Performed> {
  let begun = false
  try {
    const busy = await lockAll(deps, order)
    if (busy) return { kind: 'held', why: busy }
    const look = await lookAt(deps, order)
    const held = (await objectionTo(deps, order, look.tasks)) ?? look.objection
    if (held) return { kind: 'held', why: held }
    await begin(order)
    begun = true
    const pending = order.pending(look.tasks)
    for (const one of pending) await deps.store.note({ ...one, asked: true })
    return await asked(deps, order, pending)
  } finally {
    if (begun || (await order.releases?.()) !== false) await unlockAll(deps, order)
  }
}

function lookAt({ service, log, now }: ExecutionDeps, order: Order) {
  const { connection, locale, targets, gates, everything } = order
  return lookAfresh(service(connection, locale), targets, gates, {
    now,
    failed: (err) =>
      log.warn({ err, connection, verb: order.verb }, 'a fresh read before an execution failed'),
    ...(everything && { everything }),
  })
}

async function begin(order: Order): Promise<void> {
  if (order.begin) return void (await order.begin())
  await order.note({ kind: 'act', ...about(order), what: `asks DRS ${purposeOf(order.deed)}` })
}

function purposeOf(deed: Deed): string {
  return deed.kind === 'action' ? `to ${deed.action}` : `for ${deed.operation.id}`
}

function about({ connection, verb, tasks }: Order) {
  return { connection, verb, ...(tasks.length > 0 && { tasks: tasks.map(({ id }) => id) }) }
}

async function asked(deps: ExecutionDeps, order: Order, pending: readonly Follow[]): Promise<Performed> {
  const { deed } = order
  if (deed.kind === 'action') {
    const items = await act(deps, order, deed)
    return { kind: 'asked', items: await settled(deps, order, pending, items), answer: undefined, pending }
  }
  const answer = await call(deps, order, deed)
  const items = resultsOf(deed.operation, answer, [...new Set(pending.map(({ taskId }) => taskId))])
  if (pending.length === 0 && answer.kind === 'error') await noteRefused(order, [], answer.error)
  return { kind: 'asked', items: await settled(deps, order, pending, items), answer, pending }
}

async function act(
  { service }: ExecutionDeps,
  { connection, locale }: Order,
  { action, ids, options }: Extract<Deed, { kind: 'action' }>,
): Promise<readonly ItemResult[]> {
  // What a request carries was stored in between: it has to be what the action takes.
  actionOf(action).options?.parse(options)
  try {
    return await service(connection, locale).act(action, ids, options)
  } catch (error) {
    if (!(error instanceof DrsError)) throw error
    // Of several tasks some may have been asked for before it, so that all of them are looked after.
    const certain = isRefusal(error) && ids.length === 1
    const lost = new DrsError({ code: 'network', message: error.message, operation: error.operation })
    return ids.map((id): ItemResult => ({ id, ok: false, error: certain ? error : lost }))
  }
}

async function call(
  deps: ExecutionDeps,
  { connection, locale, note }: Order,
  { operation, input, file }: Extract<Deed, { kind: 'call' }>,
): Promise<Answer> {
  try {
    const filled = await withSecretsRead(connection, operation, input, auditedSecret(deps.secret, note))
    return await deps.call(connection, operation, filled, { locale, ...(file && { file }) })
  } catch (error) {
    deps.log.error({ err: error, connection, operation: operation.id }, 'a raw call has failed')
    if (error instanceof DrsError || error instanceof Refusal) return { kind: 'error', error }
    const message = error instanceof Error ? error.message : String(error)
    return { kind: 'error', error: new DrsError({ code: 'network', message, operation: operation.id }) }
  }
}

/**
 * What DRS refused has ended: nobody waits for it. What it accepted is judged by looking from now on; and so is what got
 * no answer, which is never asked again.
 */
async function settled(
  deps: ExecutionDeps,
  order: Order,
  pending: readonly Follow[],
  items: readonly ItemResult[],
): Promise<readonly ItemResult[]> {
  for (const item of items) {
    const refused = !item.ok && isRefusal(item.error)
    for (const one of pending.filter(({ taskId }) => taskId === item.id)) {
      await (refused ? deps.store.drop(one) : deps.store.accept(one, deps.now()))
    }
    if (refused) await noteRefused(order, [item.id], item.error)
  }
  return items
}

/** A request that is carried out writes its results down itself. */
async function noteRefused(order: Order, tasks: readonly string[], error: unknown): Promise<void> {
  if (order.begin) return
  const { connection, verb, deed } = order
  const what = refusal(deed.kind === 'action' ? deed.action : deed.operation.id, error)
  await order.note({ kind: 'result', connection, verb, ...(tasks.length > 0 && { tasks }), what })
}

/** Throws what a person has to hear: why nothing was done, or what DRS refused. */
export function requireDone(performed: Performed): Extract<Performed, { kind: 'asked' }> {
  if (performed.kind === 'held') throw new Refusal(performed.why, 'task')
  for (const item of performed.items) if (!item.ok) throw item.error
  if (performed.answer?.kind === 'error') throw performed.answer.error
  return performed
}
