import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { statuses } from '../../src/drs/statuses.ts'
import type { Moment } from '../../src/local-drs/clock.ts'
import {
  act,
  currentAction,
  durations,
  type Life,
  lagAt,
  type Mode,
  newLife,
  permission,
  settle,
  type Verb,
  verbs,
} from '../../src/local-drs/lifecycle.ts'
import transitions from '../fixtures/drs/transitions.json' with { type: 'json' }

const day = 86_400_000
const start: Moment = { virtual: 1_000, wall: 5_000_000 }
const later = (ms: number): Moment => ({ virtual: start.virtual + ms, wall: start.wall + ms })

function created(mode: Mode = 'FULL_INCR_TRANS'): Life {
  return newLife(mode, 14, start)
}

/** The life after actions at their times, counted from the start. */
function lived(mode: Mode, ...steps: readonly (readonly [at: number, verb: Verb])[]): Life {
  return steps.reduce((life, [at, verb]) => act(settle(life, later(at)), verb, later(at)), created(mode))
}

const minute = 60_000

describe('time alone', () => {
  it.each([
    ['CREATING', 'FULL_INCR_TRANS', [], 0],
    ['CREATING', 'FULL_INCR_TRANS', [], durations.create - 1],
    ['CONFIGURATION', 'FULL_INCR_TRANS', [], durations.create],
    ['CONFIGURATION', 'FULL_INCR_TRANS', [], 300 * day],
    ['STARTJOBING', 'FULL_INCR_TRANS', [[3 * minute, 'start']], 3 * minute],
    ['FULL_TRANSFER_STARTED', 'FULL_INCR_TRANS', [[3 * minute, 'start']], 4 * minute],
    ['FULL_TRANSFER_COMPLETE', 'FULL_INCR_TRANS', [[3 * minute, 'start']], 14 * minute],
    ['INCRE_TRANSFER_STARTED', 'FULL_INCR_TRANS', [[3 * minute, 'start']], 15 * minute],
    ['INCRE_TRANSFER_STARTED', 'FULL_INCR_TRANS', [[3 * minute, 'start']], 300 * day],
    ['FULL_TRANSFER_COMPLETE', 'FULL_TRANS', [[3 * minute, 'start']], 300 * day],
    ['INCRE_TRANSFER_STARTED', 'INCR_TRANS', [[3 * minute, 'start']], 4 * minute],
    [
      'PAUSING',
      'FULL_INCR_TRANS',
      [
        [3 * minute, 'start'],
        [20 * minute, 'pause'],
      ],
      300 * day,
    ],
    ['RELEASE_RESOURCE_STARTED', 'FULL_INCR_TRANS', [[3 * minute, 'stop']], 3 * minute],
    ['RELEASE_RESOURCE_COMPLETE', 'FULL_INCR_TRANS', [[3 * minute, 'stop']], 4 * minute],
    ['CREATE_FAILED', 'FULL_INCR_TRANS', [[minute, 'fail']], 300 * day],
    [
      'INCRE_TRANSFER_FAILED',
      'INCR_TRANS',
      [
        [3 * minute, 'start'],
        [9 * minute, 'fail'],
      ],
      13 * day,
    ],
    [
      'RELEASE_RESOURCE_COMPLETE',
      'INCR_TRANS',
      [
        [3 * minute, 'start'],
        [9 * minute, 'fail'],
      ],
      15 * day,
    ],
  ] satisfies [string, Mode, [number, Verb][], number][])(
    '%s (%s) after %j at %i ms',
    (status, mode, steps, at) => {
      expect(settle(lived(mode, ...steps), later(at)).status).toBe(status)
    },
  )

  it('is the same in one leap as in many small steps', () => {
    const started = lived('FULL_INCR_TRANS', [3 * minute, 'start'])
    const leap = settle(started, later(40 * minute))
    let walked = started
    for (let at = 3 * minute; at <= 40 * minute; at += 7_000) walked = settle(walked, later(at))
    expect(settle(walked, later(40 * minute))).toEqual(leap)
  })
})

