import { parseAccessChange } from '../access/access-change.ts'
import { parsePolicyChange, ruleOfChange } from './policy-change.ts'
import type { ApprovalRequest, ChangePayload } from './request.ts'

/** Everything that a request reaches: who decides about it has to have a say there, at each single place. */

export interface Place {
  /** A name, or a pattern. */
  readonly connection: string
  readonly channel: string
}

/** The names and patterns of a change of access or policy; of one that cannot be read, everything. */
export function connectionsReached({ verb, change }: ChangePayload): readonly string[] {
  if (verb === 'access') return parseAccessChange(change)?.connections ?? ['*']
  const read = parsePolicyChange(change)
  return read ? ruleOfChange(read).connections : ['*']
}

/** Where people click, and, of a change of access, the channels that it is about. */
export function placesOf({
  connection,
  channel,
  payload,
}: Pick<ApprovalRequest, 'connection' | 'channel' | 'payload'>): readonly Place[] {
  if (payload.kind !== 'change') return [{ connection, channel }]
  const named = payload.verb === 'access' ? (parseAccessChange(payload.change)?.channels ?? ['*']) : []
  const channels = [...new Set([channel, ...named])]
  return connectionsReached(payload).flatMap((reached) =>
    channels.map((place) => ({ connection: reached, channel: place })),
  )
}
