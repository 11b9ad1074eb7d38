import type { LookupResult, TaskService } from '../domain/tasks/task-service.ts'
import type { CommandContext } from '../kit/context.ts'
import { alarmingReport } from './precheck-data.ts'
import { day, hour, people, peopleOf, place, type SampleData, taskOf } from './sample-data.ts'

function foundFor<T>(ids: readonly string[], value: T): LookupResult<T> {
  return { found: new Map(ids.map((id) => [id, value])), gone: new Set(), failed: new Map() }
}

/** What DRS answers in samples: as much as pages of forms ask for. */
function sampleService(data: SampleData): Partial<TaskService> {
  const pair = taskOf(data, { scenario: 'cloudDataGuard' }, 2)
  return {
    list: async () => ({ tasks: [pair], unreadable: 0 }),
    details: async (ids) => ({
      ...foundFor(ids, pair),
      found: new Map(ids.map((id) => [id, { ...pair, id }])),
    }),
    settings: async (ids) =>
      foundFor(ids, {
        speed: [{ from: 7, hours: 10, speed: 15 }],
        alarm: { topic: data.instance, recipients: 2, delay: 60, rpo: 30, rto: 0, toUsers: true },
      }),
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
    selectedObjects: async () => ({ api: 'v5', whileRunning: true, selection: { scope: 'all' } }),
    sourceObjects: async () => new Map(data.names.map((name) => [name, {}])),
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
  }
}

/** As much of a command's context as pages of forms ask for; whatever is missing is noticed by the test of the gallery. */
export function sampleContext(data: SampleData): CommandContext {
  const { locale, now, connection } = data
  const some = {
    ...{ locale, now, connection, user: people.alice, ...place },
    zone: 'Europe/Berlin',
    connections: [connection, 'staging-eu'],
    service: () => sampleService(data),
    task: async () => taskOf(data, { scenario: 'cloudDataGuard' }, 2),
    found: [],
    may: () => true,
    checks: { of: async () => ({ notes: [], names: new Map() }) },
    setups: { of: async () => undefined },
    approvals: { mayNeed: async () => true },
    roles: { require: () => undefined },
    watching: { watches: async () => [], filters: async () => [] },
  }
  // A whole context would need every effect that the bot has.
  return some as unknown as CommandContext
}
