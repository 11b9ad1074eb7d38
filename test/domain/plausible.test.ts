import { describe, expect, it } from 'vitest'
import { isPlausible } from '../../src/domain/tasks/plausible.ts'
import { diffSnapshots } from '../../src/domain/watching/diff.ts'
import { stepLimits } from '../../src/domain/watching/limits.ts'
import { taskCard } from '../../src/views/task-card.ts'
import { taskDetails } from '../../src/views/task-details.ts'
import { inBoth, sampleTask } from '../helpers/samples.ts'
import { connection, snapshot, taskId } from './fixtures.ts'

const now = 1_800_000_000_000
const hour = 3_600_000
const absurd = 9_223_372_036_854

describe('a delay', () => {
  it('is no longer than the task exists', () => {
    const createdAt = now - 2 * hour
    expect(isPlausible(2 * hour, { createdAt }, now)).toBe(true)
    expect(isPlausible(3 * hour, { createdAt }, now)).toBe(false)
  })

  it('of a task that begins at an older position may be longer', () => {
    const task = { createdAt: now - hour, mode: 'INCR_TRANS' }
    expect(isPlausible(48 * hour, task, now)).toBe(true)
    expect(isPlausible(absurd, task, now)).toBe(false)
  })

  it('has a bound where the age is not known', () => {
    expect(isPlausible(30 * 24 * hour, {}, now)).toBe(true)
    expect(isPlausible(absurd, {}, now)).toBe(false)
  })
})

describe('a delay that cannot be true', () => {
  const seen = { status: 'INCRE_TRANSFER_STARTED', createdAt: now - hour, progress: { lagMs: absurd } }

  it('is not kept in the trend', () => {
    const identity = { connection, id: taskId, version: 1 }
    const { next } = diffSnapshots(snapshot({ status: seen.status }), seen, now, identity)
    expect(next.lags).toBeUndefined()
    const sound = { ...seen, progress: { lagMs: 2000 } }
    expect(diffSnapshots(next, sound, now + 1000, identity).next.lags).toHaveLength(2)
  })

  it('rings no limit', () => {
    const limit = { metric: 'lag', aboveMs: 30_000, forMs: 0 } as const
    expect(stepLimits([limit], undefined, snapshot(seen), now).told).toEqual([])
  })

  it('is marked on the card and by /drs show', () => {
    const state = inBoth((locale) => JSON.stringify(taskCard(snapshot(seen), locale, now).state))
    expect(state.en).toContain('106,751 days 23 hr (not plausible, ignored)')
    expect(state['zh-CN']).toContain('106,751天23小时（数值不可信，已忽略）')
    const shown = taskDetails(sampleTask(seen), { progress: { lagMs: absurd } }, { now, locale: 'en' })
    expect(JSON.stringify(shown.state)).toContain('not plausible')
  })
})
