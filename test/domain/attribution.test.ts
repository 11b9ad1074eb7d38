import { describe, expect, it } from 'vitest'
import { type AttributionCandidate, attributeEvents } from '../../src/domain/actions/attribution.ts'
import type { TaskEvent } from '../../src/domain/watching/event.ts'
import type { Snapshot } from '../../src/domain/watching/snapshot.ts'
import { snapshot } from './fixtures.ts'

const now = 100_000_000
const minute = 60_000

function status(from: string, to: string): TaskEvent {
  return { id: 'e', at: now, kind: 'status', from, to }
}

function deed(verb: string, fields: Partial<AttributionCandidate> = {}): AttributionCandidate {
  return { by: 'U1', verb, at: now - minute, ...fields }
}

function origin(event: TaskEvent, candidates: readonly AttributionCandidate[] = [], before?: Snapshot) {
  return attributeEvents([event], candidates, before, now)[0]?.attribution
}

describe('an action through the bot', () => {
  it.each([
    ['start', 'CONFIGURATION', 'STARTJOBING'],
    ['start', 'CONFIGURATION', 'WAITING_FOR_START'],
    ['start', 'STARTJOBING', 'FULL_TRANSFER_STARTED'],
    ['pause', 'INCRE_TRANSFER_STARTED', 'PAUSING'],
    ['resume', 'PAUSING', 'INCRE_TRANSFER_STARTED'],
    ['resume', 'FULL_TRANSFER_FAILED', 'FULL_TRANSFER_STARTED'],
    ['stop', 'INCRE_TRANSFER_STARTED', 'RELEASE_RESOURCE_STARTED'],
    ['stop', 'RELEASE_RESOURCE_STARTED', 'RELEASE_RESOURCE_COMPLETE'],
    ['delete', 'RELEASE_RESOURCE_COMPLETE', 'DELETED'],
    ['reset', 'INCRE_TRANSFER_FAILED', 'STARTJOBING'],
    ['create', 'CREATING', 'CONFIGURATION'],
    ['objects', 'INCRE_TRANSFER_STARTED', 'CHANGE_JOB_STARTED'],
  ])('%s explains %s → %s', (verb, from, to) => {
    expect(origin(status(from, to), [deed(verb)])).toEqual({ by: 'U1', verb })
  })

  it.each([
    ['start', 'FULL_TRANSFER_STARTED', 'FULL_TRANSFER_COMPLETE'],
    ['start', 'FULL_TRANSFER_COMPLETE', 'INCRE_TRANSFER_STARTED'],
    ['start', 'STARTJOBING', 'START_JOB_FAILED'],
    ['resume', 'INCRE_TRANSFER_STARTED', 'INCRE_TRANSFER_FAILED'],
    ['stop', 'RELEASE_RESOURCE_STARTED', 'RELEASE_RESOURCE_FAILED'],
  ])('%s does not explain %s → %s, and nobody else does', (verb, from, to) => {
    expect(origin(status(from, to), [deed(verb)])).toBeUndefined()
  })

  it('explains a turned direction, a deletion, a pre-check and a new task', () => {
    const at = { id: 'e', at: now }
    const turned = { ...at, kind: 'direction', from: 'up', to: 'down' } as const
    const gone = { ...at, kind: 'gone', from: 'CREATE_FAILED' } as const
    const checked = { ...at, kind: 'precheck', passed: true, items: [] } as const
    const appeared = { ...at, kind: 'appeared' } as const
    expect(origin(turned, [deed('switchover')])).toEqual({ by: 'U1', verb: 'switchover' })
    expect(origin(gone, [deed('delete')])).toEqual({ by: 'U1', verb: 'delete' })
    expect(origin(checked, [deed('precheck')])).toEqual({ by: 'U1', verb: 'precheck' })
    expect(origin(appeared, [deed('create')])).toEqual({ by: 'U1', verb: 'create' })
    expect([turned, gone, appeared].map((event) => origin(event))).toEqual(['console', 'console', 'console'])
    expect(origin(checked)).toBeUndefined()
  })

  it('counts for ten minutes, and as long as it is open', () => {
    const paused = status('INCRE_TRANSFER_STARTED', 'PAUSING')
    expect(origin(paused, [deed('pause', { at: now - 10 * minute + 1 })])).toEqual({
      by: 'U1',
      verb: 'pause',
    })
    expect(origin(paused, [deed('pause', { at: now - 10 * minute })])).toBe('console')
    expect(origin(paused, [deed('pause', { at: 0, open: true })])).toEqual({ by: 'U1', verb: 'pause' })
  })

  it('that is open goes before one that is over, and the youngest before older ones', () => {
    const stopped = status('INCRE_TRANSFER_STARTED', 'RELEASE_RESOURCE_STARTED')
    const young = deed('stop', { by: 'U2', at: now - 1 })
    expect(origin(stopped, [deed('stop'), young])).toEqual({ by: 'U2', verb: 'stop' })
    expect(origin(stopped, [young, deed('stop', { open: true })])).toEqual({ by: 'U1', verb: 'stop' })
  })
})

describe('without an action through the bot', () => {
  it.each([
    ['CONFIGURATION', 'STARTJOBING'],
    ['INCRE_TRANSFER_STARTED', 'PAUSING'],
    ['PAUSING', 'INCRE_TRANSFER_STARTED'],
    ['INCRE_TRANSFER_STARTED', 'RELEASE_RESOURCE_STARTED'],
    ['INCRE_TRANSFER_STARTED', 'CHANGE_JOB_STARTED'],
    ['RELEASE_RESOURCE_COMPLETE', 'DELETED'],
  ])('%s → %s was done in the console', (from, to) => {
    expect(origin(status(from, to))).toBe('console')
  })

  it.each([
    ['CREATING', 'CONFIGURATION'],
    ['STARTJOBING', 'FULL_TRANSFER_STARTED'],
    ['WAITING_FOR_START', 'STARTJOBING'],
    ['FULL_TRANSFER_STARTED', 'FULL_TRANSFER_COMPLETE'],
    ['INCRE_TRANSFER_FAILED', 'INCRE_TRANSFER_STARTED'],
    ['INCRE_TRANSFER_STARTED', 'REBUILD_NODE_STARTED'],
    ['INCRE_TRANSFER_STARTED', 'NODE_UPGRADE_START'],
    ['RELEASE_RESOURCE_STARTED', 'RELEASE_RESOURCE_COMPLETE'],
    ['PAUSING', 'INCRE_TRANSFER_FAILED'],
  ])('%s → %s is the way of things', (from, to) => {
    expect(origin(status(from, to))).toBeUndefined()
  })

  it('a task that ends is not blamed on anybody where its clock has run out', () => {
    const ended = status('INCRE_TRANSFER_FAILED', 'RELEASE_RESOURCE_STARTED')
    const clock = (endsAt: number) =>
      snapshot({ deadlines: [{ kind: 'ends-itself', endsAt, leftMs: endsAt - now }] })
    expect(origin(ended, [], clock(now + minute))).toBeUndefined()
    expect(origin(ended, [], clock(now + 5 * 24 * 60 * minute))).toBe('console')
  })
})
