import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diff } from '../../src/domain/diff.ts'
import type { Observation, Snapshot, TaskEvent } from '../../src/domain/snapshot.ts'
import { connection, item, report, snapshot, taskId } from './fixtures.ts'

const at = 5_000

function difference(before: Snapshot | undefined, seen: Observation) {
  return diff(before, seen, at, { connection, id: taskId, version: before?.version ?? 0 })
}

function kinds(events: readonly TaskEvent[]) {
  return events.map(({ kind }) => kind)
}

describe('first sight', () => {
  it('is a change without events, whatever the state', () => {
    const { next, events, changed } = difference(undefined, {
      status: 'INCRE_TRANSFER_FAILED',
      precheck: report({ passed: false }),
    })
    expect(events).toEqual([])
    expect(changed).toBe(true)
    expect(next).toMatchObject({ connection, id: taskId, version: 1, changedAt: at })
  })

  it('continues the versions of a task that was forgotten and is watched again', () => {
    const { next } = diff(undefined, { status: 'CONFIGURATION' }, at, { connection, id: taskId, version: 7 })
    expect(next.version).toBe(8)
  })
})

describe('an observation', () => {
  it('leaves the parts that it does not hold as they were', () => {
    const before = snapshot({ status: 'FULL_TRANSFER_STARTED', progress: { percent: 10 } })
    const { next } = difference(before, { status: 'FULL_TRANSFER_STARTED', name: 'renamed' })
    expect(next).toMatchObject({ name: 'renamed', engine: 'mysql', progress: { percent: 10 } })
  })

  it('takes an error away when it says that there is none', () => {
    const before = snapshot({ status: 'FULL_TRANSFER_FAILED', error: 'lost connection' })
    const { next, changed } = difference(before, { status: 'FULL_TRANSFER_FAILED', error: '' })
    expect(next).not.toHaveProperty('error')
    expect(changed).toBe(true)
  })
})

describe('events', () => {
  it.each<[string, Partial<Snapshot>, Observation, string[]]>([
    ['status', { status: 'STARTJOBING' }, { status: 'FULL_TRANSFER_STARTED' }, ['status']],
    ['same status', { status: 'STARTJOBING' }, { status: 'STARTJOBING' }, []],
    ['gone', { status: 'CONFIGURATION' }, { status: null }, ['gone']],
    ['still gone', { status: null }, { status: null }, []],
    ['back again', { status: null }, { status: 'CONFIGURATION' }, []],
    ['direction', { direction: 'up' }, { status: 'CONFIGURATION', direction: 'down' }, ['direction']],
    ['precheck at half', {}, { status: 'CONFIGURATION', precheck: report({ finished: false }) }, []],
    ['first report', {}, { status: 'CONFIGURATION', precheck: report() }, ['precheck']],
    [
      'report finished',
      { precheck: report({ finished: false, percent: 40, items: [] }) },
      { status: 'CONFIGURATION', precheck: report() },
      ['precheck'],
    ],
    ['same report', { precheck: report() }, { status: 'CONFIGURATION', precheck: report() }, []],
    [
      'same report in another order',
      { precheck: report({ items: [item('a', 'PASSED'), item('b', 'ALARM')] }) },
      { status: 'CONFIGURATION', precheck: report({ items: [item('b', 'ALARM'), item('a', 'PASSED')] }) },
      [],
    ],
    [
      'other result at once',
      { precheck: report({ passed: false, items: [item('a', 'FAILED')] }) },
      { status: 'CONFIGURATION', precheck: report() },
      ['precheck'],
    ],
    [
      'status and direction together',
      { status: 'CHANGE_JOB_STARTED', direction: 'up' },
      { status: 'INCRE_TRANSFER_STARTED', direction: 'down' },
      ['status', 'direction'],
    ],
  ])('%s', (_, before, seen, expected) => {
    expect(kinds(difference(snapshot(before), seen).events)).toEqual(expected)
  })

  it('carry what happened, when, and an id that names connection, task, version and kind', () => {
    const { events } = difference(snapshot({ version: 3 }), { status: 'STARTJOBING' })
    expect(events).toEqual([
      { id: 'prod:task-1:4:status', at, kind: 'status', from: 'CONFIGURATION', to: 'STARTJOBING' },
    ])
  })
})

describe('changes that are no events', () => {
  const running = snapshot({
    status: 'INCRE_TRANSFER_STARTED',
    progress: { percent: 10, lagMs: 2_000, remainingMs: 900 },
    recovery: { rpoMs: 1_000, rtoMs: 1_000 },
  })
  const status = 'INCRE_TRANSFER_STARTED'

  it.each<[string, Observation, boolean]>([
    ['percent', { status, progress: { percent: 11, lagMs: 2_000 } }, true],
    ['lag', { status, progress: { percent: 10, lagMs: 9_000 } }, true],
    ['lag within the same second', { status, progress: { percent: 10, lagMs: 2_300 } }, false],
    ['estimate alone', { status, progress: { percent: 10, lagMs: 2_000, remainingMs: 800 } }, false],
    ['rpo', { status, recovery: { rpoMs: 4_000, rtoMs: 1_000 } }, true],
    ['rto', { status, recovery: { rpoMs: 1_000, rtoMs: 4_000 } }, true],
    ['name', { status, name: 'renamed' }, true],
    ['error', { status, error: 'slow' }, true],
    ['nothing', { status }, false],
  ])('%s', (_, seen, expected) => {
    const { next, events, changed } = difference(running, seen)
    expect(changed).toBe(expected)
    expect(events).toEqual([])
    expect(next.version).toBe(expected ? running.version + 1 : running.version)
    expect(next.changedAt).toBe(expected ? at : running.changedAt)
  })
})

it('sees nothing new when it looks at the same thing twice', () => {
  const status = fc.constantFrom('CONFIGURATION', 'FULL_TRANSFER_STARTED', 'INCRE_TRANSFER_FAILED', null)
  const seen = fc.record({
    status,
    error: fc.constantFrom('', 'x'),
    direction: fc.constantFrom('up', 'down'),
    progress: fc.record({ percent: fc.nat(100), lagMs: fc.nat(5_000) }),
    precheck: fc.record({
      percent: fc.nat(100),
      finished: fc.boolean(),
      passed: fc.boolean(),
      items: fc.array(fc.record({ item: fc.constantFrom('a', 'b'), verdict: fc.constant('FAILED') })),
    }),
  })
  fc.assert(
    fc.property(seen, seen, (first, second) => {
      const before = difference(difference(undefined, first).next, second).next
      const again = difference(before, second)
      expect(again).toEqual({ next: before, events: [], changed: false })
    }),
  )
})
