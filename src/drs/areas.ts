import { say, type Text } from '../base/i18n.ts'
import type { Generation, Operation } from './operation.ts'

/** The chapters of the two API references, by the beginning of their section numbers. */
interface Area {
  readonly api: Generation
  readonly section: string
  readonly words: Text
}

const areas: readonly Area[] = [
  { api: 'v3', section: '5.1', words: say('v3 · Quotas', 'v3 · 配额') },
  { api: 'v3', section: '5.2', words: say('v3 · Task queries', 'v3 · 任务查询') },
  { api: 'v3', section: '5.3', words: say('v3 · Disaster recovery queries', 'v3 · 灾备查询') },
  { api: 'v3', section: '6.1', words: say('v3 · Tasks', 'v3 · 任务管理') },
  { api: 'v3', section: '6.2', words: say('v3 · Users of the databases', 'v3 · 迁移用户') },
  { api: 'v3', section: '6.3', words: say('v3 · Synchronization', 'v3 · 实时同步') },
  { api: 'v3', section: '6.4', words: say('v3 · Disaster recovery', 'v3 · 实时灾备') },
  { api: 'v5', section: '7.1', words: say('v5 · Links', 'v5 · 链路') },
  { api: 'v5', section: '7.2', words: say('v5 · Tasks', 'v5 · 任务管理') },
  { api: 'v5', section: '7.3', words: say('v5 · Asynchronous batches', 'v5 · 批量异步任务') },
  { api: 'v5', section: '7.4', words: say('v5 · Objects', 'v5 · 对象管理') },
  { api: 'v5', section: '7.5', words: say('v5 · Task details', 'v5 · 任务详情') },
  { api: 'v5', section: '7.6', words: say('v5 · Actions and drivers', 'v5 · 任务操作与驱动') },
  { api: 'v5', section: '7.7', words: say('v5 · Comparison', 'v5 · 数据对比') },
  { api: 'v5', section: '7.8', words: say('v5 · Enterprise projects', 'v5 · 企业项目') },
  { api: 'v5', section: '7.9', words: say('v5 · Data processing', 'v5 · 数据加工') },
  { api: 'v5', section: '7.10', words: say('v5 · Parameters', 'v5 · 参数配置') },
  { api: 'v5', section: '7.11', words: say('v5 · Tags', 'v5 · 标签') },
]

function contains(area: Area, op: Operation): boolean {
  return op.api === area.api && op.section.startsWith(`${area.section}.`)
}

/** The operations by chapter, in the order of the references. Every operation is in exactly one. */
export function byArea(
  operations: readonly Operation[],
): readonly { readonly words: Text; readonly operations: readonly Operation[] }[] {
  return areas
    .map((area) => ({ words: area.words, operations: operations.filter((op) => contains(area, op)) }))
    .filter((group) => group.operations.length > 0)
}
