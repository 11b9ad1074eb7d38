import {
  type DatabaseParameter,
  type TuningParameter,
  type TuningPhase,
  tuningPhases,
} from '../../domain/tasks/parameters.ts'
import { batchGetParams, listTuningParams } from '../../drs/index.ts'
import type { DrsLanguage } from '../call.ts'
import type { Client } from '../client.ts'
import { itemError } from '../errors.ts'
import { asRecord, flagOf, rowsOf, textOf, withoutUndefined } from '../values.ts'

/** Parameters of both databases, read from them now: what DRS has in its cache may be older, or not there (6.1.9). */
export async function readDatabaseParameters(
  client: Client,
  language: DrsLanguage,
  id: string,
): Promise<readonly DatabaseParameter[]> {
  const answer = await client.call(batchGetParams, { language, body: { jobs: [id], refresh: 1 } })
  const rows = rowsOf(answer.params_list).flatMap(({ params }) => rowsOf(params))
  const [error] = rows.flatMap((row) => itemError(batchGetParams.id, row) ?? [])
  if (error) throw error
  return rows.flatMap((row) => {
    const name = textOf(row.key)
    if (name === undefined) return []
    const [source, destination] = [textOf(row.source_value), textOf(row.target_value)]
    const group = textOf(row.group) === 'performance' ? ('performance' as const) : ('common' as const)
    const same = flagOf(row.compare_result) ?? source === destination
    const restart = flagOf(row.need_restart) ?? false
    return [
      withoutUndefined({ name, group, source, destination, same, restart, range: textOf(row.value_range) }),
    ]
  })
}

/** Advanced settings by phase (6.3.4); a value of nothing but spaces is an empty one. */
export async function readTuningV3(
  client: Client,
  language: DrsLanguage,
  job_id: string,
): Promise<readonly TuningParameter[]> {
  const answer = asRecord(await client.call(listTuningParams, { language, params: { job_id } }))
  return tuningPhases.flatMap((phase) => rowsIn(answer, phase))
}

function rowsIn(answer: Readonly<Record<string, unknown>>, phase: TuningPhase): readonly TuningParameter[] {
  const rows = Array.isArray(answer[phase]) ? rowsOf(answer[phase]).map(asRecord) : []
  return rows.flatMap((row) => {
    const name = textOf(row.param_name)
    if (name === undefined) return []
    const value = textOf(row.param_value) ?? ''
    const settable = flagOf(row.availability) ?? true
    return [withoutUndefined({ name, value, range: textOf(row.range), phase, settable })]
  })
}
