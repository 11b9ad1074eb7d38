import { say, type Text } from '../base/i18n.ts'

/**
 * What a status means for its reader: `pending` DRS is at work and data does not move yet (or not any more for a
 * while), `configuring` the task waits for its user, `running` the full phase moves, `healthy` the aim of a phase is
 * reached or held, `changing` the task is being altered, `stopping` and `ended` its end, `failed`, and `other` for
 * what the documents do not name.
 */
export type StatusKind =
  | 'pending'
  | 'configuring'
  | 'running'
  | 'healthy'
  | 'changing'
  | 'stopping'
  | 'ended'
  | 'failed'
  | 'other'

export interface StatusRow {
  /** As on the wire, for example `INCRE_TRANSFER_STARTED`. */
  readonly status: string
  readonly kind: StatusKind
  /** Nothing but deletion, or nothing at all, can follow. */
  readonly terminal: boolean
  readonly needsAttention: boolean
  /** Short, fit for a card. */
  readonly words: Text
  /** Where a disaster recovery task calls it something else. */
  readonly inDr?: Text
}

type Traits = Pick<StatusRow, 'kind' | 'terminal' | 'needsAttention'>

const pending = { kind: 'pending', terminal: false, needsAttention: false } satisfies Traits
const configuring = { kind: 'configuring', terminal: false, needsAttention: false } satisfies Traits
const running = { kind: 'running', terminal: false, needsAttention: false } satisfies Traits
const healthy = { kind: 'healthy', terminal: false, needsAttention: false } satisfies Traits
const changing = { kind: 'changing', terminal: false, needsAttention: false } satisfies Traits
const stopping = { kind: 'stopping', terminal: false, needsAttention: false } satisfies Traits
const ended = { kind: 'ended', terminal: true, needsAttention: false } satisfies Traits
const failed = { kind: 'failed', terminal: false, needsAttention: true } satisfies Traits

/**
 * All 29 task statuses (DRS API reference 6.1.19 to 6.1.21, A.4). The traits are our judgement.
 * `PAUSING` reads "being paused" in A.4 and "paused" in 6.1.19; no other status names a paused task, so it is called
 * paused (while the pause still runs, `current_action` is `STOP_JOB`). `CREATE_FAILED` is an end: such a task can only
 * be deleted (6.1.14).
 */
export const statuses = [
  { status: 'CREATING', ...pending, words: say('Creating', '创建中') },
  { status: 'CREATE_FAILED', ...failed, terminal: true, words: say('Creation failed', '创建失败') },
  { status: 'CONFIGURATION', ...configuring, words: say('Waiting for configuration', '配置中') },
  { status: 'STARTJOBING', ...pending, words: say('Starting', '启动中') },
  { status: 'WAITING_FOR_START', ...pending, words: say('Waiting for scheduled start', '等待启动中') },
  { status: 'START_JOB_FAILED', ...failed, words: say('Start failed', '启动失败') },
  { status: 'PAUSING', ...pending, words: say('Paused', '已暂停') },
  {
    status: 'FULL_TRANSFER_STARTED',
    ...running,
    words: say('Full phase running', '全量迁移中'),
    inDr: say('Initialization running', '初始化中'),
  },
  {
    status: 'FULL_TRANSFER_FAILED',
    ...failed,
    words: say('Full phase failed', '全量迁移失败'),
    inDr: say('Initialization failed', '初始化失败'),
  },
  {
    status: 'FULL_TRANSFER_COMPLETE',
    ...healthy,
    words: say('Full phase complete', '全量迁移完成'),
    inDr: say('Initialization complete', '初始化完成'),
  },
  {
    status: 'INCRE_TRANSFER_STARTED',
    ...healthy,
    words: say('Incremental phase running', '增量迁移中'),
    inDr: say('Disaster recovery in progress', '灾备中'),
  },
  {
    status: 'INCRE_TRANSFER_FAILED',
    ...failed,
    words: say('Incremental phase failed', '增量迁移失败'),
    inDr: say('Disaster recovery failed', '灾备异常'),
  },
  { status: 'RELEASE_RESOURCE_STARTED', ...stopping, words: say('Stopping', '结束任务中') },
  { status: 'RELEASE_RESOURCE_FAILED', ...failed, words: say('Stop failed', '结束任务失败') },
  { status: 'RELEASE_RESOURCE_COMPLETE', ...ended, words: say('Stopped', '已结束') },
  { status: 'REBUILD_NODE_STARTED', ...changing, words: say('Recovering from a fault', '故障恢复中') },
  { status: 'REBUILD_NODE_FAILED', ...failed, words: say('Fault recovery failed', '故障恢复失败') },
  { status: 'CHANGE_JOB_STARTED', ...changing, words: say('Task being changed', '任务变更中') },
  { status: 'CHANGE_JOB_FAILED', ...failed, words: say('Task change failed', '任务变更失败') },
  { status: 'DELETED', ...ended, words: say('Deleted', '已删除') },
  { status: 'CHILD_TRANSFER_STARTING', ...pending, words: say('Subtask starting', '子任务启动中') },
  { status: 'CHILD_TRANSFER_STARTED', ...running, words: say('Subtask running', '子任务迁移中') },
  { status: 'CHILD_TRANSFER_COMPLETE', ...healthy, words: say('Subtask complete', '子任务迁移完成') },
  { status: 'CHILD_TRANSFER_FAILED', ...failed, words: say('Subtask failed', '子任务迁移失败') },
  { status: 'RELEASE_CHILD_TRANSFER_STARTED', ...stopping, words: say('Subtask stopping', '子任务结束中') },
  { status: 'RELEASE_CHILD_TRANSFER_COMPLETE', ...ended, words: say('Subtask stopped', '子任务已结束') },
  { status: 'NODE_UPGRADE_START', ...changing, words: say('Node upgrading', '升级中') },
  { status: 'NODE_UPGRADE_COMPLETE', ...changing, words: say('Node upgrade complete', '升级完成') },
  { status: 'NODE_UPGRADE_FAILED', ...failed, words: say('Node upgrade failed', '升级失败') },
] as const satisfies readonly StatusRow[]

export type TaskStatusName = (typeof statuses)[number]['status']

/** Spellings that the documents print in places (6.1.15; 5.2.2, Chinese edition) for statuses of other names. */
const otherSpellings: Readonly<Record<string, TaskStatusName>> = {
  STARTJOB_FAILED: 'START_JOB_FAILED',
  INCR_TRANSFER_STARTED: 'INCRE_TRANSFER_STARTED',
}

const byName = new Map<string, StatusRow>(statuses.map((row) => [row.status, row]))

/**
 * The row of a status. One that the documents do not name is judged by its form: `*_FAILED` is a failure, anything else is
 * `other`; it is not terminal, and its own wording.
 */
export function statusOf(status: string): StatusRow {
  const known = byName.get(otherSpellings[status] ?? status)
  if (known) return known
  const isFailure = status.endsWith('_FAILED')
  return {
    status,
    kind: isFailure ? 'failed' : 'other',
    terminal: false,
    needsAttention: isFailure,
    words: say(status, status),
  }
}

/** How to call a status in a task of this scenario (`cloudDataGuard` is disaster recovery). */
export function statusWords(status: string, scenario: string | undefined): Text {
  const row = statusOf(status)
  return scenario === 'cloudDataGuard' ? (row.inDr ?? row.words) : row.words
}
