import type { Log } from '../../src/base/log.ts'
import type { EventSummary } from '../../src/domain/delivery/outbox-message.ts'
import type { PrecheckReport, Progress, Recovery, Task } from '../../src/domain/tasks/task.ts'
import type { LookupResult, TaskService } from '../../src/domain/tasks/task-service.ts'
import type { TaskEvent } from '../../src/domain/watching/event.ts'
import type { ChannelRef, PendingAction, Watch } from '../../src/domain/watching/watch.ts'
import { DrsError } from '../../src/drs/drs-error.ts'
import { type Messenger, MessengerError, type NewMessage } from '../../src/ports/messenger.ts'
import type { Card } from '../../src/views/card.ts'
import type { CardRenderer } from '../../src/watch/delivery/deps.ts'
import { createEngine, type EngineDeps } from '../../src/watch/engine.ts'

/** A message as the channel's readers see it. */
export interface Message extends NewMessage {
  readonly ts: string
  readonly at: number
  readonly edits: Card[]
}

/** What happens to the next call; without one it succeeds. */
export type Fate =
  | 'ok'
  /** Slack has the message, but the answer is lost. */
  | 'lands-then-lost'
  /** The message never reached Slack. */
  | 'lost'
  | 'rate-limited'
  | 'refused'
  | 'message-gone'
  | 'channel-gone'

/** A Slack that keeps what it is sent and fails on demand. */
export function recordingSlack(clock: () => number) {
  const messages: Message[] = []
  const fates: Fate[] = []
  let counter = 0
  /** Called after a post has landed, before its answer; a place to let another replica act. */
  const hooks: { afterLanding?: () => Promise<void> } = {}
  let finds = 0

  function remove(ts: string): void {
    const index = messages.findIndex((message) => message.ts === ts)
    if (index === -1) throw new MessengerError('message-gone', ts)
    messages.splice(index, 1)
  }

  function fail(fate: Fate) {
    if (fate === 'lost' || fate === 'lands-then-lost') throw new MessengerError('unreachable', fate)
    if (fate === 'rate-limited') throw new MessengerError('rate-limited', fate, { retryAfter: 0 })
    if (fate !== 'ok') throw new MessengerError(fate, fate)
  }

  const messenger = {
    async post(message) {
      const fate = fates.shift() ?? 'ok'
      if (fate !== 'lands-then-lost') fail(fate)
      const landed = { ...message, ts: `1.${++counter}`, at: clock(), edits: [] }
      messages.push(landed)
      await hooks.afterLanding?.()
      fail(fate)
      return { ts: landed.ts }
    },
    async update({ ts, card }) {
      fail(fates.shift() ?? 'ok')
      const found = messages.find((message) => message.ts === ts)
      if (found === undefined) throw new MessengerError('message-gone', ts)
      found.edits.push(card)
    },
    async find({ team, channel, key, since, threadTs, earliest = false }) {
      finds += 1
      const all = messages.filter(
        (message) =>
          message.team === team &&
          message.channel === channel &&
          message.key === key &&
          message.at >= since &&
          message.threadTs === threadTs,
      )
      return all.at(earliest ? 0 : -1)?.ts
    },
    async remove({ ts }) {
      remove(ts)
    },
  } satisfies Messenger

  return {
    messenger,
    messages,
    fates,
    hooks,
    finds: () => finds,
    remove,
    in: (channel: string) => messages.filter((message) => message.channel === channel),
  }
}

/** How a message reads now. */
export function shown(message: Message | undefined): string | undefined {
  return (message?.edits.at(-1) ?? message?.card)?.title
}

export interface DrsTask {
  readonly status: string
  readonly name?: string
  /** Only the details tell them. */
  readonly tags?: readonly string[]
  readonly direction?: string
  readonly scenario?: string
  readonly error?: string
  readonly progress?: Progress
  /** What the progress query says of the status, if not the status. */
  readonly hint?: string
  readonly recovery?: Recovery
  readonly precheck?: PrecheckReport
  readonly failedSubtasks?: readonly string[]
}

