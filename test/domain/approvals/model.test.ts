import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ApprovalRequest, RequestTransition } from '../../../src/domain/approvals/request.ts'
import { policies, type Real, requestOf, type Store, take } from './model.ts'
import { anyCommands } from './model-commands.ts'

function memory(request: ApprovalRequest): Store {
  let stored = request
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
  it('an action is carried out at most once, in time, and only with the approval that it needs', async () => {
    const ways = { approval: 0, emergency: 0, nothing: 0 }
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...policies), anyCommands, async (frozen, commands) => {
        const { request, model } = requestOf(frozen)
        const store = memory(request)
        const real: Real = { stores: [store, store], held: new Map() }
        await fc.asyncModelRun(() => ({ model, real }), commands)
        ways[model.executions === 0 ? 'nothing' : model.broken ? 'emergency' : 'approval']++
      }),
      { numRuns: 1_500 },
    )
    // Otherwise the test would say nothing.
    expect(ways.approval).toBeGreaterThan(100)
    expect(ways.emergency).toBeGreaterThan(10)
    expect(ways.nothing).toBeGreaterThan(100)
  })
})

describe('a history that was found', () => {
  const vote =
    (by: string) =>
    (seen: ApprovalRequest): RequestTransition => ({ kind: 'vote', by, hash: seen.hash })
  const start =
    (by: string) =>
    (seen: ApprovalRequest): RequestTransition => ({ kind: 'start', by, hash: seen.hash })

  it('a replica that still holds what was approved under the old policy begins only after it has looked again', async () => {
    const [frozen, , , stricter] = policies
    const { request, model } = requestOf(frozen)
    const store = memory(request)
    const real: Real = { stores: [store, store], held: new Map() }
    await take(model, real, 0, vote('UCAROL'))
    model.world = { ...model.world, current: stricter }
    real.held.set(1, await store.load())
    await take(model, real, 0, start('UASKS'))
    await take(model, real, 0, vote('UDAVE'))
    await take(model, real, 1, start('UBOB'))
    expect(model.executions).toBe(0)
    await take(model, real, 1, start('UBOB'))
    expect(model.executions).toBe(1)
  })

  it('whoever left the groups while a start was refused has to agree again', async () => {
    const { request, model } = requestOf(policies[1])
    const store = memory(request)
    const real: Real = { stores: [store, store], held: new Map() }
    const dba = (...users: readonly string[]) => {
      model.world = { ...model.world, userGroups: { ...model.world.userGroups, SDBA: users, SOWNERS: [] } }
    }
    for (const by of ['UBOB', 'UCAROL']) await take(model, real, 0, vote(by))
    dba('UCAROL', 'UDAVE')
    await take(model, real, 0, start('UASKS'))
    await take(model, real, 0, vote('UDAVE'))
    dba('UBOB', 'UCAROL')
    await take(model, real, 0, start('UASKS'))
    expect(model.executions).toBe(0)
    expect((await store.load()).votes.map(({ by }) => by)).toEqual(['UCAROL'])
  })
})
