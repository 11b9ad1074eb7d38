import { randomUUID } from 'node:crypto'
import { type Locale, say } from '../base/i18n.ts'
import { AccessDenied, UserError } from '../base/user-error.ts'
import { adminsOf } from '../domain/access/access-change.ts'
import { type Actor, anyConnection } from '../domain/access/person.ts'
import {
  grantCoverage,
  hasRole,
  needsFreshPrincipal,
  type Role,
  roleIncludes,
  roles,
} from '../domain/access/roles.ts'
import type { RequestDraft } from '../domain/approvals/request.ts'
import { secretsInRequest } from '../domain/secrets/input-secrets.ts'
import { secretsInSheet } from '../domain/secrets/sheet-secrets.ts'
import { databasePurpose, storedSecretId } from '../domain/secrets/stored-secret.ts'
import type { ServiceMethod } from '../domain/tasks/service-operations.ts'
import type { Task } from '../domain/tasks/task.ts'
import type { DatabaseAccess, TaskService } from '../domain/tasks/task-service.ts'
import {
  type DatabaseSecret,
  type DatabaseSetup,
  secretReferences,
  setupOfPart,
  type TaskSetup,
} from '../domain/tasks/task-setup.ts'
import { operationById } from '../drs/index.ts'
import type { Operation, OperationInput } from '../drs/operation.ts'
import { auditedSecret, type WriteAuditNote } from '../execution/audit-notes.ts'
import { auditedSetUp } from '../execution/set-up.ts'
import type { Capabilities, CapabilityName, TaskPreparation } from '../kit/capabilities.ts'
import type { CommandContext } from '../kit/context.ts'
import type { Authority } from '../ports/authority.ts'
import type { ReceivedFile } from '../ports/drs.ts'
import { roleWords } from '../views/access-card.ts'
import { formatList } from '../views/format.ts'
import { channelLanguage, chooseChannelLanguage } from './channel-language.ts'
import { checkBoardFor } from './check-board.ts'
import type { CommandServices } from './command-services.ts'
import { comparisonPlansFor } from './comparison-plans.ts'
import {
  pendingActionFor,
  performAction,
  performBatch,
  performCall,
  performSetting,
  requireVoice,
} from './execution.ts'
import { findTask, findTasks } from './find-task.ts'
import { homePlace } from './home.ts'
import { SecretGone, secretPageFor } from './secret-page.ts'
import { watchingFor } from './watching.ts'

const notKept = say('This preview has expired. Run the command again.', '该预览已过期，请重新执行命令。')

/** What somebody may do here. */
interface Standing {
  readonly zone: string | undefined
  has(role: Role, connection: string): boolean
  /** For any connection, in any channel. */
  somewhere(role: Role): boolean
  /** Throws `AccessDenied`. */
  require(role: Role, connection: string): void
  /** What `require` throws. */
  missing(role: Role, ...connections: readonly string[]): AccessDenied
}

/** What the person may do, by who they are and what is granted to whom. */
async function standingOf(authority: Authority, actor: Actor, fresh: boolean): Promise<Standing> {
  const [principal, grants] = await Promise.all([
    authority.principal(actor.user, { fresh }),
    authority.grants(),
  ])
  if (principal.refused) throw new AccessDenied(principal.refused)
  const { user, channel } = actor
  const subject = (connection: string) => ({ user, channel, connection, groups: principal.groups })
  const has = (role: Role, connection: string) => hasRole(grants, subject(connection), role)
  const missing = (role: Role, ...connections: readonly string[]) =>
    roleMissing(role, connections, {
      held: roles.filter((one) => connections.some((connection) => has(one, connection))),
      ask: adminsOf(grants, connections),
    })
  return {
    zone: principal.zone,
    has,
    somewhere: (role) =>
      grants.some((grant) => roleIncludes(grant.role, role) && grantCoverage(grant, subject('*')).person),
    require(role: Role, connection: string): void {
      if (has(role, connection)) return
      throw principal.unsure ? new AccessDenied(principal.unsure) : missing(role, connection)
    },
    missing,
  }
}

/** What everything is made of that one person is handed in one interaction. */
interface Parts {
  readonly services: CommandServices
  readonly authority: Authority
  readonly actor: Actor
  /** The same person in the language of the channel: for what is seen there. */
  readonly inChannel: Actor
  readonly standing: Standing
  /** What the command asks for. */
  readonly role: Role
  readonly note: WriteAuditNote
}

