import type { Locale } from '../base/i18n.ts'
import { AccessDenied, UserError } from '../base/user-error.ts'
import type { Actor } from '../domain/access/person.ts'
import { hasRole, needsFreshPrincipal, type Role } from '../domain/access/roles.ts'
import type { Task } from '../domain/tasks/task.ts'
import { parseRef } from '../domain/tasks/task-ref.ts'
import type { DatabaseAccess, TaskService } from '../domain/tasks/task-service.ts'
import type { DatabaseSetup, TaskSetup } from '../domain/tasks/task-setup.ts'
import type { ChannelRef } from '../domain/watching/watch.ts'
import { auditedSecret } from '../execution/audit-notes.ts'
import type { ExecutionDeps } from '../execution/order.ts'
import { auditedSetUp } from '../execution/set-up.ts'
import type { Context } from '../kit/context.ts'
import type { Approvals } from '../ports/approvals.ts'
import type { Authority } from '../ports/authority.ts'
import type { DrsServices, ReceivedFile } from '../ports/drs.ts'
import { type AuditBackend, auditServiceFor } from './auditing.ts'
import { pendingActionFor, performAction, performCall, refusedNow } from './execution.ts'
import { type SecretAccess, SecretGone, secretPageFor } from './secret-page.ts'
import { type WatchBackend, watchServiceFor } from './watching.ts'

type TaskId = { readonly connection: string; readonly id: string }

/** Which connection a channel works with. */
interface ChannelConnections {
  chosenConnection(channelRef: ChannelRef): Promise<string | undefined>
  chooseConnection(channelRef: ChannelRef, connection: string): Promise<void>
}

/** What the bot remembers of how a task is set up. */
interface TaskSetups {
  get(task: TaskId): Promise<TaskSetup | undefined>
  put(task: TaskId, setup: TaskSetup): Promise<void>
}

/** What a context is made of; src/bot puts the real ones in. */
export interface CommandServices {
  readonly connections: readonly string[]
  /** Who may do what, for one interaction. */
  newAuthority(): Authority
  readonly service: DrsServices
  readonly channels: ChannelConnections
  readonly setups: TaskSetups
  readonly secrets: SecretAccess
  /** Throws `UserError` for a file that somebody else has uploaded. */
  file(id: string, user: string): Promise<ReceivedFile>
  /** How something is done on DRS. */
  readonly execution: ExecutionDeps
  readonly watching: WatchBackend
  readonly auditing: AuditBackend
  approvals(
    who: { team: string; channel: string; user: string; locale: Locale },
    authority: Authority,
  ): Approvals
  now(): number
}

/** Several tasks fit what was typed; the dispatcher lets the person choose. */
export class AmbiguousTask extends Error {
  override readonly name = 'AmbiguousTask'
  readonly matches: readonly Task[]
  readonly given: string

  constructor(matches: readonly Task[], given: string) {
    super(`${matches.length} tasks fit`)
    this.matches = matches
    this.given = given
  }
}

/** What the person may do, by who they are and what is granted to whom. */
async function rightsOf(authority: Authority, actor: Actor, fresh: boolean) {
  const [principal, grants] = await Promise.all([
    authority.principal(actor.user, { fresh }),
    authority.grants(),
  ])
  if (principal.refused) throw new AccessDenied(principal.refused)
  const subject = { user: actor.user, channel: actor.channel, groups: principal.groups }
  const has = (role: Role, connection: string) => hasRole(grants, { ...subject, connection }, role)
  return {
    zone: principal.zone,
    has,
    require(role: Role, connection: string): void {
      if (!has(role, connection)) throw roleMissing(role, connection)
    },
  }
}

/**
 * `role`: what the command asks for; it is checked again for every connection that the command touches. Throws
 * `AccessDenied` for people who may not use the bot.
 */
export async function createContext(
  services: CommandServices,
  authority: Authority,
  actor: Actor,
  role: Role,
): Promise<Context> {
  const { locale } = actor
  const [chosen, rights] = await Promise.all([
    connectionOf(services, actor),
    rightsOf(authority, actor, needsFreshPrincipal(role)),
  ])
  const auditing = auditServiceFor(
    services.auditing,
    actor,
    () => services.connections.filter((name) => rights.has('admin', name)),
    services.now,
  )
  const secret = auditedSecret(services.secrets.read, auditing.audit)
  const page = secretPageFor(services.secrets.handover, actor)
  const service = (connection: string) => {
    if (!services.connections.includes(connection)) throw unknownConnection(connection, services.connections)
    rights.require(role, connection)
    return services.service(connection, locale)
  }
  const connection = () => {
    if (chosen === undefined) throw noConnection(services.connections)
    return chosen
  }
  return {
    ...actor,
    ...auditing,
    now: services.now(),
    zone: rights.zone,
    get connection() {
      return connection()
    },
    connections: services.connections,
    service,
    perform: (action, task, options, policy) => {
      rights.require(role, task.connection)
      return performAction(services.execution, actor, auditing.audit, action, task, { options, policy })
    },
    refusedNow: (action, task) => refusedNow(services.execution, action, task),
    setUp: (name) => auditedSetUp(service(name), name, auditing.audit),
    task: (given) => findTask(given, connection, service),
    may: (command) => command.open || mayUse(services.connections, rights.has, command.role, chosen),
    use: (name) => services.channels.chooseConnection(actor, name),
    ...watchServiceFor(services.watching, actor, services.now),
    track: (verb, task) => services.execution.store.note(pendingActionFor(actor, verb, task, services.now())),
    setup: (task) => services.setups.get(task),
    saveSetup: (task, setup) => services.setups.put(task, setup),
    access: (database, about) => withPassword(database, (reference) => secret(reference, about)),
    ...(page && { secretPage: page }),
    approvals: services.approvals(actor, authority),
    requireRole: (wanted, name) => rights.require(wanted, name),
    confirmRole: async (wanted, name) => (await rightsOf(authority, actor, true)).require(wanted, name),
    grants: () => authority.grants(),
    principal: (user) => authority.principal(user, { fresh: true }),
    file: (id) => services.file(id, actor.user),
    call: (name, call) => performCall(services.execution, actor, auditing.audit, name, call),
  }
}

