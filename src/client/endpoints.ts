import { isIPv6 } from 'node:net'
import type { NewTask } from '../domain/tasks/task-service.ts'
import { enginePair } from '../drs/engines.ts'

/** What both generations send of databases in the same form. */

/** The addresses of a comma-separated list, each with its port: `10.0.0.1:27017`, `[2001:db8::10]:27017`. */
export function withPorts(addresses: string, port: number | undefined): string {
  if (port === undefined) return addresses
  return addresses
    .split(',')
    .map((address) => withPort(address.trim(), port))
    .join(',')
}

function withPort(address: string, port: number): string {
  if (isIPv6(address)) return `[${address}]:${port}`
  return address === '' || /:\d+$/.test(address) ? address : `${address}:${port}`
}

/**
 * Whether the destination is to be read-only: it must be in DR if this cloud is the standby. Only MySQL migration and DR
 * into the cloud take anything else than the default, which is yes (6.1.1, 7.2.1).
 */
export function targetReadonly(task: NewTask): boolean | undefined {
  const isDr = task.scenario === 'cloudDataGuard'
  if (isDr && task.direction === 'up' && !task.dualActive) return true
  const isMysqlMigration = task.scenario === 'migration' && enginePair(task.engine)?.destination === 'mysql'
  return isDr || (isMysqlMigration && task.direction === 'up') ? task.destinationReadOnly : undefined
}
