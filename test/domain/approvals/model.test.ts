import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Ticket } from '../../../src/domain/approvals/ticket.ts'
import { policies, type Real, requestOf, type Store } from './model.ts'
import { anyCommands } from './model-commands.ts'

function memory(ticket: Ticket): Store {
  let stored = ticket
  return {
    load: async () => stored,
    save: async (next) => {
      if (next.version !== stored.version + 1) return false
      stored = next
      return true
    },
  }
}

describe('whatever people, clocks, policies and replicas do', () => {
  it('an action is carried out at most once, in time, and only with the consent that it needs', async () => {
    const ways = { consent: 0, emergency: 0, nothing: 0 }
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...policies), anyCommands, async (frozen, commands) => {
        const { ticket, model } = requestOf(frozen)
        const store = memory(ticket)
        const real: Real = { stores: [store, store], held: new Map() }
        await fc.asyncModelRun(() => ({ model, real }), commands)
        ways[model.executions === 0 ? 'nothing' : model.broken ? 'emergency' : 'consent']++
      }),
      { numRuns: 1_500 },
    )
    // Otherwise the test would say nothing.
    expect(ways.consent).toBeGreaterThan(100)
    expect(ways.emergency).toBeGreaterThan(10)
    expect(ways.nothing).toBeGreaterThan(100)
  })
})
