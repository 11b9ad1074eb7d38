import { everything } from '../domain/objects/selection.ts'
import type { Task } from '../domain/tasks/task.ts'
import type { LookupResult, TaskService } from '../domain/tasks/task-service.ts'
import type { CommandContext } from '../kit/context.ts'
import { alarmingReport } from './precheck-data.ts'
import { day, hour, people, peopleOf, place, type SampleData, taskOf } from './sample-data.ts'

function foundFor<T>(ids: readonly string[], value: T): LookupResult<T> {
  return { found: new Map(ids.map((id) => [id, value])), gone: new Set(), failed: new Map() }
}

/** Tasks that forms may be about; what is possible with one of them is not with another. */
const aboutTasks = {
  pair: { scenario: 'cloudDataGuard' },
  prepared: { status: 'CONFIGURATION' },
  topics: { scenario: 'sync', engine: 'mysql-to-kafka', status: 'CONFIGURATION' },
  changes: { scenario: 'sync', mode: 'INCR_TRANS', status: 'CONFIGURATION' },
  running: { scenario: 'sync' },
} as const satisfies Readonly<Record<string, Partial<Task>>>

export type SampleTask = keyof typeof aboutTasks
export const sampleTasks = Object.keys(aboutTasks).filter((name): name is SampleTask => name in aboutTasks)

/** What DRS answers in samples: as much as pages of forms ask for. */
function sampleService(data: SampleData, task: Task): Partial<TaskService> {
  return {
    list: async () => ({ tasks: [task], unreadable: 0 }),
    details: async (ids) => ({
      ...foundFor(ids, task),
      found: new Map(ids.map((id) => [id, { ...task, id }])),
    }),
    settings: async (ids) =>
      foundFor(ids, {
        speed: [{ from: 7, hours: 10, speed: 15 }],
        policy: { conflict: 'ignore' },
        alarm: { topic: data.instance, recipients: 2, delay: 60, rpo: 30, rto: 0, toUsers: true },
      }),
    selectedObjects: async () => ({ selection: everything, whileRunning: true, api: 'v5' }),
    sourceObjects: async () => new Map(data.parts.slice(0, 5).map((name) => [name, {}])),
    tags: async () => [data.connection, `${data.instance}=${data.connection}`],
    knownTags: async () => [{ key: data.instance, values: [data.connection] }],
    precheckReports: async (ids) => foundFor(ids, alarmingReport(data)),
    progress: async (ids) => foundFor(ids, { percent: 100, lagMs: 500 }),
    recovery: async (ids) => foundFor(ids, { rpoMs: 200, rtoMs: 900 }),
    comparisons: async () => [
      { id: 'c1', kind: 'row', status: 'SUCCESSFUL', endedAt: data.now - 2 * hour, clean: true },
      { id: 'c2', kind: 'object', status: 'SUCCESSFUL', endedAt: data.now - day, clean: true },
    ],
    logDelivery: async () => ({ on: true, group: data.instance, stream: data.connection }),
    dataRules: async () => ({ api: 'v5', rules: [], unreadable: 0 }),
    drivers: async () => data.names.map((name) => ({ name: `${name}.jar` })),
    objectSupport: async () => ({ engines: [], byFile: false }),
    enterpriseProjects: async () => data.names.map((name, at) => ({ id: String(at), name })),
    tableColumns: async () => data.names.map((name) => ({ name })),
    sourceUsers: async () => peopleOf(data),
    databaseParameters: async () => undefined,
    tuning: async () => [],
    quota: async () => ({ limit: 5, used: 3 }),
    links: async () => [{ engine: 'mysql', direction: 'up', network: 'eip', modes: ['FULL_INCR_TRANS'] }],
    homeOfNew: () => 'v5',
    nodeTypes: async () => ['micro', 'small', 'medium', 'high'],
    zones: async () => [
      { code: 'eu-west-101a', name: 'AZ1', available: true },
      { code: 'eu-west-101b', name: 'AZ2', available: false },
    ],
  }
}

/** As much of a command's context as pages of forms ask for; whatever is missing is noticed by the test of the gallery. */
export function sampleContext(data: SampleData, about: SampleTask = 'pair'): CommandContext {
  const { locale, now, connection } = data
  const task = taskOf(data, aboutTasks[about], 2)
  const some = {
    ...{ locale, now, connection, user: people.alice, ...place },
    zone: 'Europe/Berlin',
    connections: [connection, 'staging-eu'],
    service: () => sampleService(data, task),
    task: Object.assign(async () => task, { like: async () => [task] }),
    found: [],
    may: () => true,
    checks: { of: async () => ({ notes: [], names: new Map() }) },
    setups: { of: async () => undefined },
    approvals: { mayNeed: async () => true },
    roles: { require: () => undefined },
    rawCalls: { generations: () => ['v3', 'v5'] },
    watching: { watches: async () => [], filters: async () => [] },
  }
  // A whole context would need every effect that the bot has.
  return some as unknown as CommandContext
}
