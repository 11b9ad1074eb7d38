import { commands } from '../../commands/index.ts'
import { printRows } from './print.ts'

/** `npm run -s commands [-- --json]`: every verb of `/drs` with the role it needs and the operations it uses. */
const rows = commands.map((command) => ({
  name: command.name,
  summary: command.summary.en,
  role: command.role,
  uses: command.operations.map(({ id }) => id),
}))

printRows(rows, (row) => [row.name, row.role, row.summary, row.uses.join(', ')], [
  'COMMAND',
  'ROLE',
  'SUMMARY',
  'USES',
])
