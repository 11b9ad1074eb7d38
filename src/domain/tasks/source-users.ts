import type { Task } from './task.ts'

/** Accounts of a source database that can be made in the destination as well (DRS API reference 6.2.1, 6.2.2). */

interface Migratable {
  /** By which people choose it, and DRS knows it. */
  readonly id: string
  /** Whether DRS can migrate it. */
  readonly movable: boolean
  /** Why not, or a remark, in DRS's words. */
  readonly remark?: string
  readonly chosen: boolean
}

export interface SourceUser extends Migratable {
  readonly account: string
  readonly privileges?: readonly string[]
  readonly roles: readonly string[]
}

export interface SourceRole extends Migratable {
  readonly privileges: string
  readonly inherits: readonly string[]
}

export interface SourceUsers {
  readonly users: readonly SourceUser[]
  readonly roles: readonly SourceRole[]
}

/** Migrations, and synchronizations from PostgreSQL. */
export function hasSourceUsers({ scenario, engine }: Pick<Task, 'scenario' | 'engine'>): boolean {
  return scenario === 'migration' || (scenario === 'sync' && engine.startsWith('postgresql'))
}

/** What somebody has chosen of them: ids. */
export interface ChosenUsers {
  readonly users: readonly string[]
  readonly roles: readonly string[]
}

/**
 * The entry of the call for one task (6.2.1): everything that DRS listed goes back, with what was chosen. `password`: all of
 * the chosen users get it in the destination.
 */
export function usersEntry(
  job_id: string,
  { users, roles }: SourceUsers,
  chosen: ChosenUsers,
  password?: string,
) {
  if (chosen.users.length === 0 && chosen.roles.length === 0)
    return { job_id, is_migrate_user: false, is_set_password: false }
  const sets = password !== undefined
  return {
    job_id,
    is_migrate_user: true,
    is_set_password: sets,
    ...(sets && { password }),
    list: users.map(({ id, account, movable, remark = '', privileges, roles: own }) => {
      const selected = chosen.users.includes(id)
      const shared = { id, account, comment: remark, is_transfer: movable, privileges: privileges ?? null }
      return { ...shared, roles: own, selected, is_set_password: sets && selected }
    }),
    user_roles: roles.map(({ id, movable, remark = '', privileges, inherits }) => {
      const shared = { role: id, comment: remark, is_transfer: movable, privileges }
      return { ...shared, inherits_roles: inherits, selected: chosen.roles.includes(id) }
    }),
  }
}
