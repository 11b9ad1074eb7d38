import { operations } from '../drs/index.ts'
import { printRows } from './print.ts'

/** `npm run -s operations [-- --json]`: every DRS call that is declared, by generation and id. */
const rows = operations
  .map((op) => ({
    id: op.id,
    api: op.api,
    method: op.method,
    path: op.path,
    risk: op.risk,
    title: op.title.en,
  }))
  .sort((a, b) => a.api.localeCompare(b.api) || a.id.localeCompare(b.id))

printRows(rows, (row) => Object.values(row), ['OPERATION', 'API', 'METHOD', 'PATH', 'RISK', 'TITLE'])
