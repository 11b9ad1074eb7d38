import * as z from 'zod'
import type { DeepReadonly } from '../base/deep-readonly.ts'

/** A token of IAM. Times in milliseconds since the epoch. */
export const tokenSchema = z.object({
  value: z.string(),
  /** From here on a new one is to be fetched; this one still works. */
  renewAt: z.number(),
  expiresAt: z.number(),
})
export type IamToken = DeepReadonly<z.output<typeof tokenSchema>>

/** Where all replicas keep the one token of a user, so that each does not fetch its own. */
export interface TokenStore {
  get(key: string): Promise<IamToken | undefined>
  put(key: string, token: IamToken, ttlMs: number): Promise<void>
  /** The right to fetch a token, and how to give it back; undefined while another replica has it. Ends after `ttlMs`. */
  lock(key: string, ttlMs: number): Promise<(() => Promise<void>) | undefined>
}
