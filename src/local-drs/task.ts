import { type Moment, wallTime } from './clock.ts'
import { type Comparison, cancel, isOver, settleComparison } from './comparison.ts'
import type { Differences } from './differences.ts'
import type { Extras } from './extras.ts'
import { type Life, settle } from './lifecycle.ts'
import type { PrecheckRun } from './precheck-run.ts'
import { hexDigits } from './random.ts'
import type { Settings } from './settings.ts'
import type { Facts } from './v5/task-facts.ts'

/** One end of a task under the names of the wire; passwords and keys are never kept. */
export interface End {
  readonly db_type: string
  readonly ip?: string | undefined
  readonly db_port?: number | undefined
  readonly db_user?: string | undefined
  readonly db_name?: string | undefined
  readonly inst_id?: string | undefined
  readonly inst_name?: string | undefined
  readonly region?: string | undefined
  readonly project_id?: string | undefined
  readonly vpc_id?: string | undefined
  readonly subnet_id?: string | undefined
  readonly az_code?: string | undefined
  readonly security_group_id?: string | undefined
  readonly mongo_ha_mode?: string | undefined
  readonly safe_mode?: number | undefined
  readonly topic?: string | undefined
  readonly cluster_mode?: string | undefined
  readonly ssl_link?: boolean | undefined
  readonly ssl_cert_name?: string | undefined
  readonly ssl_cert_check_sum?: string | undefined
  /** Key of the database that it is, when it is one of this world. */
  readonly database?: string | undefined
  /** Code of the connection error, when the stored user or password does not fit. */
  readonly problem?: string | undefined
}

export type SelectedObject = {
  readonly id: string
  readonly type: string
  readonly name: string
  readonly select: string
  readonly parent_id?: string
  readonly alias_name?: string
}

/** An edit that was taken over while changes are replicated, which is a subtask. */
export interface ReEdit {
  readonly id: string
  /** Virtual time. */
  readonly startedAt: number
}

/** A task of the local service: its configuration, and the life that time and actions give it. */
export interface LocalTask {
  readonly id: string
  readonly name: string
  readonly life: Life
  readonly scenario: string
  readonly engine: string
  readonly direction: string
  readonly originalDirection: string
  readonly network: string
  readonly nodeType: string
  readonly description: string
  readonly subnetId: string
  readonly targetReadOnly: boolean
  readonly dualActive: boolean
  /** The dual-active pair that the task is one direction of. */
  readonly partOf?: { readonly id: string; readonly direction: 'forward' | 'backward' }
  readonly replaceDefiner: boolean
  readonly tags: readonly { readonly key: string; readonly value: string }[]
  readonly source: End
  readonly target: End
  /** Which connection tests have succeeded. */
  readonly tested: { readonly so: boolean; readonly ta: boolean }
  /** Whether the databases were stored (6.1.4, store_db_info). */
  readonly configured: boolean
  /** The choice of objects (6.1.5); absent before it was made. */
  readonly objects?: { readonly all: boolean; readonly list: readonly SelectedObject[] }
  readonly precheck?: PrecheckRun
  /** Oldest first. */
  readonly reEdits?: readonly ReEdit[]
  readonly settings: Settings
  /** Oldest first. */
  readonly comparisons: readonly Comparison[]
  /** How the destination differs from the source at present. */
  readonly differences: Differences
  /** Records of features that only some tasks have used. */
  readonly extras?: Extras
  /** What it was made with beside its databases. */
  readonly v5?: Facts
  /** Switchovers whose effect on the roles is already shown. */
  readonly rolesAfter: number
  /** A lag that the control room has put on the task, in milliseconds. */
  readonly forcedLag?: number
  /** Since when (virtual time) the source writes more than the task can follow. */
  readonly overloadedSince?: number
  /** Wall times. */
  readonly createdAt: number
  readonly updatedAt: number
}

/** An id as DRS forms them: `24834eb6-be30-464e-a299-f7aa730jb101` (6.1.20, example). */
export function taskId(seed: string, number: number): string {
  const hex = hexDigits(27, seed, 'task', number)
  const suffix = `jb${String(100 + (number % 900))}`
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 27)}${suffix}`
}

/** The task as time alone has made it: status, after a switchover the roles of its ends, and its comparisons. */
export function settleTask(task: LocalTask, moment: Moment, speed: number): LocalTask {
  const life = settle(task.life, moment)
  if (life === task.life) return settleComparisons(task, moment)
  const updatedAt = wallTime(life.since, moment, speed)
  return settleComparisons(exchangeRoles({ ...task, life, updatedAt }), moment)
}

/** What is not over when a task is released never will be. */
function settleComparisons(task: LocalTask, moment: Moment): LocalTask {
  const released = task.life.status.startsWith('RELEASE_RESOURCE') || task.life.status === 'DELETED'
  const comparisons = task.comparisons.map((comparison) => {
    const settled = settleComparison(comparison, task.differences, moment)
    return released && !isOver(settled) ? cancel(settled, task.life.since) : settled
  })
  const changed = comparisons.some((comparison, at) => comparison !== task.comparisons[at])
  return changed ? { ...task, comparisons } : task
}

/** A switchover turns the direction and makes source of destination (6.4.1; the example shows the state after it). */
function exchangeRoles(task: LocalTask): LocalTask {
  const rolesAfter = task.life.switched
  if ((rolesAfter - task.rolesAfter) % 2 === 0) return { ...task, rolesAfter }
  return { ...task, ...rolesExchanged(task), rolesAfter }
}

const opposite: Readonly<Record<string, string>> = { up: 'down', down: 'up' }

/** What a switchover makes of direction, ends and the read-only mark. */
export function rolesExchanged(
  task: LocalTask,
): Pick<LocalTask, 'direction' | 'targetReadOnly' | 'source' | 'target'> {
  return {
    direction: opposite[task.direction] ?? task.direction,
    targetReadOnly: !task.targetReadOnly,
    source: task.target,
    target: task.source,
  }
}
