import { precheckItemOf } from '../drs/precheck-items.ts'
import type { Moment } from './clock.ts'
import { type Database, databaseKey } from './databases.ts'
import { durations } from './lifecycle.ts'
import {
  alarms,
  failedReasons,
  type ItemList,
  incrementalOnly,
  itemData,
  itemsFor,
  rawErrors,
} from './precheck-lists.ts'
import type { CheckedItem, PrecheckMode, PrecheckRun } from './precheck-run.ts'
import type { End, LocalTask } from './task.ts'

/** Checks the databases as they are at this moment. */
export function runPrecheck(
  task: LocalTask,
  databases: readonly Database[],
  moment: Moment,
  mode: PrecheckMode,
): PrecheckRun {
  const troubles = troublesOf(task, databases)
  const full = task.life.mode === 'FULL_TRANS'
  const items = Object.entries(checkedItems(task.source.db_type, troubles)).flatMap(([group, names]) =>
    names.filter((name) => !(full && incrementalOnly.has(name))).map((name) => check(name, group, troubles)),
  )
  return { startedAt: moment.virtual, items, stale: false, mode }
}

/** The items of the engine, and any other that somebody broke: the documents' lists are examples, not complete. */
function checkedItems(engine: string, troubles: ReadonlySet<string>): ItemList {
  const usual = itemsFor(engine)
  const known = new Set(Object.values(usual).flat())
  const others = [...troubles].filter((item) => !known.has(item))
  const groups = new Set([...Object.keys(usual), ...others.map(groupOf)])
  return Object.fromEntries(
    [...groups].map((group) => [
      group,
      [...(usual[group] ?? []), ...others.filter((item) => groupOf(item) === group)],
    ]),
  )
}

function groupOf(item: string): string {
  return precheckItemOf(item)?.group ?? 'db_params'
}

function troublesOf(task: LocalTask, databases: readonly Database[]): ReadonlySet<string> {
  const nothingChosen = task.scenario === 'sync' && !task.objects
  return new Set([
    ...brokenAt(task.source, databases),
    ...brokenAt(task.target, databases),
    ...(task.source.problem ? ['srcDbConnection'] : []),
    ...(task.target.problem ? ['dstDbConnection'] : []),
    ...(nothingChosen ? ['userSelectObjectsCheck'] : []),
  ])
}

function brokenAt(end: End, databases: readonly Database[]): readonly string[] {
  return databases.find((database) => databaseKey(database) === end.database)?.broken ?? []
}

/** The examples send this passed item with empty texts. */
const emptyParts: Readonly<Record<string, object>> = { dstStatusCheck: { data: '', failed_reason: '' } }

function check(item: string, group: string, troubles: ReadonlySet<string>): CheckedItem {
  const data = itemData[item]
  if (!troubles.has(item)) {
    return {
      item,
      result: 'PASSED',
      group,
      ...(data && !alarms.has(item) ? { data } : {}),
      ...emptyParts[item],
    }
  }
  const reason = failedReasons[item]
  const raw = rawErrors[item]
  return {
    item,
    result: alarms.has(item) ? 'ALARM' : 'FAILED',
    group,
    ...(reason ? { failed_reason: reason } : {}),
    ...(data ? { data } : {}),
    ...(raw ? { raw_error_msg: raw } : {}),
  }
}

/** How far a run is, 0 to 100. */
export function precheckPercent(run: PrecheckRun, moment: Moment): number {
  const share = (moment.virtual - run.startedAt) / durations.precheck
  return Math.min(100, Math.floor(share * 100))
}

export function precheckRuns(task: LocalTask, moment: Moment): boolean {
  return task.precheck !== undefined && precheckPercent(task.precheck, moment) < 100
}

/** Whether the latest run is over, passed (alarms do not count) and still fits the configuration. */
export function precheckPassed(task: LocalTask, moment: Moment): boolean {
  const run = task.precheck
  return run !== undefined && !run.stale && !precheckRuns(task, moment) && passed(run.items)
}

function passed(items: readonly CheckedItem[]): boolean {
  return items.every(({ result, is_skipped }) => result !== 'FAILED' || is_skipped === true)
}

/** The answer of 6.1.7 for one task; while the run goes on it holds the items that are done. */
export function precheckReport(task: LocalTask, run: PrecheckRun, moment: Moment) {
  const percent = precheckPercent(run, moment)
  const done = run.items.slice(0, Math.floor((run.items.length * percent) / 100))
  const good = done.filter(({ result }) => result !== 'FAILED').length
  return {
    precheck_id: task.id,
    result: percent === 100 && passed(done),
    process: `${percent}%`,
    total_passed_rate: `${Math.floor((good / run.items.length) * 100)}%`,
    rds_instance_id: task.target.inst_id ?? task.source.inst_id ?? null,
    job_direction: task.direction,
    precheck_result: done,
  }
}
