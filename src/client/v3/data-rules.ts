import type { TaskRules } from '../../domain/tasks/data-rules.ts'
import { ruleFor } from '../../domain/tasks/data-rules.ts'
import type { batchJobDetails } from '../../drs/index.ts'
import type { ResponseOf } from '../../drs/operation.ts'
import type { ProcessingRule } from '../../drs/v5/processing-rules.ts'
import { type Rows, rowsOf, textOf } from '../values.ts'

type DetailRow = Rows<ResponseOf<typeof batchJobDetails>['results']>
type Condition = Rows<NonNullable<DetailRow['data_transformation']>['filter_conditions']>

/** Conditions on rows (6.1.20, `data_transformation`); v3 shows no other rules. */
export function readRulesV3({ data_transformation: shown }: DetailRow): TaskRules {
  return { api: 'v3', rules: rowsOf(shown?.filter_conditions).flatMap(rulesIn), unreadable: 0 }
}

function rulesIn(row: Condition): readonly ProcessingRule[] {
  const value = textOf(row.transformation_info?.value) ?? ''
  const config = row.config_transformation
  const joined = textOf(row.transformation_info?.transformation_type)?.startsWith('config') === true
  return rowsOf(row.data_transformation_object_infos).flatMap((one) => {
    const [database, ...inner] = [one.db_name, one.schema_name, one.table_name].flatMap(
      (name) => textOf(name) ?? [],
    )
    if (database === undefined) return []
    if (!joined) return [ruleFor([database, ...inner], { kind: 'filter', condition: value })]
    return [
      ruleFor([database, ...inner], {
        kind: 'join',
        condition: textOf(config?.values) ?? '',
        columns: (textOf(config?.col_names) ?? '').split(/\s*,\s*/).filter(Boolean),
        key: textOf(config?.prim_key_or_index) ?? '',
        index: textOf(config?.indexs) ?? '',
      }),
    ]
  })
}