/** How each capability is made. */
const makers: { readonly [Name in CapabilityName]: (parts: Parts) => Capabilities[Name] } = {
  actions: ({ services, inChannel: actor, standing, role, note }) => ({
    perform: async (action, task, options, policy) => {
      standing.require(role, task.connection)
      await requireVoice(services.channels, actor)
      return performAction(services.execution, actor, note, action, task, { options, policy })
    },
    performAll: async (action, tasks, options, policy) => {
      for (const { task } of tasks) standing.require(role, task.connection)
      await requireVoice(services.channels, actor)
      return performBatch(services.execution, actor, note, action, tasks, { options, policy })
    },
  }),
  settings: ({ services, inChannel: actor, standing, role, note }) => ({
    apply: async (action, tasks, options, policy) => {
      for (const { connection } of tasks) standing.require(role, connection)
      return performSetting(services.execution, actor, note, action, tasks, { options, policy })
    },
  }),
  rawCalls: (parts) => ({
    call: async (connection, call) => {
      const { services, inChannel: actor, standing, note } = parts
      if (call.operation.risk !== 'read') await requireVoice(services.channels, actor)
      const { secretsApproved: approved = false } = call
      const has = (role: Role) => standing.has(role, connection)
      const secretRight = { has, approved }
      return performCall(services.execution, actor, note, connection, { ...call, secretRight })
    },
    secretsNeedApproval: (...call) => secretsNeedApproval(parts, ...call),
    generations: (connection) => parts.services.channels.generationsOfConnection(connection),
  }),
  inputs: ({ services: { inputs }, actor: { team, channel, user } }) => ({
    file: (id) => inputs.file(id, user),
    keep: async (command, values) => {
      const id = randomUUID()
      await inputs.drafts.put(id, { command, page: 0, values, team, channel, user })
      return id
    },
    kept: async (id) => {
      const draft = await inputs.drafts.get(id)
      if (draft?.user !== user) throw new UserError(notKept)
      return draft.values
    },
    turn: inputs.turn,
  }),
  setups: (parts) => {
    const { services, inChannel: actor, standing, note } = parts
    const secret = auditedSecret(services.secrets.read, note)
    return {
      steps: (connection) =>
        auditedSetUp(serviceOf(parts, connection), connection, note, services.setups.created),
      of: (task) => knownSetup(services.setups, task),
      save: (task, setup) => services.setups.put(task, setup),
      access: (task, side, database) =>
        accessTo(database, {
          secret: (kind, reference) =>
            secret(reference, {
              connection: task.connection,
              about: databasePurpose(task, side, database, kind),
              addresses: addressesOf(database),
              has: (role) => standing.has(role, task.connection),
            }),
          file: (id) => services.inputs.file(id, actor.user),
        }),
      trackCreation: (task) =>
        services.execution.store.note(pendingActionFor(actor, 'create', task, services.now())),
    }
  },
  secretPage: ({ services, actor }) => secretPageFor(services.secrets.handover, actor),
  approvals: (parts) => {
    const { services, inChannel: actor, authority } = parts
    const approvals = services.approvals(actor, authority)
    return {
      ...approvals,
      request: async (draft) => {
        requireNameable(parts, draft)
        return approvals.request(draft)
      },
    }
  },
  roles: ({ authority, actor, standing }) => ({
    require: standing.require,
    confirm: async (role, connection) => (await standingOf(authority, actor, true)).require(role, connection),
  }),
  rights: ({ authority }) => ({
    grants: () => authority.grants(),
    principal: (user) => authority.principal(user, { fresh: true }),
  }),
  watching: ({ services, inChannel: actor, standing }) => {
    const maySee = (connection: string) => standing.has('viewer', connection)
    const voice = () => requireVoice(services.channels, actor)
    return watchingFor({ backend: services.watching, actor, maySee, voice, now: services.now })
  },
  knowledge: ({ services, actor }) => {
    const { knowledge } = services.watching
    return {
      ...knowledge,
      extras: (task) => knowledge.extras(task, actor),
      history: (task, since) => knowledge.history(task, since, actor),
    }
  },
  checks: ({ services, authority, inChannel: actor, standing, role, note }) =>
    checkBoardFor({
      ...{
        memory: services.watching.checks,
        authority,
        actor,
        locale: actor.locale,
        note,
        now: services.now,
      },
      allowed: async (connection) => {
        standing.require(role, connection)
        await requireVoice(services.channels, actor)
      },
    }),
  comparisonPlans: ({ services, inChannel: actor, standing }) =>
    comparisonPlansFor({
      memory: services.watching.comparisons,
      actor,
      newId: randomUUID,
      voice: async (connection) => {
        standing.require('operator', connection)
        await requireVoice(services.channels, actor)
      },
    }),
  channelSettings: ({ services, actor, authority }) => ({
    chooseConnection: (connection) => services.channels.chooseConnection(actor, connection),
    narrowHome: (connection) => services.channels.chooseConnection(homePlace(actor), connection),
    chooseLanguage: (locale) =>
      chooseChannelLanguage({ ...services, approvals: services.approvals(actor, authority) }, actor, locale),
    language: async () => channelLanguage(services, actor, await connectionOf(services, actor)),
  }),
  diagnosis: ({ services, standing }) => ({
    run: () => services.auditing.diagnose(services.connections.filter((name) => standing.has('admin', name))),
  }),
  auditing: ({ services, actor, standing }) => ({
    page: (filter, slice) => {
      const connections = services.connections.filter((name) => standing.has('admin', name))
      return services.auditing.auditPage({ ...filter, team: actor.team, connections }, slice)
    },
  }),
}

