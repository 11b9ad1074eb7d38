import { describe, expect, it } from 'vitest'
import {
  acceptanceOf,
  assignmentOf,
  type CheckNote,
  openAlarms,
  peopleInNotes,
  saidOf,
} from '../../src/domain/tasks/check-notes.ts'
import { checkChanges, countChecks, earlierChecksOf } from '../../src/domain/tasks/precheck.ts'
import type { PrecheckItem } from '../../src/domain/tasks/task.ts'
import { noon } from '../helpers/samples.ts'

const item = (name: string, verdict: string, more: Partial<PrecheckItem> = {}): PrecheckItem => ({
  ...{ item: name, verdict },
  ...more,
})

describe('the items of a pre-check', () => {
  it('count as failed if nobody has described their verdict, and not if they were skipped', () => {
    const items = [
      item('a', 'PASSED'),
      item('b', 'ALARM'),
      item('c', 'FAILED'),
      item('d', 'SURPRISE'),
      item('e', 'FAILED', { skipped: true }),
    ]
    expect(countChecks({ items })).toEqual({ all: 5, failed: 2, alarms: 1, skipped: 1, passed: 1 })
    expect(countChecks({ items, more: 10, unreadable: 1 }).all).toBe(16)
  })

  it('are compared with those of the run before', () => {
    const before = [
      item('mended', 'FAILED'),
      item('still', 'FAILED'),
      item('calm', 'ALARM'),
      item('worse', 'ALARM'),
      item('better', 'FAILED'),
      item('left out', 'FAILED'),
      item('fine', 'PASSED'),
    ]
    const now = [
      item('mended', 'PASSED'),
      item('still', 'FAILED'),
      item('calm', 'PASSED'),
      item('worse', 'FAILED'),
      item('better', 'ALARM'),
      item('left out', 'FAILED', { skipped: true }),
      item('fine', 'FAILED'),
      item('new', 'ALARM'),
    ]
    expect(checkChanges(earlierChecksOf({ items: before }, noon), { items: now })).toEqual({
      fixed: ['mended', 'calm'],
      failed: ['worse', 'fine'],
      alarms: ['new'],
    })
  })
})

describe('what people have said of them', () => {
  const alarm = item('ttl', 'ALARM', { reason: 'CODE', data: '{"colls":"a.b"}' })
  const notes: readonly CheckNote[] = [
    { kind: 'accepted', item: 'ttl', about: saidOf(alarm), by: 'U1', at: noon },
    { kind: 'assigned', item: 'ttl', to: 'U2', by: 'U1', at: noon },
  ]

  it('holds for an alarm as long as it says the same', () => {
    expect(acceptanceOf(notes, alarm)).toMatchObject({ by: 'U1' })
    expect(openAlarms({ items: [alarm] }, notes)).toEqual([])
    const more = { ...alarm, data: '{"colls":"a.b,a.c"}' }
    expect(acceptanceOf(notes, more)).toBeUndefined()
    expect(openAlarms({ items: [more] }, notes)).toEqual([more])
  })

  it('names who looks after an item, whatever it says', () => {
    expect(assignmentOf(notes, { item: 'ttl' })).toMatchObject({ to: 'U2' })
    expect(assignmentOf(notes, { item: 'other' })).toBeUndefined()
    expect(peopleInNotes(notes)).toEqual(['U1', 'U2'])
  })
})
