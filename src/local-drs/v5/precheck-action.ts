import type { Call } from '../handler.ts'
import { permission } from '../lifecycle.ts'
import { startPrecheck } from '../perform.ts'
import { precheckReport, precheckRuns } from '../precheck.ts'
import { incrementalOnly } from '../precheck-lists.ts'
import type { CheckedItem, PrecheckMode } from '../precheck-run.ts'
import type { Refusal } from '../refusal.ts'
import type { LocalTask } from '../task.ts'
import type { Result } from './act-types.ts'
import { addQuery, factsOf } from './facts.ts'
import { isPending } from './query-time.ts'
import { because, failures, wrongStatus } from './refused.ts'

/** Prechecks of v5: started (7.6.1), asked for (7.5.1), and items skipped. */

const busy = 'DRS.M01504'
const invalid = 'DRS.10020002'

/** Not while a connection test runs. */
export function precheck(call: Call, task: LocalTask, mode: PrecheckMode): Result {
  const { world, locale } = call
  const moment = world.clock.moment()
  const testing = factsOf(task).queries.some((query) => query.kind === 'network' && isPending(query, moment))
  const reset = mode !== 'forResetJob' || permission(task.life, 'reset', moment) === 'yes'
  const reason = testing ? busy : reset ? startPrecheck(world, task, mode) : wrongStatus
  if (reason) return because(failures.precheck, { code: reason }, locale)
  const checked = world.task(task.id) ?? task
  const run = checked.precheck
  if (!run) return { code: failures.precheck }
  const { startedAt } = run
  return { queryId: addQuery(world, checked, (id) => ({ kind: 'precheck', id, startedAt, mode, run })) }
}

/** Without these no task works, so that they cannot be skipped; the documents name no item that can or cannot. */
const indispensable: ReadonlySet<string> = new Set([
  'network',
  'db_version',
  'db_target_status',
  'db_user_privilege',
])

function canSkip({ item, group }: CheckedItem): boolean {
  return !indispensable.has(group) && !incrementalOnly.has(item) && item !== 'userSelectObjectsCheck'
}

/** Failed items of the latest run, once it is over. */
export function skipItems(call: Call, task: LocalTask, names: readonly string[]): Refusal | undefined {
  const run = task.precheck
  if (!run || run.stale) return { code: wrongStatus }
  if (precheckRuns(task, call.world.clock.moment())) return { code: busy }
  const skippable = run.items
    .filter((item) => item.result === 'FAILED' && canSkip(item))
    .map(({ item }) => item)
  if (names.length === 0 || names.some((name) => !skippable.includes(name))) {
    return { code: invalid, detail: 'skipped_precheck_list' }
  }
  const items = run.items.map((item) => (names.includes(item.item) ? { ...item, is_skipped: true } : item))
  call.world.putTask({ ...task, precheck: { ...run, items } })
  return undefined
}

/** `precheck_result` of 7.5.1; percentages are numbers and texts as the tables have them. */
export function precheckView(call: Call, task: LocalTask, id: string) {
  const query = factsOf(task).queries.find((known) => known.kind === 'precheck' && known.id === id)
  if (query?.kind !== 'precheck') return undefined
  const run = task.precheck?.startedAt === query.startedAt ? task.precheck : query.run
  const {
    precheck_result,
    precheck_id: _task,
    process,
    ...report
  } = precheckReport(task, run, call.world.clock.moment())
  return {
    ...report,
    process: process.replace('%', ''),
    precheck_results: precheck_result.map((checked) => {
      const { raw_error_msg, is_skipped = false, ...item } = checked
      return {
        ...item,
        ...(raw_error_msg === undefined ? {} : { raw_error_message: raw_error_msg }),
        is_support_skip: checked.result === 'FAILED' && canSkip(checked),
        is_skipped,
      }
    }),
  }
}