describe('actions', () => {
  it('continue the full phase after a pause where it was', () => {
    const paused = lived('FULL_TRANS', [3 * minute, 'start'], [9 * minute, 'pause'], [60 * minute, 'resume'])
    expect(paused.status).toBe('FULL_TRANSFER_STARTED')
    expect(settle(paused, later(64 * minute)).status).toBe('FULL_TRANSFER_STARTED')
    expect(settle(paused, later(65 * minute)).status).toBe('FULL_TRANSFER_COMPLETE')
  })

  it('wait for a scheduled start by the wall clock', () => {
    const planned = act(settle(created(), later(3 * minute)), 'start', later(3 * minute), {
      startAt: start.wall + day,
    })
    expect(planned.status).toBe('WAITING_FOR_START')
    expect(settle(planned, { virtual: start.virtual + 9 * day, wall: start.wall + day - 1 }).status).toBe(
      'WAITING_FOR_START',
    )
    expect(settle(planned, { virtual: start.virtual + 9 * day, wall: start.wall + day }).status).toBe(
      'STARTJOBING',
    )
  })

  it('start at once when the planned time is over', () => {
    const late = act(settle(created(), later(3 * minute)), 'start', later(3 * minute), {
      startAt: start.wall,
    })
    expect(late.status).toBe('STARTJOBING')
  })

  it('keep the cause of a failure until the task goes on', () => {
    const running = settle(lived('INCR_TRANS', [3 * minute, 'start']), later(9 * minute))
    const failed = act(running, 'fail', later(9 * minute), { error: 'service LOGMANAGER failed' })
    expect(failed).toMatchObject({ status: 'INCRE_TRANSFER_FAILED', error: 'service LOGMANAGER failed' })
    const retried = act(failed, 'resume', later(10 * minute))
    expect(retried.status).toBe('INCRE_TRANSFER_STARTED')
    expect(retried).not.toHaveProperty('error')
  })

  it('let a switchover run for a while, and nothing else meanwhile', () => {
    const switching = lived('FULL_INCR_TRANS', [3 * minute, 'start'], [30 * minute, 'switchover'])
    const during = later(30 * minute + durations.switchover - 1)
    expect(currentAction(switching, during)).toBe('SWITCH_OVER')
    expect(permission(switching, 'pause', during)).toBe('busy')
    expect(permission(switching, 'stop', during)).toBe('busy')
    expect(permission(switching, 'stop', during, true)).toBe('yes')
    const done = settle(switching, later(30 * minute + durations.switchover))
    expect(done).toMatchObject({ status: 'INCRE_TRANSFER_STARTED', switched: 1 })
    expect(permission(done, 'pause', later(31 * minute))).toBe('yes')
  })

  it('are refused in a status that does not allow them', () => {
    const configuring = settle(created(), later(3 * minute))
    const refused = verbs.filter((verb) => permission(configuring, verb, later(3 * minute)) !== 'yes')
    expect(refused).toEqual([
      'pause',
      'resume',
      'reset',
      'delete',
      'switchover',
      'fail',
      'rebuild',
      'upgrade',
    ])
  })
})

describe('lag', () => {
  const incremental = settle(lived('INCR_TRANS', [3 * minute, 'start']), later(4 * minute))

  it('starts high, settles, grows in a pause and settles again', () => {
    const at = (life: Life, ms: number) => lagAt(life, start.virtual + ms) ?? -1
    expect(at(incremental, 4 * minute)).toBeGreaterThan(4 * minute)
    expect(at(incremental, 14 * minute)).toBeLessThan(1_000)
    const paused = act(incremental, 'pause', later(14 * minute))
    expect(at(paused, 20 * minute)).toBeGreaterThan(6 * minute)
    const resumed = act(paused, 'resume', later(20 * minute))
    expect(at(resumed, 20 * minute)).toBeGreaterThan(6 * minute)
    expect(at(resumed, 32 * minute)).toBeLessThan(1_000)
  })

  it('is not there before the incremental phase', () => {
    expect(lagAt(lived('FULL_TRANS', [3 * minute, 'start']), 9 * minute)).toBeUndefined()
  })
})

describe('any schedule of actions', () => {
  /** Other clients pause a task between its phases, and it goes on from there. */
  const witnessed = ['FULL_TRANSFER_COMPLETE>PAUSING', 'PAUSING>FULL_TRANSFER_COMPLETE']
  const documented = new Set([...transitions.map(([from, to]) => `${from}>${to}`), ...witnessed])
  const known = new Set<string>(statuses.map(({ status }) => status))
  /** Shorter than any passage takes, so that no status is missed between two looks. */
  const stride = 9_000
  /** What ends a task comes seldom, so that schedules go on for long. */
  const likely = [...verbs, 'wait' as const].flatMap((verb) =>
    verb === 'stop' || verb === 'delete' || verb === 'fail' ? [verb] : Array.from({ length: 10 }, () => verb),
  )
  const step = fc.record({
    strides: fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 30 }), fc.nat({ max: 100 })),
    choice: fc.nat({ max: 1_000 }),
    force: fc.boolean(),
    planned: fc.option(fc.nat({ max: 60 * minute }), { nil: undefined }),
  })
  const modes = fc.constantFrom<Mode[]>('FULL_TRANS', 'FULL_INCR_TRANS', 'INCR_TRANS')

  it('stays within the documented statuses and passages', async () => {
    await fc.assert(
      fc.property(modes, fc.array(step, { maxLength: 40 }), (mode, steps) => {
        let life = created(mode)
        let now = 0
        const look = (next: Life) => {
          expect(known).toContain(next.status)
          if (next.status !== life.status) expect(documented).toContain(`${life.status}>${next.status}`)
          life = next
        }
        for (const { strides, choice, force, planned } of steps) {
          for (let passed = 0; passed < strides; passed++) {
            now += stride
            look(settle(life, later(now)))
          }
          const possible = likely.filter(
            (verb) => verb === 'wait' || permission(life, verb, later(now), force) === 'yes',
          )
          const verb = possible[choice % possible.length]
          if (verb === undefined || verb === 'wait') continue
          const startAt = planned === undefined ? undefined : start.wall + now + planned
          look(act(life, verb, later(now), { startAt }))
        }
      }),
      { numRuns: 300 },
    )
  })
})
