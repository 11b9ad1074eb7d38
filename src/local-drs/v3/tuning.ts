import type * as z from 'zod'
import { listTuningParams, updateTuningParams } from '../../drs/index.ts'
import { isEnded, setOn, wrongStatus } from '../change.ts'
import { handler, taskInPath } from '../handler.ts'
import { RefusedCall } from '../refusal.ts'
import { type Phase, phases, type TuningParameter, tuningParameters, tuningValue } from '../tuning.ts'

type Wishes = z.output<typeof updateTuningParams.request>

/** 6.3.4. */
export const tuning = handler(listTuningParams, (_none, call) => {
  const { settings } = taskInPath(call)
  const shown = (phase: Phase) =>
    tuningParameters
      .filter((parameter) => parameter.phase === phase)
      .map((parameter) => ({
        param_name: parameter.name,
        param_value: tuningValue(settings.tuning, parameter),
        availability: 'true',
        ...(parameter.range ? { range: parameter.range } : {}),
      }))
  return byPhase(shown)
})

/** 6.3.3: the first call only initializes (`recovery`); the answer repeats what was changed. */
export const updateTuning = handler(updateTuningParams, (wishes, call) => {
  const task = taskInPath(call)
  if (isEnded(task)) throw new RefusedCall(wrongStatus)
  const wanted = phases.flatMap((phase) =>
    Object.entries(wishes[phase] ?? {}).map(([name, value]) => accepted(phase, name, value)),
  )
  const changed = Object.fromEntries(wanted.map(({ parameter, value }) => [key(parameter), value]))
  setOn(call.world, task, { tuning: { ...(wishes.recovery ? {} : task.settings.tuning), ...changed } })
  return { ...byPhase((phase) => repeated(wishes, phase)), modify_result: 'success' }
})

function byPhase<T>(of: (phase: Phase) => T): Readonly<Record<Phase, T>> {
  return {
    full_sync: of('full_sync'),
    incre_capture: of('incre_capture'),
    incre_apply: of('incre_apply'),
    incre_relay: of('incre_relay'),
  }
}

function repeated(wishes: Wishes, phase: Phase) {
  return Object.entries(wishes[phase] ?? {}).map(([name, value]) => ({
    param_name: name,
    param_value: value,
  }))
}

function key({ phase, name }: TuningParameter): string {
  return `${phase}.${name}`
}

/** DRS.M00414 limits the slot interval to 999, although 6.3.4 shows a wider range. */
function accepted(phase: Phase, name: string, value: string) {
  const parameter = tuningParameters.find((known) => known.phase === phase && known.name === name)
  if (!parameter) throw new RefusedCall('DRS.M00202', `${phase}.${name}`)
  if (!parameter.takes(value)) {
    if (name === 'slotAdvanceInterval') throw new RefusedCall('DRS.M00414')
    throw new RefusedCall('DRS.M00202', `${phase}.${name}`)
  }
  return { parameter, value }
}
