import type { Generation } from '../../drs/operation.ts'
import { handlers } from './actions/index.ts'

export interface Coverage {
  readonly id: string
  readonly api: Generation
  readonly status: 'supported'
  /** What is not as in life, beside durations and contents, which are made up. */
  readonly notes?: string
}

const notes: Readonly<Record<string, string>> = {
  'batch-job-details': 'Subtasks, EIPs, security groups and orders are not modelled.',
  'batch-limit-speed': 'The limit is kept and shown; the task does not get slower.',
  'batch-modify-passwords': 'The password is tried at once; a wrong one is refused. Kerberos is ignored.',
  'batch-set-smn': 'Nobody is told.',
  'batch-test-connections-cluster': 'Shards of a source are tested like the source itself.',
  'batch-transform-data': 'The rule is kept and shown; conditions are not evaluated.',
  'create-table-compare-job': 'Conditions are kept and shown, not evaluated; Cassandra is not modelled.',
  'dr-monitoring-data': 'Load and sizes are made up; delays are those of the task.',
  'modify-params': 'A value counts at once, even if it needs a restart.',
  'update-lts-config': 'No logs are delivered.',
  'update-tuning-params':
    'Only the parameters that the reference names; the first call is not forced to be an initialization.',
}

/** The operations that the local DRS serves. */
export const coverage: readonly Coverage[] = handlers.map(({ operation: { id, api } }) => ({
  id,
  api,
  status: 'supported',
  ...(notes[id] === undefined ? {} : { notes: notes[id] }),
}))