/** A DRS whose tasks stand in a map; `broken` names the questions that fail. */
export function scriptedDrs(connection: string) {
  const tasks = new Map<string, DrsTask>()
  const broken = new Set<string>()
  const brokenTasks = new Set<string>()
  const calls: { question: string; ids: readonly string[] }[] = []
  /** `during` is called while a question is open; `error` is what broken questions fail with. */
  const hooks: { during?: (question: string) => Promise<void>; error?: DrsError; pageSize: number } = {
    pageSize: 100,
  }

  async function answer<T>(
    question: string,
    ids: readonly string[],
    pick: (task: DrsTask, id: string) => T | undefined,
  ): Promise<LookupResult<T>> {
    calls.push({ question, ids })
    const picked = ids.map((id) => [id, tasks.get(id)] as const)
    await hooks.during?.(question)
    if (broken.has(question)) throw hooks.error ?? failure(question)
    const failed = ids.filter((id) => brokenTasks.has(`${question}:${id}`))
    const found = new Map<string, T>()
    for (const [id, task] of picked) {
      const value = task && !failed.includes(id) ? pick(task, id) : undefined
      if (value !== undefined) found.set(id, value)
    }
    const gone = new Set(picked.filter(([, task]) => task === undefined).map(([id]) => id))
    return { found, gone, failed: new Map(failed.map((id) => [id, failure(question)])) }
  }

  function details(task: DrsTask, id: string): Task {
    const { status, name = `name of ${id}`, direction = 'up', scenario = 'migration', error } = task
    const fixed = { connection, id, name, engine: 'mysql', mode: 'FULL_INCR_TRANS' }
    return {
      ...fixed,
      scenario,
      status,
      direction,
      ...(error !== undefined && { error }),
      ...(task.tags && { tags: task.tags }),
    }
  }

  const service = {
    statuses: (ids) => answer('status', ids, ({ status }) => status),
    details: (ids) => answer('details', ids, details),
    progress: (ids) => answer('progress', ids, ({ progress }) => progress),
    progressProbes: (ids) =>
      answer('pulse', ids, ({ progress, status, hint = status }) => progress && { status: hint, progress }),
    settings: unused,
    monitoring: unused,
    subtasks: unused,
    taskLog: unused,
    tags: unused,
    knownTags: unused,
    isNameFree: unused,
    recovery: (ids) => answer('recovery', ids, ({ recovery }) => recovery),
    failedSubtasks: (ids) => answer('subtasks', ids, ({ failedSubtasks }) => failedSubtasks),
    precheckReports: (ids) => answer('precheck', ids, ({ precheck }) => precheck),
    list: unused,
    /** Pages as large as DRS's, but for those of a test; the latest task first, as DRS sorts them. */
    listPage: async ({ page }) => {
      calls.push({ question: 'list', ids: [] })
      const all = [...tasks]
      const [end, start] = [(page - 1) * hooks.pageSize, page * hooks.pageSize].map((n) => all.length - n)
      const shown = all.slice(Math.max(0, start ?? 0), Math.max(0, end ?? 0)).toReversed()
      const listed = shown.map(([id, { tags: _, ...task }]) => details(task, id))
      await hooks.during?.('list')
      if (broken.has('list')) throw failure('list')
      return { tasks: listed, unreadable: 0, more: (start ?? 0) > 0, lists: 1 }
    },
    selectedObjects: unused,
    appliedObjects: unused,
    sourceObjects: unused,
    homeOfNew: () => 'v3' as const,
    create: unused,
    testConnection: unused,
    configure: unused,
    selectObjects: unused,
    act: unused,
    allowedActions: unused,
    comparedPlaces: unused,
    differingRows: unused,
    comparisonFile: unused,
    regularComparisons: unused,
    logPosition: unused,
    clone: unused,
    comparisons: unused,
    quota: unused,
    nodeTypes: unused,
    nodeStock: unused,
    dataRules: unused,
    tableColumns: unused,
    checkRules: unused,
    requireRulesSaved: unused,
    drivers: unused,
    objectSupport: unused,
    objectImport: unused,
    objectMappings: unused,
    importBatches: unused,
    batchTasks: unused,
    enterpriseProjects: unused,
    metering: unused,
    tagged: unused,
    logDelivery: unused,
    sourceUsers: unused,
    databaseParameters: unused,
    fullProgress: unused,
    initialization: unused,
    objectProgress: unused,
    components: unused,
    abnormalRows: unused,
    tuning: unused,
    tuningHistory: unused,
    links: unused,
    zones: unused,
  } satisfies TaskService

  return {
    service,
    tasks,
    broken,
    brokenTasks,
    calls,
    hooks,
    set: (id: string, task: DrsTask) => tasks.set(id, task),
  }
}

