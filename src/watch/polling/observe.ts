import { type Comparison, latestOfEach } from '../../domain/tasks/comparison.ts'
import type { DatabaseEndpoint, ProgressProbe, Task } from '../../domain/tasks/task.ts'
import type { LookupResult, TaskService } from '../../domain/tasks/task-service.ts'
import {
  awaitsComparison,
  extraQuestionsFor,
  isSteady,
  progressShare,
  rotatingSample,
  wantsDetails,
  wantsSubtasks,
} from '../../domain/watching/poll-questions.ts'
import type { Observation } from '../../domain/watching/snapshot.ts'
import type { PendingAction } from '../../domain/watching/watch.ts'
import { DrsError } from '../../drs/drs-error.ts'
import { statusOf } from '../../drs/statuses.ts'
import type { StoredTask } from '../../store/task-states.ts'
import type { ListedStatuses } from './walk.ts'

/** What a look saw of the tasks that answered, and what did not answer. */
export interface BatchObservations {
  readonly observations: ReadonlyMap<string, Observation>
  readonly failures: readonly QuestionFailure[]
}

/** `taskId` is absent if the whole question failed. */
export interface QuestionFailure {
  readonly question: string
  readonly taskId?: string
  readonly error: unknown
}

/** Up to a hundred tasks to be looked at. */
export interface PollBatch {
  readonly tasks: readonly StoredTask[]
  readonly pendingActions: ReadonlyMap<string, readonly PendingAction[]>
  /** Tasks whose turn it is to be asked how far they are. */
  readonly progressDue: ReadonlySet<string>
  readonly at: number
  /** Tasks that no look has seen, as DRS's list has shown them a moment ago. */
  readonly listed?: ReadonlyMap<string, Task>
  /** Of the tasks that are known from a list only, so many may be asked for their details. */
  readonly lateDetails?: number
  /** What was answered already. */
  readonly answered?: RestAnswers
  /** The statuses that DRS's lists tell of these tasks, where only lists tell those of many at once. */
  readonly listedStatuses?: ListedStatuses
}

/** What was answered of many tasks at rest, by one question or the other. */
export interface RestAnswers {
  readonly pulses?: LookupResult<ProgressProbe>
  readonly statuses?: LookupResult<string>
}

/**
 * Asks DRS about up to a hundred tasks: the status of all, then only what each status makes worth knowing, each question
 * once for all tasks it concerns. A task at rest whose turn it is is asked how far it is *instead* of its status, and for
 * its details, which hold the status too, if the answer hints at another status. A task that a list has shown a moment ago
 * is asked nothing at first: its card stands, and the rest follows. A task is left out if its status, or anything else on
 * first sight, did not answer: half a first sight would later look like news. Throws if the status query as a whole fails.
 */
export async function observeTasks(service: TaskService, look: PollBatch): Promise<BatchObservations> {
  const { pendingActions, listed = new Map<string, Task>() } = look
  const tasks = look.tasks.filter(({ id }) => !listed.has(id))
  const asked = createAsking()
  const pulses = await askPulses(service, asked, look)
  const resting = tasks.flatMap((task) => withPulse(task, pulses))
  const hinted = await askHinted(service, asked, without(tasks, resting), pulses)
  const others = without(tasks, [...resting, ...hinted])
  const statuses = await askStatuses(service, asked, others, look)
  const known = [...resting, ...others.flatMap((task) => withStatus(task, statuses))]

  const inDetail = known.filter(({ task, status }) =>
    wantsDetails(task.snapshot, status, pendingActions.get(task.id) ?? []),
  )
  inDetail.push(...lateDetails(known, look.lateDetails ?? 0))
  const details = await asked.ask('details', inDetail, (some) => service.details(some))
  const sights = [...hinted, ...known.map((sight) => withDetails(sight, details))]
  const parts = await askParts(service, asked, wantedOf(sights, look, pulses))

  const complete = sights.filter(({ task }) => task.snapshot !== undefined || !asked.unanswered.has(task.id))
  const observations = new Map<string, Observation>()
  for (const [id, task] of listed)
    observations.set(id, { ...ofDetails(task), status: task.status, listed: true })
  for (const sight of complete) {
    const { id, snapshot } = sight.task
    const unanswered = figureParts.filter((part) => asked.isUnanswered(part, id))
    observations.set(id, {
      ...observationOf(sight, parts, pulses),
      // A report that was not answered is still to be seen for the first time.
      ...(snapshot?.listed && asked.unanswered.has(id) && { listed: true }),
      ...(unanswered.length > 0 && { unanswered }),
    })
  }
  return { observations, failures: asked.failures }
}

