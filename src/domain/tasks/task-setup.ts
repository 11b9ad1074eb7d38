import * as z from 'zod'
import type { DeepReadonly } from '../../base/deep-readonly.ts'
import { needsAccount } from '../../drs/conditions.ts'
import { type DatabaseEndpoint, endpointSchema } from './task.ts'

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
  /** When both connections were tested and DRS has saved them, milliseconds since the epoch. */
  testedAt: z.number().exactOptional(),
})
export type TaskSetup = DeepReadonly<z.output<typeof taskSetupSchema>>

/** How far a task is set up. `at`: when both connections were tested, milliseconds since the epoch, where the bot did it. */
export type SetupState =
  | { readonly state: 'incomplete' }
  | { readonly state: 'untested' }
  | { readonly state: 'tested'; readonly at?: number }

/** What DRS knows without the bot was tested and saved in the console. */
export function setupStateOf(
  setup: TaskSetup | undefined,
  known: { readonly source?: Addressed | undefined; readonly destination?: Addressed | undefined },
): SetupState {
  if (setup?.testedAt !== undefined) return { state: 'tested', at: setup.testedAt }
  if (setup) return { state: isNamed(setup.source) && isNamed(setup.destination) ? 'untested' : 'incomplete' }
  return { state: hasAddress(known.source) && hasAddress(known.destination) ? 'tested' : 'incomplete' }
}

export function needsLogin({ dbType }: DatabaseEndpoint): boolean {
  return needsAccount(dbType)
}

type Addressed = Pick<DatabaseEndpoint, 'ip' | 'instanceId'>

function hasAddress(database: Addressed | undefined): boolean {
  return Boolean(database?.ip || database?.instanceId)
}

function isNamed(database: DatabaseSetup): boolean {
  return hasAddress(database) && (!needsLogin(database) || Boolean(database.user))
}
