import { UserError } from '../base/user-error.ts'
import type { CommandContext } from '../kit/context.ts'

type Seer = Pick<CommandContext<'list'>, 'connections' | 'service'>

/** A connection that is closed to the person is not there for them. */
export function visibleConnections(ctx: Seer): readonly string[] {
  return ctx.connections.filter((connection) => {
    try {
      ctx.service(connection)
      return true
    } catch (error) {
      if (error instanceof UserError) return false
      throw error
    }
  })
}
