import * as z from 'zod'
import type { DeepReadonly } from '../../base/deep-readonly.ts'

/** Where limits stand between two looks; see limits.ts. */

const standingSchema = z.object({
  /** Since when the value is above, milliseconds since the epoch. */
  since: z.number().exactOptional(),
  told: z.literal(true).exactOptional(),
  /** Since when it cannot be read; only once that was told. */
  unread: z.number().exactOptional(),
  /** When the value was last back after it had been told; forgotten some time later. */
  calm: z.number().exactOptional(),
  /** It has been a little above since then. */
  swings: z.literal(true).exactOptional(),
})
export type LimitStanding = DeepReadonly<z.output<typeof standingSchema>>

/** By the limit as `formatLimit` writes it; one of which there is nothing to remember is not there. */
export const limitStateSchema = z.record(z.string(), standingSchema)
export type LimitState = DeepReadonly<z.output<typeof limitStateSchema>>