/** Those that need somebody first, then what moves; not those whose details are read anyway. */
function lateDetails(sights: readonly Sight[], count: number): readonly Sight[] {
  const rank = ({ status }: Sight) => {
    const { needsAttention, kind } = statusOf(status ?? '')
    return needsAttention ? 0 : kind === 'healthy' ? 2 : 1
  }
  return sights
    .filter(({ task, status }) => task.snapshot?.listed && task.snapshot.status === status)
    .toSorted((a, b) => rank(a) - rank(b))
    .slice(0, count)
}

const figureParts = ['progress', 'recovery'] as const

interface Sight {
  readonly task: StoredTask
  readonly status: string | null
  readonly details?: Task
}

/** What the tasks at rest said whose turn it is; none of them if the API has no such question. */
function askPulses(service: TaskService, asked: Asking, look: PollBatch): Promise<Pulses> {
  const atRest = look.tasks
    .map((task) => ({ task, status: task.snapshot?.status ?? null }))
    .filter(({ task, status }) => isSteady(task.snapshot, status, look.pendingActions.get(task.id) ?? []))
    .filter(({ task }) => look.progressDue.has(task.id))
  if (look.answered !== undefined) {
    const { pulses = nothing } = look.answered
    const own = new Set(look.tasks.map(({ id }) => id))
    asked.note('progressProbe', new Map([...pulses.failed].filter(([id]) => own.has(id))))
    return Promise.resolve(pulses.found)
  }
  return asked.ask('progressProbe', atRest, async (ids) => service.progressProbes?.(ids) ?? nothing)
}

type Pulses = ReadonlyMap<string, ProgressProbe>

/** A hint at the status that is known is enough to leave it there until the next look. */
function withPulse(task: StoredTask, pulses: Pulses): Sight[] {
  const hint = pulses.get(task.id)?.status
  return hint !== undefined && hint === task.snapshot?.status ? [{ task, status: hint }] : []
}

/** So many tasks fit into one question for details (6.1.20). For more, the status tells more cheaply who has changed. */
const few = 10

/** The details of the tasks whose hint is another status than the known one; of those that do not answer, the status is asked. */
async function askHinted(service: TaskService, asked: Asking, tasks: readonly StoredTask[], pulses: Pulses) {
  const hinted = tasks.flatMap((task) => {
    const status = pulses.get(task.id)?.status
    return status === undefined ? [] : [{ task, status }]
  })
  if (hinted.length > few) return []
  const details = await asked.ask('details', hinted, (ids) => service.details(ids))
  return hinted.filter(({ task }) => details.has(task.id)).map((sight) => withDetails(sight, details))
}

function without(tasks: readonly StoredTask[], sights: readonly Sight[]): readonly StoredTask[] {
  const seen = new Set(sights.map(({ task }) => task))
  return tasks.filter((task) => !seen.has(task))
}

const nothing = { found: new Map<string, never>(), gone: new Set<string>(), failed: new Map<string, never>() }

