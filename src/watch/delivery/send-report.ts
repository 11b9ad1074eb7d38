import type { PlannedMessage, SaidEntry } from '../../domain/delivery/route-facts.ts'
import type { DeliveryLease } from '../../store/outbox.ts'
import type { DeliveryDeps } from './deps.ts'
import { extrasOf, messageFactsOf, withLatestChecks } from './extras.ts'
import { drawCard, emitSent, noteDelivered, type SendingParts } from './send-once.ts'
import { drawOngoing, editIfThere } from './send-ongoing.ts'

/** Draws the report of a pre-check again where it stands: who has accepted what, who looks after what, what is skipped. */
export async function sendReport(
  deps: DeliveryDeps,
  lease: DeliveryLease,
  { taskId, entries, shown }: Extract<PlannedMessage, { readonly kind: 'report' }>,
  { facts, find }: SendingParts,
): Promise<void> {
  const said = await withLatestChecks(deps, lease, shown.said)
  const read = await messageFactsOf(deps, lease, said)
  const told = said.filter((one) => one.kind === 'event')
  const extras = extrasOf(told, { absorbed: [] }, facts, read)
  const watch = facts.watches.get(taskId) ?? facts.cards.get(taskId)
  const locale = watch?.locale ?? askedIn(said) ?? 'en'
  const card = drawCard(() => drawOngoing(deps, said, locale, extras))
  const { ts, key } = shown
  const edited = await editIfThere(deps, lease, { ts, key, card })
  if (!edited) facts.reports.delete(taskId)
  await noteDelivered(deps, lease, {
    taskId,
    messages: find(entries),
    keys: [],
    ...(!edited && { report: null }),
  })
  if (edited) emitSent(deps, lease, taskId, { ts, key, how: 'edited', merged: entries.length })
}

function askedIn(said: readonly SaidEntry[]) {
  return said.flatMap((one) => (one.kind === 'event' ? [] : [one.action.locale]))[0]
}
