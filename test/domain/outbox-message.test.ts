import { describe, expect, it } from 'vitest'
import { concernsChannel, eventMessage, outcomeMessage } from '../../src/domain/delivery/outbox-message.ts'
import type { TaskEvent } from '../../src/domain/watching/event.ts'
import { samplePending, snapshot } from './fixtures.ts'

const base = { id: 'e', at: 1 }

describe('what concerns the whole channel', () => {
  it.each<[TaskEvent, boolean]>([
    [{ ...base, kind: 'status', from: 'STARTJOBING', to: 'FULL_TRANSFER_STARTED' }, false],
    [{ ...base, kind: 'status', from: 'STARTJOBING', to: 'START_JOB_FAILED' }, true],
    [{ ...base, kind: 'precheck', passed: true, items: [] }, false],
    [{ ...base, kind: 'precheck', passed: false, items: [] }, true],
    [{ ...base, kind: 'direction', from: 'up', to: 'down' }, true],
    [{ ...base, kind: 'gone', from: 'CONFIGURATION' }, true],
    [{ ...base, kind: 'gone', from: 'CONFIGURATION', attribution: { by: 'U1', verb: 'delete' } }, false],
    [{ ...base, kind: 'status', from: 'FULL_TRANSFER_STARTED', to: 'FULL_TRANSFER_COMPLETE' }, true],
    [{ ...base, kind: 'status', from: 'PAUSING', to: 'RELEASE_RESOURCE_COMPLETE' }, true],
    [
      {
        ...{ ...base, kind: 'status', from: 'PAUSING', to: 'RELEASE_RESOURCE_COMPLETE' },
        attribution: { by: 'U1', verb: 'stop' },
      },
      false,
    ],
    [
      { ...base, kind: 'clock', deadline: { kind: 'node-reclaimed', endsAt: 1, leftMs: 20 * 3_600_000 } },
      true,
    ],
    [
      { ...base, kind: 'clock', deadline: { kind: 'node-reclaimed', endsAt: 1, leftMs: 48 * 3_600_000 } },
      false,
    ],
  ])('%o: %s', (event, expected) => {
    expect(concernsChannel(eventMessage(event, snapshot()))).toBe(expected)
  })

  it.each([
    ['reached', false],
    ['failed', true],
    ['overdue', true],
  ] as const)('outcome %s: %s', (outcome, expected) => {
    expect(concernsChannel(outcomeMessage(samplePending(), outcome, snapshot()))).toBe(expected)
  })
})
