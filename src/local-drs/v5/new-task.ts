import type * as z from 'zod'
import type { newAsyncJob, newJob } from '../../drs/v5/new-job.ts'
import { hasSchemas } from '../contents.ts'
import type { Database } from '../databases.ts'
import { askedEngine } from '../engine-names.ts'
import type { Selection } from '../extras.ts'
import type { Call } from '../handler.ts'
import { newLife } from '../lifecycle.ts'
import type { Refusal } from '../refusal.ts'
import { sourceContents, unknownObjects } from '../selection.ts'
import { noSettings } from '../settings.ts'
import type { LocalTask } from '../task.ts'
import { type Endpoint, endFromV5 } from './endpoints.ts'
import { isEnterpriseProject } from './enterprise-projects.ts'
import { factsOf, noFacts } from './facts.ts'
import { v5Pair } from './pairs.ts'
import type { BaseInfo } from './parts.ts'
import type { Facts } from './task-facts.ts'

/** What 7.2.1, 7.3.1 and 7.3.7 make of a description of a task. */

export type NewJob = z.output<typeof newJob>
export type NewAsyncJob = z.output<typeof newAsyncJob>
export type Draft = Omit<LocalTask, 'id'>

/** "Parameter is null", "the value of the parameter is invalid", "duplicate task name", "not this engine" (table A-5). */
const missing = 'DRS.10020001'
const invalid = 'DRS.10020002'
export const duplicateName = 'DRS.10020077'
const unsupportedEngine = 'DRS.10010025'

/** The tables call these optional, but no task can be made without them. */
const needed = ['name', 'job_type', 'engine_type', 'job_direction', 'task_type', 'net_type'] as const
type Needed = (typeof needed)[number]
type FullBase = BaseInfo & { readonly [Field in Needed]: NonNullable<BaseInfo[Field]> }

export interface Described {
  readonly base: FullBase
  readonly source: Endpoint
  readonly target: Endpoint
}

/** The description with everything that it must have, or the first thing that is wrong in itself. */
export function described(
  wish: Pick<NewJob, 'base_info' | 'source_endpoint' | 'target_endpoint'>,
): Described | Refusal {
  const { base_info: base } = wish
  const [source] = wish.source_endpoint
  const [target] = wish.target_endpoint
  const name = needed.find((field) => base[field] === undefined)
  if (name || !isFull(base)) return { code: missing, detail: `base_info.${name}` }
  if (!source) return { code: missing, detail: 'source_endpoint' }
  if (!target) return { code: missing, detail: 'target_endpoint' }
  if (source.endpoint_role !== 'so') return { code: invalid, detail: 'source_endpoint.endpoint_role' }
  if (target.endpoint_role !== 'ta') return { code: invalid, detail: 'target_endpoint.endpoint_role' }
  return { base, source, target }
}

function isFull(base: BaseInfo): base is FullBase {
  return needed.every((field) => base[field] !== undefined)
}

/** Names have no case (7.2.1); which databases go together is in A.8. */
export function draftRefusal(draft: Draft, taken: (name: string) => boolean): Refusal | undefined {
  const pair = v5Pair(draft.engine)
  const fits = pair?.scenarios.some((scenario) => scenario === draft.scenario)
  if (!pair || !fits) return { code: unsupportedEngine, detail: draft.engine }
  if (draft.source.db_type !== pair.source) return { code: invalid, detail: 'source_endpoint.db_type' }
  if (draft.target.db_type !== pair.destination) return { code: invalid, detail: 'target_endpoint.db_type' }
  if (!isEnterpriseProject(factsOf(draft).enterpriseProject)) {
    return { code: invalid, detail: 'base_info.enterprise_project_id' }
  }
  return taken(draft.name) ? { code: duplicateName } : undefined
}

type Rest = Pick<NewJob, 'node_info' | 'period_order' | 'public_ip_list'>

/** A task as it is created; its databases are known from the start, but have to be tested (7.6.1, network). */
export function draftOf(call: Call, { base, source, target }: Described, rest: Rest): Draft {
  const moment = call.world.clock.moment()
  const databases: readonly Database[] = call.world.databases()
  const { node_info, period_order, public_ip_list } = rest
  return {
    name: base.name,
    life: newLife(base.task_type, Number(base.expired_days ?? 14), moment),
    scenario: base.job_type,
    engine: askedEngine(base.engine_type),
    direction: base.job_direction,
    originalDirection: base.job_direction,
    network: base.net_type,
    nodeType: node_info.spec.node_type,
    description: base.description ?? '',
    subnetId: node_info.vpc?.subnet_id ?? target.vpc?.subnet_id ?? '',
    targetReadOnly: target.config?.is_target_readonly ?? target.config?.is_target_read_only ?? true,
    dualActive: base.multi_write ?? false,
    replaceDefiner: true,
    tags: tagsOf(base),
    source: endFromV5(source, databases),
    target: endFromV5(target, databases),
    tested: { so: false, ta: false },
    configured: false,
    settings: noSettings,
    comparisons: [],
    differences: {},
    rolesAfter: 0,
    createdAt: moment.wall,
    updatedAt: moment.wall,
    v5: {
      ...noFacts,
      enterpriseProject: base.enterprise_project_id ?? '0',
      charging: base.charging_mode ?? 'on_demand',
      order: period_order,
      node: node_info,
      zones: zonesOf(node_info),
      shards: source.config?.node_num,
      publicIps: public_ip_list ?? [],
      startTime: base.start_time,
    },
  }
}

/** The zones of a primary and a standby node are written in one text, joined by a comma. */
function zonesOf({ base_info }: NewJob['node_info']): Facts['zones'] {
  const [master, slave] = base_info?.availability_zone.split(',') ?? []
  return base_info?.instance_type === 'ha' && master && slave ? { master, slave } : undefined
}

export function tagsOf(base: BaseInfo): LocalTask['tags'] {
  return (base.tags ?? []).map(({ key = '', value = '' }) => ({ key, value }))
}

/** Objects that the source does not hold; nobody knows what databases outside of this world hold. */
export function unknownNames(
  task: LocalTask,
  wish: Selection,
  databases: readonly Database[],
): readonly string[] {
  const contents = sourceContents(task, databases)
  if (contents.length === 0) return []
  const isDatabase = (name: string) => hasSchemas(task) && Object.hasOwn(wish.object_info ?? {}, name)
  return unknownObjects(wish, contents).filter((name) => !isDatabase(name))
}
