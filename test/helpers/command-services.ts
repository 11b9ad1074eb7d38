import { createAuthority } from '../../src/access/authority.ts'
import type { CommandServices } from '../../src/app/command-services.ts'
import { createContext } from '../../src/app/context.ts'
import type { Locale } from '../../src/base/i18n.ts'
import type { Actor, Principal } from '../../src/domain/access/person.ts'
import type { Grant, Role } from '../../src/domain/access/roles.ts'
import { type AuditQuery, type AuditRecord, fitsQuery } from '../../src/domain/audit/audit.ts'
import type { AuditPage } from '../../src/domain/audit/audit-chain.ts'
import type { Batch } from '../../src/domain/delivery/batch.ts'
import type { EventSummary, OutboxMessage } from '../../src/domain/delivery/outbox-message.ts'
import type { ComparisonSchedule } from '../../src/domain/tasks/comparison-schedule.ts'
import type { FiguresAt } from '../../src/domain/tasks/figures.ts'
import type { ServiceMethod } from '../../src/domain/tasks/service-operations.ts'
import type { Task } from '../../src/domain/tasks/task.ts'
import type { LookupResult, TaskService } from '../../src/domain/tasks/task-service.ts'
import type { Snapshot } from '../../src/domain/watching/snapshot.ts'
import type { Snooze } from '../../src/domain/watching/snooze.ts'
import { defaultLimits } from '../../src/domain/watching/usual-limits.ts'
import type {
  ChannelBarrier,
  ChannelRef,
  FilterWatch,
  PendingAction,
  Watch,
} from '../../src/domain/watching/watch.ts'
import type { ExecutionStore } from '../../src/execution/order.ts'
import type { CapabilityName, SuspendedWatches } from '../../src/kit/capabilities.ts'
import type { CommandContext } from '../../src/kit/context.ts'
import type { Approvals } from '../../src/ports/approvals.ts'
import type { Authority } from '../../src/ports/authority.ts'
import { testDrafts } from './handler-services.ts'
import { testLog } from './log.ts'
import { noon } from './samples.ts'

/** A part that this test has no use for: asking for it is a mistake of the code under test. */
function unexpected(what: string) {
  return (): never => {
    throw new Error(`${what} was not expected to be asked`)
  }
}

function found<T>(entries: readonly (readonly [string, T])[], ids: readonly string[]): LookupResult<T> {
  const known = new Map(entries.filter(([id]) => ids.includes(id)))
  return { found: known, gone: new Set(ids.filter((id) => !known.has(id))), failed: new Map() }
}

