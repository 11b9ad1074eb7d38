import type { Generation } from '../drs/operation.ts'
import { handlers } from './v3/index.ts'
import { handlersV5 } from './v5/index.ts'

export interface Coverage {
  readonly id: string
  readonly api: Generation
  readonly status: 'supported'
  /** What is not as in life, beside durations and contents, which are made up. */
  readonly notes?: string
}

const notes: Readonly<Record<string, string>> = {
  'batch-job-details':
    'Subtasks can be looked at, not acted on; EIPs, security groups and orders are kept and shown.',
  'batch-limit-speed': 'The limit is kept and shown; the task does not get slower.',
  'batch-modify-passwords': 'The password is tried at once; a wrong one is refused. Kerberos is ignored.',
  'batch-set-smn': 'Nobody is told.',
  'batch-test-connections-cluster': 'Shards of a source are tested like the source itself.',
  'batch-transform-data': 'The rule is kept and shown; conditions are not evaluated.',
  'batch-async-create':
    'The check looks at names, engines, connections, objects and settings; accounts of Kafka and sharded sources are not modelled.',
  'batch-job-action': 'As job-action.',
  'clone-job': 'The databases of the clone have to be tested anew.',
  'commit-async-job': 'The tasks are configured; a precheck and a start are asked for as usual.',
  'create-job':
    'The first source and destination count; orders and primary/standby nodes are kept and shown.',
  'create-table-compare-job': 'Conditions are kept and shown, not evaluated; Cassandra is not modelled.',
  'dr-monitoring-data': 'Load and sizes are made up; delays are those of the task.',
  'get-job': 'The log tells the large steps only; load of the node is left out.',
  'import-jobs':
    'The layout of the sheet is ours, as the reference shows none: one parameter in a row, with the number of its task.',
  'job-action':
    'column_limit and reload_parameters, of which nothing is documented, change nothing; which check items can be skipped is ours.',
  'list-links': 'Every engine type of the local DRS, into the cloud.',
  'modify-params': 'A value counts at once, even if it needs a restart.',
  'update-lts-config': 'No logs are delivered.',
  'update-tuning-params':
    'Only the parameters that the reference names; the first call is not forced to be an initialization.',
  'check-data-filtering': 'A condition has to compare a column of its table; SQL is not understood further.',
  'collect-columns': 'Columns follow from the indexes of a table.',
  'compare-policy': 'Every task in its incremental phase is compared daily; no call sets a policy.',
  'export-operation-statistics': 'The numbers are made up.',
  'job-metering': 'Codes of sizes other than the documented one are made up.',
  'list-dirty-data': 'Rows that differ at the destination stand for those that could not be applied.',
  'list-health-compare-jobs': 'The comparisons have times and states, but no results.',
  'modify-configuration': 'Only the parameters that the reference names; the task does not get faster.',
  'monitor-data': 'Load and sizes are made up; delays are those of the task.',
  'sync-jdbc-driver': 'The driver is kept and shown, not used.',
  'update-data-processing-rules': 'The rules are kept and shown; rows are not filtered.',
  'update-start-position': 'The position is kept and shown; whether it exists is not checked.',
  'upload-object-template': 'Workbooks of the old .xls format cannot be read and are refused.',
}

/** The operations that the local DRS serves. */
export const coverage: readonly Coverage[] = [...handlers, ...handlersV5].map(
  ({ operation: { id, api } }) => ({
    id,
    api,
    status: 'supported',
    ...(notes[id] === undefined ? {} : { notes: notes[id] }),
  }),
)
