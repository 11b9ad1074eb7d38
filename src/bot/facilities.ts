import type { Facilities } from '../app/context.ts'
import type { Log } from '../base/log.ts'
import type { Config } from '../config/types.ts'
import { redisExecution } from '../execution/redis-store.ts'
import type { Ledger } from '../store/approval-store.ts'
import { chooseConnection, connectionOf } from '../store/channel-settings.ts'
import type { Redis } from '../store/redis.ts'
import { getSetup, putSetup } from '../store/task-setups.ts'
import type { Engine } from '../watch/engine.ts'
import type { Drs } from './drs.ts'

interface FacilityParts {
  readonly config: Config
  readonly redis: Redis
  readonly engine: Engine
  readonly drs: Drs
  readonly readFile: Facilities['file']
  readonly newAuthority: Facilities['newAuthority']
  readonly ledger: Ledger
  readonly log: Log
  readonly approvals: Facilities['approvals']
  readonly secret: Facilities['secret']
  readonly keeping: Facilities['keeping'] | undefined
}

/** What commands may use, made of the real parts. */
export function createFacilities({
  config,
  redis,
  engine,
  drs,
  readFile,
  newAuthority,
  ledger,
  log,
  approvals,
  secret,
  keeping,
}: FacilityParts): Facilities {
  return {
    connections: config.connections.map(({ name }) => name),
    newAuthority,
    service: drs.service,
    chosenConnection: (place) => connectionOf(redis, place),
    chooseConnection: (place, connection) => chooseConnection(redis, place, connection),
    watch: (watch) => engine.watch(watch),
    unwatch: (place, { connection, id }) => engine.unwatch(connection, id, place),
    watches: (place) => engine.watchesOfPlace(place),
    watchFilter: async (filter) => void (await engine.watchFilter(filter)),
    unwatchFilter: (place, { connection, id }) => engine.unwatchFilter(connection, id, place),
    filters: (place) => engine.filtersOfPlace(place),
    snooze: async (place, target, until, by) => void (await engine.snooze(place, target, until, by)),
    snoozes: (place) => engine.snoozes(place),
    resting: (place) => engine.restingAt(place),
    missed: (place, since) => engine.missed(place, since),
    setup: ({ connection, id }) => getSetup(redis, connection, id),
    saveSetup: ({ connection, id }, setup) => putSetup(redis, connection, id, setup),
    secret,
    ...(keeping && { keeping }),
    file: readFile,
    audit: (record) => ledger.append(record),
    auditPage: (query, page) => ledger.search(query, page),
    approvals,
    execution: {
      store: redisExecution(redis, (pending) => engine.follow(pending)),
      log,
      service: drs.service,
      call: drs.call,
      secret,
      now: Date.now,
    },
    now: Date.now,
  }
}
