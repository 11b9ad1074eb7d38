import * as z from 'zod'
import type { DeepReadonly } from '../../base/deep-readonly.ts'
import { needsAccount } from '../../drs/conditions.ts'
import { fieldsMissing, type PolicyField, type PolicyLink } from './sync-policy.ts'
import { type DatabaseEndpoint, endpointSchema } from './task.ts'

/** What the security settings of Kafka say beside accounts and files (6.1.2). */
const kafkaSettingsSchema = z.object({
  protocol: z.string().exactOptional(),
  mechanism: z.string().exactOptional(),
  tokens: z.boolean().exactOptional(),
  /** The name in the certificate of the server has to be that of the host. */
  checksHost: z.boolean().exactOptional(),
  /** The private key in the key store has a password. */
  keyHasPassword: z.boolean().exactOptional(),
})
export type KafkaSettings = DeepReadonly<z.output<typeof kafkaSettingsSchema>>

/** A database of a task with the *reference* of its password (`env:NAME`, `file:/path`), never the password. */
const databaseSetupSchema = endpointSchema.extend({
  passwordRef: z.string().exactOptional(),
  /** Slack's file with the certificate for SSL, or the trust store of Kafka; the bot keeps none. */
  certificate: z.string().exactOptional(),
  /** The reference of its password. */
  certificatePasswordRef: z.string().exactOptional(),
  /** How Kafka lets DRS in, where that does not follow from the rest. */
  kafka: kafkaSettingsSchema.exactOptional(),
  /** Slack's file with the key store of Kafka, for two-way SSL. */
  keyStore: z.string().exactOptional(),
  keyStorePasswordRef: z.string().exactOptional(),
  /** The reference of the password of the private key in it. */
  keyPasswordRef: z.string().exactOptional(),
})
export type DatabaseSetup = DeepReadonly<z.output<typeof databaseSetupSchema>>

/** The secrets of a database, each with where its reference stands. */
export const secretReferences = {
  account: 'passwordRef',
  certificate: 'certificatePasswordRef',
  keyStore: 'keyStorePasswordRef',
  key: 'keyPasswordRef',
} as const satisfies Record<string, keyof DatabaseSetup>
export type DatabaseSecret = keyof typeof secretReferences

/** What the bot remembers of a task between creating and starting it; DRS does not give accounts back. */
export const taskSetupSchema = z.object({
  source: databaseSetupSchema,
  destination: databaseSetupSchema,
  /** Databases to be copied; absent means all. */
  databases: z.array(z.string()).exactOptional(),
  /** The synchronization policy as it was set with the bot. */
  policy: z.record(z.string(), z.string()).exactOptional(),
  /** When both connections were tested and DRS has saved them, milliseconds since the epoch. */
  testedAt: z.number().exactOptional(),
})
export type TaskSetup = DeepReadonly<z.output<typeof taskSetupSchema>>

/** What was said of a pair, as one of its two parts has it: in the backward one the ends are exchanged. */
export function setupOfPart(pair: TaskSetup, part: { readonly source?: DatabaseEndpoint }): TaskSetup {
  const { testedAt: _, source, destination, ...rest } = pair
  const from = part.source
  const isOf = (one: DatabaseSetup) =>
    (from?.instanceId !== undefined && from.instanceId === one.instanceId) ||
    (from?.ip !== undefined && from.ip === one.ip)
  const isBackward = isOf(destination) && !isOf(source)
  return { ...rest, ...(isBackward ? { source: destination, destination: source } : { source, destination }) }
}

/** How far a task is set up. `at`: when both connections were tested, milliseconds since the epoch, where the bot did it. */
export type SetupState =
  | { readonly state: 'incomplete' }
  | { readonly state: 'untested' }
  /** `unset`: something of the synchronization policy is missing without which it cannot be started, as far as the bot knows. */
  | { readonly state: 'tested'; readonly at?: number; readonly unset?: true }

/** What DRS knows without the bot was tested and saved in the console. */
export function setupStateOf(setup: TaskSetup | undefined, known: KnownTask): SetupState {
  if (setup?.testedAt !== undefined) {
    const unset = missingBeforeStart(setup, known).length > 0
    return { state: 'tested', at: setup.testedAt, ...(unset && { unset }) }
  }
  if (setup) return { state: isNamed(setup.source) && isNamed(setup.destination) ? 'untested' : 'incomplete' }
  return { state: hasAddress(known.source) && hasAddress(known.destination) ? 'tested' : 'incomplete' }
}

interface KnownTask extends Partial<PolicyLink> {
  readonly source?: Addressed | undefined
  readonly destination?: Addressed | undefined
}

/** What has to be set before the start and was not with the bot; of a task that it has not set up, it knows nothing. */
export function missingBeforeStart(
  setup: TaskSetup | undefined,
  { engine = '', scenario = '' }: Partial<PolicyLink>,
): readonly PolicyField[] {
  return setup ? fieldsMissing({ engine, scenario }, setup.policy) : []
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