function made<Named extends CapabilityName>(
  parts: Parts,
  names: readonly Named[],
): Pick<Capabilities, Named> {
  return Object.fromEntries(names.map((name) => [name, makers[name](parts)])) as Pick<Capabilities, Named>
}

/**
 * What a command is handed: the capabilities it names, and its role checked again for every connection that it touches.
 * Throws `AccessDenied` for people who may not use the bot.
 */
export async function createContext<Named extends CapabilityName>(
  services: CommandServices,
  authority: Authority,
  actor: Actor,
  { role, capabilities }: { readonly role: Role; readonly capabilities: readonly Named[] },
): Promise<CommandContext<ServiceMethod, Named>> {
  const [chosen, standing] = await Promise.all([
    connectionOf(services, actor),
    standingOf(authority, actor, needsFreshPrincipal(role)),
  ])
  const { team, channel, user, locale } = actor
  const note: WriteAuditNote = (one) =>
    services.auditing.audit({ at: services.now(), who: user, team, channel, ...one })
  const inChannel = { ...actor, locale: await channelLanguage(services, actor, chosen) }
  const parts: Parts = { services, authority, actor, inChannel, standing, role, note }
  const service = (name: string) => serviceOf(parts, name)
  const connection = () => {
    if (chosen !== undefined) return chosen
    const { connection: named = anyConnection } = actor
    throw named === anyConnection
      ? new NoConnection(services.connections)
      : unknownConnection(named, services.connections)
  }
  const found: Task[] = []
  const noteFound = (task: Task) => {
    if (!found.some(({ id }) => id === task.id)) found.push(task)
    return task
  }
  const findOne = async (given: string) =>
    noteFound(await findTask(given, connection, service, services.now()))
  const like = async (pattern: string) =>
    (await findTasks(pattern, connection, service, services.now())).map(noteFound)
  return {
    ...made(parts, capabilities),
    team,
    channel,
    user,
    locale,
    now: services.now(),
    zone: standing.zone,
    get connection() {
      return connection()
    },
    connections: services.connections,
    service,
    found,
    task: Object.assign(findOne, { like }),
    may: ({ open, anywhere, role }) =>
      open ||
      (anywhere ? standing.somewhere(role) : mayUse(services.connections, standing.has, role, chosen)),
  }
}

function serviceOf({ services, actor, standing, role }: Parts, connection: string): TaskService {
  if (!services.connections.includes(connection)) throw unknownConnection(connection, services.connections)
  standing.require(role, connection)
  return services.service(connection, actor.locale)
}

