import * as z from 'zod'
import { knownPair, modes, scenarios } from '../drs/engines.ts'
import { BadInput } from './bad-input.ts'
import type { Moment } from './clock.ts'
import { type Database, databaseKey, instances, subnetId } from './databases.ts'
import { endOf } from './ends.ts'
import { durations, type Life, type LifeStatus, type Mode } from './lifecycle.ts'
import { noSettings } from './settings.ts'
import type { LocalTask } from './task.ts'
import type { World } from './world.ts'

/** Statuses that a task may be seeded in. */
export const seedStatuses = [
  'CREATING',
  'CONFIGURATION',
  'STARTJOBING',
  'FULL_TRANSFER_STARTED',
  'FULL_TRANSFER_COMPLETE',
  'FULL_TRANSFER_FAILED',
  'INCRE_TRANSFER_STARTED',
  'INCRE_TRANSFER_FAILED',
  'PAUSING',
  'RELEASE_RESOURCE_COMPLETE',
] as const satisfies readonly LifeStatus[]

export const seedTask = z
  .strictObject({
    name: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9_-]{3,49}$/, '4 to 50 letters, digits, - and _, a letter first'),
    scenario: z.enum(scenarios.map(({ value }) => value)),
    engine: z.string().refine((engine) => knownPair(engine) !== undefined, 'not a documented engine type'),
    status: z.enum(seedStatuses).default('CREATING'),
    mode: z.enum(modes.map(({ value }) => value)).default('FULL_INCR_TRANS'),
    direction: z.enum(['up', 'down', 'non-dbs']).default('up'),
    source: z.string().describe('host:port or instance id of a database'),
    destination: z.string().describe('host:port or instance id of a database'),
    configured: z.boolean().default(true).describe('Databases tested and stored, objects chosen'),
    dualActive: z.boolean().default(false),
    description: z.string().max(256).default(''),
    error: z.string().optional().describe('Cause of failure'),
    tags: z
      .array(z.strictObject({ key: z.string().min(1), value: z.string() }))
      .max(20)
      .default([]),
    overloaded: z.boolean().default(false).describe('The source writes too much: the lag rises until let go'),
  })
  .refine(({ engine, scenario }) => knownPair(engine)?.scenarios.includes(scenario) ?? true, {
    path: ['engine'],
    message: 'does not fit the scenario',
  })

const seedDatabase = z.strictObject({
  name: z.string().min(1),
  engine: z.string().min(1).describe('db_type'),
  host: z.string().min(1),
  port: z.int().min(1).max(65535),
  instanceId: z.string().optional(),
  instanceName: z.string().optional(),
  version: z.string().default('8.0.32'),
  user: z.string(),
  password: z.string(),
  dbName: z.string().optional(),
  broken: z.array(z.string()).default([]).describe('Precheck items that fail'),
})

/** A world to start with: tasks, and databases besides the built-in ones (the same address replaces). */
export const seed = z.strictObject({
  tasks: z.array(seedTask).default([]),
  databases: z.array(seedDatabase).default([]),
})
export type Seed = z.input<typeof seed>
export type SeedTask = z.input<typeof seedTask>

/** The sandbox begins with a migration whose precheck will fail, a synchronization whose lag rises and a healthy DR pair. */
export const defaultSeed: Seed = {
  tasks: [
    {
      name: 'orders-to-rds',
      scenario: 'migration',
      engine: 'mysql',
      status: 'CONFIGURATION',
      source: '192.168.0.27:3306',
      destination: instances.mysql,
      description: 'Order database to the cloud',
    },
    {
      name: 'billing-sync',
      scenario: 'sync',
      engine: 'mysql',
      status: 'INCRE_TRANSFER_STARTED',
      source: '192.168.0.28:3306',
      destination: instances.mysql,
      overloaded: true,
    },
    {
      name: 'dr-orders',
      scenario: 'cloudDataGuard',
      engine: 'cloudDataGuard-mysql',
      status: 'INCRE_TRANSFER_STARTED',
      source: '192.168.0.29:3306',
      destination: instances.mysqlStandby,
    },
  ],
}

/** Reads a seed of unknown origin; the error names every field that is wrong. */
export function parseSeed(raw: unknown): z.output<typeof seed> {
  const parsed = seed.safeParse(raw)
  if (parsed.success) return parsed.data
  throw new BadInput(`The seed is not valid:\n${z.prettifyError(parsed.error)}`)
}

/** Puts the seed's databases and tasks into a world. */
export function plant(world: World, raw: unknown): void {
  const { tasks, databases } = parseSeed(raw)
  for (const { instanceId, instanceName, dbName, ...database } of databases) {
    world.putDatabase({
      ...database,
      ...(instanceId ? { instanceId } : {}),
      ...(instanceName ? { instanceName } : {}),
      ...(dbName ? { dbName } : {}),
    })
  }
  for (const task of tasks) plantTask(world, task)
}

/** Adds one task as if somebody had created and configured it in the console. */
export function plantTask(world: World, raw: SeedTask): LocalTask {
  const task = seedTask.parse(raw)
  const moment = world.clock.moment()
  const done = task.configured
  return world.addTask({
    name: task.name,
    life: lifeIn(task.status, task.mode, task.error, moment),
    scenario: task.scenario,
    engine: task.engine,
    direction: task.direction,
    originalDirection: task.direction,
    network: 'eip',
    nodeType: 'high',
    description: task.description,
    subnetId,
    targetReadOnly: task.scenario === 'cloudDataGuard',
    dualActive: task.dualActive,
    replaceDefiner: true,
    tags: task.tags,
    source: endOf(databaseCalled(world, task.source)),
    target: endOf(databaseCalled(world, task.destination)),
    tested: { so: done, ta: done },
    configured: done,
    ...(done && task.scenario !== 'cloudDataGuard' ? { objects: { all: true, list: [] } } : {}),
    settings: noSettings,
    comparisons: [],
    differences: {},
    ...(task.overloaded ? { overloadedSince: moment.virtual } : {}),
    rolesAfter: 0,
    createdAt: moment.wall,
    updatedAt: moment.wall,
  })
}

function databaseCalled(world: World, name: string): Database {
  const known = world.databases()
  const found = known.find((database) => databaseKey(database) === name || database.instanceId === name)
  if (found) return found
  const names = known.map((database) => database.instanceId ?? databaseKey(database))
  throw new BadInput(`There is no database ${name}; known are ${names.join(', ')}`)
}

const pastFull: readonly LifeStatus[] = [
  'FULL_TRANSFER_COMPLETE',
  'INCRE_TRANSFER_STARTED',
  'INCRE_TRANSFER_FAILED',
  'PAUSING',
]
const incremental: readonly LifeStatus[] = ['INCRE_TRANSFER_STARTED', 'INCRE_TRANSFER_FAILED', 'PAUSING']

/** A life that has come as far as the status; an incremental phase is caught up. */
function lifeIn(status: LifeStatus, mode: Mode, error: string | undefined, { virtual }: Moment): Life {
  const started = status !== 'CREATING' && status !== 'CONFIGURATION'
  return {
    status,
    since: virtual,
    mode,
    fullDone: pastFull.includes(status) ? durations.full : 0,
    ...(incremental.includes(status) ? { lag: 0 } : {}),
    ...(started ? { startedAt: virtual } : {}),
    ...(pastFull.includes(status) ? { fullCompleteAt: virtual } : {}),
    ...(status === 'PAUSING' ? { resumeTo: 'INCRE_TRANSFER_STARTED' } : {}),
    ...(error ? { error } : {}),
    switched: 0,
    expiredDays: 14,
  }
}
