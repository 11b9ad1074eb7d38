import type { Ticket } from './request.ts'

/** What a button of a request carries: its id, and the beginning of the hash of what its message showed. */
export interface TicketRef {
  readonly id: string
  /** Absent where somebody typed the id alone. */
  readonly hash?: string
}

const hashLength = 16

export function formatTicketRef({ id, hash }: Pick<Ticket, 'id' | 'hash'>): string {
  return `${id} ${hash.slice(0, hashLength)}`
}

export function parseTicketRef(given: string): TicketRef {
  const [id = '', hash] = given.trim().split(/\s+/)
  return hash === undefined ? { id } : { id, hash }
}

/** The whole hash where the button was drawn for what the request is now; otherwise what the button said, which no vote can use. */
export function hashShown(ticket: Pick<Ticket, 'hash'>, { hash }: TicketRef): string | undefined {
  if (hash === undefined) return undefined
  return hash.length === hashLength && ticket.hash.startsWith(hash) ? ticket.hash : hash
}