async function askStatuses(
  service: TaskService,
  asked: Asking,
  tasks: readonly StoredTask[],
  { answered, listedStatuses }: PollBatch,
): Promise<LookupResult<string>> {
  if (tasks.length === 0) return nothing
  const ids = tasks.map(({ id }) => id)
  const known = answered?.statuses
  if (known !== undefined) {
    asked.note('status', new Map([...known.failed].filter(([id]) => ids.includes(id))))
    return known
  }
  const listed = (await listedStatuses?.(ids, 'new')) ?? new Map<string, string>()
  const open = ids.filter((id) => !listed.has(id))
  const statuses = open.length === 0 ? nothing : await service.statuses(open)
  asked.note('status', statuses.failed)
  return { ...statuses, found: new Map([...listed, ...statuses.found]) }
}

function withStatus(task: StoredTask, { found, gone }: LookupResult<string>): Sight[] {
  const status = found.get(task.id)
  if (status !== undefined) return [{ task, status }]
  return gone.has(task.id) ? [{ task, status: null }] : []
}

/** The details are younger than the status, so their status counts. */
function withDetails(sight: Sight, details: ReadonlyMap<string, Task>): Sight {
  const found = details.get(sight.task.id)
  return found === undefined ? sight : { task: sight.task, status: found.status, details: found }
}

async function askParts(service: TaskService, asked: Asking, wanted: Wanted) {
  const [progress, recovery, precheck, comparisons, subtasks] = await Promise.all([
    asked.ask('progress', wanted.progress, (ids) => service.progress(ids)),
    asked.ask('recovery', wanted.recovery, (ids) => service.recovery(ids)),
    asked.ask('precheck', wanted.precheck, (ids) => service.precheckReports(ids)),
    asked.ask('comparison', wanted.comparisons, (ids) => latestComparisons(service, ids)),
    askSubtasks(service, asked, wanted.subtasks),
  ])
  return { progress, recovery, precheck, comparisons, subtasks }
}

/** The lists that tell them hold the tasks of one scenario each (6.1.19, 7.2.2). */
async function askSubtasks(service: TaskService, asked: Asking, sights: readonly Sight[]) {
  const scenarios = new Set(sights.flatMap((sight) => scenarioOf(sight) ?? []))
  const found = await Promise.all(
    [...scenarios].map((scenario) => {
      const some = sights.filter((sight) => scenarioOf(sight) === scenario)
      return asked.ask('subtasks', some, (ids) => service.failedSubtasks(ids, scenario))
    }),
  )
  return new Map(found.flatMap((subtasks) => [...subtasks]))
}

function scenarioOf({ task, details }: Sight): string | undefined {
  return details?.scenario ?? task.snapshot?.scenario
}

type Wanted = ReturnType<typeof wantedOf>

/** Who is asked what beyond the status. Tasks at rest are asked only when it is their turn. */
function wantedOf(
  sights: readonly Sight[],
  { pendingActions, progressDue: turns, at }: PollBatch,
  pulses: Pulses,
) {
  const all = sights.map((sight) => {
    const { task, status } = sight
    const atRest = isSteady(task.snapshot, status, pendingActions.get(task.id) ?? [])
    return { ...sight, atRest, parts: extraQuestionsFor(status, scenarioOf(sight)) }
  })
  const resting = all.filter(({ atRest }) => atRest).map(({ task }) => task.id)
  const silent = resting.filter((id) => turns.has(id) && !pulses.has(id))
  const asked = new Set(rotatingSample(silent, progressShare(silent.length), at))
  return {
    progress: all.filter(({ task, parts, atRest }) => parts.progress && (!atRest || asked.has(task.id))),
    recovery: all.filter(({ task, parts, atRest }) => parts.recovery && (!atRest || turns.has(task.id))),
    precheck: all.filter(({ parts }) => parts.precheck),
    comparisons: all.filter(
      ({ task, status }) => status !== null && awaitsComparison(pendingActions.get(task.id) ?? [], at),
    ),
    subtasks: all.filter(({ task, status }) => wantsSubtasks(task.snapshot, status)),
  }
}

