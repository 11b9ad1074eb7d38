import type { Text } from '../../base/i18n.ts'
import { type ApprovalRequest, requestStateText } from './request.ts'

/** Why a step was refused, for the person who took it. */
export const transitionRefusals = {
  own: {
    en: 'This is your own request: somebody else has to decide about it. You can cancel it.',
    'zh-CN': '这是您自己的请求，需由其他人决定；您可以取消该请求。',
  },
  notAsked: {
    en: 'You are not among the people who may decide about this request.',
    'zh-CN': '您不在该请求的审批人之列。',
  },
  changed: {
    en: 'The request changed since you saw it. Look at it again before you decide.',
    'zh-CN': '请求内容已变更，请重新查看后再决定。',
  },
  enough: {
    en: 'The request has all the approvals that it needs.',
    'zh-CN': '该请求已获得所需的全部批准。',
  },
  noVote: {
    en: 'You have not approved this request, so there is nothing to take back.',
    'zh-CN': '您没有批准过该请求，无需撤回。',
  },
  notYours: {
    en: 'Only the person who asked can cancel the request.',
    'zh-CN': '只有发起人可以取消该请求。',
  },
  reasonMissing: { en: 'Say why.', 'zh-CN': '请说明原因。' },
  noBatch: { en: 'Only a request for several tasks can be narrowed.', 'zh-CN': '只有批量请求才能移出任务。' },
  notThere: {
    en: 'Choose tasks that are in the request.',
    'zh-CN': '请选择该请求中的任务。',
  },
  all: {
    en: 'At least one task has to stay. To refuse all of them, reject the request.',
    'zh-CN': '至少要保留一个任务；如需全部拒绝，请拒绝该请求。',
  },
  tooLate: {
    en: 'The time to answer is over, so the request cannot be changed any more. Reject it, or leave it as it is.',
    'zh-CN': '审批时间已过，不能再修改该请求，只能拒绝或保持不变。',
  },
  notOperator: {
    en: 'It takes the role operator here to carry this out.',
    'zh-CN': '执行该请求需要此处的操作员角色。',
  },
  notEnough: {
    en: 'The approvals do not suffice any more: somebody may not approve any longer, or more is needed now. Nothing was carried out.',
    'zh-CN': '现有批准已不足：有审批人不再具备资格，或策略要求提高。未执行任何操作。',
  },
  notAdmin: { en: 'Only an admin can break the glass.', 'zh-CN': '只有管理员可以紧急执行。' },
  noGlass: {
    en: 'Who may do what, and what needs consent, is not changed in an emergency. Edit the configuration file instead.',
    'zh-CN': '权限与审批策略不能通过紧急执行变更，请修改配置文件。',
  },
  noReview: { en: 'There is no review to close.', 'zh-CN': '没有待关闭的复核。' },
  ownReview: {
    en: 'Somebody else than who asked and who broke the glass has to close the review.',
    'zh-CN': '复核须由发起人和紧急执行人以外的人关闭。',
  },
  notReviewer: {
    en: 'Only an approver or an admin can close the review.',
    'zh-CN': '只有审批人或管理员可以关闭复核。',
  },
  notAlone: {
    en: 'A request for tasks is done when each of them has its result.',
    'zh-CN': '任务类请求须在每个任务都有结果后才算完成。',
  },
} satisfies Record<string, Text>

/** The request's state does not allow the step. */
export function refusedInState(request: Pick<ApprovalRequest, 'state' | 'unknown'>): Text {
  const state = requestStateText(request)
  return {
    en: `This request is closed or has moved on: ${state.en}.`,
    'zh-CN': `该请求已处理：${state['zh-CN']}。`,
  }
}

export function typeExactly(phrase: string): Text {
  return {
    en: `Type exactly “${phrase}” to confirm.`,
    'zh-CN': `请准确输入“${phrase}”以确认。`,
  }
}
