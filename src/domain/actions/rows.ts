import * as z from 'zod'
import { say, type Text } from '../../base/i18n.ts'
import { effects, isEntry } from '../../drs/effects.ts'
import {
  batchLimitSpeed,
  batchModifyJobs,
  batchPauseJobs,
  batchPrecheck,
  batchRetryJobs,
  batchSelectObjects,
  batchSetSmn,
  batchSetSyncPolicy,
  batchStartJobs,
  batchStopOrDeleteJobs,
  batchSwitchover,
  cancelCompareJob,
  createObjectCompareJob,
  createTableCompareJob,
  exportCompareResult,
  startTableCompareJob,
} from '../../drs/index.ts'
import type { BodyEntry } from '../../drs/operation.ts'
import { statusOf } from '../../drs/statuses.ts'
import {
  batchDeleteJobs,
  batchJobActionBindEip,
  batchJobActionPrecheck,
  batchJobActionReset,
  batchJobActionRestart,
  batchJobActionSkipPrecheck,
  batchJobActionStart,
  batchJobActionStop,
  batchJobActionUnbindEip,
  batchStopJobs,
  jobActionBindEip,
  jobActionCancelCompare,
  jobActionCreateCompare,
  jobActionPrecheck,
  jobActionReset,
  jobActionRestart,
  jobActionSkipPrecheck,
  jobActionStart,
  jobActionStop,
  jobActionUnbindEip,
  listDbObjectsV51,
  updateJob,
  updateStartPosition,
} from '../../drs/v5/index.ts'
import { selectionIn } from '../objects/selection.ts'
import { selectionEntry, selectionInfo } from '../objects/wire.ts'
import { alarmIn, alarmOnWire } from '../tasks/alarm.ts'
import { areOver, comparisonKinds, isAnyOver } from '../tasks/comparison.ts'
import { begunIn, compareOptionsSchema } from '../tasks/comparison-order.ts'
import { rangesIn, wireRange } from '../tasks/speed-limit.ts'
import { isOnlyV3, isOnlyV5, policyOnWire } from '../tasks/sync-policy.ts'
import type { PrecheckItem } from '../tasks/task.ts'
import type { Action, ActionOptions, OutcomeRule, TaskAims, TaskState } from './action.ts'
import {
  deletable,
  existing,
  failedWhileRunning,
  fullCopyAhead,
  isBeforeStart,
  isFailed,
  isFailedOrEnded,
  isGoing,
  isOneOf,
  isStarting,
  isUnderWayOrPast,
  passwordCounts,
  precheckMode,
  stoppable,
  tunable,
} from './statuses.ts'

function untilItEnds(now: Text): Text {
  return say(
    `This can be changed until the task stops. The task is in “${now.en}”.`,
    `任务结束前才能修改，任务当前为“${now['zh-CN']}”。`,
  )
}

/** It keeps no task from starting. */
const isLeftAlone = ({ verdict, skipped }: PrecheckItem) =>
  skipped === true || verdict === 'PASSED' || verdict === 'ALARM'

/** 6.1.12: without `is_sync_re_edit`, which the Chinese edition wants only after a task was edited again. */
const goesOn = { one: jobActionRestart, several: batchJobActionRestart, params: () => ({}) }

/** A failed check is a finished check; only the task's own end makes its report impossible. */
const checkOutcome: OutcomeRule = {
  noun: say('Pre-check', '预检查'),
  going: say('Running the pre-check', '正在预检查'),
  done: say('Pre-check finished', '预检查已完成'),
  reached: (_, { precheck }) => precheck?.finished === true,
  failed: (status) => statusOf(status).terminal,
  whenGone: 'failed',
  awaits: 'precheck',
}

/** From here a task begins anew. */
const interrupted = ['PAUSING', ...failedWhileRunning]

