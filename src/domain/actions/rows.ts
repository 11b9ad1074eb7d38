import * as z from 'zod'
import { say } from '../../base/i18n.ts'
import { effects } from '../../drs/effects.ts'
import {
  batchPauseJobs,
  batchRetryJobs,
  batchStartJobs,
  batchStopOrDeleteJobs,
  batchSwitchover,
  cancelCompareJob,
  createObjectCompareJob,
  createTableCompareJob,
  exportCompareResult,
  startTableCompareJob,
} from '../../drs/index.ts'
import {
  batchDeleteJobs,
  batchJobActionReset,
  batchJobActionRestart,
  batchJobActionStart,
  batchJobActionStop,
  batchStopJobs,
  jobActionCancelCompare,
  jobActionCreateCompare,
  jobActionReset,
  jobActionRestart,
  jobActionStart,
  jobActionStop,
} from '../../drs/v5/index.ts'
import { areOver, comparisonKinds, isAnyOver } from '../tasks/comparison.ts'
import { begunIn, compareOptionsSchema } from '../tasks/comparison-order.ts'
import type { Action, ActionOptions, TaskAims, TaskState } from './action.ts'
import { checkRows } from './check-rows.ts'
import { settingRows } from './setting-rows.ts'
import {
  deletable,
  existing,
  failedWhileRunning,
  interrupted,
  isBeforeStart,
  isFailed,
  isFailedOrEnded,
  isGoing,
  isOneOf,
  isStarting,
  isUnderWayOrPast,
  stoppable,
} from './statuses.ts'

/** 6.1.12: without `is_sync_re_edit`, which the Chinese edition wants only after a task was edited again. */
const goesOn = { one: jobActionRestart, several: batchJobActionRestart, params: () => ({}) }

/**
 * Every action on a task, in the order in which cards offer them. What the bot does with an action follows from its row;
 * a new one is a row (here, or in check-rows.ts or setting-rows.ts), a command, and a test. The preconditions are our knowledge of DRS API reference 6.1.2 to 6.1.15
 * and 6.4.1, since v3 answers no list of allowed actions for a single task.
 */
