import { deleteJdbcDrivers, listJdbcDrivers, syncJdbcDriver, uploadJdbcDriver } from '../../drs/v5/index.ts'
import { driverName } from '../../drs/v5/values.ts'
import { handler } from '../handler.ts'
import { RefusedCall } from '../refusal.ts'
import { zoneless } from '../times.ts'
import type { World } from '../world.ts'
import { jobInPath, note, pageOf, refuseStatus, requireEngine, withoutNode } from './asking.ts'

/** A driver file of the project; its bytes are of no use here. */
interface Driver {
  readonly name: string
  readonly size: number
  /** Wall time. */
  readonly changedAt: number
}

/** The drivers of each world, which is one project. */
const stores = new WeakMap<World, Map<string, Driver>>()

function driversOf(world: World): Map<string, Driver> {
  const store = stores.get(world) ?? new Map<string, Driver>()
  stores.set(world, store)
  return store
}

/** 7.6.10: the same name replaces. */
export const uploadDriver = handler(uploadJdbcDriver, (_none, { world, file }) => {
  if (!file) throw new RefusedCall('DRS.10020001', 'file')
  if (!driverName.safeParse(file.name).success) throw new RefusedCall('DRS.10020002', 'file')
  const { wall } = world.clock.moment()
  driversOf(world).set(file.name, { name: file.name, size: file.bytes.length, changedAt: wall })
  return {}
})

/** 7.6.11: all or nothing; tasks keep the driver that they were given. */
export const deleteDrivers = handler(deleteJdbcDrivers, ({ driver_names }, { world }) => {
  const drivers = driversOf(world)
  const bad = driver_names.find((name) => !drivers.has(name))
  if (bad !== undefined) throw new RefusedCall('DRS.10020002', bad)
  for (const name of driver_names) drivers.delete(name)
  return {}
})

/** 7.6.12: for synchronizations from DB2. */
export const syncDriver = handler(syncJdbcDriver, ({ driver_name }, call) => {
  const task = jobInPath(call)
  requireEngine(task, task.scenario === 'sync' && task.source.db_type === 'db2')
  refuseStatus(task, withoutNode)
  if (!driversOf(call.world).has(driver_name)) throw new RefusedCall('DRS.10020002', 'driver_name')
  note(call.world, task, { driver: driver_name })
  return {}
})

/** 7.6.13. */
export const drivers = handler(listJdbcDrivers, (_none, call) => {
  const all = [...driversOf(call.world).values()]
  return {
    count: all.length,
    items: pageOf(all, call).map(({ name, size, changedAt }) => ({
      driver_name: name,
      size,
      last_modified: zoneless(changedAt),
    })),
  }
})