/** DRS as far as looking at tasks goes; its name filter matches a part of the name in any case (6.1.1, 6.1.19). */
function lookingAt(tasks: readonly Task[], asked: (call: string) => void): TaskService {
  const calls = {
    async list(filter: Parameters<TaskService['list']>[0]) {
      asked(filter?.name === undefined ? 'list' : `list ${filter.name}`)
      const part = filter?.name?.toLowerCase() ?? ''
      return { tasks: tasks.filter((task) => task.name.toLowerCase().includes(part)), unreadable: 0 }
    },
    async details(ids: readonly string[]) {
      asked(`details ${ids.join(',')}`)
      return found(
        tasks.map((task) => [task.id, task] as const),
        ids,
      )
    },
  } satisfies Pick<TaskService, 'list' | 'details'>
  return {
    ...calls,
    listPage: unexpected('listPage'),
    settings: unexpected('settings'),
    selectedObjects: unexpected('selectedObjects'),
    appliedObjects: unexpected('appliedObjects'),
    sourceObjects: unexpected('sourceObjects'),
    tags: unexpected('tags'),
    knownTags: unexpected('knownTags'),
    dataRules: unexpected('dataRules'),
    tableColumns: unexpected('tableColumns'),
    checkRules: unexpected('checkRules'),
    requireRulesSaved: unexpected('requireRulesSaved'),
    drivers: unexpected('drivers'),
    objectSupport: unexpected('objectSupport'),
    objectImport: unexpected('objectImport'),
    objectMappings: unexpected('objectMappings'),
    importBatches: unexpected('importBatches'),
    batchTasks: unexpected('batchTasks'),
    enterpriseProjects: unexpected('enterpriseProjects'),
    metering: unexpected('metering'),
    tagged: unexpected('tagged'),
    logDelivery: unexpected('logDelivery'),
    sourceUsers: unexpected('sourceUsers'),
    databaseParameters: unexpected('databaseParameters'),
    fullProgress: unexpected('fullProgress'),
    initialization: unexpected('initialization'),
    objectProgress: unexpected('objectProgress'),
    components: unexpected('components'),
    abnormalRows: unexpected('abnormalRows'),
    tuning: unexpected('tuning'),
    tuningHistory: unexpected('tuningHistory'),
    isNameFree: unexpected('isNameFree'),
    statuses: unexpected('statuses'),
    progress: unexpected('progress'),
    monitoring: unexpected('monitoring'),
    subtasks: unexpected('subtasks'),
    taskLog: unexpected('taskLog'),
    failedSubtasks: unexpected('failedSubtasks'),
    recovery: unexpected('recovery'),
    precheckReports: unexpected('precheckReports'),
    homeOfNew: () => 'v3',
    create: unexpected('create'),
    testConnection: unexpected('testConnection'),
    configure: unexpected('configure'),
    selectObjects: unexpected('selectObjects'),
    act: (action) => unexpected(action)(),
    allowedActions: unexpected('allowedActions'),
    comparedPlaces: unexpected('comparedPlaces'),
    differingRows: unexpected('differingRows'),
    comparisonFile: unexpected('comparisonFile'),
    regularComparisons: unexpected('regularComparisons'),
    logPosition: unexpected('logPosition'),
    clone: unexpected('clone'),
    comparisons: unexpected('comparisons'),
    quota: unexpected('quota'),
    nodeTypes: unexpected('nodeTypes'),
    nodeStock: unexpected('nodeStock'),
    links: unexpected('links'),
    zones: unexpected('zones'),
  }
}

const noApprovals = {
  policy: async () => undefined,
  mayNeed: async () => false,
  request: unexpected('an approval'),
  get: unexpected('an approval'),
  transition: unexpected('an approval'),
  execute: unexpected('an approval'),
  breakGlass: unexpected('an approval'),
  list: unexpected('an approval'),
  waitingFor: unexpected('an approval'),
  redrawHere: async () => undefined,
  card: unexpected('an approval'),
  rules: unexpected('rules'),
  parseRule: unexpected('a rule'),
} satisfies Approvals

/** The audit as it would be read from Redis; hashes are of no interest here. */
function pageOf(
  audited: readonly AuditRecord[],
  query: AuditQuery,
  { limit, before = Number.POSITIVE_INFINITY }: { readonly limit: number; readonly before?: number },
): AuditPage {
  const fitting = audited
    .map((record, i) => ({ seq: i + 1, id: '', hash: '', mac: 'sha256', seal: '', record }))
    .filter(({ seq, record }) => seq < before && fitsQuery(record, query))
    .toReversed()
  const entries = fitting.slice(0, limit)
  const last = entries.at(-1)
  return { entries, ...(last && fitting.length > limit && { next: last.seq }) }
}

/** Rights as one interaction sees them, where the file says everything and Slack is in the test's hand. */
export function authorityOf(
  grants: readonly Grant[],
  standing: (user: string, options?: { readonly fresh?: boolean }) => Promise<Principal>,
): Authority {
  return createAuthority({
    config: { grants, approvals: [] },
    store: { grants: async () => [], rules: async () => [] },
    people: { principal: standing, groups: async () => new Map() },
    now: () => noon,
  })
}

/** What a command that names these capabilities is handed in an interaction of its own. */
export function testContext<Named extends CapabilityName>(
  services: CommandServices,
  actor: Actor,
  role: Role,
  ...capabilities: readonly Named[]
): Promise<CommandContext<ServiceMethod, Named>> {
  return createContext(services, services.newAuthority(), actor, { role, capabilities })
}

