import type { CommandName, CommandTarget } from '../../src/domain/command-targets.ts'
import type { Generation } from '../../src/drs/operation.ts'
import { instances, subnetId } from '../../src/local-drs/databases.ts'
import type { Seed } from '../../src/local-drs/server.ts'

/**
 * Each verb that sets tasks up, or that says what can be set up, as somebody types it in full. Every row is tried in every way
 * of set-up-verbs.test.ts; a new verb needs a row.
 */

type SeedTask = NonNullable<Seed['tasks']>[number]

export interface SetUpVerb {
  readonly verb: CommandName
  /** What follows `/drs <verb> `; the task is named by its ID. */
  readonly typed: (task: string, generation: Generation) => string
  /** What its task is beside a migration that waits for its configuration. */
  readonly task?: Partial<SeedTask>
  /** A status in which DRS does not allow it; absent where it is allowed in each, or is about no task. */
  readonly refusedIn?: SeedTask['status']
  /** The button that carries it out, where what would change is shown first. */
  readonly presses?: CommandTarget
  /** What an English reader is told once it is done. */
  readonly says: RegExp
  /** What is told instead over a generation that has no call for it. */
  readonly without?: { readonly v3?: RegExp; readonly v5?: RegExp }
  /** Everybody who may see tasks may do it. */
  readonly reads?: true
}

const sync = { scenario: 'sync' } as const
const running = { ...sync, status: 'INCRE_TRANSFER_STARTED' } as const
const toKafka = { ...sync, engine: 'mysql-to-kafka', destination: '192.168.0.40:9092' } as const
const fromDb2 = { ...sync, engine: 'mysql', source: '192.168.0.28:3306' } as const
const topic = 'urn:smn:eu-west-7:04f9aca88c00d3202fd4c01ed679daf0:drs-zw'
const noV3 = /v5|not offered|no call/i
const noV5 = /v3|not offered|no call/i

const ends =
  '--sourceHost 192.168.0.28 --sourcePort 3306 --sourceUser drs_user --sourcePassword env:DB_SOURCE_PASSWORD ' +
  '--destinationHost 192.168.0.131 --destinationPort 3306 --destinationUser drs_user --destinationPassword env:DB_DESTINATION_PASSWORD ' +
  `--destinationInstance ${instances.mysql}`
const wizard = `--scenario migration --engine mysql --direction up --network eip --nodeType high --subnet ${subnetId} ${ends}`

export const setUpVerbs: readonly SetUpVerb[] = [
  { verb: 'links', typed: () => 'sync', says: /MySQL → MySQL/, reads: true },
  { verb: 'nodes', typed: () => 'migration', says: /Specifications/, reads: true, without: { v5: noV5 } },
  { verb: 'quota', typed: () => '', says: /Quota of tasks/, reads: true, without: { v5: noV5 } },
  { verb: 'settings', typed: (task) => task, says: /Settings/, reads: true },
  { verb: 'create', typed: (name) => `${name} ${wizard}`, says: /DRS accepted the new task/ },
  {
    verb: 'test',
    typed: (task) => `${task} ${ends}`,
    says: /both databases answer/,
    refusedIn: 'INCRE_TRANSFER_STARTED',
  },
  {
    verb: 'policy',
    typed: (task) => `${task} --topics 1 --partition 1`,
    task: toKafka,
    says: /Sync policy set/,
    refusedIn: 'RELEASE_RESOURCE_COMPLETE',
    without: { v5: noV5 },
  },
  {
    verb: 'params',
    typed: (task, generation) =>
      `${task} --set ${generation === 'v5' ? 'read_task_num=20' : 'slotAdvanceInterval=5'} --reason agreed`,
    task: sync,
    says: /Now[\s\S]*(read_task_num = 20|slotAdvanceInterval = 5)/,
    refusedIn: 'RELEASE_RESOURCE_COMPLETE',
  },
  {
    verb: 'clone',
    typed: (task) => `${task} copy-${task.slice(0, 12)} --watch false`,
    task: running,
    says: /accepted/,
    refusedIn: 'CONFIGURATION',
    without: { v3: noV3 },
  },
  {
    verb: 'edit',
    typed: (task) => `${task} --description "moved on Monday"`,
    says: /moved on Monday/,
    refusedIn: 'RELEASE_RESOURCE_COMPLETE',
  },
  {
    verb: 'position',
    typed: (task) => `${task} mysql-bin.000001:4 --gtid a-1 --reason agreed`,
    task: { ...sync, mode: 'INCR_TRANS' },
    says: /Start position set/,
    refusedIn: 'INCRE_TRANSFER_STARTED',
  },
  {
    verb: 'eip',
    typed: (task) => `${task} bind --id eip-2 --ip 203.0.113.8 --reason agreed`,
    says: /EIP set/,
    refusedIn: 'RELEASE_RESOURCE_COMPLETE',
    without: { v3: noV3 },
  },
  {
    verb: 'logs',
    typed: (task) => `${task} on --group g-1 --stream s-1 --reason agreed`,
    task: running,
    says: /s-1/,
    refusedIn: 'RELEASE_RESOURCE_COMPLETE',
    without: { v5: noV5 },
  },
  {
    verb: 'definer',
    typed: (task) => `${task} keep`,
    says: /Definer set/,
    refusedIn: 'INCRE_TRANSFER_STARTED',
    without: { v5: noV5 },
  },
  {
    verb: 'transform',
    typed: (task) => `${task} filter billing.accounts --condition "id > 5" --reason agreed`,
    task: sync,
    presses: 'cmd:transform:save',
    says: /Data rules saved/,
    refusedIn: 'INCRE_TRANSFER_STARTED',
  },
  { verb: 'drivers', typed: () => '', says: /driver/i, reads: true, task: fromDb2, without: { v3: noV3 } },
  {
    verb: 'users',
    typed: (task) => `${task} --none`,
    says: /Users to migrate set/,
    refusedIn: 'INCRE_TRANSFER_STARTED',
    without: { v5: noV5 },
  },
  {
    verb: 'speed',
    typed: (task) => `${task} --limit 15`,
    says: /Speed limit set/,
    refusedIn: 'INCRE_TRANSFER_STARTED',
  },
  {
    verb: 'tags',
    typed: (task) => `${task} --add a=b --reason agreed`,
    says: /Tags set/,
    without: { v3: noV3 },
  },
  {
    verb: 'alarm',
    typed: (task) => `${task} --topic ${topic} --delay 60 --reason agreed`,
    says: /Alarm set/,
    refusedIn: 'RELEASE_RESOURCE_COMPLETE',
  },
  {
    verb: 'objects',
    typed: (task) => `${task} --scope databases --databases billing`,
    task: sync,
    presses: 'cmd:objects:save',
    says: /Objects saved/,
    refusedIn: 'RELEASE_RESOURCE_COMPLETE',
  },
  {
    verb: 'template',
    typed: (task) => task,
    task: {
      ...sync,
      engine: 'oracle-to-gaussdbv5',
      source: '192.168.0.33:1521',
      destination: instances.gaussdb,
    },
    says: /file/i,
    reads: true,
    without: { v3: noV3 },
  },
  { verb: 'import', typed: () => '', says: /sheet|file/i, reads: true, without: { v3: noV3 } },
]
