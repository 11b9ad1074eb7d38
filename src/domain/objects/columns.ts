/** Tables of objects as spreadsheets save them: the first row names the columns. */

type Column = 'database' | 'schema' | 'table' | 'toDatabase' | 'toSchema' | 'toTable'

/** How the rows are to be read: which column stands where, and the sign between them. */
export interface RowForm {
  readonly separator: string
  readonly columns: readonly (Column | undefined)[]
}

export interface Cells {
  /** Of the columns that the table has, from the outside in; empty where a cell is. */
  readonly source: readonly string[]
  readonly target: readonly string[]
}

const things: Readonly<Record<string, 'database' | 'schema' | 'table'>> = {
  ...{ database: 'database', db: 'database', databasename: 'database', dbname: 'database' },
  ...{ 库: 'database', 库名: 'database', 数据库: 'database', 数据库名: 'database' },
  ...{ schema: 'schema', schemaname: 'schema', schema名: 'schema', 模式: 'schema', 模式名: 'schema' },
  ...{ table: 'table', tablename: 'table', 表: 'table', 表名: 'table' },
}

const ofTarget = /^(?:target|destination|new|to|目标端?|新)/
const ofSource = /^(?:source|from|源端?)/

function columnOf(heading: string): Column | undefined {
  const word = heading.toLowerCase().replace(/[\s_-]+/g, '')
  const thing = things[word.replace(ofTarget, '').replace(ofSource, '')] ?? things[word]
  if (!thing) return undefined
  if (!ofTarget.test(word)) return thing
  return thing === 'database' ? 'toDatabase' : thing === 'schema' ? 'toSchema' : 'toTable'
}

/** The form of a table, if that line is the first row of one. */
export function columnsOf(heading: string): RowForm | undefined {
  const separator = [',', ';', '\t', '，'].find((sign) => heading.includes(sign)) ?? ','
  const columns = cellsIn(heading, separator).map(columnOf)
  const outer = columns.includes('database') || columns.includes('schema')
  return outer && columns.every((column) => column !== undefined) && columns.length > 1
    ? { separator, columns }
    : undefined
}

export function rowsOfTable(row: string, { separator, columns }: RowForm): Cells {
  const cells = cellsIn(row, separator)
  const at = (column: Column) => {
    const place = columns.indexOf(column)
    return place === -1 ? [] : [cells[place]?.trim() ?? '']
  }
  const has = (column: Column) => columns.includes(column)
  const beside = (source: Column, column: Column) => (has(column) ? at(column) : has(source) ? [''] : [])
  return {
    source: [...at('database'), ...at('schema'), ...at('table')],
    target: [
      ...beside('database', 'toDatabase'),
      ...beside('schema', 'toSchema'),
      ...beside('table', 'toTable'),
    ],
  }
}

/** The cells of one row; a cell in double quotes may hold the separator, and `""` for a quote. */
function cellsIn(row: string, separator: string): readonly string[] {
  const cells: string[] = []
  let cell = ''
  let quoted = false
  for (let i = 0; i < row.length; i += 1) {
    const sign = row.charAt(i)
    if (sign === '"' && quoted && row.charAt(i + 1) === '"') {
      cell += '"'
      i += 1
    } else if (sign === '"' && (quoted || cell.trim() === '')) {
      quoted = !quoted
      if (quoted) cell = ''
    } else if (sign === separator && !quoted) {
      cells.push(cell)
      cell = ''
    } else cell += sign
  }
  return [...cells, cell]
}
