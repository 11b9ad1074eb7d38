import { guardedWords } from '../domain/approvals/policy.ts'
import type { CardExtras } from '../domain/delivery/card-extras.ts'
import type { Ledger } from '../store/approval-store.ts'

/** What a task's card shows that DRS knows nothing of: requests for consent that are still open. */
export function cardExtras({ ticketsOfTask }: Pick<Ledger, 'ticketsOfTask'>) {
  return async (connection: string, taskId: string): Promise<CardExtras> => {
    const tickets = await ticketsOfTask(connection, taskId)
    const waiting = tickets.filter(({ state }) => state === 'pending' || state === 'approved')
    return {
      openTickets: waiting.map(({ id, wanted, requester: by, answerBy, useBy }) => ({
        id,
        verb: guardedWords(wanted.verb),
        by,
        until: useBy ?? answerBy,
      })),
    }
  }
}