/**
 * Every action on a task, in the order in which cards offer them. What the bot does with an action follows from its row;
 * a new one is a row here, a command, and a test. The preconditions are our knowledge of DRS API reference 6.1.2 to 6.1.15
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
        'DRS clones synchronization tasks only. A new task can begin with the values of this one.',
        'DRS 仅支持克隆同步任务，可沿用该任务的设置新建任务。',
      ),
    },
    offered: false,
    elsewhere: (now) =>
      say(
        `DRS clones a task once it has started. The task is in “${now.en}”. A new task can begin with its values.`,
        `任务启动后才能克隆，任务当前为“${now['zh-CN']}”。可沿用该任务的设置新建任务。`,
      ),
  },
  test: {
    words: { button: say('Test connections', '测试连接') },
    nature: 'moves',
    from: ['CONFIGURATION'],
  },
  configure: {
    words: { button: say('Configure', '配置') },
    nature: 'moves',
    from: ['CONFIGURATION'],
    offered: false,
  },
  precheck: {
    words: { button: say('Pre-check', '预检查') },
    nature: 'checks',
    from: ['CONFIGURATION'],
    drs: {
      commands: ['PRE_CHECK'],
      v3: {
        operation: batchPrecheck,
        job: (job_id, _, status) => ({ job_id, precheck_mode: precheckMode(status) }),
      },
      v5: {
        one: jobActionPrecheck,
        several: batchJobActionPrecheck,
        params: (_, status) => ({ precheck_mode: precheckMode(status) }),
      },
      statusCounts: () => true,
    },
    outcome: checkOutcome,
    traces: ['precheck'],
  },
  resetcheck: {
    words: { button: say('Pre-check for the reset', '重置前预检查') },
    nature: 'checks',
    from: interrupted,
    offered: false,
    drs: {
      commands: [],
      v5: {
        one: jobActionPrecheck,
        several: batchJobActionPrecheck,
        params: () => ({ precheck_mode: 'forResetJob' }),
      },
    },
    outcome: checkOutcome,
    traces: ['precheck'],
  },
  editcheck: {
    words: { button: say('Pre-check the changed objects', '对修改后的对象预检查') },
    nature: 'checks',
    from: ['INCRE_TRANSFER_STARTED'],
    offered: false,
    drs: {
      commands: [],
      v3: {
        operation: batchPrecheck,
        job: (job_id) => ({ job_id, precheck_mode: 'forRetryJob' }),
      },
      v5: {
        one: jobActionPrecheck,
        several: batchJobActionPrecheck,
        params: () => ({ precheck_mode: 'forRetryJob' }),
      },
    },
    outcome: checkOutcome,
    traces: ['precheck'],
  },
  skip: {
    words: {
      button: say('Skip check items', '跳过检查项'),
      effect: say(
        'The task can start though these checks have failed. DRS no longer protects from what they found.',
        '这些检查项未通过，任务仍可启动，DRS 不再防范其中的问题。',
      ),
    },
    nature: 'checks',
    // Names of items with commas between; DRS wants a reason (7.6.1, skip_reason).
    options: z.strictObject({ items: z.string().min(1), reason: z.string().min(1) }),
    from: ['CONFIGURATION'],
    // Only what the report lets be skipped; it is offered there.
    offered: false,
    style: 'danger',
    drs: {
      commands: [],
      v5: {
        one: jobActionSkipPrecheck,
        several: batchJobActionSkipPrecheck,
        params: ({ items = '', reason = '' }) => ({
          skip_precheck_info: { skipped_precheck_list: items.split(','), skip_reason: reason },
        }),
      },
    },
    outcome: {
      noun: say('Skipping of check items', '跳过检查项'),
      going: say('Skipping check items', '正在跳过检查项'),
      done: say('Check items skipped', '已跳过检查项'),
      aims: (params) => ({ items: skippedIn(params) }),
      // What does not fail any more, or is not checked any more, is nothing to be skipped.
      reached: (_, { precheck }, { items: asked = [] }) =>
        precheck?.finished === true &&
        (asked.length > 0
          ? precheck.items.every((one) => !asked.includes(one.item) || isLeftAlone(one))
          : precheck.items.some(({ skipped }) => skipped === true)),
      failed: (status) => statusOf(status).terminal,
      whenGone: 'failed',
    },
    traces: ['precheck'],
    guard: { approvals: 1, effects: [effects.checkSkipped] },
  },
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
  password: {
    words: {
      button: say('Change password', '修改密码'),
      subject: say('Change a database password', '修改数据库密码'),
    },
    nature: 'moves',
    from: passwordCounts,
    offered: false,
    elsewhere: (now) =>
      say(
        `Passwords can be changed once a task was started and until it ends. The task is in “${now.en}”. Before the start, give them with /drs test.`,
        `任务启动后、结束前才能修改密码，任务当前为“${now['zh-CN']}”。启动前请使用 /drs test 填写密码。`,
      ),
    objection: ({ dualActive }: TaskState) =>
      dualActive
        ? say(
            'In dual-active disaster recovery the passwords belong to the two subtasks.',
            '双主灾备场景下，主任务不支持修改密码，请在子任务中修改。',
          )
        : undefined,
    // A call of its own carries the secret; see commands/password.ts.
    drs: { commands: ['RESET_DB_PWD'] },
    guard: { approvals: 1, effects: [effects.passwordsChanged, effects.passwordsGiven] },
  },
  speed: {
    words: { button: say('Limit the speed', '设置限速') },
    nature: 'sets',
    // Ranges as `rangesText` writes them; none takes the limit away.
    options: z.strictObject({ ranges: z.string().regex(/^(\d+\+\d+=\d+(,|$))*$/) }),
    from: fullCopyAhead,
    offered: false,
    elsewhere: (now) =>
      say(
        `The speed limit only slows the full copy. The task is in “${now.en}”, so a limit has no effect.`,
        `限速仅对全量阶段生效，任务当前为“${now['zh-CN']}”，设置限速没有作用。`,
      ),
    objection: ({ dualActive, mode }: TaskState) => {
      if (mode === 'INCR_TRANS')
        return say(
          'This task copies changes only. The speed limit is for the full copy, which it does not have.',
          '该任务仅有增量阶段，没有全量阶段，不支持限速。',
        )
      return dualActive
        ? say(
            'In dual-active disaster recovery the speed is limited on the two subtasks.',
            '双主灾备场景下，主任务不支持限速，请在子任务中设置。',
          )
        : undefined
    },
    drs: {
      commands: [],
      v3: {
        operation: batchLimitSpeed,
        list: 'speed_limits',
        job: (job_id, { ranges = '' }) => ({ job_id, speed_limit: rangesIn(ranges).map(wireRange) }),
      },
      v5: {
        operation: updateJob,
        change: ({ ranges = '' }) => ({
          type: 'speed_limit',
          params: { speed_limit: rangesIn(ranges).map(wireRange) },
        }),
      },
    },
  },
  alarm: {
    words: {
      button: say('Set the alarm', '设置异常通知'),
      effect: say(
        'DRS notifies as set here, and no longer as before.',
        'DRS 将按此设置发送异常通知，原设置不再生效。',
      ),
    },
    nature: 'sets',
    options: z.strictObject({
      topic: z.string(),
      delay: z.string().regex(/^\d+$/),
      rpo: z.string().regex(/^\d+$/),
      rto: z.string().regex(/^\d+$/),
      users: z.enum(['true', 'false']),
    }),
    from: stoppable,
    offered: false,
    elsewhere: (now) =>
      say(
        `The alarm can be set until the task stops. The task is in “${now.en}”.`,
        `任务结束前才能设置异常通知，任务当前为“${now['zh-CN']}”。`,
      ),
    drs: {
      commands: [],
      v3: {
        operation: batchSetSmn,
        job: (job_id, _, status, engine_type) => ({ job_id, status, engine_type }),
        shared: (options) => ({ alarm_notify_info: alarmOnWire(alarmIn(options)) }),
      },
      v5: {
        operation: updateJob,
        change: (options) => ({ type: 'notify', params: { alarm_notify: alarmOnWire(alarmIn(options)) } }),
      },
      engineCounts: true,
    },
    guard: { approvals: 1, effects: [effects.alarmsSet] },
  },
  position: {
    words: {
      button: say('Set the start position', '设置启动位点'),
      effect: say(
        'The task copies only what the source has logged from this position on. Earlier changes are missing.',
        '任务仅复制源库该位点之后的变更，之前的变更不会复制。',
      ),
    },
    nature: 'sets',
    // `gtid`: Executed_Gtid_Set of a MySQL source (7.6.9).
    options: z.strictObject({ position: z.string().min(1), gtid: z.string().exactOptional() }),
    from: ['CONFIGURATION'],
    scenarios: {
      only: ['sync'],
      why: say('Only synchronization tasks have a start position.', '仅同步任务支持设置启动位点。'),
    },
    offered: false,
    elsewhere: (now) =>
      say(
        `The start position is set before the start only. The task is in “${now.en}”.`,
        `仅在任务启动前可以设置启动位点，任务当前为“${now['zh-CN']}”。`,
      ),
    objection: ({ mode }) =>
      mode === undefined || mode === 'INCR_TRANS'
        ? undefined
        : say(
            'This task begins with a full copy. Only tasks that copy changes alone have a start position.',
            '该任务包含全量阶段，仅单增量任务支持设置启动位点。',
          ),
    drs: {
      commands: [],
      v5: {
        operation: updateStartPosition,
        body: ({ position, gtid }) => ({
          file_and_position: position,
          ...(gtid !== undefined && { gtid_set: gtid }),
        }),
      },
      onlyV5: () => true,
    },
    guard: { approvals: 1, effects: [effects.startMoved] },
  },
  bind: {
    words: { button: say('Bind an EIP', '绑定弹性公网 IP') },
    nature: 'sets',
    options: z.strictObject({ id: z.string(), ip: z.string(), node: z.enum(['master', 'slave']) }),
    from: stoppable,
    offered: false,
    elsewhere: untilItEnds,
    drs: {
      commands: [],
      v5: {
        one: jobActionBindEip,
        several: batchJobActionBindEip,
        params: ({ id, ip, node }) => ({ public_ip_config: { id, public_ip: ip, type: node } }),
      },
      onlyV5: () => true,
    },
  },
  unbind: {
    words: {
      button: say('Unbind the EIP', '解绑弹性公网 IP'),
      effect: say(
        'Databases that the task reaches over the internet are out of reach.',
        '任务将无法通过公网访问数据库。',
      ),
    },
    nature: 'sets',
    from: stoppable,
    offered: false,
    elsewhere: untilItEnds,
    drs: {
      commands: [],
      v5: { one: jobActionUnbindEip, several: batchJobActionUnbindEip, params: () => ({}) },
      onlyV5: () => true,
    },
    guard: { approvals: 1, effects: [effects.addressUnbound] },
  },
  rename: {
    words: {
      button: say('Rename', '修改名称'),
      effect: say(
        'The task gets another name. People approve a task by its name.',
        '任务将使用新名称，审批人依据任务名称进行审批。',
      ),
    },
    nature: 'sets',
    options: z.strictObject({ name: z.string() }),
    from: stoppable,
    offered: false,
    elsewhere: untilItEnds,
    drs: {
      commands: [],
      v3: { operation: batchModifyJobs, job: (job_id, { name }) => ({ job_id, name }) },
      v5: { operation: updateJob, change: ({ name }) => ({ type: 'name', params: { base_info: { name } } }) },
    },
    guard: { approvals: 1, effects: [effects.renamed] },
  },
  describe: {
    words: { button: say('Change the description', '修改描述') },
    nature: 'sets',
    options: z.strictObject({ description: z.string() }),
    from: stoppable,
    offered: false,
    elsewhere: untilItEnds,
    drs: {
      commands: [],
      v3: { operation: batchModifyJobs, job: (job_id, { description }) => ({ job_id, description }) },
      v5: {
        operation: updateJob,
        change: ({ description }) => ({ type: 'description', params: { base_info: { description } } }),
      },
    },
  },
  expire: {
    words: {
      button: say('Set after how many days it ends', '设置异常自动结束时间'),
      effect: say(
        'After a failure DRS ends the task by itself once these days have passed.',
        '任务异常超过该天数后，DRS 将自动结束任务。',
      ),
    },
    nature: 'sets',
    options: z.strictObject({ days: z.string().regex(/^\d+$/) }),
    from: stoppable,
    offered: false,
    elsewhere: untilItEnds,
    drs: {
      commands: [],
      v5: {
        operation: updateJob,
        change: ({ days }) => ({ type: 'expired_days', params: { base_info: { expired_days: days } } }),
      },
      onlyV5: () => true,
    },
    guard: { approvals: 1, effects: [effects.endSet] },
  },
  adjust: {
    words: { button: say('Change size and destination', '修改规格和目标库设置') },
    nature: 'sets',
    options: z.strictObject({
      node: z.string().exactOptional(),
      readOnly: z.enum(['true', 'false']).exactOptional(),
    }),
    from: ['CONFIGURATION'],
    offered: false,
    drs: {
      commands: [],
      v3: {
        operation: batchModifyJobs,
        job: (job_id, { node, readOnly }) => ({
          job_id,
          ...(node !== undefined && { node_type: node }),
          ...(readOnly !== undefined && { is_target_readonly: readOnly === 'true' }),
        }),
      },
      v5: 'v3',
    },
  },
  rebuild: {
    words: { button: say('Build the replication instance again', '重建复制实例') },
    nature: 'sets',
    from: ['CONFIGURATION'],
    offered: false,
    drs: {
      commands: [],
      v5: { operation: updateJob, change: () => ({ type: 're_create', params: {} }) },
      onlyV5: () => true,
    },
  },
  objects: {
    words: {
      button: say('Select objects', '选择对象'),
      effect: say(
        'The selection replaces the present one. Objects left out of it are no longer copied.',
        '新的对象选择将替换当前选择，未选中的对象不再复制。',
      ),
    },
    nature: 'sets',
    // `selection` as `writtenSelection` writes it; `root`: the database that tables of two levels go into. `running`: the task
    // is edited again, for which only v5 has a call (7.6.6, CHOOSE_OBJECT).
    options: z.strictObject({
      selection: z.string(),
      root: z.string().exactOptional(),
      running: z.literal('true').exactOptional(),
    }),
    from: ['CONFIGURATION', 'INCRE_TRANSFER_STARTED'],
    offered: false,
    scenarios: {
      only: ['migration', 'sync'],
      why: say(
        'Disaster recovery always covers the whole instance. Objects can’t be selected.',
        '灾备任务始终覆盖整个实例，不支持选择对象。',
      ),
    },
    objection: ({ scenario, status }: TaskState) =>
      scenario === 'migration' && status === 'INCRE_TRANSFER_STARTED'
        ? say(
            'Objects of a migration can be selected before it starts. Only synchronizations can be edited while they run.',
            '迁移任务启动后不能修改对象，只有同步任务支持运行中再编辑。',
          )
        : undefined,
    elsewhere: (now) =>
      say(
        `Objects can be selected before the start, and in a synchronization again while it is incremental. The task is in “${now.en}”.`,
        `仅在启动前可以选择对象，同步任务还可在增量阶段再编辑。任务当前为“${now['zh-CN']}”。`,
      ),
    drs: {
      commands: ['CHOOSE_OBJECT'],
      v3: {
        operation: batchSelectObjects,
        job: (job_id, { selection = '' }) => selectionEntry(job_id, selectionIn(selection)),
      },
      v5: {
        operation: updateJob,
        change: ({ selection = '', root }, now) => ({
          type: 'db_object',
          params: { db_object: selectionInfo(selectionIn(selection), root, now) },
        }),
        basedOn: { operation: listDbObjectsV51, query: { type: 'modified' } },
        savedLater: true,
      },
      onlyV5: ({ running }) => running === 'true',
    },
    // What is edited while the task runs counts from when it is applied, which is asked for on its own.
    guard: {
      approvals: 1,
      effects: [effects.objectsSelected],
      when: ({ running }) => running === undefined,
    },
  },
  reedit: {
    words: {
      button: say('Apply the changed objects', '应用修改后的对象'),
      effect: say(
        'The changed selection takes effect. Objects left out of it are no longer copied.',
        '修改后的对象选择将生效，未选中的对象不再复制。',
      ),
    },
    nature: 'moves',
    // The first lines of what it changes, for those who approve it.
    options: z.strictObject({ change: z.string().exactOptional() }),
    from: ['INCRE_TRANSFER_STARTED'],
    offered: false,
    scenarios: {
      only: ['sync'],
      why: say('Only synchronizations can be edited while they run.', '只有同步任务支持运行中再编辑。'),
    },
    // A subtask brings the new objects up to date, which the lists show (7.2.2); the task itself stays as it is.
    drs: {
      commands: [],
      v5: {
        one: jobActionRestart,
        several: batchJobActionRestart,
        params: () => ({ is_sync_re_edit: true }),
      },
    },
    guard: { approvals: 1, effects: [effects.editApplied] },
  },
  policy: {
    words: { button: say('Set the sync policy', '设置同步策略') },
    nature: 'sets',
    // By the names of sync-policy.ts, each as it is typed.
    options: z.object({}).catchall(z.string()),
    from: ['CONFIGURATION'],
    scenarios: {
      only: ['sync', 'migration'],
      why: say('Disaster recovery has no sync policy.', '灾备任务没有同步策略。'),
    },
    offered: false,
    elsewhere: (now) =>
      say(
        `The sync policy can be set until the task starts. The task is in “${now.en}”.`,
        `任务启动前才能设置同步策略，任务当前为“${now['zh-CN']}”。`,
      ),
    drs: {
      commands: [],
      v3: { operation: batchSetSyncPolicy, job: (job_id, options) => ({ job_id, ...policyOnWire(options) }) },
      v5: {
        operation: updateJob,
        change: (options) => ({ type: 'policy', params: { policy_config: policyOnWire(options) } }),
      },
      onlyV5: isOnlyV5,
      onlyV3: isOnlyV3,
    },
  },
  params: {
    words: {
      button: say('Change parameters', '修改参数'),
      effect: say(
        'The parameters of the destination database change for everybody who uses it.',
        '目标库的参数将对其所有使用者生效。',
      ),
    },
    nature: 'sets',
    from: tunable,
    offered: false,
    // Calls of their own change them; see commands/params.ts.
    drs: { commands: [] },
    guard: { approvals: 1, effects: [effects.parametersSet] },
  },
  logs: {
    words: {
      button: say('Set where the logs go', '设置日志上报'),
      effect: say(
        'The logs of the task go elsewhere from now on, or nowhere. What was written before stays where it is.',
        '任务日志将上报到其他位置或停止上报，已上报的日志不受影响。',
      ),
    },
    nature: 'sets',
    from: stoppable,
    offered: false,
    elsewhere: untilItEnds,
    // A call of its own sets it; see commands/logs.ts.
    drs: { commands: [] },
    guard: { approvals: 1, effects: [effects.logsMoved] },
  },
  users: {
    words: {
      button: say('Choose the users to migrate', '选择要迁移的用户'),
      effect: say(
        'The chosen users and roles are created in the destination. A password that is set replaces theirs.',
        '将在目标库中创建所选用户和角色，设置的密码将替换其原密码。',
      ),
    },
    nature: 'sets',
    from: ['CONFIGURATION'],
    offered: false,
    // A call of its own sets them; see commands/users.ts.
    drs: { commands: [] },
    guard: { approvals: 1, effects: [effects.usersSet, effects.userPasswordsSet] },
  },
  tags: {
    words: { button: say('Change the tags', '修改标签') },
    nature: 'sets',
    from: existing,
    offered: false,
    // Calls of their own change them; see commands/tags.ts. Rules that look at a tag ask for more.
    drs: { commands: [] },
    guard: { approvals: 0, effects: [effects.tagged] },
  },
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

function skippedIn({ skip_precheck_info: info }: BodyEntry): readonly string[] {
  const items: unknown = isEntry(info) ? info.skipped_precheck_list : undefined
  return Array.isArray(items) ? items.filter((one) => typeof one === 'string') : []
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
