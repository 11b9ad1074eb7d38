import { DrsError } from '../../drs/drs-error.ts'
import { errorOf } from '../../drs/errors.ts'
import type { ResponseOf } from '../../drs/operation.ts'
import { getJob } from '../../drs/v5/index.ts'
import type { DrsLanguage } from '../call.ts'
import type { Client } from '../client.ts'
import { malformed } from '../errors.ts'
import { isDeleted } from '../task-facts.ts'
import type { PrecheckMemory } from './precheck-memory.ts'

/** How the result of an asynchronous call is waited for. */
export interface AsyncWaiting {
  sleep(ms: number): Promise<void>
  /** Milliseconds between two questions, default 2 000. */
  readonly everyMs?: number
  /** Questions until the result counts as `unfinished`, default 30. */
  readonly questions?: number
}

/** What the modules of the adapter share. */
export interface V5Deps {
  readonly client: Client
  readonly language: DrsLanguage
  readonly waiting: AsyncWaiting
  readonly prechecks: PrecheckMemory
  /** The connection has v3, too: what v5 lacks is asked there. */
  readonly v3: boolean
}

export type JobDetails = NonNullable<ResponseOf<typeof getJob>['job']>

/** What 7.5.1 tells about a task; which part is filled depends on `query.type`. */
export async function readJob(
  { client, language }: V5Deps,
  id: string,
  query: Readonly<Record<string, unknown>>,
): Promise<JobDetails> {
  const { job } = await client.call(getJob, { language, params: { job_id: id }, query })
  if (typeof job !== 'object' || job === null) throw malformed(getJob.id, 'The answer describes no task.')
  return job
}

/** The details of a task that is still there: one that DRS shows as deleted is as gone as one that it refuses to show. */
export async function readLivingJob(on: V5Deps, id: string): Promise<JobDetails> {
  const job = await readJob(on, id, { type: 'detail' }).catch((error: unknown) => {
    throw error instanceof DrsError && errorOf(error.code)?.code === 'DRS.M00289' ? gone(error) : error
  })
  if (isDeleted(job)) throw gone()
  return job
}

/** Asked for details, DRS also says "missing query result" (DRS.M00289) of a task that does not exist. */
function gone(error?: DrsError): DrsError {
  const message = error?.message ?? 'DRS shows the task as deleted.'
  return new DrsError({ code: 'DRS.M05004', message, operation: getJob.id, requestId: error?.requestId })
}

/** Asks again and again until there is an answer; `undefined` if none came in time. */
export async function awaitResult<T>(
  { sleep, everyMs = 2_000, questions = 30 }: AsyncWaiting,
  ask: () => Promise<T | undefined>,
): Promise<T | undefined> {
  for (let question = 1; ; question += 1) {
    const answer = await ask()
    if (answer !== undefined || question >= questions) return answer
    await sleep(everyMs)
  }
}