type Parts = Awaited<ReturnType<typeof askParts>>

function observationOf({ task: { id }, status, details }: Sight, parts: Parts, pulses: Pulses): Observation {
  const progress = parts.progress.get(id) ?? pulses.get(id)?.progress
  const recovery = parts.recovery.get(id)
  const precheck = parts.precheck.get(id)
  const comparisons = parts.comparisons.get(id)
  const failedSubtasks = parts.subtasks.get(id)
  return {
    ...(details && ofDetails(details)),
    status,
    ...(progress && { progress }),
    ...(recovery && { recovery }),
    ...(precheck && { precheck }),
    ...(comparisons && { comparisons }),
    ...(failedSubtasks && { failedSubtasks }),
  }
}

/** An absent error is a fact too, and is said as an empty one. */
function ofDetails({ name, scenario, engine, mode, direction, error, ...more }: Task) {
  const { tags, parentId, expiredDays, startAt, createdAt, source, destination, dualActive } = more
  return {
    name,
    scenario,
    engine,
    mode,
    direction,
    error: error ?? '',
    ...(tags && { tags }),
    ...(parentId !== undefined && { parentId }),
    ...(expiredDays !== undefined && { expiredDays }),
    ...(startAt !== undefined && { startAt }),
    ...(createdAt !== undefined && { createdAt }),
    ...(source && { source: shownEnd(source) }),
    ...(destination && { destination: shownEnd(destination) }),
    ...(dualActive && { dualActive }),
  }
}

/** One name and one address are enough. */
function shownEnd({ ip, port, instanceId, instanceName }: DatabaseEndpoint) {
  return {
    ...(ip !== undefined && { ip }),
    ...(port !== undefined && { port }),
    ...(instanceName !== undefined && { instanceName }),
    ...(ip === undefined && instanceName === undefined && instanceId !== undefined && { instanceId }),
  }
}

type Asking = ReturnType<typeof createAsking>

/** Asks questions and keeps what was not answered. */
function createAsking() {
  const failures: QuestionFailure[] = []
  const unanswered = new Set<string>()
  const silent = new Set<string>()
  const pair = (question: string, id: string) => `${question} ${id}`

  function noteSilence(question: string, id: string) {
    unanswered.add(id)
    silent.add(pair(question, id))
  }

  function note(question: string, failed: ReadonlyMap<string, DrsError>) {
    for (const [taskId, error] of failed) {
      failures.push({ question, taskId, error })
      noteSilence(question, taskId)
    }
  }

  async function ask<T>(
    question: string,
    sights: readonly Sight[],
    call: (ids: readonly string[]) => Promise<LookupResult<T>>,
  ): Promise<ReadonlyMap<string, T>> {
    const ids = sights.map(({ task }) => task.id)
    if (ids.length === 0) return new Map()
    try {
      const { found, failed } = await call(ids)
      note(question, failed)
      return found
    } catch (error) {
      // The status is known and may be news: a question that fails must not hold it back.
      failures.push({ question, error })
      for (const id of ids) noteSilence(question, id)
      return new Map()
    }
  }

  const isUnanswered = (question: string, id: string) => silent.has(pair(question, id))
  return { failures, unanswered, isUnanswered, note, ask }
}

/** The latest comparisons of each task, one of each kind; those that were never compared are missing from `found`. */
async function latestComparisons(
  service: Pick<TaskService, 'comparisons'>,
  ids: readonly string[],
): Promise<LookupResult<readonly Comparison[]>> {
  const found = new Map<string, readonly Comparison[]>()
  const failed = new Map<string, DrsError>()
  for (const id of ids) {
    try {
      const latest = latestOfEach(await service.comparisons(id, { closely: true }))
      if (latest.length > 0) found.set(id, latest)
    } catch (error) {
      if (!(error instanceof DrsError)) throw error
      failed.set(id, error)
    }
  }
  return { found, gone: new Set(), failed }
}