/** What a context is made of, kept in memory, with everything that was asked and stored in sight. */
export interface TestServices extends CommandServices {
  readonly asked: { readonly connection: string; readonly locale: Locale; readonly call: string }[]
  readonly watched: Watch[]
  readonly pendingActions: PendingAction[]
  /** Comparisons that the bot begins at their time. */
  readonly schedules: ComparisonSchedule[]
  /** What was told of them. */
  readonly notices: OutboxMessage[]
  /** What was told of actions on several tasks. */
  readonly batches: Batch['tasks'][]
  readonly filtered: FilterWatch[]
  readonly snoozed: Snooze[]
  /** The states that the bot saw last, by the id of the task. */
  readonly seen: Map<string, Snapshot>
  /** What the bot has read of tasks, by the id of the task. */
  readonly figures: Map<string, readonly FiguresAt[]>
  /** What happened, as the engine remembers it. */
  readonly told: EventSummary[]
  readonly rested: SuspendedWatches[]
  readonly heldSecrets: Map<string, string>
  /** What was written down for good, oldest first. */
  readonly audited: AuditRecord[]
  /** Channels in which the bot cannot speak. */
  readonly barriers: Map<string, ChannelBarrier>
  /** Who is somebody else than a member in good standing. */
  readonly people: Map<string, Principal>
}

export function testServices(
  options: Partial<Pick<CommandServices, 'connections'>> & {
    readonly grants?: readonly Grant[]
    readonly generations?: CommandServices['channels']['generationsOfConnection']
    readonly tasks?: readonly Task[]
    readonly chosen?: string
    /** Of connections, as the configuration gives it. */
    readonly languages?: Readonly<Record<string, Locale>>
  } = {},
): TestServices {
  const { connections = ['prod'], tasks = [], chosen } = options
  const everybody = { role: 'admin', users: ['*'], connections: ['*'], channels: ['*'] } as const
  const choices = new Map<string, string>()
  const spoken = new Map<string, Locale>()
  const barriers: TestServices['barriers'] = new Map()
  const asked: TestServices['asked'] = []
  const watched: Watch[] = []
  const pendingActions: PendingAction[] = []
  const batches: Batch['tasks'][] = []
  const schedules: ComparisonSchedule[] = []
  const notices: OutboxMessage[] = []
  const filtered: FilterWatch[] = []
  const snoozed: Snooze[] = []
  const events: EventSummary[] = []
  const seen: TestServices['seen'] = new Map()
  const figures: TestServices['figures'] = new Map()
  const resting: TestServices['rested'] = []
  const heldSecrets = new Map<string, string>()
  const audited: AuditRecord[] = []
  const people: TestServices['people'] = new Map()
  const service: CommandServices['service'] = (connection, locale) =>
    lookingAt(
      tasks.filter((task) => task.connection === connection),
      (call) => asked.push({ connection, locale, call }),
    )
  const read: CommandServices['secrets']['read'] = async (reference) => {
    const value = heldSecrets.get(reference)
    if (value === undefined) throw new Error(`no secret ${reference}`)
    return value
  }
  return {
    connections,
    newAuthority: () =>
      authorityOf(
        options.grants ?? [everybody],
        async (user) => people.get(user) ?? { locale: 'en', groups: [] },
      ),
    people,
    barriers,
    asked,
    watched,
    pendingActions,
    schedules,
    notices,
    batches,
    filtered,
    snoozed,
    seen,
    figures,
    told: events,
    rested: resting,
    heldSecrets,
    service,
    channels: {
      chosenConnection: async (channelRef) => choices.get(channelRef.channel) ?? chosen,
      chooseConnection: async ({ channel }, connection) =>
        connection === undefined ? void choices.delete(channel) : void choices.set(channel, connection),
      generationsOfConnection: options.generations ?? (() => ['v3', 'v5']),
      languageOfConnection: (connection) => options.languages?.[connection],
      chosenLanguage: async (channelRef) => spoken.get(channelRef.channel),
      chooseLanguage: async (channelRef, locale) => void spoken.set(channelRef.channel, locale),
      barrier: async ({ channel }) => barriers.get(channel),
    },
    watching: {
      checks: {
        notes: async () => [],
        put: async () => undefined,
        assignedTo: async () => [],
        redraw: async () => undefined,
        tell: async () => undefined,
      },
      comparisons: {
        put: async (schedule) => void schedules.push(schedule),
        all: async (connection) => schedules.filter((one) => one.connection === connection),
        remove: async (connection, id) =>
          takeOut(schedules, (one) => one.connection === connection && one.id === id),
        claim: async (connection, now) =>
          schedules
            .filter((one) => one.connection === connection && one.nextAt <= now)
            .map((schedule) => ({ schedule, claimed: now })),
        settle: async ({ schedule }, nextAt) => {
          takeOut(schedules, (one) => one.id === schedule.id)
          if (nextAt !== undefined) schedules.push({ ...schedule, nextAt })
        },
        tell: async (_, message) => void notices.push(message),
      },
      knowledge: {
        extras: async () => ({}),
        seen: async (_, ids) => new Map([...seen].filter(([id]) => ids.includes(id))),
        figures: async (_, ids) => new Map([...figures].filter(([id]) => ids.includes(id))),
        needing: async () => new Set(),
        limits: () => defaultLimits,
        prices: () => undefined,
        consoleUrl: () => undefined,
        taskAt: () => undefined,
        history: async ({ id }, since) =>
          events.filter(({ taskId, event }) => taskId === id && event.at >= since),
      },
      watch: async (watch) => put(watched, watch, (one) => one.taskId === watch.taskId && isAt(one, watch)),
      unwatch: async () => false,
      watches: async () => watched,
      watchFilter: async (filter) => void put(filtered, filter, (one) => one.id === filter.id),
      unwatchFilter: async (channelRef, { id }) =>
        takeOut(filtered, (one) => one.id === id && isAt(one, channelRef)),
      filters: async (channelRef) => filtered.filter((one) => isAt(one, channelRef)),
      snooze: async (_, { connection, taskId }, until, by) => {
        takeOut(snoozed, (one) => one.connection === connection && one.taskId === taskId)
        if (until > noon)
          snoozed.push({ connection, ...(taskId !== undefined && { taskId }), since: noon, until, by })
      },
      snoozes: async () => snoozed,
      suspended: async () => resting,
      missed: async (_, since) => events.filter(({ event }) => event.at >= since),
      batch: async () => undefined,
    },
    setups: { get: async () => undefined, put: async () => undefined, created: async () => undefined },
    secrets: { read, needsApproval: () => false, handover: undefined },
    audited,
    auditing: {
      audit: async (record) => void audited.push(record),
      diagnose: async () => [],
      auditPage: async (query, page) => pageOf(audited, query, page),
    },
    approvals: () => noApprovals,
    execution: {
      store: storeOf(pendingActions, batches),
      log: testLog(),
      service,
      call: unexpected('a call'),
      secret: read,
      now: () => noon,
    },
    inputs: { file: unexpected('a file'), drafts: testDrafts(), turn: async () => undefined },
    now: () => noon,
  }
}

