import type * as z from 'zod'
import type { jobAction } from '../../drs/v5/index.ts'
import type { Refusal } from '../refusal.ts'

/** What the actions of 7.6.1 and 7.6.4 take and answer. */

type Wish = z.output<typeof jobAction.request>['job']
export type ActionName = Wish['action_name']
export type Params = NonNullable<Wish['action_params']>
/** Refused, to be asked about with an id, or done. */
export type Result = Refusal | { readonly queryId: string } | undefined
