import * as z from 'zod'
import type { DeepReadonly } from '../../base/deep-readonly.ts'
import { commandsWith } from '../command-targets.ts'
import { localeSchema, textSchema } from '../text/schemas.ts'

/** A field of the page behind a one-time link: what it asks for, and what the answer is kept for. */
const secretFieldSchema = z.object({
  name: z.string(),
  label: textSchema,
  /** See stored-secret.ts. */
  about: z.string(),
})

/** What somebody is asked for on the page, and what it goes on with afterwards. Holds no secret. */
export const secretRequestSchema = z.object({
  team: z.string(),
  user: z.string(),
  channel: z.string(),
  locale: localeSchema,
  verb: z.enum(commandsWith('resume')),
  connection: z.string(),
  /** What it is for, in a few words. */
  purpose: textSchema,
  fields: z.array(secretFieldSchema),
  /** What the verb needs to go on; it checks this again when it does. */
  values: z.record(z.string(), z.string()),
  /** `keep`: until the person goes on in Slack. `pass`: the verb goes on at once, and nothing is stored. */
  afterwards: z.enum(['keep', 'pass']),
})
export type SecretRequest = DeepReadonly<z.output<typeof secretRequestSchema>>

/** What the verb goes on with: references (`kept:<id>`) in place of what was typed. */
export const secretsGivenSchema = secretRequestSchema
  .pick({ team: true, user: true, verb: true, connection: true, values: true })
  .extend({ references: z.record(z.string(), z.string()) })
export type SecretContinuation = DeepReadonly<z.output<typeof secretsGivenSchema>>

/** A link works so long, ms. */
export const oneTimeLinkMs = 10 * 60_000

/** With so many wrong codes it ends. */
export const codeTries = 5

/** What became of a try to use a link. */
export type RedeemResult =
  | { readonly kind: 'redeemed'; readonly request: SecretRequest }
  /** `left`: more tries. */
  | { readonly kind: 'wrong'; readonly left: number }
  /** There never was such a link, or it has expired or been used; nobody can tell which. */
  | { readonly kind: 'gone' }
