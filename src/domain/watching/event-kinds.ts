import * as z from 'zod'
import type { Text } from '../../base/i18n.ts'
import { statusOf } from '../../drs/statuses.ts'
import type { TaskEvent } from './event.ts'

/** The kinds of events that a watch can choose among. One event may be of several kinds: a failure is also a change of status. */
export const eventKinds = [
  { kind: 'status', words: { en: 'Changes of status', 'zh-CN': '状态变化' } },
  { kind: 'failure', words: { en: 'Failures', 'zh-CN': '失败' } },
  { kind: 'precheck', words: { en: 'Pre-check results', 'zh-CN': '预检查结果' } },
  { kind: 'limit', words: { en: 'Limits of delay, RPO and RTO', 'zh-CN': '时延、RPO、RTO 越限' } },
  { kind: 'phase', words: { en: 'End of the full phase', 'zh-CN': '全量阶段结束' } },
  { kind: 'comparison', words: { en: 'Comparisons', 'zh-CN': '数据对比' } },
  { kind: 'subtask', words: { en: 'Failed subtasks', 'zh-CN': '子任务失败' } },
  { kind: 'node', words: { en: 'Node rebuilt or upgraded', 'zh-CN': '节点重建或升级' } },
  { kind: 'console', words: { en: 'Changes made outside the bot', 'zh-CN': '在控制台上的操作' } },
  { kind: 'clock', words: { en: 'Deadlines', 'zh-CN': '到期提醒' } },
  { kind: 'direction', words: { en: 'Changes of direction', 'zh-CN': '方向变化' } },
  { kind: 'gone', words: { en: 'Deleted tasks', 'zh-CN': '任务被删除' } },
] as const satisfies readonly { readonly kind: string; readonly words: Text }[]
export type EventKind = (typeof eventKinds)[number]['kind']

export const eventKindSchema = z.enum(eventKinds.map(({ kind }) => kind))

/** All kinds that an event is of: somebody who chose one of them is told. */
export function kindsOf(event: TaskEvent): ReadonlySet<EventKind> {
  return new Set<EventKind>([
    ...ownKinds(event),
    ...(event.attribution === 'console' ? (['console'] as const) : []),
  ])
}

function ownKinds(event: TaskEvent): readonly EventKind[] {
  switch (event.kind) {
    case 'status':
      return statusKinds(event.from, event.to)
    case 'precheck':
      return event.passed ? ['precheck'] : ['precheck', 'failure']
    case 'subtasks':
      return ['subtask', 'failure']
    case 'appeared':
      return ['status']
    case 'returned':
      return ['gone', 'status']
    case 'unstable':
      return ['failure', 'status']
    case 'limit':
    case 'comparison':
    case 'clock':
    case 'direction':
    case 'gone':
      return [event.kind]
  }
}

function statusKinds(from: string, to: string): readonly EventKind[] {
  const next = statusOf(to)
  return [
    'status',
    ...when(next.kind === 'failed', 'failure'),
    ...when(endsFullPhase(from, to), 'phase'),
    ...when(next.status === 'CHILD_TRANSFER_FAILED', 'subtask'),
    ...when(ofNode.test(from) || ofNode.test(to), 'node'),
  ]
}

function when(so: boolean, kind: EventKind): readonly EventKind[] {
  return so ? [kind] : []
}

/** Statuses of work on the machine that runs a task: fault recovery, upgrade, change of specifications (A.4). */
const ofNode = /^(REBUILD_NODE|NODE_UPGRADE|CHANGE_JOB)_/

/** A poll may miss the short status between the full and the incremental phase. */
export function endsFullPhase(from: string, to: string): boolean {
  const [before, after] = [statusOf(from).status, statusOf(to).status]
  if (after === 'FULL_TRANSFER_COMPLETE') return true
  return before === 'FULL_TRANSFER_STARTED' && after === 'INCRE_TRANSFER_STARTED'
}
