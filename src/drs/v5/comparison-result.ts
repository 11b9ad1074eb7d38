import { flag, list, looseText, mapOf, numeric, part, text } from '../fields.ts'

/** Results of comparisons (7.5.1 with `type=compare`); which part is filled depends on the query. */

const verdict = text(
  'CONSISTENT, INCONSISTENT, COMPARING, or why it cannot be compared',
  'CONSISTENT、INCONSISTENT、COMPARING，或无法对比的原因',
)

const databases = {
  source_db_name: text('Source database', '源库'),
  target_db_name: text('Destination database', '目标库'),
}

const contentDatabases = {
  source_db: text('Source database', '源库'),
  target_db: text('Destination database', '目标库'),
}

const tables = {
  source_table_name: text('Source table', '源表'),
  target_table_name: text('Destination table', '目标表'),
  source_row_num: numeric('Rows at the source', '源库行数'),
  target_row_num: numeric('Rows at the destination', '目标库行数'),
  difference_row_num: numeric('Rows that differ', '不一致的行'),
  message: text('Message', '消息'),
}

const report = {
  export_status: text('State of the exported report', '导出报告的状态'),
  report_remain_seconds: numeric('Seconds until the report expires', '报告的剩余有效时间，单位秒'),
  error_msg: text('Why the comparison failed', '对比失败的原因'),
}

const objectOverview = part(
  {
    create_time: text('Time of creation', '创建时间'),
    compare_results: list(
      {
        type: text('Kind of object, for example TABLE', '对象类型，例如 TABLE'),
        source_count: numeric('Number at the source', '源库数量'),
        target_count: numeric('Number at the destination', '目标库数量'),
        status: verdict,
      },
      'Result per kind of object',
      '各类对象的结果',
    ),
    start_time: text('Start', '开始时间'),
    status: text('State of the comparison, for example SUCCESSFUL', '对比状态，例如 SUCCESSFUL'),
    compare_job_id: text('Comparison task ID', '对比任务 ID'),
    ...report,
  },
  'Objects, overview',
  '对象对比概览',
)

const objectDetails = list(
  {
    source_db_value: text('Value at the source', '源库的值'),
    target_db_value: text('Value at the destination', '目标库的值'),
    ...databases,
    error_message: text('Error message', '错误信息'),
  },
  'Objects, details',
  '对象对比明细',
)

const dataComparisons = list(
  {
    id: text('Comparison task ID', '对比任务 ID'),
    type: text('Kind of comparison', '对比类型'),
    start_time: text('Start', '开始时间'),
    end_time: text('End', '结束时间'),
    status: text('State of the comparison, for example SUCCESSFUL', '对比状态，例如 SUCCESSFUL'),
    compute_type: text('Where it is computed', '计算所在位置'),
    compare_job_tag: mapOf(looseText, 'Tags of the comparison', '对比的标记'),
    ...report,
  },
  'Data comparisons',
  '数据级对比列表',
)

export const compareResult = {
  objects_compare_overview_info: objectOverview,
  objects_compare_detail_infos: objectDetails,
  data_compare_task_list: dataComparisons,
  line_compare_overview_infos: list({ ...databases, status: verdict }, 'Rows, by database', '行数对比，按库'),
  line_compare_detail_infos: list({ ...tables, status: verdict }, 'Rows, by table', '行数对比，按表'),
  content_compare_overview_infos: list(
    { ...contentDatabases, status: verdict, compare_result: flag('All is equal', '全部一致') },
    'Values, by database',
    '内容对比，按库',
  ),
  content_compare_detail_infos: list(
    {
      ...contentDatabases,
      ...tables,
      line_compare_result: flag('The numbers of rows are equal', '行数一致'),
      content_compare_result: flag('The values are equal', '内容一致'),
    },
    'Values, by table',
    '内容对比，按表',
  ),
}
