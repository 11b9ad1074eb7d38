import type * as z from 'zod'
import { batchSetSyncPolicy, batchTransformData } from '../../drs/index.ts'
import { setOn, wrongStatus } from '../change.ts'
import { type Call, distinct, handler, jobResult } from '../handler.ts'
import { configurationRefusal, reconfigured } from '../perform.ts'
import { type Refusal, RefusedCall } from '../refusal.ts'
import type { DataRule } from '../settings.ts'
import type { LocalTask } from '../task.ts'

type Policy = z.output<typeof batchSetSyncPolicy.request>['jobs'][number]
type RuleWish = z.output<typeof batchTransformData.request>['jobs'][number]

/** 6.3.2. */
export const setSyncPolicy = handler(batchSetSyncPolicy, ({ jobs }, call) => {
  distinct(jobs)
  const results = jobs.map((job) => jobResult(call, job.job_id, (task) => setPolicy(call, task, job)))
  return { results, count: results.length }
})

function setPolicy(call: Call, task: LocalTask, { job_id: _task, ...wish }: Policy) {
  const refusal = policyStatus(call, task) ?? kafkaRefusal(task, wish)
  if (refusal) return refusal
  const policy = { ...task.settings.policy, ...wish }
  call.world.putTask(reconfigured(call.world, task, { settings: { ...task.settings, policy } }))
  return undefined
}

/** After the databases were tested and stored; two kinds of task also while they run. */
function policyStatus(call: Call, task: LocalTask): string | undefined {
  if (task.scenario !== 'sync') return wrongStatus
  const changeable = task.engine === 'mysql-to-kafka' || task.engine === 'taurus-to-kafka'
  if (changeable && task.life.status === 'INCRE_TRANSFER_STARTED') return undefined
  return configurationRefusal(call.world, task) ?? (task.configured ? undefined : wrongStatus)
}

const fromMysql: ReadonlySet<string> = new Set(['mysql-to-kafka', 'taurus-to-kafka'])

/** What a synchronization to Kafka needs, by its source; others have no topics at all. */
function kafkaRefusal(task: LocalTask, wish: Omit<Policy, 'job_id'>): Refusal | undefined {
  if (task.target.db_type !== 'kafka') {
    return wish.topic_policy === undefined ? undefined : { code: 'DRS.M00202', detail: 'topic_policy' }
  }
  const known = { ...task.settings.policy, ...wish }
  const needed: readonly (keyof typeof wish)[] = [
    'topic_policy',
    'partition_policy',
    ...(known.ddl_trans ? (['ddl_topic'] as const) : []),
    ...(task.engine === 'gaussdbv5ha-to-kafka' ? (['slot_name'] as const) : []),
  ]
  const missing = needed.find((name) => known[name] === undefined)
  if (missing) return { code: 'DRS.M00201', detail: missing }
  const topics = fromMysql.has(task.engine) ? ['0', '1'] : topicsOf(task.engine)
  if (!topics.includes(String(known.topic_policy))) return { code: 'DRS.M00202', detail: 'topic_policy' }
  const formats = fromMysql.has(task.engine) ? ['json', 'json_c'] : ['json', 'avro']
  const fits = formats.includes(String(known.kafka_data_format ?? 'json'))
  return fits ? undefined : { code: 'DRS.M00202', detail: 'kafka_data_format' }
}

function topicsOf(engine: string): readonly string[] {
  return engine === 'gaussdbv5-to-kafka' ? ['0', '1', '2', '3', '4'] : ['0', '1', '2', '3']
}

/** 6.3.1: one item per table, so that a task may come several times. */
export const transformData = handler(batchTransformData, ({ jobs }, call) => {
  const results = jobs.map((job, at) => {
    if (job.job_id === undefined) throw new RefusedCall('DRS.M00201', `jobs.${at}.job_id`)
    return jobResult(call, job.job_id, (task) => addRules(call, task, job))
  })
  return { count: results.length, results }
})

function addRules(call: Call, task: LocalTask, wish: RuleWish): string | Refusal | undefined {
  const refusal = configurationRefusal(call.world, task)
  if (refusal) return refusal
  if (!task.objects || task.scenario !== 'sync') return wrongStatus
  const rules = rulesFrom(wish)
  if ('code' in rules) return rules
  const all = [...task.settings.rules, ...rules]
  if (new Set(all.map(({ table, type }) => `${type}/${table}`)).size < all.length) return 'DRS.M07000'
  setOn(call.world, task, { rules: all })
  return undefined
}

function rulesFrom(wish: RuleWish): readonly DataRule[] | Refusal {
  const { transformation_type: type, value } = wish.transformation_info
  if (type === 'configConditionalFilter') {
    const config = wish.config_transformation
    if (!config) return { code: 'DRS.M00201', detail: 'config_transformation' }
    if (value !== 'config') return { code: 'DRS.M00202', detail: 'transformation_info.value' }
    return [{ table: config.db_table_name, type, value, config }]
  }
  const tables = (wish.object_info ?? []).flatMap(({ id }) => (id ? [id.split('-*-*-').join('.')] : []))
  if (tables.length === 0) return { code: 'DRS.M00201', detail: 'object_info' }
  return tables.map((table) => ({ table, type, value }))
}
