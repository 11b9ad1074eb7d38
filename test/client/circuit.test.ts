import { describe, expect, it } from 'vitest'
import {
  admitCall,
  type Circuit,
  circuitLimits,
  closedCircuit,
  settleCircuit,
} from '../../src/client/circuit.ts'
import { calls, change, changeBody, errorOf, look } from './sample-operations.ts'
import { type Step, scriptedServer, testClient } from './scripted-server.ts'

const now = 10_000
const closed = (failures: number): Circuit => ({ kind: 'closed', failures })
const open = (until: number, pauses = 1): Circuit => ({ kind: 'open', until, pauses })
const probing = (pauses = 1): Circuit => ({ kind: 'probing', pauses })

describe('admit', () => {
  it.each<[Circuit, unknown]>([
    [closed(0), { admitted: true, probe: false, next: closed(0) }],
    [closed(4), { admitted: true, probe: false, next: closed(4) }],
    [open(now + 1), { admitted: false, waitMs: 1 }],
    [open(now, 3), { admitted: true, probe: true, next: probing(3) }],
    [open(now - 9), { admitted: true, probe: true, next: probing() }],
    [probing(), { admitted: false, waitMs: 1000 }],
  ])('%j: %j', (circuit, expected) => {
    expect(admitCall(circuit, now)).toEqual(expected)
  })
})

describe('settle', () => {
  it.each<[Circuit, answered: boolean, probe: boolean, Circuit]>([
    [closed(3), true, false, closedCircuit],
    [closed(3), false, false, closed(4)],
    [closed(4), false, false, open(now + 1000)],
    [probing(1), true, true, closedCircuit],
    [probing(1), false, true, open(now + 2000, 2)],
    [probing(6), false, true, open(now + 60_000, 7)],
    [probing(90), false, true, open(now + 60_000, 91)],
    // Calls that were let through before it opened:
    [open(now + 500), true, false, closedCircuit],
    [open(now + 500), false, false, open(now + 500)],
    [probing(2), false, false, probing(2)],
    [probing(2), true, false, closedCircuit],
  ])('%j, answered: %s, probe: %s → %j', (circuit, answered, probe, expected) => {
    expect(settleCircuit(circuit, { answered, probe }, now)).toEqual(expected)
  })
})

describe('a client whose DRS fails', () => {
  const down = { status: 503 }
  const up = { body: { count: 1 } }
  /** Changes are attempted once each, so that calls and attempts are the same number. */
  const attempt = (client: ReturnType<typeof testClient>['client']) =>
    client.call(change, { body: changeBody })

  async function openedClient(...later: readonly Step[]) {
    const steps = Array.from({ length: circuitLimits.failures }, () => down)
    const { endpoint, seen } = await scriptedServer(...steps, ...later)
    let time = 0
    const { client, logged } = testClient(endpoint, { options: { now: () => time } })
    for (const _ of steps) await errorOf(attempt(client))
    const pass = (ms: number) => {
      time += ms
    }
    return { client, seen, logged, pass }
  }

  it.each(calls)('fails fast after five failures in a row: %s', async (_, call) => {
    const { client, seen } = await openedClient(up)
    const error = await errorOf(call(client))
    expect(error).toMatchObject({ code: 'circuit-open', retryable: true, retryAfterMs: 1000 })
    expect(error.message).toContain('1 s')
    expect(seen).toHaveLength(5)
  })

  it('tries again after a pause that grows, and goes on after an answer; says so once each', async () => {
    const { client, seen, logged, pass } = await openedClient(down, up)
    pass(1000)
    expect((await errorOf(attempt(client))).code).toBe('http-503')
    pass(1999)
    expect(await errorOf(attempt(client))).toMatchObject({ code: 'circuit-open', retryAfterMs: 1 })
    pass(1)
    await attempt(client)
    await attempt(client)
    expect(seen).toHaveLength(8)
    expect(logged.map(({ message }) => message)).toEqual([
      'DRS fails again and again: calls are held back',
      'DRS answers again: calls go on',
    ])
  })

  it('sends one probe at a time', async () => {
    const { client, seen, pass } = await openedClient(up)
    pass(1000)
    const results = await Promise.allSettled([attempt(client), attempt(client), attempt(client)])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected'])
    expect(seen).toHaveLength(6)
  })

  it('a refusal is an answer: it does not count and it ends a row of failures', async () => {
    const refused = { status: 400, body: { error_code: 'DRS.M00202', error_msg: 'bad' } }
    const { endpoint, seen } = await scriptedServer(down, down, down, down, refused, down, up)
    const { client } = testClient(endpoint)
    for (let call = 1; call <= 6; call += 1) await errorOf(attempt(client))
    await attempt(client)
    expect(seen).toHaveLength(7)
  })

  it('a read that is being repeated when it opens ends with what made the repetition necessary', async () => {
    const { endpoint, seen } = await scriptedServer(down)
    const { client } = testClient(endpoint, { options: { circuitFailures: 2 } })
    const error = await errorOf(client.call(look, { body: { jobs: ['a'] } }))
    expect(error.code).toBe('http-503')
    expect(seen).toHaveLength(2)
  })
})
