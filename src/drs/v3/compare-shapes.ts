import { numeric, queryNumber, text, texts } from '../fields.ts'

/** Structures that the comparison operations share. */

export const ends = { source_db_name: text('Source database'), target_db_name: text('Destination database') }

export const tablePair = {
  source_table_name: text('Source table'),
  target_table_name: text('Destination table'),
}

export const rowCounts = {
  source_row_num: numeric('Rows at the source'),
  target_row_num: numeric('Rows at the destination'),
}

export const objectPair = {
  ...ends,
  source_db_value: text('Value at the source'),
  target_db_value: text('Value at the destination'),
  error_message: text('Error message'),
}

export const keyValues = {
  source_key_value: texts('Keys at the source'),
  target_key_value: texts('Keys at the destination'),
}

/** Pages of the comparison queries. */
export const offsetPage = {
  limit: queryNumber(0).optional().describe('Items per page, default 1000'),
  offset: queryNumber(0).optional().describe('Items to be skipped, default 0'),
}

/** As `offsetPage`; 6.1.34 and 6.1.37 limit the page. */
export const limitedOffsetPage = {
  ...offsetPage,
  limit: queryNumber(1, 1000).optional().describe('Items per page, 1 to 1000, default 1000'),
}
