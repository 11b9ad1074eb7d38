import { flag, list, looseText, mapOf, numeric, part, text } from '../fields.ts'

/** Results of comparisons (7.5.1 with `type=compare`); which part is filled depends on the query. */

const verdict = text('CONSISTENT, INCONSISTENT, COMPARING, or why it cannot be compared')

const databases = { source_db_name: text('Source database'), target_db_name: text('Destination database') }

const contentDatabases = { source_db: text('Source database'), target_db: text('Destination database') }

const tables = {
  source_table_name: text('Source table'),
  target_table_name: text('Destination table'),
  source_row_num: numeric('Rows at the source'),
  target_row_num: numeric('Rows at the destination'),
  difference_row_num: numeric('Rows that differ'),
  message: text('Message'),
}

const report = {
  export_status: text('State of the exported report'),
  report_remain_seconds: numeric('Seconds until the report expires'),
  error_msg: text('Why the comparison failed'),
}

const objectOverview = part(
  {
    create_time: text('Time of creation'),
    compare_results: list(
      {
        type: text('Kind of object, for example TABLE'),
        source_count: numeric('Number at the source'),
        target_count: numeric('Number at the destination'),
        status: verdict,
      },
      'Result per kind of object',
    ),
    start_time: text('Start'),
    status: text('State of the comparison, for example SUCCESSFUL'),
    compare_job_id: text('Comparison task ID'),
    ...report,
  },
  'Objects, overview',
)

const objectDetails = list(
  {
    source_db_value: text('Value at the source'),
    target_db_value: text('Value at the destination'),
    ...databases,
    error_message: text('Error message'),
  },
  'Objects, details',
)

const dataComparisons = list(
  {
    id: text('Comparison task ID'),
    type: text('Kind of comparison'),
    start_time: text('Start'),
    end_time: text('End'),
    status: text('State of the comparison, for example SUCCESSFUL'),
    compute_type: text('Where it is computed'),
    compare_job_tag: mapOf(looseText, 'Tags of the comparison'),
    ...report,
  },
  'Data comparisons',
)

export const compareResult = {
  objects_compare_overview_info: objectOverview,
  objects_compare_detail_infos: objectDetails,
  data_compare_task_list: dataComparisons,
  line_compare_overview_infos: list({ ...databases, status: verdict }, 'Rows, by database'),
  line_compare_detail_infos: list({ ...tables, status: verdict }, 'Rows, by table'),
  content_compare_overview_infos: list(
    { ...contentDatabases, status: verdict, compare_result: flag('All is equal') },
    'Values, by database',
  ),
  content_compare_detail_infos: list(
    {
      ...contentDatabases,
      ...tables,
      line_compare_result: flag('The numbers of rows are equal'),
      content_compare_result: flag('The values are equal'),
    },
    'Values, by table',
  ),
}
