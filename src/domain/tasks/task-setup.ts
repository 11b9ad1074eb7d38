import * as z from 'zod'
import type { DeepReadonly } from '../../base/deep-readonly.ts'
import { endpointSchema } from './task.ts'

/** A database of a task with the *reference* of its password (`env:NAME`, `file:/path`), never the password. */
const databaseSetupSchema = endpointSchema.extend({
  passwordRef: z.string().exactOptional(),
})
export type DatabaseSetup = DeepReadonly<z.output<typeof databaseSetupSchema>>

/** What the bot remembers of a task between creating and starting it; DRS does not give accounts back. */
export const taskSetupSchema = z.object({
  source: databaseSetupSchema,
  destination: databaseSetupSchema,
  /** Databases to be copied; absent means all. */
  databases: z.array(z.string()).exactOptional(),
})
export type TaskSetup = DeepReadonly<z.output<typeof taskSetupSchema>>
