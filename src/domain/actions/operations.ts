import type { Generation, Operation } from '../../drs/operation.ts'
import type { Action } from './action.ts'
import { type ActionName, actionOf } from './rows.ts'

/** The operations with which the bot asks DRS for the action, by API generation. */
export function callsOfAction(name: ActionName): Readonly<Record<Generation, readonly Operation[]>> {
  const { drs }: Action = actionOf(name)
  if (drs?.served) return drs.served
  const v3 = drs?.v3 ? [drs.v3.operation] : []
  if (drs?.v5 === undefined || drs.v5 === 'v3') return { v3, v5: drs?.v5 === 'v3' ? v3 : [] }
  return { v3, v5: 'one' in drs.v5 ? [drs.v5.one, drs.v5.several] : [drs.v5.operation] }
}
