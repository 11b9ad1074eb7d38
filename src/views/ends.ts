import type { DatabaseEndpoint } from '../domain/tasks/task.ts'

/** Where a database is, as a card names it. */
export type ShownEnd = Partial<Pick<DatabaseEndpoint, 'ip' | 'port' | 'instanceName' | 'instanceId'>>

/** The name that people gave it, else its address: `10.0.0.12:3306`, `[2001:db8::10]:27017`; of several the first. */
export function endAddress(end: ShownEnd | undefined): string {
  const { ip, port, instanceName, instanceId } = end ?? {}
  if (instanceName) return instanceName
  if (!ip) return instanceId ?? ''
  const [first = '', ...more] = ip.split(',')
  const isSix = /^[0-9a-f]*:[0-9a-f:.]*:[0-9a-f.]*$/i.test(first)
  const host = isSix ? `[${first}]` : first
  const hasPort = !isSix && first.includes(':')
  const address = port === undefined || hasPort ? host : `${host}:${port}`
  return more.length > 0 ? `${address} +${more.length}` : address
}
