import * as z from 'zod'
import { batchTestConnectionsCluster } from '../../drs/index.ts'
import { testEnd } from '../connection-test.ts'
import type { Access } from '../databases.ts'
import { type Call, handler, jobResult, unique } from '../handler.ts'
import { configurationRefusal } from '../perform.ts'
import { RefusedCall } from '../refusal.ts'
import type { LocalTask } from '../task.ts'

/** A database in the JSON text of `property` (6.1.3, table 6-23); `ls` is a shard of the source. */
const clusterDatabase = z.looseObject({
  dbtype: z.string(),
  dbport: z.int().min(0).max(65_535).optional(),
  endpointtype: z.enum(['so', 'ta', 'ls']),
  ip: z.string(),
  instid: z.string().optional(),
  dbuser: z.string().optional(),
  dbpassword: z.string().optional(),
  dbName: z.string().optional(),
})
const property = z.array(clusterDatabase).min(1)
type ClusterDatabase = z.output<typeof clusterDatabase>

/** 6.1.3: `status` is true or false as a text. Each end of a task may be an item of its own. */
export const testClusters = handler(batchTestConnectionsCluster, ({ jobs }, call) => {
  const wishes = jobs.map(({ action, ...job }, at) => {
    if (action !== 'testConnection') throw new RefusedCall('DRS.M00202', `jobs.${at}.action`)
    return { id: job.job_id, databases: databasesOf(job.property, `jobs.${at}.property`) }
  })
  unique(
    wishes.map(({ id, databases }) =>
      [id, ...new Set(databases.map(({ endpointtype }) => endpointtype))].join('/'),
    ),
    'job_id',
  )
  const results = wishes.map(({ id, databases }) => {
    const result = jobResult(call, id, (task) => testAll(call, task, databases))
    const success = result.status === 'success'
    return { ...result, status: String(success), success }
  })
  return { results, count: results.length }
})

function databasesOf(text: string, field: string): readonly ClusterDatabase[] {
  const parsed = property.safeParse(jsonOf(text))
  if (!parsed.success) throw new RefusedCall('DRS.M00202', field)
  return parsed.data
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // refused by the schema
  }
}

/** All databases of an end must let DRS in; the first failure is told. */
function testAll(call: Call, task: LocalTask, databases: readonly ClusterDatabase[]): string | undefined {
  const refusal = configurationRefusal(call.world, task)
  if (refusal) return refusal
  const outcomes = databases.map(accessTo).map((access) => ({
    end: access.end,
    code: testEnd(call.world, call.world.task(task.id) ?? task, access),
  }))
  const failed = (end: 'so' | 'ta') => outcomes.some((outcome) => outcome.end === end && outcome.code)
  const latest = call.world.task(task.id) ?? task
  const tested = { so: latest.tested.so && !failed('so'), ta: latest.tested.ta && !failed('ta') }
  call.world.putTask({ ...latest, tested })
  return outcomes.find(({ code }) => code !== undefined)?.code
}

function accessTo(database: ClusterDatabase): Access {
  return {
    engine: database.dbtype,
    end: database.endpointtype === 'ta' ? 'ta' : 'so',
    ip: database.ip,
    port: database.dbport,
    instanceId: database.instid || undefined,
    user: database.dbuser,
    password: database.dbpassword,
    dbName: database.dbName || undefined,
  }
}
