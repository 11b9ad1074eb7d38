import type { Locale } from '../base/i18n.ts'
import type { DatabaseEndpoint } from '../domain/tasks/task.ts'
import { endWords, engineWords } from '../drs/engines.ts'

/** Where a database is, as a card names it. */
export type ShownEnd = Partial<Pick<DatabaseEndpoint, 'ip' | 'port' | 'instanceName' | 'instanceId'>>

export interface TwoEnds {
  readonly engine?: string | undefined
  readonly source?: ShownEnd | undefined
  readonly destination?: ShownEnd | undefined
}

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

/** `MySQL 10.0.0.12:3306 → MySQL rds-orders`; without addresses only what the two ends are. */
export function endsLine(task: TwoEnds, locale: Locale): string {
  const { engine = '', source, destination } = task
  const [from, to] = [endAddress(source), endAddress(destination)]
  const words = endWords(engine)
  if (!words || (from === '' && to === '')) return engineWords(engine)[locale]
  const named = (kind: string, address: string) => (address === '' ? kind : `${kind} ${address}`)
  return `${named(words.source[locale], from)} → ${named(words.destination[locale], to)}`
}
