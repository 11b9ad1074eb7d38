import { AccessDenied, UserError } from '../base/user-error.ts'
import type { Actor } from '../domain/access/person.ts'
import { type Notice, noticeMessage } from '../domain/delivery/outbox-message.ts'
import { compareOptionsSchema } from '../domain/tasks/comparison-order.ts'
import { type ComparisonSchedule, nextRun } from '../domain/tasks/comparison-schedule.ts'
import { formatRef } from '../domain/tasks/task-ref.ts'
import { DrsError } from '../drs/drs-error.ts'
import { refusalText } from '../views/problem-card.ts'
import type { CommandServices } from './command-services.ts'
import type { ClaimedRun, ScheduleMemory } from './comparison-plans.ts'
import { createContext } from './context.ts'

/** Comparisons that the bot begins by itself, at a time and again and again, in the name of whoever wanted them. */

/**
 * Begins those that are due. Every replica may do so at any time. A fault of the bot keeps no other from beginning: it is
 * thrown afterwards, and that one is tried again when its claim has run out.
 */
export async function runDueComparisons(services: CommandServices, connection: string): Promise<void> {
  const memory = services.watching.comparisons
  const runs = await memory.claim(connection, services.now())
  const faults: unknown[] = []
  for (const run of runs) await runOne(services, run).catch((fault: unknown) => faults.push(fault))
  const [first] = faults
  if (first !== undefined) throw first
}

async function runOne(services: CommandServices, run: ClaimedRun): Promise<void> {
  const memory = services.watching.comparisons
  const now = services.now()
  const { schedule } = run
  const result = await begin(services, schedule)
  const nextAt = result?.state === 'stopped' ? undefined : nextRun(schedule, now)
  const isOver = nextAt === undefined && schedule.everyMs !== undefined && !result
  const told = result ?? (isOver ? { state: 'over' as const } : undefined)
  if (told) await tell(memory, schedule, { ...told, ...(nextAt !== undefined && { nextAt }) }, now)
  await memory.settle(run, nextAt)
}

type Told = Pick<Extract<Notice, { kind: 'comparison' }>, 'state' | 'why' | 'nextAt'>

async function tell(
  memory: ScheduleMemory,
  { id, connection, taskId, name, by, team, channel, locale }: ComparisonSchedule,
  told: Told,
  now: number,
): Promise<void> {
  const notice = { kind: 'comparison', name, by, ...told } as const
  const message = noticeMessage({ connection, taskId }, notice, locale, `${id}:${now}`)
  await memory.tell({ team, channel }, message)
}

/** Nothing if it was begun: it is followed like any other. Throws only what is a fault of the bot. */
async function begin(services: CommandServices, schedule: ComparisonSchedule): Promise<Told | undefined> {
  const { by, team, channel, locale, connection, taskId, options } = schedule
  const authority = services.newAuthority()
  const { unsure } = await authority.principal(by, { fresh: true })
  // Slack does not say who the person is: the next time may know.
  if (unsure) return { state: 'held', why: unsure }
  const actor: Actor = { user: by, team, channel, locale, connection }
  const asked = { role: 'operator', capabilities: ['actions'] } as const
  try {
    const ctx = await createContext(services, authority, actor, asked)
    const task = await ctx.task(formatRef({ connection, id: taskId }))
    if (await isBegunAlready(services, schedule)) return undefined
    await ctx.actions.perform('compare', task, compareOptionsSchema.parse(options))
    return undefined
  } catch (error) {
    if (error instanceof AccessDenied) return { state: 'stopped', why: error.text }
    if (error instanceof UserError || error instanceof DrsError)
      return { state: 'held', why: refusalText(error) }
    throw error
  }
}

/** By a replica that has died before it could say so: what is followed was noted before DRS was asked. */
async function isBegunAlready(
  { execution }: CommandServices,
  { connection, taskId, by, nextAt }: ComparisonSchedule,
): Promise<boolean> {
  const pending = await execution.store.pending(connection, taskId)
  return pending.some((one) => one.verb === 'compare' && one.by === by && one.since >= nextAt)
}
