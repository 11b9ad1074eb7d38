import type { Locale } from '../../base/i18n.ts'
import { type Call, isRefusal, itemError, lookUp } from '../handler.ts'
import { type Refusal, RefusedCall, wording } from '../refusal.ts'
import type { LocalTask } from '../task.ts'

/** How calls on tasks are refused in v5, alone and item by item. */

export const noSuchTask = 'DRS.10000010'
/** "This API cannot be called in the current task status"; table A-5 has no code of its own for it. */
export const wrongStatus = 'DRS.M00304'

/** Codes of table A-5 that say what could not be done, and take the reason. */
export const failures = {
  precheck: 'DRS.10010012',
  start: 'DRS.10010014',
  reset: 'DRS.10010026',
  restart: 'DRS.10010027',
  pause: 'DRS.10010028',
  terminate: 'DRS.10010029',
  delete: 'DRS.10010030',
  compare: 'DRS.10010032',
} as const

/** What could not be done, and why: the sentence of the reason without its full stop. */
export function because(code: string, reason: Refusal, locale: Locale): Refusal {
  return { code, detail: wording(reason, locale).replace(/[.。]$/, '') }
}

/** What one task answered to a change. */
export type Outcome = Refusal | undefined

/** Turns the whole call down; every call of chapter 7 answers 400 for its task. */
export function refuse({ code, detail }: Refusal): never {
  throw new RefusedCall(code, detail, 400)
}

/** The result of one task in a batch; the words are those of the examples of 7.2.5 and 7.6.4. */
export function batchResult(call: Call, id: string, act: (task: LocalTask) => Outcome) {
  const found = lookUp(call, id)
  if (isRefusal(found)) return { id, status: 'Failed', ...itemError(call, { code: noSuchTask }) }
  const refusal = act(found)
  const named = { id, name: found.name }
  if (refusal) return { ...named, status: 'Failed', ...itemError(call, refusal) }
  return { ...named, status: 'Success' }
}
