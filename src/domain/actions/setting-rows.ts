import * as z from 'zod'
import { say, type Text } from '../../base/i18n.ts'
import { effects } from '../../drs/effects.ts'
import {
  batchLimitSpeed,
  batchModifyJobs,
  batchReplaceDefiner,
  batchSelectObjects,
  batchSetSmn,
  batchSetSyncPolicy,
} from '../../drs/index.ts'
import {
  batchJobActionBindEip,
  batchJobActionRestart,
  batchJobActionUnbindEip,
  jobActionBindEip,
  jobActionRestart,
  jobActionUnbindEip,
  listDbObjectsV51,
  updateJob,
  updateStartPosition,
} from '../../drs/v5/index.ts'
import { selectionIn } from '../objects/selection.ts'
import { selectionEntry, selectionInfo } from '../objects/wire.ts'
import { alarmIn, alarmOnWire } from '../tasks/alarm.ts'
import { rangesIn, wireRange } from '../tasks/speed-limit.ts'
import { isOnlyV3, isOnlyV5, policyOnWire } from '../tasks/sync-policy.ts'
import type { Action, TaskState } from './action.ts'
import { existing, fullCopyAhead, passwordCounts, stoppable, tunable } from './statuses.ts'

function untilItEnds(now: Text): Text {
  return say(
    `This can be changed until the task stops. The task is in “${now.en}”.`,
    `任务结束前才能修改，任务当前为“${now['zh-CN']}”。`,
  )
}

/** What is set of a task. */
export const settingRows = {
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
      v3: {
        operation: batchSetSyncPolicy,
        job: (job_id, { position, gtid }) => ({
          job_id,
          file_and_position: position,
          ...(gtid !== undefined && { gtid_set: gtid }),
        }),
      },
      v5: {
        operation: updateStartPosition,
        body: ({ position, gtid }) => ({
          file_and_position: position,
          ...(gtid !== undefined && { gtid_set: gtid }),
        }),
      },
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
      button: say('Set the automatic end', '设置异常自动结束时间'),
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
  definer: {
    words: { button: say('Set the definer', '设置 Definer') },
    nature: 'sets',
    options: z.strictObject({ to: z.enum(['destination', 'keep']) }),
    from: ['CONFIGURATION'],
    offered: false,
    drs: {
      commands: [],
      v3: {
        operation: batchReplaceDefiner,
        job: (job_id, { to }) => ({ job_id, replace_definer: to === 'destination' }),
      },
      v5: 'v3',
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
  transform: {
    words: {
      button: say('Set data rules', '设置数据加工规则'),
      effect: say(
        'Rows, columns and statements that a rule leaves out are missing at the destination, and nothing shows that they are.',
        '规则排除的行、列和语句不会同步到目标库，且不会另行提示。',
      ),
    },
    nature: 'sets',
    from: ['CONFIGURATION'],
    scenarios: {
      only: ['sync'],
      why: say('Only synchronizations have rules for rows and columns.', '仅同步任务支持数据加工规则。'),
    },
    offered: false,
    // Calls of their own set them; see commands/transform.ts.
    drs: { commands: [] },
    guard: { approvals: 1, effects: [effects.rulesSet] },
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
} as const satisfies Readonly<Record<string, Action>>
