import { say, type Text } from '../../base/i18n.ts'
import type { ApprovalRequest } from './request.ts'
import { trackableTasks } from './targets.ts'

/** How requests stand, for people: finer than their states, since “confirmed” is said only of what was checked. */
const standings = {
  pending: say('Waiting for approval', '等待审批'),
  approved: say('Approved', '已批准'),
  executing: say('Being carried out', '执行中'),
  confirmed: say('Carried out and confirmed', '已执行并确认'),
  unconfirmed: say('Carried out, not confirmed', '已执行，尚未确认'),
  partly: say('Partly done', '部分完成'),
  refused: say('Refused by DRS', '被 DRS 拒绝'),
  failed: say('Failed', '失败'),
  rejected: say('Declined', '已拒绝'),
  cancelled: say('Cancelled', '已取消'),
  expired: say('Expired', '已过期'),
  stale: say('Not carried out: the situation has changed', '未执行：情况已发生变化'),
  unknown: say('Closed: not clear whether it was carried out', '已关闭：无法确定是否已执行'),
} as const satisfies Readonly<Record<string, Text>>
export type Standing = keyof typeof standings

type Judged = Pick<ApprovalRequest, 'state' | 'unknown' | 'answer' | 'results' | 'payload'>

export function standingOf({ state, unknown, answer, results }: Judged): Standing {
  if (unknown || answer === 'lost') return 'unknown'
  if (state === 'verified') return answer === 'accepted' ? 'unconfirmed' : 'confirmed'
  if (state !== 'failed') return state
  const ends = Object.values(results)
  if (ends.length === 0) return answer === 'refused' ? 'refused' : 'failed'
  if (ends.includes('reached')) return 'partly'
  if (ends.every((end) => end === 'refused')) return 'refused'
  return ends.includes('failed') ? 'failed' : 'unconfirmed'
}

/** How many tasks of how many have reached their goal. */
export function doneOf({ results, payload }: Pick<ApprovalRequest, 'results' | 'payload'>): {
  readonly done: number
  readonly all: number
} {
  const done = Object.values(results).filter((end) => end === 'reached').length
  return { done, all: trackableTasks(payload).length }
}

/** In words: `Partly done: 16 of 26`. */
export function standingText(request: Judged): Text {
  const standing = standingOf(request)
  const { en, 'zh-CN': zh } = standings[standing]
  if (standing !== 'partly') return standings[standing]
  const { done, all } = doneOf(request)
  return say(`${en}: ${done} of ${all}`, `${zh}：${done}/${all}`)
}
