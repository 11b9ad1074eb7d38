import type { AuditRecord } from '../domain/audit/audit.ts'
import type { Task } from '../domain/tasks/task.ts'
import type { KnownLife } from '../domain/tasks/timeline.ts'
import { DrsError } from '../drs/drs-error.ts'
import type { CommandContext } from '../kit/context.ts'
import type { Line } from '../views/card.ts'
import { refusalLines } from './refusals.ts'

/** All that is known of the life of tasks. */

type LifeContext = CommandContext<'taskLog' | 'tuningHistory', 'knowledge' | 'auditing'>

/** As long as the bot remembers. */
const historyMs = 7 * 86_400_000
/** So many records of the audit are looked through for each task. */
const mostRecords = 50

/** Kinds of records that say what somebody did about a task; not how the audit itself went on. */
const deeds: ReadonlySet<AuditRecord['kind']> = new Set<AuditRecord['kind']>([
  ...(['ask', 'vote', 'withdraw', 'reject', 'cancel', 'execute', 'result'] as const),
  ...(['stale', 'expire', 'break-glass', 'review', 'refused', 'act'] as const),
])

/** What DRS refuses to tell of one task is said, and keeps nothing else back. */
export async function readLives(
  ctx: LifeContext,
  tasks: readonly Task[],
): Promise<{ readonly lives: readonly KnownLife[]; readonly refused: readonly Line[] }> {
  const read = await Promise.all(tasks.map((task) => lifeOf(ctx, task)))
  return { lives: read.map(({ life }) => life), refused: read.flatMap(({ refused }) => refused) }
}

async function lifeOf(ctx: LifeContext, task: Task) {
  const drs = ctx.service(task.connection)
  const [history, log, tuning, audit] = await Promise.all([
    ctx.knowledge.history(task, ctx.now - historyMs),
    answered(drs.taskLog(task)),
    answered(drs.tuningHistory(task.id)),
    recordsOf(ctx, task),
  ])
  const errors = [log.error, log.value?.error, tuning.error].flatMap((error) => error ?? [])
  const life: KnownLife = {
    task,
    events: history.map(({ event }) => event),
    log: log.value?.entries ?? [],
    audit,
    tuning: tuning.value ?? [],
  }
  return { life, refused: errors.flatMap((error) => refusalLines(task, error, ctx)) }
}

interface Answered<Value> {
  readonly value?: Value
  readonly error?: DrsError
}

async function answered<Value>(asked: Promise<Value>): Promise<Answered<Value>> {
  try {
    return { value: await asked }
  } catch (error) {
    if (!(error instanceof DrsError)) throw error
    return { error }
  }
}

/** The audit is for admins; others learn who acted from the changes themselves. */
async function recordsOf(ctx: LifeContext, { id }: Task): Promise<readonly AuditRecord[]> {
  if (!ctx.may({ open: false, anywhere: false, role: 'admin' })) return []
  const { entries } = await ctx.auditing.page(
    { task: id, since: ctx.now - historyMs },
    { limit: mostRecords },
  )
  return entries.map(({ record }) => record).filter(({ kind }) => deeds.has(kind))
}
