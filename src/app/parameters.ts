import { say, type TextTemplate } from '../base/i18n.ts'
import { UserError } from '../base/user-error.ts'
import {
  comparesDatabases,
  type DatabaseParameter,
  fitsRange,
  type ParameterValue,
  parseParameters,
  type TuningParameter,
  tuningPhases,
} from '../domain/tasks/parameters.ts'
import type { Task } from '../domain/tasks/task.ts'
import { DrsError } from '../drs/drs-error.ts'
import { modifyParams, updateTuningParams } from '../drs/index.ts'
import type { Operation, OperationInput } from '../drs/operation.ts'
import { modifyConfiguration } from '../drs/v5/index.ts'
import type { CommandContext } from '../kit/context.ts'
import type { ComparedDatabases, TaskTuning } from '../views/parameters-card.ts'

/** Parameters of a task and its databases: as they are, and the calls that change them. */

const unknown: TextTemplate<[name: string, known: string]> = {
  en: (name, known) => `This task has no parameter “${name}”. Known: ${known}.`,
  'zh-CN': (name, known) => `该任务没有参数“${name}”。可用参数：${known}。`,
}
const outside: TextTemplate<[name: string, value: string, range: string]> = {
  en: (name, value, range) => `“${value}” is out of the range of ${name}: ${range}.`,
  'zh-CN': (name, value, range) => `“${value}”超出 ${name} 的取值范围：${range}。`,
}
const fixed: TextTemplate<[name: string]> = {
  en: (name) => `DRS doesn’t let “${name}” be changed on this task.`,
  'zh-CN': (name) => `该任务的参数“${name}”不可修改。`,
}

type Ctx = CommandContext<'databaseParameters' | 'tuning', never>

export interface PresentParameters {
  readonly task: Task
  readonly databases: ComparedDatabases
  readonly tuning: TaskTuning
}

/** What DRS refuses to show is said in its place, and keeps the rest from nobody. */
export async function readParameters(ctx: Ctx, task: Task): Promise<PresentParameters> {
  const drs = ctx.service(task.connection)
  const [databases, tuning] = await Promise.all([
    compared(task, () => drs.databaseParameters(task.id)),
    drs.tuning(task.id).then((parameters) => ({ parameters }), refusal),
  ])
  return { task, databases, tuning }
}

async function compared(
  task: Task,
  read: () => Promise<readonly DatabaseParameter[] | undefined>,
): Promise<ComparedDatabases> {
  if (!comparesDatabases(task)) return { state: 'not-compared' }
  try {
    const parameters = await read()
    return parameters ? { state: 'compared', parameters } : { state: 'not-offered' }
  } catch (error) {
    return { state: 'failed', ...refusal(error) }
  }
}

function refusal(error: unknown): { readonly error: DrsError } {
  if (error instanceof DrsError) return { error }
  throw error
}

export function comparedParameters({ databases }: PresentParameters): readonly DatabaseParameter[] {
  return databases.state === 'compared' ? databases.parameters : []
}

export function differingParameters(present: PresentParameters): readonly DatabaseParameter[] {
  return comparedParameters(present).filter(({ same, source }) => !same && source !== undefined)
}

export function tuningParameters({ tuning }: PresentParameters): readonly TuningParameter[] {
  return 'parameters' in tuning ? tuning.parameters : []
}

/** What was asked for, each known to the task and within its range. Throws `UserError` on the field. */
export function wantedValues(
  present: PresentParameters,
  set: string | undefined,
  copy: readonly string[],
): readonly ParameterValue[] {
  const parsed = parseParameters(set ?? '')
  if (!parsed.ok) throw new UserError(parsed.why, 'set')
  const known = [...comparedParameters(present), ...tuningParameters(present)]
  for (const { name, value } of parsed.values) {
    const parameter = known.find((one) => one.name === name)
    if (!parameter) throw noParameter(name, known, 'set')
    if ('settable' in parameter && !parameter.settable)
      throw new UserError(say(fixed.en(name), fixed['zh-CN'](name)), 'set')
    const { range = '' } = parameter
    if (!fitsRange(parameter.range, value))
      throw new UserError(say(outside.en(name, value, range), outside['zh-CN'](name, value, range)), 'set')
  }
  const copied = copy.map((name): ParameterValue => {
    const source = differingParameters(present).find((one) => one.name === name)?.source
    if (source === undefined) throw noParameter(name, differingParameters(present), 'copy')
    return { name, value: source }
  })
  return [...parsed.values, ...copied]
}

function noParameter(name: string, known: readonly { readonly name: string }[], field: string): UserError {
  const names = known.map((one) => one.name).join(', ') || '–'
  return new UserError(say(unknown.en(name, names), unknown['zh-CN'](name, names)), field)
}

export interface ParameterCall {
  readonly operation: Operation
  readonly input: OperationInput
}

/** As few calls as DRS allows: one for each group of the database's parameters, one for those of the task. */
export function parameterCalls(
  present: PresentParameters,
  values: readonly ParameterValue[],
): readonly ParameterCall[] {
  const params = { job_id: present.task.id }
  const groups = (['common', 'performance'] as const).map((group) => {
    const own = comparedParameters(present).filter((one) => one.group === group)
    const some = values.filter(({ name }) => own.some((one) => one.name === name))
    return { group, params: some.map(({ name, value }) => ({ key: name, target_value: value })) }
  })
  const own = values.flatMap((one) => {
    const parameter = tuningParameters(present).find(({ name }) => name === one.name)
    return parameter && !comparedParameters(present).some(({ name }) => name === one.name)
      ? [{ ...one, phase: parameter.phase }]
      : []
  })
  return [
    ...groups
      .filter((body) => body.params.length > 0)
      .map((body) => ({ operation: modifyParams, input: { params, body } })),
    ...tuningCalls(params, own),
  ]
}

interface TuningWish extends ParameterValue {
  readonly phase: TuningParameter['phase'] | undefined
}

/** v3 takes them by phase, v5 in one list. */
function tuningCalls(
  params: { readonly job_id: string },
  own: readonly TuningWish[],
): readonly ParameterCall[] {
  if (own.length === 0) return []
  if (own.every(({ phase }) => phase === undefined)) {
    const values = own.map(({ name, value }) => ({ parameter_name: name, parameter_value: value }))
    return [{ operation: modifyConfiguration, input: { params, body: { values } } }]
  }
  const body = Object.fromEntries(
    tuningPhases.flatMap((phase) => {
      const some = own.filter((one) => one.phase === phase)
      return some.length === 0
        ? []
        : [[phase, Object.fromEntries(some.map(({ name, value }) => [name, value]))] as const]
    }),
  )
  return [{ operation: updateTuningParams, input: { params, body } }]
}