function failure(operation: string): DrsError {
  return new DrsError({ code: 'network', message: 'scripted failure', operation })
}

async function unused(): Promise<never> {
  throw new Error('The engine only looks')
}

/** Draws cards that say in their title what they were drawn from. */
export const plainRender = {
  taskCard: (snapshot, locale, _, extras) => ({
    title: `${snapshot.id} ${snapshot.status} ${locale}${extras?.unwatched ? ' unwatched' : ''}`,
  }),
  eventCard: (event) => ({ title: titleOf(event) }),
  actionCard: ({ action, stage }) => ({ title: `${action.verb} ${stage}` }),
  batchCard: ({ verb, tasks }) => ({
    title: `${verb} ${tasks.map(({ id, state }) => `${id} ${state}`).join(', ')}`,
  }),
  boardCard: ({ filter, counts, needing, over, elsewhere }) => ({
    title: `board ${filter.connection}${over ? ' over' : ''}${elsewhere ? ' elsewhere' : ''}`,
    lines: [JSON.stringify(counts), ...needing.map(({ task, link }) => `${task.id} ${link}`)],
  }),
  mergedCard: (events, { status }) => ({ title: events.map(titleOf).join(', '), footer: `${status}` }),
  groupCard: (events) => ({
    title: events.map(({ taskId, event }) => `${taskId} ${titleOf(event)}`).join(', '),
  }),
  noticeCard: (notice) => ({ title: notice.kind, ...('held' in notice && { lines: linesOf(notice.held) }) }),
} satisfies CardRenderer

function titleOf(event: TaskEvent): string {
  return event.kind === 'status' ? `${event.from}>${event.to}` : event.kind
}

function linesOf(events: readonly EventSummary[]): readonly string[] {
  return events.map(({ taskId, event }) => `${taskId} ${titleOf(event)}`)
}

export const silentLog = { debug() {}, info() {}, warn() {}, error() {} } satisfies Log

/** A clock moved by hand. */
export function handClock(start = 1_000_000) {
  let now = start
  return { now: () => now, pass: (ms: number) => (now += ms) }
}

export const channelRef: ChannelRef = { team: 'T1', channel: 'C1' }

export function watchOf(fields: Partial<Watch> = {}): Watch {
  return { ...channelRef, connection: 'prod', taskId: 't1', by: 'U1', locale: 'en', createdAt: 1, ...fields }
}

export function pendingOf(fields: Partial<PendingAction> = {}): PendingAction {
  const since = 1_000_000
  return {
    ...channelRef,
    id: 'f1',
    order: 'o1',
    connection: 'prod',
    taskId: 't1',
    verb: 'start',
    by: 'U1',
    locale: 'en',
    since,
    deadline: since + 600_000,
    ...fields,
  }
}

/** Replicas of the bot over one Redis, one DRS and one Slack, driven by hand. */
export function world(redisUrl: string) {
  const clock = handClock()
  const slack = recordingSlack(clock.now)
  const drs = scriptedDrs('prod')
  // Waiting for others and keeping a distance is what single tests are about. By waiting longer for Redis nothing is proven;
  // one that refuses to write is still asked again for a while.
  const redisWaits = { failoverMs: 20, reconnectMs: () => 1 }
  const replica = ({ options, ...parts }: Partial<EngineDeps> = {}) =>
    createEngine({
      options: { groupMs: 0, paceMs: 0, ...options },
      redisUrl,
      redisWaits,
      services: () => drs.service,
      connections: ['prod'],
      messenger: slack.messenger,
      render: plainRender,
      clock: clock.now,
      log: silentLog,
      ...parts,
    })
  return { clock, slack, drs, replica }
}
