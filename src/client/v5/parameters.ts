import type { TuningChange, TuningParameter } from '../../domain/tasks/parameters.ts'
import { configurationHistories, listConfigurations } from '../../drs/v5/index.ts'
import { pagesOf } from '../paging.ts'
import { flagOf, momentOf, rowsOf, textOf, withoutUndefined } from '../values.ts'
import type { V5Deps } from './deps.ts'

/** Parameters of a task, of all pages (7.10.2). */
export async function readTuningV5(
  { client, language }: V5Deps,
  job_id: string,
): Promise<readonly TuningParameter[]> {
  const found: TuningParameter[] = []
  for await (const answer of pagesOf(client, listConfigurations, { language, params: { job_id } }))
    for (const row of rowsOf(answer.parameter_config_list)) {
      const name = textOf(row.name)
      if (name === undefined) continue
      found.push(
        withoutUndefined({
          name,
          value: textOf(row.value) ?? '',
          standard: textOf(row.default_value),
          range: textOf(row.value_range),
          restart: flagOf(row.is_need_restart),
          settable: true,
        }),
      )
    }
  return found
}

/** So many of the latest changes are told. */
const historyPages = 5

/** What was changed, the newest first (7.10.3). */
export async function readTuningHistory(
  { client, language }: V5Deps,
  job_id: string,
): Promise<readonly TuningChange[]> {
  const found: TuningChange[] = []
  const input = { language, params: { job_id } }
  for await (const answer of pagesOf(client, configurationHistories, input, historyPages))
    for (const row of rowsOf(answer.parameter_history_config_list)) {
      const name = textOf(row.name)
      if (name === undefined) continue
      found.push(
        withoutUndefined({
          name,
          from: textOf(row.old_value) ?? '',
          to: textOf(row.new_value) ?? '',
          at: momentOf(row.update_time),
          appliedAt: flagOf(row.is_applied) === false ? undefined : momentOf(row.apply_time),
          succeeded: flagOf(row.is_update_success) ?? true,
        }),
      )
    }
  return found
}