export const actions = {
  create: {
    words: { button: say('Create', '创建') },
    nature: 'creates',
    outcome: {
      noun: say('Creation', '创建'),
      going: say('Creating', '正在创建'),
      done: say('Created', '已创建'),
      reached: (status) => status === 'CONFIGURATION',
      failed: isFailed,
      // DRS may not know the new task for a moment.
      whenGone: undefined,
    },
    explains: (from, to) => from === 'CREATING' && to === 'CONFIGURATION',
    traces: ['appeared'],
  },
  clone: {
    words: { button: say('Clone', '克隆') },
    nature: 'reads',
    // 7.2.6: not while the task is created, configured or started.
    from: existing.filter((status) => !isBeforeStart(status) && !/^CREAT/.test(status)),
    scenarios: {
      only: ['sync'],
      why: say(
        'DRS clones synchronization tasks only. You can create a new task from its values.',
        'DRS 仅支持克隆同步任务，可沿用该任务的设置新建任务。',
      ),
    },
    offered: false,
    elsewhere: (now) =>
      say(
        `DRS clones a task once it has started. The task is in “${now.en}”. You can create a new task from its values.`,
        `任务启动后才能克隆，任务当前为“${now['zh-CN']}”。可沿用该任务的设置新建任务。`,
      ),
  },
  ...checkRows,
  start: {
    words: { button: say('Start', '启动') },
    nature: 'moves',
    // Milliseconds since the epoch; absent starts at once.
    options: z.strictObject({ at: z.string().regex(/^\d+$/).exactOptional() }),
    from: ['CONFIGURATION'],
    objection: ({ precheckPassed }: TaskState) =>
      precheckPassed === false
        ? say(
            'The last pre-check has not passed. Fix what it found and run it again.',
            '最近一次预检查未通过。请处理其中的问题并重新预检查。',
          )
        : undefined,
    style: 'primary',
    drs: {
      commands: ['START'],
      v3: {
        operation: batchStartJobs,
        job: (job_id, { at }) => ({ job_id, ...(at !== undefined && { start_time: at }) }),
      },
      v5: {
        one: jobActionStart,
        several: batchJobActionStart,
        params: ({ at }) => (at === undefined ? {} : { start_time: at }),
      },
    },
    outcome: {
      noun: say('Start', '启动'),
      going: say('Starting', '正在启动'),
      done: say('Started', '已启动'),
      reached: (status) => status === 'WAITING_FOR_START' || isUnderWayOrPast(status),
      failed: isFailed,
      whenGone: 'failed',
    },
    explains: (from, to) => isBeforeStart(from) && isGoing(to),
  },
  pause: {
    words: { button: say('Pause', '暂停') },
    nature: 'moves',
    // `target` stops replay, `all` log capturing and replay (6.1.13).
    options: z.strictObject({ what: z.enum(['target', 'all']) }),
    from: ['FULL_TRANSFER_STARTED', 'INCRE_TRANSFER_STARTED'],
    drs: {
      // STOP_JOB and CONTINUE_JOB are a pair of their own at Oracle tasks; v3 uses them for pausing and going on, too.
      commands: ['PAUSE', 'STOP_JOB'],
      v3: { operation: batchPauseJobs, job: (job_id, { what }) => ({ job_id, pause_mode: what }) },
      v5: { one: jobActionStop, several: batchJobActionStop, params: ({ what }) => ({ pause_mode: what }) },
    },
    outcome: {
      noun: say('Pause', '暂停'),
      going: say('Pausing', '正在暂停'),
      done: say('Paused', '已暂停'),
      reached: (status) => status === 'PAUSING',
      failed: isFailedOrEnded,
      whenGone: 'failed',
    },
    explains: (_, to) => to === 'PAUSING',
    // Only then may the source purge what the task has still to copy.
    guard: { approvals: 1, effects: [effects.capturePaused], when: ({ what }) => what === 'all' },
  },
  resume: {
    words: { button: say('Resume', '续传') },
    nature: 'moves',
    from: ['PAUSING', ...failedWhileRunning],
    drs: {
      commands: ['CONTINUE_JOB', 'RETRY'],
      v3: { operation: batchRetryJobs, job: (job_id) => ({ job_id }) },
      v5: goesOn,
    },
    outcome: {
      noun: say('Resuming', '续传'),
      going: say('Resuming', '正在续传'),
      done: say('Resumed', '已续传'),
      reached: isUnderWayOrPast,
      failed: isFailed,
      whenGone: 'failed',
      fromFailed: true,
    },
    explains: (from, to) => (from === 'PAUSING' || isFailed(from) || isStarting(from)) && isGoing(to),
  },
  retry: {
    words: { button: say('Retry', '重试') },
    nature: 'moves',
    from: failedWhileRunning,
    // On the card of a failed task *Resume* asks for the same.
    offered: false,
    drs: {
      commands: ['RETRY'],
      v3: { operation: batchRetryJobs, job: (job_id) => ({ job_id }) },
      v5: goesOn,
    },
    outcome: {
      noun: say('Retry', '重试'),
      going: say('Retrying', '正在重试'),
      done: say('Retried', '已重试'),
      reached: isUnderWayOrPast,
      failed: isFailed,
      whenGone: 'failed',
      fromFailed: true,
    },
    explains: (from, to) => (isFailed(from) || isStarting(from)) && isGoing(to),
  },
  switchover: {
    words: {
      button: say('Switch over', '主备倒换'),
      effect: say('The standby becomes the active side.', '备端将切换为主端。'),
    },
    nature: 'turns',
    from: ['INCRE_TRANSFER_STARTED', 'INCRE_TRANSFER_FAILED'],
    scenarios: {
      only: ['cloudDataGuard'],
      why: say('Only a disaster recovery task can be switched over.', '只有灾备任务可以主备倒换。'),
    },
    objection: ({ dualActive }: TaskState) =>
      dualActive
        ? say('Dual-active disaster recovery has no switchover.', '双主灾备不支持主备倒换。')
        : undefined,
    drs: {
      commands: ['SWITCH_OVER'],
      v3: { operation: batchSwitchover, job: (id) => id },
      v5: 'v3',
    },
    outcome: {
      noun: say('Switchover', '主备倒换'),
      going: say('Switching over', '正在主备倒换'),
      done: say('Switched over', '已完成主备倒换'),
      reached: (status, { direction }, before) =>
        status === 'INCRE_TRANSFER_STARTED' && direction !== undefined && direction !== before.direction,
      failed: isFailedOrEnded,
      whenGone: 'failed',
      awaits: 'direction',
    },
    explains: (_, to) => isGoing(to) || isOneOf(to, 'changing'),
    traces: ['direction'],
    guard: { approvals: 2, effects: [effects.turned] },
    weighty: true,
    wayBack: say('Switch back …', '倒换回来……'),
  },
  reset: {
    words: {
      button: say('Reset', '重置'),
      effect: say(
        'The task starts from the beginning: everything is copied again.',
        '任务将重新开始，此前已复制的数据会重新复制。',
      ),
    },
    nature: 'moves',
    from: interrupted,
    // It wants a pre-check made for it.
    offered: false,
    style: 'danger',
    drs: {
      commands: ['RESET'],
      v5: { one: jobActionReset, several: batchJobActionReset, params: () => ({}) },
    },
    outcome: {
      noun: say('Reset', '重置'),
      going: say('Resetting', '正在重置'),
      done: say('Reset', '已重置'),
      // It begins anew: the full phase once more (7.3.2).
      reached: isUnderWayOrPast,
      failed: isFailed,
      whenGone: 'failed',
      fromFailed: true,
    },
    explains: (_, to) => isGoing(to) || to === 'CONFIGURATION',
    guard: { approvals: 1, effects: [effects.begunAnew] },
  },
  stop: {
    words: {
      button: say('Stop', '结束'),
      effect: say(
        'DRS releases the resources of the task. It cannot be started again.',
        'DRS 将释放该任务的资源。任务结束后不能再次启动。',
      ),
    },
    nature: 'ends',
    // Even if DRS cannot clean up in order.
    options: z.strictObject({ force: z.literal('true').exactOptional() }),
    from: stoppable,
    style: 'danger',
    drs: {
      commands: ['FREE_RESOURCE'],
      v3: {
        operation: batchStopOrDeleteJobs,
        job: (job_id, { force }) => ({
          job_id,
          delete_type: force === 'true' ? 'force_terminate' : 'terminate',
        }),
      },
      v5: {
        operation: batchStopJobs,
        job: (job_id, { force }) => ({ job_id, is_force_stop: force === 'true' }),
      },
    },
    outcome: {
      noun: say('Stop', '结束'),
      going: say('Stopping', '正在结束'),
      done: say('Stopped', '已结束'),
      reached: (status) => status === 'RELEASE_RESOURCE_COMPLETE' || status === 'DELETED',
      failed: (status) => status === 'RELEASE_RESOURCE_FAILED',
      whenGone: 'reached',
      fromFailed: true,
    },
    explains: (_, to) => isOneOf(to, 'stopping', 'ended'),
    guard: { approvals: 1, effects: [effects.ended] },
  },
  delete: {
    words: {
      button: say('Delete', '删除'),
      effect: say('The task and its history disappear from DRS.', '任务及其记录将从 DRS 中删除。'),
    },
    nature: 'removes',
    from: deletable,
    style: 'danger',
    drs: {
      commands: ['DELETE'],
      v3: { operation: batchStopOrDeleteJobs, job: (job_id) => ({ job_id, delete_type: 'delete' }) },
      v5: { operation: batchDeleteJobs, job: (id) => id },
    },
    outcome: {
      noun: say('Deletion', '删除'),
      going: say('Deleting', '正在删除'),
      done: say('Deleted', '已删除'),
      reached: (status) => status === 'DELETED',
      // DRS deletes at once or answers with an error (6.1.14): there is no status of a failed deletion.
      failed: () => false,
      whenGone: 'reached',
      endsTask: true,
    },
    explains: (_, to) => isOneOf(to, 'ended'),
    traces: ['gone'],
    guard: { approvals: 1, effects: [effects.removed] },
  },
  ...settingRows,
  compare: {
    words: { button: say('Compare', '数据对比') },
    nature: 'reads',
    options: compareOptionsSchema,
    // 6.1.17; the sections of the other calls name no status.
    from: ['INCRE_TRANSFER_STARTED'],
    drs: {
      commands: [],
      served: { v3: [createObjectCompareJob, createTableCompareJob], v5: [jobActionCreateCompare] },
    },
    outcome: {
      noun: say('Comparison', '数据对比'),
      going: say('Comparing data', '正在对比数据'),
      done: say('Data compared', '数据对比已完成'),
      // The latest ones may still be from before.
      reached: (_, { comparisons = [] }, { since, comparisons: begun }) =>
        begun ? areOver(begun, comparisons, since) : isAnyOver(comparisons, since),
      failed: isFailedOrEnded,
      whenGone: 'failed',
      awaits: 'comparison',
      aimsOf: (options) => ({ comparisons: begunIn(options) }),
      beginsAt: ({ at }) => (at === undefined ? undefined : Number(at)),
      // Tables of some size take hours.
      patienceMs: 24 * 60 * 60_000,
    },
    traces: ['comparison'],
  },
  endcompare: {
    words: { button: say('Cancel the comparison', '取消对比') },
    nature: 'reads',
    options: z.strictObject({ comparison: z.string().min(1) }),
    from: existing,
    offered: false,
    drs: { commands: [], served: { v3: [cancelCompareJob], v5: [jobActionCancelCompare] } },
  },
  comparenow: {
    words: { button: say('Start the comparison now', '立即启动对比') },
    nature: 'reads',
    options: z.strictObject({ comparison: z.string().min(1) }),
    from: existing,
    offered: false,
    drs: { commands: [], served: { v3: [startTableCompareJob], v5: [] } },
  },
  exportcompare: {
    words: { button: say('Export the result', '导出对比结果') },
    nature: 'reads',
    options: z.strictObject({ comparison: z.string().min(1), kind: z.enum(comparisonKinds) }),
    from: existing,
    offered: false,
    drs: { commands: [], served: { v3: [exportCompareResult], v5: [] } },
  },
} as const satisfies Readonly<Record<string, Action>>

