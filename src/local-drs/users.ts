import type { Database } from './databases.ts'

/** Users and roles of the source databases, as 6.2.2 shows them. */

export interface DatabaseUser {
  readonly account: string
  readonly comment: string
  readonly privileges: string | null
  readonly roles: readonly string[]
  /** Whether DRS can migrate it. */
  readonly transferable: boolean
}

export interface DatabaseRole {
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
export function peopleOf({ engine }: Pick<Database, 'engine'>): People {
  return known[engine] ?? { users: [], roles: [] }
}
