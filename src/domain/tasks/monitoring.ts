/** How replication goes at this moment, end by end (DRS API reference 6.4.2, 7.5.5). What DRS does not tell is absent. */
export interface ReplicationHealth {
  readonly source: MonitoredEnd
  readonly destination: MonitoredEnd
  readonly node: MonitoredNode
  /** As DRS writes it: MB/s by 7.5.5, without a unit in 6.4.2. */
  readonly bandwidth?: number
  readonly bytesPerSecond?: number
  /** When it was measured, milliseconds since the epoch; told by v5 only. */
  readonly at?: number
}

export interface MonitoredEnd {
  /** DRS can connect to it. */
  readonly reachable?: boolean
  /** Where its log stands, in the words of the engine. */
  readonly offset?: string
  /** The unit is documented nowhere; the figures of the examples can only be milliseconds. */
  readonly delayMs?: number
  readonly rowsPerSecond?: number
}

/** The replication instance. */
export interface MonitoredNode {
  readonly offset?: string
  readonly cpuPercent?: number
  readonly memoryMb?: number
  readonly memoryMbTotal?: number
  readonly diskGb?: number
  readonly diskGbTotal?: number
}

/** The ways on which a change can wait: read from the source, kept on the replication instance, applied at the destination. */
export type DelayPlace = 'read' | 'apply' | 'both'

/** Below this much nothing waits anywhere, in milliseconds. */
const nothingWaits = 1000

/**
 * Where most of the delay arises. The reference does not say whether the delay of the destination contains that of the source;
 * what is named here is true either way. `undefined`: there is none, or DRS does not tell.
 */
export function delayPlace({ source, destination }: ReplicationHealth): DelayPlace | undefined {
  const { delayMs: read } = source
  const { delayMs: applied } = destination
  if (read === undefined || applied === undefined) return undefined
  if (Math.max(read, applied) < nothingWaits) return undefined
  if (read < applied / 2) return 'apply'
  return read >= applied * 0.8 ? 'read' : 'both'
}
