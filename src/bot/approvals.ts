import type { Facilities } from '../app/context.ts'
import type { ApprovalParts } from '../approvals/index.ts'
import type { Config } from '../config/types.ts'
import type { Engine } from '../watch/engine.ts'

interface Given extends Pick<ApprovalParts, 'team' | 'redis' | 'ledger' | 'messenger' | 'log'> {
  readonly config: Config
  readonly engine: Engine
  readonly facilities: Facilities
}

/** What requests for consent are made with, of the real parts. */
export function approvalParts({ config, engine, facilities, ...given }: Given): ApprovalParts {
  const { standing, grants, service, secret, call, now } = facilities
  return {
    ...given,
    standing,
    grants,
    service,
    secret,
    call,
    now,
    groups: config.groups,
    fileRules: config.approvals,
    ...(config.auditChannel !== undefined && { auditChannel: config.auditChannel }),
    follow: (follow) => engine.follow(follow),
    redraw: (connection, taskId, cause) => engine.redraw(connection, taskId, cause),
  }
}