/** Locks are free, and what is waited for is in sight. */
function storeOf(pendingActions: PendingAction[], batches: Batch['tasks'][]): ExecutionStore {
  return {
    lock: async () => ({ ok: true }),
    unlock: async () => undefined,
    pending: async (connection, id) =>
      pendingActions.filter((one) => one.connection === connection && one.taskId === id),
    note: async (pending) => void pendingActions.push(pending),
    accept: async ({ asked: _, ...pending }) => {
      takeOut(pendingActions, (one) => one.id === pending.id)
      pendingActions.push(pending)
    },
    refuse: async (pending) => void takeOut(pendingActions, (one) => one.id === pending.id),
    tellBatch: async (_, tasks) => void batches.push(tasks),
    untilStored: (store) => store(),
    acknowledged: async () => 'disk',
  }
}

/** The same with another DRS: for looking, and for what is done there. */
export function withDrs<Parts extends CommandServices>(
  services: Parts,
  drs: Partial<Pick<CommandServices['execution'], 'service' | 'call'>>,
): Parts {
  const service = drs.service ?? services.service
  return { ...services, service, execution: { ...services.execution, ...drs, service } }
}

function isAt(one: ChannelRef, { team, channel }: ChannelRef): boolean {
  return one.team === team && one.channel === channel
}

/** Returns whether there was none that fits. */
function put<T>(all: T[], one: T, fits: (other: T) => boolean): boolean {
  const replaced = takeOut(all, fits)
  all.push(one)
  return !replaced
}

export function takeOut<T>(all: T[], fits: (one: T) => boolean): boolean {
  const at = all.findIndex(fits)
  if (at >= 0) all.splice(at, 1)
  return at >= 0
}
