import { means, numeric, queryNumber, text, texts } from '../fields.ts'

/** Structures that the comparison operations share. */

export const ends = {
  source_db_name: text('Source database', '源库'),
  target_db_name: text('Destination database', '目标库'),
}

export const tablePair = {
  source_table_name: text('Source table', '源表'),
  target_table_name: text('Destination table', '目标表'),
}

export const rowCounts = {
  source_row_num: numeric('Rows at the source', '源库行数'),
  target_row_num: numeric('Rows at the destination', '目标库行数'),
}

export const objectPair = {
  ...ends,
  source_db_value: text('Value at the source', '源库的值'),
  target_db_value: text('Value at the destination', '目标库的值'),
  error_message: text('Error message', '错误信息'),
}

export const keyValues = {
  source_key_value: texts('Keys at the source', '源库的主键值'),
  target_key_value: texts('Keys at the destination', '目标库的主键值'),
}

/** Pages of the comparison queries. */
export const offsetPage = {
  limit: queryNumber(0).optional().meta(means('Items per page, default 1000', '每页条数，默认为 1000')),
  offset: queryNumber(0)
    .optional()
    .meta(means('Items to be skipped, default 0', '偏移量，即跳过的条数，默认为 0')),
}

/** As `offsetPage`; 6.1.34 and 6.1.37 limit the page. */
export const limitedOffsetPage = {
  ...offsetPage,
  limit: queryNumber(1, 1000)
    .optional()
    .meta(means('Items per page, 1 to 1000, default 1000', '每页条数，1 至 1000，默认为 1000')),
}
