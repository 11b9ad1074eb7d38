import { anything, type Check, type Shape, type Surface, shape } from './check.ts'
import { id } from './composition.ts'

/** Where in a block an element stands. */
export type Position = 'section' | 'actions' | 'input' | 'context' | 'context_actions'

export interface ElementRule {
  readonly places: readonly Position[]
  readonly surfaces: readonly Surface[]
  readonly check: Check
}

export type ElementRules = Readonly<Record<string, ElementRule>>

export const everywhere: readonly Surface[] = ['message', 'modal', 'home']
export const choosable: readonly Position[] = ['section', 'actions', 'input']

/** An interactive element with these fields, besides its type and action_id. */
export function element(fields: Shape): Check {
  return shape({
    ...fields,
    required: { type: anything, ...fields.required },
    optional: { action_id: id, ...fields.optional },
  })
}
