import type * as z from 'zod'
import { batchUpdateUsers, listSourceUsers } from '../../drs/index.ts'
import { wrongStatus } from '../change.ts'
import { type Database, databaseKey } from '../databases.ts'
import { type Call, distinct, handler, isRefusal, lookUp, taskInPath } from '../handler.ts'
import { configurationRefusal, reconfigured } from '../perform.ts'
import type { LocalTask } from '../task.ts'

/** Users and roles of the source databases, as 6.2.2 shows them. */

interface DatabaseUser {
  readonly account: string
  readonly comment: string
  readonly privileges: string | null
  readonly roles: readonly string[]
  /** Whether DRS can migrate it. */
  readonly transferable: boolean
}

interface DatabaseRole {
  readonly role: string
  readonly privileges: string
  readonly inherits: readonly string[]
}

interface People {
  readonly users: readonly DatabaseUser[]
  readonly roles: readonly DatabaseRole[]
}

function user(account: string, privileges: string | null, roles: readonly string[] = []): DatabaseUser {
  return { account, comment: '', privileges, roles, transferable: true }
}

/** By the engine of the database. */
const known: Readonly<Record<string, People>> = {
  mysql: {
    users: [
      user("'app'@'%'", "GRANT SELECT, INSERT, UPDATE, DELETE ON *.* TO 'app'@'%'"),
      user("'reports'@'10.%'", "GRANT SELECT ON *.* TO 'reports'@'10.%'"),
      {
        account: "'root'@'localhost'",
        comment: 'The destination has a root of its own.',
        privileges: "GRANT ALL PRIVILEGES ON *.* TO 'root'@'localhost' WITH GRANT OPTION",
        roles: [],
        transferable: false,
      },
    ],
    roles: [],
  },
  mongodb: {
    users: [
      user('admin.app', null, ['catalog.readWrite']),
      user('admin.reports', null, ['admin.readAnyDatabase']),
      user('admin.operator', null, ['admin.clusterMonitor', 'admin.support']),
    ],
    roles: [
      {
        role: 'admin.support',
        privileges: "[{u'resource': {u'db': u'catalog', u'collection': u''}, u'actions': [u'find']}]",
        inherits: ['catalog.read'],
      },
    ],
  },
  postgresql: {
    users: [user('app', 'GRANT CONNECT ON DATABASE ledger'), user('reports', null, ['readers'])],
    roles: [{ role: 'readers', privileges: 'GRANT SELECT ON ALL TABLES IN SCHEMA public', inherits: [] }],
  },
}

/** Nobody, for a database that users are not migrated from. */
function peopleOf({ engine }: Pick<Database, 'engine'>): People {
  return known[engine] ?? { users: [], roles: [] }
}

type Wish = z.output<typeof batchUpdateUsers.request>['jobs'][number]

/** Migrations, and synchronization from PostgreSQL (6.2.1, 6.2.2). */
function hasUsers(task: LocalTask): boolean {
  return task.scenario === 'migration' || (task.scenario === 'sync' && task.engine === 'postgresql')
}

function people(call: Call, task: LocalTask) {
  const source = call.world.databases().find((database) => databaseKey(database) === task.source.database)
  return source ? peopleOf(source) : { users: [], roles: [] }
}

/** 6.2.2: a refusal is told at the top; `selected` is null until users were chosen, as in the example. */
export const sourceUsers = handler(listSourceUsers, (_none, call) => {
  const task = taskInPath(call)
  if (!hasUsers(task) || !task.tested.so || !task.tested.ta) {
    return { job_id: task.id, is_success: false, message: wrongStatus, user_list: [], roles_list: [] }
  }
  const { migrate, accounts, roles } = task.settings.users
  const found = people(call, task)
  return {
    job_id: task.id,
    message: 'SUCCESS',
    is_success: true,
    user_list: found.users.map(({ account, transferable, ...user }) => ({
      id: account,
      account,
      comment: user.comment,
      privileges: user.privileges,
      password: null,
      roles: [...user.roles],
      selected: migrate ? accounts.includes(account) : null,
      is_transfer: transferable,
    })),
    roles_list: found.roles.map(({ role, privileges, inherits }) => ({
      role,
      comment: '',
      privileges,
      selected: migrate ? roles.includes(role) : null,
      is_transfer: true,
      inherits_roles: [...inherits],
    })),
  }
})

/** 6.2.1: `message` holds the error code. */
export const updateUsers = handler(batchUpdateUsers, ({ jobs }, call) => {
  distinct(jobs)
  const results = jobs.map((job) => {
    const found = lookUp(call, job.job_id)
    const code = isRefusal(found) ? found.code : update(call, found, job)
    const outcome = { job_id: job.job_id, is_success: code === undefined }
    return code === undefined ? outcome : { ...outcome, message: code }
  })
  return { all_counts: results.length, results }
})

function update(call: Call, task: LocalTask, wish: Wish): string | undefined {
  const refusal = configurationRefusal(call.world, task)
  if (refusal) return refusal
  if (!hasUsers(task) || !task.tested.so || !task.tested.ta) return wrongStatus
  if (wish.is_migrate_user && !(wish.list && wish.user_roles)) return 'DRS.M00201'
  const chosen = wish.is_migrate_user ? wish : { list: [], user_roles: [] }
  const accounts = (chosen.list ?? []).filter(({ selected }) => selected).map(({ account }) => account)
  const roles = (chosen.user_roles ?? []).filter(({ selected }) => selected).map(({ role }) => role)
  if (!allTransferable(call, task, accounts, roles)) return 'DRS.M00202'
  const users = { migrate: wish.is_migrate_user, accounts, roles }
  call.world.putTask(reconfigured(call.world, task, { settings: { ...task.settings, users } }))
  return undefined
}

function allTransferable(
  call: Call,
  task: LocalTask,
  accounts: readonly string[],
  roles: readonly string[],
): boolean {
  const found = people(call, task)
  const users = found.users.filter(({ transferable }) => transferable).map(({ account }) => account)
  const known = found.roles.map(({ role }) => role)
  return accounts.every((account) => users.includes(account)) && roles.every((role) => known.includes(role))
}
