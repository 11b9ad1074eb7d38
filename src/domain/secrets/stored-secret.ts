import { createHash } from 'node:crypto'
import type { OperationInput } from '../../drs/operation.ts'
import type { DatabaseSecret, DatabaseSetup } from '../tasks/task-setup.ts'

/**
 * Secrets that the bot keeps for people, encrypted and for a time. What is kept is bound to its purpose, so that nobody
 * can have the password of one database sent to the address of another.
 */
const keptForm = /^kept:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/

/** The reference of what is kept. Only the bot writes it: `secretReference`, which people write, does not allow it. */
export function storedSecretReference(id: string): string {
  return `kept:${id}`
}

/** Stands for a secret that is still to be handed over. */
export const secretPlaceholder = storedSecretReference('00000000-0000-4000-8000-000000000000')

/** The id in a reference to what is kept; undefined for all others. */
export function storedSecretId(reference: string): string | undefined {
  return keptForm.exec(reference)?.[1]
}

export const databaseSides = ['source', 'destination'] as const
export type DatabaseSide = (typeof databaseSides)[number]

/** Stands for the id of a task that is still to be created. */
export const newTaskId = 'new'

/** `connection/task/side/address/user`, each part escaped; what is no password of an account says so at the end. */
export function databasePurpose(
  task: { readonly connection: string; readonly id: string },
  side: DatabaseSide,
  { ip = '', port, instanceId, user = '' }: DatabaseSetup,
  secret: DatabaseSecret = 'account',
): string {
  const host = port === undefined ? ip : `${ip}:${port}`
  const address = instanceId === undefined ? host : `${host}@${instanceId}`
  const own = secret === 'account' ? [] : [secret]
  return ['database', task.connection, task.id, side, address, user, ...own].map(encodeURIComponent).join('/')
}

/** Opens once: a call is made once. */
export function isForCall(about: string): boolean {
  return about.startsWith('call/')
}

/** One call with everything that is in it but the secrets that are kept for it. */
export function callPurpose(connection: string, operation: string, input: OperationInput): string {
  const canonical = JSON.stringify(blanked(input))
  const digest = createHash('sha256').update(canonical).digest('hex')
  return ['call', connection, operation, digest].map(encodeURIComponent).join('/')
}

/** With the names of fields in order, and one word in place of every kept secret. */
function blanked(value: unknown): unknown {
  if (typeof value === 'string') return storedSecretId(value) === undefined ? value : 'kept:'
  if (Array.isArray(value)) return value.map(blanked)
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  return fields.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, field]) => [name, blanked(field)])
}
