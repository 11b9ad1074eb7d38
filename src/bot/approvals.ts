import { languageOfChannel } from '../app/channel-language.ts'
import type { CommandServices } from '../app/command-services.ts'
import type { ApprovalDeps } from '../approvals/index.ts'
import type { Config } from '../config/types.ts'
import { serverTime } from '../store/server.ts'
import type { Engine } from '../watch/engine.ts'

interface Given extends Pick<ApprovalDeps, 'team' | 'redis' | 'store' | 'messenger' | 'places' | 'log'> {
  readonly config: Config
  readonly engine: Engine
  readonly services: CommandServices
}

/** What approval requests are made with, of the real parts. */
export function approvalDeps({ config, engine, services, ...given }: Given): ApprovalDeps {
  const { newAuthority, execution, inputs, now } = services
  return {
    ...given,
    newAuthority,
    execution,
    readFile: inputs.file,
    consoleUrl: services.watching.knowledge.consoleUrl,
    now,
    time: () => serverTime(given.redis),
    groups: config.groups,
    ...(config.auditChannel !== undefined && { auditChannel: config.auditChannel }),
    languageOfChannel: (place, connection) => languageOfChannel(services.channels, place, connection),
    redraw: (connection, taskId, cause) => engine.redraw(connection, taskId, cause),
  }
}