export type ActionName = keyof typeof actions

/** Actions that one call to DRS carries out on any number of tasks. */
export type CallableAction = {
  [Name in ActionName]: (typeof actions)[Name] extends
    | { readonly drs: { readonly v5: unknown } }
    | { readonly drs: { readonly served: unknown } }
    ? Name
    : never
}[ActionName]

/** Of these the ones whose calls src/client has. */
export type ServedAction = {
  [Name in ActionName]: (typeof actions)[Name] extends { readonly drs: { readonly served: unknown } }
    ? Name
    : never
}[ActionName]

/** Actions whose end is waited for and told. */
export type TrackedAction = {
  [Name in ActionName]: (typeof actions)[Name] extends { readonly outcome: unknown } ? Name : never
}[ActionName]

/** Actions that are done when DRS has answered: nobody waits for their end. */
export type SettingAction = Exclude<CallableAction, TrackedAction>

/** Actions that the approval of others may be asked for. */
export type GuardedAction = {
  [Name in ActionName]: (typeof actions)[Name] extends { readonly guard: unknown } ? Name : never
}[ActionName]

export type ActionOptionsOf<Name extends ActionName> = (typeof actions)[Name] extends {
  readonly options: infer Schema extends z.ZodObject
}
  ? z.input<Schema> & ActionOptions
  : Readonly<Record<never, string>>

