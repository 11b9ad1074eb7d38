import { describe, expect, it } from 'vitest'
import type { TaskEvent } from '../../src/domain/watching/event.ts'
import { eventKinds, kindsOf } from '../../src/domain/watching/event-kinds.ts'

function status(from: string, to: string): TaskEvent {
  return { id: 'e', at: 0, kind: 'status', from, to }
}

const limit = { metric: 'lag', aboveMs: 1, forMs: 0 } as const
const kinds = (event: TaskEvent) => [...kindsOf(event)].sort()

describe('an event', () => {
  it.each([
    ['STARTJOBING', 'FULL_TRANSFER_STARTED', ['status']],
    ['FULL_TRANSFER_STARTED', 'FULL_TRANSFER_FAILED', ['failure', 'status']],
    ['FULL_TRANSFER_STARTED', 'FULL_TRANSFER_COMPLETE', ['phase', 'status']],
    ['FULL_TRANSFER_STARTED', 'INCRE_TRANSFER_STARTED', ['phase', 'status']],
    ['FULL_TRANSFER_COMPLETE', 'INCRE_TRANSFER_STARTED', ['status']],
    ['PAUSING', 'INCRE_TRANSFER_STARTED', ['status']],
    ['INCRE_TRANSFER_STARTED', 'REBUILD_NODE_STARTED', ['node', 'status']],
    ['REBUILD_NODE_STARTED', 'INCRE_TRANSFER_STARTED', ['node', 'status']],
    ['NODE_UPGRADE_START', 'NODE_UPGRADE_FAILED', ['failure', 'node', 'status']],
    ['CHANGE_JOB_STARTED', 'INCRE_TRANSFER_STARTED', ['node', 'status']],
    ['CHILD_TRANSFER_STARTED', 'CHILD_TRANSFER_FAILED', ['failure', 'status', 'subtask']],
  ])('from %s to %s is of %j', (from, to, expected) => {
    expect(kinds(status(from, to))).toEqual(expected)
  })

  it('is a failure where a pre-check or a subtask has failed', () => {
    const check = { id: 'e', at: 0, kind: 'precheck', items: [] } as const
    expect(kinds({ ...check, passed: false })).toEqual(['failure', 'precheck'])
    expect(kinds({ ...check, passed: true })).toEqual(['precheck'])
    expect(kinds({ id: 'e', at: 0, kind: 'subtasks', failed: ['a'] })).toEqual(['failure', 'subtask'])
  })

  it('is told as done behind the bot’s back only if it was', () => {
    const stopped = status('INCRE_TRANSFER_STARTED', 'RELEASE_RESOURCE_STARTED')
    expect(kinds({ ...stopped, attribution: 'console' })).toContain('console')
    expect(kinds({ ...stopped, attribution: { by: 'U1', verb: 'stop' } })).not.toContain('console')
  })

  it('may be of every kind that a watch can choose', () => {
    const base = { id: 'e', at: 0 } as const
    const samples: readonly TaskEvent[] = [
      status('FULL_TRANSFER_STARTED', 'FULL_TRANSFER_COMPLETE'),
      { ...status('INCRE_TRANSFER_STARTED', 'REBUILD_NODE_STARTED'), attribution: 'console' },
      { ...base, kind: 'precheck', passed: false, items: [] },
      { ...base, kind: 'subtasks', failed: ['a'] },
      { ...base, kind: 'limit', limit, state: 'crossed', valueMs: 2, since: 0 },
      { ...base, kind: 'comparison', comparison: { id: 'c', kind: 'row', status: 'ended' } },
      { ...base, kind: 'clock', deadline: { kind: 'ends-itself', endsAt: 1, leftMs: 1 } },
      { ...base, kind: 'direction', from: 'up', to: 'down' },
      { ...base, kind: 'gone', from: 'INCRE_TRANSFER_STARTED' },
    ]
    const found = new Set(samples.flatMap((event) => [...kindsOf(event)]))
    expect(eventKinds.map(({ kind }) => kind).filter((kind) => !found.has(kind))).toEqual([])
  })
})
