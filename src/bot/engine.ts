import type { Log } from '../base/log.ts'
import type { Config } from '../config/types.ts'
import { guardedVerbWords } from '../domain/approvals/policy.ts'
import type { CardExtras } from '../domain/delivery/card-extras.ts'
import type { ApprovalStore } from '../store/approval-store.ts'
import { actionCard } from '../views/action-card.ts'
import { batchCard } from '../views/batch-card.ts'
import { eventCard } from '../views/event-card.ts'
import { groupCard, mergedCard } from '../views/grouped-card.ts'
import { noticeCard } from '../views/notice-card.ts'
import { taskCard } from '../views/task-card.ts'
import { createEngine, type Engine, type EngineDeps } from '../watch/engine.ts'
import type { EngineOptions } from '../watch/options.ts'
import type { DrsAccess } from './drs.ts'

interface Given
  extends Pick<EngineDeps, 'messenger' | 'directMessage' | 'nameOf' | 'onOutcome' | 'onFailpoint'> {
  readonly config: Config
  readonly drs: Pick<DrsAccess, 'pollService'>
  readonly store: ApprovalStore
  readonly log: Log
  now(): number
  readonly times?: Partial<EngineOptions>
}

const render = { taskCard, eventCard, actionCard, batchCard, mergedCard, groupCard, noticeCard }

/** The watch engine of the real parts. */
export function botEngine({ config, drs, store, now, times, ...given }: Given): Engine {
  return createEngine({
    ...given,
    redisUrl: config.redisUrl,
    services: drs.pollService,
    connections: config.connections.map(({ name }) => name),
    render: { ...render, cardExtras: cardExtras(store) },
    clock: now,
    options: { ...config.polling, ...config.watch, ...times },
  })
}

/** What a task's card shows that DRS knows nothing of: approval requests that are still open. */
function cardExtras({ requestsOfTask }: Pick<ApprovalStore, 'requestsOfTask'>) {
  return async (connection: string, taskId: string): Promise<CardExtras> => {
    const requests = await requestsOfTask(connection, taskId)
    const waiting = requests.filter(({ state }) => state === 'pending' || state === 'approved')
    return {
      openRequests: waiting.map(({ id, payload, requester: by, answerBy, useBy }) => ({
        id,
        verb: guardedVerbWords(payload.verb),
        by,
        until: useBy ?? answerBy,
      })),
    }
  }
}
