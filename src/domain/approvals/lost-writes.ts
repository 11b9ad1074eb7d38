import type { Text } from '../../base/i18n.ts'
import { isTracked } from '../actions/rows.ts'
import type { ApprovalRequest, RequestPayload } from './request.ts'

/**
 * Redis may lose its newest writes, by a restart or a failover: then a request that was carried out is stored as if it had
 * not been. For most, a fresh look at the tasks shows that it was done. For the others nothing is asked of DRS a second
 * time: people have to look.
 */
export const lostWrites: Text = {
  en: 'Redis was restarted or replaced after this request and may have lost data, so it is not clear whether it was carried out. Check the task before you make a new request.',
  'zh-CN':
    '自发起请求以来 Redis 已重启或被替换，可能丢失了数据，因此无法确定是否已执行。再次发起前请先检查任务。',
}

/** Whether a later state of the request may have been lost that nothing else shows. `epoch`: of Redis now. */
export function mayBeDoneAlready(
  { payload, epoch: then }: Pick<ApprovalRequest, 'payload' | 'epoch'>,
  epoch: string,
): boolean {
  return then !== epoch && !showsThatItWasDone(payload)
}

/** A change of access or policy has the id of its request, and counts once. */
function showsThatItWasDone(payload: RequestPayload): boolean {
  return payload.kind === 'change' || (payload.kind === 'action' && isTracked(payload.verb))
}
