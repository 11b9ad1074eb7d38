import { statusOf } from '../../drs/statuses.ts'
import { checkStateOf, type TaskFacts } from './attention.ts'

/** The life of a task, from its creation to the phase that lasts. */
export const stages = ['created', 'tested', 'checked', 'started', 'full', 'incremental'] as const
export type Stage = (typeof stages)[number]

export type StageState = 'pending' | 'in_progress' | 'complete' | 'error'

/** How far the task has come; nothing for one that has ended, or of which nobody knows where it is. */
export function courseOf(
  facts: TaskFacts,
): readonly { readonly stage: Stage; readonly state: StageState }[] | undefined {
  const at = whereIn(facts)
  if (!at) return undefined
  const position = stages.indexOf(at.stage)
  return stages
    .filter((stage) => belongs(stage, facts))
    .map((stage) => {
      const place = stages.indexOf(stage)
      if (stage === 'tested' && at.stage === 'checked') return { stage, state: testedState(facts) }
      if (place === position) return { stage, state: at.state }
      return { stage, state: place < position ? 'complete' : 'pending' }
    })
}

function belongs(stage: Stage, { mode }: TaskFacts): boolean {
  if (stage === 'full') return mode !== 'INCR_TRANS'
  return stage !== 'incremental' || mode !== 'FULL_TRANS'
}

interface Place {
  readonly stage: Stage
  readonly state: StageState
}

const places: Readonly<Record<string, Place>> = {
  CREATING: { stage: 'created', state: 'in_progress' },
  CREATE_FAILED: { stage: 'created', state: 'error' },
  STARTJOBING: { stage: 'started', state: 'in_progress' },
  WAITING_FOR_START: { stage: 'started', state: 'pending' },
  START_JOB_FAILED: { stage: 'started', state: 'error' },
  CHILD_TRANSFER_STARTING: { stage: 'started', state: 'in_progress' },
  FULL_TRANSFER_STARTED: { stage: 'full', state: 'in_progress' },
  FULL_TRANSFER_FAILED: { stage: 'full', state: 'error' },
  FULL_TRANSFER_COMPLETE: { stage: 'full', state: 'complete' },
  INCRE_TRANSFER_STARTED: { stage: 'incremental', state: 'in_progress' },
  INCRE_TRANSFER_FAILED: { stage: 'incremental', state: 'error' },
}

function whereIn(facts: TaskFacts): Place | undefined {
  const { status } = facts
  if (status === null) return undefined
  const row = statusOf(status)
  if (row.kind === 'configuring') return { stage: 'checked', state: checkedState(facts) }
  if (row.status === 'PAUSING') return { stage: phaseOf(facts), state: 'pending' }
  return places[row.status]
}

/** A delay is known of the second phase only. */
function phaseOf({ progress, mode }: TaskFacts): Stage {
  return mode === 'INCR_TRANS' || progress?.lagMs !== undefined ? 'incremental' : 'full'
}

function testedState({ setup }: TaskFacts): StageState {
  return setup === undefined || setup.state === 'tested' ? 'complete' : 'pending'
}

const checkedStates = {
  unknown: 'pending',
  outdated: 'pending',
  running: 'in_progress',
  failed: 'error',
  passed: 'complete',
} as const

function checkedState(facts: TaskFacts): StageState {
  return checkedStates[checkStateOf(facts)]
}
