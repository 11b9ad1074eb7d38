import type { Redis } from 'ioredis'
import type { Ticket } from '../domain/approval.ts'
import { ticketKey } from './keys.ts'
import { script } from './script.ts'

/** How long a closed request can still be looked at, in ms. */
const keepMs = 90 * 24 * 60 * 60 * 1000

/** Writes the ticket if the stored one still has the version before; otherwise somebody else was first. */
const compareAndSet = script(`
  local held = redis.call('GET', KEYS[1])
  local version = held and cjson.decode(held).version or -1
  if version ~= tonumber(ARGV[1]) then return 0 end
  redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
  return 1
`)

/** Stores a ticket that follows on the stored one (or is new, with version 0). Returns whether it was the first to. */
export async function saveTicket(redis: Redis, ticket: Ticket): Promise<boolean> {
  const args = [ticket.version - 1, JSON.stringify(ticket), keepMs]
  return (await compareAndSet(redis, [ticketKey(ticket.id)], args)) === 1
}

export async function loadTicket(redis: Redis, id: string): Promise<Ticket | undefined> {
  const text = await redis.get(ticketKey(id))
  if (text === null) return undefined
  const ticket: Ticket = JSON.parse(text)
  return ticket
}
