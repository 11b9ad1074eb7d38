import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Comparison } from '../../src/domain/tasks/comparison.ts'
import { diffSnapshots, isPrecheckRevised, revisedPrecheck } from '../../src/domain/watching/diff.ts'
import type { TaskEvent } from '../../src/domain/watching/event.ts'
import type { Observation, Snapshot } from '../../src/domain/watching/snapshot.ts'
import { connection, item, report, snapshot, taskId } from './fixtures.ts'

const at = 5_000

function difference(before: Snapshot | undefined, seen: Observation) {
  return diffSnapshots(before, seen, at, { connection, id: taskId, version: before?.version ?? 0 })
}

function kinds(events: readonly TaskEvent[]) {
  return events.map(({ kind }) => kind)
}

describe('the run of a pre-check before the present one', () => {
  const configuring = { status: 'CONFIGURATION' } as const
  const first = report({ passed: false, items: [item('a', 'FAILED'), item('b', 'PASSED')] })
  const found = { at, found: [{ item: 'a', result: 'failed' }] }
  const seenAfter = (before: Snapshot | undefined, precheck: Observation['precheck']) =>
    difference(before, { ...configuring, ...(precheck && { precheck }) }).next

  it('is remembered from the moment another one shows, and told with its end', () => {
    const finished = seenAfter(snapshot(configuring), first)
    expect(finished.earlierChecks).toBeUndefined()
    const running = seenAfter(finished, report({ finished: false, percent: 10, items: [] }))
    expect(running.earlierChecks).toEqual(found)
    const { next, events } = difference(running, { ...configuring, precheck: report() })
    expect(events).toMatchObject([{ kind: 'precheck', earlier: found }])
    expect(seenAfter(next, report()).earlierChecks).toEqual(found)
  })

  it('is remembered as well where nobody has seen the run between', () => {
    expect(seenAfter(seenAfter(snapshot(configuring), first), report()).earlierChecks).toEqual(found)
  })

  it('is forgotten once the task has begun', () => {
    const passed = seenAfter(seenAfter(snapshot(configuring), first), report())
    expect(difference(passed, { status: 'STARTJOBING' }).next.earlierChecks).toBeUndefined()
  })
})

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

  it('tells the result that somebody awaits, and nothing else', () => {
    const seen = { status: 'CONFIGURATION', precheck: report({ passed: false }) }
    const identity = { connection, id: taskId, version: 1 }
    expect(kinds(diffSnapshots(undefined, seen, at, identity, ['precheck']).events)).toEqual(['precheck'])
    expect(kinds(diffSnapshots(undefined, seen, at, identity, ['start']).events)).toEqual([])
    const unfinished = { ...seen, precheck: report({ finished: false }) }
    expect(kinds(diffSnapshots(undefined, unfinished, at, identity, ['precheck']).events)).toEqual([])
  })

  it('continues the versions of a task that was forgotten and is watched again', () => {
    const { next } = diffSnapshots(undefined, { status: 'CONFIGURATION' }, at, {
      connection,
      id: taskId,
      version: 7,
    })
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
      'skipped since',
      { precheck: report({ passed: false, items: [item('a', 'FAILED')] }) },
      {
        status: 'CONFIGURATION',
        precheck: report({ passed: true, items: [{ ...item('a', 'FAILED'), skipped: true }] }),
      },
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

describe('a report of which something was skipped', () => {
  const before = snapshot({
    precheck: report({ passed: false, items: [item('a', 'FAILED')] }),
    precheckAt: 7,
  })
  const skipped = report({ items: [{ ...item('a', 'FAILED'), skipped: true }] })

  it('is of the same run, and has to be drawn again', () => {
    const { next, changed } = difference(before, { status: before.status, precheck: skipped })
    expect(changed).toBe(true)
    expect(next.precheckAt).toBe(7)
    expect(next).not.toHaveProperty('earlierChecks')
    expect(isPrecheckRevised(before, next)).toBe(true)
    expect(isPrecheckRevised(next, next)).toBe(false)
    expect(isPrecheckRevised(before, snapshot({ precheck: report() }))).toBe(false)
  })

  it('takes the place of what was told of that run, and of no other', () => {
    const told = { id: 'e', at, kind: 'precheck', passed: false, items: [item('a', 'FAILED')] } as const
    expect(revisedPrecheck(told, skipped)).toMatchObject({ id: 'e', passed: true, items: skipped.items })
    expect(revisedPrecheck(told, report({ items: [item('b', 'FAILED')] }))).toBeUndefined()
    expect(revisedPrecheck(told, undefined)).toBeUndefined()
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

describe('the time that a status lasts', () => {
  const failed = { status: 'INCRE_TRANSFER_FAILED' }

  it('counts from when it was first seen', () => {
    expect(difference(undefined, failed).next.statusSince).toBe(at)
    expect(difference(snapshot({ ...failed, statusSince: 12 }), failed).next.statusSince).toBe(12)
    expect(difference(snapshot({ status: 'PAUSING', statusSince: 12 }), failed).next.statusSince).toBe(at)
  })

  it('counts from the last change where it was not kept yet', () => {
    expect(difference(snapshot({ ...failed, changedAt: 7 }), failed).next.statusSince).toBe(7)
  })
})

describe('a countdown', () => {
  const day = 86_400_000
  const failed = { status: 'INCRE_TRANSFER_FAILED' } as const
  const seenAt = (before: Snapshot, now: number) =>
    diffSnapshots(before, failed, now, { connection, id: taskId, version: before.version })

  it('that moves is a change without an event, and only as often as it is shown', () => {
    const { next } = difference(undefined, failed)
    expect(next.deadlines).toEqual([{ kind: 'ends-itself', endsAt: at + 14 * day, leftMs: 13 * day }])
    expect(seenAt(next, at + 5_000).changed).toBe(false)
    const later = seenAt(next, at + 1.5 * day)
    expect([later.changed, later.events, later.next.deadlines?.[0]?.leftMs]).toEqual([true, [], 12 * day])
    expect(seenAt(later.next, at + 1.5 * day + 60_000).changed).toBe(false)
  })

  it('is an event when it comes to its last day', () => {
    const early = seenAt(difference(undefined, failed).next, at + 12.5 * day)
    const late = seenAt(early.next, at + 13.5 * day)
    expect([kinds(early.events), kinds(late.events)]).toEqual([[], ['clock']])
    expect(kinds(seenAt(late.next, at + 13.9 * day).events)).toEqual([])
  })

  it('ends with the status', () => {
    const { next } = difference(undefined, failed)
    expect(difference(next, { status: 'INCRE_TRANSFER_STARTED' }).next).not.toHaveProperty('clocks')
  })
})

describe('the history of the delay', () => {
  const lag = (lagMs: number) => ({ status: 'INCRE_TRANSFER_STARTED', progress: { percent: 100, lagMs } })

  it('grows with every known delay, and is no change by itself', () => {
    const first = difference(undefined, lag(9000)).next
    expect(first.lags).toEqual([5, 9])
    const later = diffSnapshots(first, lag(9200), at + 10_000, { connection, id: taskId, version: 1 })
    expect([later.changed, later.next.lags]).toEqual([false, [5, 9, 10, 9]])
  })

  it('stays where a look did not ask, and goes with the phase', () => {
    const first = difference(undefined, lag(9000)).next
    expect(difference(first, { status: 'INCRE_TRANSFER_STARTED' }).next.lags).toEqual([5, 9])
    expect(difference(first, { status: 'PAUSING' }).next).not.toHaveProperty('lags')
  })
})

describe('a comparison', () => {
  const running = { id: 'c1', kind: 'row', status: 'RUNNING' }
  const done = { ...running, status: 'SUCCESSFUL', clean: true }
  const healthy = { status: 'INCRE_TRANSFER_STARTED' }
  const events = (before: Comparison | undefined, now: Comparison | undefined) =>
    kinds(
      difference(snapshot({ ...healthy, ...(before && { comparisons: [before] }) }), {
        ...healthy,
        ...(now && { comparisons: [now] }),
      }).events,
    )

  it('is an event when it has finished, once', () => {
    expect(events(undefined, running)).toEqual([])
    expect(events(running, done)).toEqual(['comparison'])
    expect(events(done, done)).toEqual([])
    expect(events(done, { ...done, id: 'c2' })).toEqual(['comparison'])
    expect(events(running, undefined)).toEqual([])
  })
})

describe('subtasks', () => {
  const healthy = { status: 'INCRE_TRANSFER_STARTED' }

  it('are an event when one fails that had not, by name', () => {
    const before = snapshot({ ...healthy, failedSubtasks: ['a'] })
    const { events } = difference(before, { ...healthy, failedSubtasks: ['a', 'b'] })
    expect(events).toMatchObject([{ kind: 'subtasks', failed: ['b'] }])
    expect(difference(before, { ...healthy, failedSubtasks: [] }).events).toEqual([])
  })
})

describe('what is kept of a task beside what DRS says now', () => {
  const look = (before: Snapshot | undefined, seen: Observation, at: number) =>
    diffSnapshots(before, seen, at, { connection, id: taskId, version: before?.version ?? 0 }).next

  it('is who brought its status about, as long as that lasts', () => {
    const paused = { ...snapshot({ status: 'PAUSING' }), statusBy: { by: 'U1', verb: 'pause' } }
    expect(look(paused, { status: 'PAUSING' }, 2_000).statusBy).toEqual({ by: 'U1', verb: 'pause' })
    expect(look(paused, { status: 'INCRE_TRANSFER_STARTED' }, 2_000).statusBy).toBeUndefined()
  })

  it('is the status before it was gone', () => {
    const gone = look(snapshot({ status: 'RELEASE_RESOURCE_COMPLETE' }), { status: null }, 2_000)
    expect(gone.lastStatus).toBe('RELEASE_RESOURCE_COMPLETE')
    expect(look(gone, { status: null }, 3_000).lastStatus).toBe('RELEASE_RESOURCE_COMPLETE')
    expect(look(gone, { status: 'PAUSING' }, 3_000).lastStatus).toBeUndefined()
  })

  it('is when its pre-check was first seen to be over', () => {
    const passed = report()
    const first = look(snapshot(), { status: 'CONFIGURATION', precheck: passed }, 2_000)
    expect(first.precheckAt).toBe(2_000)
    expect(look(first, { status: 'CONFIGURATION', precheck: passed }, 3_000).precheckAt).toBe(2_000)
    const running = look(first, { status: 'CONFIGURATION', precheck: report({ finished: false }) }, 4_000)
    expect(running.precheckAt).toBeUndefined()
    expect(look(running, { status: 'CONFIGURATION', precheck: passed }, 5_000).precheckAt).toBe(5_000)
  })
})
