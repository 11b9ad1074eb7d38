import type { Text } from '../../base/i18n.ts'
import { approvedAt, isApprovalComplete, mayVote } from './counting-votes.ts'
import { payloadHash } from './payload.ts'
import type {
  ApprovalFacts,
  ApprovalRequest,
  Decision,
  RequestPayload,
  RequestTransition,
} from './request.ts'
import { refuseTransition } from './transitions.ts'
import { transitionRefusals } from './words.ts'

type ReduceTransition = Extract<RequestTransition, { readonly kind: 'narrow' }>

/**
 * An approver takes tasks out of a batch, never adds one. What was asked is now something else with another hash: the
 * votes start anew, with that of the person who took them out.
 */
export function reduceTasks(
  request: ApprovalRequest,
  step: ReduceTransition,
  facts: ApprovalFacts,
  now: number,
): Decision {
  const no = objection(request, step, facts, now)
  if (no) return refuseTransition(no)
  const payload = without(request.payload, step.without)
  const hash = payloadHash({ ...request, payload }, (text) => facts.digest(text))
  const { useBy: _, runs: __, ...rest } = request
  const changed: ApprovalRequest = {
    ...rest,
    state: 'pending',
    payload,
    hash,
    votes: [{ by: step.by, hash, at: now }],
    reductions: [...request.reductions, { by: step.by, at: now, taskIds: [...new Set(step.without)] }],
    version: request.version + 1,
  }
  if (!isApprovalComplete(changed, facts)) return { kind: 'moved', request: changed }
  return { kind: 'moved', request: { ...changed, ...approvedAt(changed, facts, now) } }
}

function objection(
  request: ApprovalRequest,
  step: ReduceTransition,
  facts: ApprovalFacts,
  now: number,
): Text | undefined {
  if (step.by === request.requester) return transitionRefusals.own
  if (!mayVote(request, step.by, facts)) return transitionRefusals.notAsked
  if (step.hash !== request.hash) return transitionRefusals.changed
  // New approval would come after the time for it.
  if (now > request.answerBy) return transitionRefusals.tooLate
  return choiceObjection(request.payload, new Set(step.without))
}

function choiceObjection(payload: RequestPayload, chosen: ReadonlySet<string>): Text | undefined {
  if (payload.kind !== 'action' || payload.tasks.length < 2) return transitionRefusals.noBatch
  const ids = new Set(payload.tasks.map((task) => task.id))
  if (chosen.size === 0 || ![...chosen].every((id) => ids.has(id))) return transitionRefusals.notThere
  return chosen.size === ids.size ? transitionRefusals.all : undefined
}

function without(payload: RequestPayload, ids: readonly string[]): RequestPayload {
  if (payload.kind !== 'action') return payload
  return { ...payload, tasks: payload.tasks.filter((task) => !ids.includes(task.id)) }
}