async function connectionOf(services: CommandServices, channelRef: ChannelRef): Promise<string | undefined> {
  const chosen = await services.channels.chosenConnection(channelRef)
  if (chosen !== undefined && services.connections.includes(chosen)) return chosen
  return services.connections.length === 1 ? services.connections[0] : undefined
}

/** Roles are given per connection; before one is chosen, any will do for looking at help and choosing. */
function mayUse(
  connections: readonly string[],
  has: (role: Role, connection: string) => boolean,
  role: Role,
  connection: string | undefined,
): boolean {
  const places = connection === undefined ? connections : [connection]
  return places.some((name) => has(role, name))
}

async function withPassword(
  database: DatabaseSetup,
  secret: (reference: string) => Promise<string>,
): Promise<DatabaseAccess> {
  const { passwordRef, ...rest } = database
  if (passwordRef === undefined) return rest
  try {
    return { ...rest, password: await secret(passwordRef) }
  } catch (error) {
    if (error instanceof SecretGone) return rest
    throw error
  }
}

function noConnection(known: readonly string[]): UserError {
  return new UserError({
    en: `Choose the connection of this channel first: /drs use <connection>. Known: ${known.join(', ')}.`,
    'zh-CN': `请先为本频道选择连接：/drs use <连接名>。可用连接：${known.join('、')}。`,
  })
}

export function roleMissing(role: Role, connection: string | undefined): AccessDenied {
  const where =
    connection === undefined
      ? { en: 'here', zh: '在此处' }
      : { en: `for ${connection} here`, zh: `在此处对 ${connection}` }
  return new AccessDenied({
    en: `That needs the role “${role}” ${where.en}. Ask an administrator of the bot to grant it; /drs access tells more.`,
    'zh-CN': `${where.zh}执行该操作需要“${role}”角色，请联系机器人管理员授权；详情见 /drs access。`,
  })
}

export function unknownConnection(given: string, known: readonly string[]): UserError {
  return new UserError(
    {
      en: `There is no connection “${given}”. Known: ${known.join(', ')}.`,
      'zh-CN': `没有名为“${given}”的连接。可用连接：${known.join('、')}。`,
    },
    'connection',
  )
}

async function findTask(
  given: string,
  connection: () => string,
  service: (connection: string) => TaskService,
): Promise<Task> {
  const ref = parseRef(given)
  if (ref) return taskById(service(ref.connection), ref.id, given)
  const drs = service(connection())
  const named = matchingTasks(given, await drs.list({ name: given }))
  const matches = named.length > 0 ? named : matchingTasks(given, await drs.list())
  const [only] = matches
  if (!only) throw noTask(given, connection())
  if (matches.length > 1) throw new AmbiguousTask(matches, given)
  return only
}

async function taskById(drs: TaskService, id: string, given: string): Promise<Task> {
  const { found, failed } = await drs.details([id])
  const task = found.get(id)
  if (task) return task
  throw failed.get(id) ?? noTask(given, undefined)
}

/** An exact name or id beats a prefix; names are not case-sensitive (6.1.1). */
export function matchingTasks(given: string, tasks: readonly Task[]): readonly Task[] {
  const wanted = given.toLowerCase()
  const exact = tasks.filter((task) => task.id === given || task.name.toLowerCase() === wanted)
  if (exact.length > 0) return exact
  return tasks.filter(
    (task) => task.name.toLowerCase().startsWith(wanted) || task.id.toLowerCase().startsWith(wanted),
  )
}

function noTask(given: string, connection: string | undefined): UserError {
  const where =
    connection === undefined ? { en: '', zh: '' } : { en: ` in ${connection}`, zh: `（连接 ${connection}）` }
  return new UserError(
    {
      en: `There is no task “${given}”${where.en}. Look at /drs list for names and ids.`,
      'zh-CN': `找不到任务“${given}”${where.zh}。可用 /drs list 查看任务名称和 ID。`,
    },
    'task',
  )
}
