import type { Actor } from '../domain/access/person.ts'
import type { OutboxMessage } from '../domain/delivery/outbox-message.ts'
import type { ComparisonSchedule } from '../domain/tasks/comparison-schedule.ts'
import type { ChannelRef } from '../domain/watching/watch.ts'
import type { ComparisonPlans } from '../kit/capabilities.ts'
import { reportPlace } from './execution.ts'

/** Comparisons that the bot is to begin by itself, as people plan and end them. */

/** One that is due, as long as no other replica takes it. */
export interface ClaimedRun {
  readonly schedule: ComparisonSchedule
  readonly claimed: number
}

export interface ScheduleMemory {
  put(schedule: ComparisonSchedule): Promise<void>
  all(connection: string): Promise<readonly ComparisonSchedule[]>
  remove(connection: string, id: string): Promise<boolean>
  /** Those that are due, which no other replica is handed meanwhile. */
  claim(connection: string, now: number): Promise<readonly ClaimedRun[]>
  /** When it runs next; nothing: it is over. */
  settle(run: ClaimedRun, nextAt: number | undefined): Promise<void>
  tell(channelRef: ChannelRef, message: OutboxMessage): Promise<void>
}

interface PlansParts {
  readonly memory: ScheduleMemory
  readonly actor: Actor
  /** Throws where nothing could be told. */
  voice(connection: string): Promise<void>
  readonly newId: () => string
}

/** The planned comparisons as a person sees and changes them. */
export function comparisonPlansFor({ memory, actor, voice, newId }: PlansParts): ComparisonPlans {
  return {
    of: async ({ connection, id }) =>
      (await memory.all(connection)).filter((one) => one.taskId === id && one.team === actor.team),
    plan: async ({ connection, id: taskId, name }, wanted) => {
      await voice(connection)
      const { team, channel } = reportPlace(actor)
      const { user: by, locale } = actor
      await memory.put({ ...wanted, id: newId(), connection, taskId, name, team, channel, by, locale })
    },
    end: ({ connection, id }) => memory.remove(connection, id),
  }
}
