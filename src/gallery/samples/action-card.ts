import { actions, trackedActions } from '../../domain/actions/rows.ts'
import { type Batch, type BatchTask, batchTaskStates } from '../../domain/delivery/batch.ts'
import type { ToldAction } from '../../domain/delivery/card-extras.ts'
import type { TaskEvent } from '../../domain/watching/event.ts'
import { actionOutcomeSchema } from '../../domain/watching/watch.ts'
import { errorOf } from '../../drs/errors.ts'
import { actionCard } from '../../views/action-card.ts'
import { batchCard } from '../../views/batch-card.ts'
import { failingReport, passedReport } from '../precheck-data.ts'
import { eventBase, minute, namesOf, people, place, type SampleData, snapshotOf } from '../sample-data.ts'
import { messageSamples } from '../samples.ts'

type Verb = ToldAction['action']['verb']
type Stage = ToldAction['stage']

const stages: readonly Stage[] = ['begun', 'refused', ...actionOutcomeSchema.options]

/** What DRS says of a task whose status does not allow it. */
const why = errorOf('DRS.M00202')?.meaning

function whole(verb: Verb, stage: Stage, data: SampleData): ToldAction {
  const failed = { status: 'INCRE_TRANSFER_FAILED', error: data.knownError }
  const snapshot = snapshotOf(data, stage === 'failed' ? failed : {})
  return {
    action: {
      id: 'action-1',
      ...{ team: place.team, channel: place.channel, connection: data.connection, taskId: snapshot.id },
      ...{ verb, by: people.alice, locale: data.locale },
      since: data.now - 10 * minute,
      deadline: data.now,
    },
    ...{ stage, snapshot },
    ...(stage === 'refused' && why && { why }),
  }
}

function told(
  verb: Verb,
  stage: Stage,
  event?: (data: SampleData) => TaskEvent,
): (data: SampleData) => Parameters<typeof actionCard> {
  return (data) => [
    { ...whole(verb, stage, data), ...(event && { event: event(data) }) },
    data.locale,
    // Somebody who has waited for long is notified of the end.
    { names: namesOf(data), ...(stage === 'reached' && { mention: [people.alice] }) },
  ]
}

const precheck = (passed: boolean) => (data: SampleData) => ({
  ...{ ...eventBase(data), kind: 'precheck' as const, passed },
  items: (passed ? passedReport : failingReport(data)).items,
})

export const actionCardSamples = messageSamples(actionCard, {
  ...Object.fromEntries(
    trackedActions.flatMap((verb) => stages.map((stage) => [`${verb} ${stage}`, told(verb, stage)] as const)),
  ),
  'pre-check passed': told('precheck', 'reached', precheck(true)),
  'pre-check failed': told('precheck', 'reached', precheck(false)),
  'switched over': told('switchover', 'reached', (data) => ({
    ...eventBase(data),
    ...{ kind: 'direction', from: 'up', to: 'down' },
  })),
})

const reasons: Readonly<Partial<Record<BatchTask['state'], BatchTask['why']>>> = {
  held: errorOf('DRS.M00202')?.meaning,
  refused: errorOf('DRS.M05004')?.meaning,
}

/** So many tasks, of which every `nth` does not stand as the others do. */
function batch(
  count: number,
  verb: Verb,
  stateOf: (nth: number) => BatchTask['state'],
): (data: SampleData) => Parameters<typeof batchCard> {
  return (data) => {
    const tasks = Array.from({ length: count }, (_, i) => {
      const state = stateOf(i)
      const reason = reasons[state]
      return { id: `task-${i}`, name: data.names[i % 3] ?? '', state, ...(reason && { why: reason }) }
    })
    const whole: Batch = {
      ...{ id: 'batch-1', team: place.team, channel: place.channel, connection: data.connection },
      ...{ verb, by: people.alice, locale: data.locale, tasks },
      since: data.now - minute,
      deadline: data.now + 30 * minute,
    }
    return [whole, data.locale, { names: namesOf(data) }]
  }
}

export const batchCardSamples = messageSamples(batchCard, {
  begun: batch(3, 'pause', () => 'asked'),
  'under way': batch(20, 'stop', (nth) => (nth % 2 === 0 ? 'reached' : 'asked')),
  done: batch(20, 'stop', () => 'reached'),
  'partly done': batch(26, 'delete', (nth) => (nth < 16 ? 'reached' : 'refused')),
  'every state': batch(179, 'stop', (nth) => batchTaskStates[nth % batchTaskStates.length] ?? 'asked'),
  ...Object.fromEntries(
    trackedActions.map((verb) => [actions[verb].outcome.noun.en, batch(2, verb, () => 'reached')] as const),
  ),
})
