import type { Text } from '../../base/i18n.ts'
import type { ApprovalRequest } from './request.ts'
import { standingText } from './standing.ts'

/** Why a step was refused, for the person who took it. */
export const transitionRefusals = {
  own: {
    en: 'You cannot decide about your own request. You can cancel it.',
    'zh-CN': '不能审批自己发起的请求；您可以取消该请求。',
  },
  notAsked: {
    en: 'You are not among the approvers of this request.',
    'zh-CN': '您不在该请求的审批人之列。',
  },
  changed: {
    en: 'The request has changed since you saw it. Read it again before you decide.',
    'zh-CN': '请求内容已变更，请重新查看后再决定。',
  },
  enough: {
    en: 'The request has all the approvals it needs.',
    'zh-CN': '该请求已获得所需的全部批准。',
  },
  noVote: {
    en: 'You have not approved this request.',
    'zh-CN': '您没有批准过该请求。',
  },
  notYours: {
    en: 'Only the requester can cancel the request.',
    'zh-CN': '只有发起人可以取消该请求。',
  },
  reasonMissing: { en: 'Enter a reason.', 'zh-CN': '请填写原因。' },
  noBatch: {
    en: 'Tasks can be removed only from a request for several tasks.',
    'zh-CN': '只有批量请求才能移出任务。',
  },
  notThere: {
    en: 'Choose tasks that are in the request.',
    'zh-CN': '请选择该请求中的任务。',
  },
  all: {
    en: 'At least one task has to stay. To refuse them all, decline the request.',
    'zh-CN': '至少要保留一个任务；如需全部拒绝，请拒绝该请求。',
  },
  tooLate: {
    en: 'The time to decide is over, so the request can no longer be changed. You can still decline it.',
    'zh-CN': '审批时间已过，不能再修改该请求，但仍可拒绝。',
  },
  notOperator: {
    en: 'Only operators can carry this out here.',
    'zh-CN': '执行该请求需要此处的操作员角色。',
  },
  notEnough: {
    en: 'The approvals are no longer enough: an approver has lost the role, or the rule now asks for more. Nothing was carried out.',
    'zh-CN': '现有批准已不足：有审批人不再具备角色，或审批策略要求提高。未执行任何操作。',
  },
  notAdmin: {
    en: 'Only admins can carry out a request by break-glass.',
    'zh-CN': '只有管理员可以紧急执行。',
  },
  noGlass: {
    en: 'Break-glass does not change access or approval rules. Edit the configuration file instead.',
    'zh-CN': '权限与审批策略不能通过紧急执行变更，请修改配置文件。',
  },
  noReview: { en: 'This request has no open review.', 'zh-CN': '该请求没有待完成的复核。' },
  ownReview: {
    en: 'You asked for this or carried it out, so another approver or admin closes the review.',
    'zh-CN': '您是发起人或紧急执行人，须由其他审批人或管理员完成复核。',
  },
  notReviewer: {
    en: 'Only approvers and admins can close the review.',
    'zh-CN': '只有审批人或管理员可以完成复核。',
  },
  notAlone: {
    en: 'A request for tasks ends when each task has its result.',
    'zh-CN': '任务类请求须在每个任务都有结果后才算完成。',
  },
} satisfies Record<string, Text>

/** The request's state does not allow the step. */
export function refusedInState(request: ApprovalRequest): Text {
  const state = standingText(request)
  return {
    en: `Not possible any more. The request is now: ${state.en}.`,
    'zh-CN': `无法执行该操作，请求当前状态：${state['zh-CN']}。`,
  }
}

export function typeExactly(phrase: string): Text {
  return {
    en: `Type exactly “${phrase}” to confirm.`,
    'zh-CN': `请准确输入“${phrase}”以确认。`,
  }
}
