import type { Locale } from '../base/i18n.ts'
import type { Role } from '../domain/access/roles.ts'
import type { ReadCall, ServiceMethod } from '../domain/tasks/service-operations.ts'
import type { Task } from '../domain/tasks/task.ts'
import type { TaskService } from '../domain/tasks/task-service.ts'
import type { Capabilities, CapabilityName } from './capabilities.ts'

export interface TaskFinder {
  /** The task with that name, id, unique prefix or reference. Throws `UserError` or asks the person to choose. */
  (given: string): Promise<Task>
  /** Those of the channel’s connection whose names fit the pattern, such as `wave1-*`. Throws `UserError` for none. */
  like(pattern: string): Promise<readonly Task[]>
}

/**
 * What every command has: who asks, where and in which language, and DRS to look at. `Uses` are the methods of the task
 * service that the command declared: others are not there.
 */
export interface Context<Uses extends ServiceMethod = ServiceMethod> {
  readonly locale: Locale
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly user: string
  readonly team: string
  readonly channel: string
  /** Where the person is, an IANA name; absent where Slack does not say. */
  readonly zone: string | undefined
  /** The connection this channel works with. Throws `UserError` if there are several and none was chosen. */
  readonly connection: string
  readonly connections: readonly string[]
  /** DRS for a connection, in the reader's language. */
  service(connection: string): Pick<TaskService, ReadCall<Uses>>
  readonly task: TaskFinder
  /** The tasks that were found so far, so that an error can name what it is about. */
  readonly found: readonly Task[]
  /** Verbs this person may use here. */
  may(command: { readonly open: boolean; readonly anywhere: boolean; readonly role: Role }): boolean
}

/** The context of a command that uses these methods and names these capabilities. */
export type CommandContext<
  Uses extends ServiceMethod = ServiceMethod,
  Named extends CapabilityName = CapabilityName,
> = Context<Uses> & Pick<Capabilities<Uses>, Named>
