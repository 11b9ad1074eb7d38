import { isObject, type JsonObject, objectOf } from '../json.ts'
import {
  boolean,
  type Check,
  type Checking,
  integer,
  list,
  oneOf,
  refuse,
  type Shape,
  shape,
  string,
} from './check.ts'
import { richText } from './rich-text.ts'

/** Tables and charts: what is written in rows and points (Slack docs, Table, Data table and Data visualization block). */

const number: Check = (value, path, checking) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) refuse(checking, path, 'must be a number')
}

const longestCell = 10_000
const cells: Readonly<Record<string, Check>> = {
  raw_text: shape({ required: { type: oneOf('raw_text'), text: string(longestCell) } }),
  raw_number: shape({ required: { type: oneOf('raw_number'), value: number, text: string(longestCell) } }),
  rich_text: richText,
}

const cell: Check = (value, path, checking) => {
  const type = String(objectOf(value).type)
  const check = cells[type]
  if (check) check(value, path, checking)
  else refuse(checking, `${path}/type`, `unsupported type: ${type}`)
}

/** A setting of one column; null passes a column over. */
const column: Check = (value, path, checking) => {
  if (value === null) return
  shape({ optional: { align: oneOf('left', 'center', 'right'), is_wrapped: boolean } })(value, path, checking)
}

export const table: Shape = {
  required: { rows: list(list(cell, 20), 100) },
  optional: { column_settings: list(column, 20) },
}

export const dataTable: Shape = {
  required: { caption: string(3000), rows: list(list(cell, 20), 201, 2) },
  optional: { page_size: integer(1, 100), row_header_column_index: integer(0, 19) },
  also(value, path, checking) {
    equalWidth(value, path, checking)
    plainHeader(value, path, checking)
  },
}

function rowsOf(value: JsonObject): readonly (readonly unknown[])[] {
  return Array.isArray(value.rows) ? value.rows.filter((row) => Array.isArray(row)) : []
}

function equalWidth(value: JsonObject, path: string, checking: Checking): void {
  if (new Set(rowsOf(value).map((row) => row.length)).size > 1)
    refuse(checking, `${path}/rows`, 'all rows must have the same number of cells')
}

function plainHeader(value: JsonObject, path: string, checking: Checking): void {
  rowsOf(value)[0]?.forEach((one, index) => {
    if (objectOf(one).type === 'rich_text')
      refuse(checking, `${path}/rows/0/${index}/type`, 'unsupported type: rich_text in the header row')
  })
}

const label = string(20)
const positive: Check = (value, path, checking) => {
  if (typeof value !== 'number' || !(value > 0)) refuse(checking, path, 'must be greater than 0')
}
const segment = shape({ required: { label, value: positive } })
const point = shape({ required: { label, value: number } })
const series = shape({ required: { name: label, data: list(point, 20) } })
const axes = shape({
  required: { categories: list(label, 20) },
  optional: { x_label: string(50), y_label: string(50) },
})
const curve = shape({
  required: { type: oneOf('bar', 'area', 'line'), series: list(series, 12), axis_config: axes },
})
const pie = shape({ required: { type: oneOf('pie'), segments: list(segment, 12) } })

const chart: Check = (value, path, checking) => {
  if (!isObject(value)) return refuse(checking, path, 'must provide an object')
  const check = value.type === 'pie' ? pie : curve
  check(value, path, checking)
}

export const dataVisualization: Shape = { required: { title: string(50), chart } }
