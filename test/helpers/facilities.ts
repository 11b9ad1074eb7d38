import type { Grant } from '../../src/domain/roles.ts'
import type { Task } from '../../src/domain/task.ts'
import type { Found, TaskService } from '../../src/domain/task-service.ts'
import type { Follow, Watch } from '../../src/domain/watch.ts'
import type { Approvals } from '../../src/kit/command.ts'
import type { Facilities, Standing } from '../../src/kit/context.ts'
import type { Locale } from '../../src/text.ts'
import { noon } from './samples.ts'

/** A part that this test has no use for: asking for it is a mistake of the code under test. */
function unexpected(what: string) {
  return (): never => {
    throw new Error(`${what} was not expected to be asked`)
  }
}

function found<T>(entries: readonly (readonly [string, T])[], ids: readonly string[]): Found<T> {
  const known = new Map(entries.filter(([id]) => ids.includes(id)))
  return { found: known, gone: new Set(ids.filter((id) => !known.has(id))), failed: new Map() }
}

/** DRS as far as looking at tasks goes; its name filter matches a part of the name in any case (6.1.1, 6.1.19). */
function lookingAt(tasks: readonly Task[], asked: (call: string) => void): TaskService {
  const calls = {
    async list(filter: Parameters<TaskService['list']>[0]) {
      asked(filter?.name === undefined ? 'list' : `list ${filter.name}`)
      const part = filter?.name?.toLowerCase() ?? ''
      return tasks.filter((task) => task.name.toLowerCase().includes(part))
    },
    async details(ids: readonly string[]) {
      asked(`details ${ids.join(',')}`)
      return found(
        tasks.map((task) => [task.id, task] as const),
        ids,
      )
    },
  } satisfies Pick<TaskService, 'list' | 'details'>
  return {
    ...calls,
    statuses: unexpected('statuses'),
    progress: unexpected('progress'),
    recovery: unexpected('recovery'),
    precheckReports: unexpected('precheckReports'),
    create: unexpected('create'),
    testConnection: unexpected('testConnection'),
    configure: unexpected('configure'),
    selectObjects: unexpected('selectObjects'),
    precheck: unexpected('precheck'),
    start: unexpected('start'),
    pause: unexpected('pause'),
    resume: unexpected('resume'),
    stop: unexpected('stop'),
    delete: unexpected('delete'),
    switchover: unexpected('switchover'),
    reset: unexpected('reset'),
    allowedActions: unexpected('allowedActions'),
    startComparison: unexpected('startComparison'),
    comparisons: unexpected('comparisons'),
    quota: unexpected('quota'),
    nodeTypes: unexpected('nodeTypes'),
    zones: unexpected('zones'),
  }
}

const noApprovals = {
  request: unexpected('an approval'),
  get: unexpected('an approval'),
  step: unexpected('an approval'),
} satisfies Approvals

/** What a context is made of, kept in memory, with everything that was asked and stored in sight. */
export interface TestFacilities extends Facilities {
  readonly asked: { readonly connection: string; readonly locale: Locale; readonly call: string }[]
  readonly watched: Watch[]
  readonly followed: Follow[]
  readonly secrets: Map<string, string>
  /** Who is somebody else than a member in good standing. */
  readonly people: Map<string, Standing>
}

export function testFacilities(
  options: Partial<Pick<Facilities, 'connections'>> & {
    readonly grants?: readonly Grant[]
    readonly tasks?: readonly Task[]
    readonly chosen?: string
  } = {},
): TestFacilities {
  const { connections = ['prod'], tasks = [], chosen } = options
  const everybody = { role: 'admin', users: ['*'], connections: ['*'], channels: ['*'] } as const
  const choices = new Map<string, string>()
  const asked: TestFacilities['asked'] = []
  const watched: Watch[] = []
  const followed: Follow[] = []
  const secrets = new Map<string, string>()
  const people: TestFacilities['people'] = new Map()
  return {
    connections,
    grants: async () => options.grants ?? [everybody],
    standing: async (user) => people.get(user) ?? { locale: 'en', groups: [] },
    people,
    asked,
    watched,
    followed,
    secrets,
    service: (connection, locale) =>
      lookingAt(
        tasks.filter((task) => task.connection === connection),
        (call) => asked.push({ connection, locale, call }),
      ),
    chosenConnection: async (place) => choices.get(place.channel) ?? chosen,
    chooseConnection: async (place, connection) => void choices.set(place.channel, connection),
    watch: async (watch) => {
      const known = watched.some((other) => other.taskId === watch.taskId && other.channel === watch.channel)
      if (!known) watched.push(watch)
      return !known
    },
    unwatch: async () => false,
    watches: async () => watched,
    follow: async (follow) => void followed.push(follow),
    setup: async () => undefined,
    saveSetup: async () => undefined,
    secret: async (reference) => {
      const value = secrets.get(reference)
      if (value === undefined) throw new Error(`no secret ${reference}`)
      return value
    },
    approvals: () => noApprovals,
    call: unexpected('a call'),
    file: unexpected('a file'),
    now: () => noon,
  }
}
