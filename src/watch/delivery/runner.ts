import type { ChannelRef } from '../../domain/watching/watch.ts'
import { channelRefId } from '../../store/keys.ts'
import type { DeliveryDeps } from './deps.ts'
import type { DeliveryResult } from './errors.ts'

/**
 * The deliveries of this replica: in each channel one at a time, and in some channels at the same time. It only remembers
 * where to look: what is to be said stands in the store, and what a replica that died has left is found by the polls of all.
 */
export interface DeliveryRunner {
  /** There is news for these channels. Returns at once. */
  request(connection: string, channelRefs: readonly ChannelRef[]): void
  /** Something waits in these channels; those that this replica looks at anyway, at a moment it knows, are left. */
  revisit(connection: string, channelRefs: readonly ChannelRef[]): void
  /** Waits for the messages at hand. */
  stop(): Promise<void>
}

type Deliver = (connection: string, channelRef: ChannelRef) => Promise<DeliveryResult>

interface Visit {
  readonly connection: string
  readonly channelRef: ChannelRef
  state: 'queued' | 'running' | 'waiting'
  /** News came while it ran. */
  again: boolean
  /** When it may be worth while, ms of a clock that only runs. */
  notBefore: number
  timer?: NodeJS.Timeout
}

/** The hold ends in Redis, the wait here: the visit must not come a moment too early. */
const marginMs = 20

export function createDeliveryRunner(
  { options, log }: Pick<DeliveryDeps, 'options' | 'log'>,
  deliver: Deliver,
): DeliveryRunner {
  const visits = new Map<string, Visit>()
  const line: Visit[] = []
  const running = new Set<Promise<void>>()
  let stopping = false

  function queue(visit: Visit): void {
    clearTimeout(visit.timer)
    visit.state = 'queued'
    line.push(visit)
    serve()
  }

  function serve(): void {
    while (!stopping && running.size < options.deliveries) {
      const next = line.shift()
      if (next === undefined) return
      const work = run(next).then(() => {
        running.delete(work)
        follow(next)
        serve()
      })
      running.add(work)
    }
  }

  async function run(visit: Visit): Promise<void> {
    const { connection, channelRef } = visit
    visit.state = 'running'
    visit.again = false
    try {
      const end = await deliver(connection, channelRef)
      if (typeof end === 'object') visit.notBefore = performance.now() + end.heldMs
      else if (end !== 'busy') visit.notBefore = 0
    } catch (err) {
      // A poll finds the channel again.
      log.error({ connection, ...channelRef, err }, 'A delivery failed')
      visit.notBefore = 0
    }
  }

  /** What comes after a visit. */
  function follow(visit: Visit): void {
    const waitMs = visit.notBefore - performance.now()
    if (stopping) return
    if (visit.again) queue(visit)
    else if (waitMs > 0) {
      visit.state = 'waiting'
      visit.timer = setTimeout(() => queue(visit), waitMs + marginMs)
    } else visits.delete(keyOf(visit.connection, visit.channelRef))
  }

  function visitTo(connection: string, channelRef: ChannelRef): Visit | undefined {
    const key = keyOf(connection, channelRef)
    const known = visits.get(key)
    if (known !== undefined) return known
    const { team, channel } = channelRef
    const visit: Visit = {
      ...{ connection, channelRef: { team, channel } },
      ...{ state: 'queued', again: false, notBefore: 0 },
    }
    visits.set(key, visit)
    queue(visit)
    return undefined
  }

  return {
    request(connection, channelRefs) {
      for (const channelRef of channelRefs) {
        const known = visitTo(connection, channelRef)
        if (known?.state === 'running') known.again = true
        else if (known?.state === 'waiting') queue(known)
      }
    },
    revisit(connection, channelRefs) {
      for (const channelRef of channelRefs) visitTo(connection, channelRef)
    },
    async stop() {
      stopping = true
      for (const { timer } of visits.values()) clearTimeout(timer)
      await Promise.all(running)
    },
  }
}

function keyOf(connection: string, channelRef: ChannelRef): string {
  return `${connection} ${channelRefId(channelRef)}`
}