async function connectionOf(
  services: Pick<CommandServices, 'channels' | 'connections'>,
  place: Pick<Actor, 'team' | 'channel' | 'connection'>,
): Promise<string | undefined> {
  const chosen = place.connection ?? (await services.channels.chosenConnection(place))
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

function addressesOf({ ip, instanceId }: DatabaseSetup): readonly string[] {
  return [ip, instanceId].flatMap((address) => address || [])
}

/** Whether others have to approve where secrets of the call would go; what was handed over for it is bound to it already. */
function secretsNeedApproval(
  { services, standing }: Parts,
  connection: string,
  operation: Operation,
  input: OperationInput,
  file?: ReceivedFile,
): boolean {
  const has = (role: Role) => standing.has(role, connection)
  const inFile = file && operation.upload?.holdsPasswords ? secretsInSheet(file) : []
  const asked = [...secretsInRequest(operation, input), ...inFile]
    .filter(({ text }) => storedSecretId(text) === undefined)
    .map(({ text, addresses }) => services.secrets.needsApproval(text, { connection, addresses, has }))
  return asked.includes(true)
}

/** Nobody is asked to approve a reference that the requester may not name. */
function requireNameable(parts: Parts, { connection, payload }: RequestDraft): void {
  const operation = payload.kind === 'call' ? operationById(payload.operation) : undefined
  if (payload.kind === 'call' && operation) secretsNeedApproval(parts, connection, operation, payload.input)
}

/** Of a part of a dual-active pair, what was said of the pair. */
async function knownSetup(
  setups: CommandServices['setups'],
  task: Parameters<TaskPreparation['of']>[0],
): Promise<TaskSetup | undefined> {
  const own = await setups.get(task)
  if (own || task.parentId === undefined) return own
  const ofPair = await setups.get({ ...task, id: task.parentId })
  return ofPair && setupOfPart(ofPair, task)
}

interface AccessReads {
  secret(kind: DatabaseSecret, reference: string): Promise<string>
  file(id: string): Promise<ReceivedFile>
}

/** With its secrets and its files, all read at this moment. */
async function accessTo(database: DatabaseSetup, { secret, file }: AccessReads): Promise<DatabaseAccess> {
  const { certificate, keyStore, passwordRef: _, certificatePasswordRef: _c, ...rest } = database
  const { keyStorePasswordRef: _s, keyPasswordRef: _k, ...plain } = rest
  const known = (kind: DatabaseSecret) => {
    const reference = database[secretReferences[kind]]
    return reference === undefined ? undefined : unlessGone(secret(kind, reference))
  }
  const protectedFile = async (kind: DatabaseSecret, id: string) => {
    const received = await file(id)
    const secretOfIt = await known(kind)
    return { ...received, ...(secretOfIt !== undefined && { password: secretOfIt }) }
  }
  const password = await known('account')
  const keyPassword = await known('key')
  return {
    ...plain,
    ...(password !== undefined && { password }),
    ...(certificate !== undefined && {
      ssl: true,
      certificate: await protectedFile('certificate', certificate),
    }),
    ...(keyStore !== undefined && { keyStore: await protectedFile('keyStore', keyStore) }),
    ...(keyPassword !== undefined && { keyPassword }),
  }
}

/** What was kept and has expired is asked for again. */
async function unlessGone(secret: Promise<string>): Promise<string | undefined> {
  try {
    return await secret
  } catch (error) {
    if (error instanceof SecretGone) return undefined
    throw error
  }
}

/** It has to be said which connection is meant. */
export class NoConnection extends UserError {
  readonly known: readonly string[]

  constructor(known: readonly string[]) {
    super({
      en: `Choose the connection of this channel first: /drs use <connection>. Known: ${known.join(', ')}.`,
      'zh-CN': `请先为本频道选择连接：/drs use <连接名>。可用连接：${known.join('、')}。`,
    })
    this.known = known
  }
}

/** The error for somebody who lacks the role for a command in a channel. */
export async function commandDenied(
  services: Pick<CommandServices, 'channels' | 'connections'>,
  authority: Authority,
  actor: Actor,
  { role }: { readonly role: Role },
): Promise<AccessDenied> {
  const chosen = await connectionOf(services, actor)
  const standing = await standingOf(authority, actor, false)
  return standing.missing(role, ...(chosen === undefined ? services.connections : [chosen]))
}

/** What somebody has there, and who can give more. */
interface Held {
  readonly held: readonly Role[]
  readonly ask: readonly string[]
}

/** That somebody lacks a role for the connections: which, what they have, and whom to ask. */
const nobodyGives = say(
  ' No admin is named yet: the people who run the bot name one in its configuration.',
  '尚未指定管理员，请联系机器人的维护人员在配置文件中指定。',
)

export function roleMissing(role: Role, connections: readonly string[], { held, ask }: Held): AccessDenied {
  const mine = (locale: Locale, none: string) => held.map((one) => roleWords[one][locale]).join(', ') || none
  const giver = (locale: Locale) => (ask.length === 0 ? nobodyGives[locale] : '')
  return new AccessDenied(
    {
      en: `Only ${roleWords[role].en}s of ${formatList(connections, 'en')} can do this. Your roles here: ${mine('en', 'none')}.${giver('en')}`,
      'zh-CN': `仅 ${formatList(connections, 'zh-CN')} 的${roleWords[role]['zh-CN']}可以执行此操作。您在此处的角色：${mine('zh-CN', '无')}。${giver('zh-CN')}`,
    },
    ask,
  )
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
