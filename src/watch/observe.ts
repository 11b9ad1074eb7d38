import { wantedParts, wantsDetails } from '../domain/questions.ts'
import type { Observation } from '../domain/snapshot.ts'
import type { Task } from '../domain/task.ts'
import type { Found, TaskService } from '../domain/task-service.ts'
import type { Follow } from '../domain/watch.ts'
import type { DrsError } from '../drs/drs-error.ts'
import type { Stored } from '../store/tasks.ts'

/** What a look saw of the tasks that answered, and what did not answer. */
export interface Seen {
  readonly observations: ReadonlyMap<string, Observation>
  readonly failures: readonly Failure[]
}

/** `taskId` is absent if the whole question failed. */
export interface Failure {
  readonly question: string
  readonly taskId?: string
  readonly error: unknown
}

/**
 * Asks DRS about up to a hundred tasks: the status of all, then only what each status makes worth knowing, each question
 * once for all tasks it concerns. A task is left out if its status, or anything on first sight, did not answer: half a
 * first sight would later look like news. Throws if the status query as a whole fails.
 */
export async function observe(
  service: TaskService,
  tasks: readonly Stored[],
  follows: ReadonlyMap<string, readonly Follow[]>,
): Promise<Seen> {
  const asked = createAsking()
  const ids = tasks.map(({ id }) => id)
  const statuses = await service.statuses(ids)
  asked.note('status', statuses.failed)
  const known = tasks.flatMap((task) => withStatus(task, statuses))

  const inDetail = known.filter(({ task, status }) =>
    wantsDetails(task.snapshot, status, follows.get(task.id) ?? []),
  )
  const details = await asked.ask('details', inDetail, (some) => service.details(some))
  const sights = known.map((sight) => withDetails(sight, details))
  const parts = await askParts(service, asked, sights)

  const complete = sights.filter(({ task }) => task.snapshot !== undefined || !asked.unanswered.has(task.id))
  const observations = complete.map((sight) => [sight.task.id, observationOf(sight, parts)] as const)
  return { observations: new Map(observations), failures: asked.failures }
}

interface Sight {
  readonly task: Stored
  readonly status: string | null
  readonly details?: Task
}

function withStatus(task: Stored, { found, gone }: Found<string>): Sight[] {
  const status = found.get(task.id)
  if (status !== undefined) return [{ task, status }]
  return gone.has(task.id) ? [{ task, status: null }] : []
}

/** The details are younger than the status, so their status counts. */
function withDetails(sight: Sight, details: ReadonlyMap<string, Task>): Sight {
  const found = details.get(sight.task.id)
  return found === undefined ? sight : { task: sight.task, status: found.status, details: found }
}

async function askParts(service: TaskService, asked: Asking, sights: readonly Sight[]) {
  const wanted = sights.map((sight) => {
    const scenario = sight.details?.scenario ?? sight.task.snapshot?.scenario
    return { ...sight, parts: wantedParts(sight.status, scenario) }
  })
  const [progress, recovery, precheck] = await Promise.all([
    asked.ask(
      'progress',
      wanted.filter(({ parts }) => parts.progress),
      (ids) => service.progress(ids),
    ),
    asked.ask(
      'recovery',
      wanted.filter(({ parts }) => parts.recovery),
      (ids) => service.recovery(ids),
    ),
    asked.ask(
      'precheck',
      wanted.filter(({ parts }) => parts.precheck),
      (ids) => service.precheckReports(ids),
    ),
  ])
  return { progress, recovery, precheck }
}

type Parts = Awaited<ReturnType<typeof askParts>>

function observationOf({ task: { id }, status, details }: Sight, parts: Parts): Observation {
  const progress = parts.progress.get(id)
  const recovery = parts.recovery.get(id)
  const precheck = parts.precheck.get(id)
  return {
    ...(details && ofDetails(details)),
    status,
    ...(progress && { progress }),
    ...(recovery && { recovery }),
    ...(precheck && { precheck }),
  }
}

/** An absent error is a fact too, and is said as an empty one. */
function ofDetails({ name, scenario, engine, mode, direction, error }: Task) {
  return { name, scenario, engine, mode, direction, error: error ?? '' }
}

type Asking = ReturnType<typeof createAsking>

/** Asks questions and keeps what was not answered. */
function createAsking() {
  const failures: Failure[] = []
  const unanswered = new Set<string>()

  function note(question: string, failed: ReadonlyMap<string, DrsError>) {
    for (const [taskId, error] of failed) {
      failures.push({ question, taskId, error })
      unanswered.add(taskId)
    }
  }

  async function ask<T>(
    question: string,
    sights: readonly Sight[],
    call: (ids: readonly string[]) => Promise<Found<T>>,
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
      for (const id of ids) unanswered.add(id)
      return new Map()
    }
  }

  return { failures, unanswered, note, ask }
}
