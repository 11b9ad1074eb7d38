import type { CommandServices } from '../app/command-services.ts'
import type { Log } from '../base/log.ts'
import type { Config } from '../config/types.ts'
import { redisExecution } from '../execution/redis-store.ts'
import type { TaskKnowledge } from '../ports/task-knowledge.ts'
import type { Speaking } from '../slack/speaking.ts'
import type { ApprovalStore } from '../store/approval-store.ts'
import { checkNotesOf, checksAssignedTo, putCheckNote } from '../store/check-notes.ts'
import {
  claimComparisonSchedules,
  comparisonSchedulesOf,
  putComparisonSchedule,
  removeComparisonSchedule,
  settleComparisonSchedule,
} from '../store/comparison-schedules.ts'
import { redisDrafts } from '../store/drafts.ts'
import { chooseConnection, chooseLanguage, connectionOf, languageOf } from '../store/plain-values.ts'
import type { Redis } from '../store/redis.ts'
import { putListed } from '../store/task-index.ts'
import { getSetup, putSetup } from '../store/task-setups.ts'
import type { Engine } from '../watch/engine.ts'
import { type DrsAccess, sleep } from './drs.ts'
import { indexedServices } from './indexed-services.ts'

interface CommandServiceDeps {
  readonly config: Config
  readonly redis: Redis
  /** A connection that may wait. */
  readonly patient: Redis
  readonly engine: Engine
  readonly knowledge: TaskKnowledge
  readonly drs: DrsAccess
  readonly speaking: Speaking
  readonly readFile: CommandServices['inputs']['file']
  readonly newAuthority: CommandServices['newAuthority']
  readonly store: ApprovalStore
  readonly log: Log
  readonly approvals: CommandServices['approvals']
  readonly secrets: CommandServices['secrets']
  readonly diagnose: CommandServices['auditing']['diagnose']
}

/** Longer than beginning comparisons takes; a replica that dies holds those that are due no longer. In ms. */
const claimMs = 2 * 60_000
/** So many at a time. */
const claimed = 10

/** What commands may use, made of the real parts. */
export function createCommandServices({
  config,
  redis,
  patient,
  engine,
  knowledge,
  drs,
  speaking,
  readFile,
  newAuthority,
  store,
  log,
  approvals,
  secrets,
  diagnose,
}: CommandServiceDeps): CommandServices {
  return {
    connections: config.connections.map(({ name }) => name),
    newAuthority,
    service: indexedServices(drs.service, {
      redis,
      walk: (connection) => engine.discover(connection),
      now: Date.now,
      sleep,
    }),
    channels: {
      chosenConnection: (channelRef) => connectionOf(redis, channelRef),
      chooseConnection: (channelRef, connection) => chooseConnection(redis, channelRef, connection),
      chosenLanguage: (channelRef) => languageOf(redis, channelRef),
      chooseLanguage: (channelRef, locale) => chooseLanguage(redis, channelRef, locale),
      languageOfConnection: (connection) =>
        config.connections.find(({ name }) => name === connection)?.language,
      generationsOfConnection: (connection) =>
        config.connections.find(({ name }) => name === connection)?.generations ?? [],
      barrier: ({ channel }) => speaking.barrier(channel),
    },
    watching: {
      knowledge,
      checks: {
        notes: ({ connection, id }) => checkNotesOf(redis, connection, id),
        put: ({ connection, id }, note) => putCheckNote(redis, connection, id, note),
        assignedTo: (connection, user) => checksAssignedTo(redis, connection, user),
        redraw: ({ connection, id }, cause) => engine.redrawReport(connection, id, cause),
        tell: (channelRef, message) => engine.tell(channelRef, message),
      },
      comparisons: scheduleMemory(redis, engine),
      watch: (watch) => engine.watch(watch),
      unwatch: (channelRef, { connection, id }) => engine.unwatch(connection, id, channelRef),
      watches: (channelRef) => engine.watchesOfChannel(channelRef),
      watchFilter: async (filter) => void (await engine.watchFilter(filter)),
      unwatchFilter: (channelRef, { connection, id }) => engine.unwatchFilter(connection, id, channelRef),
      filters: (channelRef) => engine.filtersOfChannel(channelRef),
      snooze: async (channelRef, target, until, by) =>
        void (await engine.snooze(channelRef, target, until, by)),
      snoozes: (channelRef) => engine.snoozes(channelRef),
      suspended: (channelRef) => engine.suspendedAt(channelRef),
      missed: (channelRef, since) => engine.missed(channelRef, since),
      batch: (connection, id) => engine.batch(connection, id),
    },
    setups: {
      get: ({ connection, id }) => getSetup(redis, connection, id),
      put: async ({ connection, id }, setup) => {
        await putSetup(redis, connection, id, setup)
        // What the card says and offers hangs on it.
        await engine.redraw(connection, id, `setup:${Date.now()}`)
      },
      created: (task) => putListed(redis, task.connection, [task]),
    },
    secrets,
    inputs: { file: readFile, drafts: redisDrafts(redis), turn: () => sleep(0) },
    auditing: {
      audit: (record) => store.append(record),
      auditPage: (query, page) => store.search(query, page),
      diagnose,
    },
    approvals,
    execution: {
      store: redisExecution({ redis, own: patient, engine, wait: sleep }),
      log,
      service: drs.service,
      call: drs.call,
      secret: secrets.read,
      now: Date.now,
    },
    now: Date.now,
  }
}

function scheduleMemory(
  redis: Redis,
  engine: Pick<Engine, 'tell'>,
): CommandServices['watching']['comparisons'] {
  return {
    put: (schedule) => putComparisonSchedule(redis, schedule),
    all: (connection) => comparisonSchedulesOf(redis, connection),
    remove: (connection, id) => removeComparisonSchedule(redis, connection, id),
    claim: (connection, due) =>
      claimComparisonSchedules(redis, connection, { due, until: due + claimMs, limit: claimed }),
    settle: (run, nextAt) => settleComparisonSchedule(redis, run, nextAt),
    tell: (channelRef, message) => engine.tell(channelRef, message),
  }
}
