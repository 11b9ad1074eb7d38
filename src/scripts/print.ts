/** What a person reads without `--json`: columns as wide as their longest cell; the last one is left ragged. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((cell, column) => Math.max(widest[column] ?? 0, cell.length)),
    [],
  )
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  return rows.map(line).join('\n')
}

/** Prints the rows as one JSON value if the program was called with `--json`, else as a table with its heading. */
export function printRows<Row extends object>(
  rows: readonly Row[],
  cells: (row: Row) => readonly string[],
  heading: readonly string[],
): void {
  const text = process.argv.includes('--json')
    ? JSON.stringify(rows, undefined, 2)
    : table([heading, ...rows.map(cells)])
  process.stdout.write(`${text}\n`)
}
