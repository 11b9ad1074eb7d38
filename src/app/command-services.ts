import type { Actor } from '../domain/access/person.ts'
import type { AuditQuery, AuditRecord } from '../domain/audit/audit.ts'
import type { AuditPage } from '../domain/audit/audit-chain.ts'
import type { CheckResult } from '../domain/check-result.ts'
import type { Task } from '../domain/tasks/task.ts'
import type { TaskRef } from '../domain/tasks/task-ref.ts'
import type { TaskSetup } from '../domain/tasks/task-setup.ts'
import type { ChannelRef } from '../domain/watching/watch.ts'
import type { Generation } from '../drs/operation.ts'
import type { ExecutionDeps } from '../execution/order.ts'
import type { AuditSlice } from '../kit/capabilities.ts'
import type { Approvals } from '../ports/approvals.ts'
import type { Authority } from '../ports/authority.ts'
import type { DrsServices, ReceivedFile } from '../ports/drs.ts'
import type { DraftStore } from '../ports/form-drafts.ts'
import type { ChannelLanguages } from './channel-language.ts'
import type { ChannelVoice } from './execution.ts'
import type { SecretAccess } from './secret-page.ts'
import type { WatchBackend } from './watching.ts'

/** Which connection a channel works with and in which language, and whether the bot can speak there. */
interface ChannelFacts extends ChannelVoice, ChannelLanguages {
  chosenConnection(channelRef: ChannelRef): Promise<string | undefined>
  /** Undefined: none any more. */
  chooseConnection(channelRef: ChannelRef, connection: string | undefined): Promise<void>
  /** The generations of the API that the configuration gives a connection. */
  generationsOfConnection(connection: string): readonly Generation[]
}

/** What the bot remembers of how a task is set up. */
interface SetupMemory {
  get(task: TaskRef): Promise<TaskSetup | undefined>
  put(task: TaskRef, setup: TaskSetup): Promise<void>
  /** From now on the task is found by its name. */
  created(task: Task): Promise<void>
}

/** What people have handed over, and half-filled forms. */
interface InputMemory {
  /** Throws `UserError` for a file that somebody else has uploaded. */
  file(id: string, user: string): Promise<ReceivedFile>
  readonly drafts: Pick<DraftStore, 'put' | 'get'>
  turn(): Promise<void>
}

/** What only admins look into. */
interface AuditBackend {
  /** Resolves once it is written down for good. Throws if it cannot be: then what it is about must not be done. */
  audit(record: AuditRecord): Promise<void>
  auditPage(query: AuditQuery, slice: AuditSlice): Promise<AuditPage>
  /** Whether the bot has what it needs: Slack, Redis, and these connections. */
  diagnose(connections: readonly string[]): Promise<readonly CheckResult[]>
}

/** What a context is made of; src/bot puts the real ones in. */
export interface CommandServices {
  readonly connections: readonly string[]
  /** Who may do what, for one interaction. */
  newAuthority(): Authority
  readonly service: DrsServices
  readonly channels: ChannelFacts
  readonly setups: SetupMemory
  readonly secrets: SecretAccess
  readonly inputs: InputMemory
  /** How something is done on DRS. */
  readonly execution: ExecutionDeps
  readonly watching: WatchBackend
  readonly auditing: AuditBackend
  approvals(actor: Actor, authority: Authority): Approvals
  now(): number
}