export const actionNames = Object.keys(actions).filter((name): name is ActionName => name in actions)

export function actionOf(name: ActionName): Action {
  return actions[name]
}

export function isAction(name: string): name is ActionName {
  return Object.hasOwn(actions, name)
}

export const guardedActions = actionNames.filter(isGuarded)

export function isGuarded(name: string): name is GuardedAction {
  return isAction(name) && actionOf(name).guard !== undefined
}

export const trackedActions = actionNames.filter(isTracked)

export function isTracked(name: string | undefined): name is TrackedAction {
  return name !== undefined && isAction(name) && actionOf(name).outcome !== undefined
}

/** What is kept while it is waited for, to tell whether it is reached. */
export function aimsOf(name: TrackedAction, options: ActionOptions): TaskAims {
  const { drs, outcome } = actionOf(name)
  if (outcome?.aimsOf) return outcome.aimsOf(options)
  const call = drs?.v5
  return typeof call === 'object' && 'one' in call ? aimsIn(name, call.params(options, undefined)) : {}
}

/** The same by what DRS is given for the task. */
export function aimsIn(name: TrackedAction, params: object): TaskAims {
  return actionOf(name).outcome?.aims?.({ ...params }) ?? {}
}

export function isCallable(name: string): name is CallableAction {
  if (!isAction(name)) return false
  const { drs } = actionOf(name)
  return drs?.served !== undefined || drs?.v5 !== undefined
}

export function isServed(name: CallableAction): name is ServedAction {
  return actionOf(name).drs?.served !== undefined
}

export function isWeighty(name: string): boolean {
  return isAction(name) && actionOf(name).weighty === true
}

/** What ends a task for good, and with it what it costs. */
export const endingAction = 'stop' satisfies ActionName
