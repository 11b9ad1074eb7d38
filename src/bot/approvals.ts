import type { Facilities } from '../app/context.ts'
import type { ApprovalDeps } from '../approvals/index.ts'
import type { Config } from '../config/types.ts'
import type { Engine } from '../watch/engine.ts'

interface Given extends Pick<ApprovalDeps, 'team' | 'redis' | 'ledger' | 'messenger' | 'log'> {
  readonly config: Config
  readonly engine: Engine
  readonly facilities: Facilities
}

/** What requests for consent are made with, of the real parts. */
export function approvalParts({ config, engine, facilities, ...given }: Given): ApprovalDeps {
  const { newAuthority, execution, now } = facilities
  return {
    ...given,
    newAuthority,
    execution,
    now,
    groups: config.groups,
    ...(config.auditChannel !== undefined && { auditChannel: config.auditChannel }),
    redraw: (connection, taskId, cause) => engine.redraw(connection, taskId, cause),
  }
}
