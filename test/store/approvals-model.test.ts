import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decide } from '../../src/domain/approvals/decide.ts'
import type { ApprovalRequest } from '../../src/domain/approvals/request.ts'
import { type ApprovalStore, openApprovalStore } from '../../src/store/approval-store.ts'
import { closeRedis, connectRedis, type Redis } from '../../src/store/redis.ts'
import { asked, facts, startOf, voteOf } from '../domain/approvals/fixtures.ts'
import { policies, type Real, requestOf, type Store } from '../domain/approvals/model.ts'
import { anyCommands } from '../domain/approvals/model-commands.ts'
import { testLog } from '../helpers/log.ts'
import { testRedis } from '../helpers/redis.ts'
import { auditRecord } from './ledger-samples.ts'

let clients: readonly [Redis, Redis]
let ledgers: readonly [ApprovalStore, ApprovalStore]
let made = 0

beforeAll(async () => {
  const { url } = await testRedis()
  clients = [await connectRedis(url), await connectRedis(url)]
  ledgers = [
    openApprovalStore(clients[0], { log: testLog() }),
    openApprovalStore(clients[1], { log: testLog() }),
  ]
})
afterAll(() => Promise.all(clients.map(closeRedis)))

function nextId(): string {
  made++
  return `T-${made}`
}

/** The request as one replica sees it; `saved` hears of every move that was stored. */
function storeOf(store: ApprovalStore, id: string, saved: (what: string) => void): Store {
  return {
    load: () => found(store, id),
    save: async (request) => {
      const what = `${id} ${request.version} ${request.state}`
      const stored = await store.saveRequest(request, auditRecord(what, { ticket: id }))
      if (stored) saved(what)
      return stored
    },
  }
}

async function found(store: ApprovalStore, id: string): Promise<ApprovalRequest> {
  const request = await store.loadRequest(id)
  if (!request) throw new Error(`${id} is gone`)
  return request
}

async function audited(): Promise<readonly string[]> {
  const texts: string[] = []
  for await (const part of ledgers[0].records()) texts.push(...part.map(({ record }) => record.what))
  return texts
}

describe('on two replicas over one Redis', () => {
  it('an action is carried out at most once, in time, with the approval it needs, and every move is audited once', async () => {
    let executed = 0
    const moves: string[] = []
    const note = (what: string) => moves.push(what)
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...policies), anyCommands, async (frozen, commands) => {
        const { request, model } = requestOf(frozen, nextId())
        const stores = [storeOf(ledgers[0], request.id, note), storeOf(ledgers[1], request.id, note)] as const
        await stores[0].save(request)
        const real: Real = { stores, held: new Map() }
        await fc.asyncModelRun(() => ({ model, real }), commands)
        executed += model.executions
      }),
      { numRuns: 100 },
    )
    expect(await audited()).toEqual(moves)
    expect(executed).toBeGreaterThan(5)
    expect(await ledgers[1].verify()).toMatchObject({ ok: true })
  })

  it('of clicks at the same moment one carries it out', async () => {
    for (let round = 0; round < 20; round++) {
      const { request, model } = requestOf(policies[0], nextId())
      await ledgers[0].saveRequest(request, auditRecord('asked'))
      const step = async (store: ApprovalStore, makeStep: typeof voteOf, by: string) => {
        const before = await found(store, request.id)
        const decision = decide(before, makeStep(before, by), facts(model.world), asked)
        return decision.kind === 'moved' && (await store.saveRequest(decision.request, auditRecord('moved')))
      }
      expect(await step(ledgers[1], voteOf, 'UBOB')).toBe(true)
      const clicks = [0, 1, 0, 1].map((at) => step(ledgers[at === 0 ? 0 : 1], startOf, 'UADMIN'))
      expect((await Promise.all(clicks)).filter(Boolean)).toHaveLength(1)
      expect(await found(ledgers[0], request.id)).toMatchObject({ state: 'executing', executedBy: 'UADMIN' })
    }
  })
})
