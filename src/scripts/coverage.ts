import { commands } from '../../commands/index.ts'
import { operations } from '../drs/index.ts'
import { coverageOf } from '../kit/coverage.ts'
import { printRows } from './print.ts'

/** `npm run -s coverage [-- --json]`: every DRS call that is declared, with the verbs that ask for it, or why none does. */
const rows = coverageOf(operations, commands)
  .map(({ operation: { api, id }, verbs, onlyByApi }) => ({
    id,
    api,
    verbs: verbs.map(({ name }) => name),
    ...(onlyByApi !== undefined && { onlyByApi }),
  }))
  .sort((a, b) => a.api.localeCompare(b.api) || a.id.localeCompare(b.id))

printRows(rows, ({ id, api, verbs, onlyByApi }) => [id, api, verbs.join(', ') || (onlyByApi ?? '-')], [
  'OPERATION',
  'API',
  'VERBS',
])
