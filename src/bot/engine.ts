import type { Log } from '../base/log.ts'
import type { Config } from '../config/types.ts'
import { defaultLimits } from '../domain/watching/usual-limits.ts'
import type { TaskKnowledge } from '../ports/task-knowledge.ts'
import { actionCard } from '../views/action-card.ts'
import { batchCard } from '../views/batch-card.ts'
import { boardCard } from '../views/board-card.ts'
import { eventCard } from '../views/event-card.ts'
import { groupCard, mergedCard } from '../views/grouped-card.ts'
import { noticeCard } from '../views/notice-card.ts'
import { taskCard } from '../views/task-card.ts'
import { createEngine, type Engine, type EngineDeps } from '../watch/engine.ts'
import { defaultEngineOptions, type EngineOptions } from '../watch/options.ts'
import type { DrsAccess } from './drs.ts'

interface Given
  extends Pick<
    EngineDeps,
    'messenger' | 'directMessage' | 'nameOf' | 'permalink' | 'onOutcome' | 'onTick' | 'onFailpoint'
  > {
  readonly config: Config
  readonly drs: Pick<DrsAccess, 'pollService'>
  readonly knowledge: TaskKnowledge
  readonly log: Log
  now(): number
  readonly times?: Partial<EngineOptions>
}

const render = { taskCard, eventCard, actionCard, batchCard, boardCard, mergedCard, groupCard, noticeCard }

/** The watch engine of the real parts. */
export function botEngine({ config, drs, knowledge, now, times, ...given }: Given): Engine {
  return createEngine({
    ...given,
    redisUrl: config.redisUrl,
    services: drs.pollService,
    connections: config.connections.map(({ name }) => name),
    render: {
      ...render,
      cardExtras: (connection, id, channelRef) => knowledge.extras({ connection, id }, channelRef),
    },
    clock: now,
    options: {
      ...config.polling,
      ...config.watch,
      limits: limitsOf(config),
      listPages: listPagesOf(config),
      ...times,
    },
  })
}

function limitsOf({ connections }: Config): EngineOptions['limits'] {
  const known = new Map(connections.map(({ name, limits }) => [name, limits]))
  return (connection) => known.get(connection) ?? defaultLimits
}

/** Small connections are read in one go, whatever the budget. */
const fewestPages = 10

/** A sixth of the calls between two discoveries may go on with the walk of the lists; looks and people have the others. */
function listPagesOf({ callsPerMinute, polling }: Pick<Config, 'callsPerMinute' | 'polling'>): number {
  const { discovery = defaultEngineOptions.discovery } = polling
  return Math.max(fewestPages, Math.floor((callsPerMinute / 6) * (discovery / 60_000)))
}
