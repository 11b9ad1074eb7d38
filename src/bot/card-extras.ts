import { guardedVerbWords } from '../domain/approvals/policy.ts'
import type { CardExtras } from '../domain/delivery/card-extras.ts'
import type { ApprovalStore } from '../store/approval-store.ts'

/** What a task's card shows that DRS knows nothing of: approval requests that are still open. */
export function cardExtras({ requestsOfTask: ticketsOfTask }: Pick<ApprovalStore, 'requestsOfTask'>) {
  return async (connection: string, taskId: string): Promise<CardExtras> => {
    const requests = await ticketsOfTask(connection, taskId)
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
